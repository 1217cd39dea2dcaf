"""Many requests at once: one intake, one plan, no error."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from rehab.intake.models import Intake
from rehab.plans.models import Plan, PlanEvent
from tests.intake.walking import answers, runner, signed_in, walk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library"), pytest.mark.slow]
TIMES = 8


def _at_once(act: Callable[[], Any]) -> list[Any]:
    def once(_: int) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(once, range(TIMES)))


def test_submitting_in_parallel_makes_one_plan() -> None:
    """Eight taps at once: each is led to the result, and there is one plan with one beginning."""
    ada = runner()
    walk(signed_in(ada), answers())
    clients = [signed_in(ada) for _ in range(TIMES)]
    found = _at_once(lambda: clients.pop().post("/intake/review/"))
    assert {(response.status_code, response.headers["Location"]) for response in found} == {(302, "/intake/result/")}
    assert (Plan.objects.count(), PlanEvent.objects.count(), Intake.objects.count()) == (1, 1, 1)


def test_starting_in_parallel_opens_one_intake() -> None:
    """Two tabs, or a double tap, begin the same intake."""
    ada = runner()
    clients = [signed_in(ada) for _ in range(TIMES)]
    found = _at_once(lambda: clients.pop().post("/intake/"))
    assert {response.status_code for response in found} == {302}
    assert Intake.objects.filter(runner=ada).count() == 1


def test_an_emergency_in_two_tabs_is_one_referral() -> None:
    """Whichever comes first ends the intake; the other is shown the same page."""
    ada = runner()
    client = signed_in(ada)
    client.post("/intake/")
    client.post("/intake/1/", answers())
    sent = {key: "no" for key in answers() if key.startswith("rf_")} | {"rf_bladder": "yes"}
    given = sent | dict.fromkeys(
        "rf_bowel rf_saddle rf_sexual rf_bilateral_leg rf_sudden_weak rf_stable_weak rf_const_numb".split(), "no"
    )
    clients = [signed_in(ada) for _ in range(TIMES)]
    found = _at_once(lambda: clients.pop().post("/intake/2/", given))
    assert {response.headers["Location"] for response in found} == {"/intake/result/"}
    assert Intake.objects.get().state == Intake.State.REFERRED
