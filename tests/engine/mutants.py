"""More than a hundred hand-made faults in the engine, each to be caught by a test: `make mutants`.

A fault is one replaced piece of source, put into a copy of the engine against which the engine's tests are run;
a fault that no test notices has survived. Those marked safety must all be caught. With a pattern,
`python -m tests.engine.mutants PATTERN`, only those are tried in whose module or source it is found.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTEST = "-m pytest -x -q -p no:django -p no:cacheprovider -c /dev/null".split()


@dataclass(frozen=True)
class Fault:
    """Replace `right` by `wrong`, once, in an engine module."""

    module: str
    right: str
    wrong: str
    safety: bool = False


ONE_IN_EACH = "                break\n        else:\n            return False\n    return True\n"
UPSIDE_DOWN = Fault("conditions", ONE_IN_EACH, ONE_IN_EACH.replace("True", "False"))
FAULTS = (
    Fault("conditions", ONE_IN_EACH, "                return True\n    return not condition.groups\n", safety=True),
    Fault("conditions", "if fact is None:\n        return False", "if fact is None:\n        return True", safety=True),
    Fault("conditions", "return fact >= bound", "return fact > bound", safety=True),
    Fault("conditions", "return fact <= bound", "return fact < bound"),
    Fault("conditions", "return fact < bound", "return fact <= bound"),
    Fault("conditions", "return fact > bound", "return fact >= bound"),
    Fault("conditions", "isinstance(fact, bool) == isinstance(value, bool) and fact == value", "fact == value"),
    Fault("conditions", "return not fact.isdisjoint(wanted)", "return wanted <= fact", safety=True),
    Fault("answers", "return question.unsure_as", 'return "no"', safety=True),
    Fault("answers", "if alone in chosen and len(chosen) > 1:", "if False:"),
    Fault("answers", "number < low", "number <= low"),
    Fault("answers", "math.isfinite(raw)", "True"),
    Fault("answers", "(goal - today).days // 7", "-(-(goal - today).days // 7)"),
    Fault("answers", "if goal < today:", "if goal <= today:"),
    Fault("answers", "    problems += _contradictions(values, checks)\n", "", safety=True),
    Fault("derive", "weeks < ACUTE_BELOW_WEEKS", "weeks <= ACUTE_BELOW_WEEKS"),
    Fault("derive", "weeks <= SUBACUTE_TO_WEEKS", "weeks < SUBACUTE_TO_WEEKS"),
    Fault("derive", '{"better": 2, "worse": -2}', '{"better": 2, "worse": 0}'),
    Fault("derive", "(height / 100) ** 2", "(height / 100)", safety=True),
    Fault("derive", "onset < 35", "onset < 45"),
    Fault("derive", "== 1\n    one_side", ">= 1\n    one_side"),
    Fault("triage", "tier = max(", "tier = min(", safety=True),
    Fault("triage", "answers.with_values(_set_by(held))", "answers", safety=True),
    Fault("triage", "any(flag.run_lock for flag in fired)", "False", safety=True),
    Fault("triage", ".casefold()\n    found", "\n    found", safety=True),
    Fault("triage", r'rf"(?<!\w){words}{rest}(?!\w)"', 'rf"{words}{rest}"'),
    Fault("triage", "URGENT_RANK = 3", "URGENT_RANK = 4", safety=True),
    Fault("triage", "BEFORE_START_RANK = 2", "BEFORE_START_RANK = 3", safety=True),
    Fault("classify", "highest_tier(triage.tier, catalog.tiers[rule.tier_floor])", "triage.tier", safety=True),
    Fault("classify", "reach >= phase for reach", "reach > phase for reach", safety=True),
    Fault("classify", "        if exercise.id in self.barred:\n            return True\n", "", safety=True),
    Fault("classify", "yield other, catalog.mixed_rule.through_phase", "yield other, NEVER"),
    Fault("classify", "    if mixed:\n        for other", "    if False:\n        for other", safety=True),
    Fault("classify", "yield catalog.secondary_categories[region], NEVER", "pass", safety=True),
    Fault("classify", ' | {str(facts.get("pregnancy_status"))}', "", safety=True),
    Fault("prescribe", "while not _owned(exercise, facts):", "while False:"),
    Fault("prescribe", "if exercise is not None and exercise.id not in picks:", "if exercise is not None:"),
    Fault("prescribe", "catalog.last_stage + 1 - int(entry.result)", "catalog.last_stage - int(entry.result)"),
    Fault("prescribe", "level.minutes <= limit", "level.minutes < limit"),
    Fault("prescribe", "if allowance == STOP else 0", "if allowance != STOP else 0"),
    Fault("prescribe", '== "subacute" else length.chronic', '== "subacute" else length.subacute'),
    Fault("goal", "-(-weeks * 4 // 3)", "weeks * 4 // 3"),
    Fault("goal", "weeks >= BORDERLINE * need_weeks", "weeks >= int(BORDERLINE * need_weeks)"),
    Fault("pipeline", "if any(not phase.exercises for phase in phases):", "if False:", safety=True),
    Fault("advise", "if rank >= URGENT_RANK:", "if rank > URGENT_RANK:", safety=True),
    Fault("advise", "UNTIL_SEEN if rank >= BEFORE_START_RANK", "UNTIL_SEEN if rank > BEFORE_START_RANK", safety=True),
    Fault("advise", "rule.result in topics and holds(rule.when, facts)", "rule.result in topics"),
    Fault("pipeline", '{**facts, "run_allowance": allowance.result}', "facts"),
    Fault("followup", "days >= exit_.min_days", "days > exit_.min_days"),
    Fault(
        "progress/sessions",
        "if session.day < day or not _waits(rule, facts):",
        "if not _waits(rule, facts):",
        safety=True,
    ),
    Fault("progress/sessions", "after == item or len(laddered) > LADDER_SWAPS_A_WEEK", "after == item"),
    Fault("progress/sessions", "{**course.levels, item.exercise_id: 1} if", "course.levels if", safety=True),
    Fault("progress/doses", "if item.fixed or day - item.changed_on < WEEK:", "if item.fixed:", safety=True),
    Fault("progress/doses", "changed_on=course.changed.get(name, item.changed_on),", ""),
    Fault("progress/doses", "if course.is_locked(Cause.SAFETY) or", "if", safety=True),
    Fault("progress/doses", "sets=max(1, level.sets // 2)", "sets=level.sets"),
    Fault("progress/exits", "return not course.is_locked() and not", "return not", safety=True),
    Fault("progress/exits", "min(found, max(1, course.stage - 1))", "found", safety=True),
    Fault("progress/runs", " and not _is_shut(course):", ":", safety=True),
    Fault("progress/runs", "stage=max(1, left - STAGES_BACK)", "stage=left"),
    Fault("progress/runs", "if day < course.run_not_before or", "if"),
    Fault("progress/locks", "rank >= BEFORE_START_RANK", "rank > BEFORE_START_RANK", safety=True),
    Fault("progress/locks", "return flags == frozenset(lock.flags) and", "return", safety=True),
    Fault("progress/locks", "stays = lock.cause is Cause.RUNNING and not clearance.runs", "stays = False", safety=True),
    Fault("progress/runs", " or day < course.runs_from:", ":", safety=True),
    Fault("progress/exits", "too_early = course.day < course.runs_from or", "too_early =", safety=True),
    Fault("progress/adjusting", "runs_from=max(first, first if", "runs_from=(first if", safety=True),
    Fault("progress/locks", " if seen >= lock.since}", "}", safety=True),
    Fault("progress/adjusting", "min(signs) + NO_IMPACT_DAYS", "min(signs)", safety=True),
    Fault("progress/adjusting", "NO_IMPACT_DAYS = 42", "NO_IMPACT_DAYS = 28", safety=True),
    Fault("progress/adjusting", "after_bone_stress=True, stage=stage", "stage=stage", safety=True),
    Fault("progress/exits", 'facts["after_bone_stress"] = course.after_bone_stress', "pass", safety=True),
    Fault(
        "progress/training", '"after_bone_stress": course.after_bone_stress', '"after_bone_stress": False', safety=True
    ),
    Fault("progress/runs", " and course.day >= course.runs_from", "", safety=True),
    Fault("progress/locks", "cleared_to=clearance.up_to, runs_from=runs_from)", "runs_from=runs_from)", safety=True),
    Fault(
        "progress/locks", "cleared_to=clearance.up_to, runs_from=runs_from)", "cleared_to=clearance.up_to)", safety=True
    ),
    Fault("progress/adjusting", "step.course.phase > max(1, step.course.cleared_to)", "False", safety=True),
    Fault("progress/adjusting", "undo=None if is_undo else before(course)", "undo=before(course)"),
    Fault("progress/changing", "return course if undo is None else replace(", "return course if True else replace("),
    Fault("progress/locks", 'step = "withdrawal" if entry.withdrawn else', "step ="),
    Fault("progress/following", "course = replace(course, undo=None)", "pass", safety=True),
    Fault("progress/exits", "    if course.asks_first:", "    if False:", safety=True),
    Fault("progress/runs", "            if course.asks_first:", "            if False:", safety=True),
    Fault("progress/sessions", "if step.course.asks_first:", "if False:", safety=True),
    Fault("progress/weekly", "if left.course is not step.course:", "if left.decisions:", safety=True),
    Fault("progress/changing", "return replace(course, asks_first=True)", "return course", safety=True),
    Fault("progress/doses", "if item.fixed or (item.own", "if (item.own"),
    Fault("progress/doses", " or day <= course.paused_until:", ":", safety=True),
    Fault("progress/exits", "if phase > course.cleared_to:", "if phase > 5:", safety=True),
    Fault("progress/exits", "waiting or course.day <= course.held_until or", "waiting or"),
    Fault(
        "progress/objecting",
        "if course.is_locked(Cause.SAFETY) and change.kind not in",
        "if change.kind not in",
        safety=True,
    ),
    Fault("progress/objecting", "or not exits.may_enter(phase, course, frame)", "", safety=True),
    Fault(
        "progress/objecting",
        "return Trouble.LOCKED if stage > now and not runs.is_open(course)",
        "return None if stage",
        safety=True,
    ),
    Fault("progress/objecting", "if frame.start.barred.get(name, 0) >= at:", "if False:", safety=True),
    Fault("progress/adjusting", "or troubles(entry.changes, course, log, frame)", "", safety=True),
    Fault("progress/following", "if course.undo is not None and not", "if False and not", safety=True),
    Fault("progress/following", "kept = () if shut else", "kept =", safety=True),
    Fault("progress/locks", "if flag in found.firing)", "if True)", safety=True),
    Fault(
        "progress/locks",
        "grown = replace(found, tier=_highest(Cause.SAFETY, found, course, frame))\n    is",
        "grown = found\n    is",
        safety=True,
    ),
    Fault("progress/locks", "floor = _floor_of(triage, frame) if limb else None", "floor = None", safety=True),
    Fault(
        "progress/locks", "opened = [lock for lock in waiting if seen >= lock.since]", "opened = waiting", safety=True
    ),
    Fault(
        "progress/exits",
        "    if phase < RUN_PHASE:\n        return True",
        "    if phase != RUN_PHASE:\n        return True",
        safety=True,
    ),
    Fault("progress/following", "if day >= course.day else course", "if True else course", safety=True),
    Fault("progress/following", "replace(course, has_to_rescreen=True), (said,)", "course, (said,)", safety=True),
    Fault("progress/flares", "asks = replace(course, has_to_rescreen=True)", "asks = course", safety=True),
    Fault(
        "progress/runs", "stage = max(1, min(course.stage - 1, ran))", "stage = max(1, course.stage - 1)", safety=True
    ),
    Fault("progress/weekly", "    if resumed:", "    if False:"),
    Fault("progress/training", "if day - last >= REST_DAYS:", "if True:"),
    Fault("progress/days", "late = course.day - course.back_on > LATE_DAYS", "late = False", safety=True),
    Fault("progress/days", "LEVELS.get(outcome, 0) - course.gap_down", "LEVELS.get(outcome, 0)"),
    Fault(
        "progress/training",
        "rise is not None and rise <= GOOD_RISE and done",
        "(rise is None or rise <= GOOD_RISE) and done",
    ),
    Fault("progress/training", "if day <= course.shrunk_until else usual", "if False else usual"),
    Fault("progress/flares", "flare=None, items=lower,", "flare=None,"),
    Fault("progress/pain", "if len(rated) >= LEAST_RATINGS:", "if rated:"),
)


def is_caught(fault: Fault) -> bool:
    """Run the engine's tests against a copy with the fault; a failure means it was caught."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("rehab/engine", "rehab/checkins", "rehab/library/seed", "tests/engine"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
        shutil.copy(ROOT / "rehab" / "library" / "assessing.py", copy / "rehab" / "library")
        for package in ("rehab", "rehab/library", "tests"):
            (copy / package / "__init__.py").touch()
        source = copy / "rehab" / "engine" / f"{fault.module}.py"
        text = source.read_text(encoding="utf-8")
        if text.count(fault.right) == 0:
            raise SystemExit(f"{fault.module}: nothing to replace for {fault.right!r}")
        source.write_text(text.replace(fault.right, fault.wrong, 1), encoding="utf-8")
        command = [sys.executable, *PYTEST, "--rootdir", folder, "tests/engine"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
        return done.returncode == 1


def main() -> int:
    """Try all faults, or those a pattern names, two at a time; say which survived."""
    pattern = re.compile(sys.argv[1] if len(sys.argv) > 1 else "")
    faults = [fault for fault in FAULTS if pattern.search(f"{fault.module}: {fault.right} -> {fault.wrong}")]
    if not is_caught(UPSIDE_DOWN):
        raise SystemExit("The harness does not notice an engine that is upside down.")
    with ThreadPoolExecutor(2) as pool:
        caught = list(pool.map(is_caught, faults))
    survivors = [fault for fault, was_caught in zip(faults, caught, strict=True) if not was_caught]
    for fault in survivors:
        print(f"survived{' (safety)' if fault.safety else ''}: {fault.module}: {fault.right!r} -> {fault.wrong!r}")
    safety = sum(fault.safety for fault in faults)
    print(f"{sum(caught)} of {len(faults)} faults caught; {safety} of them touch safety")
    return 1 if any(fault.safety for fault in survivors) or len(survivors) > 2 else 0


if __name__ == "__main__":
    sys.exit(main())
