"""Rules under a therapist: held and waiting steps, proposals, taking back, clearances, stages."""

from __future__ import annotations

import pytest

from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.course import Cause, Role
from rehab.engine.progress.doses import label
from rehab.engine.progress.following import first_day, follow
from rehab.engine.progress.log import Adjust, Clearance, FlareReport, Shut
from rehab.engine.progress.objecting import Trouble

from .changes import addable, adjusted, first, trouble
from .courses import frame_of, good_day
from .follower import Follower
from .test_run_rules import running

KIND = ChangeKind
BENT = {"aggravating": ["bend_forward", "sitting_15", "cough_sneeze"], "easing": ["walking"]}


@pytest.mark.parametrize("holds", [False, True])
def test_a_plan_that_goes_well_leaves_its_phase_unless_it_is_held(*, holds: bool) -> None:
    """The same five good weeks with and without."""
    frame = frame_of(0)
    state = first_day(frame)
    if holds:
        state = follow(state, Adjust("hold", 0, (Change(KIND.HOLD, until=99),)), frame)
    for day in range(35):
        for entry in good_day(day, state.course, state.log, frame):
            state = follow(state, entry, frame)
    assert (state.course.phase == frame.start.start_phase) is holds


def test_with_a_therapist_who_is_asked_first_rises_wait() -> None:
    """What the rule would raise is proposed, raised once approved, and held if nobody answers in a week."""
    case = Follower(nprs_now=1, nprs_avg7=1, nprs_worst7=2, walk_tolerance_min=60, morning_stiffness_min=5)
    adjusted(case, Change(KIND.ASK_FIRST))
    for day in (1, 3, 5):
        case.rate(day, 1, 1, 1)
        case.train(day, pain=1)
        case.rate(day + 1, 1, 1, 1)
    before = case.course.items
    case.check_in(6, average=1, worst=1)
    assert case.course.items == before
    asked = [p for p in case.course.proposals if p.subject not in ("phase", "stage")]
    assert asked
    adjusted(case, Change(KIND.APPROVE, asked[0].subject))
    assert label(case.frame.catalog, case.item(asked[0].subject)) == asked[0].after
    assert asked[0] not in case.course.proposals
    left = case.course.proposals
    case.rate(14, 1, 1, 1)
    assert not case.course.proposals
    assert case.rules().count("PT_unanswered") == len(left)


def test_a_proposal_goes_with_its_premise_and_cannot_be_approved_under_a_lock() -> None:
    """A lock takes all of them back."""
    case = Follower(nprs_now=1, nprs_avg7=1, nprs_worst7=2, walk_tolerance_min=60, morning_stiffness_min=5)
    adjusted(case, Change(KIND.ASK_FIRST))
    for day in (1, 3, 5):
        case.rate(day, 1, 1, 1)
        case.train(day, pain=1)
        case.rate(day + 1, 1, 1, 1)
    case.check_in(6, average=1, worst=1)
    subject = case.course.proposals[0].subject
    case.log(Shut("s", 6, "urgent_24_48h", ("F05",)))
    assert case.course.proposals == ()
    assert trouble(case, Change(KIND.APPROVE, subject)) is Trouble.LOCKED


def test_the_last_change_can_be_taken_back_until_something_else_was_decided() -> None:
    """Every difference is told again; a second time there is nothing to take back."""
    case = Follower()
    before = case.course.items
    adjusted(case, Change(KIND.REMOVE, first(case)), Change(KIND.ADD, addable(case)))
    adjusted(case, Change(KIND.UNDO))
    assert case.course.items == before
    assert len(case.said) == 2
    assert trouble(case, Change(KIND.UNDO)) is Trouble.NOTHING_NEW
    adjusted(case, Change(KIND.REMOVE, first(case)))
    case.train(1, pain=6)
    assert trouble(case, Change(KIND.UNDO)) is Trouble.NOTHING_NEW


def test_taking_back_says_each_difference() -> None:
    """Also where no dose is other: the order, what was fixed, a hold, a pause, who is asked."""
    case = Follower()
    last = [item.exercise_id for item in case.course.items if item.role is Role.EXERCISE][-1]
    for change, said in (
        (Change(KIND.MOVE, last, place=0), None),
        (Change(KIND.FIX, last), ("fixed", "by rule")),
        (Change(KIND.HOLD, until=9), ("held", "goes on")),
        (Change(KIND.PAUSE, until=9), ("paused", "usual days")),
        (Change(KIND.ASK_FIRST), ("asks first", "by rule")),
    ):
        adjusted(case, change)
        before = case.said[0]
        adjusted(case, Change(KIND.UNDO))
        (back,) = case.said
        assert (back.before, back.after) == (said or (before.after, before.before))
        assert back.subject == before.subject


def test_a_clearance_opens_its_own_flags_and_no_phase_beyond_what_it_allows() -> None:
    """One that is older than the sign opens nothing; half of the flags leave the other half."""
    case = Follower()
    case.log(Shut("s", 5, "urgent_24_48h", ("F05", "F09")))
    case.log(Clearance("a", 6, frozenset({"F05", "F09"}), seen_day=4))
    assert case.course.is_locked(Cause.SAFETY)
    case.log(Clearance("b", 6, frozenset({"F05"})))
    assert case.course.locks[0].flags == ("F09",)
    case.log(Clearance("c", 6, frozenset({"F09"}), up_to=1))
    assert not case.course.is_locked()
    assert case.course.phase == 1
    assert trouble(case, Change(KIND.PHASE, phase=2, confirmed=True)) is Trouble.LOCKED


def test_a_stage_goes_down_freely_and_up_one_where_running_is_open() -> None:
    """Not beyond the next, not outside the running phase."""
    case = running(3)
    assert trouble(case, Change(KIND.STAGE, stage=5)) is Trouble.OUT_OF_BOUNDS
    adjusted(case, Change(KIND.STAGE, stage=1))
    assert case.course.stage == 1
    adjusted(case, Change(KIND.STAGE, stage=2))
    assert case.course.stage == 2
    flared = running(2)
    flared.log(FlareReport("f", flared.course.day, flared.safe(), 5))
    assert trouble(flared, Change(KIND.STAGE, stage=3)) is Trouble.LOCKED
    assert trouble(flared, Change(KIND.STAGE, stage=1)) is None
    case.log(Shut("s", case.course.day, "urgent_24_48h", ("F05",)))
    assert trouble(case, Change(KIND.STAGE, stage=1)) is Trouble.LOCKED
