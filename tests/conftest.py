"""Shared by all tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """A hash that is cheap to make; argon2 would take a fifth of a second for each person."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
