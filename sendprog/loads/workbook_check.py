"""Checks a workbook's zip and XML before openpyxl opens it (pure).

The sizes in a zip's headers are not trusted: each part is inflated in chunks, counted, and scanned
as a stream of XML, so that a zip bomb costs no more than the limits allow.
"""

import re
import xml.parsers.expat as expat
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from sendprog.loads.limits import (
    CELLS,
    DAMAGED,
    DEPTH,
    LONGEST_PIECE,
    MARKS,
    OTHER_ELEMENTS,
    ROWS,
    ROWS_WRITTEN,
    SHEETS,
    STRINGS,
    TOO_LARGE,
    TOO_MANY_ROWS,
    UNPACKED,
    UPLOAD,
    unreadable,
)
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.time_limit import require_time
from sendprog.loads.zip_entries import ZipEntry, directory, inflated

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/"
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_CONTENT_TYPE = "http://schemas.openxmlformats.org/package/2006/content-types "
_PARTS_READ = ("/officeDocument", "/worksheet", "/sharedStrings", "/styles")
_BOMB = (
    f"The workbook unpacks to more than {UNPACKED // 1024**2} MB. "
    "Copy the table alone into a new workbook and send that."
)
_MACROS = "The workbook holds macros. Save it as “Excel workbook (.xlsx)”, which leaves them out, or as CSV."
_OUTSIDE = (
    "The workbook points to a file outside itself. "
    "Copy the table alone into a new workbook and send that."
)
_UNSAFE_NAME = (
    "The zip holds a file whose name leads outside it. "
    "Save the table as a new workbook and send that."
)
_LOCKED = "The workbook is protected by a password. Remove the password and send it again."
_TOO_MANY = "The workbook has too many {}. Copy the table alone into a new workbook and send that."
_BLANK_ROWS = (
    f"The workbook has more than {ROWS_WRITTEN:,} formatted rows, most of them blank. "
    "Delete the blank rows below the table, save it and send it again."
)


def check_workbook(content: bytes) -> None:
    """Raise Unreadable, with every reason, unless the zip is safe to open and within every limit."""
    if len(content) > UPLOAD:
        raise unreadable(TOO_LARGE)
    parts = directory(content)
    problems = list(dict.fromkeys(_entry_problems(parts)))
    if problems:
        raise Unreadable(*map(Message, problems))
    tally = _Tally(frozenset(part.name.lower() for part in parts))
    for part in parts:
        _inspect(part, content, tally)
    if tally.problems:
        raise Unreadable(*map(Message, dict.fromkeys(tally.problems)))


def _entry_problems(parts: list[ZipEntry]) -> Iterator[str]:
    seen: set[str] = set()
    for part in parts:
        name = part.name.lower()
        if (
            name.startswith("/")
            or ".." in name.split("/")
            or set(name) & {"\\", ":"}
            or not name.isprintable()
        ):
            yield _UNSAFE_NAME
        if name in seen:
            yield DAMAGED
        if part.flags & 0x2041:
            yield _LOCKED
        elif part.method not in (0, 8):
            yield DAMAGED
        if name.endswith("vbaproject.bin"):
            yield _MACROS
        seen.add(name)


@dataclass
class _Tally:
    """Counts over all parts."""

    names: frozenset[str]
    problems: list[str] = field(default_factory=list)
    unpacked: int = 0
    marks: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, most: int, text: str) -> None:
        """Count one more of something; raises Unreadable when that is one too many."""
        self.counts[what] = self.counts.get(what, 0) + 1
        if self.counts[what] > most:
            raise unreadable(text)


def _inspect(part: ZipEntry, content: bytes, tally: _Tally) -> None:
    """Inflate one part, and scan it if it is XML; raises Unreadable."""
    scan: _XmlScan | None = None
    for number, chunk in enumerate(inflated(part, content)):
        require_time()
        tally.unpacked += len(chunk)
        if tally.unpacked > UNPACKED:
            raise unreadable(_BOMB)
        if number == 0 and _is_xml(part.name, chunk):
            scan = _XmlScan(part.name, tally)
        if scan:
            scan.feed(chunk)
    if scan:
        scan.feed(b"", last=True)


