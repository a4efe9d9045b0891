"""The demonstration's editions: one for each state of its programme that a file `edition.csv` stands beside."""

import csv
from pathlib import Path
from typing import Any

from django.dispatch import receiver

from committee.editions.publish import publish_edition
from committee.models import Meeting
from sendprog.demo import folder_loaded, noon_of
from sendprog.models import User

# What was published then was checked by the people who published it, and their acknowledgements are not known.
UNCHECKED = "The demonstration publishes what a report said, as it stood."


@receiver(folder_loaded)
def publish_state(sender: object, folder: Path, by: User, **kwargs: Any) -> None:
    """Publish what was just loaded, for the meeting of the folder's day."""
    file = folder / "edition.csv"
    if not file.exists():
        return
    with file.open(encoding="utf-8", newline="") as rows:
        row = next(csv.DictReader(rows))
    at = noon_of(folder)
    meeting = Meeting.objects.get(date=at.date())
    said = {"note": row["note"], "urgency": row["urgency"]}
    publish_edition(
        by=by, meeting=meeting, token=folder.name, on=at.date(), at=at, unchecked=UNCHECKED, **said
    )
