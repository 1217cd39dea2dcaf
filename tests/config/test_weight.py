"""What Today weighs on a first visit: what its page names, as production sends it. `make weight` counts on the line."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.config.demo import WITH_PLAN, make_demo_people
from rehab.library import figure_loading
from rehab.plans.models import Prescription
from tests.intake.walking import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library"), pytest.mark.sqlite_only]
ALLOWED_BYTES = 150_000
HEADERS_BYTES = 870  # of one answer; measured 835 on average
COMPRESSED = {".css", ".js", ".svg"}


@pytest.fixture
def robin(settings, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The demo runner's browser; the figures of all plans are drawn."""
    settings.DEBUG = True
    make_demo_people(now=timezone.now())
    needed = sorted(set(Prescription.objects.values_list("exercise_id", flat=True)))
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: needed)
    figure_loading.load_figures()
    return signed_in(User.objects.get(email=WITH_PLAN))


def _sent(name: str) -> int:
    """Bytes of a static file's body, compressed as WhiteNoise does it where that is done."""
    path = finders.find(name)
    assert isinstance(path, str), name
    content = Path(path).read_bytes()
    return len(brotli.compress(content)) if Path(name).suffix in COMPRESSED else len(content)


def _named_by_sheets(names: set[str]) -> set[str]:
    """The fonts, wherever a sheet names them."""
    sheets = [finders.find(name) for name in names if name.endswith(".css")]
    text = "".join(Path(str(sheet)).read_text() for sheet in sheets)
    return {f"vendor/{font}" for font in re.findall(r'url\("?\.\./vendor/([\w-]+\.woff2)', text)}


def test_today_stays_light_on_a_first_visit(robin: Client) -> None:
    """Page, style sheets, scripts, fonts, and every picture by day, those further down among them; with headers."""
    answer = robin.get("/today/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"#?]+)', page))
    files -= set(re.findall(r'rel="apple-touch-icon" href="/static/([^"]+)', page))  # fetched for a home screen alone
    files |= _named_by_sheets(files)
    pictures = set(re.findall(r'<img src="(/figures/[^"]+)"', page))
    assert {"css/backstride.css", "vendor/figtree.woff2", "vendor/bricolage-grotesque.woff2"} <= files
    assert pictures
    parts = {name: _sent(name) for name in files}
    parts |= {path: len(robin.get(path, headers={"Accept-Encoding": "gzip"}).content) for path in pictures}
    parts["page"] = len(answer.content)
    assert sum(parts.values()) + HEADERS_BYTES * len(parts) <= ALLOWED_BYTES, parts


def test_a_second_visit_fetches_the_page_alone(robin: Client) -> None:
    """20 kB at most: static files and figures are kept for ever (tests of production and of figures say so)."""
    answer = robin.get("/today/", headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) + HEADERS_BYTES <= 20_000
