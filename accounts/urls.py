"""Addresses of a person's own pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("settings/", views.own_settings, name="settings"),
    path("settings/licence/", views.licence, name="licence"),
    path("settings/close/", views.close_account, name="close_account"),
    path("settings/sign-out-others/", views.end_other_sessions, name="end_other_sessions"),
]
