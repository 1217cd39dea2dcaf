"""Files of one run or more, sent through the pages of an import."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rehab.plans.models import Plan

from . import recordings as made

FILE, CHECK = "/runs/import/", "/runs/import/check/"
POINTS = 90  # a quarter of an hour less ten seconds, 2.97 km
SECONDS, METRES = 890, 2969


def at(plan: Plan, day: int, hour: int = 12) -> datetime:
    """An hour of a day of the plan, UTC."""
    on = plan.started_on + timedelta(days=day)
    return datetime(on.year, on.month, on.day, hour, 0, 5, tzinfo=ZoneInfo("UTC"))


def one_run(kind: str, start: datetime) -> bytes:
    """One run of nearly 3 km in one of the formats."""
    if kind == "gpx":
        return made.gpx(made.gpx_points(POINTS, start=start))
    if kind == "tcx":
        return made.tcx((SECONDS, METRES), start=start)
    if kind == "fit":
        return made.fit(made.session(SECONDS, METRES, start=start), made.records(3, start=start))
    return f"start,distance_km,duration\n{start:%Y-%m-%d %H:%M},2.97,14:50\n".encode()


def table(*rows: tuple[Any, ...]) -> bytes:
    return "\n".join(["start,distance_km,duration", *(",".join(map(str, row)) for row in rows)]).encode()


def upload(client: Client, content: bytes, name: str = "run") -> Any:
    return client.post(FILE, {"file": SimpleUploadedFile(name, content)})


def confirm(client: Client, **changes: Any) -> Any:
    """Send the preview as it stands, with changes."""
    page = client.get(CHECK).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token, page
    ticked = re.findall(r'name="take" value="(\d+)" id="\S+" checked', page)
    return client.post(CHECK, {"token": token[1], "take": ticked, **changes})
