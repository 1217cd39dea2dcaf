"""The hand-made faults of `make mutants` still fit the engine they are put into."""

from __future__ import annotations

import pytest

from tests.engine.mutants import FAULTS, ROOT, UPSIDE_DOWN, Fault


@pytest.mark.parametrize(
    "fault", [UPSIDE_DOWN, *FAULTS], ids=lambda fault: f"{fault.module}: {fault.right.strip()[:40]}"
)
def test_every_fault_has_something_to_replace(fault: Fault) -> None:
    """A line of the engine that was rewritten takes its fault along, or nobody tries it any more."""
    assert fault.right != fault.wrong
    assert fault.right in (ROOT / "rehab" / "engine" / f"{fault.module}.py").read_text(encoding="utf-8")
