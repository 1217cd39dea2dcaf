"""What decides whom a plan is refused changes only by two people: one edits or publishes, another approves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from rehab.library.approving import approve_draft, note_edit
from rehab.library.models import Protocol, ProtocolApproval, Tier
from rehab.library.safety import content_digest, safety_differences
from rehab.library.services import NotPublished, Published, copy_protocol, publish_protocol
from tests.accounts.factors import as_administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
WAITS = "This draft changes safety rules."


def _administrator(name: str) -> User:
    return User.objects.create_user(f"{name}@example.org", None, role="content_admin", is_staff=True)


@pytest.fixture
def edna() -> User:
    """The one who edits."""
    return _administrator("edna")


@pytest.fixture
def olga() -> User:
    """Another."""
    return _administrator("olga")


@pytest.fixture
def draft(edna: User) -> Protocol:
    """Edna's draft, in which a red flag asks for less pain."""
    made = copy_protocol(source=Protocol.objects.get(version=1), by=edna)
    made.rules.get(key="F30_extreme_pain").comparisons.update(value_number=8)
    return made


def _publish(draft: Protocol, by: User | None) -> Published | NotPublished:
    return publish_protocol(draft=draft, now=timezone.now(), by=by)


def _approve(draft: Protocol, by: User) -> str:
    return approve_draft(draft=draft, by=by, now=timezone.now())


def test_a_changed_red_flag_waits_and_says_what_changes(draft: Protocol, edna: User, olga: User) -> None:
    """Whoever asks, and nobody as well."""
    for person in (edna, olga, None):
        result = _publish(draft, person)
        assert isinstance(result, NotPublished)
        assert result.reasons[0].startswith(WAITS)
        assert result.reasons[1:] == ("Rule F30_extreme_pain, holds when: 1. nprs_now gte 9.0 → 1. nprs_now gte 8.0",)


def test_another_administrator_approves_and_the_first_publishes(draft: Protocol, edna: User, olga: User) -> None:
    """Both are in the audit log."""
    assert _approve(draft, olga) == ""
    assert _approve(draft, olga) == "", "pressed twice"
    assert isinstance(_publish(draft, edna), Published)
    done = AuditEntry.objects.filter(object_type="protocol", object_id=str(draft.pk)).order_by("pk")
    assert [(one.action, one.actor_id) for one in done] == [("approve", olga.public_id), ("publish", edna.public_id)]


def test_nobody_approves_what_they_edited_last(draft: Protocol, edna: User) -> None:
    """Nor is anything written."""
    assert "You edited this draft last" in _approve(draft, edna)
    assert not ProtocolApproval.objects.exists()


def test_nobody_publishes_on_their_own_approval(draft: Protocol, olga: User) -> None:
    """The second person is another one."""
    _approve(draft, olga)
    assert isinstance(_publish(draft, olga), NotPublished)


def test_who_edits_after_their_own_approval_has_approved_nothing(draft: Protocol, edna: User, olga: User) -> None:
    """Even an edit that leaves no trace in the content."""
    _approve(draft, olga)
    note_edit(draft=draft, by=olga)
    assert isinstance(_publish(draft, edna), NotPublished)


@pytest.mark.parametrize("part", ["comparisons", "guidance", "keyword", "stage"])
def test_an_edit_takes_the_approval_away(draft: Protocol, edna: User, olga: User, part: str) -> None:
    """Of any part, a safety rule or not; put back as it was, the approval stands again."""
    _approve(draft, olga)
    before = content_digest(draft)
    if part == "comparisons":
        draft.rules.get(key="F13_fever").comparisons.update(operator="ne")
    elif part == "guidance":
        draft.guidance.filter(pk=draft.guidance.first().pk).update(text="Other words.")
    elif part == "keyword":
        draft.rules.filter(keywords__isnull=False).first().keywords.update(is_prefix=True, asks=["rf_fever"])
    else:
        draft.run_stages.filter(stage=3).update(min_sessions=7)
    assert content_digest(draft) != before
    assert isinstance(_publish(draft, edna), NotPublished)


def test_an_approver_who_left_or_has_another_role_counts_no_more(draft: Protocol, edna: User, olga: User) -> None:
    """Read anew when it is published."""
    _approve(draft, olga)
    for change in ({"is_active": False}, {"is_active": True, "role": "support_admin"}):
        User.objects.filter(pk=olga.pk).update(**change)
        assert isinstance(_publish(draft, edna), NotPublished)


