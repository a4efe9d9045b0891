"""Official statistics of a demonstration: its folder `official-statistics`, where it has one.

`releases.csv` names each file with its title, day of publication, note and basis; `comparators.csv`
has the list of comparators, a council a row.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.dispatch import receiver

from ehcp.models import ComparatorList
from ehcp.official.storing import Origin, check_file, store_files
from sendprog.demo import folder_read
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate


@receiver(folder_read)
def load_statistics(sender: object, folder: Path, at: datetime, **kwargs: Any) -> None:
    """Store the folder's files and its list of comparators."""
    statistics = folder / "official-statistics"
    for row in rows_of(statistics / "releases.csv"):
        incoming = check_file(row["file"], (statistics / row["file"]).read_bytes())
        published = date.fromisoformat(row["published"]) if row["published"] else None
        origin = Origin(row["title"], published, row["note"], Basis(row["basis"]), at)
        store_files([incoming], by=None, origin=origin)
    councils = list(rows_of(statistics / "comparators.csv"))
    if councils:
        save_comparators(councils)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file; none where there is no such file."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def save_comparators(councils: list[dict[str, str]]) -> None:
    first = councils[0]
    record = ComparatorList(
        title=first["title"],
        source=first["source"],
        dated=PartialDate.parse(first["dated"]) if first["dated"] else None,
        authorities="\n".join(row["authority"] for row in councils),
    )
    record.full_clean(validate_constraints=False)
    record.save()
