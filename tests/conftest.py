"""Shared by all tests."""

from __future__ import annotations

import os

import pytest
from django.utils import timezone

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # pytest-playwright keeps an event loop in the main thread


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """A hash that is cheap to make; argon2 would take a fifth of a second for each person."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def library(db):
    """The shipped library, loaded and published."""
    from rehab.library import mapping
    from rehab.library.services import load_library

    mapping._kept.clear()
    load_library(now=timezone.now())
