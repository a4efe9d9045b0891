"""The committee's meetings as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committee.models import Meeting
from sendprog.records.snapshots import Audience, EditLink, Section, Snapshot
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


def meetings_to_come(snapshot: Snapshot) -> list[MeetingRow]:
    """The meetings on or after the snapshot's day, the first one first."""
    return sorted(
        (row for row in snapshot[MEETINGS] if row.date >= snapshot.on), key=lambda row: row.date
    )


def meeting_of(snapshot: Snapshot) -> MeetingRow | None:
    """The meeting that the snapshot is, or would be, published for; None where that is not known.

    What is live is for a meeting only while exactly one is to come: which one it is published for
    is not decided by the calendar.
    """
    if snapshot.for_meeting:
        return max(snapshot[MEETINGS], key=lambda row: row.date, default=None)
    to_come = meetings_to_come(snapshot)
    return to_come[0] if len(to_come) == 1 else None


def no_meeting_text(snapshot: Snapshot) -> str:
    """Why a snapshot is for no meeting: none is to come, or several are."""
    number = len(meetings_to_come(snapshot))
    if not number:
        return "No meeting to come has been entered."
    return f"This draft is for no one meeting, because {number} are to come. Each has a draft of its own."


def no_recommendation_text(snapshot: Snapshot) -> str:
    """Why the snapshot's paper has no recommendation."""
    if meeting_of(snapshot) is None:
        return no_meeting_text(snapshot)
    return (
        "This report makes no recommendation."
        if snapshot.published
        else "No recommendation has been entered."
    )
