"""Addresses of what is logged, and of what it shows."""

from django.urls import path

from . import progress_views

app_name = "checkins"
urlpatterns = [
    path("progress/", progress_views.progress, name="progress"),
]
