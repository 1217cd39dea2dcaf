"""Addresses of what is logged."""

from django.urls import URLPattern

app_name = "checkins"
urlpatterns: list[URLPattern] = []
