"""Addresses of what is logged, and of what it shows."""

from django.urls import path

from .views import imports, player, progress, runs, safety, self_test, session, swap, today, weekly

app_name = "checkins"
urlpatterns = [
    path("check-in/", weekly.checkin, name="checkin"),
    path("check-in/<int:number>/", weekly.step, name="checkin_step"),
    path("check-in/review/", weekly.review, name="checkin_review"),
    path("check-in/day/<int:day>/", weekly.result, name="checkin_result"),
    path("safety/", safety.safety, name="safety"),
    path("flare/", safety.flare, name="flare"),
    path("way-back/", safety.way_back, name="way_back"),
    path("self-test/", self_test.self_test, name="self_test"),
    path("runs/", runs.run_list, name="runs"),
    path("runs/new/", runs.run_new, name="run_new"),
    path("runs/new/warning/", runs.run_warning, name="run_warning"),
    path("runs/import/", imports.run_import, name="run_import"),
    path("runs/import/check/", imports.run_import_check, name="run_import_check"),
    path("runs/<uuid:run>/", runs.run_detail, name="run"),
    path("runs/<uuid:run>/change/", runs.run_change, name="run_change"),
    path("today/", today.today, name="today"),
    path("today/rating/", today.rating, name="rating"),
    path("today/session/", session.session, name="session"),
    path("today/session/play/", player.play, name="play"),
    path("today/session/<int:day>/", session.session_of, name="session_of"),
    path("today/swap/<slug:exercise>/", swap.swap, name="swap"),
    path("progress/", progress.progress, name="progress"),
]
