"""Who hears of a warning sign: the linked therapist at once, of an emergency support administrators as well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from rehab.outbox.models import Channel, Delivery, Kind, Notice
from rehab.outbox.posts import post_of
from rehab.plans.telling import tell_of_warning
from tests.accounts.people import person
from tests.accounts.therapists import therapist_of

pytestmark = pytest.mark.django_db


def staff(email: str, **fields: object) -> User:
    """A support administrator."""
    made = person(email)
    User.objects.filter(pk=made.pk).update(role=User.Role.SUPPORT_ADMIN, **fields)
    return made


@pytest.mark.parametrize(
    ("tier", "hears"),
    [
        ("emergency_now", {"thea", "sam", "sue"}),
        ("urgent_24_48h", {"thea"}),
        ("clinician_before_start", {"thea"}),
    ],
)
def test_who_hears(tier, hears) -> None:
    """Once a day and tier, whichever way it came; by mail and in the product; never at night's end only."""
    ada, now = person("ada@example.org"), timezone.now()
    thea = therapist_of(ada)
    people = {"thea": thea, "sam": staff("sam@example.org"), "sue": staff("sue@example.org")}
    staff("gone@example.org", is_active=False)
    person("connie@example.org")
    for _ in range(3):
        tell_of_warning(runner=ada, tier=tier, now=now)
    told = {one.recipient for one in Notice.objects.all()}
    assert told == {people[name] for name in hears}
    assert Notice.objects.count() == Delivery.objects.filter(channel=Channel.MAIL).count() == len(hears)
    for row in Delivery.objects.all():
        post = post_of(row.kind)
        assert post is not None
        assert not post.keeps_quiet
        assert row.due_at == now
    tell_of_warning(runner=ada, tier=tier, now=now + timedelta(days=1))
    assert Notice.objects.count() == 2 * len(hears)


def test_administrators_learn_that_it_was_so_and_not_whose() -> None:
    """No person, no id of one, in the row."""
    ada = person("ada@example.org")
    staff("sam@example.org")
    tell_of_warning(runner=ada, tier="emergency_now", now=timezone.now())
    row = Delivery.objects.get(kind=Kind.EMERGENCY)
    assert row.about is None
    assert str(ada.public_id) not in row.period
    assert str(ada.pk) not in row.period.split("-")
