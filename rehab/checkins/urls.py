"""Addresses of what is logged."""

from django.urls import path

from .views import imports, runs

app_name = "checkins"
urlpatterns = [
    path("runs/", runs.run_list, name="runs"),
    path("runs/new/", runs.run_new, name="run_new"),
    path("runs/new/warning/", runs.run_warning, name="run_warning"),
    path("runs/import/", imports.run_import, name="run_import"),
    path("runs/import/check/", imports.run_import_check, name="run_import_check"),
    path("runs/<uuid:run>/", runs.run_detail, name="run"),
    path("runs/<uuid:run>/change/", runs.run_change, name="run_change"),
]
