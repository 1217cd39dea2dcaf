"""What a plan's present phase is to become: by a template, as the engine proposes, or as another runner's plan is."""

from __future__ import annotations

from dataclasses import replace

from rehab.checkins.standing import Standing
from rehab.engine.progress.course import RUN_PHASE, Course, Frame
from rehab.engine.progress.doses import enter_items, set_aside

from .differing import Wanted, wanted_of
from .models import TemplateVersion


def by_template(version: TemplateVersion, phase: int) -> tuple[Wanted, ...]:
    """What a version says of a phase; staying well goes by phase 4."""
    items = version.items.filter(phase=min(phase, RUN_PHASE))
    return tuple(Wanted(item.exercise_id, item.level, item.own) for item in items)


def by_engine(course: Course, frame: Frame) -> tuple[Wanted, ...]:
    """What the engine would prescribe now had no therapist changed anything: the phase's own at the levels reached."""
    free = replace(set_aside(course), items=(), left_out=())
    return wanted_of(enter_items(course.phase, free, frame))


def by_plan(other: Standing) -> tuple[Wanted, ...]:
    """What another runner does at present."""
    return wanted_of(other.course.items)
