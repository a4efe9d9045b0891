"""Limits of a file, and messages for a file that can't be read (pure)."""

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
# Cells of a workbook, formatted blank ones included.
CELLS = 100_000
# Rows of a workbook, formatted blank ones included: colouring a whole column writes a million.
ROWS_WRITTEN = 20_000
# Different texts of a workbook.
STRINGS = 100_000
# Other elements (styles, links, charts): each costs openpyxl far more than a cell does.
OTHER_ELEMENTS = 50_000
# "<" in all parts together, counted before the XML is parsed: about three times what the limits
# above need.
MARKS = 2_000_000
DEPTH = 64
# Bytes of one tag, comment or attribute: expat buffers each as a whole.
LONGEST_PIECE = 256 * 1024

TOO_LARGE = (
    f"The file is larger than {UPLOAD // 1024**2} MB. Send only the rows that you want to load."
)
DAMAGED = (
    "The workbook is damaged or incomplete. "
    "Open it in your spreadsheet, save it again and send that copy."
)
TOO_MANY_ROWS = f"The file has more than {ROWS:,} rows of figures. Send it in parts."


def unreadable(text: str) -> Unreadable:
    """An exception to raise, with one message about the whole file."""
    return Unreadable(Message(text))
