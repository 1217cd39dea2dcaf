"""FIT's own check: sizes that fit the file, and a 16-bit sum at the end of each part."""

from __future__ import annotations

import struct

from .refusals import Refusal, Refused

HEADER_SIZES = (12, 14)
SUM_BYTES = 2


def _sum_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0xA001 if byte & 1 else 0)
    return byte


TABLE = tuple(map(_sum_of_byte, range(256)))


def fit_sum(content: bytes) -> int:
    """CRC-16 as FIT has it: polynomial 0x8005 reflected, starting from 0."""
    total = 0
    for byte in content:
        total = (total >> 8) ^ TABLE[(total ^ byte) & 0xFF]
    return total


def check_sums(content: bytes) -> None:
    """Refuse a file that ends early, is longer than it says or was changed on its way."""
    offset = 0
    while offset < len(content):
        end = _end_of_part(content, offset)
        # With its own sum behind it, a part sums up to nothing.
        if end > len(content) or fit_sum(content[offset:end]):
            raise Refused(Refusal.DAMAGED)
        offset = end


def _end_of_part(content: bytes, offset: int) -> int:
    header = content[offset : offset + min(HEADER_SIZES)]
    if len(header) < min(HEADER_SIZES) or header[0] not in HEADER_SIZES or header[8:] != b".FIT":
        raise Refused(Refusal.DAMAGED)
    body_bytes: int = struct.unpack_from("<I", header, 4)[0]
    return offset + header[0] + body_bytes + SUM_BYTES
