"""What a tier closes and what opens it again, as a therapist reads it."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Lock


@dataclass(frozen=True, slots=True)
class TierWords:
    """How urgent it is, and what opens the plan again."""

    name: str
    opens: str


TIERS = {
    "emergency_now": TierWords(
        "Emergency care first",
        "A clinician’s clearance, of the day of the answer or later. The runner cannot open it alone.",
    ),
    "urgent_24_48h": TierWords(
        "A doctor within 24 to 48 hours", "A clinician’s clearance. The runner cannot open it alone."
    ),
    "clinician_before_start": TierWords(
        "A clinician before any exercise",
        "A clinician’s clearance with the phases and restrictions it names. The runner cannot open it alone.",
    ),
    "clinician_parallel": TierWords(
        "A clinician alongside the plan",
        "A visit to a clinician, which the runner may record as well. Running that a warning sign stopped needs a "
        "clearance.",
    ),
    "none": TierWords("Nothing is closed by a warning sign", ""),
}
OPENED = {
    Lock.Cause.SAFETY: "The plan opens again, up to the phase you name.",
    Lock.Cause.RUNNING: "Running opens, if you allow it.",
    Lock.Cause.CONTACT: "Phase 4 no longer waits for a visit.",
    Lock.Cause.PROGRESS: "Steps up go on.",
}


def tier_words(tier: str) -> TierWords:
    """The words of a tier."""
    return TIERS.get(tier, TIERS["none"])
