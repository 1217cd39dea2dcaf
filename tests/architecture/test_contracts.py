"""The import contracts hold, and each of them fails when it is broken on purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BREAKS = {
    "rehab: imports run one way": ("rehab/library/mapping.py", "import rehab.intake.selectors"),
    "engine: its stages run one way": ("rehab/engine/triage.py", "import rehab.engine.pipeline"),
    "engine: knows no framework": ("rehab/engine/goal.py", "import django"),
    "figures: its parts run one way": ("rehab/figures/skeleton.py", "import rehab.figures.solver"),
    "figures: know no framework and read no files": ("rehab/figures/schema.py", "import yaml"),
    "run files: the reader knows no framework and no app": ("rehab/checkins/runfiles/gpx.py", "import django"),
    "accounts: never imports rehab": ("accounts/models/people.py", "import rehab.library.mapping"),
    "apps: imports run one way inside": ("rehab/library/models/evidence.py", "import rehab.library.services"),
    "production never imports tests": ("accounts/services.py", "import tests.services"),
    "settings are read through django.conf": ("rehab/library/services.py", "import rehab.config.settings"),
    "apps do not go round in circles": ("rehab/library/seeding.py", "import rehab.library.seeding_exercises"),
    "views do not reach for the engine": ("rehab/intake/views/results.py", "import rehab.engine.pipeline"),
}

# An app or a module that is added later stands under the same contracts, without being named in one.
LATER = {
    "rehab.plans: tasks do not ask the engine": ("plans", "tasks", "rehab.engine.pipeline", "views do not reach"),
    "rehab.plans: admin does not ask the engine": ("plans", "admin", "rehab.engine.pipeline", "views do not reach"),
    "rehab.plans: models do not import services": ("plans", "models", "rehab.plans.services", "apps: imports run one"),
    "rehab.plans: tasks do not import views": ("plans", "tasks", "rehab.plans.views", "apps: imports run one"),
    "rehab.plans: below intake": ("plans", "services", "rehab.intake.selectors", "rehab: imports run one"),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([tool, "--no-cache"], cwd=folder, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The tree as it is, to be broken."""
    for part in ("rehab", "accounts"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_are_kept() -> None:
    """Nothing is broken now."""
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert all(f"{name} KEPT" in done.stdout for name in BREAKS)


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_seen(copy: Path, contract: str) -> None:
    """One forbidden import, and its contract says so."""
    file, line = BREAKS[contract]
    path = copy / file
    path.write_text(path.read_text() + f"\n{line}\n")
    done = _lint(copy)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout


@pytest.mark.parametrize("case", LATER)
def test_an_app_added_later_is_held_to_them(copy: Path, case: str) -> None:
    """The contracts name kinds of modules, so a new app cannot slip past them."""
    app, module, imported, contract = LATER[case]
    folder = copy / "rehab" / app
    folder.mkdir(exist_ok=True)
    for name in ("__init__", "services", "views", module):
        (folder / f"{name}.py").touch()
    with (folder / f"{module}.py").open("a") as file:
        file.write(f"\nimport {imported}\n")
    done = _lint(copy)
    assert any(line.startswith(contract) and line.endswith("BROKEN") for line in done.stdout.splitlines()), done.stdout


def test_a_package_without_a_layer_is_seen(copy: Path) -> None:
    """A new package has to say where it stands."""
    (copy / "rehab/newcomer").mkdir()
    (copy / "rehab/newcomer/__init__.py").touch()
    assert _lint(copy).returncode != 0
