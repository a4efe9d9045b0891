"""The editions of a demonstration: one for each folder that has a file `edition.csv`.

Its columns: note, urgency, and meeting (the meeting's date; the folder's day if it is left out).
"""

import csv
from pathlib import Path
from typing import Any

from django.dispatch import receiver

from committee.editions.publish import publish_edition
from committee.models import Meeting
from sendprog.demo import folder_loaded, noon_of
from sendprog.models import User

# The council checked these reports when it published
# them; its acknowledgements are not known.
UNCHECKED = "The demonstration publishes what a report said."


@receiver(folder_loaded)
def publish_state(sender: object, folder: Path, by: User, **kwargs: Any) -> None:
    """Publish what was just loaded, on the folder's day."""
    file = folder / "edition.csv"
    if not file.exists():
        return
    with file.open(encoding="utf-8", newline="") as rows:
        row = next(csv.DictReader(rows))
    at = noon_of(folder)
    meeting = Meeting.objects.get(date=row.get("meeting") or at.date())
    publish_edition(
        by=by,
        meeting=meeting,
        token=folder.name,
        note=row["note"],
        urgency=row["urgency"],
        on=at.date(),
        at=at,
        unchecked=UNCHECKED,
    )
