"""Locks: what a new warning sign closes, and what opens it. Safety comes before everything else.

Flags that fired at intake, or were cleared since, are dealt with already: only new ones count at a re-check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..answers import Answers
from ..catalog import Catalog, TierId
from ..conditions import Value, holds
from ..triage import BEFORE_START_RANK, Triage, screen
from .course import LONG_AGO, Cause, Course, Decision, Frame, Held, Step
from .log import Clearance, Contact, Log, Shut

CONTACT_COUNTS_DAYS = 28
NO_RUNNING = "clearance_no_running"
LOCKED, OPEN = "locked", "open"


@dataclass(frozen=True, slots=True)
class Found:
    """What a re-check found that is new: the tier (none without any), the flags, whether running stops.

    `firing` are all flags that fire today, known ones among them.
    """

    tier: str
    flags: tuple[str, ...]
    stops_running: bool
    sources: tuple[str, ...] = ()
    firing: frozenset[str] = frozenset()


def rescreen(
    answers: Mapping[str, str], course: Course, frame: Frame, *, limb: str = "", now: int | None = None
) -> Found:
    """The flags that fire with the safety answers of today beside the rest of the intake, those known already apart.

    `limb` (none, proximal, distal) and `now` (pain 0-10) take the place of the intake's answers where given. A pattern
    with a tier of its own that the intake did not have (nerve-root symptoms) counts like a flag, by its rule.
    """
    asked = _asked(frame.catalog)
    facts = {name: value for name, value in frame.start.facts.items() if name in asked}
    given: dict[str, Value | None] = {**facts, **_safety_off(frame.catalog), **_resolved(answers, frame.catalog)}
    if limb:
        given["radiation"] = limb
    if now is not None:
        given["nprs_now"] = now
    triage = screen(Answers(given), frame.catalog)
    new = [flag for flag in frame.catalog.flags if flag.id in triage.fired and flag.id not in course.known_flags]
    tiers = [flag.tier for flag in new]
    floor = _floor_of(triage, frame) if limb else None
    firing = frozenset({*triage.fired, *((floor[0],) if floor else ())})
    if floor and floor[0] not in course.known_flags:
        tiers.append(floor[1])
    tier = max((frame.catalog.tiers[id_] for id_ in tiers), key=lambda found: found.rank, default=None)
    return Found(
        tier=tier.id.value if tier else TierId.NONE.value,
        flags=(
            *(flag.id for flag in new),
            *(name for name in firing if floor and name == floor[0] and tiers[len(new) :]),
        ),
        stops_running=any(flag.run_lock for flag in new),
        sources=tuple(sorted({source for flag in new for source in flag.sources})),
        firing=firing,
    )


def _floor_of(triage: Triage, frame: Frame) -> tuple[str, TierId] | None:
    """The rule and tier of a pattern with a floor that is not the intake's pattern."""
    rule = next(rule for rule in frame.catalog.category_rules if holds(rule.when, triage.facts))
    is_new = rule.tier_floor is not None and rule.category.value != frame.start.category
    return (rule.id, rule.tier_floor) if is_new and rule.tier_floor else None


