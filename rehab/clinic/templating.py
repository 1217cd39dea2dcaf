"""What writes templates. A saved version is never changed; what was the same before makes no new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.colleagues import clinic_of
from accounts.models import User
from rehab.engine.catalog import Level

from .models import Template, TemplateItem, TemplateVersion
from .models.templates import OWN

MOST_ITEMS = 60


class EditedError(RuntimeError):
    """The template was edited since it was opened; nothing was saved."""


class NotYoursError(LookupError):
    """The key belongs to somebody else's template."""


@dataclass(frozen=True, slots=True)
class Line:
    """An exercise of a phase: at a level, or at a dose of the therapist's own."""

    phase: int
    exercise_id: str
    level: int | None = None
    own: Level | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says."""

    name: str
    description: str
    lines: tuple[Line, ...]


@transaction.atomic
def save_template(*, key: UUID, owner: User, content: Content, seen: int, now: datetime) -> TemplateVersion:
    """Save a new template under its key, or the next version of one; `seen` is the version that was opened, 0 for none.

    The same content again is the version that is there.
    """
    template = Template.objects.select_for_update().filter(pk=key).first()
    if template is None:
        template = Template.objects.create(pk=key, owner=owner, made_at=now)
    elif template.owner_id != owner.pk:
        raise NotYoursError(key)
    last = template.versions.first()
    if last is not None:
        if content_of(last) == content:
            return last
        if last.number != seen:
            raise EditedError(key)
    return _write(template, content, 1 + (last.number if last else 0), now)


def content_of(version: TemplateVersion) -> Content:
    """What a version says, as it can be saved again."""
    lines = tuple(Line(item.phase, item.exercise_id, item.level, item.own) for item in version.items.all())
    return Content(version.name, version.description, lines)


def _write(template: Template, content: Content, number: int, now: datetime) -> TemplateVersion:
    version = TemplateVersion.objects.create(
        template=template, number=number, name=content.name, description=content.description, made_at=now
    )
    TemplateItem.objects.bulk_create(_items(version, content.lines))
    return version


def _items(version: TemplateVersion, lines: Iterable[Line]) -> Iterable[TemplateItem]:
    for position, line in enumerate(lines, 1):
        own = {name: getattr(line.own, name) for name in OWN} if line.own is not None else {}
        yield TemplateItem(
            version=version,
            phase=line.phase,
            position=position,
            exercise_id=line.exercise_id,
            level=None if own else line.level or 1,
            **own,
        )


@transaction.atomic
def clone_template(*, version: TemplateVersion, by: User, now: datetime) -> TemplateVersion:
    """A template of one's own that says the same, to be customised."""
    said = content_of(version)
    copied = Content(f"Copy of {said.name}"[:80], said.description, said.lines)
    return save_template(key=uuid4(), owner=by, content=copied, seen=0, now=now)


def share_template(*, template: Template, shared: bool) -> None:
    """Show a template to the owner's clinic, or to nobody else; without a clinic there is nobody to show it to."""
    template.clinic = clinic_of(template.owner) if shared else None
    template.save(update_fields=["clinic"])


def archive_template(*, template: Template, archived: bool, now: datetime) -> None:
    """Take a template off the shelf, or put it back; nothing that was assigned changes."""
    template.archived_at = now if archived else None
    template.save(update_fields=["archived_at"])
