"""The Celery app: a doorbell for work whose truth lives in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rehab.config.settings")

app = Celery("backstride")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
