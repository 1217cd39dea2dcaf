"""The rules as pages for people: docs/rules, written from the seed by `manage.py rule_pages`."""

from __future__ import annotations

from collections.abc import Iterable

from .models import OUTCOMES, Rule
from .rule_words import condition_words, exercise_words, fact_words, pattern_words, questions, value_words
from .seeding import Row, seed
from .seeding_protocol import rule_lists

Kind = Rule.Kind
FIRST = "They are tried in this order; the first that holds decides."
ALL = "All of them are evaluated"
# file: (title, how the list is read, the lists on it)
LISTS = {
    "red-flags": ("Red flags", f"{ALL}; the highest tier decides.", (Kind.FLAG,)),
    "consistency-checks": (
        "Consistency checks",
        f"{ALL}; they only ever raise the risk.",
        (Kind.CHECK_SET, Kind.CHECK_ASK, Kind.CHECK_REFUSE),
    ),
    "categories": ("Patterns", f"{FIRST} A pattern is never a diagnosis.", (Kind.CATEGORY, Kind.MIXED)),
    "start-phase": ("Start phase", FIRST, (Kind.START_PHASE,)),
    "running-allowance": ("Running allowance", FIRST, (Kind.RUN_ALLOWANCE,)),
    "entry-stage": ("Run entry stage", FIRST, (Kind.ENTRY_STAGE,)),
    "session": ("After a session", FIRST, (Kind.SESSION,)),
    "weekly": ("At a weekly check-in", FIRST, (Kind.WEEKLY,)),
    "run": ("After a run", FIRST, (Kind.RUN,)),
    "flare": ("In a flare", FIRST, (Kind.FLARE,)),
    "missed-time": ("After missed days", FIRST, (Kind.MISSED,)),
    "stall": ("At a run stage that does not move", FIRST, (Kind.STALL,)),
    "fallback": ("In a phase that lasts too long", FIRST, (Kind.FALLBACK,)),
    "phase-exits": ("Phase exits", "A phase is left by its own exit.", (Kind.PHASE_EXIT,)),
    "advice": ("Advice", f"{ALL}; each that holds is shown, by topic.", (Kind.ADVICE,)),
}
HOW_TO_READ = """# Rules

Every rule of the shipped protocol in words: when it holds, what follows, what it rests on. **No clinician has signed
them off yet.** `python manage.py rule_pages` writes these pages from `rehab/library/seed/`: edit the seed, not them.

All parts of a condition joined by **and** must hold; of those joined by “or” one is enough. A missing answer makes a
comparison false. Confidence: V read in the source's text, K from knowledge, E expert opinion or a choice made here.

"""


def pages() -> dict[str, str]:
    """Every page by its file name, the index among them."""
    given = {kind: items for kind, items in rule_lists()}
    found = {
        name: (title, f"{intro}\n\n" + "\n".join(_entry(kind, item) for kind in kinds for item in given[kind]))
        for name, (title, intro, kinds) in LISTS.items()
    }
    found |= {"exclusions": ("Exclusions", _exclusions()), "templates": ("Templates", _templates())}
    found |= {"plan-lengths": ("Plan lengths", _plan_lengths()), "goals": ("Races", _goals())}
    found["sources"] = ("Sources", "\n".join(_source(source) for source in seed("sources")))
    texts = {f"{name}.md": f"# {title}\n\n{body.strip()}\n" for name, (title, body) in found.items()}
    index = "".join(f"- [{title}]({name}.md)\n" for name, (title, _) in found.items())
    return {"README.md": HOW_TO_READ + index, **texts}


def _entry(kind: str, item: Row) -> str:
    when = condition_words(item.get("when", []))
    if kind == Kind.CHECK_ASK:
        when = f"the answer to {fact_words(item['read_field'])} has one of the words below"
    return _section(item, when, _outcome(kind, item))


