"""A plan under everything that can be logged, in any order: what must hold holds after each entry."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rehab.engine.catalog import Catalog
from rehab.engine.progress.beginning import begin
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.course import Cause, Course, Frame
from rehab.engine.progress.days import begin_day
from rehab.engine.progress.doses import prescribed, swap_choices
from rehab.engine.progress.following import Followed, first_day, follow, replay
from rehab.engine.progress.log import Adjust, Clearance, Contact, Entry, FlareReport, Recheck, Shut, Swap
from rehab.engine.progress.plain import from_plain, to_plain
from rehab.engine.progress.runs import may_run

from .courses import RUNNERS, checkin, entry_tests, frame_of, good_day, rating, run, safety, session
from .watching import Watch

PAINS = st.sampled_from([0, 1, 1, 2, 2, 3, 5, 6, 8])
MORNINGS = st.sampled_from([None, 0, 1, 1, 1, 2, 3, 6])
CHANGES = st.sampled_from([kind for kind in ChangeKind if kind not in (ChangeKind.APPROVE, ChangeKind.DECLINE)])
SIGNS = st.sampled_from([(), (), (), ("rf_bladder",), ("rf_weight_loss",), ("rf_calf",)])


def shuffled(catalog: Catalog) -> Catalog:
    """The same catalog with its rows in another order, where order means nothing."""
    names = ("exercises", "templates", "session_plans", "plan_lengths", "tiers")
    turned = {name: dict(reversed(list(getattr(catalog, name).items()))) for name in names}
    return replace(catalog, entry_tests=catalog.entry_tests[::-1], **turned)


class CourseMachine(RuleBasedStateMachine):
    """One plan and its log."""

    @initialize(number=st.integers(0, len(RUNNERS) - 1), weeks=st.integers(0, 9))
    def begins(self, number: int, weeks: int) -> None:
        """A plan that went well for so many weeks."""
        self.frame: Frame = frame_of(number)
        self.state: Followed = first_day(self.frame)
        self.entries: list[Entry] = []
        self.day = 0
        self.watch = Watch(self.frame)
        for _ in range(weeks):
            self.good_week()

    def write(self, entry: Entry) -> None:
        """Follow an entry and look at what came of it."""
        before = self.state
        self.state = follow(before, entry, self.frame)
        self.entries.append(entry)
        self.watch.look(entry, before, self.state)

    @property
    def today(self) -> Course:
        """The course as the day begins."""
        return begin_day(self.day, self.state.course, self.state.log, self.frame).course

    @rule()
    def good_week(self) -> None:
        """Seven days on which all goes well."""
        for _ in range(7):
            for entry in good_day(self.day, self.today, self.state.log, self.frame):
                self.write(entry)
            self.day += 1

    @rule(days=st.sampled_from([1, 1, 1, 2, 3, 6, 9, 16, 30]))
    def wait(self, days: int) -> None:
        """Days on which nothing is written down."""
        self.day += days

    @rule(morning=MORNINGS, worst=PAINS, average=PAINS)
    def rate(self, morning: int | None, worst: int, average: int) -> None:
        """The day's ratings; a second time they are an edit."""
        self.write(rating(self.day, morning, worst, average))

    @rule(morning=MORNINGS)
    def rate_late(self, morning: int | None) -> None:
        """The ratings of the day before, a day late."""
        if self.day:
            self.write(rating(self.day - 1, morning))

    @rule(pain=PAINS, effort=st.sampled_from([5, 7, 9]), share=st.sampled_from([0.5, 0.9, 1]), spread=st.booleans())
    def train(self, pain: int, effort: int, share: float, spread: bool) -> None:
        """A session of what is prescribed; a second time it is an edit."""
        felt: dict[str, Any] = {"pain": pain, "effort": effort, "share": share, "spread": spread and pain > 5}
        done = session(self.day, self.today, self.state.log, self.frame, **felt)
        if done is not None:
            self.write(done)

    @rule(pain=PAINS, share=st.sampled_from([0.5, 1]), sharp=st.sampled_from([False, False, False, True]))
    def run(self, pain: int, share: float, sharp: bool) -> None:
        """A run, whether it is open or not."""
        self.write(run(self.day, self.today, pain=pain, share=share, sharp_spot=sharp))

    @rule(average=PAINS, worst=PAINS, signs=SIGNS, limb=st.sampled_from(["none", "none", "proximal", "distal"]))
    def check_in(self, average: int, worst: int, signs: tuple[str, ...], limb: str) -> None:
        """A check-in on any day."""
        self.write(checkin(self.day, average, worst, *signs, limb=limb))

    @rule()
    def check_in_well(self) -> None:
        """A check-in with nothing to tell, on any day; so twice in a week."""
        self.write(checkin(self.day))

    @rule(now=PAINS, signs=SIGNS)
    def flare(self, now: int, signs: tuple[str, ...]) -> None:
        """The flare button."""
        self.write(FlareReport(f"{self.day}-flare", self.day, safety(*signs), now))

    @rule(signs=SIGNS)
    def recheck(self, signs: tuple[str, ...]) -> None:
        """Something changed, or not."""
        self.write(Recheck(f"{self.day}-recheck", self.day, safety(*signs)))

    @rule(profession=st.sampled_from(["doctor", "physio"]))
    def contact(self, profession: str) -> None:
        """A clinician was seen."""
        self.write(Contact(f"{self.day}-contact", self.day, profession))

    @precondition(lambda self: self.state.course.locks)
    @rule()
    def clear(self) -> None:
        """Every flag of every lock is cleared."""
        flags = frozenset(flag for lock in self.state.course.locks for flag in lock.flags)
        self.write(Clearance(f"{self.day}-clearance", self.day, flags))

    @rule()
    def shut(self) -> None:
        """An answer given elsewhere closes the plan."""
        self.write(Shut(f"{self.day}-shut", self.day, "urgent_24_48h", ("F28_calf",)))

    @rule(which=st.integers(0, 9), other=st.integers(0, 9))
    def swap(self, which: int, other: int) -> None:
        """An exercise for another, allowed or not."""
        course = self.today
        item = course.items[which % len(course.items)]
        choices = [exercise.id for exercise in swap_choices(item, course, self.frame)] or ["bridge"]
        self.write(Swap(f"{self.day}-swap", self.day, item.exercise_id, choices[other % len(choices)]))

    @rule(change=CHANGES, which=st.integers(0, 99), number=st.integers(0, 9), confirmed=st.booleans())
    def adjust(self, change: ChangeKind, which: int, number: int, confirmed: bool) -> None:
        """A therapist changes something, allowed or not."""
        course, exercises = self.today, sorted(self.frame.catalog.exercises)
        item = course.items[which % len(course.items)]
        new = exercises[which % len(exercises)]
        made = Change(
            change,
            exercise_id=new if change is ChangeKind.ADD else item.exercise_id,
            for_id=new,
            level=number % 4 or None,
            place=number,
            phase=course.phase + (1 if number % 2 else -1),
            stage=number,
            until=self.day + number - 2,
            confirmed=confirmed,
        )
        self.write(Adjust(f"{self.day}-adjust-{len(self.entries)}", self.day, (made,), "Because."))

    @precondition(lambda self: self.state.course.proposals)
    @rule()
    def approve(self) -> None:
        """What waits for the therapist is approved."""
        changes = tuple(Change(ChangeKind.APPROVE, p.subject) for p in self.today.proposals)
        self.write(Adjust(f"{self.day}-approve-{len(self.entries)}", self.day, changes))

    @rule(pain=PAINS, sharp=st.booleans())
    def test_oneself(self, pain: int, sharp: bool) -> None:
        """The entry tests, passed or not."""
        self.write(entry_tests(self.day, hop_pain=pain, hop_sharp=sharp and pain > 2))

    @invariant()
    def what_is_prescribed_is_allowed(self) -> None:
        """Nothing barred, nothing without its kit; nothing at all under a safety lock."""
        if hasattr(self, "state"):
            self.watch.prescriptions(self.today, self.state.log, self.day)

    @invariant()
    def nobody_runs_under_a_lock(self) -> None:
        """Safety and running locks close all running, any lock that of phase 4."""
        if not hasattr(self, "state"):
            return
        course = self.today
        causes = () if course.phase >= 4 else (Cause.SAFETY, Cause.RUNNING)
        assert not (course.is_locked(*causes) and may_run(course, self.frame, self.day))

    def teardown(self) -> None:
        """Replayed from the first entry, the course is the same; so it is from rows in another order, and from text."""
        if not hasattr(self, "state"):
            return
        live = repr(self.state.course)
        again, _ = replay(self.entries, self.frame)
        assert repr(again.course) == live
        other, _ = replay(self.entries, Frame(self.frame.start, shuffled(self.frame.catalog)))
        assert repr(other.course) == live
        assert from_plain(Course, to_plain(self.state.course)) == self.state.course
        assert prescribed(begin(self.frame), self.state.log, self.frame, 0)


TestCourse = CourseMachine.TestCase
TestCourse.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "150")) // 3,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
