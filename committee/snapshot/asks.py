"""The asks as rows, each as it stands on the day. Nothing that the audience may not see is named in one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Value

from committee.models.asks import Ask, AskKind, AskResponse
from committee.snapshot.ask_rows import AskRow, standing
from sendprog.records.exemptions import not_exempt, visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.wording import day
from strands.places_exemption import names_no_exempt_scheme


def ask_row(one: Ask, viewer: Audience) -> AskRow:
    is_restricted = bool(one.risk) and one.risk.restricted and viewer is not Audience.RESTRICTED
    names_risk = one.risk and one.risk.deleted_at is None and one.shows_risk and not is_restricted
    return AskRow(
        reference=one.reference,
        meeting=one.meeting.date,
        kind=AskKind(one.kind),
        text=one.text,
        by_role=one.by_role,
        to_role=one.to_role,
        strand=one.strand.slug if one.strand else "",
        strand_name=one.strand.name if one.strand else "",
        measure=one.measure if one.shows_measure else "",
        risk=one.risk.reference if names_risk else "",
        due=one.due,
        response=AskResponse(one.response),
        response_text=one.response_text,
        responded_on=one.responded_on,
        repeats=one.repeats.reference if one.repeats else "",
        basis=Basis(one.basis),
    )


def asks(*, on: date, viewer: Audience) -> Iterable[AskRow]:
    """Every ask of a meeting that stands, those that wait for an answer first."""
    found = visible_to(Ask.objects.filter(meeting__deleted_at=None), viewer)
    shows_risk = (
        Value(True)
        if viewer is Audience.PART_TWO
        else not_exempt("risk_id", model=Ask.risk.field.related_model)
    )
    shows = {"shows_risk": shows_risk, "shows_measure": names_no_exempt_scheme("measure", viewer)}
    named = found.annotate(**shows).select_related("meeting", "strand", "risk", "repeats")
    rows = [ask_row(one, viewer) for one in named]
    known = {row.reference for row in rows}
    return standing((row if row.repeats in known else replace(row, repeats="") for row in rows), on=on)


ASKS = Section(
    "committee.asks",
    AskRow,
    asks,
    key=("slug",),
    label="Asks",
    title=lambda row: f"{row.kind.label} of {day(row.meeting)}: {row.text}",
    page="asks",
    edit=EditLink("Edit the ask", url_name="ask_edit", by="slug"),
)
