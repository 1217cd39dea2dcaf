"""A production server from nothing: set up, started, asked."""

from __future__ import annotations

import re

import pytest

from tests.config.conftest import Production

pytestmark = pytest.mark.slow
PUBLIC = ("/", "/privacy/", "/help/", "/safety-check/", "/account/login/", "/account/signup/")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_and_all_they_name_are_served(production: Production, path: str) -> None:
    """Every stylesheet, script and picture has a name made from its content, and may be kept for ever."""
    page = production.ask(path)
    assert page.status == 200
    files = re.findall(r'(?:href|src)="(/static/[^"#]+)', page.body)
    assert files
    for file in files:
        answer = production.ask(file)
        assert answer.status == 200, file
        assert "immutable" in answer.headers["Cache-Control"], file


def test_the_worker_names_files_by_their_content(production: Production) -> None:
    """What it keeps is what the pages ask for, and comes from the browser's own memory where a page has brought it."""
    script = production.ask("/sw.js")
    files = re.findall(r'"(/static/[^"]+)"', script.body)
    assert len(files) > 15
    for file in files:
        answer = production.ask(file)
        assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True), file


def test_our_own_pages_answer_errors(production: Production) -> None:
    """404, a foreign host and a form without its token: our page, no technical detail."""
    missing = production.ask("/nothing-here")
    assert (missing.status, "There is nothing here" in missing.body) == (404, True)
    foreign = production.ask("/", host="evil.example")
    assert (foreign.status, "That request could not be read" in foreign.body) == (400, True)
    forged = production.ask("/account/login/", data=b"login=a")
    assert (forged.status, "This page is not open to you" in forged.body) == (403, True)
    assert all("Traceback" not in answer.body for answer in (missing, foreign, forged))


def test_plain_http_is_sent_to_tls(production: Production) -> None:
    """All but the health checks, which a load balancer asks without TLS."""
    sent = production.ask("/", scheme="http")
    assert (sent.status, sent.headers["Location"]) == (301, "https://backstride.example/")
    assert production.ask("/healthz", scheme="http").status == 200
    assert production.ask("/readyz", scheme="http").status == 200
    assert production.ask("/healthz/reminders/", scheme="http").status in (200, 503)
    assert production.ask("/").headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


def test_cookies_are_bound_to_host_and_tls(production: Production) -> None:
    """The form's token travels over TLS alone, unseen by scripts."""
    cookie = production.ask("/account/login/").headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrftoken=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_what_is_for_development_is_not_there(production: Production) -> None:
    """No mail page, no page of demo codes, and no page that shows settings."""
    assert production.ask("/dev/mail/").status == 404
    assert production.ask("/dev/codes/").status == 404


def test_logs_hold_no_answers_and_no_query_strings(production: Production) -> None:
    """Health answers and addresses in links do not end up in a log file."""
    production.ask("/nothing-here?email=runner@secret.example")
    production.ask("/safety-check/?from=runner@secret.example", data=b"bowel_bladder=yes&told=sorrow")
    production.ask("/account/login/", data=b"login=runner@secret.example")
    log = production.log.read_text()
    assert "/nothing-here" in log
    assert "secret.example" not in log
    assert "bowel" not in log
    assert "sorrow" not in log


def test_a_strange_host_is_no_error_of_ours(production: Production) -> None:
    """Strangers try names all day; the log stays readable."""
    assert production.ask("/", host="stranger.example").status == 400
    assert "stranger.example" not in production.log.read_text()
