"""The committee's meetings as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committee.models import Meeting
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.wording import day


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


def meeting_row(meeting: Meeting) -> MeetingRow:
    values = {name: getattr(meeting, name) for name in MeetingRow.__dataclass_fields__}
    return MeetingRow(**(values | {"basis": Basis(meeting.basis)}))


def meeting_rows(*, on: date, viewer: Audience) -> Iterator[MeetingRow]:
    return map(meeting_row, Meeting.objects.all())


MEETINGS = Section(
    "committee.meetings",
    MeetingRow,
    meeting_rows,
    key=("date",),
    label="Meetings",
    title=lambda row: f"Meeting of {day(row.date)}",
    edit=EditLink("Open the meeting", model="committee.meeting", by="title"),
    model="committee.meeting",
    lookup="date",
)
