"""How much a file may hold, and how much its reader may use."""

from __future__ import annotations

import resource

MAX_BYTES = 10 * 1024 * 1024
MAX_POINTS = 200_000
MAX_RUNS = 5_000
MAX_DEPTH = 50  # elements within elements; a track with extensions needs about ten

CPU_S = 5
MEMORY_BYTES = 256 * 1024 * 1024
WALL_S = 15  # a busy machine needs longer for its five seconds of work; a web worker gives up after 30


def limit_this_process() -> None:
    """Give up memory, time and the right to write files. The kernel ends the process that asks for more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the runner's track
