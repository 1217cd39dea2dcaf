"""Settings from the environment: junk is refused with a sentence that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from rehab.config.checks import check_a_mail_ends_within_its_lease
from rehab.config.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "BACKSTRIDE_ENV": "production",
    "SECRET_KEY": "".join(chr(code) for code in range(48, 122)),
    "ALLOWED_HOSTS": "backstride.example",
    "SITE_URL": "https://backstride.example",
    "DATABASE_URL": "postgres://u:p@127.0.0.1:1/backstride",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://u:p@127.0.0.1:587",
}


def _manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {"PATH": os.environ["PATH"], **environment}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)


@pytest.mark.parametrize("value", ["maybe", "2", "ja", "yes please"])
def test_a_flag_is_yes_or_no(value: str) -> None:
    """Anything else is refused by name."""
    with pytest.raises(ImproperlyConfigured, match=r"X is .*set it to yes or no"):
        Environment({"X": value}).flag("X", default=True)


@pytest.mark.parametrize("value", ["-1", "6", "1.5", "one", "٣x"])
def test_a_number_is_whole_and_within_bounds(value: str) -> None:
    """Out of bounds or no number is refused with the bounds."""
    with pytest.raises(ImproperlyConfigured, match="from 0 to 5"):
        Environment({"X": value}).whole("X", 0, low=0, high=5)


def test_empty_counts_as_not_set() -> None:
    """A compose file that passes an empty variable gives the default."""
    environment = Environment({"A": "", "B": " ", "C": " a , b,"})
    assert environment.text("A", "default") == environment.text("B", "default") == "default"
    assert environment.names("C", ()) == ["a", "b"]


def test_production_with_all_it_needs_passes_the_deploy_check() -> None:
    """`check --deploy` finds nothing."""
    done = _manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY needs at least 50"),
        ("SECRET_KEY", "", "SECRET_KEY needs at least 50"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS needs"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS needs"),
        ("SITE_URL", "http://backstride.example", "SITE_URL has to begin with https"),
        ("DATABASE_URL", "", "Set DATABASE_URL"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL has to begin"),
        ("BACKSTRIDE_ENV", "prod", "BACKSTRIDE_ENV is 'prod'"),
        ("TRUSTED_PROXIES", "many", "TRUSTED_PROXIES is 'many'"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is 'LOUD'"),
        ("SITE_URL", "https://elsewhere.example", "backstride.E001"),
        ("PUSH_PRIVATE_KEY", "not-a-key", "backstride.E003"),
    ],
)
def test_production_refuses_to_start_unsafe(name: str, value: str, says: str) -> None:
    """One bad variable is enough, and the message names it."""
    done = _manage("check", **{**PRODUCTION, name: value})
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize(("left_out", "check"), [("EMAIL_URL", "W002")])
def test_the_deploy_check_tells_what_is_missing(left_out: str, check: str) -> None:
    """Mail that reaches nobody is a warning with an id."""
    environment = {name: value for name, value in PRODUCTION.items() if name != left_out}
    assert f"backstride.{check}" in _manage("check", "--deploy", **environment).stderr


def test_production_on_sqlite_is_warned_about(tmp_path: Path) -> None:
    """Production data belongs into PostgreSQL."""
    done = _manage("check", "--deploy", **{**PRODUCTION, "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"})
    assert "backstride.W001" in done.stderr


@pytest.mark.parametrize(
    ("timeout_s", "lease_s", "found"), [(20, 120, []), (39, 120, []), (40, 120, ["backstride.W003"])]
)
def test_a_mail_has_to_end_within_a_third_of_its_lease(settings, timeout_s, lease_s, found) -> None:
    """Or the reaper calls unknown what is still being sent."""
    settings.EMAIL_TIMEOUT, settings.OUTBOX_LEASE_S = timeout_s, lease_s
    assert [one.id for one in check_a_mail_ends_within_its_lease()] == found
