"""What a file may hold, and the guard that looks into a workbook before a spreadsheet library does (pure).

Headers of a zip are claims: the guard inflates each part itself, in chunks, counts what comes out, and reads the XML as
a stream that keeps nothing. So a bomb costs what the limits allow and no more.
"""

import re
import struct
import xml.parsers.expat as expat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from sendprog.loads.messages import Message, Unreadable

UPLOAD = 5 * 1024 * 1024
UNPACKED = 50 * 1024 * 1024
PARTS = 200
SHEETS = 50
# Rows of figures, the header not counted.
ROWS = 5_000
COLUMNS = 100
# Text in one cell, in characters.
CELL = 10_000
# Every cell of a workbook that is written down, blank ones with a format too.
CELLS = 100_000
# Rows that are written down, blank ones with a format too: selecting a column and colouring it writes a million.
ROWS_WRITTEN = 20_000
# Different texts of a workbook.
STRINGS = 100_000
# Elements that are none of these: styles, links, charts. Each costs the library far more than a cell does.
OTHER_ELEMENTS = 50_000
# "<" in all parts together: counted before the XML is looked at, and about three times what the limits above need.
MARKS = 2_000_000
DEPTH = 64
# One tag, comment or attribute: they are kept whole while they are read.
LONGEST_PIECE = 256 * 1024

_CHUNK = 64 * 1024
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/"
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_TYPE = "http://schemas.openxmlformats.org/package/2006/content-types "
_READ_BY_US = ("/officeDocument", "/worksheet", "/sharedStrings", "/styles")

TOO_LARGE = f"The file is larger than {UPLOAD // 1024**2} MB. Send only the rows that you want to load."
DAMAGED = "The workbook is damaged or was cut off on its way. Open it in your spreadsheet, save it again and send that copy."
_BOMB = f"The workbook unpacks to more than {UNPACKED // 1024**2} MB. Copy the table alone into a new workbook and send that."
_MACROS = "The workbook holds macros. Save it as “Excel workbook (.xlsx)”, which leaves them out, or as CSV."
_OUTSIDE = (
    "The workbook points to a file outside itself. Copy the table alone into a new workbook and send that."
)
_LOCKED = "The workbook is protected by a password. Remove the password and send it again."
_TOO_MANY = "The workbook has too many {}. Copy the table alone into a new workbook and send that."
TOO_MANY_ROWS = f"The file has more than {ROWS:,} rows of figures. Send it in parts."
_BLANK_ROWS = (
    f"The workbook has more than {ROWS_WRITTEN:,} formatted rows, most of them blank. "
    "Delete the blank rows below the table, save it and send it again."
)


@dataclass(frozen=True)
class Part:
    """One entry of the zip as its directory claims it, with where its packed bytes lie."""

    name: str
    method: int
    flags: int
    crc: int
    size: int
    start: int
    end: int


def refuse(text: str) -> Unreadable:
    """For `raise refuse(...)`: one message about the whole file."""
    return Unreadable(Message(text))


def guard(content: bytes) -> None:
    """Return when a zip is safe to open and within every limit; else raise Unreadable with every reason found."""
    if len(content) > UPLOAD:
        raise refuse(TOO_LARGE)
    parts = directory(content)
    wrong = list(dict.fromkeys(_wrong_with_names(parts)))
    if wrong:
        raise Unreadable(*map(Message, wrong))
    tally = _Tally(frozenset(part.name.lower() for part in parts))
    for part in parts:
        _inspect(part, content, tally)
    if tally.wrong:
        raise Unreadable(*map(Message, dict.fromkeys(tally.wrong)))


