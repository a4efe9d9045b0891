"""Strands and texts as rows, each strand with its latest accepted update."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch, Subquery

from sendprog.records.exemptions import is_visible_to, visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.rag import Rag
from strands.choices import UpdateState
from strands.models import Strand, StrandCommitment, StrandUpdate, UpdateRound, Workstream
from strands.rows import (
    MonthRatingRow,
    ProgrammeRow,
    StrandRow,
    TextRow,
    UpdateRow,
    strand_of_section,
)
from strands.succession_rows import followers


def submitted_updates(viewer: Audience) -> list[StrandUpdate]:
    """Every submitted or accepted update and text, the latest last: one query.

    Each has `is_seen`: whether this audience may see it.
    """
    submitted = StrandUpdate.objects.filter(state__in=[UpdateState.SUBMITTED, UpdateState.ACCEPTED])
    return list(submitted.annotate(is_seen=is_visible_to(StrandUpdate, viewer)).order_by("month"))


def latest_updates(submitted: list[StrandUpdate]) -> dict[int, UpdateRow]:
    """The latest accepted update of each strand, by the strand's key."""
    rows = {}
    for update in submitted:
        if update.strand_id and update.state == UpdateState.ACCEPTED:
            rows[update.strand_id] = update_row(update)
    return rows


def update_row(update: StrandUpdate) -> UpdateRow:
    return UpdateRow(
        month=update.month,
        rating=Rag.of(update.stated_rag),
        rating_as_at=update.rag_as_at,
        path_to_green_is_given=bool(update.path_to_green),
        html=update.rendered,
        source=update.source,
        reviews_without_change=update.reviews_without_change,
        basis=Basis(update.basis),
        path_to_green_marker=Marker(update.path_to_green_marker)
        if update.path_to_green_marker
        else None,
    )


def ratings_of(strand: Strand, submitted: list[StrandUpdate]) -> tuple[MonthRatingRow, ...]:
    """The ratings that the strand's accepted updates state, oldest first."""
    return tuple(
        MonthRatingRow(update.month, Rag.of(update.stated_rag), Basis(update.basis))
        for update in submitted
        if update.strand_id == strand.pk
        and update.state == UpdateState.ACCEPTED
        and Rag.of(update.stated_rag) is not Rag.NOT_RATED
    )


def texts_of_strand(
    submitted: list[StrandUpdate], slug: str, slugs: list[str]
) -> tuple[TextRow, ...]:
    """The latest accepted text of each section whose name begins with the strand's slug."""
    latest = {}
    for update in submitted:
        is_text = update.strand_id is None and update.state == UpdateState.ACCEPTED
        if is_text and strand_of_section(update.section, slugs) == slug:
            latest[update.section] = text_row(update)
    return tuple(latest[section] for section in sorted(latest))


def text_row(update: StrandUpdate) -> TextRow:
    return TextRow(update.section, update.month, update.rendered.get("progress", ""), update.source)


def last_submissions(submitted: list[StrandUpdate]) -> dict[int, PartialDate]:
    """When each strand's latest accepted update was submitted, by the strand's key."""
    accepted = [update for update in submitted if update.state == UpdateState.ACCEPTED]
    return {update.strand_id: submission_date(update) for update in accepted if update.strand_id}


def submission_date(update: StrandUpdate) -> PartialDate:
    """The day it was submitted, or its month where the day is not known."""
    if update.submitted_on:
        return PartialDate(Precision.DAY, update.submitted_on)
    return PartialDate(Precision.MONTH, update.month)


def commitments_of(strand: Strand) -> tuple[str, ...]:
    """The short names of the commitments that a strand delivers, without those in the bin."""
    names = []
    for link in strand.strand_commitments.all():
        if link.commitment.deleted_at is None:
            names.append(link.commitment.short_name)
    return tuple(sorted(names))


def strand_rows(*, on: date, viewer: Audience) -> Iterator[StrandRow]:
    submitted = submitted_updates(viewer)
    # An exempt update counts here: its strand did submit one, so it is not silent.
    latest_month = {update.strand_id: update.month for update in submitted if update.strand_id}
    seen = [update for update in submitted if update.is_seen]
    updates, submissions = latest_updates(seen), last_submissions(seen)
    all_strands = strands_with_commitments(on)
    slugs = [strand.slug for strand in all_strands]
    for strand in all_strands:
        if not strand.is_current(on):
            continue
        yield StrandRow(
            slug=strand.slug,
            number=strand.number,
            name=strand.name,
            objective=strand.objective,
            sponsor_role=strand.sponsor_role,
            commitments=commitments_of(strand),
            source=strand.source,
            update=updates.get(strand.pk),
            last_heard=submissions.get(strand.pk),
            is_silent=strand.due_month is not None
            and latest_month.get(strand.pk, date.min) < strand.due_month,
            succeeds=predecessors(strand, all_strands),
            texts=texts_of_strand(seen, strand.slug, slugs),
            workstreams=tuple(map(workstream_text, strand.workstreams.all())),
            valid_from=strand.valid_from,
            valid_to=strand.valid_to,
            followed_by=followers(strand, all_strands),
            ratings=ratings_of(strand, seen),
        )


def predecessors(strand: Strand, all_strands: list[Strand]) -> tuple[str, ...]:
    """The ended strands that this one succeeds, or of which it is a part."""
    return tuple(
        other.slug
        for other in all_strands
        if strand.pk == other.succeeded_by_id or strand.split_from_id == other.pk
    )


def strands_with_commitments(on: date) -> list[Strand]:
    """Every strand with its commitments. `due_month`: of the latest round past due, or None."""
    due_month = UpdateRound.objects.past_due(on).values("month")[:1]
    links = StrandCommitment.objects.select_related("commitment")
    strands = Strand.objects.annotate(due_month=Subquery(due_month))
    return list(
        strands.prefetch_related(Prefetch("strand_commitments", queryset=links), "workstreams")
    )


def workstream_text(workstream: Workstream) -> str:
    """ "Case system (project)"."""
    return f"{workstream.name} ({workstream.get_kind_display().lower()})"


def programme_rows(*, on: date, viewer: Audience) -> Iterator[ProgrammeRow]:
    """The latest accepted update of the whole programme; none without one."""
    updates = StrandUpdate.objects.accepted().filter(strand=None, section="")
    latest = visible_to(updates, viewer).order_by("-month").first()
    if latest is not None:
        yield ProgrammeRow(section="", update=update_row(latest))


def strands_without_term(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade strands stored without workstreams, term and the marker of a path to green."""
    for row in rows:
        if row["update"]:
            row["update"]["path_to_green_marker"] = None
    return [row | {"workstreams": [], "valid_from": None, "valid_to": None} for row in rows]


def strands_without_ratings(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade strands stored with their latest update's rating alone."""
    for row in rows:
        update = row["update"]
        is_rated = bool(update) and update["rating"] != Rag.NOT_RATED.value
        names = ("month", "rating", "basis")
        row["ratings"] = [{name: update[name] for name in names}] if is_rated else []
    return rows


def text_rows(*, on: date, viewer: Audience) -> Iterator[TextRow]:
    accepted = StrandUpdate.objects.filter(state=UpdateState.ACCEPTED, strand=None)
    for update in visible_to(accepted.order_by("section", "month"), viewer):
        yield text_row(update)
