"""The rules that stop publication. Pure: a snapshot and the facts of the moment in, findings out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.urls import reverse

from committee.readiness.contradictions import contradictions
from committee.readiness.findings import Facts, Finding, Kind, rule
from committee.readiness.fix_links import FixLink, fix_link, update_link
from committee.readiness.personal import looks_personal
from committee.readiness.texts import every_text, narratives
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.periods import Month
from sendprog.values.rag import MilestoneStatus
from sendprog.values.wording import joined
from strands.metrics import count_statuses
from strands.rows import IndicatorRow, StrandRow
from strands.snapshot import INDICATORS, MILESTONES, STRANDS

# What every monthly return holds; a month may lack one only with the marker that says why.
REQUIRED = {
    "requests_received": "requests received",
    "assessments_agreed": "assessments agreed",
    "plans_issued": "plans issued",
    "plans_issued_within_20_weeks": "plans issued within 20 weeks",
    "plans_maintained": "plans maintained",
    "annual_reviews_overdue": "annual reviews overdue",
}
MONTHLY = "month"


@rule
def strands_without_update(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """No update was ever accepted, or none of the latest round that is past due."""
    for row in snapshot[STRANDS]:
        if row.update is None:
            words = "No update of this strand has been accepted"
        elif facts.round and row.update.month < facts.round:
            words = f"Its last accepted update is of {row.update.month:%B %Y}; the round of {facts.round:%B %Y} is past due"
        else:
            continue
        yield Finding(Kind.NO_UPDATE, row.slug, row.name, words, *decided_at(row, facts))


def decided_at(row: StrandRow, facts: Facts) -> FixLink:
    """Where the manager accepts what waits, else where the update is written."""
    waits = facts.waiting.get(row.slug)
    if waits:
        return reverse("decide", args=[row.slug, f"{waits:%Y-%m}"]), f"Decide on the update of {waits:%B %Y}"
    return update_link(row.slug, facts.round)


@rule
def missing_months(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """Between the first month and the last of the monthly returns, and of each indicator that is reported every month."""
    rows = {row.month: row for row in snapshot[MONTHS]}
    mend, mend_words = fix_link(MONTHS)
    for month in gaps(rows):
        yield Finding(
            Kind.MISSING_MONTH,
            f"ehcp:{month.iso}",
            "EHCP figures",
            f"{month.label} is missing",
            mend,
            mend_words,
        )
    for name, words in REQUIRED.items():
        given = [month for month, row in rows.items() if has(row, name)]
        lacking = [month for month in gaps(given) if month in rows]
        if lacking:
            months = joined([month.label for month in lacking])
            found = f"{words.capitalize()}: not given for {months}, and no marker says why"
            yield Finding(Kind.MISSING_MONTH, f"ehcp:{name}", "EHCP figures", found, mend, mend_words)
    for row in snapshot[INDICATORS]:
        missing = gaps(months_of(row)) if facts.periods.get(row.slug) == MONTHLY else []
        if missing:
            words = f"{joined([month.label for month in missing])}: no return"
            address = reverse("indicator_month", args=[row.slug, missing[0].iso])
            yield Finding(Kind.MISSING_MONTH, row.slug, row.name, words, address, "Enter the month")


def has(row: MonthRow, name: str) -> bool:
    """Whether a month has a count, or the marker that says why it has none."""
    return row.counts.get(name) is not None or bool(row.markers.get(name))


def months_of(row: IndicatorRow) -> set[Month]:
    """The single months that its returns are for."""
    found = ((one.first, one.last) for one in row.returns if one.first and one.last)
    pairs = [(Month.containing(first), Month.containing(last)) for first, last in found]
    return {first for first, last in pairs if first == last}


def gaps(months: Iterable[Month]) -> list[Month]:
    """The months between the first and the last that are not among them."""
    known = set(months)
    if not known:
        return []
    first, last = min(known), max(known)
    every = (first.plus(number) for number in range(first.months_until(last)))
    return [month for month in every if month not in known]


@rule
def unfinished_imports(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """A file that was brought and checked, and neither loaded nor set aside."""
    for address, words in facts.imports:
        said = "It was checked and waits to be confirmed: load it, or set it aside"
        yield Finding(Kind.UNFINISHED_IMPORT, address, words, said, address, "Open the import")


@rule
def unexplained_ratings(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """A stated rating that the milestones contradict, where its update does not explain the difference."""
    statuses: dict[str, list[MilestoneStatus]] = defaultdict(list)
    for milestone in snapshot[MILESTONES]:
        statuses[milestone.strand].append(milestone.status)
    for row in snapshot[STRANDS]:
        if row.update is None or row.update.html.get("disagreement"):
            continue
        said = count_statuses(statuses[row.slug]).disagreement(row.rating)
        if said:
            yield Finding(Kind.RATING, row.slug, row.name, said, *update_link(row.slug, row.update.month))


@rule
def contradicted_numbers(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    for text in narratives(snapshot):
        if "{{" in text.words:
            for words in contradictions(text.words, snapshot):
                yield Finding(Kind.BOUND_NUMBER, text.about, text.where, words, *text.mend)


@rule
def personal_data(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """In any text of any record, and in what is typed to be published with it. What was found is masked here too."""
    for text in every_text(snapshot):
        for found in looks_personal(text.words):
            words = f"This looks like {found.what}: {found.masked}"
            yield Finding(Kind.PERSONAL_DATA, text.about, text.where, words, *text.mend)
    for label, typed in facts.typed.items():
        for found in looks_personal(typed):
            words = f"This looks like {found.what}: {found.masked}"
            address = reverse("publish", args=[facts.meeting.isoformat()])
            yield Finding(Kind.PERSONAL_DATA, label, label, words, address, "Change what you typed")
