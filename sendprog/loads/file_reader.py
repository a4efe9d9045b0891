"""A file, or rows pasted from a spreadsheet, as a grid of cells (pure). What it is is told by its content, not its name."""

import re

from sendprog.loads.delimited import decoded, table
from sendprog.loads.grid import Grid, Row
from sendprog.loads.limits import TOO_LARGE, UPLOAD, directory, guard, refuse
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.sheets import sheet_of

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Directory entries of an OLE2 file are named in UTF-16.
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
_SAVE_AS = "Save it as .xlsx or .csv and send that."
_OTHER_KINDS = {
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


def read(name: str, content: bytes) -> Grid:
    """The rows of an uploaded CSV or XLSX file, the header first; Unreadable with every reason that can be named.

    The name only crosschecks: a CSV that is called .xlsx is refused, since somebody meant another file.
    """
    if len(content) > UPLOAD:
        raise refuse(TOO_LARGE)
    ending = name.strip().lower()
    if content.startswith(b"PK\x03\x04"):
        if ending.endswith(_NAMED_TEXT):
            raise refuse(
                "The file is called CSV or text and holds a zip or workbook. Check that it is the right file, then rename it."
            )
        return _from_zip(content)
    _refuse_other_kinds(content, ending)
    if ending.endswith(_NAMED_WORKBOOK):
        raise refuse(
            "The file is called a workbook and holds plain text (CSV). Check that it is the right file, then call it .csv."
        )
    text, remarks = decoded(content)
    return _with_header_on_top(table(text, remarks))


def read_pasted(text: str) -> Grid:
    """Rows pasted from a spreadsheet, which come with tabs between them; or the text of a CSV file. Unreadable as for read."""
    if len(text) > UPLOAD:
        raise refuse(
            f"The text is longer than {UPLOAD // 1024**2} million characters. Paste only the rows that you want to load."
        )
    content = text.encode("utf-8", "replace")
    if not text.strip():
        raise refuse("Nothing was pasted. Copy the table with its header and paste it.")
    _refuse_other_kinds(content, "")
    text, remarks = decoded(content)
    return _with_header_on_top(table(text, remarks, pasted=True))


def _from_zip(content: bytes) -> Grid:
    names = {part.name for part in directory(content)}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise refuse(f"The file is {_kind_of_zip(names, content)}, not an Excel workbook. {_SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise refuse(f"The file is a binary workbook (.xlsb). {_SAVE_AS}")
    guard(content)
    return _with_header_on_top(sheet_of(content))


def _kind_of_zip(names: set[str], content: bytes) -> str:
    if "mimetype" in names:
        return (
            "an OpenDocument file (.ods)"
            if b"opendocument.spreadsheet" in content[:200]
            else "an OpenDocument file"
        )
    if "[Content_Types].xml" in names:
        return (
            "a Word document"
            if any(name.startswith("word/") for name in names)
            else "another kind of Office file"
        )
    return "a Numbers document" if any(name.endswith(".iwa") for name in names) else "a zip of other files"


def _refuse_other_kinds(content: bytes, ending: str) -> None:
    """Unreadable, in plain words, for what is neither CSV nor a zip."""
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise refuse("The file is empty. Check that you saved the right one.")
    if content.startswith(_OLE2):
        if any(mark in content for mark in _ENCRYPTED):
            raise refuse("The workbook is protected by a password. Remove the password and send it again.")
        raise refuse("The file is an old Excel workbook (.xls). Save as .xlsx or .csv and send that.")
    if content.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise refuse("The file is an empty or split zip, not a workbook. Check that you saved the right one.")
    for begins, kind in _OTHER_KINDS.items():
        if content.startswith(begins):
            raise refuse(f"The file is {kind}, not a table. {_SAVE_AS}")
    text = content.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text):
        raise refuse(
            f"The file is a web page or XML, even if its name says otherwise. Open it in your spreadsheet. {_SAVE_AS}"
        )
    if ending.endswith(".json") or _JSON.fullmatch(text):
        raise refuse(f"The file is JSON, not a table. {_SAVE_AS}")


def _with_header_on_top(grid: Grid) -> Grid:
    """The grid itself; Unreadable when it holds nothing, or when a title stands above the header."""
    if not grid.rows:
        raise refuse("The file holds no rows. Check that you saved the right one.")
    widths = [_filled(row) for row in grid.rows[:20]]
    first = next(number for number, width in enumerate(widths) if width * 2 >= max(widths))
    if first:
        wrong = f"The header must be the first row, and it seems to be in row {grid.rows[first].number}. Delete what stands above it."
        raise Unreadable(Message(wrong, row=grid.rows[0].number))
    return grid


def _filled(row: Row) -> int:
    return sum(not cell.is_blank for cell in row.cells)
