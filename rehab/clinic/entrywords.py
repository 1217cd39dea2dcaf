"""What a runner logged, in words for the therapist: one line an entry, with what belongs below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from rehab.checkins.questions import LABELS
from rehab.checkins.runwords import PLACES, exact_words, minutes_words
from rehab.checkins.selftest_words import GUIDES, PAIN, YES_NO, Measure
from rehab.checkins.sessions import REASONS
from rehab.engine.progress.log import CheckIn, Entry, FlareReport, Mark, Recheck, Run, SelfTest, Session, Tap
from rehab.engine.progress.training import COUNTS_FROM, has_begun, is_begun, session_share
from rehab.plans.decisions import Wording

SESSIONS, RUNS, OTHER = "sessions", "runs", "other"
GOOD, WAIT, WORSE, QUIET = "good", "wait", "worse", "quiet"
MEASURES: Mapping[str, Measure] = {one.name: one for guide in GUIDES.values() for one in guide.measures}
WHERE = dict(PLACES)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: what it was, its values, a word with its colour, what stands below, and the runner's own note."""

    kind: str
    head: str
    text: str = ""
    word: str = ""
    chip: str = QUIET
    more: tuple[str, ...] = ()
    note: str = ""
    warnings: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Telling:
    """What it takes to tell an entry: the words of its protocol, the runner's units, the activities they named.

    `has_safety`: whether safety answers may be told.
    """

    known: Wording
    units: str
    activities: tuple[str, ...]
    has_safety: bool


def line_of(entry: Entry, telling: Telling, note: str = "") -> Line | None:
    """An entry as a line; None for what is told as pain of a day, or by the decision it led to."""
    tell = TELLERS.get(type(entry))
    return tell(entry, telling, note) if tell is not None else None


def _session(session: Session, telling: Telling, note: str) -> Line:
    share = session_share(session)
    reasons = dict.fromkeys(REASONS.get(mark.skipped, mark.skipped) for mark in session.marks if mark.skipped)
    less = ("Part done", WAIT) if has_begun(session) else ("Skipped", QUIET)
    word, chip = ("Done", GOOD) if share >= COUNTS_FROM else less
    done = [mark for mark in session.marks if not mark.skipped]
    text = f"{sum(1 for mark in done if mark.done > 0)} of {len(session.marks)} exercises"
    pains = [mark.pain for mark in done if mark.pain is not None]
    text += f", highest pain {max(pains)} of 10" if pains else ""
    text += f". Left out: {'; '.join(reasons).lower()}" if reasons else ""
    return Line(SESSIONS, "Session", text, word, chip, tuple(_mark(mark, telling) for mark in session.marks), note)


def _mark(mark: Mark, telling: Telling) -> str:
    name = telling.known.names.get(mark.exercise_id, "An exercise")
    if mark.skipped:
        return f"{name}: left out, {REASONS.get(mark.skipped, mark.skipped).lower()}"
    parts = [f"{mark.done:.3g} of {mark.planned:g} set{'' if mark.planned == 1 else 's'}"]
    parts += ["begun and stopped"] if is_begun(mark) and not mark.done else []
    parts += [f"pain {mark.pain}"] if mark.pain is not None else []
    parts += [f"effort {mark.effort}"] if mark.effort is not None else []
    parts += ["moved further from the spine"] if mark.spread else []
    return f"{name}: {', '.join(parts)}"


def _run(run: Run, telling: Telling, note: str) -> Line:
    parts = [exact_words(run.km, telling.units) if run.km is not None else "distance not said"]
    parts += [minutes_words(run.minutes)] if run.minutes is not None else []
    parts += [f"highest pain {run.pain} of 10"] if run.pain is not None else ["pain not said"]
    parts += [f"run-walk stage {run.stage}"] if run.stage is not None else []
    more = [f"Felt in: {', '.join(WHERE.get(place, place) for place in run.where).lower()}"] if run.where else []
    more += ["Moved further from the spine"] if run.spread else []
    more += ["A sharp pain in one spot"] if run.sharp_spot else []
    return Line(RUNS, "Run", ", ".join(parts), more=tuple(more), note=note)


