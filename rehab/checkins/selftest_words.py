"""The entry tests in words: how each is done, and what is measured. What passes is said by its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PAIN, YES_NO = "pain", "yes_no"


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of a test: its name in the log, its question, its unit (pain is 0 to 10), the most one may enter."""

    name: str
    label: str
    unit: str
    most: int = 10


@dataclass(frozen=True, slots=True)
class Guide:
    """How a test is done, what ends it at once, and what is written down of it."""

    title: str
    how: str
    stop: str
    measures: tuple[Measure, ...] = ()


def _pain(name: str, label: str = "Highest pain during it, 0 to 10") -> Measure:
    return Measure(name, label, PAIN)


# By the measure that decides a test.
GUIDES: Mapping[str, Guide] = {
    "walk30_pain": Guide(
        "Brisk walk, 30 minutes",
        "Walk 30 minutes on flat ground, fast enough to breathe harder and still talk.",
        "If the pain passes 5. Walk home easily.",
        (_pain("walk30_pain"),),
    ),
    "nprs_avg7": Guide("A quiet week", "Taken from your own pain ratings and check-ins of the last 7 days.", ""),
    "slb_s": Guide(
        "Balance on one leg",
        "Stand on one leg beside a wall or a table, eyes open, hands free. Then the other leg.",
        "When you sway: put the foot down.",
        (Measure("slb_s", "Seconds, on the weaker side", "s", 120),),
    ),
    "sls_reps": Guide(
        "Squats on one leg",
        "Hold a table lightly with a finger. Bend the standing knee as far as is steady, and come up. Both sides.",
        "When the pain passes 2 or the knee falls inwards.",
        (Measure("sls_reps", "How many, on the weaker side", "times", 50), _pain("sls_pain")),
    ),
    "calf_reps": Guide(
        "Calf raises and bridges on one leg",
        "Calf raises: rise on the toes of one foot, full height, a fingertip on the wall. Bridges: on your back, one "
        "foot on the floor, lift the hips level. Both sides.",
        "When the pain passes 2.",
        (
            Measure("calf_reps", "Calf raises, on the weaker side", "times", 100),
            Measure("bridge_reps", "Bridges, on the weaker side", "times", 100),
            _pain("calf_pain", "Highest pain during both, 0 to 10"),
        ),
    ),
    "jog_pain": Guide(
        "Jog on the spot, 1 minute",
        "Light steps on a soft floor, in the shoes you run in.",
        "When the pain passes 2, or at a sharp pain in one spot.",
        (_pain("jog_pain"),),
    ),
    "hop_pain": Guide(
        "Hops on one leg",
        "Ten small hops on one leg, landing softly. Then the other leg. Only after the jog went well.",
        "At the first sharp pain in one spot. Then do no more of these tests, and answer the safety questions.",
        (_pain("hop_pain"), Measure("hop_sharp", "Was there a sharp pain in one spot?", YES_NO)),
    ),
    "side_plank_s": Guide(
        "Plank and side plank",
        "Plank on forearms and toes, in one line. Then side planks on one forearm, each side.",
        "When the hips sink or the pain passes 2.",
        (
            Measure("plank_s", "Plank, seconds", "s", 600),
            Measure("side_plank_s", "Side plank, seconds, on the weaker side", "s", 600),
            _pain("plank_pain", "Highest pain during both, 0 to 10"),
        ),
    ),
    "run_lock": Guide(
        "No sign against running",
        "Taken from your safety answers, and from what you said of your legs and arms in the last 14 days.",
        "",
    ),
}
