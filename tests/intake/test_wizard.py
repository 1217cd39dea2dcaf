"""The wizard: what is asked of whom, in which order, and that nothing sent to it breaks it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rehab.intake.models import Intake
from rehab.intake.services import reopen_step
from rehab.intake.steps import STEPS, all_steps
from rehab.library.models import Question
from rehab.plans.models import Plan
from tests.engine.cases import raw
from tests.intake.walking import answered, answers, asked, finish, runner, signed_in, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
REVIEW = "/intake/review/"
NUMBERS = {step.key: number for number, step in enumerate(STEPS, 1)}
SPOILED = ["", "x" * 10_000, "\x00", "9" * 400, "-1", "1e309", "NaN", "🏃", "٣", ["1", "2"], "none", "2026-02-31"]
STORED = ("x" * 10_000, "\x00", "9" * 400, "🏃")  # what a database may refuse, each in its own way
TWICE = [pytest.param(one, marks=() if one in STORED else pytest.mark.sqlite_only) for one in SPOILED]


@pytest.fixture
def client() -> Client:
    """A browser a runner is signed in with."""
    return signed_in(runner())


def _address(key: str) -> str:
    return f"/intake/{NUMBERS[key]}/"


def _fields(client: Client, key: str) -> set[str]:
    """What a screen asks; nothing if it leads elsewhere."""
    page = client.get(_address(key))
    return asked(page.content.decode()) if page.status_code == 200 else set()


def _to_review(**changes: Any) -> Intake:
    """The runner's intake with every screen sent; the walk itself is met in the tests that walk."""
    return answered(User.objects.get(), {"sex_at_birth": "prefer_not", "has_osteoporosis": False, **raw(**changes)})


@pytest.mark.parametrize(("sex", "is_asked"), [("male", False), ("female", True), ("prefer_not", True)])
def test_pregnancy_is_asked_unless_male(client: Client, sex: str, is_asked: bool) -> None:
    """Who prefers not to say is asked too."""
    _to_review(sex_at_birth=sex, pregnancy_status="not_pregnant")
    assert ("pregnancy_status" in _fields(client, "you")) is is_asked


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({"ext_test": "not_done"}, True),
        ({"ext_test": "centralised"}, False),
        ({"radiation": "distal", "limb_tingling": "none"}, False),
        ({"nprs_now": 7, "nprs_avg7": 7, "nprs_worst7": 8}, False),
        ({"primary_region": "mid_back", "pain_areas": ["low_back_central"]}, False),
        ({"primary_region": "neck", "pain_areas": ["low_back_central"]}, False),
    ],
)
def test_the_bending_test_is_offered_only_where_it_is_safe_and_tells_something(
    client: Client, changes: dict[str, Any], is_asked: bool
) -> None:
    """Not once leaning back has centralised, not with pain far down a leg, not in much pain, for the low back alone."""
    _to_review(**changes)
    assert ("flex_test" in _fields(client, "flex")) is is_asked


def test_osteoporosis_said_beside_the_test_skips_the_test_and_is_kept(client: Client) -> None:
    """The bending test counts as not done, and the condition stands among the others however they are answered."""
    _to_review(has_osteoporosis="yes", medical=["osteoporosis"])
    stored = Intake.objects.get().answers
    assert stored["flex_test"] == "not_done"
    assert stored["medical"] == ["osteoporosis"]


def test_osteoporosis_said_beside_the_test_is_shown_among_the_conditions(client: Client) -> None:
    """Said once is enough: the screen of conditions has it ticked."""
    given = {**answers(), "has_osteoporosis": "yes"}
    walk(client, given, until=_address("medical"))
    page = client.get(_address("medical")).content.decode()
    assert 'value="osteoporosis" class="form-check-input" id=' in page
    line = page[page.index('value="osteoporosis"') :].split(">")[0]
    assert "checked" in line


@pytest.mark.parametrize(("now", "is_asked"), [(3, True), (4, False)])
def test_the_hop_test_is_offered_up_to_pain_of_three(client: Client, now: int, is_asked: bool) -> None:
    """Nobody hops in more pain than that."""
    _to_review(nprs_now=now, nprs_avg7=4, nprs_worst7=6)
    assert ("hop_test" in _fields(client, "hop")) is is_asked


def test_a_test_that_was_done_counts_and_is_not_asked_again(client: Client) -> None:
    """Low back first, with a movement test; then it is the neck: the answer is used as given, nothing is asked."""
    _to_review(ext_test="centralised")
    assert Intake.objects.get().answers["ext_test"] == "centralised"
    client.post(_address("start"), {"age_years": "35", "primary_region": "neck"})
    assert _fields(client, "ext") == _fields(client, "flex") == set()
    walk(client, answers(primary_region="neck"))
    client.post(REVIEW)
    assert Plan.objects.get().baseline["ext_test"] == "centralised"
    assert Plan.objects.get().category == "NCK"


def test_an_answer_that_belongs_to_another_sex_does_not_count(client: Client) -> None:
    """Pregnant was a slip: with the sex corrected the question is gone, and its answer with it."""
    _to_review(sex_at_birth="female", pregnancy_status="pregnant")
    client.post(_address("you"), {"sex_at_birth": "male"})
    client.post(REVIEW)
    assert "pregnancy_status" not in Plan.objects.get().baseline


def test_going_back_keeps_what_was_entered(client: Client) -> None:
    """What stands on the screen is saved, and both screens show it again."""
    walk(client, answers(), until=_address("worse"))
    back = client.post(_address("worse"), {"back": "1", "aggravating": ["twisting"]})
    assert back.headers["Location"] == _address("spread")
    assert 'value="none"' in client.get(_address("spread")).content.decode()
    page = client.get(_address("worse")).content.decode()
    assert "checked" in page[page.index('value="twisting"') :].split(">")[0]


