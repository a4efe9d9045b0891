"""The models of this app whose records can be exempt, and what Part II prints of each."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sendprog.loads.provenance import with_load
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.records.snapshots import Audience
from sendprog.values.periods import Month
from sendprog.values.rag import Rag
from sendprog.values.wording import day
from strands.commitment_rows import conditions_with_status
from strands.headlines import places_reading, return_reading
from strands.indicator_rows import indicator_row, return_row
from strands.milestone_rows import milestone_row, related_rows, values_of
from strands.models import Condition, IndicatorReturn, Milestone, PlacesScheme, StrandUpdate, Target
from strands.snapshot import places_row


def printable_milestones(on: date) -> QuerySet:
    return Milestone.objects.select_related("strand", "workstream")


def attach_related_rows(milestones: list[Milestone]) -> None:
    """Set what their rows have from other tables: three queries."""
    related = related_rows(Audience.PART_TWO, [milestone.pk for milestone in milestones])
    for milestone in milestones:
        milestone.related_rows = related


def milestone_content(milestone: Milestone, on: date) -> ExemptContent:
    related = milestone.related_rows
    row = milestone_row(milestone.pk, values_of(milestone), related, on)
    needs = "\n".join(title for _, title in related.needs.get(milestone.pk, ()))
    lines = [
        ("Strand", row.strand_name),
        ("Status", row.status_in_words),
        ("Description", row.description),
        ("Promised", row.promised or ""),
        *row.particulars,
        ("Waits for", needs),
        ("Basis", row.basis.label),
    ]
    return ExemptContent(row.title, filled_lines(lines))


def printable_updates(on: date) -> QuerySet:
    """The latest accepted update of each strand, and the latest accepted text of each section."""
    accepted = StrandUpdate.objects.accepted()
    later = accepted.filter(month__gt=OuterRef("month"))
    of_strand = Q(strand__isnull=False) & ~Exists(later.filter(strand=OuterRef("strand")))
    of_section = Q(strand=None) & ~Exists(later.filter(strand=None, section=OuterRef("section")))
    return accepted.filter(of_strand | of_section).select_related("strand")


def update_content(update: StrandUpdate, on: date) -> ExemptContent:
    rated = Rag.of(update.stated_rag)
    rating = rated.label if update.strand_id and rated is not Rag.NOT_RATED else ""
    texts = []
    for name in update.NARRATIVE:
        if html := update.rendered.get(name):
            label = str(update._meta.get_field(name).verbose_name).capitalize()
            texts.append((label, html))
    lines = [
        ("Stated rating", rating),
        ("Rating as at", update.rag_as_at),
        ("Source", update.source),
    ]
    return ExemptContent(str(update), filled_lines(lines), tuple(texts))


def printable_returns(on: date) -> QuerySet:
    return with_load(IndicatorReturn.objects.select_related("indicator__strand"))


def return_content(stored: IndicatorReturn, on: date) -> ExemptContent:
    reading = return_reading(indicator_row(stored.indicator), return_row(stored))
    lines = [
        ("Figure", reading.in_words),
        ("When", reading.when),
        ("Compared", reading.comparison_text),
        ("Beside it", reading.beside),
        ("Note", reading.note),
        ("Basis", reading.basis.label),
        ("Source", reading.source),
    ]
    month = Month.containing(stored.reported_in)
    return ExemptContent(f"{stored.indicator.name}, reported {month.label}", filled_lines(lines))


def printable_conditions(on: date) -> QuerySet:
    return conditions_with_status(Audience.PART_TWO).select_related("commitment")


def condition_content(condition: Condition, on: date) -> ExemptContent:
    rated = Rag.of(condition.last_rating)
    lines = [
        ("Set by", condition.commitment.name),
        ("Reference", condition.reference),
        ("Strand", condition.strand.name if condition.strand else ""),
        ("Wording", condition.wording),
        ("Limit", condition.limit),
        ("What happens if it is missed", condition.if_missed),
        ("Stated rating", rated.label if condition.last_as_at else ""),
        ("Status", condition.last_words),
        ("Rated on", day(condition.last_as_at) if condition.last_as_at else ""),
    ]
    kind = condition.get_kind_display()
    return ExemptContent(
        f"{kind} {condition.reference} of {condition.commitment.short_name}", filled_lines(lines)
    )


def printable_places(on: date) -> QuerySet:
    return PlacesScheme.objects.select_related("strand", "area", "milestone")


def places_content(scheme: PlacesScheme, on: date) -> ExemptContent:
    row = places_row(scheme, [scheme.milestone_id])
    lines = [
        ("Strand", scheme.strand.name if scheme.strand else ""),
        ("Area", row.area),
        ("Places", places_reading(row).in_words),
        ("Definition", row.definition),
        ("Stage", row.stage.label),
        ("When", row.when),
        ("Milestone", scheme.milestone.title if scheme.milestone else ""),
        ("Basis", row.basis.label),
        ("Source", row.source),
    ]
    return ExemptContent(row.provision, filled_lines(lines))


register_exemptible(
    Milestone,
    visible_on=printable_milestones,
    describe=milestone_content,
    attach=attach_related_rows,
)
register_exemptible(StrandUpdate, visible_on=printable_updates, describe=update_content)
register_exemptible(
    IndicatorReturn, visible_on=printable_returns, describe=return_content, is_figure=True
)
register_exemptible(Condition, visible_on=printable_conditions, describe=condition_content)
register_exemptible(
    PlacesScheme,
    visible_on=printable_places,
    describe=places_content,
    referring_fields=((Target, "measure"),),
)
