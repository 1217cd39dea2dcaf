"""Of an emergency administrators read whether those who had to be told were, and never of whom."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from rehab.engine.catalog import TierId
from rehab.outbox.clock import database_now
from rehab.outbox.kinds import said
from rehab.outbox.models import Kind, Notice
from rehab.outbox.sending import send_due
from rehab.plans.telling import tell_of_warning
from tests.accounts.therapists import therapist_of
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    """A support administrator."""
    made = reader("sam@example.org")
    made.role = User.Role.SUPPORT_ADMIN
    made.save()
    return made


def words_for(user: User) -> str:
    """What the administrator's notice says."""
    found = said(Notice.objects.get(recipient=user, kind=Kind.EMERGENCY))
    assert found is not None
    return found.text


def test_it_says_how_far_the_therapists_mail_has_come(ada: User, sam: User, settings) -> None:  # noqa: F811 a fixture
    """As of when it is read; the mail leaves after the therapist's, and names nobody."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    thea = therapist_of(ada)
    EmailAddress.objects.update_or_create(user=thea, email=thea.email, defaults={"verified": True, "primary": True})
    tell_of_warning(runner=ada, tier=TierId.EMERGENCY.value, now=database_now())
    assert "1, handed over so far: 0." in words_for(sam)
    send_due()
    assert "1, handed over so far: 1." in words_for(sam)
    assert [one.to for one in mail.outbox] == [[thea.email], [sam.email]]
    text = str(mail.outbox[1].body)
    assert "handed over so far: 1." in text
    assert ada.email not in text
    assert ada.display_name not in text
    assert thea.email not in text


def test_it_says_that_nobody_looks_after_somebody(ada: User, sam: User) -> None:  # noqa: F811 a fixture
    """Then there is nobody to call, which is worth knowing; another runner's emergency is not taken for this one's."""
    other = reader("bea@example.org")
    therapist_of(other)
    tell_of_warning(runner=other, tier=TierId.EMERGENCY.value, now=database_now())
    Notice.objects.all().delete()
    tell_of_warning(runner=ada, tier=TierId.EMERGENCY.value, now=database_now())
    assert "Nobody here looks after them" in words_for(sam)
