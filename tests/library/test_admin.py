"""The content administrator's pages: for that role alone, drafts only, every reason shown."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.library.admin.export import safe_cell
from rehab.library.approving import approve_draft
from rehab.library.models import Comparison, Exercise, Figure, Protocol, Rule
from rehab.library.services import copy_protocol
from tests.accounts.factors import as_administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
MODELS = sorted(model._meta.model_name for model in admin.site._registry if model._meta.app_label == "library")


def _signed_in(role: str, *, staff: bool) -> Client:
    person = User.objects.create_user(f"{role}{staff}@example.org", "a long pass phrase", role=role, is_staff=staff)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return as_administrator(client, person)


@pytest.fixture
def editor() -> Client:
    """A content administrator."""
    return _signed_in("content_admin", staff=True)


def _act(client: Client, action: str, protocol: Protocol) -> str:
    page = client.post(
        reverse("admin:library_protocol_changelist"),
        {"action": action, "_selected_action": [str(protocol.pk)]},
        follow=True,
    )
    return page.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_an_editor_sees_every_list_and_a_row_of_it(editor: Client, model: str) -> None:
    """Each registered model has a list, a search that does not fail, and a page for a row."""
    Figure.objects.get_or_create(exercise_id="bridge", defaults={"draft": "title: Bridge"})
    url = reverse(f"admin:library_{model}_changelist")
    assert editor.get(url).status_code == 200
    row = next(m for m in admin.site._registry if m._meta.model_name == model)._default_manager.first()
    assert row is not None
    assert editor.get(reverse(f"admin:library_{model}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("role", "staff"), [("runner", False), ("therapist", False), ("content_admin", False), ("support_admin", True)]
)
@pytest.mark.sqlite_only
def test_nobody_else_gets_in(model: str, role: str, staff: bool) -> None:
    """Runners and therapists are sent to the log-in; support administrators are refused."""
    response = _signed_in(role, staff=staff).get(reverse(f"admin:library_{model}_changelist"))
    assert response.status_code in (302, 403)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.sqlite_only
def test_a_visitor_is_sent_to_the_log_in(client: Client, model: str) -> None:
    """Anonymous visitors see nothing of the administration."""
    response = client.get(reverse(f"admin:library_{model}_changelist"))
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


def test_a_published_rule_can_be_read_and_not_changed(editor: Client) -> None:
    """Only drafts are edited, whatever is posted."""
    rule = Rule.objects.get(key="F30_extreme_pain")
    url = reverse("admin:library_rule_change", args=[rule.pk])
    assert "_save" not in editor.get(url).content.decode()
    assert editor.post(url, {"key": "changed"}).status_code == 403


def test_an_earlier_version_is_read_and_never_brought_back(editor: Client) -> None:
    """Not into a draft, and least of all into the published version; an address that is none is not found."""
    rule = Rule.objects.get(key="F30_extreme_pain")
    rule.text = "as it was"
    rule.save()
    old = rule.history.latest().history_id
    Rule.objects.filter(pk=rule.pk).update(text="as it is")
    url = reverse("admin:library_rule_simple_history", args=[rule.pk, old])
    assert "as it was" in editor.get(url).content.decode()
    assert editor.post(url, {"_save": "1"}).status_code == 403
    rule.refresh_from_db()
    assert rule.text == "as it is"
    for pk, version in ((rule.pk, "x"), (rule.pk, "9" * 40), ("x", old), ("9" * 40, old), (rule.pk, "½")):
        assert editor.get(reverse("admin:library_rule_simple_history", args=[pk, version])).status_code == 404


def _rule_form(rule: Rule, **changes: Any) -> dict[str, Any]:
    row = rule.comparisons.get()
    data: dict[str, Any] = {
        "protocol": rule.protocol_id,
        "kind": rule.kind,
        "key": rule.key,
        "position": rule.position,
        "result": rule.result,
        "text": rule.text,
        "confidence": rule.confidence,
        "reviewer": rule.reviewer,
        "sources": [source.pk for source in rule.sources.all()],
        "comparisons-TOTAL_FORMS": 1,
        "comparisons-INITIAL_FORMS": 1,
        "comparisons-0-id": row.pk,
        "comparisons-0-rule": rule.pk,
        "comparisons-0-group": 1,
        "comparisons-0-position": 1,
        "comparisons-0-field": row.field,
        "comparisons-0-operator": row.operator,
        "comparisons-0-value_number": row.value_number,
        "comparisons-0-value_text": row.value_text,
        "comparisons-0-value_flag": "unknown",
        "comparisons-0-value_list": "",
        "keywords-TOTAL_FORMS": 0,
        "keywords-INITIAL_FORMS": 0,
    }
    return data | changes


def test_a_draft_is_copied_edited_checked_and_published(editor: Client) -> None:
    """The whole way, by the pages alone; who and when stand in the history."""
    assert "Draft 2 is a copy of version 1" in _act(editor, "copy_to_draft", Protocol.objects.get(version=1))
    draft = Protocol.objects.get(version=2)
    rule = draft.rules.get(key="F30_extreme_pain")
    url = reverse("admin:library_rule_change", args=[rule.pk])
    response = editor.post(url, _rule_form(rule, **{"comparisons-0-value_number": 8}))
    assert response.status_code == 302, response.context["errors"]
    assert rule.comparisons.get().value_number == 8
    assert rule.history.first().history_user.role == "content_admin"
    assert "A second content administrator has to approve it" in _act(editor, "check_draft", draft)
    second = User.objects.create_user("second@example.org", None, role="content_admin", is_staff=True)
    assert approve_draft(draft=draft, by=second, now=timezone.now()) == ""
    assert "nothing stands against publishing" in _act(editor, "check_draft", draft)
    assert "Version 2 is published" in _act(editor, "publish", draft)
    assert Protocol.objects.get(status="published").version == 2


def test_a_bad_draft_shows_every_reason(editor: Client) -> None:
    """Publishing lists what is wrong and changes nothing."""
    draft = copy_protocol(source=Protocol.objects.get(version=1))
    draft.rules.get(key="SP1").sources.clear()
    draft.rules.get(key="F30_extreme_pain").comparisons.update(field="nonsense")
    page = _act(editor, "publish", draft)
    assert "SP1 names no source" in page
    assert "nonsense is not a fact" in page
    assert Protocol.objects.get(status="published").version == 1


def test_a_value_that_does_not_fit_its_operator_is_told(editor: Client) -> None:
    """The form says what the operator needs before the database has to refuse."""
    rule = copy_protocol(source=Protocol.objects.get(version=1)).rules.get(key="F30_extreme_pain")
    url = reverse("admin:library_rule_change", args=[rule.pk])
    page = editor.post(url, _rule_form(rule, **{"comparisons-0-value_number": "", "comparisons-0-value_text": "8"}))
    assert page.status_code == 200
    assert "needs exactly one of: value_number" in page.content.decode()
    assert Comparison.objects.get(rule=rule).value_number == 9


def test_advice_asks_for_topic_and_text(editor: Client) -> None:
    """The rule page says what advice needs, and saves it when it is there."""
    rule = copy_protocol(source=Protocol.objects.get(version=1)).rules.get(key="A16_bending_and_sitting")
    url = reverse("admin:library_rule_change", args=[rule.pk])
    form = _rule_form(rule, **{"comparisons-0-value_number": ""})
    page = editor.post(url, {**form, "target": "weather", "text": " "}).content.decode()
    assert "Choose one of: heat, recovery" in page
    assert "Say what the runner is to read." in page
    assert editor.post(url, {**form, "target": "desk", "text": "Get up every 30 minutes."}).status_code == 302
    rule.refresh_from_db()
    assert (rule.target, rule.text) == ("desk", "Get up every 30 minutes.")


def test_an_outcome_is_offered_and_nothing_else_is_taken(editor: Client) -> None:
    """The rule page offers the words of the rule's list, names them when another is given, and saves one of them."""
    rule = copy_protocol(source=Protocol.objects.get(version=1)).rules.get(key="W4_low_adherence")
    url = reverse("admin:library_rule_change", args=[rule.pk])
    page = editor.get(url).content.decode()
    assert 'list="result_words"' in page
    assert '<option value="pause_plan"></option>' in page
    assert '<option value="stage_up"></option>' not in page
    refused = editor.post(url, _rule_form(rule, result="shrink a bit")).content.decode()
    assert "Choose one of: lock_plan, pause_plan, drop_phase_see_clinician, flare," in refused
    assert "rule_outcome_is_known" not in refused
    assert editor.post(url, _rule_form(rule, result="hold")).status_code == 302
    rule.refresh_from_db()
    assert rule.result == "hold"


