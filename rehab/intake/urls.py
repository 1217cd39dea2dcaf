"""Addresses of the intake."""

from django.urls import path

from .views import check, results, wizard

app_name = "intake"
urlpatterns = [
    path("safety-check/", check.public_check, name="public_check"),
    path("intake/", wizard.home, name="home"),
    path("intake/<int:number>/", wizard.step, name="step"),
    path("intake/<int:number>/draft/", wizard.draft, name="draft"),
    path("intake/review/", wizard.review, name="review"),
    path("intake/result/", results.result, name="result"),
    path("intake/summary/", results.summary, name="summary"),
    path("intake/correction/", results.correction, name="correction"),
]
