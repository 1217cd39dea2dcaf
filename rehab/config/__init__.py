"""Wiring: settings, URLs, Celery. Everything else lives in the apps."""

from .celery import app as celery_app

__all__ = ["celery_app"]
