"""What a cell says (pure): each kind of column reads its cells by explicit patterns. Nothing is guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sendprog.loads.grid import Cell, Holds
from sendprog.loads.months import NotAMonth, month_of, month_of_day
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month, PeriodError

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_UK_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class Refused(ValueError):
    """A cell that is not what its column wants; the message names the fix."""


@dataclass(frozen=True)
class Read:
    """What a cell was understood as. `understood` is said where that took more than copying; a warning wants an answer."""

    value: Any = None
    marker: str = ""
    understood: str = ""
    warning: str = ""


class Reader(Protocol):
    """Reads the cells of a kind of column; `wanted` says in plain words what it takes."""

    @property
    def wanted(self) -> str: ...

    def read(self, cell: Cell) -> Read: ...

    def written(self, value: Any, marker: str) -> Any:
        """A stored value as it stands in a file that can be loaded back."""
        ...


def plain_text(cell: Cell) -> str:
    """The cell's text without the spaces around it; Refused for what a spreadsheet could not work out."""
    if cell.holds is Holds.ERROR:
        raise Refused("the spreadsheet could not work this out: mend the formula, or type the value")
    if cell.holds is Holds.NO_VALUE:
        raise Refused(
            "this cell holds no value of its own (a merged cell, or a formula never worked out): type the value"
        )
    if cell.holds is Holds.DATE:
        raise Refused(
            "this is a date, not what belongs here: format the cell as a number or text, and type the value"
        )
    return cell.text.strip()


@dataclass(frozen=True)
class MonthCell:
    """A month. A month after `until` has not begun, so it can have no figures."""

    until: Month | None = None
    wanted: str = "A month such as 2024-11, Nov-24, November 2024, 30/11/2024 or 2024/25 M8"

    def read(self, cell: Cell) -> Read:
        try:
            month = (
                month_of_day(cell.day)
                if cell.holds is Holds.DATE and cell.day
                else month_of(plain_text(cell))
            )
        except NotAMonth as error:
            raise Refused(str(error)) from error
        if self.until and month > self.until:
            raise Refused(f"{month} is still to come: check the year")
        return Read(month, understood="" if cell.text.strip() == month.iso else month.label)

    def written(self, value: Month, marker: str) -> str:
        return value.iso


@dataclass(frozen=True)
class Text:
    """Text of at most `longest` characters, kept as it is."""

    longest: int = 200
    lines: bool = False

    @property
    def wanted(self) -> str:
        return f"Text, at most {self.longest:,} characters"

    def read(self, cell: Cell) -> Read:
        text = plain_text(cell).replace("\r\n", "\n").replace("\r", "\n")
        allowed = "\n\t" if self.lines else ""
        if any(not (letter.isprintable() or letter in allowed) for letter in text):
            raise Refused(
                "there are characters that can't be seen (a line break, a control or a direction mark): type it again"
            )
        if len(text) > self.longest:
            raise Refused(f"this has {len(text):,} characters: at most {self.longest:,} are kept")
        return Read(text)

    def written(self, value: str, marker: str) -> str:
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few words, by what is stored or what is shown."""

    choices: Mapping[str, str] = field(hash=False)

    @property
    def wanted(self) -> str:
        return f"One of: {', '.join(self.choices.values())}"

    def read(self, cell: Cell) -> Read:
        text = plain_text(cell)
        if not text:
            return Read("")
        for value, label in self.choices.items():
            if text.lower() in (str(value).lower(), label.lower()):
                return Read(value)
        raise Refused(f"this is none of the choices: write one of {', '.join(self.choices.values())}")

    def written(self, value: str, marker: str) -> str:
        return self.choices.get(value, value)


@dataclass(frozen=True)
class Day:
    """A day."""

    wanted: str = "A day such as 2024-11-30 or 30/11/2024"

    def read(self, cell: Cell) -> Read:
        if cell.holds is Holds.DATE:
            return Read(cell.day)
        text = plain_text(cell)
        if not text:
            return Read(None)
        if found := _DAY.fullmatch(text):
            parts = int(found[1]), int(found[2]), int(found[3])
        elif found := _UK_DAY.fullmatch(text):
            parts = int(found[3]), int(found[2]), int(found[1])
        else:
            raise Refused("this is not a day: write it as 2024-11-30, or 30/11/2024 (day first)")
        try:
            return Read(date(*parts))
        except ValueError as error:
            raise Refused(
                "there is no such day: write it as 2024-11-30, or 30/11/2024 (day first)"
            ) from error

    def written(self, value: date | None, marker: str) -> str:
        return value.isoformat() if value else ""


@dataclass(frozen=True)
class RoughDay:
    """A date known to the day, month, quarter, term or year."""

    wanted: str = (
        "A date such as 14 August 2024, September 2025, January to March 2025, autumn term 2025 or 2026"
    )

    def read(self, cell: Cell) -> Read:
        if cell.holds is Holds.DATE and cell.day:
            return Read(PartialDate.parse(cell.day.strftime("%d/%m/%Y")))
        text = plain_text(cell)
        if not text:
            return Read(None)
        try:
            found = PartialDate.parse(text)
        except PeriodError as error:
            raise Refused(str(error)) from error
        return Read(found, understood="" if str(found) == text else str(found))

    def written(self, value: PartialDate | None, marker: str) -> str:
        return str(value) if value else ""


@dataclass(frozen=True)
class YesOrNo:
    """yes or no; empty is no."""

    wanted: str = "yes or no"

    def read(self, cell: Cell) -> Read:
        text = plain_text(cell).lower()
        if text in ("yes", "true"):
            return Read(True)
        if text in ("", "no", "false"):
            return Read(False)
        raise Refused("this is neither yes nor no: write one of the two")

    def written(self, value: bool, marker: str) -> str:
        return "yes" if value else "no"
