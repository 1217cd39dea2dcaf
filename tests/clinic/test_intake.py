"""A runner's intake for the therapist: only where it is shared, and only what was given from the day on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from rehab.intake.correcting import correct
from rehab.intake.models import Correction, Intake, RaisedFlag, SafetyAnswer
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist_of
from tests.clinic.records import address_of, share
from tests.intake.walking import ada as ada
from tests.intake.walking import finish, signed_in, submitted
from tests.plans.making import text_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db]
EXPLANATION = "canary: my knee was the one that gave way"


def _page(therapist: User, runner: User, query: str = "") -> str:
    answer = signed_in(therapist).get(address_of(runner, "intake") + query)
    assert answer.status_code == 200
    return text_in(answer)


def _older(days: int) -> None:
    """Everything that was answered so far, some days earlier."""
    back = timedelta(days=days)
    for intake in Intake.objects.exclude(state="open"):
        times = {name: getattr(intake, name) - back for name in ("started_at", "saved_at", "finished_at")}
        Intake.objects.filter(pk=intake.pk).update(**times)
    for row in SafetyAnswer.objects.all():
        SafetyAnswer.objects.filter(pk=row.pk).update(given_at=row.given_at - back)
    for flag in RaisedFlag.objects.all():
        RaisedFlag.objects.filter(pk=flag.pk).update(raised_at=flag.raised_at - back)


def test_answers_stand_in_words_with_their_questions(ada: User) -> None:
    """As the runner gave them; that it was opened is noted."""
    submitted(ada, walk_tolerance_min=37)
    text = _page(therapist_of(ada), ada)
    assert "37 min" in text
    assert "It led to a plan" in text
    assert "No flag fired" in text
    assert AuditEntry.objects.get(object_type="intake").subject_id == ada.public_id


def test_a_flag_stands_with_its_words_tier_question_and_sources(ada: User) -> None:
    """The answer behind it is marked, and the moment it was given is told."""
    finish(signed_in(ada), rf_stable_weak="yes")
    text = _page(therapist_of(ada), ada)
    for words in ("It led to a referral", "Rule F07", "Still counts", "Behind a flag", "Radiculopathy", "Jensen"):
        assert words.lower() in text.lower(), words
    assert "see a clinician within two days" in text


def test_a_correction_is_told_in_the_runners_words(ada: User) -> None:
    """And its flag no longer counts."""
    finish(signed_in(ada), rf_stable_weak="yes")
    correct(runner=ada, explanation=EXPLANATION, now=timezone.now())
    text = _page(therapist_of(ada), ada)
    assert EXPLANATION in text
    assert "Corrected by the runner" in text


def test_without_the_intake_it_is_not_found(ada: User) -> None:
    """And the runner's page says that it is not shared, without a link to it."""
    submitted(ada)
    thea = therapist_of(ada, shares_intake=False)
    client = signed_in(thea)
    assert client.get(address_of(ada, "intake")).status_code == 404
    page = client.get(address_of(ada)).content.decode()
    assert "The runner does not share the intake" in page
    assert address_of(ada, "intake") not in page


def test_what_was_answered_before_the_day_is_not_shown(ada: User) -> None:
    """The day itself is; the day after it is not, nor its flags, safety answers and corrections."""
    finish(signed_in(ada), rf_stable_weak="yes", walk_tolerance_min=37)
    Correction.objects.create(runner=ada, explanation=EXPLANATION, made_at=timezone.now() - timedelta(days=5))
    _older(5)
    given_on = timezone.localdate() - timedelta(days=5)
    thea = therapist_of(ada, since=given_on)
    text = _page(thea, ada)
    assert "F07" in text
    assert EXPLANATION in text
    share(ada, since=given_on + timedelta(days=1))
    text = _page(thea, ada, f"?of={Intake.objects.get().pk}")
    for word in ("F07", EXPLANATION, "Radiculopathy", "37 min"):
        assert word not in text
    assert "No intake to read" in text


def test_answers_copied_from_before_the_day_are_not_shown(ada: User) -> None:
    """A correction keeps the other answers of an older intake: those were not given since."""
    submitted(ada, walk_tolerance_min=37)
    _older(9)
    Plan.objects.update(created_at=timezone.now() - timedelta(days=9))
    old = Intake.objects.get()
    now = timezone.now()
    Intake.objects.create(
        runner=ada,
        protocol=old.protocol,
        answers=old.answers,
        done=old.done,
        state="referred",
        tier="urgent_24_48h",
        outcome={"told": [["rf_fever", "yes"]], "fired": ["F13"]},
        started_at=now,
        saved_at=now,
        finished_at=now,
    )
    text = _page(therapist_of(ada, since=timezone.localdate()), ada)
    assert "37 min" not in text
    assert "given before the runner began to share" in text
    share(ada, since=None)
    assert "37 min" in _page(User.objects.get(role="therapist"), ada)


@pytest.mark.parametrize("query", ["?of=x", "?of=%00", "?of=00000000-0000-0000-0000-000000000000"])
def test_an_intake_that_is_none_of_hers_is_the_newest(query: str, ada: User) -> None:
    """Never an error, never somebody else's."""
    submitted(ada, walk_tolerance_min=37)
    assert "37 min" in _page(therapist_of(ada), ada, query)


def test_more_answers_cost_no_more_statements(ada: User) -> None:
    """Five safety answers or hundreds, the database is asked as often."""
    finish(signed_in(ada), rf_stable_weak="yes")
    client, address, counts = signed_in(therapist_of(ada)), address_of(ada, "intake"), []
    intake, now = Intake.objects.get(), timezone.now()
    for extra in (0, 50):
        SafetyAnswer.objects.bulk_create(
            SafetyAnswer(intake=intake, question="rf_fever", answer="no", given_at=now - timedelta(minutes=minute))
            for minute in range(extra)
        )
        client.get(address)
        with statements() as sent:
            client.get(address)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 18
