"""Addresses of the clinic."""

from django.urls import path

from .views import clearance, editing, emergency, handout, messages, notes, runner

app_name = "clinic"
PLAN = "runners/<uuid:runner_id>/plan/"
urlpatterns = [
    path("plan/handout.pdf", handout.current, name="handout"),
    path("plan/<uuid:pk>/handout.pdf", handout.detail, name="handout_of"),
    path("runners/<uuid:runner_id>/", runner.runner, name="runner"),
    path("runners/<uuid:runner_id>/intake/", runner.intake, name="intake"),
    path("runners/<uuid:runner_id>/notes/", notes.notes, name="notes"),
    path("runners/<uuid:runner_id>/notes/<uuid:note_id>/", notes.note, name="note"),
    path("runners/<uuid:runner_id>/messages/", messages.with_runner, name="messages_with"),
    path("runners/<uuid:runner_id>/messages/read/", messages.read_by_therapist, name="read_with"),
    path("messages/", messages.own, name="messages"),
    path("messages/<uuid:thread_id>/", messages.thread, name="thread"),
    path("messages/<uuid:thread_id>/read/", messages.read_by_runner, name="read_thread"),
    path(PLAN, editing.edit, name="edit"),
    path(f"{PLAN}items/<slug:exercise>/", editing.item, name="edit_item"),
    path(f"{PLAN}items/<slug:exercise>/move/", editing.move, name="edit_move"),
    path(f"{PLAN}items/<slug:exercise>/exchange/", editing.exchange, name="edit_exchange"),
    path(f"{PLAN}proposals/<slug:subject>/", editing.proposal, name="edit_proposal"),
    path(f"{PLAN}add/", editing.add, name="edit_add"),
    path(f"{PLAN}<slug:name>/", editing.part, name="edit_part"),
    path("runners/<uuid:runner_id>/clearance/", clearance.clear, name="clear"),
    path("runners/<uuid:runner_id>/clearance/withdraw/", clearance.withdraw, name="withdraw_clearance"),
    path("break-glass/", emergency.emergencies, name="emergencies"),
    path("break-glass/<uuid:pk>/", emergency.emergency, name="emergency"),
    path("break-glass/<uuid:pk>/answers/", emergency.answers, name="emergency_answers"),
    path("break-glass/<uuid:pk>/log/", emergency.log, name="emergency_log"),
    path("break-glass/<uuid:pk>/end/", emergency.end, name="end_emergency"),
]
