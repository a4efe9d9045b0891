"""Official statistics of a demonstration: its folder `official-statistics`, where it has one.

`releases.csv` names each file with its title, day of publication, note and basis.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.dispatch import receiver

from ehcp.official.storing import Origin, read_incoming, store_files
from sendprog.demo import folder_read
from sendprog.values.basis import Basis


@receiver(folder_read)
def load_statistics(sender: object, folder: Path, at: datetime, **kwargs: Any) -> None:
    """Store the folder's files."""
    statistics = folder / "official-statistics"
    for row in listed_rows(statistics / "releases.csv"):
        incoming = read_incoming(row["file"], (statistics / row["file"]).read_bytes())
        published = date.fromisoformat(row["published"]) if row["published"] else None
        origin = Origin(row["title"], published, row["note"], Basis(row["basis"]), at)
        store_files([incoming], by=None, origin=origin)


def listed_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file; none where there is no such file."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
