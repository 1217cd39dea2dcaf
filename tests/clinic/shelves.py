"""Templates and therapists for the tests of assigning."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from accounts.models import Clinic, ClinicMember, User
from rehab.clinic.models import TemplateVersion
from rehab.clinic.templating import Content, Line, save_template

CANARY = "Canary template"


def template_of(owner: User, *lines: Line, name: str = CANARY) -> TemplateVersion:
    """A template with these lines."""
    content = Content(name, "", lines or (Line(2, "bird_dog", 2), Line(3, "bridge", 1)))
    return save_template(key=uuid4(), owner=owner, content=content, seen=0, now=timezone.now())


def clinic_with(*therapists: User, name: str = "Hill Clinic") -> Clinic:
    """A clinic; the first is its lead."""
    clinic = Clinic.objects.create(name=name, founded_at=timezone.now())
    for number, one in enumerate(therapists):
        ClinicMember.objects.create(clinic=clinic, therapist=one, is_lead=not number, joined_at=timezone.now())
    return clinic


def build(client: Client, address: str, *rows: tuple[str, str, str], do: str = "save", **fields: Any) -> Any:
    """The form of a template sent, with rows of phase, exercise and dose."""
    sent = {"key": str(uuid4()), "seen": "0", "name": "Hips first", "phase": "2", "do": do, **fields}
    for number, (phase, exercise, dose) in enumerate(rows):
        sent |= {f"i{number}-phase": phase, f"i{number}-exercise": exercise, f"i{number}-dose": dose}
    return client.post(address, sent)
