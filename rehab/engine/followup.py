"""Follow-up: which rule a logged session, week, run or phase would meet, given its metrics."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum

from .catalog import Catalog, PhaseExit
from .conditions import Facts, Value, holds
from .ruling import first_rule


class RuleSet(StrEnum):
    """The lists of rules that read metrics."""

    SESSION = "session"
    WEEKLY = "weekly"
    RUN = "run"
    PHASE_EXIT = "phase_exit"


METRICS = frozenset(
    """
    nprs_avg7 nprs_worst7 baseline_morning next_morning_rise adherence_pct completion_pct days_in_phase delta_avg
    nprs_improved pain_during rpe hours_to_settle consecutive_good limb_symptoms_spread new_flag_tier avg_rise_2wk
    nprs_rise_vs_7d days_in_plan delta_psfs phase red_days7 run_entry_tests_passed run_lock tier run_allowance
    gap_weeks start_phase stage quiet_weeks good_sessions_at_stage stages_up_last_7d sharp_focal_hop category
    flex_minus_ext ext_minus_flex nprs_now run_pain walk_pain walk_tolerance_min morning_stiffness_min psfs_run
    after_bone_stress gap_days flare_days above_baseline flares_6wk weeks_at_stage drops_at_stage
    """.split()
)


def matching_rule(rules: RuleSet, metrics: Facts, catalog: Catalog) -> str | None:
    """The id of the first rule that holds; for `phase_exit`, of the phase's exit, if it may be taken."""
    if rules is RuleSet.PHASE_EXIT:
        return _exit(metrics, catalog)
    lists = {
        RuleSet.SESSION: catalog.session_rules,
        RuleSet.WEEKLY: catalog.weekly_rules,
        RuleSet.RUN: catalog.run_rules,
    }
    rule = first_rule(lists[rules], metrics)
    return rule.id if rule else None


def _exit(metrics: Facts, catalog: Catalog) -> str | None:
    found = next((exit_ for exit_ in catalog.phase_exits if exit_.phase == metrics.get("phase")), None)
    return found.id if found and _may_leave(found, metrics) else None


def _may_leave(exit_: PhaseExit, metrics: Facts) -> bool:
    days = metrics.get("days_in_phase")
    long_enough = isinstance(days, int | float) and not isinstance(days, bool) and days >= exit_.min_days
    return long_enough and holds(exit_.when, metrics)


def read_metrics(raw: Mapping[str, object]) -> Facts | tuple[str, ...]:
    """Metrics by name as facts, or what is wrong with them."""
    problems = [f"{name} is not a metric" for name in sorted(map(str, raw)) if name not in METRICS]
    facts: dict[str, Value | None] = {}
    for name, value in raw.items():
        if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)):
            facts[name] = value
        else:
            problems.append(f"{name} needs a number, true, false or a word")
    return tuple(problems) if problems else facts
