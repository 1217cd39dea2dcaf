"""Addresses of a person's own pages."""

from django.urls import path

from . import care_views, clinic_views, views

urlpatterns = [
    path("settings/", views.own_settings, name="settings"),
    path("settings/licence/", views.licence, name="licence"),
    path("settings/close/", views.close_account, name="close_account"),
    path("settings/seen/", views.seen, name="seen"),
    path("settings/care/", care_views.care, name="care"),
    path("settings/care/<uuid:therapist_id>/share/", care_views.share, name="share"),
    path("settings/care/<uuid:therapist_id>/keep/", care_views.keep, name="keep_care"),
    path("settings/care/<uuid:therapist_id>/end/", care_views.end_care, name="end_care"),
    path("settings/clinic/", clinic_views.clinic, name="clinic"),
    path("settings/clinic/found/", clinic_views.found, name="found_clinic"),
    path("settings/clinic/ask/", clinic_views.ask, name="ask_colleague"),
    path("settings/clinic/leave/", clinic_views.leave, name="leave_clinic"),
    path("settings/clinic/invitations/<uuid:pk>/join/", clinic_views.join, name="join_clinic"),
    path("settings/clinic/invitations/<uuid:pk>/decline/", clinic_views.decline, name="decline_clinic"),
    path("settings/clinic/invitations/<uuid:pk>/take-back/", clinic_views.take_back, name="take_back_colleague"),
    path("settings/clinic/members/<uuid:pk>/lead/", clinic_views.make_lead, name="make_lead"),
    path("settings/clinic/members/<uuid:pk>/remove/", clinic_views.remove, name="remove_colleague"),
    path("invitations/", care_views.invitations, name="invitations"),
    path("invitations/after-sign-in/", care_views.after_sign_in, name="after_sign_in"),
    path("invitations/runners/<uuid:runner_id>/end/", care_views.end_runner, name="end_runner"),
    path("invitations/<uuid:pk>/", care_views.invitation, name="invitation"),
    path("invitations/<uuid:pk>/decline/", care_views.decline, name="decline_invitation"),
    path("invitations/<uuid:pk>/withdraw/", care_views.withdraw, name="withdraw_invitation"),
    path("invitations/<str:token>/", care_views.invitation_link, name="invitation_link"),
    path("settings/sign-out-others/", views.end_other_sessions, name="end_other_sessions"),
]
