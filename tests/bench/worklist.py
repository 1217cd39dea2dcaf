"""`make bench`: the work list of a therapist with 500 runners, beside the logged-in page with one query.

Runners are copies of one who has logged for a year. Other therapists' plans are counted up from a thousand to a hundred
thousand: the list must not get slower by what is none of its business.
"""

from __future__ import annotations

import os
from typing import Any

from tests.bench.load import request
from tests.services import postgres

RUNNERS, FEW, MANY = 500, 1_000, 100_000
ROUNDS, SECONDS = 5, 2.0
SET_UP = (["migrate"], ["createcachetable"], ["load_library"])
STATEMENTS, SHARE, GROWTH = 12, 0.15, 1.3


def _copies(names: list[str], table: str, changed: dict[str, str], source: str, tail: str) -> None:
    """Copy rows inside the database; `changed` columns get an expression."""
    from django.db import connection

    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'old."{name}"') for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {source} AS old {tail}")


def _columns(model: Any, *left_out: str) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if field.column not in left_out]


def _runners(start: int, number: int, therapist: str) -> None:
    """Copies of the runner with a year, each with the plan, its state, and a consent to a therapist."""
    from accounts.models import CareLink, User
    from rehab.plans.models import Plan, PlanState

    series = f"CROSS JOIN generate_series({start}, {start + number - 1}) AS n WHERE "
    user = {"email": "'copy' || n || '@example.org'", "public_id": "gen_random_uuid()", "display_name": "'Ada ' || n"}
    _copies(_columns(User, "id"), "accounts_user", user, "accounts_user", series + "old.email = 'year@example.org'")
    made = "CROSS JOIN accounts_user AS made WHERE made.email ~ '^copy' "
    made += f"AND substring(made.email, '[0-9]+')::int >= {start}"
    first = "AND old.runner_id = (SELECT id FROM accounts_user WHERE email = 'year@example.org')"
    plan = {"id": "gen_random_uuid()", "runner_id": "made.id"}
    if start > RUNNERS:  # their text would only fill the disk
        plan |= {"baseline": "'{}'", "course": "NULL", "start": "NULL", "advice": "'[]'", "barred": "'[]'"}
    _copies(_columns(Plan), "plans_plan", plan, "plans_plan", f"{made} {first}")
    shift = "now() + ((made.id % 20) - 8) * interval '1 day'"
    state = {"runner_id": "made.id", "silent_at": shift, "missed_at": f"{shift} - interval '2 days'", "missed": "3"}
    state |= {"planned": "4", "stale_at": f"{shift} + interval '9 days'", "plan_id": "plan.id"}
    join = made.replace("WHERE", "JOIN plans_plan AS plan ON plan.runner_id = made.id WHERE")
    _copies(_columns(PlanState), "plans_planstate", state, "plans_planstate", f"{join} {first}")
    link = {"runner_id": "made.id", "therapist_id": therapist}
    _copies(_columns(CareLink, "id"), "accounts_carelink", link, "(SELECT * FROM accounts_carelink LIMIT 1)", made)


def _logs() -> None:
    """The year of logs for each of the therapist's own runners."""
    from rehab.plans.models import LogEntry

    tail = (
        "CROSS JOIN plans_plan AS plan JOIN accounts_user AS made ON made.id = plan.runner_id "
        "WHERE made.email ~ '^copy' AND plan.id <> old.plan_id"
    )
    _copies(_columns(LogEntry, "id"), "plans_logentry", {"plan_id": "plan.id"}, "plans_logentry", tail)


def _analyzed() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _others(start: int, number: int) -> None:
    """Runners of other therapists, five hundred each."""
    from accounts.models import User

    made = [User(email=f"therapist{start + count}@example.org", role="therapist") for count in range(number // RUNNERS)]
    for user in made:
        user.set_unusable_password()
    User.objects.bulk_create(made)
    first = min(user.pk for user in made)
    _runners(start, number, f"{first} + made.id % {len(made)}")
    _analyzed()


def _measured(port: int, cookie: dict[str, str]) -> dict[str, float]:
    from tests.bench.web import _rate

    pages = {
        name: [request("GET", path, port, cookie)] for name, path in (("page", "/bench/page"), ("list", "/runners/"))
    }
    best = dict.fromkeys(pages, 0.0)
    for name in pages:
        _rate(port, pages[name], seconds=1)
    for _ in range(ROUNDS):
        for name in pages:
            best[name] = max(best[name], _rate(port, pages[name], seconds=SECONDS))
    return best


def _statements(cookie: dict[str, str]) -> int:
    from django.test import Client

    from tests.bench.people import _open

    client = Client()
    client.cookies.load(cookie)
    _open(client, "GET", "/runners/", 200)
    return _open(client, "GET", "/runners/", 200)


def _told(cookie: dict[str, str], others: int, port: int) -> float:
    best = _measured(port, cookie)
    share = best["list"] / best["page"]
    print(f"work list, {RUNNERS} runners, {others:7,} of others: {best['list']:6.0f} a second, {share:.3f} of the page")
    return share


def main() -> None:
    """Start what is needed, measure, print."""
    with postgres() as address:
        os.environ |= {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "REDIS_URL": ""}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from accounts.models import User
        from tests.accounts.therapists import therapist_of
        from tests.bench.people import session_cookie
        from tests.bench.web import _gunicorn
        from tests.plans.years import plan_with_days

        for command in SET_UP:
            call_command(*command, verbosity=0)
        year = User.objects.create_user("year@example.org", None, display_name="Ada")
        plan_with_days(year)
        thea = therapist_of(year)
        _runners(1, RUNNERS - 1, str(thea.pk))
        _logs()
        cookie = session_cookie(thea)
        _others(RUNNERS + 1, FEW)
        print(f"SQL statements, work list: {_statements(cookie)}; aim: at most {STATEMENTS}")
        with _gunicorn() as port:
            few = _told(cookie, FEW, port)
            _others(RUNNERS + FEW + 1, MANY - FEW)
            many = _told(cookie, MANY, port)
        print(f"aim: at least {SHARE} of the page; {MANY:,} of others cost at most {GROWTH} times: {few / many:.2f}")
        connections.close_all()


if __name__ == "__main__":
    main()
