"""The Celery app: a doorbell for work whose truth lives in the database."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init

from .worker_rounds import WorkerRounds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rehab.config.settings")

# How long a worker listens on a silent line before it asks whether anybody is there.
WORKER_OPTIONS = {
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 25,
}

app = Celery("backstride")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(WorkerRounds)


@celeryd_init.connect
def _be_patient(conf: Any, **_: Any) -> None:
    """A worker waits for its broker; the web process of the settings must not."""
    if not conf.broker_url.startswith("atomicfs"):
        conf.broker_transport_options = {**conf.broker_transport_options, **WORKER_OPTIONS}
        conf.broker_connection_timeout = 4
