"""Rows out of separated text: CSV as spreadsheets write it, and rows pasted from one (pure)."""

import re
from collections.abc import Iterator

from sendprog.loads.grid import Cell, Grid, Row
from sendprog.loads.limits import CELL, COLUMNS, ROWS, ROWS_WRITTEN, TOO_MANY_ROWS
from sendprog.loads.messages import Message, Unreadable
from sendprog.pages.exports import safe_cell

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile('"[^"]*"')
_SEP_LINE = re.compile(r'"?sep=(.?)"?[,;\t]*', re.IGNORECASE)
# A UTF-8 letter among bytes that are not UTF-8: the file was glued together from two.
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What English texts in cp1252 hold; anything else says that it isn't cp1252.
_PLAUSIBLE = frozenset("£€–—‘’“”…•°·½¼¾©®™²³§±×÷\u00a0ŠšŽžŒœŸ" + "".join(map(chr, range(0xC0, 0x100))))
_SAVE_AS_UTF_8 = "Save the file as “CSV UTF-8” and send it again."


def decoded(content: bytes) -> tuple[str, tuple[Message, ...]]:
    """The text, and a remark when its encoding was worked out rather than known; Unreadable naming the row otherwise.

    UTF-8, or UTF-16 that says so with its mark; else cp1252, as Windows saved CSV for decades, where that is plausible.
    """
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise Unreadable(Message(f"The file is in UTF-32, which we don't read. {_SAVE_AS_UTF_8}"))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _without_nul(content.decode("utf-16")), ()
        except UnicodeDecodeError:
            raise Unreadable(
                Message(f"The file begins as UTF-16 and doesn't go on so. {_SAVE_AS_UTF_8}")
            ) from None
    try:
        return _without_nul(content.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        return _from_windows(content, _line(content[: error.start].decode("latin-1")))


def _from_windows(content: bytes, row: int) -> tuple[str, tuple[Message, ...]]:
    """The text as cp1252; Unreadable when it is not plausibly that. `row` is the first that isn't UTF-8."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    letters = {letter for letter in text if letter > "\x7f"}
    if not text or not letters <= _PLAUSIBLE or _UTF_8_LETTER.search(content):
        raise Unreadable(
            Message(
                f"Some letters can't be read: they are in no encoding that we know. {_SAVE_AS_UTF_8}", row=row
            )
        )
    remark = "The file is not in UTF-8, so it was read as Windows text (cp1252). Check the pound signs, dashes and accents."
    return _without_nul(text), (Message(remark, row=row),)


def _without_nul(text: str) -> str:
    place = text.find("\0")
    if place >= 0:
        raise Unreadable(
            Message(
                f"The file holds a zero byte, which no table does. {_SAVE_AS_UTF_8}", row=_line(text[:place])
            )
        )
    return text


def _line(before: str) -> int:
    """The number of the line that follows this text."""
    return len(_LINE_END.findall(before)) + 1


def table(text: str, remarks: tuple[Message, ...] = (), *, pasted: bool = False) -> Grid:
    """The rows of a text whose separator the header tells; Unreadable naming the row for a quote that never closes.

    A line "sep=;" above the header is obeyed, as Excel does. A cell that sendprog.exports defused gets its apostrophe
    taken off again, so that an exported file loads back unchanged; the price is that a text which somebody began with
    an apostrophe and a formula's sign loses the apostrophe.
    """
    first, end = (
        (text, len(text)) if not (found := _LINE_END.search(text)) else (text[: found.start()], found.end())
    )
    told = _SEP_LINE.fullmatch(first)
    if told and told[1] not in SEPARATORS:
        raise Unreadable(
            Message("names a separator that we don't read. Use comma, semicolon or tab.", found=first, row=1)
        )
    separator = told[1] if told else separator_of(text, pasted=pasted)
    rows = list(_rows(text, separator, start=end if told else 0, line=2 if told else 1))
    return Grid(_trimmed(rows), (*remarks, *_swallowed(rows, separator)))


def separator_of(text: str, *, pasted: bool = False) -> str:
    """The separator that the header holds most; Unreadable when two are as likely. A lone column has a comma.

    Spreadsheets paste with tabs, so there one tab tells.
    """
    for line in _LINE_END.split(_QUOTED.sub("", text[: CELL * 10]), maxsplit=20)[:20]:
        counts = sorted(((line.count(each), each) for each in SEPARATORS), reverse=True)
        if pasted and "\t" in line:
            return "\t"
        if counts[0][0] and counts[0][0] == counts[1][0]:
            names = " and ".join(SEPARATORS[each] for _, each in counts[:2])
            raise Unreadable(
                Message(f"The header holds as many of {names}: we can't tell which one separates.", row=1)
            )
        if counts[0][0]:
            return counts[0][1]
    return ","


def _rows(text: str, separator: str, *, start: int, line: int) -> Iterator[Row]:
    """Each row that isn't wholly blank; Unreadable past the limits."""
    stop = re.compile(f"[{separator}\r\n]")
    at, records, kept = start, 0, 0
    while at < len(text):
        cells, at, next_line = _record(text, at, line, stop)
        records += 1
        if any(not cell.is_blank for cell in cells):
            kept += 1
            yield Row(line, tuple(cells))
        if kept > ROWS + 1:
            raise Unreadable(Message(TOO_MANY_ROWS))
        if records > ROWS_WRITTEN:
            raise Unreadable(
                Message(
                    f"The file has more than {ROWS_WRITTEN:,} lines, most of them blank. Delete the blank lines."
                )
            )
        line = next_line


def _record(text: str, at: int, line: int, stop: re.Pattern[str]) -> tuple[list[Cell], int, int]:
    """One row's cells, where the next row begins, and on which line."""
    cells: list[Cell] = []
    began = line
    while True:
        value, at = _field(text, at, line, stop)
        if len(value) > CELL:
            raise Unreadable(
                Message(f"is longer than {CELL:,} characters. Shorten it.", found=value, row=line)
            )
        cells.append(Cell(_undefused(value)))
        line += len(_LINE_END.findall(value))
        if len(cells) > COLUMNS:
            raise Unreadable(
                Message(
                    f"This row has more than {COLUMNS} columns. Send only the columns that you load.",
                    row=began,
                )
            )
        ended = _LINE_END.match(text, at)
        if ended or at >= len(text):
            return cells, ended.end() if ended else at, line + 1
        at += 1


def _field(text: str, at: int, line: int, stop: re.Pattern[str]) -> tuple[str, int]:
    """A cell's text and where its separator or line end stands. A quote inside a plain cell is only a letter."""
    if not text.startswith('"', at):
        found = stop.search(text, at)
        end = found.start() if found else len(text)
        return text[at:end], end
    place = text.find('"', at + 1)
    furthest = at + 2 * CELL
    while 0 <= place < furthest and text.startswith('"', place + 1):
        place = text.find('"', place + 2)
    if place < 0 or place >= furthest:
        raise Unreadable(
            Message(
                "A quotation mark opens here and never closes, so the rows below are lost in it. Close it.",
                row=line,
            )
        )
    value = text[at + 1 : place].replace('""', '"')
    if place + 1 < len(text) and not stop.match(text, place + 1):
        wrong = "is followed by more text after its closing quotation mark. Check the quotation marks from here on."
        raise Unreadable(Message(wrong, found=value, row=line))
    return value, place + 1


def _undefused(text: str) -> str:
    """The text as it was before sendprog.exports put an apostrophe before it."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def _trimmed(rows: list[Row]) -> tuple[Row, ...]:
    """Without the columns at the right that are blank in every row."""
    width = max(
        (number for row in rows for number, cell in enumerate(row.cells, 1) if not cell.is_blank), default=0
    )
    return tuple(Row(row.number, row.cells[:width]) for row in rows)


def _swallowed(rows: list[Row], separator: str) -> Iterator[Message]:
    """A remark for each cell with a line in it that looks like a row: two stray quotes hide rows so."""
    separators = len(rows[0].cells) - 1 if rows else 0
    for row in rows:
        for cell in row.cells:
            lines = _LINE_END.split(cell.text)[1:]
            if separators and any(line.count(separator) >= separators for line in lines):
                remark = "holds a line break and what looks like a whole row. Check its quotation marks."
                yield Message(remark, found=cell.text, row=row.number)
