"""Addresses of the clinic."""

from django.urls import path

from .views import handout, worklist

app_name = "clinic"
urlpatterns = [
    path("plan/handout.pdf", handout.current, name="handout"),
    path("plan/<uuid:pk>/handout.pdf", handout.detail, name="handout_of"),
    path("runners/", worklist.worklist, name="worklist"),
    path("runners/<uuid:runner_id>/approve/", worklist.approve, name="approve"),
    path("runners/<uuid:runner_id>/keep/", worklist.keep, name="keep"),
    path("runners/<uuid:runner_id>/snooze/", worklist.snoozed, name="snooze"),
    path("runners/<uuid:runner_id>/handled/", worklist.handled, name="handled"),
    path("runners/<uuid:runner_id>/back/", worklist.back, name="back"),
]
