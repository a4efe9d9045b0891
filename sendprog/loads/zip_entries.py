"""A zip's entries, read from its own directory and checked against each part (pure)."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sendprog.loads.limits import DAMAGED, PARTS, unreadable

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class ZipEntry:
    """A part of the zip as its directory describes it; start and end delimit its packed bytes."""

    name: str
    method: int
    flags: int
    crc: int
    size: int
    start: int
    end: int


def directory(content: bytes) -> list[ZipEntry]:
    """The zip's entries, at most PARTS, from its central directory; raises Unreadable."""
    end = len(content) - 22
    if (
        end < 0
        or content[end : end + 4] != b"PK\x05\x06"
        or content[max(end - 20, 0) :][:4] == b"PK\x06\x07"
    ):
        raise unreadable(DAMAGED)
    disk, first_disk, here, total, size, offset, comment = struct.unpack(
        "<HHHHIIH", content[end + 4 :]
    )
    if total > PARTS or here > PARTS:
        raise unreadable(
            f"The file is a zip of more than {PARTS} parts: no workbook of figures has so many."
        )
    if disk or first_disk or comment or here != total or offset + size != end:
        raise unreadable(DAMAGED)
    parts, place = [], offset
    try:
        while place < end:
            part, place = _entry(content, place)
            parts.append(part)
            if len(parts) > total:
                raise unreadable(DAMAGED)
    except (struct.error, UnicodeDecodeError):
        raise unreadable(DAMAGED) from None
    if place != end or len(parts) != total:
        raise unreadable(DAMAGED)
    return parts


def _entry(content: bytes, place: int) -> tuple[ZipEntry, int]:
    """The entry at an offset, checked against the part's own header, and the next entry's offset."""
    head = struct.unpack("<4s6H3I5H2I", content[place : place + 46])
    signature, flags, method = head[0], head[3], head[4]
    crc, packed, size = head[7], head[8], head[9]
    name_length, extra, comment, where = head[10], head[11], head[12], head[16]
    raw = content[place + 46 : place + 46 + name_length]
    local = struct.unpack("<4s5H3I2H", content[where : where + 30])
    start = where + 30 + local[9] + local[10]
    same_name = content[where + 30 : where + 30 + local[9]] == raw
    if (
        signature != b"PK\x01\x02"
        or local[0] != b"PK\x03\x04"
        or not same_name
        or start + packed > len(content)
    ):
        raise unreadable(DAMAGED)
    name = raw.decode("utf-8" if flags & 0x800 else "cp437")
    entry = ZipEntry(name, method, flags, crc, size, start, start + packed)
    return entry, place + 46 + name_length + extra + comment


def inflated(part: ZipEntry, content: bytes) -> Iterator[bytes]:
    """A part's bytes in chunks; raises Unreadable at the end if size or checksum are wrong."""
    crc, size = 0, 0
    for chunk in _unpacked(part, content):
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        yield chunk
    if size != part.size or crc != part.crc:
        raise unreadable(DAMAGED)


def _unpacked(part: ZipEntry, content: bytes) -> Iterator[bytes]:
    pieces = (
        content[place : min(place + _CHUNK, part.end)]
        for place in range(part.start, part.end, _CHUNK)
    )
    if part.method == 0:
        yield from pieces
        return
    stream = zlib.decompressobj(-15)
    for piece in pieces:
        while piece and not stream.eof:
            try:
                yield stream.decompress(piece, _CHUNK)
            except zlib.error:
                raise unreadable(DAMAGED) from None
            piece = stream.unconsumed_tail
    if not stream.eof or stream.unused_data:
        raise unreadable(DAMAGED)
