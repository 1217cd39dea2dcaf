"""Addresses of what is logged, and of what it shows."""

from django.urls import path

from .views import progress

app_name = "checkins"
urlpatterns = [
    path("progress/", progress.progress, name="progress"),
]