def test_a_new_rule_is_offered_the_outcomes_of_every_list(editor: Client) -> None:
    """While its list is not chosen yet."""
    page = editor.get(reverse("admin:library_rule_add")).content.decode()
    for word in ("stage_up", "stay_calm", "down_2_retest", "back_to_strength", "keep_going"):
        assert f'<option value="{word}"></option>' in page


def test_facts_are_picked_from_a_list(editor: Client) -> None:
    """Nobody types a field name."""
    rule = copy_protocol(source=Protocol.objects.get(version=1)).rules.get(key="F30_extreme_pain")
    page = editor.get(reverse("admin:library_rule_change", args=[rule.pk])).content.decode()
    for fact in ("nprs_now", "flex_score", "rf_bladder", "adherence_pct"):
        assert f'<option value="{fact}"' in page


def test_exercises_are_exported_without_formulas(editor: Client) -> None:
    """CSV with every exercise; a cell that begins like a formula is disarmed, numbers stay numbers."""
    Exercise.objects.filter(pk="bridge").update(caution="=1+1")
    ids = list(Exercise.objects.values_list("pk", flat=True))
    response = editor.post(
        reverse("admin:library_exercise_changelist"), {"action": "export_csv", "_selected_action": ids}
    )
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 82
    assert next(row for row in rows if row["id"] == "bridge")["caution"] == "'=1+1"
    assert safe_cell(-5) == -5


@pytest.mark.parametrize("pk", ["bridge", "heat_pack"])
def test_an_exercise_cannot_be_deleted(editor: Client, pk: str) -> None:
    """Plans may point to it."""
    assert editor.post(reverse("admin:library_exercise_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert Exercise.objects.filter(pk=pk).exists()
