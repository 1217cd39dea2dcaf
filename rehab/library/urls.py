"""Addresses of the library."""

from django.urls import path

from . import views

app_name = "library"
urlpatterns = [
    path("library/", views.exercises, name="exercises"),
    path("library/<slug:exercise>/", views.exercise, name="exercise"),
    path("figures/<slug:digest>.svg", views.figure, name="figure"),
]
