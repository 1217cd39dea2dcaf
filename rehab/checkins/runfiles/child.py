"""The process that parses: bytes on standard input, an answer in JSON on standard output, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .gpx import Gpx
from .limits import MAX_RUNS, limit_this_process
from .recorded import Parsed, refusal_to_json, to_json
from .refusals import Refusal, Refused
from .table import read_table
from .tcx import Tcx
from .xmlfile import Format, read_xml

PACKED = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # marks of UTF-8 and UTF-16, wide letters, white space
XML_FORMATS: dict[str, Callable[[], Format]] = {"gpx": Gpx, "TrainingCenterDatabase": Tcx}


def parse(content: bytes) -> Parsed:
    """The runs of a file of any kind; its kind is told by its first bytes. Raises Refused and nothing else."""
    try:
        parsed = _parse_kind(content)
    except Refused:
        raise
    except Exception:  # decoders answer odd bytes with any error there is; here all mean the same
        raise Refused(Refusal.DAMAGED) from None
    if len(parsed.runs) > MAX_RUNS:
        raise Refused(Refusal.TOO_MANY_RUNS)
    return parsed


def _parse_kind(content: bytes) -> Parsed:
    if content.startswith(PACKED):
        raise Refused(Refusal.COMPRESSED)
    if content[8:12] == b".FIT":
        from .fit import read_fit  # the decoder's tables take longer to load than most files to read

        return Parsed(read_fit(content))
    if content.lstrip(BEFORE_XML).startswith(b"<"):
        # Strava puts blanks in front of its TCX, where XML allows none.
        return Parsed(read_xml(content.lstrip(b" \t\r\n"), XML_FORMATS))
    return read_table(content)


def main() -> None:
    """Read, answer, end."""
    limit_this_process()
    try:
        answer = to_json(parse(sys.stdin.buffer.read()))
    except Refused as refused:
        answer = refusal_to_json(refused.refusal)
    sys.stdout.write(answer)
