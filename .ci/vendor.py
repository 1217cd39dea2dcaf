#!/usr/bin/env python3
"""Front-end files without a CDN and without a build.

`update` fetches the pinned packages with npm (a maintainer's job); `check` needs nothing. The files and vendor.json
(version, npm's integrity, SHA-256 of each file) are committed. A pointer to a source map we do not ship is left out:
`collectstatic` for production follows it and fails. Of Bootstrap only what is used is kept (slim.py).
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from slim import slimmed

FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor"
LOCK = FOLDER / "vendor.json"
GROTESQUE = "@fontsource-variable/bricolage-grotesque@5.2.10"
FIGTREE = "@fontsource-variable/figtree@5.2.10"
SOURCE_MAP = re.compile(rb"\s*(?:/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*\Z")
WANTED = {
    "bootstrap@5.3.9": {"dist/css/bootstrap.min.css": "bootstrap.min.css", "LICENSE": "bootstrap.LICENSE"},
    "htmx.org@2.0.11": {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE"},
    GROTESQUE: {
        "files/bricolage-grotesque-latin-wght-normal.woff2": "bricolage-grotesque.woff2",
        "LICENSE": "bricolage-grotesque.LICENSE",
    },
    "uplot@1.6.32": {
        "dist/uPlot.iife.min.js": "uplot.min.js",
        "dist/uPlot.min.css": "uplot.min.css",
        "LICENSE": "uplot.LICENSE",
    },
    "idb@8.0.4": {"build/umd.js": "idb.min.js", "LICENSE": "idb.LICENSE"},
    **{
        f"workbox-{part}@7.4.1": {f"build/workbox-{part}.prod.js": f"workbox-{part}.min.js"}
        for part in ("routing", "strategies", "precaching")
    },
    "workbox-core@7.4.1": {"build/workbox-core.prod.js": "workbox-core.min.js", "LICENSE": "workbox.LICENSE"},
    FIGTREE: {"files/figtree-latin-wght-normal.woff2": "figtree.woff2", "LICENSE": "figtree.LICENSE"},
}


def update() -> None:
    """Fetch every package, take the wanted files, write the lock."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = {}
    for package, files in WANTED.items():
        with tempfile.TemporaryDirectory() as folder:
            command = ["npm", "pack", package, "--json", "--ignore-scripts", "--pack-destination", folder]
            packed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 pinned names
            integrity = (packed[0] if isinstance(packed, list) else next(iter(packed.values())))["integrity"]
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
                for inside, name in files.items():
                    content = archive.extractfile(f"package/{inside}")
                    assert content is not None, inside
                    (FOLDER / name).write_bytes(_shipped(name, SOURCE_MAP.sub(b"\n", content.read())))
                    lock[name] = {"from": package, "file": inside, "integrity": integrity, "sha256": _sha(name)}
    LOCK.write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def check() -> list[str]:
    """The names of files that differ from the lock, are missing or do not belong."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    wrong = [name for name in lock if not (FOLDER / name).exists() or _sha(name) != lock[name]["sha256"]]
    return wrong + [path.name for path in FOLDER.iterdir() if path.name not in lock and path != LOCK]


def _shipped(name: str, content: bytes) -> bytes:
    return slimmed(content) if name == "bootstrap.min.css" else content


def _sha(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    if differing := check():
        sys.exit(f"Vendored files differ from static/vendor/vendor.json: {', '.join(differing)}")
