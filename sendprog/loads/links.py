"""Columns that name another record, as a saving names its strand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q

from sendprog.records.exemptions import is_visible_to
from sendprog.records.snapshots import Audience

# The most records that a problem lists.
MOST_LISTED = 20
# How a message calls a field that names a record.
FIELD_WORDS = {"slug": "address"}


@dataclass(frozen=True)
class Link:
    """How the cells of a column name a record of `model`.

    path: from the row's record to the text in the cell, as "strand.slug". also: other fields that
    a cell may hold instead. none: the word for no record; with it, an empty cell changes nothing.
    within: another column, and the lookup of its text, where the text is unique only within that.
    """

    model: type[Model]
    path: str
    also: tuple[str, ...] = ()
    none: str = ""
    within: tuple[str, str] | None = None

    @property
    def field(self) -> str:
        """The field of the row's record that the named record goes into; "" where it is further
        away.
        """
        steps = self.path.split(".")
        return steps[0] if len(steps) == 2 else ""

    @property
    def by(self) -> str:
        """The field of the named record that a cell holds."""
        return self.path.rpartition(".")[2]

    @property
    def related(self) -> str:
        """For select_related()."""
        return self.path.rpartition(".")[0].replace(".", "__")

    def text_of(self, record: Any, column: str) -> str | None:
        """The cell of a stored record or, of a snapshot's row, what it has under the column.

        None where such a row has nothing of that name.
        """
        value = record if isinstance(record, Model) else getattr(record, column, None)
        for step in self.path.split(".") if isinstance(record, Model) else ():
            value = getattr(value, step, None)
        if value is None and not isinstance(record, Model):
            return None
        return value or self.none

    def named(self, texts: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Model]]:
        """The records that the texts name, by text: its own, and that of the column it is within.

        A record's own name goes before what else it is called. `is_public` is annotated.
        """
        names = (self.by, *self.also)
        own = {text for _, text in texts}
        condition = reduce(or_, (Q(**{f"{name}__in": own}) for name in names))
        records = self.model._default_manager.filter(condition)
        if self.within:
            records = records.select_related(self.within[1].rpartition("__")[0])
        visible = is_visible_to(self.model, Audience.MEMBER)
        by_text: dict[tuple[str, str], list[Model]] = {}
        listed = list(records.annotate(is_public=visible))
        for name in names:
            of_name: dict[tuple[str, str], list[Model]] = {}
            for record in listed:
                of_name.setdefault((self.outer_text(record), getattr(record, name)), []).append(
                    record
                )
            by_text = of_name | by_text
        return by_text

    def outer_text(self, record: Model) -> str:
        """The text of the column that a named record is within; "" for none."""
        if self.within is None:
            return ""
        value: Any = record
        for step in self.within[1].split("__"):
            value = getattr(value, step)
        return value

    def unknown_text(self, outer: str) -> str:
        """What is wrong with a text that names no record, with what may be written."""
        label, field = str(self.model._meta.verbose_name), FIELD_WORDS.get(self.by, self.by)
        known = self.known(outer)
        choices = ", ".join([*known, *([f"or {self.none}"] if self.none else [])])
        advice = f"write one of {choices}" if known else f"add the {label} first"
        return f"no {label} has this {field}: {advice}."

    def known(self, outer: str) -> Iterable[str]:
        records = self.model._default_manager.filter(is_visible_to(self.model, Audience.MEMBER))
        if self.within:
            records = records.filter(**{self.within[1]: outer})
        return list(records.values_list(self.by, flat=True)[:MOST_LISTED])
