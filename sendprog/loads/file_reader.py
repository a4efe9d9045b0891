"""Reads a file, or rows pasted from a spreadsheet, into a grid of cells (pure)."""

import re

from sendprog.loads.delimited import decode_text, parse_table
from sendprog.loads.grid import Grid, GridRow
from sendprog.loads.limits import TOO_LARGE, UPLOAD, unreadable
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.sheets import read_workbook
from sendprog.loads.workbook_check import check_workbook, directory

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Directory entries of an OLE2 file are named in UTF-16.
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
_SAVE_AS = "Save it as .xlsx or .csv and send that."
_OTHER_FORMATS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text document",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"7z\xbc\xaf": "a compressed file (7-Zip)",
    b"Rar!": "a compressed file (RAR)",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"\x09\x08": "an old Excel workbook",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype|!--|html|\?xml|table|svg|workbook)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\[\s*[\[{"\d-]|\[\s*\]|\{\s*["}]).*[\]}]\s*', re.DOTALL)
_NAMED_WORKBOOK = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods")
_NAMED_TEXT = (".csv", ".txt", ".tsv", ".tab", ".json")


def read_file(name: str, content: bytes) -> Grid:
    """The rows of an uploaded CSV or XLSX file, the header first; raises Unreadable.

    The content decides the format. A name that contradicts it (a CSV file called .xlsx) is refused: another
    file may have been meant.
    """
    if len(content) > UPLOAD:
        raise unreadable(TOO_LARGE)
    ending = name.strip().lower()
    if content.startswith(b"PK\x03\x04"):
        if ending.endswith(_NAMED_TEXT):
            raise unreadable(
                "The file is called CSV or text and holds a zip or workbook. "
                "Check that it is the right file, then rename it."
            )
        return _read_zip(content)
    _refuse_other_formats(content, ending)
    if ending.endswith(_NAMED_WORKBOOK):
        raise unreadable(
            "The file is called a workbook and holds plain text (CSV). "
            "Check that it is the right file, then call it .csv."
        )
    text, remarks = decode_text(content)
    return _check_header(parse_table(text, remarks))


def read_pasted(text: str) -> Grid:
    """The rows of text pasted from a spreadsheet or a CSV file; raises Unreadable as read_file() does."""
    if len(text) > UPLOAD:
        raise unreadable(
            f"The text is longer than {UPLOAD // 1024**2} million characters. "
            "Paste only the rows that you want to load."
        )
    content = text.encode("utf-8", "replace")
    if not text.strip():
        raise unreadable("Nothing was pasted. Copy the table with its header and paste it.")
    _refuse_other_formats(content, "")
    text, remarks = decode_text(content)
    return _check_header(parse_table(text, remarks, pasted=True))


def _read_zip(content: bytes) -> Grid:
    names = {part.name for part in directory(content)}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise unreadable(f"The file is {_zip_format(names, content)}, not an Excel workbook. {_SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise unreadable(f"The file is a binary workbook (.xlsb). {_SAVE_AS}")
    check_workbook(content)
    return _check_header(read_workbook(content))


def _zip_format(names: set[str], content: bytes) -> str:
    """What a zip that is no Excel workbook seems to be: "a Word document"."""
    if "mimetype" in names:
        if b"opendocument.spreadsheet" in content[:200]:
            return "an OpenDocument file (.ods)"
        return "an OpenDocument file"
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return "a Word document"
        return "another kind of Office file"
    if any(name.endswith(".iwa") for name in names):
        return "a Numbers document"
    return "a zip of other files"


def _refuse_other_formats(content: bytes, ending: str) -> None:
    """Raise Unreadable, naming the format, unless the content may be CSV."""
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise unreadable("The file is empty. Check that you saved the right one.")
    if content.startswith(_OLE2):
        if any(mark in content for mark in _ENCRYPTED):
            raise unreadable(
                "The workbook is protected by a password. Remove the password and send it again."
            )
        raise unreadable("The file is an old Excel workbook (.xls). Save as .xlsx or .csv and send that.")
    if content.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise unreadable(
            "The file is an empty or split zip, not a workbook. Check that you saved the right one."
        )
    for signature, name in _OTHER_FORMATS.items():
        if content.startswith(signature):
            raise unreadable(f"The file is {name}, not a table. {_SAVE_AS}")
    text = content.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text):
        raise unreadable(
            "The file is a web page or XML, even if its name says otherwise. "
            f"Open it in your spreadsheet. {_SAVE_AS}"
        )
    if ending.endswith(".json") or _JSON.fullmatch(text):
        raise unreadable(f"The file is JSON, not a table. {_SAVE_AS}")


def _check_header(grid: Grid) -> Grid:
    """The grid; raises Unreadable when it is empty or a title is above the header."""
    if not grid.rows:
        raise unreadable("The file holds no rows. Check that you saved the right one.")
    widths = [_filled_cells(row) for row in grid.rows[:20]]
    first = next(number for number, width in enumerate(widths) if width * 2 >= max(widths))
    if first:
        problem = (
            f"The header must be the first row, and it seems to be in row {grid.rows[first].number}. "
            "Delete what is above it."
        )
        raise Unreadable(Message(problem, row=grid.rows[0].number))
    return grid


def _filled_cells(row: GridRow) -> int:
    return sum(not cell.is_blank for cell in row.cells)
