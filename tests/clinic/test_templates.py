"""Templates: built from scratch, versioned, cloned, shared with a clinic, put away."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from rehab.clinic.models import Template, TemplateVersion
from rehab.clinic.templating import Line
from tests.accounts.therapists import therapist
from tests.clinic.shelves import CANARY, build, clinic_with, template_of
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NEW = "/templates/new/"
BIRD, BRIDGE = ("2", "bird_dog", "1"), ("3", "bridge", "2")


@pytest.fixture
def thea() -> User:
    """A therapist."""
    return therapist()


@pytest.fixture
def client(thea: User) -> Client:
    """Her browser."""
    return signed_in(thea)


def test_a_template_is_built_from_scratch(client: Client, thea: User) -> None:
    """With a name, exercises by phase, levels and own doses; its page says them in words."""
    own = {"i2-sets": "2", "i2-reps": "1", "i2-hold_s": "11"}
    answer = build(client, NEW, BIRD, BRIDGE, ("3", "side_plank_knees", "own"), description="Weak hips", **own)
    version = TemplateVersion.objects.get()
    assert answer.headers["Location"] == f"/templates/{version.template_id}/"
    assert (version.number, version.name, version.template.owner) == (1, "Hips first", thea)
    assert [(item.phase, item.exercise_id, item.level) for item in version.items.all()] == [
        (2, "bird_dog", 1),
        (3, "bridge", 2),
        (3, "side_plank_knees", None),
    ]
    page = client.get(answer.headers["Location"]).content.decode()
    assert "2. Mobility" in page
    assert "2 × 11 s" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_buttons_find_add_move_and_take_out_and_write_nothing(client: Client) -> None:
    """Each shows the form anew with what was entered."""
    page = build(client, NEW, BIRD, do="find", find="bridge", name="Half typed").content.decode()
    assert 'value="add:bridge"' in page
    assert 'value="Half typed"' in page
    page = build(client, NEW, BIRD, do="add:bridge").content.decode()
    assert page.index("bird_dog") < page.index('value="bridge"')
    page = build(client, NEW, BIRD, ("2", "bridge", "1"), do="up:1").content.decode()
    assert page.index('value="bridge"') < page.index('value="bird_dog"')
    assert 'value="bird_dog"' not in build(client, NEW, BIRD, do="out:0").content.decode()
    assert "No exercise is called like that" in build(client, NEW, do="find", find="zzz").content.decode()
    assert not Template.objects.exists()


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        ((), {}),
        ((BIRD,), {"name": ""}),
        ((BIRD,), {"name": "x" * 81}),
        ((BIRD,), {"name": "a\x00b"}),
        ((BIRD,), {"description": "y" * 401}),
        ((BIRD,), {"key": "not one"}),
        ((BIRD,), {"seen": "9" * 40}),
        ((BIRD, BIRD), {}),
        ((("2", "bird_dog", "99"),), {}),
        ((("2", "bird_dog", ""),), {}),
        ((("2", "bird_dog", "own"),), {}),
        ((("2", "bird_dog", "own"),), {"i0-sets": "7", "i0-reps": "8"}),
        ((("2", "bird_dog", "own"),), {"i0-sets": "-1", "i0-reps": "9" * 50}),
        ((("2", "bird_dog", "own"),), {"i0-sets": "²", "i0-reps": "nan"}),
        ((("9", "bird_dog", "1"),), {}),
        ((("", "bird_dog", "1"),), {}),
        ((("23", "bird_dog", "1"),), {}),
        ((("2", "no_such", "1"),), {}),
        ((("2", "run_walk", "1"),), {}),
        ((("2", "bird_dog\x00", "1"),), {}),
    ],
)
def test_bad_input_is_told_and_kept(client: Client, rows: tuple, fields: dict[str, str]) -> None:
    """Never a fault of the server, and nothing is written."""
    answer = build(client, NEW, *rows, **fields)
    assert answer.status_code == 422
    assert "What you entered is kept" in answer.content.decode()
    assert not Template.objects.exists()


@pytest.mark.parametrize("do", ["up:0", "down:99", "out:" + "9" * 30, "add:no_such", "add:", "up:x", "\x00", "up:²"])
def test_no_button_breaks_the_form(client: Client, do: str) -> None:
    """Whatever it is said to be called."""
    assert build(client, NEW, BIRD, do=do).status_code == 200


def test_editing_makes_a_version_and_the_earlier_ones_stay(client: Client, thea: User) -> None:
    """The same content again makes none."""
    first = template_of(thea, Line(2, "bird_dog", 1))
    address, key = f"/templates/{first.template_id}/edit/", str(first.template_id)
    assert "bird_dog" in client.get(address).content.decode()
    build(client, address, ("2", "bird_dog", "2"), key=key, seen="1")
    build(client, address, ("2", "bird_dog", "2"), key=key, seen="1")
    assert [version.number for version in first.template.versions.all()] == [2, 1]
    assert first.items.get().level == 1
    assert "Version 1" in client.get(f"/templates/{key}/?version=1").content.decode()
    assert client.get(f"/templates/{key}/?version=7").status_code == 404


def test_the_later_of_two_windows_is_told(client: Client, thea: User) -> None:
    """Nothing of the earlier one is lost, and what was typed is kept."""
    first = template_of(thea, Line(2, "bird_dog", 1))
    address, key = f"/templates/{first.template_id}/edit/", str(first.template_id)
    build(client, address, ("2", "bird_dog", "2"), key=key, seen="1")
    late = build(client, address, BRIDGE, key=key, seen="1", name="Mine")
    assert late.status_code == 409
    assert 'value="Mine"' in late.content.decode()
    assert first.template.versions.count() == 2


def test_a_save_pressed_twice_is_one_template(client: Client) -> None:
    """By the key the form came with."""
    key = str(uuid4())
    answers = [build(client, NEW, BIRD, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert TemplateVersion.objects.count() == 1


def test_cloning_makes_one_of_ones_own(client: Client, thea: User) -> None:
    """A colleague's is copied, and theirs stays as it was."""
    otto = therapist("otto@example.org", "Otto")
    version = template_of(otto, Line(2, "bird_dog", 2))
    version.template.clinic = clinic_with(otto, thea)
    version.template.save()
    answer = client.post(f"/templates/{version.template_id}/clone/")
    copied = Template.objects.get(owner=thea)
    assert answer.headers["Location"] == f"/templates/{copied.pk}/edit/"
    assert copied.versions.get().name == f"Copy of {CANARY}"
    assert copied.clinic is None
    assert copied.versions.get().items.get().level == 2


