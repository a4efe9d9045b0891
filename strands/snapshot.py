"""A door of strands: its records as rows. Derived status, slippage and ratings are worked out here, once."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch, Subquery

from sendprog.records.exemptions import is_visible_to, visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.rag import Rag
from strands.choices import PlacesStage, UpdateState
from strands.commitment_rows import commitments, conditions
from strands.dependency_clashes import with_warnings
from strands.indicator_rows import indicators, marker_of
from strands.milestone_rows import milestone_rows
from strands.models import (
    PlacesScheme,
    Strand,
    StrandCommitment,
    StrandUpdate,
    Target,
    UpdateRound,
)
from strands.places_exemption import names_what_is_seen
from strands.rows import (
    CommitmentRow,
    ConditionRow,
    IndicatorRow,
    MilestoneRow,
    PlacesRow,
    StrandRow,
    TargetRow,
    TextRow,
    UpdateRow,
    strand_named_by,
)


def updates_given(viewer: Audience) -> list[StrandUpdate]:
    """Every submitted and accepted update and text, the latest last: one query. `is_seen`: not exempt for this audience."""
    given = StrandUpdate.objects.filter(state__in=[UpdateState.SUBMITTED, UpdateState.ACCEPTED])
    return list(given.annotate(is_seen=is_visible_to(StrandUpdate, viewer)).order_by("month"))


def latest_updates(given: list[StrandUpdate]) -> dict[int, UpdateRow]:
    """The latest accepted update of each strand, by the strand's key."""
    return {
        update.strand_id: UpdateRow(
            month=update.month,
            rating=Rag.of(update.stated_rag),
            rating_as_at=update.rag_as_at,
            path_to_green_is_given=bool(update.path_to_green),
            html=update.rendered,
            source=update.source,
            reviews_without_change=update.reviews_without_change,
        )
        for update in given
        if update.strand_id and update.state == UpdateState.ACCEPTED
    }


def texts_beside(given: list[StrandUpdate], slug: str, slugs: list[str]) -> tuple[TextRow, ...]:
    """The latest accepted text of each section that is the strand's by its name."""
    found = {
        one.section: text_row(one)
        for one in given
        if one.strand_id is None
        and one.state == UpdateState.ACCEPTED
        and strand_named_by(one.section, slugs) == slug
    }
    return tuple(found[section] for section in sorted(found))


def text_row(update: StrandUpdate) -> TextRow:
    return TextRow(update.section, update.month, update.rendered.get("progress", ""), update.source)


def last_heard(given: list[StrandUpdate]) -> dict[int, PartialDate]:
    """When each strand's last submitted or accepted update came, by the strand's key."""
    return {one.strand_id: came_on(one) for one in given if one.strand_id}


def came_on(update: StrandUpdate) -> PartialDate:
    """The day it was submitted, or its month where that is not known."""
    if update.submitted_on:
        return PartialDate(Precision.DAY, update.submitted_on)
    return PartialDate(Precision.MONTH, update.month)


def promised_by(strand: Strand) -> Iterator[str]:
    """The short names of the commitments in use that a strand delivers."""
    for link in strand.strand_commitments.all():
        if link.commitment.deleted_at is None:
            yield link.commitment.short_name


