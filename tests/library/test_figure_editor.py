"""The pose editor's page: what it answers, what it keeps, and who may open it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.library.admin.figure_form import asked
from rehab.library.figure_publishing import add_figure, keep_draft, publish_figure, stamp_of
from rehab.library.models import Figure, FigureFile
from tests.library.figure_edits import (
    BROKEN,
    LOWER,
    SHIPPED,
    UNREACHABLE,
    address,
    administrator,
    edit_of,
    editor_of,
    loaded,
    sent,
    without_a_figure,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def connie() -> User:
    """A content administrator."""
    return administrator()


@pytest.fixture
def editor(connie: User) -> Client:
    """Her browser."""
    return editor_of(connie)


@pytest.fixture(autouse=True)
def bridge(library: None, monkeypatch: pytest.MonkeyPatch) -> Figure:
    """One shipped figure is enough."""
    return loaded(monkeypatch)


def test_an_exercise_gets_a_figure(editor: Client, connie: User) -> None:
    """From its own page: a draft of one pose, published once its words say what one sees."""
    exercise = without_a_figure()
    page = editor.get(reverse("admin:library_exercise_change", args=[exercise.pk])).content.decode()
    add = f"{reverse('admin:library_figure_add')}?exercise={exercise.pk}"
    assert f'It has no figure yet. <a href="{add}">' in page
    assert 'value="hook"' in editor.get(add).content.decode()
    answer = editor.post(add, {"exercise": exercise.pk, "begins": "hook"})
    assert answer["Location"] == address(exercise.pk)
    figure = Figure.objects.get(pk=exercise.pk)
    assert (figure.text, figure.edited_at, "from: hook" in figure.draft) == ("", None, True)
    again = add_figure(exercise=exercise, preset="stand", by=connie, now=timezone.now())
    assert again.draft == figure.draft
    page = editor.get(answer["Location"]).content.decode()
    assert "The words are missing" in page
    assert "Not published yet" in page
    text = figure.draft.replace("Seen from the side.", "Seen from the side. On the back with the knees bent.")
    assert editor.post(answer["Location"], sent(figure, "publish", text)).status_code == 302
    assert FigureFile.objects.filter(pk=Figure.objects.get(pk=exercise.pk).files["still"]).exists()


def test_an_exercise_page_shows_its_figure_and_leads_to_it(editor: Client, bridge: Figure) -> None:
    """And a page for a new one says that it has none yet."""
    page = editor.get(reverse("admin:library_exercise_change", args=["bridge"])).content.decode()
    assert f'href="{address()}"' in page
    assert bridge.files["still"] in page
    assert "It has no figure yet" in editor.get(reverse("admin:library_exercise_add")).content.decode()


def test_the_list_shows_pictures_and_what_waits(editor: Client, bridge: Figure, connie: User) -> None:
    """Small, with their words."""
    keep_draft(figure=bridge, edit=edit_of(bridge, connie))
    add_figure(exercise=without_a_figure("none_yet"), preset="hook", by=connie, now=timezone.now())
    new = editor.get(reverse("admin:library_figure_changelist"), {"q": "none_yet"}).content.decode()
    assert "not published yet; a draft waits" in new
    assert 'class="figure-small"' not in new
    page = editor.get(reverse("admin:library_figure_changelist"), {"q": "bridge"}).content.decode()
    assert f"/figures/{bridge.files['still']}.svg" in page
    assert "as shipped; a draft waits" in page


def test_a_draft_is_drawn_for_its_page_alone(editor: Client) -> None:
    """Inline, with ids of its own, and no file is kept of it."""
    count = FigureFile.objects.count()
    form = {"text": LOWER, "pose": "end", "shown": "end", "person": "amber"}
    answer = editor.post(address(), form, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert 'id="try-' in page
    assert "<textarea" not in page  # what was typed is not written over
    assert FigureFile.objects.count() == count


def test_a_control_rewrites_the_text(editor: Client) -> None:
    """And only then does the answer bring a text."""
    form = {"text": SHIPPED, "pose": "end", "shown": "end", "angle.knee": "70", "was.knee": "85"}
    page = editor.post(address(), form, headers={"HX-Request": "true"}).content.decode()
    assert "knee: 70" in page
    assert 'hx-swap-oob="true"' in page
    unchanged = editor.post(address(), {**form, "angle.knee": "85"}, headers={"HX-Request": "true"}).content.decode()
    assert "<textarea" not in unchanged


def test_a_text_that_cannot_be_read_brings_no_picture(editor: Client) -> None:
    """The last one stays on the page, with words beside the field."""
    page = editor.post(address(), {"text": BROKEN}, headers={"HX-Request": "true"}).content.decode()
    assert "leen: is not known here. Did you mean lean?" in page
    assert 'id="figure-shown"' not in page
    assert 'id="figure-controls"' not in page


def test_without_a_script_a_button_shows_it(editor: Client) -> None:
    """The same page, with what was typed."""
    page = editor.post(address(), {"do": "show", "text": LOWER, "pose": "end"}).content.decode()
    assert "lean: -114" in page
    assert "Nothing stands against publishing" in page


@pytest.mark.parametrize(("text", "words"), [(BROKEN, "Did you mean lean?"), (UNREACHABLE, "does not touch")])
def test_a_refused_publishing_keeps_what_was_typed(editor: Client, bridge: Figure, text: str, words: str) -> None:
    """With every reason."""
    answer = editor.post(address(), sent(bridge, "publish", text))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was changed" in page
    assert words in page
    assert text.split("arrows")[0].split("end:")[1].strip()[:40] in page


def test_a_button_counts_what_the_controls_were_set_to(editor: Client, bridge: Figure) -> None:
    """Pressed before the change was drawn."""
    controls = {"shown": "end", "angle.lean": "-114", "was.lean": "-118"}
    assert editor.post(address(), sent(bridge, "publish", SHIPPED, **controls)).status_code == 302
    bridge.refresh_from_db()
    assert "lean: -114" in bridge.text


def test_a_stale_page_is_refused_once(editor: Client, bridge: Figure, connie: User) -> None:
    """What was typed is kept; a second press is meant."""
    form = sent(bridge, "publish", LOWER)
    publish_figure(figure=bridge, edit=edit_of(bridge, connie, SHIPPED.replace("-118", "-116")))
    answer = editor.post(address(), form)
    assert answer.status_code == 409
    assert "lean: -114" in answer.content.decode()
    bridge.refresh_from_db()
    assert stamp_of(bridge) in answer.content.decode()
    assert editor.post(address(), {**form, "stamp": stamp_of(bridge)}).status_code == 302


def test_a_refusal_for_another_reason_forgets_no_other_administrator(
    editor: Client, bridge: Figure, connie: User
) -> None:
    """A broken text is answered with the stamp of the page as it was opened."""
    form = sent(bridge, "publish", BROKEN)
    publish_figure(figure=bridge, edit=edit_of(bridge, connie))
    assert form["stamp"] in editor.post(address(), form).content.decode()


def test_the_buttons_go_their_ways(editor: Client, bridge: Figure) -> None:
    """Keep, publish, back; each says what it did."""
    for do, words in (("keep", "Kept as a draft"), ("drop", "The draft is dropped"), ("publish", "Published"),
                      ("shipped", "The shipped figure is shown again")):  # fmt: skip
        bridge.refresh_from_db()
        page = editor.post(address(), sent(bridge, do, LOWER), follow=True).content.decode()
        assert words in page


def test_nobody_goes_back_to_what_was_never_shipped(editor: Client, connie: User) -> None:
    """There is no such button, and its value does nothing."""
    figure = add_figure(exercise=without_a_figure(), preset="hook", by=connie, now=timezone.now() - timedelta(days=1))
    assert "Back to the shipped one" not in editor.get(address(figure.pk)).content.decode()
    assert editor.post(address(figure.pk), sent(figure, "shipped", LOWER)).status_code == 200


JUNK = {
    "angle.nose": "3",
    "angle.near.lean": "3",
    "angle.n.knee": "3",
    "angle.knee": "much",
    "angle.hip": "nan",
    "angle.elbow": "1e999",
    "touch": "nose",
    "surface": "ceiling",
    "adds": "far.nose",
    "person": "nobody",
    "pose": "99",
    "shown": "99",
    "begins": "nowhere" * 99,
    "do": "fly",
    "stamp": "\0",
}


@pytest.mark.parametrize("name", JUNK)
def test_junk_in_a_form_changes_nothing(editor: Client, bridge: Figure, name: str) -> None:
    """It is left out, or answered in words."""
    answer = editor.post(address(), {"text": SHIPPED, "shown": "end", name: JUNK[name]})
    assert answer.status_code == 200
    for do in ("keep", "publish"):
        bridge.refresh_from_db()
        form = {**sent(bridge, do, SHIPPED, shown="end"), name: JUNK[name]}
        answer = editor.post(address(), form)
        refused = {"stamp": 409, "do": 200, "begins": 422}.get(name)
        assert answer.status_code == (refused or 302)
        bridge.refresh_from_db()
        assert (bridge.text, bridge.draft) == (SHIPPED, "" if refused or do == "publish" else SHIPPED)


def test_an_angle_stays_in_its_range(bridge: Figure) -> None:
    """Whatever a form says."""
    found = asked(QueryDict("angle.knee=900&was.knee=85&angle.near.hip=-900&angle.lean=20"), bridge)
    assert found.changes.angles == {"knee": 158, "near.hip": -32, "lean": 20}


def test_an_odd_address_leads_to_the_list(editor: Client) -> None:
    """No such figure, or none that a database could look for."""
    for pk in ("nothing", "a%00b", "1"):
        odd = reverse("admin:library_figure_changelist") + f"{pk}/change/"
        assert editor.get(odd).status_code == 302


def test_earlier_versions_can_be_read(editor: Client, bridge: Figure, connie: User) -> None:
    """And not be brought back from there."""
    publish_figure(figure=bridge, edit=edit_of(bridge, connie))
    newest = bridge.history.first()
    assert editor.get(reverse("admin:library_figure_history", args=["bridge"])).status_code == 200
    earlier = reverse("admin:library_figure_simple_history", args=["bridge", newest.history_id])
    assert "\n  lean: -114\n" in editor.get(earlier).content.decode()
    assert editor.post(earlier).status_code == 403


def test_who_may_not_edit_exercises_edits_no_figure(bridge: Figure) -> None:
    """Support administrators are refused."""
    sam = User.objects.create_user("sam@example.org", None, role="support_admin", is_staff=True)
    client = editor_of(sam)
    assert client.get(address()).status_code == 403
    assert client.post(address(), sent(bridge, "publish", LOWER)).status_code == 403
