"""Addresses of the clinic."""

from django.urls import path

from .views import clearance, handout

app_name = "clinic"
urlpatterns = [
    path("plan/handout.pdf", handout.current, name="handout"),
    path("plan/<uuid:pk>/handout.pdf", handout.detail, name="handout_of"),
    path("runners/<uuid:runner_id>/clearance/", clearance.clear, name="clear"),
    path("runners/<uuid:runner_id>/clearance/withdraw/", clearance.withdraw, name="withdraw_clearance"),
]