def _checkin(checkin: CheckIn, telling: Telling, note: str) -> Line:
    change = LABELS["w_change"].get(checkin.change, checkin.change).lower()
    text = f"Average pain {checkin.average}, worst {checkin.worst} of 10; {change} than the week before"
    text = text.replace("about the same than", "about the same as")
    more = [
        f"Stiff in the morning: {_minutes(checkin.stiffness_min)}",
        f"Walking before the pain passes 3: {_minutes(checkin.walk_min)}",
        f"Into a leg or an arm: {LABELS['w_limb'].get(checkin.limb, checkin.limb).lower()}",
        *_scores(checkin.scores, telling.activities),
        *_barriers(checkin.barriers),
        *_safety(checkin.answers, telling),
    ]
    return Line(OTHER, "Weekly check-in", text, more=tuple(more), note=note)


def _minutes(value: int | None) -> str:
    return "not said" if value is None else f"{value} minutes"


def _scores(scores: Iterable[int], names: tuple[str, ...]) -> list[str]:
    found = []
    for number, score in enumerate(scores):
        name = names[number] if number < len(names) else f"Named activity {number + 1}"
        found.append(f"{name[:1].upper()}{name[1:]}: {score} of 10")
    return found


def _barriers(barriers: Iterable[str]) -> list[str]:
    words = [LABELS["w_barrier"].get(one, one).lower() for one in sorted(barriers)]
    return [f"What stood in the way: {'; '.join(words)}"] if words else []


def _safety(answers: Mapping[str, str], telling: Telling) -> list[str]:
    """Which safety questions were not answered no, in the questions' words."""
    if not telling.has_safety:
        return []
    said = [telling.known.asked.get(name, name) for name, answer in answers.items() if answer != "no"]
    return [f"Yes: {words}" for words in said] or [f"All {len(answers)} safety questions: no"]


def _tap(tap: Tap, telling: Telling, note: str) -> Line:
    sessions = f"{tap.sessions} session{'' if tap.sessions == 1 else 's'} in the last 7 days"
    return Line(OTHER, "One-tap check-in", f"{sessions}, worst pain {tap.worst} of 10, by one’s own word", note=note)


def _recheck(recheck: Recheck, telling: Telling, note: str) -> Line:
    return Line(OTHER, "Safety questions, asked again", more=tuple(_safety(recheck.answers, telling)), note=note)


def _flare(flare: FlareReport, telling: Telling, note: str) -> Line:
    text, more = f"Pain now {flare.pain_now} of 10", tuple(_safety(flare.answers, telling))
    return Line(OTHER, "Flare reported", text, "Flare", WORSE, more, note)


def _test(test: SelfTest, telling: Telling, note: str) -> Line:
    more = tuple(_measure(name, value) for name, value in test.measures.items() if name in MEASURES)
    return Line(OTHER, "Self-test before running", f"{len(more)} values", more=more, note=note)


def _measure(name: str, value: object) -> str:
    measure = MEASURES[name]
    if measure.unit == YES_NO:
        return f"{measure.label.rstrip('?')}: {'yes' if value else 'no'}"
    label = measure.label.removesuffix(", 0 to 10")
    title = next((f"{guide.title}: " for guide in GUIDES.values() if measure in guide.measures), "")
    return f"{title}{label[:1].lower()}{label[1:]}: {value}{' of 10' if measure.unit == PAIN else ''}"


TELLERS: Mapping[type, Callable[..., Line]] = {
    Session: _session,
    Run: _run,
    CheckIn: _checkin,
    Recheck: _recheck,
    FlareReport: _flare,
    SelfTest: _test,
    Tap: _tap,
}
