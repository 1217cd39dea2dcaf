"""What a decision is called: its step, its rule, what it is about, and both sides of before → after.

A rule's own words come from its row; what the engine decides without a row has its words here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .words import PHASES

# What the words of an event are made of.
FIELDS = "pk day at step rule subject before after reasons entry_id entry__kind actor__role actor_id".split()
# What each kind of step is called.
STEPS = {
    "session": "After a session",
    "run": "After a run",
    "weekly": "At the weekly check-in",
    "phase": "Phase",
    "flare": "Flare",
    "missed": "After missed days",
    "stall": "At a stage that does not move",
    "fallback": "In a phase that lasts long",
    "recheck": "Safety questions",
    "contact": "A clinician has seen you",
    "clearance": "Cleared",
    "withdrawal": "A clearance was taken back",
    "swap": "Your exchange",
    "category": "Your pattern",
    "therapist": "Your therapist’s change",
}
# Rules that stand in no list of the library.
OWN_RULES = {
    "none": "No rule of the list held, so everything stays as it is.",
    "SW_own_choice": "You exchanged it for an allowed exercise of the same kind.",
    "MT_retest": "After more than two weeks without training the way into this phase was checked again.",
    "ST1_back_twice": "The seven days of strength work are over; running goes on.",
    "M3": "Your answers fitted another pattern twice, three or more days apart.",
    "FL_red_unsettled": "Pain of 6 or more that had not settled a day later is a flare: a few calm days now.",
    "FL_button": "You said that it flared up: a few calm days now.",
    "contact": "You recorded that a clinician has seen you.",
    "clearance": "What stood against it has been cleared.",
    "clearance_limit": "A clinician allows the plan no further than this for now.",
    "clearance_bone_stress": "After bone stress running begins at the first stage, and slowly.",
    "clearance_no_running": "A clinician does not allow running yet.",
    "PT_dose": "Your therapist chose another dose.",
    "PT_exchange": "Your therapist exchanged it.",
    "PT_add": "Your therapist added it.",
    "PT_remove": "Your therapist took it out.",
    "PT_move": "Your therapist put it in another place.",
    "PT_fix": "Your therapist keeps it as it is: no rule changes it until it is set free.",
    "PT_loose": "Your therapist lets the rules move it again.",
    "PT_phase": "Your therapist moved the plan to another phase.",
    "PT_stage": "Your therapist chose another run-walk stage.",
    "PT_hold": "Your therapist decides how long this phase lasts.",
    "PT_pause": "Your therapist paused the plan, or let it go on.",
    "PT_ask_first": "From now on your therapist approves what would go up.",
    "PT_by_rule": "From now on the rules apply by themselves.",
    "PT_approve": "The rule proposed it, and your therapist approved it.",
    "PT_decline": "The rule proposed it, and your therapist decided to wait.",
    "PT_undo": "Your therapist took the last change back.",
    "PT_unanswered": "A step up waited a week for your therapist. It stays as it is; the rules may propose it again.",
}
STEP_RULES = {
    "recheck": "A new warning sign among your safety answers. Somebody has to look at it first.",
    "withdrawal": "What it had opened is closed again. Somebody has to look at it first.",
    "phase": "Everything the phase asks for was met.",
}
SUBJECTS = {
    "stage": "Run-walk stage",
    "phase": "Phase",
    "plan": "The plan",
    "running": "Running",
    "progress": "Steps up",
    "pattern": "Your pattern",
}
VALUES = {
    "open": "open",
    "locked": "closed until somebody has looked",
    "asks again": "the safety questions first",
    "begins again": "begins again with the safety questions",
    "calm days": "calm days",
    "usual days": "usual days",
    "no stage": "no stage yet",
    "whole plan": "the whole plan",
    "by rule": "moved by the rules",
    "fixed": "kept as it is",
    "asks first": "your therapist is asked first",
    "goes on": "goes on by the rules",
    "held": "held in its phase",
    "paused": "paused",
}
AFTER = {
    "rating": "after your pain rating",
    "session": "after your session",
    "run": "after your run",
    "checkin": "after your check-in",
    "recheck": "after your safety answers",
    "flare": "after your flare report",
    "test": "after your self-test",
    "swap": "by your choice",
    "contact": "after your record of a visit",
    "clearance": "after a clearance",
    "shut": "after your safety answers",
    "adjust": "by your therapist",
    "tap": "after your one-tap check-in",
    "withdrawal": "after a clearance was taken back",  # a step: its entry is of the kind of a safety answer's
}
NO_BREAK = "\N{NO-BREAK SPACE}"
UP, DOWN, OTHER = "up", "down", "other"
DOSE = re.compile(
    r"(?:(?P<minutes>[\d.]+) min|(?P<of>\d+)x(?P<metres>\d+) m|(?P<sets>\d+)x(?P<reps>\d+)(?:x(?P<hold>\d+)s)?)"
)


def rule_words(step: str, rule: str, texts: Mapping[str, str]) -> str:
    """Why, in the rule's own words, as the administrator wrote them; else in ours."""
    return texts.get(rule) or OWN_RULES.get(rule) or STEP_RULES.get(step, "")


def side_words(side: str, names: Mapping[str, str]) -> str:
    """One side of before → after: a phase by its name, an exercise with its dose, a state in words."""
    if side in VALUES:
        return VALUES[side]
    kind, _, number = side.partition(" ")
    if kind == "phase" and number.isdigit():
        return f"{number}. {PHASES.get(int(number), 'Staying well')}"
    if kind in names:
        return f"{names[kind]} {level_words(number)}".strip()
    return side


def level_words(text: str) -> str:
    """A dose in short, as the engine writes it (2x8x2s), with its units."""
    found = DOSE.fullmatch(text)
    if found is None:
        return text
    part = found.groupdict()
    if part["minutes"]:
        words = f"{part['minutes']} min"
    elif part["metres"]:
        words = f"{part['of']} × {part['metres']} m"
    elif part["hold"] and part["reps"] == "1":
        words = f"{part['sets']} × {part['hold']} s"
    else:
        words = f"{part['sets']} × {part['reps']}" + (f", {part['hold']} s" if part["hold"] else "")
    return words.replace(" ", NO_BREAK)


def way_of(before: str, after: str, outcome: str) -> str:
    """Whether a decision went up, down, or neither: by the numbers of a stage or phase, else by its outcome."""
    if before == after:
        return OTHER
    numbers = [side.partition(" ")[2] for side in (before, after) if side.startswith(("stage ", "phase "))]
    if len(numbers) == 2 and all(number.isdigit() for number in numbers):
        return UP if int(numbers[1]) > int(numbers[0]) else DOWN
    if after == "locked" or outcome.startswith(("down", "regress", "shrink", "restart", "flare", "resume_lower")):
        return DOWN
    return UP if before == "locked" or outcome in ("up", "resume") else OTHER