def test_another_device_goes_on_at_the_same_screen() -> None:
    """The draft belongs to the person and not to the browser."""
    ada = runner()
    walk(signed_in(ada), answers(), until=_address("now"))
    other = signed_in(ada)
    assert other.post("/intake/").headers["Location"] == _address("now")
    assert 'value="35"' in other.get(_address("start")).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_jumping_ahead_leads_to_the_first_open_screen(client: Client, method: str) -> None:
    """No screen can be left out, by reading or by sending."""
    client.post("/intake/")
    walk(client, answers(), until=_address("injury"))
    for address in (_address("time"), REVIEW):
        assert getattr(client, method)(address, {"days_available": "3"}).headers["Location"] == _address("injury")
    assert "days_available" not in Intake.objects.get().answers
    assert not Plan.objects.exists()


def test_an_intake_with_an_open_screen_cannot_be_ended(client: Client) -> None:
    """A review left open in another tab makes no plan of unanswered safety questions: they would count as no."""
    _to_review()
    intake = Intake.objects.get()
    reopen_step(intake=intake, key="illness")
    assert client.post(REVIEW).headers["Location"] == _address("illness")
    assert Intake.objects.get().state == Intake.State.OPEN
    assert not Plan.objects.exists()


def test_back_from_an_emptied_screen_erases_no_answer(client: Client) -> None:
    """Every safety answer stays as it was given, so there is nothing left to presume."""
    assert walk(client, answers()) == REVIEW
    before = Intake.objects.get().answers
    client.post(_address("illness"), {"back": "1"})
    assert Intake.objects.get().answers == before
    assert sum(name.startswith("rf_") for name in before) == 26


def test_screens_that_do_not_exist_are_404(client: Client) -> None:
    """Numbers outside the path, however large."""
    client.post("/intake/")
    for number in ("0", "99", "9" * 40):
        assert client.get(f"/intake/{number}/").status_code == 404


def test_every_question_stands_on_exactly_one_screen() -> None:
    """Nothing is asked twice, and nothing the protocol knows is left out."""
    known = list(Question.objects.order_by("position").values_list("key", "screen"))
    steps = all_steps(known)
    placed = [name for step in steps for name in step.questions]
    assert len(placed) == len(set(placed))
    own = {"psfs_scores"}
    assert {key for key, _ in known} - own == set(placed) & {key for key, _ in known}


def test_a_new_question_gets_a_screen_of_its_own_part() -> None:
    """A question added to a protocol is asked without a change to the screens, safety first."""
    steps = all_steps([("rf_new", "safety"), ("new_pain", "pain")])
    keys = [step.key for step in steps]
    assert keys.index("rf_new") < keys.index("deciding") < keys.index("new_pain") < keys.index("notes")


def test_none_beside_others_is_pointed_out(client: Client) -> None:
    """Told at the question, nothing saved; a draft keeps what else is good."""
    _to_review()
    answer = client.post(_address("medical"), {"medical": ["none", "osteoporosis"]})
    assert answer.status_code == 422
    assert "cannot stand beside others" in answer.content.decode()
    assert Intake.objects.get().answers["medical"] == ["none"]


def _one_of_each_kind(names: list[str], turn: int) -> list[str]:
    """One code reads all fields of a kind: each value meets one of them, the next value the next."""
    kinds = dict(Question.objects.values_list("key", "kind"))
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[kinds.get(name, name)].append(name)
    return [found[turn % len(found)] for found in alike.values()]


@pytest.mark.slow
@pytest.mark.parametrize("spoiled", TWICE, ids=lambda value: ascii(value)[:12])
def test_nothing_sent_to_a_screen_breaks_it(client: Client, spoiled: Any) -> None:
    """Each kind of field of each screen with something that is no answer: told or taken, never an error of ours."""
    client.raise_request_exception = False
    before = _to_review()
    found: dict[str, int] = {}
    given = answers()
    for key, number in NUMBERS.items():
        others = {name: given.get(name, "no") for name in sorted(_fields(client, key))}
        for name in _one_of_each_kind(list(others), SPOILED.index(spoiled)):
            for address in (f"/intake/{number}/", f"/intake/{number}/draft/"):
                code = client.post(address, {**others, name: spoiled}).status_code
                if code not in (200, 204, 302, 422):
                    found[f"{address} {name}"] = code
            if Intake.objects.get().state != Intake.State.OPEN:
                pytest.fail(f"{name} = {spoiled!r} ended the intake")
            before.save(update_fields=["answers", "done"])  # as it was, for the next field
    assert found == {}


@pytest.mark.parametrize("spoiled", SPOILED, ids=lambda value: ascii(value)[:12])
def test_nothing_sent_to_the_public_check_breaks_it(client: Client, spoiled: Any) -> None:
    """The same for the check without an account."""
    sent = {
        "age_years": "35",
        **{q: "no" for q in Question.objects.filter(kind="yes_no_unsure").values_list("key", flat=True)},
    }
    for name in ("age_years", "rf_bladder"):
        assert Client().post("/safety-check/", {**sent, name: spoiled}).status_code in (200, 422)


def test_a_whole_intake_of_the_neck_has_no_movement_test(client: Client) -> None:
    """Neither leaning back nor bending is asked for a neck."""
    finish(client, primary_region="neck", pain_areas=["low_back_central"])
    assert not {"ext_test", "flex_test"} & set(Plan.objects.get().baseline)
