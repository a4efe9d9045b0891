"""What each kind of record is called and where it is read: the words that stand in the column "Which"."""

from collections.abc import Callable
from typing import Any

from committee.changes.records import Key
from committee.snapshot.ask_rows import AskRow
from committee.snapshot.asks import ASKS
from committee.snapshot.meetings import MEETINGS, MeetingRow
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS, TitleBlockRow
from committee.snapshot.part_two import NOTICES
from committee.snapshot.usual_sections import SectionRow
from ehcp.snapshot import MONTHS, MonthRow
from finance.snapshot import (
    CONTRIBUTIONS,
    PLANS,
    POSITIONS,
    SAVINGS,
    ContributionRow,
    PlanRow,
    PositionRow,
    SavingRow,
)
from risks.snapshot import MATRICES, RISKS, MatrixRow, RiskRow
from sendprog.pages.pre_election import PRE_ELECTION
from sendprog.values.basis import Basis
from sendprog.values.wording import day
from strands.headlines import INDICATOR
from strands.rows import (
    CommitmentRow,
    ConditionRow,
    IndicatorRow,
    MilestoneRow,
    PlacesRow,
    StrandRow,
    TargetRow,
    TextRow,
)
from strands.snapshot import COMMITMENTS, CONDITIONS, INDICATORS, MILESTONES, PLACES, STRANDS, TARGETS, TEXTS

Values = tuple[tuple[str, str], ...]
NAMES: dict[type, Callable[[Any], str]] = {
    StrandRow: lambda row: row.name,
    MilestoneRow: lambda row: row.title,
    IndicatorRow: lambda row: row.name,
    TextRow: lambda row: f"Text, {row.section.replace('-', ': ', 1).replace('-', ' ') or 'whole programme'}",
    TargetRow: lambda row: f"{row.kind} for {row.measure}",
    PlacesRow: lambda row: f"{row.provision}: places",
    ConditionRow: lambda row: f"{row.kind}: {row.wording}",
    CommitmentRow: lambda row: row.name,
    MonthRow: lambda row: f"Monthly return of {row.month.label}",
    PositionRow: lambda row: f"{row.block} position, {row.month.financial_label}",
    PlanRow: lambda row: row.name,
    ContributionRow: lambda row: f"Contribution: {row.payer}, {row.financial_year}",
    SavingRow: lambda row: f"{row.title}, {row.financial_year}",
    RiskRow: lambda row: row.title,
    MatrixRow: lambda row: row.name,
    SectionRow: lambda row: f"Section of the paper: {row.title or row.slug}",
    TitleBlockRow: lambda row: f"Title block of the paper for {day(row.meeting)}",
    MeetingRow: lambda row: f"Meeting of {day(row.date)}",
    AskRow: lambda row: f"{row.kind.label} of {day(row.meeting)}: {row.text}",
}
PAGES: dict[type, Callable[[Any], tuple[str, Values]]] = {
    StrandRow: lambda row: ("strand", (("slug", row.slug),)),
    MilestoneRow: lambda row: ("milestone", (("reference", row.reference),)),
    IndicatorRow: lambda row: ("measure", (("address", INDICATOR + row.slug),)),
    RiskRow: lambda row: ("risk", (("reference", row.reference),)),
    MonthRow: lambda row: ("ehcp", ()),
    PositionRow: lambda row: ("finance", ()),
    PlanRow: lambda row: ("finance", ()),
    ContributionRow: lambda row: ("finance", ()),
    AskRow: lambda row: ("asks", ()),
}
# What a section's records are called where a row is of no class named above.
SECTIONS_IN_WORDS = {
    section.name: words
    for section, words in (
        (STRANDS, "Strands"),
        (CONDITIONS, "Conditions"),
        (TEXTS, "Texts"),
        (MILESTONES, "Milestones"),
        (INDICATORS, "Indicators"),
        (TARGETS, "Targets and comparators"),
        (PLACES, "Places"),
        (COMMITMENTS, "Agreements"),
        (MONTHS, "Monthly returns on EHCPs"),
        (POSITIONS, "Positions of the deficit"),
        (PLANS, "Deficit plans"),
        (CONTRIBUTIONS, "Contributions"),
        (SAVINGS, "Savings"),
        (RISKS, "Risks"),
        (MATRICES, "Risk matrices"),
        (MEETINGS, "Meetings"),
        (PAPER_SECTIONS, "Sections of the paper"),
        (TITLE_BLOCKS, "Title blocks of papers"),
        (PRE_ELECTION, "Pre-election periods"),
        (ASKS, "Asks"),
        (NOTICES, "Paragraphs of Schedule 12A named in Part I"),
    )
}


def name_of(row: Any, section: str, key: Key) -> str:
    """The record's name in words; for one that has none, its section and key."""
    named = NAMES.get(type(row))
    name = named(row) if named else ""
    return name or f"{SECTIONS_IN_WORDS.get(section, section)}: {', '.join(str(part) for part in key)}"


def about(row: Any, section: str, key: Key, *, is_there: bool = True) -> dict[str, Any]:
    """What an item says of the record it is about; a page to read on at only where the record is there to be read."""
    page, values = PAGES[type(row)](row) if is_there and type(row) in PAGES else ("", ())
    strand = row.slug if isinstance(row, StrandRow) else getattr(row, "strand", "")
    return {
        "which": name_of(row, section, key),
        "section": section,
        "strand": strand,
        "page": page,
        "values": values,
        "basis": basis_of(row),
    }


def basis_of(row: Any) -> Basis | None:
    """The record's own basis; of a risk its latest assessment's, of an indicator its latest return's."""
    if isinstance(row, RiskRow):
        return row.current.basis if row.current else None
    if isinstance(row, IndicatorRow):
        return row.returns[-1].basis if row.returns else None
    return getattr(row, "basis", None)
