"""The engine and the figures import nothing but the standard library and themselves, at run time too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUARD = """
import importlib.abc, sys
class Guard(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or name == "rehab" or name.startswith(("rehab.engine", "rehab.figures")):
            return None
        raise ImportError(f"it may not import {name}")
sys.meta_path.insert(0, Guard())
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", GUARD + code], cwd=ROOT, capture_output=True, text=True)


def test_the_whole_engine_imports_under_the_guard() -> None:
    """Every module of the engine, one after the other."""
    modules = sorted(path.stem for path in (ROOT / "rehab/engine").glob("*.py") if path.stem != "__init__")
    assert len(modules) >= 12
    done = _run("\n".join(f"import rehab.engine.{module}" for module in modules))
    assert done.returncode == 0, done.stderr


def test_all_figures_import_under_the_guard() -> None:
    """Every module of the figures, one after the other."""
    modules = sorted(path.stem for path in (ROOT / "rehab/figures").glob("*.py") if path.stem != "__init__")
    assert len(modules) >= 12
    done = _run("\n".join(f"import rehab.figures.{module}" for module in modules))
    assert done.returncode == 0, done.stderr


def test_the_guard_refuses_django() -> None:
    """The guard itself works: Django under it fails."""
    done = _run("import rehab.config")
    assert "may not import" in done.stderr


def test_the_package_that_holds_all_stays_empty() -> None:
    """Anything in rehab/__init__.py would be loaded with the engine."""
    assert (ROOT / "rehab/__init__.py").read_text() == ""
