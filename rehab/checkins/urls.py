"""Addresses of what is logged."""

from django.urls import path

from .views import session, swap, today

app_name = "checkins"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/rating/", today.rating, name="rating"),
    path("today/session/", session.session, name="session"),
    path("today/session/<int:day>/", session.session, name="session_of"),
    path("today/swap/<slug:exercise>/", swap.swap, name="swap"),
]
