"""A Celery broker of plain files for a machine without Redis.

kombu's own filesystem transport writes a message in place, so that a worker can read half of it and die. This one
writes to a temporary name and renames: a reader never sees half a file.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

ALIAS = "atomicfs"


class Channel(filesystem.Channel):
    """A channel whose messages appear whole or not at all."""

    def _put(  # type: ignore[override]  # kombu passes routing words its own signature leaves out
        self, queue: str, message: Any, **kwargs: Any
    ) -> None:
        # The wall clock keeps the order across a reboot; the monotonic clock starts again.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        unfinished = Path(self.control_folder) / f".{name}.tmp"
        unfinished.write_bytes(str_to_bytes(dumps(message)))
        os.replace(unfinished, Path(self.data_folder_out) / name)


class Transport(filesystem.Transport):
    """The filesystem transport with atomic messages."""

    Channel = Channel
    # A folder has no host; with a default for one kombu warns at every connection that it had to take it.
    default_connection_params: dict[str, Any] = {}


def configure_broker(url: str, folder: Path) -> dict[str, str]:
    """The transport's options; registers the alias and makes the folders when the file broker is used."""
    if not url.startswith(ALIAS):
        return {}
    TRANSPORT_ALIASES[ALIAS] = "rehab.config.broker:Transport"
    queue, control = folder / "queue", folder / "control"
    for directory in (queue, control):
        directory.mkdir(parents=True, exist_ok=True)
    return {"data_folder_in": str(queue), "data_folder_out": str(queue), "control_folder": str(control)}
