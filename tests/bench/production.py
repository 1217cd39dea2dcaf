"""The site as production serves it, with the demo people: for what a browser measures.

The tree is copied, as `collectstatic` writes into it. The demo people are made by a development run on the same
database, since production refuses them. `behind_tls` stands for the proxy; the browser speaks plain HTTP to localhost.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.web import ROOT, wait_until_it_answers
from tests.config.conftest import copy_tree
from tests.config.test_environment import PRODUCTION
from tests.services import free_port

SET_UP = (["migrate", "-v0"], ["createcachetable"], ["load_library"], ["plan_states"], ["demo_people"])
COLLECT = ["collectstatic", "--noinput", "-v0"]
RUNNER, NEWCOMER = "runner@demo.invalid", "fresh@demo.invalid"
# What went over the line: path, bytes of the body, status. A file the kernel sends by itself would count nothing.
SAYING = ("--access-logformat=%(U)s %(B)s %(s)s", "--no-sendfile", "--log-level=warning")


@dataclass(frozen=True)
class Site:
    """Where it answers, the session cookies of its people, and its access log."""

    url: str
    cookies: dict[str, str]
    log: Path


@contextlib.contextmanager
def demo_site() -> Iterator[Site]:
    """A running site; the newcomer has begun the intake."""
    from rehab.config.devserver import WEB

    with tempfile.TemporaryDirectory(prefix="backstride-") as name:
        folder, port = Path(name), free_port()
        copy_tree(folder)
        shutil.copy(ROOT / "tests" / "bench" / "behind_tls.py", folder)
        shared = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "SECRET_KEY": PRODUCTION["SECRET_KEY"]}
        shared |= {"PATH": os.environ["PATH"], "REDIS_URL": ""}
        strict = {**PRODUCTION, **shared, "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": "127.0.0.1"}
        for command in SET_UP:
            _manage(command, folder, shared)
        _manage(COLLECT, folder, strict)
        cookies = {who: _session(shared, who) for who in (RUNNER, NEWCOMER)}
        log = folder / "access"
        web = ["behind_tls" if part == "rehab.config.wsgi" else part for part in WEB]
        command = [*web, f"--bind=127.0.0.1:{port}", f"--access-logfile={log}", *SAYING]
        server = subprocess.Popen(command, cwd=folder, env=strict)
        try:
            wait_until_it_answers(port, server)
            yield Site(f"http://127.0.0.1:{port}", cookies, log)
        finally:
            server.terminate()
            server.wait(20)


def _manage(command: list[str], folder: Path, variables: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=folder, env=variables, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr[-2000:]}")


def _session(variables: dict[str, str], who: str) -> str:
    """Signed in by a session of that database, under the name production gives it."""
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "rehab.config.settings", **variables}
        django.setup()
    from django.utils import timezone

    from accounts.models import User
    from rehab.intake.services import start_intake
    from tests.bench.people import session_cookie

    user = User.objects.get(email=who)
    if who == NEWCOMER:
        start_intake(runner=user, now=timezone.now())
    (key,) = session_cookie(user).values()
    return f"__Host-sessionid={key}"
