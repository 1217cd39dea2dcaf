"""Addresses of reminders."""

from django.urls import path

from .views import tap

app_name = "reminders"
urlpatterns = [
    path("t/<str:token>/", tap.tap, name="tap"),
]
