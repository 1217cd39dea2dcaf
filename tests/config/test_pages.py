"""Pages that belong to no app, headers and errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from rehab.config import errors
from rehab.config.headers import SecurityHeadersMiddleware


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "says"), [("/privacy/", "then forgotten"), ("/help/", "No clinician has signed")])
def test_the_quiet_pages_need_no_query_either(client: Client, path: str, says: str) -> None:
    """Help and privacy answer anybody without touching the database."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert len(queries) == 0
    assert says in response.content.decode()


@pytest.mark.django_db
def test_the_landing_page_needs_no_query_and_begins_no_session(client: Client) -> None:
    """An anonymous GET touches no table and sets no session cookie."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/")
    assert response.status_code == 200
    assert len(queries) == 0
    assert Session.objects.count() == 0
    assert "Can I run with this back?" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing-here", "/safety-check/", "/admin/"])
def test_every_answer_carries_the_policies(client: Client, library: None, path: str) -> None:
    """A strict content policy and the rest of the headers, errors and redirects included."""
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=()")


@pytest.mark.parametrize("status", sorted(errors.TITLES))
def test_error_pages_need_no_database(status: int) -> None:
    """Each renders without a request, a session or a query (a query would fail this test)."""
    response = errors.error_page(status)
    assert response.status_code == status
    assert errors.TITLES[status] in response.content.decode()


def test_a_broken_error_page_still_answers(settings, tmp_path: Path) -> None:
    """Style sheets that were never collected break every page, the one for errors too: plain words then."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    response = errors.server_error(RequestFactory().get("/?email=x"))
    assert response.status_code == 500
    assert response.content == b"Something went wrong on our side."


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (ValueError, 500)])
def test_a_database_that_is_away_is_no_fault_of_a_page(client: Client, monkeypatch, error, status: int) -> None:
    """503 with a way on, whichever layer asked the database first: here, the one that reads the session."""

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(SessionMiddleware, "process_request", fails)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == status
    assert errors.TITLES[status] in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_gets_our_own_page(settings, client: Client) -> None:
    """404 with a way on."""
    response = client.get("/nothing-here")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


@pytest.mark.django_db
def test_health_and_readiness(client: Client) -> None:
    """Both answer while all is well; health asks nothing of the database."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/healthz").content == b"ok"
    assert len(queries) == 0
    assert client.get("/readyz").status_code == 200


def test_a_request_without_a_session_is_nobody() -> None:
    """Errors before the session middleware still get their headers."""
    from django.http import HttpResponse

    answer = SecurityHeadersMiddleware(lambda request: HttpResponse("x"))
    assert "Permissions-Policy" in answer(RequestFactory().get("/")).headers


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """The models and their migrations agree."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
