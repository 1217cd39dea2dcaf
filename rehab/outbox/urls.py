"""Addresses of notices."""

from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/seen/", views.see_all, name="see_all"),
    path("notices/<uuid:pk>/", views.open_notice, name="open_notice"),
]
