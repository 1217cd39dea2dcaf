"""Addresses of notices, of the links in mails, of what providers tell, and of the health of it all."""

from django.urls import path

from . import health, unsubscribe_views, views, webhook_views

app_name = "outbox"
urlpatterns = [
    path("mail/events/", webhook_views.mail_events, name="mail_events"),
    path("settings/reminders/address/", views.try_address, name="try_address"),
    path("u/<str:token>/", unsubscribe_views.unsubscribe, name="unsubscribe"),
    path("healthz/reminders/", health.reminders_health, name="reminders_health"),
    path("notices/", views.notices, name="notices"),
    path("notices/seen/", views.see_all, name="see_all"),
    path("notices/<uuid:pk>/", views.open_notice, name="open_notice"),
]
