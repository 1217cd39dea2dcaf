"""A runner's intake as a therapist reads it: answers in words, flags with their rules, re-checks, corrections.

Only what was given on or after the day from which the runner shares. An intake may hold answers that were copied from
an earlier one, by a re-check or a correction: where that lies before the day, its answers are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import CareLink, User
from rehab.intake.denial import is_kept
from rehab.intake.models import Correction, Intake, RaisedFlag, SafetyAnswer
from rehab.intake.presenting import WORDS, answer_rows, parts_of, without_noes
from rehab.intake.selectors import asked_rows
from rehab.intake.wizard import Wizard
from rehab.library.mapping import catalog_of
from rehab.library.models import Question, Rule, Source
from rehab.plans.words import TIERS

MOST_ANSWERS, MOST = 600, 50


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A red flag that fired: what it may point to, its tier, what it reads, its sources, and what became of it."""

    rule: str
    words: str
    tier: str
    raised_at: datetime
    asked: tuple[str, ...]
    sources: tuple[Source, ...]
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class SafetyMoment:
    """The safety answers of one moment: those that were not no, and how many were."""

    at: datetime
    others: tuple[tuple[str, str], ...]
    noes: int


def intake_context(link: CareLink, chosen: str, now: datetime) -> dict[str, Any]:
    """Finished values for the page; an intake that is none of the runner's shared ones is the newest."""
    runner, begun = link.runner, _begun(link)
    finished = list(_since(Intake.objects.filter(runner=runner), "started_at", begun).exclude(state="open")[:MOST])
    shown = next((one for one in finished if str(one.pk) == chosen), finished[0] if finished else None)
    rows = asked_rows(shown) if shown else {}
    return {
        "intake": shown,
        "tier": TIERS.get(shown.tier, shown.tier) if shown else "",
        "others": [one for one in finished if one != shown],
        "sections": _sections(shown, rows, begun) if shown else [],
        "flags": _flags(runner, begun, now),
        "moments": _moments(runner, begun),
        "corrections": _since(Correction.objects.filter(runner=runner), "made_at", begun).order_by("-made_at")[:MOST],
    }


def _begun(link: CareLink) -> datetime | None:
    """The first moment that is shared, by the runner's clock."""
    if link.since is None:
        return None
    return datetime.combine(link.since, time(), ZoneInfo(link.runner.time_zone))


def _since(rows: QuerySet[Any], field: str, begun: datetime | None) -> QuerySet[Any]:
    return rows if begun is None else rows.filter(**{f"{field}__gte": begun})


def _sections(intake: Intake, rows: dict[str, Question], begun: datetime | None) -> list[dict[str, Any]]:
    """The answers by part, those behind a flag marked; none that were copied from before the shared day."""
    if begun is not None and _holds_older(intake, begun):
        return []
    told = {name for name, _ in intake.outcome.get("told", [])}
    wizard = Wizard(catalog_of(intake.protocol), parts_of(rows), intake.answers, intake.done)
    sections = without_noes(answer_rows(wizard, rows, open_too=False))
    for section in sections:
        section["lines"] = [{**line, "is_flagged": line.get("name") in told} for line in section["lines"]]
    return sections


def _holds_older(intake: Intake, begun: datetime) -> bool:
    """Whether answers may have come into this intake from one of before the shared day."""
    before = Intake.objects.filter(runner=intake.runner_id, started_at__lt=begun)
    made = Correction.objects.filter(
        runner=intake.runner_id, made_at__gte=intake.started_at, made_at__lte=intake.finished_at
    )
    may_be_copied = intake.state == Intake.State.REFERRED or made.exists()
    return may_be_copied and (before.exists() or _had_plan(intake, begun))


def _had_plan(intake: Intake, begun: datetime) -> bool:
    return intake.runner.plans.filter(created_at__lt=begun).exists()


def _flags(runner: User, begun: datetime | None, now: datetime) -> list[FlagRow]:
    raised = _since(RaisedFlag.objects.filter(runner=runner), "raised_at", begun)
    found = list(raised.select_related("intake__protocol", "correction").order_by("-raised_at")[:MOST])
    rules = _rules(found)
    asked = _asked({flag.intake.protocol_id for flag in found})
    return [_flag(flag, rules, asked, now) for flag in found]


def _flag(flag: RaisedFlag, rules: dict[tuple[int, str], Rule], asked: Any, now: datetime) -> FlagRow:
    protocol = flag.intake.protocol
    rule = rules.get((protocol.pk, flag.flag))
    known = next((one for one in catalog_of(protocol).flags if one.id == flag.flag), None)
    fields = sorted(known.when.fields()) if known else []
    questions = [asked[protocol.pk, name] for name in fields if (protocol.pk, name) in asked]
    return FlagRow(
        rule=flag.flag,
        words=(rule.text if rule else "") or flag.flag.partition("_")[2].replace("_", " "),
        tier=TIERS.get(flag.tier, flag.tier),
        raised_at=flag.raised_at,
        asked=tuple(questions),
        sources=tuple(rule.sources.all()) if rule else (),
        state=_state(flag, now),
        version=protocol.version,
    )


def _state(flag: RaisedFlag, now: datetime) -> str:
    if flag.correction_id is not None:
        return "Corrected by the runner"
    if flag.superseded_at is not None:
        return "Cleared, and raised again since"
    return "Still counts" if is_kept(flag, now) else "Answering again may clear it"


def _rules(flags: list[RaisedFlag]) -> dict[tuple[int, str], Rule]:
    wanted = Q(protocol__in={flag.intake.protocol_id for flag in flags}, key__in={flag.flag for flag in flags})
    rows = Rule.objects.filter(wanted, kind=Rule.Kind.FLAG).prefetch_related("sources")
    return {(row.protocol_id, row.key): row for row in rows}


def _asked(protocols: set[int]) -> dict[tuple[int, str], str]:
    rows = Question.objects.filter(protocol__in=protocols).values_list("protocol_id", "key", "text")
    return {(protocol, key): text for protocol, key, text in rows}


def _moments(runner: User, begun: datetime | None) -> list[SafetyMoment]:
    """Safety answers as they were given, moment by moment, newest first."""
    given = _since(SafetyAnswer.objects.filter(intake__runner=runner), "given_at", begun)
    rows = list(
        given.order_by("-given_at", "-pk").values_list("given_at", "question", "answer", "intake__protocol_id")[
            :MOST_ANSWERS
        ]
    )
    asked = _asked({row[3] for row in rows})
    found = []
    for at, group in groupby(rows, key=lambda row: row[0]):
        said = [(asked.get((protocol, name), name), answer) for _, name, answer, protocol in group]
        others = tuple((text, WORDS.get(answer, answer)) for text, answer in said if answer != "no")
        found.append(SafetyMoment(at, others, len(said) - len(others)))
    return found
