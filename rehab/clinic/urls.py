"""Addresses of the clinic."""

from django.urls import path

from .views import handout, runner

app_name = "clinic"
urlpatterns = [
    path("plan/handout.pdf", handout.current, name="handout"),
    path("plan/<uuid:pk>/handout.pdf", handout.detail, name="handout_of"),
    path("runners/<uuid:runner_id>/", runner.runner, name="runner"),
    path("runners/<uuid:runner_id>/intake/", runner.intake, name="intake"),
]
