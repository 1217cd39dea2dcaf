"""How pages travel."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

ASKS = {"Accept-Encoding": "br, gzip"}


@pytest.mark.django_db
def test_a_page_travels_compressed(client: Client) -> None:
    """For who takes it; caches are told that answers differ."""
    plain, packed = client.get("/help/"), client.get("/help/", headers=ASKS)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.django_db
def test_a_length_says_less_than_it_could(client: Client) -> None:
    """Random bytes are added, so that the same page has many lengths."""
    assert len({len(client.get("/help/", headers=ASKS).content) for _ in range(12)}) > 1


@pytest.mark.django_db
def test_what_repeats_the_words_of_a_request_is_not_compressed(client: Client, library: None) -> None:
    """A query or a form may be a stranger's; beside it a length would tell what else the page holds."""
    assert "Content-Encoding" not in client.get("/help/?q=x", headers=ASKS).headers
    assert "Content-Encoding" not in client.post("/safety-check/", headers=ASKS).headers
    assert "Content-Encoding" not in client.get("/robots.txt", headers=ASKS).headers
