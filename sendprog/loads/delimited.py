"""Parses delimited text (pure): CSV as spreadsheets write it, and rows pasted from a spreadsheet."""

import re
from collections.abc import Iterator

from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.limits import CELL, CELLS, COLUMNS, ROWS, ROWS_WRITTEN, TOO_MANY_ROWS
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.time_limit import require_time
from sendprog.pages.safe_cells import safe_cell

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile('"[^"]*"')
_SEP_LINE = re.compile(r'"?sep=(.?)"?[,;\t]*', re.IGNORECASE)
# A UTF-8 letter in a file that is not UTF-8: two files were joined.
_UTF_8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# Letters that an English text in cp1252 may hold; with any other, the file is taken not to be
# cp1252.
_PLAUSIBLE = frozenset(
    "£€–—‘’“”…•°·½¼¾©®™²³§±×÷\u00a0ŠšŽžŒœŸ" + "".join(map(chr, range(0xC0, 0x100)))
)
_SAVE_AS_UTF_8 = "Save the file as “CSV UTF-8” and send it again."

_BLANK = Cell("")


def decode_text(content: bytes) -> tuple[str, tuple[Message, ...]]:
    """The text, and a remark if its encoding had to be guessed; raises Unreadable, naming the row
    if it can.

    UTF-8, UTF-16 with its byte order mark, or cp1252 (as Windows saved CSV for decades) if that is
    plausible.
    """
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise Unreadable(Message(f"The file is in UTF-32, which can't be read. {_SAVE_AS_UTF_8}"))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _without_nul(content.decode("utf-16")), ()
        except UnicodeDecodeError:
            text = f"The file begins as UTF-16 and continues in another encoding. {_SAVE_AS_UTF_8}"
            raise Unreadable(Message(text)) from None
    try:
        return _without_nul(content.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        return _decode_cp1252(content, _line_after(content[: error.start].decode("latin-1")))


def _decode_cp1252(content: bytes, row: int) -> tuple[str, tuple[Message, ...]]:
    """The text as cp1252; raises Unreadable if that is implausible.

    `row` is the first that isn't UTF-8.
    """
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    letters = {letter for letter in text if letter > "\x7f"}
    if not text or not letters <= _PLAUSIBLE or _UTF_8_LETTER.search(content):
        problem = f"Some letters can't be read: their encoding is not known. {_SAVE_AS_UTF_8}"
        raise Unreadable(Message(problem, row=row))
    remark = (
        "The file is not in UTF-8, so it was read as Windows text (cp1252). "
        "Check the pound signs, dashes and accents."
    )
    return _without_nul(text), (Message(remark, row=row),)


def _without_nul(text: str) -> str:
    place = text.find("\0")
    if place >= 0:
        problem = f"The file holds a zero byte, which no table does. {_SAVE_AS_UTF_8}"
        raise Unreadable(Message(problem, row=_line_after(text[:place])))
    return text


def _line_after(text: str) -> int:
    """The number of the line on which this text ends."""
    return len(_LINE_END.findall(text)) + 1


def parse_table(text: str, remarks: tuple[Message, ...] = (), *, pasted: bool = False) -> Grid:
    """The rows of a delimited text; raises Unreadable, naming the row of a quote that never closes.

    A first line "sep=;" is obeyed, as in Excel. The apostrophe that sendprog.pages.exports puts
    before a formula is removed, so that an exported file loads back unchanged; a text typed with
    such an apostrophe loses it too.
    """
    line_end = _LINE_END.search(text)
    first = text[: line_end.start()] if line_end else text
    declared = _SEP_LINE.fullmatch(first)
    if not declared:
        separator = find_separator(text, pasted=pasted)
        rows = list(_parse_rows(text, separator, start=0, line=1))
    elif declared[1] in SEPARATORS:
        separator = declared[1]
        rows = list(
            _parse_rows(text, separator, start=line_end.end() if line_end else len(text), line=2)
        )
    else:
        problem = "names a separator that can't be read. Use comma, semicolon or tab."
        raise Unreadable(Message(problem, found=first, row=1))
    return Grid(_trimmed(rows), (*remarks, *_swallowed_rows(rows, separator)))


def loose_cells(text: str) -> dict[tuple[int, int], Cell] | None:
    """What may be cells of a text that is no table, by line and position, whatever separates them.

    None for a text of more cells than a file may have.
    """
    if sum(text.count(separator) for separator in ",;\t|\r\n") > CELLS:
        return None
    cells = {}
    for number, line in enumerate(_LINE_END.split(text), 1):
        for position, piece in enumerate(re.split("[,;\t|]", line), 1):
            cells[number, position] = Cell(piece.strip(' "'))
    return cells


def find_separator(text: str, *, pasted: bool = False) -> str:
    """The separator most frequent in the header, or a comma; raises Unreadable when two are equally
    frequent.

    Spreadsheets paste with tabs, so in pasted text one tab decides.
    """
    for line in _LINE_END.split(_QUOTED.sub("", text[: CELL * 10]), maxsplit=20)[:20]:
        if pasted and "\t" in line:
            return "\t"
        (most, separator), (second, other), *_ = sorted(
            ((line.count(each), each) for each in SEPARATORS), reverse=True
        )
        if most and most == second:
            names = f"{SEPARATORS[separator]} and {SEPARATORS[other]}"
            problem = f"The header holds as many of {names}: we can't tell which one separates."
            raise Unreadable(Message(problem, row=1))
        if most:
            return separator
    return ","


def _parse_rows(text: str, separator: str, *, start: int, line: int) -> Iterator[GridRow]:
    """The rows that aren't blank; raises Unreadable past the limits."""
    stop = re.compile(f"[{separator}\r\n]")
    position, records, filled = start, 0, 0
    while position < len(text):
        require_time()
        cells, position, next_line = _parse_row(text, position, line, stop)
        records += 1
        if any(not cell.is_blank for cell in cells):
            filled += 1
            yield GridRow(line, tuple(cells))
        if filled > ROWS + 1:
            raise Unreadable(Message(TOO_MANY_ROWS))
        if records > ROWS_WRITTEN:
            problem = (
                f"The file has more than {ROWS_WRITTEN:,} lines, most of them blank. "
                "Delete the blank lines."
            )
            raise Unreadable(Message(problem))
        line = next_line


def _parse_row(
    text: str, position: int, line: int, stop: re.Pattern[str]
) -> tuple[list[Cell], int, int]:
    """A row's cells, and the position and line of the next row."""
    cells: list[Cell] = []
    first_line = line
    while True:
        value, position = _parse_field(text, position, line, stop)
        if len(value) > CELL:
            problem = f"is longer than {CELL:,} characters. Shorten it."
            raise Unreadable(Message(problem, found=value, row=line))
        cells.append(Cell(without_apostrophe(value)) if value else _BLANK)
        line += len(_LINE_END.findall(value))
        if len(cells) > COLUMNS:
            problem = (
                f"This row has more than {COLUMNS} columns. Send only the columns that you load."
            )
            raise Unreadable(Message(problem, row=first_line))
        line_end = _LINE_END.match(text, position)
        if line_end:
            return cells, line_end.end(), line + 1
        if position >= len(text):
            return cells, position, line + 1
        position += 1


def _parse_field(text: str, position: int, line: int, stop: re.Pattern[str]) -> tuple[str, int]:
    """A cell's text and the position of the separator or line end after it.

    A quote inside an unquoted cell is an ordinary character.
    """
    if not text.startswith('"', position):
        match = stop.search(text, position)
        end = match.start() if match else len(text)
        return text[position:end], end
    closing = text.find('"', position + 1)
    furthest = position + 2 * CELL
    while 0 <= closing < furthest and text.startswith('"', closing + 1):
        closing = text.find('"', closing + 2)
    if closing < 0 or closing >= furthest:
        problem = "A quotation mark opens here and never closes, so the rows below are lost in it. Close it."
        raise Unreadable(Message(problem, row=line))
    value = text[position + 1 : closing].replace('""', '"')
    if closing + 1 < len(text) and not stop.match(text, closing + 1):
        problem = (
            "is followed by more text after its closing quotation mark. "
            "Check the quotation marks from here on."
        )
        raise Unreadable(Message(problem, found=value, row=line))
    return value, closing + 1


def without_apostrophe(text: str) -> str:
    """The text without the apostrophe with which sendprog.pages.exports defuses a formula."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def _trimmed(rows: list[GridRow]) -> tuple[GridRow, ...]:
    """The rows without the columns at the right that are blank in every row."""
    width = 0
    for row in rows:
        for number, cell in enumerate(row.cells, 1):
            if not cell.is_blank:
                width = max(width, number)
    return tuple(GridRow(row.number, row.cells[:width]) for row in rows)


def _swallowed_rows(rows: list[GridRow], separator: str) -> Iterator[Message]:
    """A remark for each cell with a line that looks like a row: two stray quotes may have swallowed
    rows.
    """
    separators = len(rows[0].cells) - 1 if rows else 0
    if not separators:
        return
    for row in rows:
        for cell in row.cells:
            lines = _LINE_END.split(cell.text)[1:]
            if any(line.count(separator) >= separators for line in lines):
                remark = (
                    "holds a line break and what looks like a whole row. Check its quotation marks."
                )
                yield Message(remark, found=cell.text, row=row.number)
