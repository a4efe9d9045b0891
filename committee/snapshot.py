"""The committee's meetings as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committee.models import Meeting
from committee.paper_snapshot import PAPER_SECTIONS, TITLE_BLOCKS
from sendprog.basis import Basis
from sendprog.snapshots import Audience, Section


@dataclass(frozen=True)
class MeetingRow:
    committee: str
    date: date
    date_note: str
    title: str
    report_of: str
    standing_note: str
    recommendation: str
    resolution: str
    minute_reference: str
    notes: str
    basis: Basis


def meetings(*, on: date, viewer: Audience) -> Iterator[MeetingRow]:
    for one in Meeting.objects.all():
        values = {name: getattr(one, name) for name in MeetingRow.__dataclass_fields__}
        yield MeetingRow(**(values | {"basis": Basis(one.basis)}))


MEETINGS = Section("committee.meetings", MeetingRow, meetings)
SECTIONS = (MEETINGS, PAPER_SECTIONS, TITLE_BLOCKS)
