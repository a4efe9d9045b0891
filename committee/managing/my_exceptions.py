"""The exceptions that a person is to answer, for My updates."""

from typing import Any

from committee.models.scorecard import ScorecardException
from committee.snapshot import catalogue
from sendprog.models import User
from sendprog.pages.reader_bar import register_to_do
from sendprog.records.rights import editable_records
from sendprog.records.snapshots import live_snapshot
from strands.models import Strand
from strands.my_parts import register_part

MOST_EXCEPTIONS = 100


def owed_by(user: User) -> list[ScorecardException]:
    """The exceptions without an answer that this person may answer; a manager's are all."""
    return editable_records(user, ScorecardException.objects.without_answer())


def my_exceptions(user: User, strands: list[Strand]) -> dict[str, Any] | None:
    """Each with the name of its measure; None where there is none."""
    records = owed_by(user)
    if not records:
        return None
    known = catalogue.measures_by_any_address(live_snapshot())
    named = [
        (
            record,
            known[record.measure].label if record.measure in known else record.measure,
        )
        for record in records
    ]
    return {"exceptions": named[:MOST_EXCEPTIONS], "to_do": len(records)}


register_part("committee/my_exceptions.html", my_exceptions)
register_to_do(lambda user: len(owed_by(user)))
