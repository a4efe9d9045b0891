"""Parsers of cells that hold texts, references or choices (pure)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sendprog.loads.cell_parsers import CellError, ParsedCell, plain_text, short_text
from sendprog.loads.date_cells import shown_date
from sendprog.loads.grid import Cell, Holds
from sendprog.loads.number_formats import shown_reference
from sendprog.values.references import (
    LONGEST_REFERENCE,
    normalised_reference,
    reference_problem,
    slug_of,
)
from sendprog.values.roles import role_problem
from sendprog.values.wording import lower_first

_ADDRESS = re.compile("[-a-zA-Z0-9_]+")


@dataclass(frozen=True)
class TextCell:
    """Text of at most `longest` characters; `lines` allows line breaks. is_role: it names no
    person.
    """

    longest: int = 200
    lines: bool = False
    is_role: bool = False

    @property
    def expects(self) -> str:
        return f"Text, at most {self.longest:,} characters"

    def parse(self, cell: Cell) -> ParsedCell:
        if cell.holds is Holds.DATE and cell.day:
            return self.parse_date(cell)
        text = plain_text(cell).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.longest:
            raise CellError(
                f"this has {len(text):,} characters: shorten it to {self.longest:,} or fewer"
            )
        if self.is_role and (problem := role_problem(text)):
            raise CellError(problem)
        visible = text.replace("\n", "").replace("\t", "") if self.lines else text
        if not visible.isprintable():
            raise CellError(
                "there are characters that can't be seen "
                "(a line break, a control or a direction mark): type it again"
            )
        return ParsedCell(text)

    @staticmethod
    def parse_date(cell: Cell) -> ParsedCell:
        """A text that a spreadsheet turned into a date."""
        text = str(shown_date(cell))
        warning = f"The cell holds a date, read as “{text}”. If it said something else, type that as text."
        return ParsedCell(text, understood=text, warning=warning, sheet_day=cell.day)

    def export(self, value: str, marker: str) -> str:
        return value


@dataclass(frozen=True)
class ReferenceCell:
    """A reference as the council writes it.

    `reserved`: slugs that a page of the site has already.
    """

    reserved: Collection[str] = ()
    expects: str = f"A reference such as SEND 12 or MS/4, at most {LONGEST_REFERENCE} characters"

    def parse(self, cell: Cell) -> ParsedCell:
        text = short_text(cell)
        warning = self.check_number(cell) if cell.holds is Holds.NUMBER else ""
        reference = normalised_reference(text)
        problem = reference_problem(reference, self.reserved) if reference else ""
        if problem:
            raise CellError(lower_first(problem).removesuffix("."))
        return ParsedCell(reference, warning=warning)

    @staticmethod
    def check_number(cell: Cell) -> str:
        """A question about a reference that was typed as a number; CellError if it is shown
        otherwise.
        """
        shown = shown_reference(cell.text, cell.shown_as)
        if shown != cell.text:
            raise CellError(
                f"the sheet shows {shown} and holds the number {cell.text}: which is the reference? "
                "Format the column as text, then type it"
            )
        if "." in cell.text:
            return (
                f"The reference is the number {cell.text}: if {cell.text}0 was typed, the 0 is lost. "
                "Format the column as text to keep it."
            )
        return ""

    def export(self, value: str, marker: str) -> str:
        return value


@dataclass(frozen=True)
class AddressCell:
    """The end of the address of a record's page, as in "fewer-placements"."""

    expects: str = "Letters, digits and hyphens, such as fewer-placements"

    def parse(self, cell: Cell) -> ParsedCell:
        text = short_text(cell)
        warning = ReferenceCell.check_number(cell) if cell.holds is Holds.NUMBER else ""
        if text and not _ADDRESS.fullmatch(text):
            address = slug_of(text) or "a short name"
            raise CellError(f"this is no address: write {address}, with hyphens for spaces")
        return ParsedCell(text, warning=warning)

    def export(self, value: str, marker: str) -> str:
        return value


@dataclass(frozen=True)
class ChoiceCell:
    """One of a few choices, by stored value or label in any capitals; empty is an empty text.

    may_be_cleared: an empty cell empties the field, where it would else leave it alone.
    """

    choices: Mapping[str, str] = field(hash=False)
    may_be_cleared: bool = False

    @property
    def expects(self) -> str:
        return f"One of: {', '.join(self.choices.values())}"

    def parse(self, cell: Cell) -> ParsedCell:
        text = short_text(cell)
        if not text:
            return ParsedCell("")
        # A label's explanation, after its colon, may be worded otherwise in a file of an earlier
        # release.
        bare = text.lower().partition(":")[0]
        for value, label in self.choices.items():
            if bare in (str(value).lower(), label.lower().partition(":")[0]):
                return ParsedCell(value)
        raise CellError(
            f"this is none of the choices: write one of {', '.join(self.choices.values())}"
        )

    def export(self, value: str, marker: str) -> str:
        return self.choices.get(value, value)


@dataclass(frozen=True)
class YesNoCell:
    """yes or no; empty is no."""

    expects: str = "yes or no"

    def parse(self, cell: Cell) -> ParsedCell:
        text = short_text(cell).lower()
        if text in ("yes", "true"):
            return ParsedCell(True)
        if text in ("", "no", "false"):
            return ParsedCell(False)
        raise CellError("this is neither yes nor no: write one of the two")

    def export(self, value: bool, marker: str) -> str:
        return "yes" if value else "no"
