"""What of strands can be exempt, and what Part II tells: milestones, updates, texts, returns, conditions, schemes of places."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sendprog.loads.provenance import with_load
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.records.snapshots import Audience
from sendprog.values.periods import Month
from sendprog.values.rag import Rag
from sendprog.values.wording import day
from strands.commitment_rows import conditions_with_status
from strands.headlines import indicator_measure, places_reading, return_reading
from strands.indicator_rows import indicator_row, return_row
from strands.milestone_rows import milestone_row
from strands.models import Condition, IndicatorReturn, Milestone, PlacesScheme, StrandUpdate, Target
from strands.snapshot import places_row


def milestones(on: date) -> QuerySet:
    return Milestone.objects.with_what_a_row_needs(Audience.PART_TWO)


def milestone_told(milestone: Milestone, on: date) -> ExemptContent:
    row = milestone_row(milestone, [], on)
    promised = row.baselines[-1].date if row.baselines else ""
    needs = "\n".join(one.needs.title for one in milestone.waits_for.all())
    lines = [
        ("Strand", row.strand_name),
        ("Status", f"{row.status.label}, {row.slippage}" if row.slippage else row.status.label),
        ("Description", row.description),
        ("Promised", promised),
        *row.particulars,
        ("Waits for", needs),
        ("Basis", row.basis.label),
    ]
    return ExemptContent(row.title, filled_lines(lines))


def latest_texts(on: date) -> QuerySet:
    """The latest accepted update of each strand, and the latest accepted text of each section: those that readers see."""
    accepted = StrandUpdate.objects.accepted()
    later = accepted.filter(month__gt=OuterRef("month"))
    of_strand = Q(strand__isnull=False) & ~Exists(later.filter(strand=OuterRef("strand")))
    of_section = Q(strand=None) & ~Exists(later.filter(strand=None, section=OuterRef("section")))
    return accepted.filter(of_strand | of_section).select_related("strand")


def text_told(update: StrandUpdate, on: date) -> ExemptContent:
    rated = Rag.of(update.stated_rag)
    rating = rated.label if update.strand_id and rated is not Rag.NOT_RATED else ""
    labels = {name: str(update._meta.get_field(name).verbose_name).capitalize() for name in update.NARRATIVE}
    texts = [(labels[name], html) for name in update.NARRATIVE if (html := update.rendered.get(name))]
    lines = [("Stated rating", rating), ("Rating as at", update.rag_as_at), ("Source", update.source)]
    return ExemptContent(str(update), filled_lines(lines), tuple(texts))


def returns(on: date) -> QuerySet:
    return with_load(IndicatorReturn.objects.select_related("indicator__strand"))


def return_told(one: IndicatorReturn, on: date) -> ExemptContent:
    reading = return_reading(indicator_measure(indicator_row(one.indicator)), return_row(one))
    lines = [
        ("Figure", reading.in_words),
        ("When", reading.when),
        ("Compared", reading.comparison_text),
        ("Beside it", reading.beside),
        ("Note", reading.note),
        ("Basis", reading.basis.label),
        ("Source", reading.source),
    ]
    return ExemptContent(
        f"{one.indicator.name}, reported {Month.containing(one.reported_in).label}", filled_lines(lines)
    )


def conditions(on: date) -> QuerySet:
    return conditions_with_status(Audience.PART_TWO).select_related("commitment")


def condition_told(one: Condition, on: date) -> ExemptContent:
    rated = Rag.of(one.last_rating)
    lines = [
        ("Set by", one.commitment.name),
        ("Reference", one.reference),
        ("Strand", one.strand.name if one.strand else ""),
        ("Wording", one.wording),
        ("Limit", one.limit),
        ("What happens if it is missed", one.if_missed),
        ("Stated rating", rated.label if one.last_as_at else ""),
        ("Where it stands", one.last_words),
        ("Rated on", day(one.last_as_at) if one.last_as_at else ""),
    ]
    return ExemptContent(
        f"{one.get_kind_display()} {one.reference} of {one.commitment.short_name}", filled_lines(lines)
    )


def places(on: date) -> QuerySet:
    return PlacesScheme.objects.select_related("strand", "area", "milestone")


def places_told(one: PlacesScheme, on: date) -> ExemptContent:
    row = places_row(one)
    lines = [
        ("Strand", one.strand.name if one.strand else ""),
        ("Area", row.area),
        ("Places", places_reading(row).in_words),
        ("Definition", row.definition),
        ("Stage", row.stage.label),
        ("When", row.when),
        ("Milestone", one.milestone.title if one.milestone else ""),
        ("Basis", row.basis.label),
        ("Source", row.source),
    ]
    return ExemptContent(row.provision, filled_lines(lines))


register_exemptible(Milestone, visible_on=milestones, describe=milestone_told)
register_exemptible(StrandUpdate, visible_on=latest_texts, describe=text_told)
register_exemptible(IndicatorReturn, visible_on=returns, describe=return_told, is_figure=True)
register_exemptible(Condition, visible_on=conditions, describe=condition_told)
register_exemptible(
    PlacesScheme, visible_on=places, describe=places_told, referring_fields=((Target, "measure"),)
)
