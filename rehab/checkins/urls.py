"""Addresses of what is logged."""

from django.urls import URLPattern, path

from .views import safety, self_test, weekly

app_name = "checkins"
urlpatterns: list[URLPattern] = [
    path("check-in/", weekly.checkin, name="checkin"),
    path("check-in/<int:number>/", weekly.step, name="checkin_step"),
    path("check-in/review/", weekly.review, name="checkin_review"),
    path("check-in/day/<int:day>/", weekly.result, name="checkin_result"),
    path("safety/", safety.safety, name="safety"),
    path("flare/", safety.flare, name="flare"),
    path("way-back/", safety.way_back, name="way_back"),
    path("self-test/", self_test.self_test, name="self_test"),
]
