"""Addresses of the clinic."""

from django.urls import path

from .views import assigning, handing_over, handout, invited, templates

app_name = "clinic"
urlpatterns = [
    path("plan/handout.pdf", handout.current, name="handout"),
    path("plan/<uuid:pk>/handout.pdf", handout.detail, name="handout_of"),
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
