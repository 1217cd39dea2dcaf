"""What stands in the addresses: each argument is filled with something of the runner's (Se's)."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from .routes import Route

# The argument `pk` of a route, by the beginning of the route's name; the other arguments mean one thing everywhere.
PK_OF = {
    "plans:": "plan",
    "clinic:handout_of": "plan",
    "clinic:emergency": "emergency",
    "clinic:end_emergency": "emergency",
    "clinic:handover": "handover",
    "clinic:decline_handover": "handover",
    "clinic:withdraw_assignment": "assignment",
    "clinic:assign_invited": "asked",
    "clinic:withdraw_invited": "asked",
    **dict.fromkeys(("clinic:template", "clinic:edit_template", "clinic:clone_", "clinic:share_"), "template"),
    "clinic:archive_": "template",
    **dict.fromkeys(("join_clinic", "decline_clinic", "take_back_colleague"), "clinic"),
    **dict.fromkeys(("make_lead", "remove_colleague"), "member"),
    "outbox:": "notice",
    "mfa_": "passkey",
}
TOKEN_OF = {"outbox:unsubscribe": "way_out", "reminders:tap": "tap", "reminders:feed": "feed"}
THING_OF = {
    "pk": "invitation",
    "run": "run",
    "receipt": "run",
    "day": "day",
    "number": "one",
    "exercise": "exercise",
    "therapist_id": "therapist",
    "runner_id": "runner",
    "thread_id": "thread",
    "note_id": "note",
    "subject": "subject",
    "name": "part",
    "digest": "figure",
    "token": "token",
    "device_id": "device",
    "key": "token",
    "uidb36": "one",
    "app_label": "app",
    "url": "one",
    "content_type_id": "one",
    "object_id": "one",
}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>|(\(\[\^/\]\+\))")


class NoValueError(LookupError):
    """A route has an argument that nothing is known for."""


def address_of(route: Route, things: dict[str, Any]) -> str:
    """The address of a route with the runner's things in it."""
    values = {"one": "1", "app": "accounts", "part": "hold", **things}
    names = [name or group or "object_id" for name, group, _ in ARGUMENT.findall(route.pattern)]
    filled = [_value(route, name, values) for name in names]
    if route.name.endswith("_simple_history"):
        filled[1] = str(_model_of(route.pattern)._default_manager.get(pk=filled[0]).history.first().history_id)
    try:
        if "unnamed/" in route.name:
            raise NoReverseMatch
        return reverse(route.name, args=filled)
    except NoReverseMatch:
        return "/" + re.sub(r"\(\?P<url>\.\*\)\$|<[^>]+>", lambda _: filled.pop(0), route.pattern)


def _value(route: Route, argument: str, values: dict[str, Any]) -> str:
    if argument == "object_id":
        return _row_of(route.pattern, values)
    thing = next((t for start, t in PK_OF.items() if argument == "pk" and route.name.startswith(start)), None)
    thing = TOKEN_OF.get(route.name, thing) if argument == "token" else thing
    thing = "batch" if (route.name, argument) == ("plans:changes", "number") else thing
    try:
        return str(values[thing or THING_OF[argument]])
    except KeyError as error:
        raise NoValueError(f"{route.name}: say in tests/access/values.py what <{argument}> is") from error


def _row_of(pattern: str, values: dict[str, Any]) -> str:
    """A row of an administered model: the runner's own where there is one."""
    found = re.match(r"admin/(\w+)/(\w+)/", pattern)
    if found is None:
        return str(values["one"])
    if found[2] == "user":
        return str(values[found[2]])
    row = _model_of(pattern)._default_manager.first()
    return str(row.pk) if row is not None else "1"


def _model_of(pattern: str) -> Any:
    _, app, model = pattern.split("/")[:3]
    return apps.get_model(app, model)
