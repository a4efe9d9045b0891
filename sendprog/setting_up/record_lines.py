"""What became of each record of a load, in a line for the records of a kind that one row made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps

from sendprog.loads.models import LoadRow
from sendprog.values.wording import plural


@dataclass(frozen=True)
class RecordLine:
    """Where the row stands in the file, the record, and what happened: "New: 25 matrix cells"."""

    where: str
    label: str
    what: str


def record_lines(rows: Iterable[tuple[LoadRow, str, str]]) -> list[RecordLine]:
    """The lines of rows, each with its outcome and, or "", what is to be said of it."""
    counts = Counter(
        (row.where, row.label, row.record_model, outcome, note) for row, outcome, note in rows
    )
    return [
        RecordLine(where, label, ". ".join(filter(None, (counted(outcome, model, count), note))))
        for (where, label, model, outcome, note), count in counts.items()
    ]


def counted(outcome: str, model_label: str, count: int) -> str:
    """ "New" of one record, "New: 25 risk matrix cells"."""
    if count == 1:
        return outcome
    names = apps.get_model(model_label)._meta
    return f"{outcome}: {plural(count, str(names.verbose_name), str(names.verbose_name_plural))}"
