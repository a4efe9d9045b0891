"""Columns that name a record by a text made of it, as a meeting by its day."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from sendprog.loads.links import MOST_LISTED, Link
from sendprog.records.exemptions import is_visible_to
from sendprog.records.snapshots import Audience


@dataclass(frozen=True)
class NamedLink(Link):
    """A link whose cells hold `name_of` the record. For kinds of which there are few."""

    name_of: Callable[[Any], str] = str

    def text_of(self, record: Any, column: str) -> str | None:
        named = getattr(record, self.field, None)
        return self.name_of(named) if named else self.none

    def named(self, texts: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Model]]:
        visible = is_visible_to(self.model, Audience.MEMBER)
        by_text: dict[tuple[str, str], list[Model]] = {}
        for record in self.model._default_manager.annotate(is_public=visible):
            by_text.setdefault(("", self.name_of(record)), []).append(record)
        return by_text

    def known(self, outer: str) -> Iterable[str]:
        records = self.model._default_manager.filter(is_visible_to(self.model, Audience.MEMBER))
        return [self.name_of(record) for record in records[:MOST_LISTED]]
