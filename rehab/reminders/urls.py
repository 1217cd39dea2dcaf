"""Addresses of reminders."""

from django.urls import path

from .views import devices, feed, settings, tap

app_name = "reminders"
urlpatterns = [
    path("settings/reminders/", settings.settings, name="settings"),
    path("settings/reminders/time/", settings.choose_time, name="choose_time"),
    path("settings/reminders/switch/", settings.switch, name="switch"),
    path("settings/calendar/", feed.calendar, name="calendar"),
    path("settings/calendar/new/", feed.make_calendar, name="make_calendar"),
    path("settings/calendar/end/", feed.end_calendar, name="end_calendar"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("settings/devices/", devices.devices, name="devices"),
    path("settings/devices/new/", devices.add, name="add_device"),
    path("settings/devices/<uuid:device_id>/remove/", devices.remove, name="remove_device"),
    path("settings/devices/<uuid:device_id>/test/", devices.try_one, name="test_device"),
    path("t/<str:token>/", tap.tap, name="tap"),
]
