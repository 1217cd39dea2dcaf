"""Addresses of the intake."""

from django.urls import path

from . import result_views, views
from .public_views import public_check

app_name = "intake"
urlpatterns = [
    path("safety-check/", public_check, name="public_check"),
    path("intake/", views.home, name="home"),
    path("intake/<int:number>/", views.step, name="step"),
    path("intake/<int:number>/draft/", views.draft, name="draft"),
    path("intake/review/", views.review, name="review"),
    path("intake/result/", result_views.result, name="result"),
    path("intake/summary/", result_views.summary, name="summary"),
    path("intake/correction/", result_views.correction, name="correction"),
]
