"""Addresses of the clinic."""

from django.urls import path

from .views import handout, messages, notes, runner

app_name = "clinic"
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
]
