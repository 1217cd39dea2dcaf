"""The rules in words: docs/rules says what the seed says."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from rehab.library.facts import known_facts
from rehab.library.models import Rule
from rehab.library.rule_pages import LISTS, pages
from rehab.library.rule_words import condition_words
from rehab.library.seeding import seed
from rehab.library.seeding_protocol import rule_lists
from tests.engine.seeded import shipped_catalog

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "rules"


def test_the_pages_are_those_of_the_seed() -> None:
    """A rule that was changed without `manage.py rule_pages` is seen, and so is a page nobody writes."""
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert sorted(written) == sorted(pages())
    for name, text in pages().items():
        assert written[name] == text, f"docs/rules/{name} is old: run `python manage.py rule_pages`"


def test_every_list_has_a_page_and_every_rule_its_heading() -> None:
    """No kind of rule is left out, and each rule says when, what, and on which sources."""
    assert {kind for _, _, kinds in LISTS.values() for kind in kinds} == set(Rule.Kind)
    texts = pages()
    for kind, items in rule_lists():
        text = next(texts[f"{name}.md"] for name, (_, _, kinds) in LISTS.items() if kind in kinds)
        for item in items:
            part = text.partition(f"### {item['id']}\n")[2].partition("###")[0]
            assert part.count("- **When** ") == part.count("- **Then** ") == 1, item["id"]
            assert all(f"(sources.md#{source})" in part for source in item["source"]), item["id"]
            assert part.rstrip().endswith(f"**confidence** {item['confidence']}"), item["id"]


def test_every_cited_source_has_its_heading() -> None:
    """A link to a source leads somewhere."""
    assert all(f"\n### {source['id']}\n" in pages()["sources.md"] for source in seed("sources"))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ([], "always"),
        ([[["nprs_avg7", "gte", 5]]], "average pain this week is at least 5"),
        ([[["age_years", "lt", 18]]], "age is below 18 years"),
        ([[["bmi", "lt", 18.5]]], "body-mass index is below 18.5"),
        ([[["aggravating", "has", "lean_back"]]], "“What clearly makes it worse?” has “Leaning back”"),
        ([[["category", "in", ["NCK", "THO"]]]], "pattern is one of NCK, THO"),
        ([[["seen_clinician", "eq", "no"]]], "“Has a doctor or physical therapist examined this pain?” is “No”"),
        ([[["rf_calf", "eq", "yes"]]], "“One calf newly swollen, hot and painful?” is yes"),
        ([[["first_episode", "truthy", True]]], "“Is this the first time you have this pain?” is yes"),
        ([[["run_lock", "eq", False]]], "running is not locked"),
        (
            [[["rpe", "lte", 7]], [["phase", "eq", 1], ["stage", "gt", 2]]],
            "effort (0 to 10) is at most 7 **and** (phase is 1 or run stage is above 2)",
        ),
    ],
)
def test_a_condition_is_put_into_words(when: list[Any], words: str) -> None:
    """Groups are joined by “and”, rows by “or”; answers are named by their labels, numbers have units."""
    assert condition_words(when) == words


def test_only_facts_have_words() -> None:
    """Nothing in the list of words that no rule could read."""
    assert set(seed("fact_words")) <= set(known_facts(shipped_catalog().questions))


def test_the_command_writes_all_pages_and_takes_old_ones_away(settings: Any, tmp_path: Path) -> None:
    """A page whose list is gone does not stay."""
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "docs" / "rules"
    folder.mkdir(parents=True)
    (folder / "old.md").touch()
    out = StringIO()
    call_command("rule_pages", stdout=out)
    assert {path.name for path in folder.iterdir()} == set(pages())
    assert (folder / "advice.md").read_text(encoding="utf-8") == pages()["advice.md"]
    assert f"{len(pages())} pages" in out.getvalue()
