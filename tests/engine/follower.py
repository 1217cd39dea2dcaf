"""A plan being followed, for tests: say what is logged on which day, read where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import start_of
from rehab.engine.progress.course import Course, Decision, Frame, Item, Role
from rehab.engine.progress.doses import prescribed
from rehab.engine.progress.following import Followed, first_day, follow
from rehab.engine.progress.log import CheckIn, Entry, Mark, Rating, Run, Session

from .cases import TODAY, raw
from .seeded import shipped_catalog


class Follower:
    """The state of one plan, entry by entry; `said` holds the decisions of the last entry."""

    def __init__(self, **changes: Any) -> None:
        catalog = shipped_catalog()
        draft = assess(raw(**changes), catalog, TODAY)
        assert isinstance(draft, PlanDraft), draft
        self.frame = Frame(start_of(draft, catalog), catalog)
        self.now: Followed = first_day(self.frame)

    @property
    def course(self) -> Course:
        """Where it stands."""
        return self.now.course

    @property
    def said(self) -> tuple[Decision, ...]:
        """The decisions of the last entry."""
        return self.now.decisions

    def rules(self, subject: str = "") -> list[str]:
        """The rules of the last entry, of one subject if named."""
        return [made.rule for made in self.said if not subject or made.subject == subject]

    def log(self, entry: Entry) -> None:
        """Follow an entry."""
        self.now = follow(self.now, entry, self.frame)

    def rate(self, day: int, morning: int | None = 2, worst: int | None = 3, average: int | None = 2) -> None:
        """A day's ratings."""
        self.log(Rating(f"rating-{day}", day, morning, worst, average))

    def train(self, day: int, **mark: Any) -> None:
        """Everything prescribed, done; every mark the same, `share` of its sets."""
        share, fields = mark.pop("share", 1.0), {"pain": 1, "effort": 5, "spread": False, **mark}
        doses = prescribed(self.course, self.now.log, self.frame, day)
        marks = tuple(
            Mark(
                dose.item.exercise_id,
                dose.item.level,
                dose.planned * share,
                dose.planned,
                counts=dose.item.role is Role.EXERCISE,
                **fields,
            )
            for dose in doses
        )
        planned = sum(dose.planned for dose in doses if dose.item.role is Role.EXERCISE)
        self.log(Session(f"session-{day}", day, marks, planned))

    def run(self, day: int, **fields: Any) -> None:
        """A run of the present stage, done in full."""
        given = {"km": 4.0, "minutes": 30.0, "pain": 1, "spread": False, "sharp_spot": False, "stage_share": 1.0}
        self.log(Run(f"run-{day}", day, **{"stage": self.course.stage, **given, **fields}))

    def safe(self, **yes: str) -> dict[str, str]:
        """Every re-check question answered no, but for those given."""
        return {q.id: "no" for q in self.frame.catalog.questions if q.recheck} | yes

    def check_in(self, day: int, average: int = 2, worst: int = 3, **fields: Any) -> None:
        """A whole check-in with nothing new among the safety answers, unless `answers` are given."""
        given = {"answers": self.safe(), "walk_min": 60, "stiffness_min": 5, "scores": (6,), **fields}
        self.log(CheckIn(f"checkin-{day}", day, average=average, worst=worst, **given))

    def item(self, exercise_id: str) -> Item:
        """An item of the present phase."""
        return next(item for item in self.course.items if item.exercise_id == exercise_id)

    def set_course(self, **fields: Any) -> None:
        """Begin a case in the middle: the course with some fields changed."""
        self.now = replace(self.now, course=replace(self.course, **fields))
