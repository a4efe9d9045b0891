"""Public functions of this app: its records as rows of sections, with derived statuses and slippage."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch, Subquery

from sendprog.records.exemptions import is_visible_to, visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.rag import Rag
from strands.choices import PlacesStage, UpdateState
from strands.commitment_row_types import CommitmentRow, ConditionRow
from strands.commitment_rows import (
    commitment_rows,
    commitments_naming_themselves,
    commitments_with_stages,
    condition_rows,
    conditions_naming_commitment,
    conditions_with_statuses,
)
from strands.dependency_clashes import with_clash_warnings
from strands.frequencies import FREQUENCIES
from strands.indicator_row_types import IndicatorRow
from strands.indicator_rows import indicator_rows, marker_of
from strands.milestone_rows import milestones_without_warnings
from strands.models import (
    PlacesScheme,
    Strand,
    StrandCommitment,
    StrandUpdate,
    Target,
    UpdateRound,
)
from strands.places_exemption import names_no_exempt_scheme
from strands.rows import (
    MilestoneRow,
    PlacesRow,
    StrandRow,
    TargetRow,
    TextRow,
    UpdateRow,
    strand_of_section,
)


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
    )


def texts_of_strand(submitted: list[StrandUpdate], slug: str, slugs: list[str]) -> tuple[TextRow, ...]:
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
    """When each strand's last update was submitted, by the strand's key."""
    return {update.strand_id: submission_date(update) for update in submitted if update.strand_id}


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
    return list(strands.prefetch_related(Prefetch("strand_commitments", queryset=links)))


def text_rows(*, on: date, viewer: Audience) -> Iterator[TextRow]:
    accepted = StrandUpdate.objects.filter(state=UpdateState.ACCEPTED, strand=None)
    for update in visible_to(accepted.order_by("section", "month"), viewer):
        yield text_row(update)


def milestone_rows_with_warnings(*, on: date, viewer: Audience) -> Iterator[MilestoneRow]:
    return with_clash_warnings(milestones_without_warnings(on, viewer))


def target_rows(*, on: date, viewer: Audience) -> Iterator[TargetRow]:
    for target in Target.objects.filter(names_no_exempt_scheme("measure", viewer)):
        yield TargetRow(
            target.measure,
            target.first,
            target.last,
            target.value,
            target.get_kind_display(),
            target.basis_text,
            target.set_by,
            Basis(target.basis),
        )


def places_row(scheme: PlacesScheme) -> PlacesRow:
    dates = {
        "planned": scheme.planned_for,
        "funded": scheme.funded,
        "secured": scheme.secured,
        "open": scheme.opened,
    }
    return PlacesRow(
        slug=scheme.slug,
        provision=scheme.provision,
        strand=scheme.strand.slug if scheme.strand else "",
        area=scheme.area.name if scheme.area else "",
        places=scheme.places,
        marker=marker_of(scheme.places_marker),
        definition=scheme.definition,
        stage=PlacesStage(scheme.stage),
        when=scheme.when_words or str(dates[scheme.stage] or "No date set"),
        basis=Basis(scheme.basis),
        source=scheme.source,
    )


def places_scheme_rows(*, on: date, viewer: Audience) -> Iterator[PlacesRow]:
    return map(places_row, visible_to(PlacesScheme.objects.select_related("strand", "area"), viewer))


def text_title(row: TextRow) -> str:
    """ "Text, finance: progress"."""
    return f"Text, {row.section.replace('-', ': ', 1).replace('-', ' ') or 'whole programme'}"


CONDITIONS = Section(
    "strands.conditions",
    ConditionRow,
    condition_rows,
    upgrades=(conditions_naming_commitment, conditions_with_statuses),
    key=("commitment", "reference"),
    label="Conditions",
    title=lambda row: f"{row.kind}: {row.wording}",
    page="commitment",
    page_values=lambda row: {"slug": row.commitment},
    edit=EditLink("Open the condition", model="strands.condition", by="reference"),
)


def updates_with_a_basis(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 1: an update had no basis."""
    for row in rows:
        if row["update"]:
            row["update"]["basis"] = Basis.REPORTED.value
    return rows


# A strand's page is about its latest update: that is the record that its links edit.
STRANDS = Section(
    "strands.strands",
    StrandRow,
    strand_rows,
    upgrades=(updates_with_a_basis,),
    key=("slug",),
    label="Strands",
    nouns=("strand's update", "strands' updates"),
    title=lambda row: row.name,
    page="strand",
    page_values=lambda row: {"slug": row.slug},
    edit=EditLink("Open the strand's update", url_name="strand_update", by="slug"),
    model="strands.strandupdate",
    lookup="strand__slug",
)
TEXTS = Section(
    "strands.texts",
    TextRow,
    text_rows,
    key=("section", "month"),
    label="Texts",
    title=text_title,
    edit=EditLink("Open the text", model="strands.strandupdate", by="section"),
)
MILESTONES = Section(
    "strands.milestones",
    MilestoneRow,
    milestone_rows_with_warnings,
    key=("slug",),
    label="Milestones",
    nouns=("milestone", "milestones"),
    title=lambda row: row.title,
    page="milestone",
    page_values=lambda row: {"slug": row.slug},
    edit=EditLink("Edit the milestone", url_name="milestone_edit", by="slug"),
    model="strands.milestone",
    lookup="slug",
)


def without_reports(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 1: no indicator reported a measure of a room."""
    return [row | {"reports": ""} for row in rows]


def without_frequency(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 2: nothing said how often a value comes."""
    stated = {"frequency": "irregular", "period_type": "other", "accumulates_from": ""}
    return [row | stated for row in rows]


def without_best_value(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 3: no value was the best."""
    return [row | {"best_value": None} for row in rows]


INDICATORS = Section(
    "strands.indicators",
    IndicatorRow,
    indicator_rows,
    upgrades=(without_reports, without_frequency, without_best_value),
    key=("slug",),
    label="Indicators",
    nouns=("figure", "figures"),
    title=lambda row: row.label,
    page="measure",
    page_values=lambda row: {"address": row.measure},
    edit=EditLink("Open its returns", model="strands.indicatorreturn", by="slug"),
)
TARGETS = Section(
    "strands.targets",
    TargetRow,
    target_rows,
    key=("measure", "kind", "first"),
    label="Targets and comparators",
    title=lambda row: f"{row.kind} for {row.measure}",
    edit=EditLink("Open the target", model="strands.target", by="measure"),
)
PLACES = Section(
    "strands.places",
    PlacesRow,
    places_scheme_rows,
    key=("slug",),
    label="Places",
    title=lambda row: f"{row.provision}: places",
    edit=EditLink("Open the places", model="strands.placesscheme", by="slug"),
)
COMMITMENTS = Section(
    "strands.commitments",
    CommitmentRow,
    commitment_rows,
    upgrades=(commitments_naming_themselves, commitments_with_stages),
    key=("slug",),
    label="Commitments",
    nouns=("commitment", "commitments"),
    title=lambda row: row.name,
    page="commitment",
    page_values=lambda row: {"slug": row.slug},
    edit=EditLink("Open the commitment", model="strands.commitment", by="slug"),
    model="strands.commitment",
    lookup="slug",
)
SECTIONS = (STRANDS, CONDITIONS, TEXTS, MILESTONES, INDICATORS, TARGETS, PLACES, COMMITMENTS, FREQUENCIES)
