"""Addresses of the clinic."""

from django.urls import path

from .views import editing, handout

app_name = "clinic"
PLAN = "runners/<uuid:runner_id>/plan/"
urlpatterns = [
    path("plan/handout.pdf", handout.current, name="handout"),
    path("plan/<uuid:pk>/handout.pdf", handout.detail, name="handout_of"),
    path(PLAN, editing.edit, name="edit"),
    path(f"{PLAN}items/<slug:exercise>/", editing.item, name="edit_item"),
    path(f"{PLAN}items/<slug:exercise>/move/", editing.move, name="edit_move"),
    path(f"{PLAN}items/<slug:exercise>/exchange/", editing.exchange, name="edit_exchange"),
    path(f"{PLAN}proposals/<slug:subject>/", editing.proposal, name="edit_proposal"),
    path(f"{PLAN}add/", editing.add, name="edit_add"),
    path(f"{PLAN}<slug:name>/", editing.part, name="edit_part"),
]
