"""Addresses of the clinic."""

from django.urls import path

from .views import assigning, editing, handing_over, handout, invited, messages, notes, runner, templates

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
    path("templates/", templates.shelf_page, name="templates"),
    path("templates/new/", templates.new_template, name="new_template"),
    path("templates/<uuid:pk>/", templates.template, name="template"),
    path("templates/<uuid:pk>/edit/", templates.edit_template, name="edit_template"),
    path("templates/<uuid:pk>/clone/", templates.clone, name="clone_template"),
    path("templates/<uuid:pk>/share/", templates.share, name="share_template"),
    path("templates/<uuid:pk>/archive/", templates.archive, name="archive_template"),
    path("runners/<uuid:runner_id>/assign/", assigning.assign, name="assign"),
    path("runners/<uuid:runner_id>/assign/keep/", assigning.keep, name="keep_as_template"),
    path("runners/<uuid:runner_id>/assign/<uuid:pk>/withdraw/", assigning.withdraw, name="withdraw_assignment"),
    path("runners/<uuid:runner_id>/hand-over/", handing_over.hand_over, name="hand_over"),
    path("runners/<uuid:runner_id>/hand-over/withdraw/", handing_over.withdraw, name="withdraw_handover"),
    path("settings/care/handover/<uuid:pk>/", handing_over.handover, name="handover"),
    path("settings/care/handover/<uuid:pk>/decline/", handing_over.decline, name="decline_handover"),
    path("invitations/<uuid:pk>/plan/", invited.assign_invited, name="assign_invited"),
    path("invitations/<uuid:pk>/plan/withdraw/", invited.withdraw_invited, name="withdraw_invited"),
]
