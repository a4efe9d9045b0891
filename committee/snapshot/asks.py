"""The asks as rows, with their status on the day.

A row names nothing that the audience may not see.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Value

from committee.models.asks import Ask, AskKind, AskResponse
from committee.snapshot.ask_rows import AskRow, with_statuses
from sendprog.records.exemptions import not_exempt, visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.wording import day
from strands.places_exemption import names_no_exempt_scheme


def ask_row(ask: Ask, viewer: Audience) -> AskRow:
    """The row of an ask annotated with `shows_risk` and `shows_measure`."""
    is_restricted = bool(ask.risk) and ask.risk.restricted and viewer is not Audience.RESTRICTED
    names_risk = ask.risk and ask.risk.deleted_at is None and ask.shows_risk and not is_restricted
    return AskRow(
        reference=ask.reference,
        meeting=ask.meeting.date,
        kind=AskKind(ask.kind),
        text=ask.text,
        by_role=ask.by_role,
        to_role=ask.to_role,
        strand=ask.strand.slug if ask.strand else "",
        strand_name=ask.strand.name if ask.strand else "",
        measure=ask.measure if ask.shows_measure else "",
        risk=ask.risk.reference if names_risk else "",
        due=ask.due,
        response=AskResponse(ask.response),
        response_text=ask.response_text,
        responded_on=ask.responded_on,
        repeats=ask.repeats.reference if ask.repeats else "",
        basis=Basis(ask.basis),
    )


def ask_rows(*, on: date, viewer: Audience) -> Iterable[AskRow]:
    """Every ask of a meeting that is not in the bin, those that wait for an answer first."""
    if viewer is Audience.PART_TWO:
        shows_risk = Value(True)
    else:
        shows_risk = not_exempt("risk_id", model=Ask.risk.field.related_model)
    asks = visible_to(Ask.objects.filter(meeting__deleted_at=None), viewer).annotate(
        shows_risk=shows_risk, shows_measure=names_no_exempt_scheme("measure", viewer)
    )
    rows = [
        ask_row(ask, viewer) for ask in asks.select_related("meeting", "strand", "risk", "repeats")
    ]
    visible = {row.reference for row in rows}
    return with_statuses(
        (row if row.repeats in visible else replace(row, repeats="") for row in rows), on=on
    )


ASKS = Section(
    "committee.asks",
    AskRow,
    ask_rows,
    key=("slug",),
    label="Asks",
    title=lambda row: f"{row.kind.label} of {day(row.meeting)}: {row.text}",
    page="asks",
    edit=EditLink("Edit the ask", url_name="ask_edit", by="slug"),
)
