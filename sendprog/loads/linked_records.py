"""The records that the cells of a file name: looked up for all rows at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Model

from sendprog.loads.kinds import ParsedRow
from sendprog.loads.links import Link
from sendprog.loads.messages import Message
from sendprog.records.exemptions import EXEMPTIBLE, Exemption
from sendprog.values.periods import quoted

# Records by what a cell may say of them: see Link.named().
NamedRecords = Mapping[tuple[str, str], list[Model]]


def link_problems(links: Mapping[str, Link], rows: Sequence[ParsedRow]) -> Iterator[Message]:
    """Puts the named records in resolved["values"], by field. Problems of those that name none."""
    for name, link in links.items():
        rows_of_link = [row for row in rows if name in row.cells]
        texts = {link_text(row, name, link) for row in rows_of_link if row.value(name)}
        named = link.named(texts) if texts else {}
        hidden = keys_of_exempt(link.model) if rows_of_link else set()
        unknown = lru_cache(maxsize=None)(link.unknown_text)
        for row in rows_of_link:
            if row.value(name) in ("", None, link.none):
                leave_unlinked(row, name, link, hidden)
            else:
                yield from resolve_link(row, name, link, named, unknown)


def leave_unlinked(row: ParsedRow, name: str, link: Link, hidden: set[int]) -> None:
    """Nothing is named: "none" in words, or an empty cell, which may leave what is stored alone.

    A file names no exempt record, so that its empty cell says nothing of one.
    """
    stored = getattr(row.resolved["record"], link.field, None) if link.field else None
    is_empty = not row.value(name)
    is_left_alone = is_empty and (link.none or (stored is not None and stored.pk in hidden))
    if link.field and not is_left_alone:
        row.resolved["values"][link.field] = None


def resolve_link(
    row: ParsedRow, name: str, link: Link, named: NamedRecords, unknown: Callable[[str], str]
) -> Iterator[Message]:
    """Puts the record that a cell names in its place; `unknown` says what is wrong where none is."""
    outer, text = link_text(row, name, link)
    records: list[Any] = named.get((outer, text), [])
    if len(records) > 1:
        wrong = f"two have this name: write the {link.by} of one."
    elif not records:
        wrong = unknown(outer)
    elif not records[0].is_public:
        wrong = "this can't be used in a file: leave the row out."
    else:
        if link.field:
            row.resolved["values"][link.field] = records[0]
        return
    yield Message(found=quoted(text), row=row.number, column=name, wrong=wrong)


def link_text(row: ParsedRow, name: str, link: Link) -> tuple[str, str]:
    """The text of a cell that names a record, after that of the column that it is within."""
    return (row.value(link.within[0]) or "" if link.within else "", row.value(name))


def keys_of_exempt(model: type[Model]) -> set[int]:
    """The keys of the exempt records of a model."""
    label = model._meta.label_lower
    if label not in EXEMPTIBLE:
        return set()
    return set(Exemption.objects.filter(kind=label).values_list("key", flat=True))
