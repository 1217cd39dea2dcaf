"""Addresses of the clinic."""

from django.urls import path

from .views import handout, templates

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
]
