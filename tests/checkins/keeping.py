"""What a phone's worker sends of what it kept without a network."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tagging import person_tag


def kept(user: User, key: str = "", *, days_ago: float = 0) -> dict[str, str]:
    """The headers of a form that was filled in so many days ago."""
    made = timezone.now() - timedelta(days=days_ago)
    key = key or str(uuid.uuid4())
    return {"Idempotency-Key": key, "X-Kept": "1", "X-Person": person_tag(user), "X-Made": made.isoformat()}


def deliver(client: Client, headers: dict[str, str], address: str, **fields: Any) -> HttpResponse:
    """One kept form, sent."""
    return client.post(address, fields, headers=headers)


def came_of(answer: Any) -> tuple[str, str]:
    """What the worker reads of an answer."""
    read = answer.json()
    return read["outcome"], read["message"]
