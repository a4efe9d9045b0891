"""The asks as rows, each as it stands on the day. A restricted risk is never named in one."""

from collections.abc import Iterable
from datetime import date

from committee.ask_models import Ask, AskKind, AskResponse
from committee.asks.rows import AskRow, standing
from sendprog.basis import Basis
from sendprog.snapshots import Audience, Section


def ask_row(one: Ask, viewer: Audience) -> AskRow:
    names_risk = one.risk and one.risk.deleted_at is None and not (one.risk.restricted and viewer is Audience.MEMBER)
    return AskRow(
        reference=one.reference,
        meeting=one.meeting.date,
        kind=AskKind(one.kind),
        text=one.text,
        by_role=one.by_role,
        to_role=one.to_role,
        strand=one.strand.slug if one.strand else "",
        strand_name=one.strand.name if one.strand else "",
        measure=one.measure,
        risk=one.risk.reference if names_risk else "",
        due=one.due,
        response=AskResponse(one.response),
        response_text=one.response_text,
        responded_on=one.responded_on,
        repeats=one.repeats.reference if one.repeats and one.repeats.deleted_at is None else "",
        basis=Basis(one.basis),
    )


def asks(*, on: date, viewer: Audience) -> Iterable[AskRow]:
    """Every ask of a meeting that stands, those that wait for an answer first."""
    found = Ask.objects.filter(meeting__deleted_at=None)
    rows = [ask_row(one, viewer) for one in found.select_related("meeting", "strand", "risk", "repeats")]
    return standing(rows, on=on)


ASKS = Section("committee.asks", AskRow, asks, key=("reference",))
