"""Addresses of the intake."""

from django.urls import path

from . import views

app_name = "intake"
urlpatterns = [
    path("safety-check/", views.public_check, name="public_check"),
]
