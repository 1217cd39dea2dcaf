"""Demo people: in development only, once each, with exactly their role."""

from __future__ import annotations

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import may_see, verified_therapists
from accounts.models import User
from rehab.clinic.models import Why
from rehab.clinic.ranking import ALL, page_of
from rehab.config.demo import COLLEAGUE, KEY, PASS_PHRASE, PEOPLE, THERAPIST, WITH_FACTOR
from rehab.config.demo_runners import RUNNERS
from rehab.plans.following import recent_log
from rehab.plans.selectors import open_plan
from tests.accounts.factors import code_now

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def _codes_page() -> str:
    return Client().get(reverse("democodes")).content.decode()


def test_they_cannot_exist_outside_development(settings):
    """With DEBUG off the command refuses and makes nobody."""
    settings.DEBUG = False
    with pytest.raises(CommandError, match="development only"):
        call_command("demo_people")
    assert User.objects.count() == 0


@pytest.mark.usefixtures("library")
def test_they_are_made_once_and_can_sign_in(settings, capsys):
    """A second run makes nobody twice; the printed pass phrase works; administrators reach the administration."""
    settings.DEBUG = True
    call_command("demo_people")
    call_command("demo_people")
    assert User.objects.count() == len(PEOPLE) + len(RUNNERS)
    printed = capsys.readouterr().out
    assert PASS_PHRASE in printed
    assert KEY in printed
    assert "/dev/codes/" in printed
    for person in PEOPLE:
        client = Client()
        client.post(reverse("account_login"), {"login": person.email, "password": PASS_PHRASE})
        if person in WITH_FACTOR:
            code_now()  # waits where a code is about to end
            shown = re.search(r"<h1>The demo code is <span class=\"num\">(\d{6})</span>", _codes_page())
            assert shown is not None
            client.post(reverse("mfa_authenticate"), {"code": shown[1]})
        assert client.get(reverse("settings")).status_code == 200, person
        expected = 200 if person.role in ("content_admin", "support_admin") else 302
        assert client.get(reverse("admin:index")).status_code == expected, person
    assert not User.objects.filter(is_superuser=True).exists()
    assert {one.email for one in verified_therapists()} == {THERAPIST, COLLEAGUE}


@pytest.mark.usefixtures("library")
def test_robin_has_a_plan_and_freya_has_none(settings):
    """The plan is made the way every plan is made, once; Robin's consent shows it to the demo therapist."""
    settings.DEBUG = True
    call_command("demo_people")
    call_command("demo_people")
    robin, freya = User.objects.get(display_name="Robin"), User.objects.get(display_name="Freya")
    assert open_plan(freya) is None
    plan = open_plan(robin)
    assert plan is not None
    log = recent_log(plan, 16)
    assert (len(log.ratings), len(log.sessions), len(log.runs), len(log.checkins)) == (14, 10, 3, 2)
    assert max(row.day for row in plan.log.exclude(kind="adjust")) == 15
    assert not plan.locks.filter(lifted_at=None).exists()
    assert robin.plans.count() == 1
    assert plan.run_allowance == "reduce_50"
    assert may_see(User.objects.get(email=THERAPIST), robin)


@pytest.mark.usefixtures("library")
def test_thea_finds_a_work_list_worth_looking_at(settings, capsys):
    """A runner of each kind, once, whom the printed list leaves out; her colleague sees none of them."""
    settings.DEBUG = True
    call_command("demo_people")
    call_command("demo_people")
    thea, theo = (User.objects.get(email=email) for email in (THERAPIST, COLLEAGUE))
    found = page_of(therapist=thea, show=ALL, name="", now=timezone.now(), limits=(20, 0))
    assert found.counts == {"all": len(RUNNERS) + 1, "needs": 5, "aside": 0}
    reasons = [one.rank for one in found.ranks if one.rank]
    assert sorted(reasons) == [Why.URGENT, Why.PAIN, Why.SILENT, Why.READY, Why.READY]
    assert page_of(therapist=theo, show=ALL, name="", now=timezone.now(), limits=(20, 0)).total == 0
    printed = capsys.readouterr().out
    assert not any(runner.email in printed for runner in RUNNERS)
    client = Client()
    client.force_login(theo)
    assert "Calm trunk" in (shelf := client.get(reverse("clinic:templates")).content.decode())
    assert "Hips first" not in shelf


@pytest.mark.usefixtures("library")
def test_every_page_of_a_followed_plan_opens_for_robin(settings):
    """Two weeks of logs of every kind are there to be read, each at its own address."""
    settings.DEBUG = True
    call_command("demo_people")
    robin = User.objects.get(display_name="Robin")
    client = Client()
    client.force_login(robin)
    pages = "today today/session plan progress runs runs/new runs/import check-in/1 safety flare self-test".split()
    assert {page: client.get(f"/{page}/").status_code for page in pages} == dict.fromkeys(pages, 200)
    plan = open_plan(robin)
    assert plan is not None
    for run in recent_log(plan, 16).runs:
        assert client.get(reverse("checkins:run", args=[run.id])).status_code == 200
    for session in recent_log(plan, 16).sessions:
        assert client.get(reverse("checkins:session_of", args=[session.day])).status_code == 200
