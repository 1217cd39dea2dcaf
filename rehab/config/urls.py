"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from . import devmail, health, pages

# The administration is entered through the site's own log-in, with its limits.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it
admin.site.site_header = admin.site.site_title = "Backstride"

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("home/", pages.home, name="home"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.help_page, name="help"),
    path("", include("rehab.intake.urls")),
    path("", include("rehab.plans.urls")),
    path("", include("rehab.checkins.urls")),
    path("", include("rehab.clinic.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("dev/mail/", devmail.mails, name="devmail"),
    path("account/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "rehab.config.errors.bad_request"
handler403 = "rehab.config.errors.forbidden"
handler404 = "rehab.config.errors.not_found"
handler500 = "rehab.config.errors.server_error"
