"""Reads a file, or rows pasted from a spreadsheet: first every cell, then the one table among them
(pure).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sendprog.loads.child_scan import SheetCells
from sendprog.loads.delimited import decode_text, loose_cells, parse_table
from sendprog.loads.grid import Grid, GridRow
from sendprog.loads.limits import TOO_LARGE, UPLOAD, unreadable
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.sheets import sheets_with_cells, table_of_sheets
from sendprog.loads.workbook_check import check_workbook
from sendprog.loads.workbook_reader import read_sheets
from sendprog.loads.workbook_texts import loose_texts
from sendprog.loads.zip_entries import directory

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Directory entries of an OLE2 file are named in UTF-16.
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
# A label's encryption stands under this name; a password's under another.
_ENCRYPTED_BY_LABEL = "DRMEncrypted".encode("utf-16-le")
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


@dataclass(frozen=True)
class OpenedFile:
    """A file that can be read through. `sheets`, `texts`: every cell, and every text outside cells.

    table: parses the one table in our own shape, the header first; raises Unreadable. grids: every
    visible sheet that may hold the table, whatever its shape; raises Unreadable past the limits.
    """

    sheets: tuple[SheetCells, ...]
    texts: tuple[str, ...]
    table: Callable[[], Grid]
    grids: Callable[[], tuple[Grid, ...]]


def opened_file(name: str, content: bytes) -> OpenedFile:
    """An uploaded CSV or XLSX file; raises Unreadable for any other.

    The content decides the format. A name that contradicts it (a CSV file called .xlsx) is refused:
    another file may have been meant.
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
        return _open_zip(content)
    _refuse_other_formats(content, ending)
    if ending.endswith(_NAMED_WORKBOOK):
        raise unreadable(
            "The file is called a workbook and holds plain text (CSV). "
            "Check that it is the right file, then call it .csv."
        )
    return _open_text(content)


def opened_paste(text: str) -> OpenedFile:
    """Text pasted from a spreadsheet or a CSV file; raises Unreadable as opened_file() does."""
    if len(text) > UPLOAD:
        raise unreadable(
            f"The text is longer than {UPLOAD // 1024**2} million characters. "
            "Paste only the rows that you want to load."
        )
    content = text.encode("utf-8", "replace")
    if not text.strip():
        raise unreadable("Nothing was pasted. Copy the table with its header and paste it.")
    _refuse_other_formats(content, "")
    return _open_text(content, pasted=True)


def read_file(name: str, content: bytes) -> Grid:
    """The table of an uploaded file, the header first; raises Unreadable."""
    return opened_file(name, content).table()


def read_pasted(text: str) -> Grid:
    """The table of pasted text, the header first; raises Unreadable."""
    return opened_paste(text).table()


def _open_text(content: bytes, *, pasted: bool = False) -> OpenedFile:
    text, remarks = decode_text(content)
    try:
        grid = parse_table(text, remarks, pasted=pasted)
    except Unreadable as error:
        loose = loose_cells(text)
        if loose is None:
            raise
        return OpenedFile((SheetCells(loose),), (), partial(_raise, error), tuple)
    cells = {
        (row.number, column): cell for row in grid.rows for column, cell in enumerate(row.cells, 1)
    }
    return OpenedFile((SheetCells(cells),), (), partial(_check_header, grid), lambda: (grid,))


def _raise(error: Unreadable) -> Grid:
    raise error


def _open_zip(content: bytes) -> OpenedFile:
    names = {part.name for part in directory(content)}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise unreadable(
            f"The file is {_zip_format(names, content)}, not an Excel workbook. {_SAVE_AS}"
        )
    if "xl/workbook.bin" in names:
        raise unreadable(f"The file is a binary workbook (.xlsb). {_SAVE_AS}")
    check_workbook(content)
    sheets = read_sheets(content)
    # A sheet's title may name a child, so its number stands for it.
    several = len(sheets) > 1
    cells = tuple(
        SheetCells(sheet.cells, f" of sheet {number}" if several else "")
        for number, sheet in enumerate(sheets, 1)
    )
    titles = tuple(sheet.title for sheet in sheets)
    return OpenedFile(
        cells,
        (*titles, *loose_texts(content)),
        lambda: _check_header(table_of_sheets(sheets)),
        lambda: sheets_with_cells(sheets),
    )


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
        if _ENCRYPTED_BY_LABEL in content:
            raise unreadable(
                "The workbook is encrypted, most likely by a sensitivity label. Save the table as CSV, or "
                "ask whoever looks after labels for one that does not encrypt, and send that."
            )
        if any(mark in content for mark in _ENCRYPTED):
            raise unreadable(
                "The workbook is encrypted, by a password or by a sensitivity label. Remove the password, or "
                "set a label that does not encrypt (or save the table as CSV), and send it again."
            )
        raise unreadable(
            "The file is an old Excel workbook (.xls). Save as .xlsx or .csv and send that."
        )
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
