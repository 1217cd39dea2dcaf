"""What search engines may read."""

from __future__ import annotations

import re
from urllib import robotparser

import pytest
from django.test import Client
from django.urls import reverse

from accounts import access
from accounts.models import User
from rehab.config.searching import FOUND
from tests.access.routes import ROUTES
from tests.intake.walking import runner, signed_in

# Public, as a stranger holds a secret link or a machine asks; nobody looks for them.
NOT_FOUND = {"mail_events", "unsubscribe", "tap", "feed", "worker", "healthz", "readyz", "robots", "reminders_health"}
NOT_FOUND |= {"manifest", "offline", "who", "saved"}


def _allowed(client: Client) -> list[str]:
    text = client.get("/robots.txt").content.decode()
    assert text.splitlines()[0] == "User-agent: *"
    assert text.splitlines()[-1] == "Disallow: /"
    return re.findall(r"^Allow: (.+)$", text, re.MULTILINE)


def _is_open(address: str, allowed: list[str]) -> bool:
    """As RFC 9309 says: `$` ends an address, and the longest rule counts, which `Disallow: /` never is."""
    return any(address == rule[:-1] if rule.endswith("$") else address.startswith(rule) for rule in allowed)


@pytest.mark.django_db
def test_robots_reads_what_belongs_to_nobody(client: Client) -> None:
    """The pages for strangers, the library and what they are made of; everybody is given the same file."""
    allowed = _allowed(client)
    for name in FOUND:
        assert _is_open(reverse(name), allowed), name
    assert _is_open(reverse("library:figure", args=["0" * 32]), allowed)
    assert _is_open("/static/css/backstride.css", allowed)
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Cache-Control"].startswith("public")
    assert not robotparser_allows(answer.content.decode(), "/today/")


def robotparser_allows(text: str, address: str) -> bool:
    """What Python's own reader makes of it."""
    parser = robotparser.RobotFileParser()
    parser.parse(text.splitlines())
    return parser.can_fetch("anybot", address)


@pytest.mark.django_db
def test_robots_closes_every_other_address(client: Client) -> None:
    """Every address of the product that is not for everybody, new ones among them."""
    allowed = _allowed(client)
    for route in ROUTES:
        is_for_search = route.name in FOUND or route.name.startswith("library:")
        if route.policy == access.PUBLIC and not is_for_search:
            assert route.name.rpartition(":")[2] in NOT_FOUND, f"{route.name}: may it be found? See config/searching.py"
        address = "/" + re.sub(r"<[^>]*>", "1", route.pattern).replace("^", "").replace("\\Z", "")
        assert _is_open(address, allowed) == is_for_search, (route.name, address)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FOUND)
def test_a_page_that_may_be_found_describes_itself(client: Client, library: None, name: str) -> None:
    """One sentence or two for the list of results, and no word against being listed."""
    page = client.get(reverse(name))
    described = re.findall(r'<meta name="description" content="([^"]+)">', page.content.decode())
    assert len(described) == 1
    assert 70 <= len(described[0]) <= 165, len(described[0])
    assert "X-Robots-Tag" not in page.headers


@pytest.mark.django_db
def test_the_landing_page_names_its_one_address(client: Client, settings) -> None:
    """Whatever name or query it was reached by."""
    settings.SITE_URL = "https://backstride.example"
    page = client.get("/?from=elsewhere").content.decode()
    assert '<link rel="canonical" href="https://backstride.example/">' in page
    assert '<meta property="og:url" content="https://backstride.example/">' in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/login/", "/account/signup/", "/healthz", "/nothing-here", "/today/"])
def test_nothing_else_is_listed(client: Client, address: str) -> None:
    """For strangers too: log-in, errors and redirects say noindex."""
    assert client.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role.value for role in User.Role])
def test_a_page_of_a_person_is_not_listed_and_not_described(library: None, role: str) -> None:
    """The header holds for every role; a description is for strangers."""
    page = signed_in(runner(role=role)).get(reverse("settings"), follow=True)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "description" not in page.content.decode()


@pytest.mark.django_db
def test_a_search_is_not_found_by_searching(client: Client, library: None) -> None:
    """There is no end of words to ask for; the list itself is found."""
    address = reverse("library:exercises")
    assert "X-Robots-Tag" not in client.get(address).headers
    assert client.get(address, {"q": "bridge"}).headers["X-Robots-Tag"] == "noindex, nofollow"
