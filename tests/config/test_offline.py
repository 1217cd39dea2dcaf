"""What makes the product installable, and what a device is told about who is signed in."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.tagging import person_tag
from rehab.config import shell
from tests.accounts.therapists import therapist
from tests.checkins.days import plan_since
from tests.intake.walking import runner, signed_in

STATIC = Path(settings.BASE_DIR) / "static"


def _values(script: str) -> dict[str, Any]:
    found = re.findall(r"^self\.([A-Z]+) = (.+);$", script, re.MULTILINE)
    return {name: json.loads(value) for name, value in found}


def test_the_worker_is_served_for_the_whole_site(client: Client) -> None:
    """As a script, asked for anew each time; every file it loads and keeps is there."""
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    script = answer.content.decode()
    loaded = re.findall(r"/static/([\w./-]+)\?v=\w+", script)
    kept = [entry["url"].removeprefix("/static/") for entry in _values(script)["SHELL"][:-1]]
    assert len(loaded) == len(shell.WORKER)
    assert all((STATIC / name).is_file() for name in (*loaded, *kept))
    assert "/today/" in _values(script)["KEPT"]


def test_a_changed_file_makes_another_worker(client: Client, monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """A browser compares the script alone: what it keeps is named in it with a digest of its content."""
    settings.DEBUG = True
    before = client.get("/sw.js").content
    assert client.get("/sw.js").content == before
    monkeypatch.setattr(shell, "SHELL", (*shell.SHELL, "js/copy.js"))
    assert client.get("/sw.js").content != before


@pytest.mark.django_db
def test_every_page_that_is_kept_brings_only_files_of_the_shell(library: None) -> None:
    """Else it would open without its look, or without its script; so do the fonts that the styles name."""
    ada = runner()
    plan_since(ada, 0)
    browser, kept = signed_in(ada), {entry["url"] for entry in _values(shell.worker_script())["SHELL"]}
    for address in (*_values(shell.worker_script())["KEPT"], "/offline/"):
        page = browser.get(address)
        assert page.status_code == 200, address
        brought = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css|svg))"', page.content.decode()))
        assert brought
        assert brought - kept == set(), address
    assert {f"/static/vendor/{path.name}" for path in STATIC.glob("vendor/*.woff2")} <= kept


def test_the_manifest_names_icons_that_are_there(client: Client) -> None:
    """With what a phone needs to put it on its home screen."""
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert (told["start_url"], told["scope"], told["display"]) == ("/today/", "/", "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"]}
    assert any(icon["purpose"] == "maskable" for icon in told["icons"])
    for icon in told["icons"]:
        assert (STATIC / icon["src"].removeprefix("/static/")).is_file()


@pytest.mark.django_db
def test_the_offline_page_is_the_same_for_everybody(client: Client) -> None:
    """It stands in the memory of phones that several people use."""
    ada = signed_in(runner())
    assert ada.get("/offline/").content == client.get("/offline/").content
    assert "data-person" not in client.get("/offline/").content.decode()


@pytest.mark.django_db
def test_a_stranger_learns_no_tag_but_their_own(client: Client) -> None:
    """A visitor gets nothing, each person their own, nobody a name; no cache keeps it."""
    ada, eve = runner(), runner("eve@example.org")
    answer = client.get("/offline/who/")
    assert answer.json() == {"person": "", "earlier": [], "token": ""}
    assert answer["Cache-Control"] == "no-store, private"
    told = [signed_in(person).get("/offline/who/").json()["person"] for person in (ada, eve)]
    assert told == [person_tag(ada), person_tag(eve)]
    assert told[0] != told[1]
    for hidden in (str(ada.public_id), ada.public_id.hex, ada.email):
        assert hidden not in told[0]


@pytest.mark.django_db
def test_only_its_own_person_is_told_of_a_receipt(client: Client, library: None) -> None:
    """A visitor and a stranger hear no, as for a key that nobody has."""
    ada, key = runner(), uuid.uuid4()
    plan_since(ada, 0)
    address = reverse("saved", args=[key])
    assert signed_in(ada).get(address).json() == {"saved": False}
    signed_in(ada).post("/today/rating/", {"day": 0, "morning": 2}, headers={"Idempotency-Key": str(key)})
    asked = [signed_in(ada), signed_in(runner("eve@example.org")), client]
    assert [browser.get(address).json()["saved"] for browser in asked] == [True, False, False]
    assert client.get(address)["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_only_a_runners_pages_name_a_device_owner() -> None:
    """What a therapist or a visitor opens is kept by no worker."""
    assert f'data-person="{person_tag(ada := runner())}"' in signed_in(ada).get("/settings/").content.decode()
    for browser in (Client(), signed_in(therapist("pa@example.org"))):
        for address in ("/", "/settings/"):
            assert "data-person" not in browser.get(address, follow=True).content.decode()


@pytest.mark.django_db
def test_signing_out_clears_what_the_browser_kept() -> None:
    """So does closing the account; no other answer says so."""
    ada = signed_in(runner())
    assert "Clear-Site-Data" not in ada.get("/settings/")
    answer = ada.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in ada.get("/")
    eve = signed_in(runner("eve@example.org"))
    answer = eve.post(reverse("close_account"), {"password": "seventeen quiet herons", "sure": "on"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
