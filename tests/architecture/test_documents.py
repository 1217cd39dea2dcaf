"""What the documents and the compose file say is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'env\.(?:text|choice|flag|whole|names|url)\(\s*"([A-Z_]+)"')
NOT_OURS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def _settings_variables() -> set[str]:
    return set(READ.findall((ROOT / "rehab/config/settings.py").read_text()))


def _compose() -> dict[str, dict[str, object]]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_readme_lists_exactly_the_variables_settings_read() -> None:
    """A setting nobody can find, or one that does nothing, fails."""
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert listed == _settings_variables()


def test_the_readme_is_short_and_its_picture_is_there() -> None:
    """At most 150 lines; the screenshot exists."""
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 150
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text):
        assert (ROOT / picture).stat().st_size > 5_000


def test_compose_names_only_variables_the_settings_read() -> None:
    """Every variable given to our own services is one the settings know."""
    for name, service in _compose()["services"].items():
        given = set(service.get("environment", {}))
        assert given - NOT_OURS <= _settings_variables(), name


def test_compose_services_are_healthy_before_others_start() -> None:
    """Everything that runs on has a health check; ours wait for the database and Redis by health."""
    services = _compose()["services"]
    assert {"web", "worker", "beat", "db", "redis", "mail"} <= set(services)
    assert all("healthcheck" in service for name, service in services.items() if name != "setup")
    for name in ("web", "worker", "beat"):
        conditions = {other: wait["condition"] for other, wait in services[name]["depends_on"].items()}
        assert conditions == {"setup": "service_completed_successfully", "redis": "service_healthy"}
    assert services["setup"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_no_secret_stands_in_the_compose_file_and_the_image_has_no_root() -> None:
    """Passwords come from outside; data lives in named volumes."""
    text = (ROOT / "docker-compose.yml").read_text()
    assert re.findall(r"(?:PASSWORD|SECRET_KEY): (?!\$\{)", text) == []
    assert set(_compose()["volumes"]) == {"database", "redis", "static"}
    assert "USER backstride" in (ROOT / "Dockerfile").read_text()


def test_every_folder_a_volume_covers_is_made_in_the_image() -> None:
    """A volume over a folder that is missing would belong to root, and our account could not write there."""
    made = re.search(r"mkdir -p (.+) && chown -R backstride", (ROOT / "Dockerfile").read_text())
    assert made is not None
    folders = {f"/srv/backstride/{folder}" for folder in made[1].split()}
    services = _compose()["services"]
    covered = {mount.partition(":")[2] for name in ("setup", "web") for mount in services[name]["volumes"]}
    assert covered <= folders


def test_vendored_files_are_the_pinned_ones() -> None:
    """One changed byte or one stray file is seen."""
    assert subprocess.run([sys.executable, ".ci/vendor.py", "check"], cwd=ROOT, capture_output=True).returncode == 0


def test_make_help_lists_the_commands() -> None:
    """Every command people are told about is there."""
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"run", "test", "test-fast", "check", "load-library", "vendor", "bench", "mutants"} <= {
        line.split()[0] for line in done.stdout.splitlines()
    }