def test_a_template_is_shown_to_the_clinic_while_both_are_in_it(client: Client, thea: User) -> None:
    """To nobody before, and to nobody after one has left; a colleague may not change it."""
    version = template_of(thea)
    otto = therapist("otto@example.org", "Otto")
    clinic_with(thea, otto)
    address, his = f"/templates/{version.template_id}/", signed_in(otto)
    assert his.get(address).status_code == 404
    client.post(address + "share/", {"shared": "yes"})
    assert CANARY in his.get(address).content.decode()
    assert CANARY in his.get("/templates/?q=canary").content.decode()
    for act in ("edit", "share", "archive"):
        assert his.post(f"{address}{act}/").status_code == 404
    thea.clinic_member.delete()
    assert his.get(address).status_code == 404
    assert CANARY not in his.get("/templates/").content.decode()


def test_a_template_that_is_put_away_can_be_put_back(client: Client, thea: User) -> None:
    """It leaves the shelf, not the world."""
    address = f"/templates/{template_of(thea).template_id}/"
    client.post(address + "archive/", {"archived": "yes"})
    assert CANARY not in client.get("/templates/").content.decode()
    assert CANARY in client.get("/templates/?archived=1").content.decode()
    client.post(address + "archive/", {"archived": "no"})
    assert CANARY in client.get("/templates/").content.decode()


@pytest.mark.parametrize("q", ["\x00", "x" * 500, "%", "_", "'"])
def test_any_search_is_answered(client: Client, thea: User, q: str) -> None:
    """A sign that stands for others in a database stands for itself here."""
    template_of(thea)
    assert client.get("/templates/", {"q": q}).status_code == 200


def test_strangers_find_no_template(thea: User) -> None:
    """Another clinic's therapist 404, a runner 403; an unchecked therapist and a visitor are led away."""
    key = template_of(thea).template_id
    other = therapist("other@example.org", "Other")
    clinic_with(other, name="Far away")
    pages = [f"/templates/{key}/", f"/templates/{key}/edit/"]
    posts = [f"/templates/{key}/{act}/" for act in ("edit", "clone", "share", "archive")]
    expected = {signed_in(other): 404, signed_in(runner("r@example.org")): 403}
    expected |= {signed_in(runner("q@example.org", role="therapist")): 302, Client(): 302}
    for client, status in expected.items():
        answers = [client.get(page) for page in pages] + [client.post(page) for page in posts]
        assert {answer.status_code for answer in answers} == {status}
        assert not any(CANARY in answer.content.decode() for answer in answers)
    assert build(signed_in(other), NEW, BIRD, key=str(key)).status_code == 404
    assert TemplateVersion.objects.count() == 1
