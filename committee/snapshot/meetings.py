"""The committee's meetings as rows, as an edition freezes them."""

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


def meeting_row(one: Meeting) -> MeetingRow:
    values = {name: getattr(one, name) for name in MeetingRow.__dataclass_fields__}
    return MeetingRow(**(values | {"basis": Basis(one.basis)}))


def meetings(*, on: date, viewer: Audience) -> Iterator[MeetingRow]:
    return (meeting_row(one) for one in Meeting.objects.all())


MEETINGS = Section(
    "committee.meetings",
    MeetingRow,
    meetings,
    key=("date",),
    label="Meetings",
    title=lambda row: f"Meeting of {day(row.date)}",
    edit=EditLink("Open the meeting", model="committee.meeting", by="title"),
    model="committee.meeting",
    lookup="date",
)
