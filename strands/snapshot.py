"""A door of strands: its records as rows. Derived status, slippage and ratings are worked out here, once."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import is_seen, seen_by
from sendprog.records.snapshots import Audience, Section
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Polarity, Unit
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.rag import Rag
from strands.choices import PlacesStage, UpdateState
from strands.dependency_clashes import with_warnings
from strands.milestone_rows import milestone_rows
from strands.models import (
    Commitment,
    Condition,
    ConditionStatus,
    Indicator,
    IndicatorReturn,
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
    ReturnRow,
    StrandRow,
    TargetRow,
    TextRow,
    UpdateRow,
    strand_named_by,
)


def marker_of(text: str) -> Marker | None:
    return Marker(text) if text else None


def updates_given(viewer: Audience) -> list[StrandUpdate]:
    """Every submitted and accepted update and text, the latest last: one query. `is_seen`: not exempt for this audience."""
    given = StrandUpdate.objects.filter(state__in=[UpdateState.SUBMITTED, UpdateState.ACCEPTED])
    return list(given.annotate(is_seen=is_seen(StrandUpdate, viewer)).order_by("month"))


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
    yield from (text_row(update) for update in seen_by(accepted, viewer))


def milestones(*, on: date, viewer: Audience) -> Iterator[MilestoneRow]:
    return with_warnings(milestone_rows(on, viewer))


def return_row(one: IndicatorReturn) -> ReturnRow:
    names = set(ReturnRow.__dataclass_fields__) - {"loaded"}
    values = {name: getattr(one, name) for name in names} | {
        "marker": marker_of(one.marker),
        "basis": Basis(one.basis),
    }
    return ReturnRow(**values, loaded=load_text(one))


def indicator_row(indicator: Indicator) -> IndicatorRow:
    return IndicatorRow(
        slug=indicator.slug,
        name=indicator.name,
        strand=indicator.strand.slug if indicator.strand else "",
        room=indicator.room,
        definition=indicator.definition,
        unit=Unit(indicator.unit),
        decimals=indicator.decimals,
        polarity=Polarity(indicator.polarity),
        source=indicator.source,
        note=indicator.note,
        returns=tuple(return_row(one) for one in indicator.returns.all()),
    )


def indicators(*, on: date, viewer: Audience) -> Iterator[IndicatorRow]:
    returns = Prefetch("returns", queryset=with_load(seen_by(IndicatorReturn.objects.all(), viewer)))
    for indicator in Indicator.objects.select_related("strand").prefetch_related(returns):
        yield indicator_row(indicator)


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
    return map(places_row, seen_by(PlacesScheme.objects.select_related("strand", "area"), viewer))


def conditions_with_status(viewer: Audience) -> QuerySet[Condition]:
    """The conditions that this audience may see with their latest status beside them: one query."""
    latest = ConditionStatus.objects.filter(condition=OuterRef("pk")).order_by("-as_at")
    return seen_by(Condition.objects.select_related("strand"), viewer).annotate(
        last_rating=Subquery(latest.values("stated_rag")[:1]),
        last_words=Subquery(latest.values("words")[:1]),
        last_as_at=Subquery(latest.values("as_at")[:1]),
    )


def condition_rows(conditions: Iterable[Condition]) -> Iterator[ConditionRow]:
    for condition in conditions:
        yield ConditionRow(
            reference=condition.reference,
            kind=condition.get_kind_display(),
            wording=condition.wording,
            strand=condition.strand.slug if condition.strand else "",
            limit=condition.limit,
            if_missed=condition.if_missed,
            rating=Rag.of(condition.last_rating),
            status_words=condition.last_words or "",
            status_as_at=condition.last_as_at,
        )


def commitments(*, on: date, viewer: Audience) -> Iterator[CommitmentRow]:
    delivers = Prefetch("strand_commitments", queryset=StrandCommitment.objects.select_related("strand"))
    conditions = Prefetch("conditions", queryset=conditions_with_status(viewer))
    rows = Commitment.objects.prefetch_related(delivers, conditions)
    for commitment in rows:
        yield CommitmentRow(
            slug=commitment.slug,
            name=commitment.name,
            short_name=commitment.short_name,
            counterparty=commitment.counterparty,
            agreed=commitment.agreed,
            description=commitment.description,
            strands=tuple(link.strand.slug for link in commitment.strand_commitments.all()),
            conditions=tuple(condition_rows(commitment.conditions.all())),
            source=commitment.source,
        )


def conditions(*, on: date, viewer: Audience) -> Iterator[ConditionRow]:
    return condition_rows(conditions_with_status(viewer))


CONDITIONS = Section("strands.conditions", ConditionRow, conditions, key=("reference",))
STRANDS = Section("strands.strands", StrandRow, strands, key=("slug",))
TEXTS = Section("strands.texts", TextRow, texts, key=("section", "month"))
MILESTONES = Section("strands.milestones", MilestoneRow, milestones, key=("reference",))
INDICATORS = Section("strands.indicators", IndicatorRow, indicators, key=("slug",))
TARGETS = Section("strands.targets", TargetRow, targets, key=("measure", "kind", "first"))
PLACES = Section("strands.places", PlacesRow, places, key=("slug",))
COMMITMENTS = Section("strands.commitments", CommitmentRow, commitments, key=("slug",))
SECTIONS = (STRANDS, CONDITIONS, TEXTS, MILESTONES, INDICATORS, TARGETS, PLACES, COMMITMENTS)