def directory(content: bytes) -> list[Part]:
    """The zip's entries, at most PARTS, read from its central directory alone; Unreadable when that isn't whole."""
    end = len(content) - 22
    if end < 0 or content[end : end + 4] != b"PK\x05\x06" or content[max(end - 20, 0) :][:4] == b"PK\x06\x07":
        raise refuse(DAMAGED)
    disk, first_disk, here, total, size, offset, comment = struct.unpack("<HHHHIIH", content[end + 4 :])
    if total > PARTS or here > PARTS:
        raise refuse(f"The file is a zip of more than {PARTS} parts: no workbook of figures has so many.")
    if disk or first_disk or comment or here != total or offset + size != end:
        raise refuse(DAMAGED)
    parts, place = [], offset
    try:
        while place < end:
            part, place = _entry(content, place)
            parts.append(part)
            if len(parts) > total:
                raise refuse(DAMAGED)
    except (struct.error, UnicodeDecodeError):
        raise refuse(DAMAGED) from None
    if place != end or len(parts) != total:
        raise refuse(DAMAGED)
    return parts


def _entry(content: bytes, place: int) -> tuple[Part, int]:
    """The directory's entry at a place, checked against the part's own header, and where the next one begins."""
    head = struct.unpack("<4s6H3I5H2I", content[place : place + 46])
    signature, flags, method, crc, packed, size = head[0], head[3], head[4], head[7], head[8], head[9]
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
        raise refuse(DAMAGED)
    name = raw.decode("utf-8" if flags & 0x800 else "cp437")
    return Part(
        name, method, flags, crc, size, start, start + packed
    ), place + 46 + name_length + extra + comment


def _wrong_with_names(parts: list[Part]) -> Iterator[str]:
    seen: set[str] = set()
    for part in parts:
        name = part.name.lower()
        if (
            name.startswith("/")
            or "\\" in name
            or ":" in name
            or not name.isprintable()
            or ".." in name.split("/")
        ):
            yield "The zip holds a file whose name leads outside it. Save the table as a new workbook and send that."
        if name in seen:
            yield DAMAGED
        if part.flags & 0x2041:
            yield _LOCKED
        elif part.method not in (0, 8):
            yield DAMAGED
        if name.endswith("vbaproject.bin"):
            yield _MACROS
        seen.add(name)


def inflated(part: Part, content: bytes) -> Iterator[bytes]:
    """A part's bytes in chunks, whatever size the zip claims; Unreadable at the end when the claim was false."""
    crc, size = 0, 0
    for chunk in _unpacked(part, content):
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        yield chunk
    if size != part.size or crc != part.crc:
        raise refuse(DAMAGED)


def _unpacked(part: Part, content: bytes) -> Iterator[bytes]:
    pieces = (content[place : min(place + _CHUNK, part.end)] for place in range(part.start, part.end, _CHUNK))
    if part.method == 0:
        yield from pieces
        return
    stream = zlib.decompressobj(-15)
    for piece in pieces:
        while piece and not stream.eof:
            try:
                yield stream.decompress(piece, _CHUNK)
            except zlib.error:
                raise refuse(DAMAGED) from None
            piece = stream.unconsumed_tail
    if not stream.eof or stream.unused_data:
        raise refuse(DAMAGED)


@dataclass
class _Tally:
    """What the parts hold together."""

    names: frozenset[str]
    wrong: list[str] = field(default_factory=list)
    unpacked: int = 0
    marks: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, most: int, text: str) -> None:
        """One more of something; Unreadable when that is one too many."""
        self.counts[what] = self.counts.get(what, 0) + 1
        if self.counts[what] > most:
            raise refuse(text)


def _inspect(part: Part, content: bytes, tally: _Tally) -> None:
    """Inflate one part and read it if it is XML."""
    reader: _Reader | None = None
    for number, chunk in enumerate(inflated(part, content)):
        tally.unpacked += len(chunk)
        if tally.unpacked > UNPACKED:
            raise refuse(_BOMB)
        if number == 0 and _is_xml(part.name, chunk):
            reader = _Reader(part.name, tally)
        if reader:
            reader.feed(chunk)
    if reader:
        reader.feed(b"", last=True)


