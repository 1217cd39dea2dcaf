"""The list of exercises: open to all, found by words, place, phase and kit, and never broken by an address."""

from __future__ import annotations

import gzip
import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from rehab.library import figure_loading
from rehab.library.browsing import OPEN
from rehab.library.models import Exercise, Question
from rehab.library.words import KIT, MADE_FOR, PLACES
from tests.accounts.people import signed_in
from tests.accounts.therapists import therapist
from tests.intake.answers import quiet
from tests.intake.walking import runner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library"), pytest.mark.sqlite_only]
LEFT_OUT = "It was left out."


def _page(query: str = "", client: Client | None = None) -> str:
    answer = (client or Client()).get(f"/library/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def _shown(page: str) -> set[str]:
    return set(re.findall(r'href="/library/([\w-]+)/"', page))


def _fitting(**parts: Any) -> set[str]:
    rows = Exercise.objects.all()
    return {
        row.pk
        for row in rows
        if parts.get("region", row.regions[0]) in row.regions
        and parts.get("phase", row.phases[0]) in row.phases
        and set(row.equipment) <= parts.get("kit", set(row.equipment))
    }


def test_anybody_sees_all_of_them_with_their_number() -> None:
    """Nothing is kept back from visitors; those beyond the first groups are in the same page."""
    page = _page()
    assert f"{Exercise.objects.count()} exercises, each" in page
    assert _shown(page) == _fitting()
    assert len(_shown(page.partition('<details class="why more')[0])) <= OPEN


def test_drawn_is_said_where_each_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page without a picture is a page all the same."""
    assert "drawn" not in _page()
    Exercise.objects.exclude(pk="bridge").update(name="Another")
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: ["bridge"])
    figure_loading.load_figures()
    page = _page("?q=bridge")
    assert "/figures/" in page
    assert 'loading="lazy"' in page
    assert "drawn" not in _page()


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("?region=neck", {"region": "neck"}),
        ("?phase=4", {"phase": 4}),
        ("?region=mid_back&phase=2", {"region": "mid_back", "phase": 2}),
        ("?have=none", {"kit": set()}),
        ("?have=step", {"kit": {"step"}}),
        ("?have=step&have=foam_roller&phase=3", {"kit": {"step", "foam_roller"}, "phase": 3}),
        ("?q=&region=&phase=", {}),
    ],
)
def test_filters_narrow_the_list_together(query: str, parts: dict[str, Any]) -> None:
    """Kit is what one has: shown is what needs nothing else."""
    page = _page(query)
    assert _shown(page) == _fitting(**parts) != set()
    assert LEFT_OUT not in page
    if parts:
        assert f"{len(_fitting(**parts))} of {Exercise.objects.count()} exercises fit" in page


def test_what_is_chosen_stays_chosen() -> None:
    """The form says what the list shows."""
    page = _page("?q=hip&region=low_back&phase=3&have=step")
    assert 'value="hip"' in page
    for chosen in ('value="low_back" selected', 'value="3" selected', 'value="step" checked'):
        assert chosen in page
    assert '<details class="why" open>' in page


@pytest.mark.parametrize(("text", "first"), [("Bridge", "bridge"), ("bird-dog", "bird_dog"), ("dog BIRD", "bird_dog")])
def test_words_lead_to_what_is_called_so(text: str, first: str) -> None:
    """The best match comes first."""
    page = _page(f"?q={quote(text)}")
    assert re.findall(r'stretched-link" href="/library/([\w-]+)/"', page)[0] == first
    assert "come near" not in page


def test_a_slip_is_forgiven_and_said() -> None:
    """Nobody has to spell."""
    page = _page("?q=plnak")
    assert "plank" in _shown(page)
    assert "Nothing is spelled quite like that" in page


def test_where_nothing_fits_it_says_what_to_leave_out() -> None:
    """With how many would be there then, and the link leads to just those."""
    page = _page("?q=hamstring&region=neck&phase=3")
    assert "No exercise fits all of that" in page
    ((query, count),) = re.findall(r'href="(\?[^"]*)">Leave out the place: (\d+) exercise', page)
    assert len(_shown(_page(query))) == int(count) > 0
    assert "Show all" in page


JUNK = ["?region=elsewhere", "?phase=9", "?phase=0", "?phase=%D9%A3", "?have=spaceship", "?q=%00", "?q=%EF%BF%BD%F0"]
JUNK += ["?q=" + "x" * 10_000, "?q=a%00b", "?q=%3Cscript%3E" + "y" * 70, "?phase=1e9", "?region=neck%00x", "?q=???"]


@pytest.mark.parametrize("query", JUNK, ids=lambda query: query[:20])
def test_what_cannot_be_read_is_left_out_and_said(query: str) -> None:
    """Whatever is sent, there is a page, and nothing of the junk is repeated beyond a name's length."""
    page = Client().get(f"/library/{query}").content.decode()
    assert LEFT_OUT in page
    assert "<script>" not in page
    assert "\0" not in page
    assert "x" * 61 not in page


@pytest.mark.parametrize(
    "query", ["?q[]=1&region[]=neck", "?utm=1", "?q=a&q=hip", "?page=-1", "?%00=1", "?q", "?q=my+pain"]
)
def test_what_it_does_not_know_it_does_not_mind(query: str) -> None:
    """Names of others are no mistake."""
    assert LEFT_OUT not in _page(query)


def test_a_known_part_counts_beside_an_unknown_one() -> None:
    """Kit that is known is looked for, the rest is left out."""
    page = _page("?have=step&have=spaceship&region=neck")
    assert _shown(page) == _fitting(kit={"step"}, region="neck")
    assert LEFT_OUT in page


def test_the_number_of_queries_is_fixed(django_assert_num_queries: Any) -> None:
    """Exercises, cues and figures; whatever is looked for."""
    for query in ("", "?q=plnak&region=low_back&phase=3&have=none", "?q=hamstring&region=neck"):
        with django_assert_num_queries(3):
            _page(query)


def test_the_page_is_light() -> None:
    """The whole list, compressed; pictures come as one scrolls."""
    assert len(gzip.compress(_page().encode())) < 12_000


def test_a_visitors_page_is_kept_and_not_sent_twice() -> None:
    """Known by its bytes: an edit is another page. No cookie is set, and it varies with those of others."""
    first = Client().get("/library/")
    assert first["Cache-Control"] == "max-age=300"
    assert "Cookie" in first["Vary"]
    assert not first.cookies
    again = Client().get("/library/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    bridge = Exercise.objects.get(pk="bridge")
    bridge.name = "Bridge, slowly"
    bridge.save()
    assert Client().get("/library/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_who_brings_a_cookie_asks_each_time() -> None:
    """A cookie may stand for somebody."""
    client = Client()
    client.cookies["anything"] = "1"
    first = client.get("/library/bridge/")
    assert first["Cache-Control"] == "no-cache"
    assert client.get("/library/bridge/", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/library/", "/library/bridge/"])
def test_a_signed_in_page_is_the_same_and_never_stored(path: str) -> None:
    """The bars around it are the person's; a runner has the safety questions there, others the safety check."""
    for person, name in ((runner(), "Feeling worse?"), (therapist(), "Do the safety check")):
        answer = signed_in(person).get(path)
        assert "no-store" in answer["Cache-Control"]
        assert "ETag" not in answer
        page = answer.content.decode()
        assert "tabbar" in page
        assert name in page
        assert _middle(page) == _middle(Client().get(path).content.decode())


def _middle(page: str) -> str:
    """Without what this device says of its network, and how it was got in."""
    main = page[page.index("<main") : page.index('<p class="foot">')]
    return re.sub(r'<span class="no-print">.*?</span>|<p class="device".*?</p>|\s', "", main)


def test_it_is_read_and_nothing_else(client: Client) -> None:
    """No form posts here."""
    for path in ("/library/", "/library/bridge/"):
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


def test_it_is_linked_where_one_looks_for_it() -> None:
    """On the first page, at a visitor's foot, in the help, and among a runner's own pages."""
    assert Client().get("/").content.decode().count('href="/library/"') == 2
    assert Client().get("/help/").content.decode().count('href="/library/"') == 2
    assert 'href="/library/">All exercises' in signed_in(runner()).get("/settings/").content.decode()


@pytest.mark.parametrize("question", ["rf_saddle", "rf_calf", "rf_weight_loss"])
def test_whoever_has_to_see_somebody_first_is_not_led_to_exercises(question: str) -> None:
    """Neither by the foot of the page."""
    answer = Client().post("/safety-check/", quiet(**{question: "yes"}))
    assert answer.status_code == 200
    assert "/library/" not in answer.content.decode()


def test_the_words_are_those_of_the_intake() -> None:
    """One word per thing."""
    labels = dict(Question.objects.filter(key__in=["equipment", "primary_region"]).values_list("key", "labels"))
    assert labels["primary_region"] == PLACES
    assert labels["equipment"] == {"none": "Nothing", **KIT}
    assert {phase for row in Exercise.objects.all() for phase in row.phases} <= set(MADE_FOR)


def test_a_therapist_finds_them_from_every_page() -> None:
    """A runner does by “More”, and everybody else by the foot too."""
    page = signed_in(therapist()).get("/settings/").content.decode()
    assert 'href="/library/">Exercises' in page


def test_words_that_tell_none_apart_ask_for_all_and_are_kept() -> None:
    """All are against pain: none is the best match for it."""
    page = _page("?q=my+pain")
    assert 'value="my pain"' in page
    assert _shown(page) >= set(Exercise.objects.values_list("pk", flat=True))
    assert "The best match first" not in page
    assert "The best match first" in _page("?q=neck+pain")
