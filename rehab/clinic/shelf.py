"""Which templates a therapist may see: their own, and those a colleague shares with their clinic."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from accounts.colleagues import clinic_of
from accounts.models import User
from rehab.engine.catalog import Catalog, Level
from rehab.library.mapping import load_catalog
from rehab.library.models import Exercise
from rehab.plans.event_words import level_words
from rehab.plans.words import PHASES

from .models import Template, TemplateItem, TemplateVersion

MOST_SHOWN = 100
NOT_IN_TEMPLATES = "run_walk"  # runs have their stages


@dataclass(frozen=True, slots=True)
class ItemWords:
    """An exercise of a template with its dose in words."""

    name: str
    dose: str


@dataclass(frozen=True, slots=True)
class PhaseWords:
    """A phase of a template."""

    number: int
    name: str
    items: tuple[ItemWords, ...]


def templates_for(user: User) -> QuerySet[Template]:
    """What may be assigned and copied."""
    return Template.objects.filter(_visible(user), archived_at=None)


def _visible(user: User) -> Q:
    mine, clinic = Q(owner=user), clinic_of(user)
    return mine if clinic is None else mine | Q(clinic=clinic, owner__clinic_member__clinic=clinic)


def newest_versions(user: User, search: str = "", *, archived: bool = False) -> list[TemplateVersion]:
    """The newest version of each template a therapist may see, by name; of their own archived ones if asked."""
    templates = Template.objects.filter(owner=user, archived_at__isnull=False) if archived else templates_for(user)
    last = TemplateVersion.objects.filter(template=OuterRef("pk")).order_by("-number").values("pk")[:1]
    newest = TemplateVersion.objects.filter(pk__in=templates.annotate(last=Subquery(last)).values("last"))
    found = newest.filter(name__icontains=search) if search else newest
    return list(found.select_related("template__owner", "template__clinic").order_by("name", "pk")[:MOST_SHOWN])


def access_template(user: User, pk: UUID) -> Template:
    """A template the person may see, their own archived ones too; 404 for anything else."""
    may = templates_for(user) | Template.objects.filter(_visible(user), owner=user)
    found = may.select_related("owner", "clinic").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_own_template(user: User, pk: UUID) -> Template:
    """A template of the person's own; 404 for anything else."""
    found = Template.objects.filter(pk=pk, owner=user).select_related("owner", "clinic").first()
    if found is None:
        raise Http404
    return found


def version_of(template: Template, number: int | None = None) -> TemplateVersion:
    """A version by its number, or the newest."""
    versions = template.versions.filter(number=number) if number is not None else template.versions.all()
    found = versions.select_related("template").first()
    if found is None:
        raise Http404
    return found


def items_of(version: TemplateVersion, phase: int | None = None) -> QuerySet[TemplateItem]:
    """The exercises of a version, of one phase if named."""
    return version.items.all() if phase is None else version.items.filter(phase=phase)


def phases_in_words(version: TemplateVersion) -> tuple[PhaseWords, ...]:
    """The phases a version speaks of, with names and doses."""
    catalog, names = load_catalog(), exercise_names()
    found: dict[int, list[ItemWords]] = {}
    for item in items_of(version):
        found.setdefault(item.phase, []).append(ItemWords(names[item.exercise_id], dose_of(item, catalog)))
    return tuple(PhaseWords(phase, PHASES[phase], tuple(items)) for phase, items in sorted(found.items()))


def dose_of(item: TemplateItem, catalog: Catalog) -> str:
    """The dose in words; a level the library no longer has is its last."""
    levels = catalog.exercises[item.exercise_id].levels
    return short_dose(item.own or levels[min(item.level or 1, len(levels)) - 1])


def short_dose(level: Level) -> str:
    """A dose in short, with its units."""
    return level_words(str(level))


def exercise_names() -> dict[str, str]:
    """Every exercise that may be in a template, by name."""
    return dict(Exercise.objects.exclude(pk=NOT_IN_TEMPLATES).order_by("name").values_list("pk", "name"))


def exercises_like(search: str) -> dict[str, str]:
    """Exercises by a part of their name or of what else they are called."""
    wanted = search.casefold()
    rows = Exercise.objects.exclude(pk=NOT_IN_TEMPLATES).order_by("name").values_list("pk", "name", "aliases")
    return {pk: name for pk, name, aliases in rows if wanted in " ".join([name, *aliases]).casefold()}
