"""What the words and numbers of a cell are in a table: a total, a note, a figure (pure)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sendprog.loads.grid import Cell, Holds

# The positions among some texts that head a column of a kind, and the column.
FindColumns = Callable[[Sequence[str]], Mapping[int, str]]
# Characters of the longest text that is compared with patterns.
LONGEST = 200
_TOTAL = re.compile(
    r"(?:grand |sub-? ?|overall |annual |yearly |running )?(?:total|sum)s?\b.*|(?:year to date|ytd)\b.*"
    r"|(?:monthly |annual |yearly |overall )?(?:average|mean|avg)\b.*"
    r"|(?:20[0-9]{2}[/-](?:20)?[0-9]{2}|20[0-9]{2}) (?:total|average|ytd)",
    re.IGNORECASE,
)
_BARE_TOTAL = re.compile(
    r"(?:grand |sub-? ?|overall |annual |yearly |monthly |running )?"
    r"(?:totals?|sums?|average|mean|avg|ytd|year to date)",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:average|mean|avg)\b", re.IGNORECASE)
_TO_DATE = re.compile(r"\b(?:ytd|year to date|running|cumulative)\b", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:foot)?notes?\b|sources?\b|contacts?\b|applied filters?|filters?\b|definitions?\b|key\b|prepared\b"
    r"|produced\b|caveats?\b|data (?:as|quality|source)|figures\b|please\b|extracted\b|e-?mail\b|tel\b"
    r"|telephone\b|report(?:ed)? (?:run|by|produced|date)|last (?:updated|refreshed)|official\b|page [0-9]"
    r"|[*†‡#§^]|\(?[0-9]{1,2}[.)] |\[[a-z0-9 ]{1,8}\] |[a-z]{1,3} = ",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[-−–+(<>~£\s]{0,4}[0-9][0-9,.\s]{0,30}(?:%|bn|m|k|million|thousand)?\s?\)?"
    r"\s?(?:\[[a-z]{1,4}\]|\*)?",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?P<minus>[-−(])?\s?£?\s?(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?P<places>\.[0-9]{1,6})?"
    r"\s?(?P<scale>%|bn|m|k|million|thousand)?\)?",
    re.IGNORECASE,
)
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000}
_MARKERS = frozenset(
    ("c", "x", "z", "u", "low", "-", "–", "—", "n/a", "na", "tbc", "tba", "*", "..", ":", "none")
)
# Headings of columns that stand beside months and hold no month's figures.
_BESIDE = re.compile(
    r"(?:target|plan|planned|baseline|trajectory|change|variance|difference|trend|rank|rag|status|unit|units"
    r"|england|national|regional|south west|benchmark|statistical neighbours?|direction|owner|polarity"
    r"|previous|comment|comments|notes?|source|good is|ref|no|description|definition)\b.{0,40}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class KindWords:
    """What the recogniser knows of a kind of file.

    columns_of: its columns among texts, exactly or likely. key: the columns that identify a row.
    numbers: the columns of numbers; summed: those whose sum means something. may_be_heading:
    whether a text may head a column of this kind or of another.
    """

    title: str
    columns_of: FindColumns
    key: tuple[str, ...]
    numbers: frozenset[str] = frozenset()
    summed: frozenset[str] = frozenset()
    others: tuple["KindWords", ...] = field(default=(), repr=False)
    may_be_heading: Callable[[str], bool] = lambda text: True

    @property
    def is_monthly(self) -> bool:
        """Whether a row is a month."""
        return self.key == ("month",)

    @property
    def is_of_indicators(self) -> bool:
        """Whether a row is one figure: an indicator, its month and its value."""
        return self.key[:2] == ("indicator", "month")


@dataclass(frozen=True)
class Figure:
    """A number, and by how much rounding may have moved it."""

    value: Decimal
    slack: Decimal


def as_heading(cell: Cell) -> str:
    """A cell's text as a heading; "" for a number, a date or anything else."""
    return cell.text.strip() if cell.holds is Holds.TEXT else ""


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds something of its own."""
    return cell.holds is not Holds.NO_VALUE and not cell.is_blank


def is_total(text: str) -> bool:
    return len(text) <= LONGEST and bool(_TOTAL.fullmatch(text.strip(" :")))


def is_bare_total(text: str) -> bool:
    """Whether a text says that it is a total or an average, and of nothing."""
    return len(text) <= LONGEST and bool(_BARE_TOTAL.fullmatch(text.strip(" :")))


def is_average(text: str) -> bool:
    return bool(_AVERAGE.search(text[:LONGEST]))


def is_to_date(text: str) -> bool:
    return bool(_TO_DATE.search(text[:LONGEST]))


def begins_a_note(text: str) -> bool:
    return bool(_NOTE.match(text.strip()))


def stands_beside(text: str) -> bool:
    """Whether a heading is that of a column beside the months: a target, a trend, a note."""
    return len(text) <= LONGEST and bool(_BESIDE.fullmatch(text.strip()))


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a figure, whatever is written around it."""
    if cell.holds in (Holds.NUMBER, Holds.TIME, Holds.NOT_SHOWN, Holds.ERROR):
        return True
    text = cell.text.strip()
    return cell.holds is Holds.TEXT and len(text) <= LONGEST and bool(_NUMBER.fullmatch(text))


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a figure, or what stands for one: [c], TBC, a dash, a lost value."""
    text = cell.text.strip().lower()
    return (
        is_number(cell)
        or cell.holds is Holds.NO_VALUE
        or text.strip("[]") in _MARKERS
        or (text.startswith("[") and len(text) < 8)
    )


def plain_figure(cell: Cell) -> Figure | None:
    """The number in a cell; None for any other text."""
    match = _PLAIN.fullmatch(cell.text.strip()[:LONGEST])
    if not match or cell.holds not in (Holds.NUMBER, Holds.TEXT):
        return None
    places = match["places"] or ""
    scale = Decimal(_SCALES.get((match["scale"] or "").lower(), 1))
    value = Decimal(match["digits"].replace(",", "") + places) * scale
    is_rounded = bool(places) or scale != 1
    slack = scale * Decimal(1).scaleb(1 - len(places) if places else 0) / 2 if is_rounded else 0
    return Figure(-value if match["minus"] else value, Decimal(slack))
