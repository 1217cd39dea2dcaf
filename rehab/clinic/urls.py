"""Addresses of the clinic."""

from django.urls import path

from .views import emergency, handout

app_name = "clinic"
urlpatterns = [
    path("plan/handout.pdf", handout.current, name="handout"),
    path("plan/<uuid:pk>/handout.pdf", handout.detail, name="handout_of"),
    path("break-glass/", emergency.emergencies, name="emergencies"),
    path("break-glass/<uuid:pk>/", emergency.emergency, name="emergency"),
    path("break-glass/<uuid:pk>/answers/", emergency.answers, name="emergency_answers"),
    path("break-glass/<uuid:pk>/log/", emergency.log, name="emergency_log"),
    path("break-glass/<uuid:pk>/end/", emergency.end, name="end_emergency"),
]
