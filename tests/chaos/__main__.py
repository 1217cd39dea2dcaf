"""Play the scenarios, each from a database of its own, and add them up. `[R1 R4 …] [--short | --long]`."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from .names import NAMES
from .servers import ROOT, Cluster, cluster

# In one process: each start of Django would cost a second or two.
SET_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("createcachetable"); call_command("load_library")
"""
SUMS = ("lost", "doubled", "silent", "unknown")


def _set_up(address: str) -> None:
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "rehab.config.settings"}
    words = [sys.executable, "-c", SET_UP]
    subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _play(name: str, much: int, address: str, server: Cluster | None) -> dict[str, Any]:
    """One scenario; what it printed before its verdict goes through."""
    environment = {**os.environ, "DATABASE_URL": address}
    if server is not None:
        environment["CHAOS_CLUSTER"] = server.words
    command = [sys.executable, "-m", "tests.chaos.stage", name, str(much)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return {"words": [], "wrong": [f"it ended with {done.returncode}"], **dict.fromkeys(SUMS, 0)}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _tell(name: str, found: dict[str, Any], seconds: float) -> None:
    print(f"{name} {NAMES[name]} ({seconds:.0f} s)")
    for words in found["words"]:
        print(f"    {words}")
    for words, number in Counter(found["wrong"]).items():
        print(f"    NOT AS IT MUST BE: {words}" + (f" (x {number})" if number > 1 else ""))
    sys.stdout.flush()


def main() -> None:
    """Play what is asked for; exit with 1 if anything was lost, doubled, silent or not as it must be."""
    words = sys.argv[1:]
    names = [word for word in words if not word.startswith("-")] or list(NAMES)
    much = 0 if "--short" in words else 2 if "--long" in words or os.environ.get("LONG") else 1
    sums, is_well = Counter[str](), True
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-sqlite-")))
        server = stack.enter_context(cluster()) if any("sqlite" not in name for name in names) else None
        if server is not None:
            _set_up(server.copy("template1", "base"))
        if any("sqlite" in name for name in names):
            _set_up(f"sqlite:///{folder}/base.sqlite3")
        for name in names:
            began = time.monotonic()
            if "sqlite" in name:
                shutil.copy(folder / "base.sqlite3", folder / "db.sqlite3")
                found = _play(name, much, f"sqlite:///{folder}/db.sqlite3", None)
            else:
                assert server is not None
                found = _play(name, much, server.copy("base", name.lower()), server)
            _tell(name, found, time.monotonic() - began)
            sums.update({one: found[one] for one in SUMS})
            is_well = is_well and not found["wrong"]
    print(" ".join(f"{one}={sums[one]}" for one in SUMS))
    sys.exit(0 if is_well and not any(sums[one] for one in SUMS[:3]) else 1)


if __name__ == "__main__":
    main()