def _is_xml(name: str, chunk: bytes) -> bool:
    """By name, or because it begins as XML does in any encoding: a sheet may be called picture.png."""
    begins = chunk.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1]
    return name.lower().endswith((".xml", ".rels", ".vml")) or begins in (b"<", b"")


class _Reader:
    """Reads one part as a stream. expat finds a DOCTYPE in every encoding that the library could read."""

    FREE = frozenset(_MAIN + name for name in ("row", "c", "v", "f", "is", "t", "si", "r"))

    def __init__(self, name: str, tally: _Tally) -> None:
        self.name, self.tally = name, tally
        self.depth = self.fed = self.filled_rows = 0
        self.row_is_filled = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Read on; Unreadable at once for what must not be read any further."""
        self.tally.marks += chunk.count(b"<")
        if self.tally.marks > MARKS:
            raise refuse(_TOO_MANY.format("marks"))
        self.fed += len(chunk)
        try:
            self.parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError):
            # Excel's own drawings of comments are not always well-formed, and nobody reads them.
            if not self.name.lower().endswith(".vml"):
                raise refuse(DAMAGED) from None
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_PIECE:
            raise refuse(DAMAGED)

    def doctype(self, *declared: object) -> None:
        raise refuse(
            "The workbook declares entities, which no spreadsheet program does. Save the table as a new workbook."
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise refuse(DAMAGED)
        if self.depth == 1 and name.startswith(_STRICT):
            raise refuse(
                "The workbook is saved as “Strict Open XML”. Save it as “Excel workbook (.xlsx)” and send that."
            )
        if name in self.FREE:
            self.table(name.removeprefix(_MAIN))
            return
        self.tally.count("other", OTHER_ELEMENTS, _TOO_MANY.format("styles, links or charts"))
        if name == _MAIN + "sheet":
            self.tally.count("sheet", SHEETS, _TOO_MANY.format("sheets"))
        elif name == _RELATIONSHIP:
            self.relationship(attributes)
        elif name.startswith(_TYPE):
            self.content_type(attributes)

    def end(self, name: str) -> None:
        self.depth -= 1

    def table(self, name: str) -> None:
        if name == "row":
            self.row_is_filled = False
            self.tally.count("row", ROWS_WRITTEN, _BLANK_ROWS)
        elif name == "c":
            self.tally.count(
                "cell", CELLS, f"The workbook has more than {CELLS:,} cells. Send the table alone, in parts."
            )
        elif name == "si":
            self.tally.count("string", STRINGS, _TOO_MANY.format("different texts"))
        elif name in ("v", "is") and not self.row_is_filled:
            self.row_is_filled = True
            self.filled_rows += 1
            if self.filled_rows > ROWS + 1:
                raise refuse(TOO_MANY_ROWS)

    def relationship(self, attributes: dict[str, str]) -> None:
        """A link may lead outside (nobody follows it); a part that we read, or a path, may not."""
        target, kind = unquote(attributes.get("Target", "")), attributes.get("Type", "")
        if attributes.get("TargetMode") == "External":
            if kind.endswith(_READ_BY_US):
                self.tally.wrong.append(_OUTSIDE)
            return
        if re.match("[A-Za-z][A-Za-z0-9+.-]*:", target) or "\\" in target or target.startswith("//"):
            self.tally.wrong.append(_OUTSIDE)
        elif not target.startswith("#"):
            folder = dirname(dirname(self.name))
            if normpath(join(folder, target) if not target.startswith("/") else target[1:]).startswith(".."):
                self.tally.wrong.append(_OUTSIDE)

    def content_type(self, attributes: dict[str, str]) -> None:
        """Programs declare a default for “bin” that nothing uses; what counts is a part that has the type."""
        kind = attributes.get("ContentType", "").lower()
        ending = attributes.get("Extension", "").lower()
        if ending and not any(name.endswith(f".{ending}") for name in self.tally.names):
            return
        if "macroenabled" in kind or "macrosheet" in kind or "vbaproject" in kind:
            self.tally.wrong.append(_MACROS)
