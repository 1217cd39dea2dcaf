"""Day file: the days of a simulated course, from JSON values to entries of a log. Every problem is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rehab.engine.catalog import Catalog
from rehab.engine.progress.log import (
    CheckIn,
    Clearance,
    Contact,
    Entry,
    FlareReport,
    Rating,
    Recheck,
    Run,
    SelfTest,
    Swap,
)

from .dayfields import (
    ALL,
    CONTACT,
    MARK,
    RATING,
    RUN,
    SWAP,
    Field,
    checkin_fields,
    clearance_fields,
    flare_fields,
    measure_fields,
    safety,
)

T = TypeVar("T")
KEYS = "day daily recheck flare sessions runs test checkin swap contact clearance".split()


@dataclass(frozen=True, slots=True)
class Done:
    """One exercise of a session as it was written: sets, or minutes where it is dosed in minutes."""

    exercise_id: str
    done: float | None = None
    pain: int | None = None
    effort: int | None = None
    spread: bool | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class SessionDone:
    """A session as it was written. `rest`: how everything prescribed went that has no mark of its own."""

    id: str
    marks: tuple[Done, ...]
    rest: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what was written on it, in the order in which it counts."""

    day: int
    acts: tuple[Entry | SessionDone, ...]


@dataclass
class Reader:
    """Reads the days of one case and keeps what is wrong with them."""

    catalog: Catalog
    problems: list[str] = field(default_factory=list)

    def days(self, given: Any) -> tuple[Day, ...]:
        """The days in their order; they must be whole and rise."""
        if not isinstance(given, list):
            self.problems.append("days: needs a list of days")
            return ()
        found, last = [], -1
        for number, item in enumerate(given, 1):
            day = item.get("day") if isinstance(item, dict) else None
            if isinstance(day, bool) or not isinstance(day, int) or day < 0:
                self.problems.append(f"days {number}: day needs a whole number from 0")
                continue
            if day <= last:
                self.problems.append(f"day {day}: days have to rise")
            last = max(last, day)
            found.append(self._day(day, item))
        return tuple(found)

    def _day(self, day: int, item: Mapping[str, Any]) -> Day:
        where = f"day {day}"
        self._unknown(where, item, KEYS)
        acts: list[Entry | SessionDone | None] = [
            self._one(Rating, day, item, "daily", RATING),
            self._recheck(day, item),
            self._one(FlareReport, day, item, "flare", {**flare_fields(self.catalog)}, self._unasked()),
        ]
        acts += [self._session(f"{where}: sessions {n}", f"{day}-session-{n}", one) for n, one in self._each(day, item)]
        acts += [self._run(day, n, one) for n, one in self._each(day, item, "runs")]
        acts += [self._test(day, item), *self._checkin(day, item)]
        acts += [
            self._one(Swap, day, item, "swap", SWAP),
            self._one(Contact, day, item, "contact", CONTACT),
            self._clearance(day, item),
        ]
        return Day(day, tuple(act for act in acts if act is not None))

    def _one(
        self,
        kind: Callable[..., T],
        day: int,
        item: Mapping[str, Any],
        name: str,
        fields: Mapping[str, Field],
        usual: Mapping[str, Any] | None = None,
    ) -> T | None:
        if name not in item:
            return None
        values = self._object(f"day {day}: {name}", item[name], fields)
        return None if values is None else kind(id=f"{day}-{name}", day=day, **{**(usual or {}), **values})

    def _unasked(self) -> dict[str, Any]:
        return {"answers": safety(self.catalog)({})}

    def _recheck(self, day: int, item: Mapping[str, Any]) -> Recheck | None:
        if "recheck" not in item:
            return None
        values = self._object(
            f"day {day}", {"recheck": item["recheck"]}, {"recheck": Field("answers", safety(self.catalog))}
        )
        return None if values is None else Recheck(f"{day}-recheck", day, values["answers"])

    def _checkin(self, day: int, item: Mapping[str, Any]) -> list[Entry]:
        """The check-in, and with what a clinician said the contact that it tells of."""
        said: list[str] = []

        def make(clinician: str = "", barriers: tuple[str, ...] = (), **values: Any) -> CheckIn:
            said.append(clinician)
            return CheckIn(barriers=frozenset(barriers), **values)

        checkin = self._one(make, day, item, "checkin", checkin_fields(self.catalog), self._unasked())
        if checkin is None:
            return []
        return [checkin, Contact(f"{day}-clinician", day)] if said[0] else [checkin]

    def _test(self, day: int, item: Mapping[str, Any]) -> SelfTest | None:
        def make(id: str, day: int, **measures: Any) -> SelfTest:
            return SelfTest(id, day, measures)

        return self._one(make, day, item, "test", measure_fields(self.catalog))

    def _clearance(self, day: int, item: Mapping[str, Any]) -> Clearance | None:
        def make(id: str, day: int, flags: tuple[str, ...]) -> Clearance:
            return Clearance(id, day, frozenset(flags))

        return self._one(make, day, item, "clearance", clearance_fields(self.catalog))

    def _run(self, day: int, number: int, given: Any) -> Run | None:
        values = self._object(f"day {day}: runs {number}", given, RUN)
        return None if values is None else Run(f"{day}-run-{number}", day, **values)

    def _each(self, day: int, item: Mapping[str, Any], name: str = "sessions") -> list[tuple[int, Any]]:
        given = item.get(name, [])
        if not isinstance(given, list):
            self.problems.append(f"day {day}: {name}: needs a list")
            return []
        if given and all(isinstance(mark, dict) and "exercise" in mark for mark in given):
            given = [given]  # the marks of one session, without a list of their own
        return list(enumerate(given, 1))

    def _session(self, where: str, name: str, given: Any) -> SessionDone | None:
        whole = {"marks": given} if isinstance(given, list) else given
        if not isinstance(whole, dict) or not isinstance(whole.get("marks", []), list):
            self.problems.append(f"{where}: needs marks, a list, or all, an object")
            return None
        self._unknown(where, whole, ("marks", "all"))
        if not whole.get("marks") and "all" not in whole:
            self.problems.append(f"{where}: needs marks, a list, or all, an object")
        marks = [self._mark(f"{where}: marks {n}", one) for n, one in enumerate(whole.get("marks", []), 1)]
        rest = self._object(f"{where}: all", whole["all"], ALL) if "all" in whole else None
        return SessionDone(name, tuple(mark for mark in marks if mark is not None), rest)

    def _mark(self, where: str, given: Any) -> Done | None:
        values = self._object(where, given, MARK)
        if values is None:
            return None
        if ("done" in values) == bool(values.get("skipped")):
            self.problems.append(f"{where}: needs l_done, or skipped with a reason")
        return Done(**values)

    def _object(self, where: str, given: Any, fields: Mapping[str, Field]) -> dict[str, Any] | None:
        """The values of an object under the engine's names; None if any of it does not fit."""
        if not isinstance(given, dict):
            self.problems.append(f"{where}: needs an object")
            return None
        before, values = len(self.problems), {}
        self._unknown(where, given, fields)
        for name, one in fields.items():
            if given.get(name) is not None:
                try:
                    values[one.to] = one.read(given[name])
                except ValueError as error:
                    self.problems.append(f"{where}: {name}: {error}")
            elif one.is_required:
                self.problems.append(f"{where}: {name}: has to be given")
        return values if len(self.problems) == before else None

    def _unknown(self, where: str, given: Mapping[str, Any], known: Any) -> None:
        self.problems += [f"{where}: {ascii(name)[1:-1]}: is not known here" for name in given if name not in known]
