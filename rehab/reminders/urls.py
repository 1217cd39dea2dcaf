"""Addresses of reminders."""

from django.urls import path

from .views import settings, tap

app_name = "reminders"
urlpatterns = [
    path("settings/reminders/", settings.settings, name="settings"),
    path("settings/reminders/time/", settings.choose_time, name="choose_time"),
    path("settings/reminders/switch/", settings.switch, name="switch"),
    path("t/<str:token>/", tap.tap, name="tap"),
]