def _is_xml(name: str, chunk: bytes) -> bool:
    """Whether the name or the first bytes, in any encoding, are XML's: a sheet may be called
    picture.png.
    """
    begins = chunk.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1]
    return name.lower().endswith((".xml", ".rels", ".vml")) or begins in (b"<", b"")


class _XmlScan:
    """Scans one part as a stream. expat reports a DOCTYPE in every encoding that openpyxl could
    read.
    """

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
        """Scan a chunk; raises Unreadable as soon as a limit is passed."""
        self.tally.marks += chunk.count(b"<")
        if self.tally.marks > MARKS:
            raise unreadable(_TOO_MANY.format("marks"))
        self.fed += len(chunk)
        try:
            self.parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError):
            # Excel's own drawings of comments are not always well-formed, and are never read.
            if not self.name.lower().endswith(".vml"):
                raise unreadable(DAMAGED) from None
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_PIECE:
            raise unreadable(DAMAGED)

    def doctype(self, *declared: object) -> None:
        raise unreadable(
            "The workbook declares entities, which no spreadsheet program does. "
            "Save the table as a new workbook."
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise unreadable(DAMAGED)
        if self.depth == 1 and name.startswith(_STRICT):
            raise unreadable(
                "The workbook is saved as “Strict Open XML”. "
                "Save it as “Excel workbook (.xlsx)” and send that."
            )
        if name in self.FREE:
            self.table(name.removeprefix(_MAIN))
            return
        self.tally.count("other", OTHER_ELEMENTS, _TOO_MANY.format("styles, links or charts"))
        if name == _MAIN + "sheet":
            self.tally.count("sheet", SHEETS, _TOO_MANY.format("sheets"))
        elif name == _RELATIONSHIP:
            self.relationship(attributes)
        elif name.startswith(_CONTENT_TYPE):
            self.content_type(attributes)

    def end(self, name: str) -> None:
        self.depth -= 1

    def table(self, name: str) -> None:
        if name == "row":
            self.row_is_filled = False
            self.tally.count("row", ROWS_WRITTEN, _BLANK_ROWS)
        elif name == "c":
            self.tally.count(
                "cell",
                CELLS,
                f"The workbook has more than {CELLS:,} cells. Send the table alone, in parts.",
            )
        elif name == "si":
            self.tally.count("string", STRINGS, _TOO_MANY.format("different texts"))
        elif name in ("v", "is") and not self.row_is_filled:
            self.row_is_filled = True
            self.filled_rows += 1
            if self.filled_rows > ROWS + 1:
                raise unreadable(TOO_MANY_ROWS)

    def relationship(self, attributes: dict[str, str]) -> None:
        """Refuse parts and paths outside the file.

        A hyperlink may lead outside, since it is not followed.
        """
        target, kind = unquote(attributes.get("Target", "")), attributes.get("Type", "")
        if attributes.get("TargetMode") == "External":
            if kind.endswith(_PARTS_READ):
                self.tally.problems.append(_OUTSIDE)
            return
        if (
            re.match("[A-Za-z][A-Za-z0-9+.-]*:", target)
            or "\\" in target
            or target.startswith("//")
        ):
            self.tally.problems.append(_OUTSIDE)
        elif not target.startswith("#"):
            folder = dirname(dirname(self.name))
            if normpath(
                join(folder, target) if not target.startswith("/") else target[1:]
            ).startswith(".."):
                self.tally.problems.append(_OUTSIDE)

    def content_type(self, attributes: dict[str, str]) -> None:
        """Refuse macros. A default for an extension counts only if a part has that extension."""
        kind = attributes.get("ContentType", "").lower()
        ending = attributes.get("Extension", "").lower()
        if ending and not any(name.endswith(f".{ending}") for name in self.tally.names):
            return
        if "macroenabled" in kind or "macrosheet" in kind or "vbaproject" in kind:
            self.tally.problems.append(_MACROS)