def strands(*, on: date, viewer: Audience) -> Iterator[StrandRow]:
    given = updates_given(viewer)
    # An exempt update was given all the same: its strand is not called silent.
    latest_month = {one.strand_id: one.month for one in given if one.strand_id}
    seen = [one for one in given if one.is_seen]
    updates, heard = latest_updates(seen), last_heard(seen)
    owed = UpdateRound.objects.past_due(on).values("month")[:1]
    delivers = Prefetch("strand_commitments", queryset=StrandCommitment.objects.select_related("commitment"))
    everyone = list(Strand.objects.annotate(owed=Subquery(owed)).prefetch_related(delivers))
    slugs = [strand.slug for strand in everyone]
    for strand in (one for one in everyone if one.is_current(on)):
        yield StrandRow(
            slug=strand.slug,
            number=strand.number,
            name=strand.name,
            objective=strand.objective,
            sponsor_role=strand.sponsor_role,
            commitments=tuple(sorted(promised_by(strand))),
            source=strand.source,
            update=updates.get(strand.pk),
            last_heard=heard.get(strand.pk),
            is_silent=strand.owed is not None and latest_month.get(strand.pk, date.min) < strand.owed,
            succeeds=tuple(one.slug for one in everyone if one.succeeded_by_id == strand.pk),
            texts=texts_beside(seen, strand.slug, slugs),
        )


def texts(*, on: date, viewer: Audience) -> Iterator[TextRow]:
    accepted = StrandUpdate.objects.filter(state=UpdateState.ACCEPTED, strand=None).order_by(
        "section", "month"
    )
    yield from (text_row(update) for update in visible_to(accepted, viewer))


def milestones(*, on: date, viewer: Audience) -> Iterator[MilestoneRow]:
    return with_warnings(milestone_rows(on, viewer))


def targets(*, on: date, viewer: Audience) -> Iterator[TargetRow]:
    for target in Target.objects.filter(names_what_is_seen("measure", viewer)):
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
    dated = {
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
        when=scheme.when_words or str(dated[scheme.stage] or "No date set"),
        basis=Basis(scheme.basis),
        source=scheme.source,
    )


def places(*, on: date, viewer: Audience) -> Iterator[PlacesRow]:
    return map(places_row, visible_to(PlacesScheme.objects.select_related("strand", "area"), viewer))


def text_title(row: TextRow) -> str:
    """ "Text, finance: progress"."""
    return f"Text, {row.section.replace('-', ': ', 1).replace('-', ' ') or 'whole programme'}"


CONDITIONS = Section(
    "strands.conditions",
    ConditionRow,
    conditions,
    key=("reference",),
    label="Conditions",
    title=lambda row: f"{row.kind}: {row.wording}",
    edit=EditLink("Open the condition", model="strands.condition", by="reference"),
)
# A strand's page is about its latest update: that is the record that its links edit.
STRANDS = Section(
    "strands.strands",
    StrandRow,
    strands,
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
    texts,
    key=("section", "month"),
    label="Texts",
    title=text_title,
    edit=EditLink("Open the text", model="strands.strandupdate", by="section"),
)
MILESTONES = Section(
    "strands.milestones",
    MilestoneRow,
    milestones,
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
INDICATORS = Section(
    "strands.indicators",
    IndicatorRow,
    indicators,
    key=("slug",),
    label="Indicators",
    nouns=("figure", "figures"),
    title=lambda row: row.name,
    page="measure",
    page_values=lambda row: {"address": row.measure},
    edit=EditLink("Open its returns", model="strands.indicatorreturn", by="slug"),
)
TARGETS = Section(
    "strands.targets",
    TargetRow,
    targets,
    key=("measure", "kind", "first"),
    label="Targets and comparators",
    title=lambda row: f"{row.kind} for {row.measure}",
    edit=EditLink("Open the target", model="strands.target", by="measure"),
)
PLACES = Section(
    "strands.places",
    PlacesRow,
    places,
    key=("slug",),
    label="Places",
    title=lambda row: f"{row.provision}: places",
    edit=EditLink("Open the places", model="strands.placesscheme", by="slug"),
)
COMMITMENTS = Section(
    "strands.commitments",
    CommitmentRow,
    commitments,
    key=("slug",),
    label="Agreements",
    title=lambda row: row.name,
    edit=EditLink("Open the agreement", model="strands.commitment", by="slug"),
)
SECTIONS = (STRANDS, CONDITIONS, TEXTS, MILESTONES, INDICATORS, TARGETS, PLACES, COMMITMENTS)