def _resolved(answers: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
    """Today's answers, "not sure" as its question takes it."""
    unsure = {question.id: question.unsure_as for question in catalog.questions if question.unsure_as}
    return {name: unsure.get(name, "yes") if said == "not_sure" else said for name, said in answers.items()}


def remember(found: Found, course: Course) -> Course:
    """What no longer fires is no longer known: should it come back, it is new."""
    kept = tuple(flag for flag in course.known_flags if flag in found.firing)
    return course if kept == course.known_flags else replace(course, known_flags=kept)


def _asked(catalog: Catalog) -> frozenset[str]:
    return frozenset(question.id for question in catalog.questions)


def _safety_off(catalog: Catalog) -> dict[str, Value | None]:
    # What was answered at intake is known; only today's answers can be new.
    return {question.id: "no" for question in catalog.questions if question.recheck}


def place(cause: Cause, found: Found, course: Course) -> Course:
    """The course with a lock; one of the same cause that is open already takes the new flags in."""
    others = tuple(lock for lock in course.locks if lock.cause is not cause)
    old = next((lock for lock in course.locks if lock.cause is cause), None)
    flags = tuple(dict.fromkeys([*(old.flags if old else ()), *found.flags]))
    since = old.since if old else course.day
    return replace(course, locks=(*others, Held(cause, found.tier, flags, since)))


def lock_for(found: Found, course: Course, frame: Frame, step: str = "recheck") -> Step:
    """Close what the new flags ask for: the whole plan from clinician-before-start up, else running or its entry."""
    if not found.flags:
        return Step(course)
    causes = []
    rank = frame.catalog.tiers[TierId(found.tier)].rank
    if rank >= BEFORE_START_RANK:
        causes.append(Cause.SAFETY)
    else:
        causes.append(Cause.CONTACT)
    if found.stops_running:
        causes.append(Cause.RUNNING)
    done = Step(course)
    for cause in causes:
        if not (course.is_locked(cause) and set(found.flags) <= _flags_of(course, cause)):
            grown = replace(found, tier=_highest(cause, found, course, frame))
            done = done.then(place(cause, grown, done.course), lock_decision(cause, found, done.course, frame, step))
    return done


def _highest(cause: Cause, found: Found, course: Course, frame: Frame) -> str:
    """The tier of a lock that takes new flags in: it never falls."""
    tiers = [found.tier, *(lock.tier for lock in course.locks if lock.cause is cause)]
    return max(tiers, key=lambda tier: frame.catalog.tiers[TierId(tier)].rank)


def _flags_of(course: Course, cause: Cause) -> set[str]:
    return {flag for lock in course.locks if lock.cause is cause for flag in lock.flags}


def lock_decision(cause: Cause, found: Found, course: Course, frame: Frame, step: str) -> Decision:
    """That a lock was placed, with the flags behind it as its rule."""
    return Decision(
        day=course.day,
        step=step,
        rule=found.flags[0] if found.flags else "",
        outcome=found.tier,
        subject={Cause.SAFETY: "plan", Cause.PROGRESS: "progress"}.get(cause, "running"),
        before=OPEN,
        after=LOCKED,
        inputs=tuple((flag, True) for flag in found.flags),
        sources=found.sources,
        version=frame.catalog.version,
    )


def see_clinician(cause: Cause, course: Course, frame: Frame) -> Course:
    """Running, or progress, waits for a clinician contact; none that is younger than four weeks was recorded.

    What paused progress needs a contact of after it: one that was had before has not looked at it.
    """
    counts = course.day - course.contact_on < CONTACT_COUNTS_DAYS
    if cause is Cause.PROGRESS:
        counts = counts and LONG_AGO < course.paused_on <= course.contact_on
    if course.is_locked(cause) or counts:
        return course
    paused_on = course.day if cause is Cause.PROGRESS else course.paused_on
    return place(cause, Found(TierId.PARALLEL.value, (), False), replace(course, paused_on=paused_on))


def record_contact(contact: Contact, course: Course, frame: Frame) -> Step:
    """A clinician contact opens what waits for it; a safety lock and a running lock need more."""
    seen = contact.day if contact.seen_day is None else contact.seen_day
    waiting = [lock for lock in course.locks if lock.cause in (Cause.CONTACT, Cause.PROGRESS)]
    opened = [lock for lock in waiting if seen >= lock.since]
    if course.is_locked(Cause.SAFETY):
        return Step(course)
    flags = tuple(flag for lock in opened for flag in lock.flags)
    after = replace(
        course,
        locks=tuple(lock for lock in course.locks if lock not in opened),
        known_flags=tuple(sorted({*course.known_flags, *flags})),
        contact_on=max(course.contact_on, seen),
    )
    return Step(after, tuple(_opened(lock, course, frame, "contact") for lock in opened))


def clear(clearance: Clearance, course: Course, frame: Frame) -> Step:
    """Take the cleared flags out of locks that are not younger than the visit; a lock with none left opens.

    What is cleared is known from then on. A lock without flags waits for a contact, not for this; running opens only
    if the clinician allows it, and closes if not.
    """
    seen = clearance.day if clearance.seen_day is None else clearance.seen_day
    cleared = {lock: _cleared_of(lock, clearance) for lock in course.locks if seen >= lock.since}
    opened = [lock for lock, flags in cleared.items() if _opens(lock, flags, clearance)]
    kept = tuple(_without(lock, cleared.get(lock, frozenset())) for lock in course.locks if lock not in opened)
    elsewhere = clearance.flags - {flag for lock in course.locks for flag in lock.flags}
    known = tuple(sorted({*course.known_flags, *elsewhere, *(flag for flags in cleared.values() for flag in flags)}))
    runs_from = LONG_AGO if clearance.runs_from is None else clearance.runs_from
    after = replace(course, locks=kept, known_flags=known, cleared_to=clearance.up_to, runs_from=runs_from)
    step = Step(after, tuple(_opened(lock, course, frame, "clearance") for lock in opened))
    return step if clearance.runs or after.is_locked(Cause.RUNNING) else _stop_running(clearance, step, frame)


def _cleared_of(lock: Held, clearance: Clearance) -> frozenset[str]:
    stays = lock.cause is Cause.RUNNING and not clearance.runs
    return frozenset() if stays else frozenset(lock.flags) & clearance.flags


def _opens(lock: Held, flags: frozenset[str], clearance: Clearance) -> bool:
    by_word = lock.cause is Cause.RUNNING and clearance.runs  # closed by a clinician, not by a sign
    return flags == frozenset(lock.flags) and (bool(flags) or by_word)


def _stop_running(clearance: Clearance, step: Step, frame: Frame) -> Step:
    """A clinician who sees no running closes it, until the next clearance of the same signs."""
    found = Found(TierId.PARALLEL.value, tuple(sorted(clearance.flags)), stops_running=True)
    after = place(Cause.RUNNING, found, step.course)
    made = lock_decision(Cause.RUNNING, found, after, frame, "clearance")
    return step.then(after, replace(made, rule=NO_RUNNING))


def _without(lock: Held, flags: frozenset[str]) -> Held:
    return replace(lock, flags=tuple(flag for flag in lock.flags if flag not in flags)) if flags else lock


def shut(entry: Shut, course: Course, frame: Frame) -> Step:
    """Close the whole plan for a safety answer given elsewhere; a lock that is there takes the flags in."""
    step = "withdrawal" if entry.withdrawn else "recheck"
    return shut_by(Found(entry.tier, entry.flags, False), course, frame, step)


def shut_by(found: Found, course: Course, frame: Frame, step: str = "recheck") -> Step:
    """Close the whole plan; what is closed by these flags already stays as it is, and its tier never falls."""
    grown = replace(found, tier=_highest(Cause.SAFETY, found, course, frame))
    is_known = set(found.flags) <= _flags_of(course, Cause.SAFETY)
    if is_known and any(lock.cause is Cause.SAFETY and lock.tier == grown.tier for lock in course.locks):
        return Step(course)
    return Step(place(Cause.SAFETY, grown, course), (lock_decision(Cause.SAFETY, found, course, frame, step),))


def _opened(lock: Held, course: Course, frame: Frame, step: str) -> Decision:
    found = Found(lock.tier, lock.flags, False)
    placed = lock_decision(lock.cause, found, course, frame, step)
    return replace(placed, rule=step, outcome="open", before=LOCKED, after=OPEN)


def has_limb_symptoms(log: Log, day: int, days: int = 14) -> bool:
    """Whether a check-in of the last days told of symptoms below knee or elbow."""
    return any(c.limb == "distal" for c in log.checkins if day - days < c.day <= day)
