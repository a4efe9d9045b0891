"""The shape of a made-up programme, and what the makers of its records draw from."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month

# Names and texts are made of these, so that no rule takes one for a sentence of the product.
TREES = (
    "alder",
    "beech",
    "cherry",
    "damson",
    "elder",
    "hazel",
    "juniper",
    "larch",
    "maple",
    "poplar",
    "rowan",
    "spindle",
)
# The same for what no member may read, so that a word of it is a fault wherever it is.
HIDDEN_TREES = ("yew", "willow")
# And for sections and terms that are not shown.
UNSHOWN_TREES = ("aspen",)
# What a council's own text may end in; "”": the whole of it is quoted.
ENDINGS = (".", ".", "!", "?", ";", ",", ":", "”")
SOURCES = ("", "Case system", "Report to the alder board", "Larch return")


@dataclass(frozen=True)
class Shape:
    """What a programme has: kinds of record, months of figures, meetings, and how it is read."""

    seed: int
    kinds: frozenset[str]
    months: int = 0
    meetings: int = 0
    today: date = date(2026, 11, 20)
    has_empty_texts: bool = False
    is_edition: bool = False
    is_plain: bool = False


@dataclass
class Maker:
    """Makes the records of one kind. `made` holds all that were made before, by model."""

    shape: Shape
    random: random.Random
    made: dict[type[models.Model], list]
    trees: tuple[str, ...] = TREES

    def unshown(self, is_unshown: bool = True) -> "Maker":
        """The maker of a section or term that no page shows."""
        return replace(self, trees=UNSHOWN_TREES) if is_unshown else self

    def hidden(self, is_hidden: bool = True) -> "Maker":
        """The maker of a record that no member may read, which goes on where this one is."""
        return replace(self, trees=HIDDEN_TREES) if is_hidden else self

    def all_of(self, model: type[models.Model]) -> list:
        return self.made.get(model, [])

    def one_of(self, model: type[models.Model]) -> Any:
        """One of the records of a model, or None."""
        return self.random.choice([*self.all_of(model), None])

    def chance(self, share: float = 0.5) -> bool:
        return self.random.random() < share

    def pick(self, choices: Any) -> Any:
        return self.random.choice(list(choices))

    def several(self, least: int, most: int) -> range:
        return range(self.random.randint(least, most))

    def maybe(self, value: Any, share: float = 0.6) -> Any:
        return value if self.chance(share) else None

    def text(self, *, least: int = 0, most: int = 9) -> str:
        """Words with a capital; "" now and then where none are needed."""
        if not least and (self.shape.has_empty_texts or self.chance(0.2)):
            return ""
        words = [self.pick(self.trees) for _ in range(self.random.randint(max(least, 1), most))]
        return self.ended(" ".join(words).capitalize())

    def ended(self, text: str) -> str:
        """The text, one in four ended as somebody might end it."""
        ending = self.pick(ENDINGS) if self.chance(0.25) else ""
        return f"“{text}.”" if ending == "”" else text + ending

    def paragraph(self, *, least: int = 0) -> str:
        """Text, some of it Markdown and characters that must be escaped."""
        text = self.text(least=least)
        tree = self.pick(self.trees)
        more = self.pick(["", f"**{tree.capitalize()}** & <{tree}>", f"- {tree}", f"’{tree}’"])
        return f"{text.rstrip('.,;:!?')}. {more}" if text else ""

    def day(self, least: int = -900, most: int = 400) -> date:
        """A day so many days from today."""
        return self.shape.today + timedelta(days=self.random.randint(least, most))

    def month(self, least: int = -30, most: int = 0) -> Month:
        return Month.containing(self.shape.today).plus(self.random.randint(least, most))

    def partial(self, least: int = -700, most: int = 700) -> PartialDate:
        """A date known to the day, month, quarter, term or year."""
        day = self.day(least, most)
        term = self.pick(["Autumn", "Spring", "Summer"])
        texts = [f"{day:%d %B %Y}", f"{day:%B %Y}", f"{term} term {day.year}", f"{day.year}"]
        return PartialDate.parse(self.pick([*texts, f"July to September {day.year}"]))

    def basis(self) -> str:
        return self.pick(["reported"] * 4 + [basis.value for basis in Basis])

    def source(self) -> str:
        return self.pick(SOURCES)

    def pounds(self, least: int = -60_000_000, most: int = 250_000_000) -> Decimal:
        few = [0, 1, -1, 49_999, 2_000_000, -2_000_000, 51_600_000]
        return Decimal(self.pick([self.pick(few), self.random.randint(least, most), 1_000_000]))


Make = Callable[[Maker], Iterator[models.Model]]
