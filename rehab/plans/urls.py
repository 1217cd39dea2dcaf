"""Addresses of plans."""

from django.urls import path

from . import views

app_name = "plans"
urlpatterns = [
    path("plan/", views.current, name="current"),
    path("plan/<uuid:pk>/", views.detail, name="detail"),
    path("plan/changes/<uuid:pk>/<int:number>/", views.changes, name="changes"),
    path("plan/<uuid:pk>/contact/", views.contact, name="contact"),
]
