"""A figure's file: public, compressed, kept by every cache for ever, and named by nothing but its digest."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from accounts.models import User
from rehab.library import figure_loading
from rehab.library.figure_loading import load_figures
from rehab.library.figure_pictures import figures_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library"), pytest.mark.sqlite_only]


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    """The still of the bridge."""
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: ["bridge"])
    load_figures()
    return figures_of(["bridge"])["bridge"].still


def test_a_stranger_may_see_a_figure_and_is_known_by_nothing(client: Client, address: str) -> None:
    """No cookie is set and none is asked for: a shared cache may keep it."""
    answer = client.get(address, headers={"accept-encoding": "gzip, br"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert not answer.cookies
    assert len(answer.content) < 6000
    assert ET.fromstring(gzip.decompress(answer.content)).get("role") == "img"


@pytest.mark.parametrize("accepts", ["", "br", "identity", "gzip;q=0", "br, gzip; q=0.0, identity"])
def test_who_cannot_unpack_gets_it_as_it_is(client: Client, address: str, accepts: str) -> None:
    """And no word of a compression that was not made."""
    answer = client.get(address, headers={"accept-encoding": accepts})
    assert ET.fromstring(answer.content).get("role") == "img"
    assert "Content-Encoding" not in answer


@pytest.mark.parametrize("accepts", ["gzip", "GZIP;q=0.5", "gzip;q=0.05, br", "br;q=0, gzip"])
def test_who_can_unpack_gets_it_small(client: Client, address: str, accepts: str) -> None:
    """However little they like it."""
    assert client.get(address, headers={"accept-encoding": accepts})["Content-Encoding"] == "gzip"


def test_signed_in_or_not_the_answer_may_be_kept(client: Client, address: str) -> None:
    """Pages of a person are never stored; a figure is no page of theirs."""
    client.force_login(User.objects.create_user(email="r@example.org", password=None))
    assert client.get(address)["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_name_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    """Whatever it is made of."""
    assert client.get("/figures/0.svg").status_code == 404
    assert client.get(address.replace(".svg", "0.svg")).status_code == 404
    assert client.post(address).status_code == 405


def test_the_address_names_no_exercise(address: str) -> None:
    """What a log of a proxy shows says nothing of anybody's back."""
    assert address.startswith("/figures/")
    assert "bridge" not in address


def test_a_page_asks_once_for_all_its_figures(address: str, django_assert_num_queries) -> None:
    """And an exercise without one is left out."""
    with django_assert_num_queries(1):
        assert list(figures_of(["bridge", "bridge", "none_such"])) == ["bridge"]