def _section(item: Row, when: str, then: str) -> str:
    cited = ", ".join(f"[{source}](sources.md#{source})" for source in item["source"])
    rests_on = f"- **Sources** {cited} · **confidence** {item['confidence']}\n"
    return f"### {item['id']}\n\n- **When** {when}\n- **Then** {then}\n{rests_on}"


def _outcome(kind: str, item: Row) -> str:
    match kind:
        case Kind.FLAG:
            return f"{item['tier']}{', running locked' if item.get('run_lock') else ''}; suspected: {item['suspect']}"
        case Kind.CHECK_SET:
            return f"{fact_words(item['set_field'])} becomes {item['set_value']}: {item['reason']}"
        case Kind.CHECK_ASK:
            return f"asks again ({item['reason']}): {'; '.join(map(_keyword, item['keywords']))}"
        case Kind.CHECK_REFUSE:
            return f"refuses the answers: {item['reason']}"
        case Kind.CATEGORY:
            floor = f"; tier at least {item['tier_floor']}" if item.get("tier_floor") else ""
            return f"{item['category']}, {pattern_words(item['category'])}{floor}"
        case Kind.PHASE_EXIT:
            return f"phase {item['phase']} may be left, after {_days(item)}"
        case Kind.ADVICE:
            return f"{item['topic']}: {item['text']}"
        case Kind.START_PHASE | Kind.ENTRY_STAGE:
            return f"{'phase' if kind == Kind.START_PHASE else 'stage'} {item['result']}"
        case _ if kind in OUTCOMES:
            return f"{item['result']}: {item['text']}"
        case _:
            return "; ".join(item[name] for name in ("result", "text", "effect", "limit") if name in item)


def _keyword(word: Row) -> str:
    return f"{word['word']}{'…' if word['prefix'] else ''} → {', '.join(word['asks'])}"


def _days(item: Row) -> str:
    most = f" to {item['max_days']}" if item["max_days"] else " or more"
    return f"{item['min_days']}{most} days" + (f" (usually {item['typical_days']})" if item["typical_days"] else "")


def _exclusions() -> str:
    entries = []
    for item in seed("categories")["exclusions"]:
        field = "medical" if item["id"] in questions()["medical"]["values"] else "pregnancy_status"
        when = f"{fact_words(field)} is answered with {value_words(field, item['id'])}"
        entries.append(_section(item, when, f"{item['also']}; in no phase: {exercise_words(item['blocks'])}"))
    adds = "".join(
        f"- {value_words('primary_region', region)} adds the blocks of {category}\n"
        for region, category in seed("categories")["secondary"]["adds"].items()
    )
    return "\n".join(entries) + f"\n## A second painful region\n\n{adds}"


def _templates() -> str:
    rows = "".join(
        f"\n## {category}: {pattern_words(category)}\n\n"
        + "".join(f"- **Phase {phase}** {exercise_words(ids)}\n" for phase, ids in phases.items())
        for category, phases in seed("categories")["templates"].items()
    )
    return f"In order of priority; what is barred or needs kit that is not owned is passed over.\n{rows}"


def _table(head: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _plan_lengths() -> str:
    given = seed("progression")["plan_lengths"]
    head = ("phase", "acute", "subacute", "chronic", "acute, average pain 7 or more")
    columns = ("phase", "acute", "subacute", "chronic", "severe_acute")
    return "Weeks. Phase 4 follows from the run stage.\n\n" + _table(head, ([r[c] for c in columns] for r in given))


def _goals() -> str:
    needs = seed("running")["goal_needs"]
    rows = ([item["goal_km"], item["long_run_km"], item["weekly_km"]] for item in needs)
    cited = ", ".join(f"[{source}](sources.md#{source})" for source in seed("running")["goal_source"])
    return f"{_table(('race, km', 'longest run before it, km', 'week before it, km'), rows)}\n\nSources: {cited}"


def _source(source: Row) -> str:
    fact = f" {source['fact']}" if source.get("fact") else ""
    return f"### {source['id']}\n\n{source['cite']} ({source['status']}).{fact}\n"
