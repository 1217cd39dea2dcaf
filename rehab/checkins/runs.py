"""Writing a run down: what it passes is said before, nothing that happened is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from rehab.engine.progress.course import phase_on
from rehab.engine.progress.log import Run
from rehab.engine.progress.volume import Caution, flagged
from rehab.plans.following import day_of
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry

from .runlog import RunLog
from .runwords import TITLES, caution_words, exact_words, minutes_words, to_km
from .samerun import are_alike

SAME = "same"
OF_ONE_RUN = ("V1", "RA_share")


@dataclass(frozen=True, slots=True)
class Warned:
    """A limit that a run passes, or another run it looks like: a title, words, and the sources behind it."""

    rule: str
    title: str
    text: str
    sources: tuple[str, ...] = ()


def run_from(given: Mapping[str, Any], log: RunLog, stage: int | None) -> Run:
    """A run from the form's values; what was left open stays unknown."""
    share = given.get("stage_done") or ""
    is_staged = bool(share) and float(share) > 0
    return Run(
        id=str(given["entry_id"]),
        day=day_of(log.plan, given["on"]),
        km=None if given.get("distance") is None else to_km(given["distance"], log.plan.runner.units),
        minutes=given.get("time"),
        pain=None if given.get("pain") in (None, "") else int(given["pain"]),
        where=tuple(given.get("where") or ()),
        spread=_flag(given.get("spread")),
        sharp_spot=_flag(given.get("sharp_spot")),
        stage=stage if is_staged else None,
        stage_share=float(share) if is_staged else None,
    )


def _flag(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def warnings_of(log: RunLog, run: Run) -> tuple[Warned, ...]:
    """What a run passes, and what it looks like. The log may hold the run itself already."""
    units = log.plan.runner.units
    found = [
        Warned(caution.rule, TITLES[caution.rule], caution_words(caution, units), caution.sources)
        for caution in cautions_of(log, run)
    ]
    twin = next((other for other in log.log.runs if other.id != run.id and are_alike(other, run)), None)
    if twin is not None:
        found.append(Warned(SAME, "You may have logged this run already", _twin_words(twin, units)))
    return tuple(found)


def mark_of(warned: tuple[Warned, ...]) -> str:
    """Which warnings were shown: sent back with the form, so that the same ones are not shown twice."""
    return " ".join(one.rule for one in warned)


def cautions_of(log: RunLog, run: Run) -> tuple[Caution, ...]:
    """The limits a run passes, by the phase of its day. Of an earlier week only those of a single run."""
    course = replace(log.course, phase=phase_on(log.phases, run.day))
    found = flagged(run, course, log.volume, log.frame)
    is_this_week = run.day >= log.day - log.day % 7
    return found if is_this_week else tuple(caution for caution in found if caution.rule in OF_ONE_RUN)


def _twin_words(twin: Run, units: str) -> str:
    parts = [exact_words(twin.km, units)] if twin.km is not None else []
    parts += [minutes_words(twin.minutes)] if twin.minutes is not None else []
    return f"There is a run of {' in '.join(parts)} on the same day. Log this one if it was another run."


def record_run(
    *,
    plan: Plan,
    run: Run,
    actor: User,
    now: datetime,
    corrects: bool = False,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Write a run down, whatever it was; the plan follows it. The same run sent twice counts once."""
    record_entry(plan=plan, entry=run, actor=actor, now=now, corrects=corrects, note=note, key=key)