def test_a_draft_that_was_published_meanwhile_is_edited_no_more(draft: Protocol, edna: User, olga: User) -> None:
    """A form that was let in before: what it would write is asked again as it is written."""
    tier = draft.tiers.get(key="urgent_24_48h")
    _approve(draft, olga)
    assert tier.protocol.status == Protocol.Status.DRAFT, "read before it is published"
    assert isinstance(_publish(draft, edna), Published)
    request = RequestFactory().post("/")
    request.user = edna
    tiers = site.get_model_admin(Tier)
    with pytest.raises(PermissionDenied):
        tiers.save_model(request, tier, None, change=True)
    with pytest.raises(PermissionDenied):
        tiers.delete_model(request, tier)
    assert Tier.objects.filter(pk=tier.pk).exists()


CHANGES: dict[str, Any] = {
    "a red flag is gone": lambda draft: draft.rules.get(key="F13_fever").delete(),
    "a red flag leads to less": lambda draft: draft.rules.filter(key="F13_fever").update(result="routine"),
    "a floor is lowered": lambda draft: draft.rules.exclude(tier_floor="").update(tier_floor=""),
    "a tier does less": lambda draft: draft.tiers.filter(key="urgent_24_48h").update(plan="full"),
    "unsure means no": lambda draft: draft.questions.filter(unsure_as="yes").update(unsure_as="no"),
    "a safety question is worded anew": lambda draft: draft.questions.filter(key="rf_fever").update(text="Warm?"),
    "a safety question is asked less": lambda draft: draft.questions.filter(recheck=True).update(recheck=False),
    "a check is gone": lambda draft: draft.rules.filter(kind="confirm_screen").delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_safety_rule_counts(edna: User, change: str) -> None:
    """Flags, floors, tiers, checks and the questions behind them."""
    made = copy_protocol(source=Protocol.objects.get(version=1), by=edna)
    assert safety_differences(made) == []
    CHANGES[change](made)
    assert safety_differences(made) != []


def test_a_draft_without_a_change_in_safety_needs_nobody_else(edna: User, olga: User) -> None:
    """Advice, doses and stages are one person's work; there is nothing to approve."""
    made = copy_protocol(source=Protocol.objects.get(version=1), by=edna)
    made.rules.filter(key="A04_medicine").update(text="Ask a pharmacist before you take anything.")
    assert "no safety rule" in _approve(made, olga)
    assert isinstance(_publish(made, edna), Published)


def test_a_published_version_is_not_approved(olga: User) -> None:
    """It is past that."""
    assert "Only a draft" in _approve(Protocol.objects.get(version=1), olga)


def _browser(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return as_administrator(client, person)


def _act(client: Client, action: str, draft: Protocol) -> str:
    sent = {"action": action, "_selected_action": [str(draft.pk)]}
    return client.post(reverse("admin:library_protocol_changelist"), sent, follow=True).content.decode()


def test_the_pages_lead_both_through_it(draft: Protocol, edna: User, olga: User) -> None:
    """The difference and who has approved are on the draft's page; an edit on a page is remembered."""
    ednas, olgas = _browser(edna), _browser(olga)
    page = reverse("admin:library_protocol_change", args=[draft.pk])
    tier = draft.tiers.get(key="urgent_24_48h")
    sent = {"protocol": draft.pk, "key": tier.key, "rank": tier.rank, "plan": tier.plan, "action": "Go today."}
    assert ednas.post(reverse("admin:library_tier_change", args=[tier.pk]), sent).status_code == 302
    assert Protocol.objects.get(pk=draft.pk).edited_by == edna
    assert WAITS in _act(ednas, "publish", draft)
    assert "You edited this draft last" in _act(ednas, "approve", draft)
    shown = olgas.get(page).content.decode()
    assert "Rule F30_extreme_pain, holds when" in shown
    assert "Tier urgent_24_48h, action" in shown
    assert "approved as it stands" in _act(olgas, "approve", draft)
    assert "olga@example.org" in ednas.get(page).content.decode()
    assert "Version 2 is published" in _act(ednas, "publish", draft)
