"""Damages FIT files in many ways and parses each: `python -m tests.checkins.mutations COUNT SEED`.

A process of its own, with the memory that a reader has, so that neither a loop nor a flood stops the tests.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections import Counter
from datetime import UTC, datetime

from rehab.checkins.runfiles.child import parse
from rehab.checkins.runfiles.limits import MEMORY_BYTES
from rehab.checkins.runfiles.plausible import refusal_of
from rehab.checkins.runfiles.recorded import from_json, to_json
from rehab.checkins.runfiles.refusals import Refused

from . import recordings as made

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BODIES = (
    made.file_id() + made.records(6) + made.session(60, 200),
    made.file_id() + made.records(6) + made.timer(4, made.START) + made.timer(0, made.START),
    made.file_id() + made.session(60, 200, order=">"),
    made.file_id()
    + made.message(made.DEVELOPER, [(3, made.UINT8, 0)], local=4)
    + made.message(made.FIELD_DESCRIPTION, [(0, made.UINT8, 0), (1, made.UINT8, 7), (2, made.UINT8, 2)], local=5)
    + made.session(60, 200)
    + made.records(3),
)
ODD = (0, 1, 7, 0x0D, 0x40, 0x60, 0x7F, 0x80, 0x86, 0x89, 0xFF)


def mutant(chance: random.Random) -> bytes:
    """A body with up to eight changes; mostly signed again, so that it gets past its sums."""
    body = bytearray(chance.choice(BODIES))
    kinds = chance.choice((2, 4))  # half keep their length, so that the damage reaches the values
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(body))
        match chance.randrange(kinds):
            case 0:
                body[place] ^= 1 << chance.randrange(8)
            case 1:
                body[place] = chance.choice(ODD)
            case 2:
                del body[place : place + chance.randint(1, 4)]
            case _:
                body[place:place] = chance.randbytes(chance.randint(1, 4))
    content = made.signed(bytes(body), header_size=chance.choice((12, 14)))
    if chance.random() < 0.1:
        place = chance.randrange(len(content))
        content = content[:place] + chance.randbytes(1) + content[place + 1 :]
    return content


def outcome(content: bytes) -> str:
    """How the file fares, all the way to the parent's checks."""
    try:
        parsed = from_json(to_json(parse(content)).encode())
    except Refused as refused:
        return refused.refusal.value
    refusals = [refusal_of(run, started_at=run.started, now=NOW) for run in parsed.runs]
    return next((refusal.value for refusal in refusals if refusal), "runs")


def main(count: int, seed: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for _ in range(count):
        content = mutant(chance)
        begun = time.process_time()
        outcomes[outcome(content)] += 1
        slowest = max(slowest, time.process_time() - begun)
    print(json.dumps({"outcomes": outcomes, "slowest_s": slowest}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
