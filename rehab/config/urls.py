"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from accounts.administration import guard

from . import democodes, devmail, health, offline, pages, searching

admin.autodiscover()
guard(admin.site)
admin.site.site_header = admin.site.site_title = "Backstride"

urlpatterns = [
    path("", pages.landing, name="landing"),
    path("home/", pages.home, name="home"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.help_page, name="help"),
    path("robots.txt", searching.robots, name="robots"),
    path("", include("rehab.library.urls")),
    path("", include("rehab.intake.urls")),
    path("", include("rehab.plans.urls")),
    path("", include("rehab.checkins.urls")),
    path("", include("rehab.clinic.urls")),
    path("", include("rehab.outbox.urls")),
    path("", include("rehab.reminders.urls")),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline, name="offline"),
    path("offline/who/", offline.who, name="who"),
    path("offline/saved/<uuid:receipt>/", offline.saved, name="saved"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("dev/mail/", devmail.mails, name="devmail"),
    path("dev/codes/", democodes.codes, name="democodes"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "rehab.config.errors.bad_request"
handler403 = "rehab.config.errors.forbidden"
handler404 = "rehab.config.errors.not_found"
handler500 = "rehab.config.errors.server_error"
