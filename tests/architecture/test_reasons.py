"""Whatever is switched off says why, where it is switched off."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("accounts", "rehab", "tests", ".ci")
SWITCH = re.compile(r"# (?:noqa|type: ignore)")
WITH_REASON = re.compile(r"# (?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[a-z, -]+\]  #) \w+ \w+")


def _files() -> list[Path]:
    return [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if path != Path(__file__)]


def test_every_ignored_finding_names_its_rule_and_a_reason() -> None:
    """`# noqa: S603 our own commands`, `# type: ignore[misc]  # the form gives text`; never a bare one."""
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SWITCH.search(line) and not WITH_REASON.search(line)
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("line", "is_fine"),
    [
        ("x()  # noqa: S603 our own commands", True),
        ("x()  # type: ignore[misc]  # the form gives text", True),
        ("x()  # noqa", False),
        ("x()  # noqa: S603", False),
        ("x()  # type: ignore", False),
        ("x()  # type: ignore[misc]", False),
    ],
)
def test_a_bare_one_is_seen(line: str, is_fine: bool) -> None:
    """The patterns above tell a reason from none."""
    assert SWITCH.search(line)
    assert bool(WITH_REASON.search(line)) is is_fine


def test_every_rule_left_out_of_ruff_has_its_reason() -> None:
    """Each code under `ignore` and `per-file-ignores` stands on a line that goes on with a comment."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    codes = set(lint["ignore"]).union(*lint["per-file-ignores"].values())
    explained = {code for line in text.splitlines() if " # " in line for code in re.findall(r'"([A-Z]+\d*)"', line)}
    assert codes - explained == set()
