"""Watching: what must hold of each step of a course, said apart from how the engine does it."""

from __future__ import annotations

from rehab.engine.progress.course import RUN_PHASE, Cause, Course, Decision, Frame
from rehab.engine.progress.doses import prescribed
from rehab.engine.progress.following import Followed
from rehab.engine.progress.log import Adjust, CheckIn, Entry, Log, Recheck, Swap

WEEK = 7
LAST_STAGE = 10
LADDER_SWAPS = 2
FELT = {"F30_extreme_pain", "F31_high_pain"}  # of the day’s ratings, not of the questions


class Watch:
    """Looks at each step, and remembers what went up when."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.risen: dict[str, int] = {}
        self.reached: dict[str, int] = {}
        self.highest: dict[str, int] = {}
        self.swaps: list[int] = []

    def look(self, entry: Entry, before: Followed, after: Followed) -> None:
        """Assert all that must hold after an entry."""
        old, new, decisions = before.course, after.course, after.decisions
        self._doses(entry, old, new, decisions)
        self._phases(old, new, decisions)
        self._stage(old, new, after)
        self._mornings(after)
        self._safety(entry, old, new, decisions)
        self._meant(entry, old, new)

    def _doses(self, entry: Entry, old: Course, new: Course, decisions: tuple[Decision, ...]) -> None:
        """Up only by X6 at a check-in or with a phase; one level in 7 days; two ladder swaps in 7 days.

        A therapist's own changes apart: they are the therapist's.
        """
        if isinstance(entry, Adjust):
            self._adjusted(old, new, decisions)
            return
        ups = [d for d in decisions if d.outcome == "up" and d.has_changed]
        assert not ups or isinstance(entry, CheckIn), "a dose rose without a check-in"
        self.reached |= {item.exercise_id: item.level for item in old.items}
        if isinstance(entry, Swap) and any(d.rule == "SW_own_choice" for d in decisions):
            self._swap(entry, new, decisions)
        for item in new.items:
            name, level = item.exercise_id, item.level
            known = self._known(name, old, new)
            if known is not None and level > known:
                raised = any(d.subject == name for d in ups)
                assert raised, f"{name} rose from {known} to {level} without X6"
                assert level == known + 1, f"{name} rose by more than one level"
                assert new.day - self.risen.get(name, -WEEK) >= WEEK, f"{name} rose twice in 7 days"
                self.risen[name] = new.day
        self._remember(old, new, decisions)
        self.risen |= {d.after.split(" ")[0]: d.day for d in ups}
        self.swaps += [d.day for d in ups if _is_exchange(d)]
        recent = [day for day in self.swaps if new.day - WEEK < day <= new.day]
        assert len(recent) <= LADDER_SWAPS, "more than two ladder swaps in a week"

    def _adjusted(self, old: Course, new: Course, decisions: tuple[Decision, ...]) -> None:
        """Every difference is told; what the rules go on from is what the therapist left."""
        told = {d.subject for d in decisions}
        for name in {i.exercise_id for i in old.items} ^ {i.exercise_id for i in new.items}:
            assert name in told or "phase" in told or any(d.after.startswith(f"{name} ") for d in decisions), name
        self._remember(old, new, ())
        self.risen |= {item.exercise_id: new.day for item in new.items if item not in old.items}

    def _known(self, name: str, old: Course, new: Course) -> int | None:
        """The last level of an exercise; one that comes back with a phase may have been at a higher one before."""
        return (self.highest if new.phase != old.phase else self.reached).get(name)

    def _swap(self, swap: Swap, new: Course, decisions: tuple[Decision, ...]) -> None:
        """The runner's own choice comes at the level of what it replaces or lower; missed days may lower that."""
        item = next(item for item in new.items if item.exercise_id == swap.for_id)
        assert item.level <= self.reached[swap.exercise_id], "a swap raised the level"
        assert [d.subject for d in decisions if d.step == "swap"] == [swap.exercise_id]
        self.reached[swap.for_id] = item.level

    def _remember(self, old: Course, new: Course, decisions: tuple[Decision, ...]) -> None:
        """The last level of each exercise; one may go up and leave with its phase in the same step.

        What pain has exchanged for something easier begins again at level 1.
        """
        ups = [d for d in decisions if d.outcome == "up" and d.has_changed]
        given_up = {d.subject for d in decisions if d.step == "session" and d not in ups and _is_exchange(d)}
        if new.phase != old.phase:
            for decision in ups:
                name = decision.after.split(" ")[0]
                is_same = name == decision.subject
                self.reached[name] = self.reached[name] + 1 if is_same else 1
                self.risen[name] = new.day
        self.reached |= {item.exercise_id: item.level for item in new.items}
        self.reached |= dict.fromkeys(given_up, 1)
        self.highest = {name: max(level, self.highest.get(name, 0)) for name, level in self.reached.items()}
        self.highest |= dict.fromkeys(given_up, 1)

    def _phases(self, old: Course, new: Course, decisions: tuple[Decision, ...]) -> None:
        """One at a time, in order, each with its decision; none up, and never into running, under a lock."""
        phase = old.phase
        for decision in decisions:
            if decision.subject == "phase" and decision.has_changed:
                left, entered = (int(word.removeprefix("phase ")) for word in (decision.before, decision.after))
                assert left == phase, "a phase was left that was not the present one"
                assert abs(entered - left) == 1, "a phase was skipped"
                phase = entered
        assert phase == new.phase, "the phase moved without a decision"
        if new.phase > old.phase:
            assert not new.is_locked(Cause.SAFETY, Cause.PROGRESS), "a phase was entered under a lock"
            assert new.phase != RUN_PHASE or not new.is_locked(), "the running phase was entered under a lock"

    def _stage(self, old: Course, new: Course, after: Followed) -> None:
        """1 to 10; one up at a time by RR6; entered below what was left."""
        assert new.stage is None or 1 <= new.stage <= LAST_STAGE
        assert new.phase < RUN_PHASE or new.stage is not None
        if old.stage is not None and new.stage is not None and new.stage > old.stage:
            ups = [d for d in after.decisions if d.subject == "stage" and d.has_changed]
            assert new.stage - old.stage == len(ups) == 1, "the stage rose without RR6"
            assert not new.locks, "the stage rose under a lock"
            assert not new.is_paused, "the stage rose in a pause"
            assert new.flare is None, "the stage rose in calm days"

    def _mornings(self, after: Followed) -> None:
        """What goes up had its morning rated: of an exercise's, of a run's last day."""
        for decision in after.decisions:
            if decision.outcome == "up" and decision.has_changed:
                days = [s.day for s in after.log.sessions for m in s.marks if m.exercise_id == decision.subject]
            elif decision.outcome == "stage_up" and decision.has_changed:
                days = [run.day for run in after.log.runs if run.day < decision.day]
            else:
                continue
            assert any(self._has_morning(after.log, day + 1) for day in days), "up without a morning after"
            assert dict(decision.inputs)["next_morning_rise"] is not None

    @staticmethod
    def _has_morning(log: Log, day: int) -> bool:
        return any(r.day == day and r.morning is not None for r in log.ratings)

    def _safety(self, entry: Entry, old: Course, new: Course, decisions: tuple[Decision, ...]) -> None:
        """A new sign locks at once and says so; answers that are all no lock nothing; no lock opens by itself."""
        if isinstance(entry, Recheck):
            signs = [name for name, answer in entry.answers.items() if answer == "yes"]
            placed = {flag for lock in new.locks for flag in lock.flags} - {f for lock in old.locks for f in lock.flags}
            assert signs or placed <= FELT, f"a lock without a sign: {placed}"
        if isinstance(entry, CheckIn | Recheck) and "rf_bladder" in _signs(entry):
            flag = "F01_ces_bladder"
            assert flag in old.known_flags or new.is_locked(Cause.SAFETY), "an emergency sign without a lock"
        if len(new.locks) < len(old.locks):
            assert any(d.after == "open" and d.step in ("contact", "clearance") for d in decisions)

    def prescriptions(self, course: Course, log: Log, day: int) -> None:
        """What is prescribed on a day: nothing barred, nothing without its kit; nothing under a safety lock."""
        start, phase = self.frame.start, min(course.phase, RUN_PHASE)
        doses = prescribed(course, log, self.frame, day)
        assert not (doses and course.is_locked(Cause.SAFETY)), "exercise under a safety lock"
        for dose in doses:
            name = dose.item.exercise_id
            reach = start.barred.get(name, 0)
            assert dose.item.chosen or reach < (1 if course.flare else phase), f"{name} is barred"
            has_kit = self.frame.catalog.exercises[name].equipment <= start.equipment
            assert dose.item.chosen or has_kit, f"{name} needs kit"
        assert not (doses and day <= course.paused_until), "exercise in a pause"

    def _meant(self, entry: Entry, old: Course, new: Course) -> None:
        """What is fixed stays as it is, and with a therapist who is asked first nothing goes up by itself."""
        if isinstance(entry, Adjust):
            return
        fixed = [(i.exercise_id, i.level, i.own) for i in old.items if i.fixed]
        assert fixed == [(i.exercise_id, i.level, i.own) for i in new.items if i.fixed], "a rule moved what is fixed"
        if old.asks_first:
            assert new.phase <= old.phase or old.back_on is not None, "the phase rose without being asked"
            assert (new.stage or 0) <= (old.stage or 0) or old.phase != new.phase, "the stage rose without being asked"


def _is_exchange(decision: Decision) -> bool:
    return decision.before.split(" ")[0] != decision.after.split(" ")[0]


def _signs(entry: CheckIn | Recheck) -> set[str]:
    return {name for name, answer in entry.answers.items() if answer == "yes"}
