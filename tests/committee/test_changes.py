"""What changed between two snapshots, worked by hand: one rule an id."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind, Changes, Item, MovedItem, NumberItem, Verdict
from committee.changes.keys import SECTIONS
from committee.changes.reading_changes import signed_change
from committee.changes.records import ABSENT, apply_changes, sections_of
from committee.changes.summary import NO_EDITION, NOTHING_CHANGED, changes_summary, since_last
from committee.snapshot.meetings import MEETINGS, MeetingRow
from ehcp.snapshot import MONTHS
from finance.saving_rows import SavingRow
from finance.snapshot import POSITIONS, SAVINGS, DeficitBasis
from risks.row_types import AssessmentRow, MitigationRow
from risks.snapshot import RISKS
from sendprog.records.snapshots import Audience, Section
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure, Polarity
from sendprog.values.periods import FinancialYear
from sendprog.values.rag import Rag
from sendprog.values.units import Unit
from strands.choices import PlacesStage
from strands.commitment_row_types import CommitmentRow, ConditionRow
from strands.rows import PlacesRow, TextRow
from strands.snapshot import (
    COMMITMENTS,
    CONDITIONS,
    INDICATORS,
    MILESTONES,
    PLACES,
    STRANDS,
    TARGETS,
    TEXTS,
)
from tests.two_snapshots import (
    AFTER,
    BEFORE,
    assessment_row,
    baseline_row,
    indicator_row,
    milestone_row,
    month_row,
    move_row,
    position_row,
    return_row,
    risk_row,
    snapshot_of,
    strand_row,
    target_row,
    update_row,
)

Rows = dict[Section, Any]


def changes_of(before: Rows, after: Rows) -> Changes:
    """The difference, which must account for every change of a record exactly once and lead from one to the other."""
    old, new = (
        snapshot_of(
            on,
            {
                section: rows if isinstance(rows, (list, tuple)) else [rows]
                for section, rows in given.items()
            },
        )
        for on, given in ((BEFORE, before), (AFTER, after))
    )
    changes = snapshot_changes(old, new)
    accounted = [id(record) for item in changes.items for record in item.records]
    assert sorted(accounted) == sorted(id(record) for record in changes.records)
    assert apply_changes(changes.records, sections_of(old, SECTIONS)) == sections_of(new, SECTIONS)
    return changes


def only(changes: Changes) -> Item:
    """The one item, beside what a strand's milestones say together."""
    items = [item for item in changes.items if item.kind is not ChangeKind.DERIVED]
    assert len(items) == 1, [(item.kind, item.which, item.how) for item in items]
    return items[0]


def of(changes: Changes, kind: ChangeKind) -> Item:
    (item,) = changes.of(kind)
    return item


# Milestones

TOLD = {STRANDS: strand_row()}
FIRST = (baseline_row(1, "March 2025"),)


@pytest.mark.parametrize(
    ("old", "new", "kind", "how"),
    [
        pytest.param(
            {"stage": "in_progress", "forecast": "December 2024"},
            {"stage": "complete", "actual": "December 2024"},
            ChangeKind.DONE,
            "December 2024",
            id="done",
        ),
        pytest.param(
            {"baselines": FIRST},
            {"baselines": FIRST, "stage": "complete", "actual": "14 March 2025"},
            ChangeKind.DONE,
            "14 March 2025, on the same date as approved",
            id="done-in-its-approved-month",
        ),
        pytest.param(
            {"baselines": FIRST},
            {"baselines": FIRST, "stage": "complete", "actual": "May 2025"},
            ChangeKind.DONE,
            "May 2025, 2 months later than approved",
            id="done-late",
        ),
        pytest.param(
            {}, {"stage": "complete"}, ChangeKind.DONE, "Date not known", id="done-without-a-date"
        ),
        pytest.param(
            {"forecast": "March 2025"},
            {"forecast": "April 2025"},
            ChangeKind.SLIPPED,
            "March 2025 to April 2025: 1 month later",
            id="slipped-from-last-day-to-last-day",
        ),
        pytest.param(
            {"forecast": "autumn term 2025"},
            {"forecast": "2026"},
            ChangeKind.SLIPPED,
            "autumn term 2025 to 2026: 12 months later",
            id="slipped-between-precisions",
        ),
        pytest.param(
            {"forecast": "1 March 2025"},
            {"forecast": "1 February 2025"},
            ChangeKind.BROUGHT_FORWARD,
            "1 March 2025 to 1 February 2025: 4 weeks earlier",
            id="brought-forward",
        ),
        pytest.param(
            {"forecast": "September 2025"},
            {"forecast": "14 September 2025"},
            ChangeKind.DATED,
            "Date more or less precise: September 2025 to 14 September 2025",
            id="more-precise-is-no-slippage",
        ),
        pytest.param(
            {}, {"forecast": "2026"}, ChangeKind.DATED, "First date set: 2026", id="first-date"
        ),
        pytest.param(
            {"forecast": "2026"},
            {},
            ChangeKind.DATED,
            "Date removed: it was 2026",
            id="date-removed",
        ),
        pytest.param(
            {"forecast": "March 2025"},
            {"forecast": "March 2025", "stage": "withdrawn"},
            ChangeKind.WITHDRAWN,
            "It was: In progress, March 2025",
            id="withdrawn",
        ),
        pytest.param(
            {},
            {"stage": "delayed"},
            ChangeKind.RESTATED,
            "In progress to delayed",
            id="stage-restated",
        ),
        pytest.param(
            {"stage": "complete"},
            {"stage": "in_progress"},
            ChangeKind.RESTATED,
            "The earlier edition said complete; now: in progress",
            id="complete-no-more",
        ),
        pytest.param(
            {"forecast": "December 2024"},
            {"forecast": "December 2024", "on": AFTER},
            ChangeKind.OVERDUE,
            "December 2024 has passed",
            id="overdue-by-the-day-alone",
        ),
        pytest.param(
            {"forecast": "2026", "baselines": FIRST},
            {
                "forecast": "2026",
                "baselines": (
                    *FIRST,
                    baseline_row(2, "2026", approver="The board", reason="Money"),
                ),
            },
            ChangeKind.REBASELINED,
            "Approved date March 2025 to 2026, approved 26 November 2024 by The board",
            id="re-baselined",
        ),
        pytest.param(
            {},
            {"baselines": FIRST},
            ChangeKind.REBASELINED,
            "First approved date: March 2025, approved 26 November 2024",
            id="first-approved-date",
        ),
        pytest.param(
            {"stage": "complete", "actual": "October 2024"},
            {"stage": "complete", "actual": "November 2024"},
            ChangeKind.DATED,
            "Date it was done: October 2024 to November 2024",
            id="done-on-another-day",
        ),
        pytest.param(
            {},
            {"strand": "money", "strand_name": "Money", "strand_number": 2},
            ChangeKind.MOVED_STRAND,
            "Places to Money",
            id="moved-to-another-strand",
        ),
        pytest.param(
            {"owner": "A"}, {"owner": "B"}, ChangeKind.OTHER, "Owner: A to B", id="other-details"
        ),
        pytest.param(
            {"needs": ()},
            {"needs": ("a", "b")},
            ChangeKind.OTHER,
            "Waits for: not given to a record that is not listed",
            id="what-it-waits-for",
        ),
    ],
)
def test_milestone(old, new, kind, how):
    item = only(
        changes_of(
            TOLD | {MILESTONES: milestone_row(**old)}, TOLD | {MILESTONES: milestone_row(**new)}
        )
    )
    assert (item.kind, item.how, item.which, item.strand) == (
        kind,
        how,
        "School",
        new.get("strand", "places"),
    )


def test_milestone_that_slipped_says_how_long_and_why():
    old = milestone_row(forecast="March 2025", baselines=FIRST)
    moves = (
        move_row("March 2025", "April 2025", "Weather"),
        move_row("April 2025", "June 2025", "Approvals"),
    )
    new = milestone_row(forecast="June 2025", baselines=FIRST, moves=moves, reason="Approvals")
    item = only(changes_of(TOLD | {MILESTONES: old}, TOLD | {MILESTONES: new}))
    assert isinstance(item, MovedItem)
    assert (item.kind, item.days, item.reason) == (ChangeKind.SLIPPED, 91, "Approvals")
    assert (item.old, item.new) == ("March 2025", "June 2025")
    assert item.how.endswith("March 2025 to June 2025: 3 months later. Moved twice")
    assert {record.field[0] for record in item.records} == {
        "forecast",
        "moves",
        "reason",
        "status",
        "slippage",
    }


def test_milestone_that_moved_and_was_rebaselined_says_both():
    old = milestone_row(forecast="March 2025", baselines=FIRST)
    new = milestone_row(forecast="2026", baselines=(*FIRST, baseline_row(2, "2026")))
    assert [
        item.kind for item in changes_of(TOLD | {MILESTONES: old}, TOLD | {MILESTONES: new}).items
    ] == [
        ChangeKind.SLIPPED,
        ChangeKind.REBASELINED,
    ]


@pytest.mark.parametrize(
    ("strand", "kind"),
    [
        pytest.param(strand_row(), ChangeKind.ADDED, id="of-a-strand-the-last-edition-told-of"),
        pytest.param(strand_row(update=None), ChangeKind.FIRST, id="of-a-strand-it-did-not"),
    ],
)
def test_new_milestone_is_added_only_where_its_strand_was_told_of(strand, kind):
    new = milestone_row("second", stage="complete", actual="December 2024")
    item = only(changes_of({STRANDS: strand}, {STRANDS: strand, MILESTONES: new}))
    assert (item.kind, item.how) == (kind, "Complete, December 2024")


def test_deleted_milestone_is_not_forgotten():
    item = only(changes_of(TOLD | {MILESTONES: milestone_row(forecast="2026")}, TOLD))
    assert (item.kind, item.which, item.old) == (ChangeKind.REMOVED, "School", "In progress, 2026")
    assert item.page == "", "there is no page of it to read on at"


def test_texts_of_a_milestone_are_one_item_each():
    old = milestone_row(note="First. Second.", title="A school")
    new = milestone_row(note="First. Third.", title="A new school")
    items = changes_of(TOLD | {MILESTONES: old}, TOLD | {MILESTONES: new}).items
    assert [(item.kind, item.which, item.old, item.new) for item in items] == [
        (ChangeKind.TEXT, "A new school: title", "A school", "A new school"),
        (ChangeKind.TEXT, "A new school: note", "First. Second.", "First. Third."),
    ]
    assert items[1].how == "Taken out: “Second.” Now says: “Third.”"


# Strands


def test_rating_says_better_or_worse_and_why():
    new = strand_row(
        update=update_row(
            "at_risk", html={"progress": "<p>So far.</p>", "rag_reason": "<p>Money &amp; time</p>"}
        )
    )
    item = only(changes_of(TOLD, {STRANDS: new}))
    assert (item.kind, item.how, item.verdict, item.reason) == (
        ChangeKind.RATING,
        "On track to At risk",
        Verdict.WORSE,
        "Money & time",
    )


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("off_track", "at_risk", Verdict.BETTER),
        ("on_track", "complete", Verdict.BETTER),
        ("complete", "off_track", Verdict.WORSE),
        ("not_rated", "off_track", None),
        ("on_track", "not_rated", None),
    ],
)
def test_rating_from_or_to_none_is_neither_better_nor_worse(old, new, verdict):
    changes = changes_of(
        {STRANDS: strand_row(update=update_row(old))}, {STRANDS: strand_row(update=update_row(new))}
    )
    assert of(changes, ChangeKind.RATING).verdict is verdict


def test_first_rating_is_never_newly_at_risk():
    item = only(
        changes_of(
            {STRANDS: strand_row(update=None)}, {STRANDS: strand_row(update=update_row("at_risk"))}
        )
    )
    assert (item.kind, item.how) == (ChangeKind.FIRST, "At risk")


def test_what_milestones_say_together():
    """When the worst of them is another; the count alone is not said."""
    both = [milestone_row("a", forecast="December 2024"), milestone_row("b", forecast="2026")]
    late = [
        milestone_row("a", forecast="December 2024", on=AFTER),
        milestone_row("b", forecast="2026", on=AFTER),
    ]
    item = of(changes_of(TOLD | {MILESTONES: both}, TOLD | {MILESTONES: late}), ChangeKind.DERIVED)
    assert (item.old, item.new) == ("Neither milestone is late", "1 of 2 milestones is overdue")
    three = [*late, milestone_row("c", forecast="December 2024", on=AFTER)]
    assert not changes_of(TOLD | {MILESTONES: late}, TOLD | {MILESTONES: three}).of(
        ChangeKind.DERIVED
    )


def test_renamed_strand_is_one_item_however_many_milestones_it_has():
    old = [milestone_row(name) for name in "abc"]
    new = [milestone_row(name, strand_name="Buildings") for name in "abc"]
    before, after = (
        {STRANDS: strand_row(), MILESTONES: old},
        {STRANDS: strand_row(name="Buildings"), MILESTONES: new},
    )
    item = only(changes_of(before, after))
    assert (item.kind, item.which, item.how, len(item.records)) == (
        ChangeKind.RENAMED,
        "Buildings",
        "It was Places",
        4,
    )


def test_new_month_of_a_strand_shows_what_its_update_says_now():
    new = update_row(month=date(2024, 12, 1), html={"progress": "<p>So far.</p><p>And on.</p>"})
    changes = changes_of(TOLD, {STRANDS: strand_row(update=new)})
    assert of(changes, ChangeKind.UPDATED).how == "Updated for December 2024"
    text = of(changes, ChangeKind.TEXT)
    assert (text.which, text.old, text.new, text.how) == (
        "Places: progress",
        "So far.",
        "So far. And on.",
        "Now says: “And on.”",
    )


def seven_became_four() -> tuple[Rows, Rows]:
    old = [strand_row(f"old-{number}", number=number) for number in range(1, 8)]
    ended = [f"old-{number}" for number in range(1, 7)]
    new = [
        strand_row("families", number=1, succeeds=tuple(ended[:3]), update=None),
        strand_row("schools", number=2, succeeds=tuple(ended[3:5]), update=None),
        strand_row("money", number=3, succeeds=(ended[5],), update=None),
        strand_row("old-7", number=4),
    ]
    went = {row: one for one in new for row in one.succeeds} | {"old-7": new[3]}
    milestones = [
        milestone_row(
            f"m-{row.slug}", strand=row.slug, strand_name=row.name, strand_number=row.number
        )
        for row in old
    ]
    moved = [
        milestone_row(
            row.reference, strand=one.slug, strand_name=one.name, strand_number=one.number
        )
        for row in milestones
        for one in [went[row.strand]]
    ]
    return {STRANDS: old, MILESTONES: milestones}, {STRANDS: new, MILESTONES: moved}


def test_seven_strands_to_four_is_one_reorganisation():
    changes = changes_of(*seven_became_four())
    item = of(changes, ChangeKind.REORGANISED)
    assert item.which == "Seven strands became four"
    assert item.how == (
        "Old 1, Old 2 and Old 3 are now Families. Old 4 and Old 5 are now Schools. Old 6 is now Money"
    )
    assert {one.kind for one in changes.items} <= {ChangeKind.REORGANISED, ChangeKind.DERIVED}
    assert changes_summary(changes).startswith(
        "The strands were reorganised: seven strands became four."
    )


def test_strand_that_ends_with_nothing_after_it_is_removed():
    item = only(
        changes_of(
            {STRANDS: [strand_row("a"), strand_row("b", number=2)]}, {STRANDS: strand_row("a")}
        )
    )
    assert (item.kind, item.which) == (ChangeKind.REMOVED, "B")


def test_text_of_a_new_month_takes_the_place_of_the_last():
    old = TextRow("finance-pressures", date(2024, 11, 1), "<p>Two pressures.</p>", "")
    new = TextRow("finance-pressures", date(2025, 1, 1), "<p>Three pressures.</p>", "")
    item = only(changes_of({TEXTS: old}, {TEXTS: [old, new]}))
    assert (item.kind, item.old, item.new) == (
        ChangeKind.TEXT,
        "Two pressures.",
        "Three pressures.",
    )
    assert only(changes_of({}, {TEXTS: new})).kind is ChangeKind.FIRST


def test_condition_of_an_agreement_is_said_once():
    def agreement(rating: Rag) -> Rows:
        condition = ConditionRow("1", "Condition", "Keep to plan", "", "", "", rating, "Late", None)
        deal = CommitmentRow("deal", "Deal", "Deal", "", None, "", (), (condition,), "")
        return {CONDITIONS: condition, COMMITMENTS: deal}

    item = only(changes_of(agreement(Rag.ON_TRACK), agreement(Rag.OFF_TRACK)))
    assert (item.kind, item.verdict, item.how, len(item.records)) == (
        ChangeKind.CONDITION,
        Verdict.WORSE,
        "On track to Off track",
        2,
    )


# Risks


@pytest.mark.parametrize(
    ("old", "new", "kind", "how"),
    [
        pytest.param([assessment_row(12)], [16], ChangeKind.RISK_UP, "12 to 16", id="up"),
        pytest.param([assessment_row(16)], [12], ChangeKind.RISK_DOWN, "16 to 12", id="down"),
        pytest.param(
            [assessment_row(12)],
            [12],
            ChangeKind.RISK_SCORED,
            "Assessed again: still 12",
            id="assessed-again",
        ),
        pytest.param([], [12], ChangeKind.FIRST, "Score 12", id="first-score-is-not-up"),
        pytest.param(
            [assessment_row(None)],
            [12],
            ChangeKind.FIRST,
            "Score 12",
            id="first-known-score-is-not-up",
        ),
        pytest.param(
            [assessment_row(12)],
            [None],
            ChangeKind.RISK_SCORED,
            "No longer scored. It was: Score 12",
            id="no-longer-scored",
        ),
        pytest.param(
            [assessment_row(12, matrix="Matrix 0")],
            [16],
            ChangeKind.RISK_SCORED,
            "12 to 16: not comparable, scored with another matrix",
            id="by-another-matrix",
        ),
        pytest.param(
            [assessment_row(32, matrix_slug="old")],
            [assessment_row(12, AFTER, matrix_slug="new")],
            ChangeKind.RISK_SCORED,
            "32 to 12: not comparable, scored with another matrix",
            id="by-a-matrix-of-the-same-name",
        ),
        pytest.param(
            [assessment_row(0)], [2], ChangeKind.RISK_UP, "0 to 2", id="from-a-score-of-0"
        ),
        pytest.param(
            [assessment_row(2)], [0], ChangeKind.RISK_DOWN, "2 to 0", id="to-a-score-of-0"
        ),
        pytest.param(
            [assessment_row(12, date(2024, 9, 1)), assessment_row(None)],
            [16],
            ChangeKind.RISK_SCORED,
            "Score 16; the earlier edition had no current score",
            id="scored-again-is-not-first",
        ),
        pytest.param(
            [assessment_row(None)],
            [None],
            ChangeKind.RISK_SCORED,
            "Assessed again, still without a score",
            id="still-not-scored",
        ),
    ],
)
def test_risk_assessed(old, new, kind, how):
    later = [row if isinstance(row, AssessmentRow) else assessment_row(row, AFTER) for row in new]
    item = only(changes_of({RISKS: risk_row(*old)}, {RISKS: risk_row(*old, *later)}))
    assert (item.kind, item.how) == (kind, how)


def test_new_risk_is_new_only_where_there_was_a_register():
    new, other = risk_row(assessment_row(12)), risk_row(reference="other", title="Other")
    assert only(changes_of({}, {RISKS: new})).kind is ChangeKind.FIRST
    assert only(changes_of({RISKS: other}, {RISKS: [other, new]})).kind is ChangeKind.RISK_NEW


def test_closed_risk_is_not_forgotten():
    item = only(changes_of({RISKS: risk_row(assessment_row(12))}, {}))
    assert (item.kind, item.how) == (ChangeKind.RISK_CLOSED, "No longer listed. It was: Score 12")


def test_actions_on_a_risk():
    old = risk_row(mitigations=(MitigationRow(1, "Hire", ""), MitigationRow(2, "Train", "")))
    new = risk_row(mitigations=(MitigationRow(2, "Train more", ""), MitigationRow(3, "Ask", "")))
    items = changes_of({RISKS: old}, {RISKS: new}).items
    assert [item.how for item in items] == [
        "Removed: “Hire”",
        "Changed: “Train” to “Train more”",
        "Added: “Ask”",
    ]


# Numbers that moved


def forecasts(old: dict, new: dict) -> tuple[Rows, Rows]:
    first = position_row("2024-09", **old)
    return {POSITIONS: first}, {POSITIONS: [first, position_row(**{"month": "2024-11"} | new)]}


def number(changes: Changes, address: str) -> NumberItem:
    (found,) = [
        item for item in changes.items if isinstance(item, NumberItem) and item.measure == address
    ]
    return found


@pytest.mark.parametrize(
    ("old", "new", "words", "change", "how"),
    [
        pytest.param(
            {"forecast": 45_800_000},
            {"forecast": 51_600_000},
            ("£45.8 million", "£51.6 million"),
            "+£5.8 million",
            "Worse than before: 2024/25, as at Month 6 (September 2024)",
            id="higher-deficit-is-worse",
        ),
        pytest.param(
            {"forecast": 51_600_000},
            {"forecast": 45_800_000},
            ("£51.6 million", "£45.8 million"),
            "−£5.8 million",
            "Better than before: 2024/25, as at Month 6 (September 2024)",
            id="lower-deficit-is-better",
        ),
        pytest.param(
            {"forecast": 45_800_000},
            {"forecast": None},
            ("£45.8 million", "Not given"),
            "",
            "No value now",
            id="missing-is-said-not-nought",
        ),
        pytest.param(
            {"forecast": 45_800_000},
            {"forecast": 51_600_000, "in_year_basis": DeficitBasis.NET},
            ("£45.8 million", "£51.6 million"),
            "",
            "Not comparable: before any contributions against after contributions",
            id="other-contributions-taken-off",
        ),
        pytest.param(
            {"forecast": 45_800_000},
            {"forecast": 51_600_000, "month": "2025-05"},
            ("£45.8 million", "£51.6 million"),
            "",
            "Not comparable: 2024/25 against 2025/26",
            id="another-financial-year",
        ),
        pytest.param(
            {"forecast": 45_800_000},
            {"forecast": 51_600_000, "basis": Basis.ILLUSTRATIVE},
            ("£45.8 million", "£51.6 million"),
            "",
            "Not comparable: reported against illustrative",
            id="reported-against-illustrative",
        ),
    ],
)
def test_forecast_moved(old, new, words, change, how):
    item = number(changes_of(*forecasts(old, new)), "finance.forecast_in_year_deficit")
    assert ((item.old, item.new), item.change, item.how) == (words, change, how)


def test_forecast_never_known_before_is_first_reported():
    changes = changes_of(*forecasts({"forecast": None}, {"forecast": 51_600_000}))
    assert [item.new for item in changes.of(ChangeKind.FIRST)] == ["£51.6 million"]
    assert not [item for item in changes.items if isinstance(item, NumberItem)]


def test_first_months_and_positions_ever_are_first_reported():
    changes = changes_of(
        {}, {MONTHS: month_row(plans_issued=100), POSITIONS: position_row(forecast=45_800_000)}
    )
    assert {item.kind for item in changes.items} == {ChangeKind.FIRST}
    assert {item.which: (item.new, item.how) for item in changes.items} == {
        "Forecast in-year deficit": ("£45.8 million", "2024/25, as at Month 6 (September 2024)"),
        "Plans issued each month": ("100 a month", "September 2024"),
        "Positions of the deficit": ("1 month", "Month 6 (September 2024)"),
        "Returns on EHCPs": ("1 month", "September 2024"),
    }


def test_forecast_that_stayed_is_not_listed_as_moved():
    assert [
        item.kind
        for item in changes_of(*forecasts({"forecast": 1_000_000}, {"forecast": 1_000_000})).items
    ] == [ChangeKind.NEW_FIGURES]


@pytest.mark.parametrize(
    ("name", "address", "verdict"),
    [
        ("plans_issued", "ehcp.plans_issued", Verdict.BETTER),
        ("annual_reviews_overdue", "ehcp.annual_reviews_overdue", Verdict.WORSE),
        ("requests_received", "ehcp.requests_received", Verdict.NEUTRAL),
        ("plans_maintained", "ehcp.plans_maintained", Verdict.NEUTRAL),
    ],
)
def test_more_is_better_worse_or_neither_by_polarity(name, address, verdict):
    old, new = month_row("2024-09", **{name: 100}), month_row("2024-11", **{name: 123})
    item = number(changes_of({MONTHS: old}, {MONTHS: [old, new]}), address)
    assert (item.old.split()[0], item.new.split()[0], item.change, item.verdict) == (
        "100",
        "123",
        "+23",
        verdict,
    )


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        pytest.param(
            {},
            {"first": date(2024, 12, 1), "last": date(2025, 5, 31)},
            "Better than before (June to November 2024)",
            id="six-months-and-six-months",
        ),
        pytest.param(
            {},
            {"first": date(2025, 1, 1), "last": date(2025, 5, 31)},
            "Not comparable: six months against five months",
            id="six-months-and-five",
        ),
        pytest.param(
            {},
            {"first": None, "last": None},
            "Not comparable: its window is known in only one of the two",
            id="one-window-not-known",
        ),
        pytest.param(
            {"first": None, "last": None},
            {"first": None, "last": None},
            "Not comparable: its window is not stated",
            id="none",
        ),
        pytest.param(
            {"first": None},
            {"first": None, "last": date(2025, 5, 31)},
            "Better than in the earlier edition",
            id="at-a-day-and-at-a-day",
        ),
        pytest.param(
            {"qualifier": "over"},
            {"first": date(2024, 7, 1), "last": date(2024, 12, 31)},
            "Not comparable: over 10 against 12",
            id="over",
        ),
        pytest.param(
            {},
            {
                "value": None,
                "low": Decimal(10),
                "high": Decimal(20),
                "first": date(2024, 12, 1),
                "last": date(2025, 5, 31),
            },
            "Not comparable: a range has no one value",
            id="range",
        ),
        pytest.param(
            {},
            {"value": None, "missing": "Not in the report", "last": date(2025, 5, 31)},
            "No value now",
            id="missing",
        ),
        pytest.param(
            {},
            {"basis": Basis.ESTIMATE},
            "Revised; not comparable: reported against estimate",
            id="basis",
        ),
    ],
)
def test_indicator_moved(old, new, how):
    first = return_row(10, **old)
    later = return_row(**{"value": Decimal(12), "reported_in": date(2025, 5, 1)} | new)
    item = only(
        changes_of({INDICATORS: indicator_row(first)}, {INDICATORS: indicator_row(first, later)})
    )
    assert isinstance(item, NumberItem)
    assert item.how == how
    assert bool(item.change) is how.startswith("Better")


def test_polarity_is_the_frozen_one():
    first, later = (
        return_row(10),
        return_row(12, reported_in=AFTER, first=date(2024, 12, 1), last=date(2025, 5, 31)),
    )
    lower = {"polarity": Polarity.LOWER}
    before, after = (
        {INDICATORS: indicator_row(first, **lower)},
        {INDICATORS: indicator_row(first, later, **lower)},
    )
    assert only(changes_of(before, after)).verdict is Verdict.WORSE
    turned = changes_of({INDICATORS: indicator_row(first)}, after)
    assert of(turned, ChangeKind.MOVED).how == "Not comparable: which way is better has changed"


def test_indicator_reported_again_for_its_window_is_revised():
    first, again = return_row(10), return_row(11, reported_in=AFTER)
    item = only(
        changes_of({INDICATORS: indicator_row(first)}, {INDICATORS: indicator_row(first, again)})
    )
    assert (item.kind, item.old, item.new, item.change) == (
        ChangeKind.REVISED,
        "10",
        "11 [r]",
        "+1",
    )


def test_new_indicator_is_first_reported_and_a_deleted_one_is_not_forgotten():
    one = indicator_row(return_row(10))
    first, gone = only(changes_of({}, {INDICATORS: one})), only(changes_of({INDICATORS: one}, {}))
    assert (first.kind, first.new, first.how) == (ChangeKind.FIRST, "10", "June to November 2024")
    assert (gone.kind, gone.which) == (ChangeKind.REMOVED, "Plans")


@pytest.mark.parametrize(
    ("unit", "change", "words"),
    [
        (Unit.PERCENT, "2.5", "+2.5 percentage points"),
        (Unit.PERCENT, "-1", "−1.0 percentage points"),
        (Unit.COUNT, "-68", "−68.0"),
        (Unit.POUNDS, "5800000", "+£5.8 million"),
    ],
)
def test_change_words(unit, change, words):
    assert signed_change(Measure("a.b", "B", unit, "", "", places=1), Decimal(change)) == words


# Figures revised


def test_same_month_with_another_value_is_revised():
    old, new = (
        month_row(plans_issued=153),
        month_row(plans_issued=155, note="Two plans posted late"),
    )
    item = only(changes_of({MONTHS: old}, {MONTHS: new}))
    assert isinstance(item, NumberItem)
    assert (item.kind, item.which) == (
        ChangeKind.REVISED,
        "Plans issued each month, September 2024",
    )
    assert (item.old, item.new, item.change) == ("153 a month", "155 a month [r]", "+2")
    assert (item.verdict, item.reason) == (Verdict.REVISED, "Two plans posted late")


@pytest.mark.parametrize(
    ("old", "new", "words", "how"),
    [
        pytest.param(
            None, 7, ("Not given", "7"), "No value in the earlier edition", id="given-now"
        ),
        pytest.param(7, None, ("7", "Not given"), "No value now", id="not-given-now"),
        pytest.param(7, "c", ("7", "[c] suppressed"), "No value now", id="suppressed-now"),
        pytest.param(0, 7, ("0", "7 [r]"), "Revised", id="nought-is-a-value"),
    ],
)
def test_revised_to_or_from_nothing_is_said(old, new, words, how):
    changes = changes_of({MONTHS: month_row(mediations=old)}, {MONTHS: month_row(mediations=new)})
    item = only(changes)
    assert ((item.old, item.new), item.how) == (words, how)


@pytest.mark.parametrize(
    ("name", "new", "shown"),
    [
        ("appeals_open", 12, ("[c]", "[c]")),
        ("requests_from_others", 6, ("[c]", "[c]")),
        ("appeals_open", 13, ("8", "13 [r]")),
        ("plans_moved_in", 12, ("8", "12 [r]")),
    ],
)
def test_small_difference_of_a_small_group_is_not_shown(name, new, shown):
    item = only(changes_of({MONTHS: month_row(**{name: 8})}, {MONTHS: month_row(**{name: new})}))
    assert (item.old, item.new) == shown
    assert bool(item.change) is (shown[0] != "[c]")


def test_revised_position_says_its_month_and_amount():
    old, new = position_row(forecast=45_800_000), position_row(forecast=45_900_000)
    item = only(changes_of({POSITIONS: old}, {POSITIONS: new}))
    assert (item.which, item.new, item.change) == (
        "Forecast in-year deficit, Month 6 (September 2024)",
        "£45.9 million [r]",
        "+£0.1 million",
    )


def test_months_that_are_new_are_one_item():
    old = month_row("2024-09")
    item = only(
        changes_of({MONTHS: old}, {MONTHS: [old, month_row("2024-10"), month_row("2024-11")]})
    )
    assert (item.kind, item.how) == (
        ChangeKind.NEW_FIGURES,
        "October 2024 and November 2024: for the first time",
    )


def test_deleted_month_is_not_forgotten():
    item = only(
        changes_of(
            {MONTHS: [month_row("2024-09"), month_row("2024-08")]}, {MONTHS: month_row("2024-09")}
        )
    )
    assert (item.kind, item.which) == (ChangeKind.REMOVED, "Monthly return of August 2024")


# Targets, comparators, places, savings


def test_target_changed_says_old_and_new_in_its_unit():
    item = only(
        changes_of({TARGETS: target_row(60)}, {TARGETS: target_row(55, basis_text="Agreed again")})
    )
    assert (item.kind, item.which, item.old, item.new) == (
        ChangeKind.TARGET,
        "Local target for Plans issued within 20 weeks, exceptions left out",
        "60.0%",
        "55.0%",
    )
    assert item.how == "60.0% to 55.0%; Agreed again"


def test_new_target_is_a_change_only_of_a_measure_that_had_one():
    one, other = target_row(60), target_row(50, kind="Benchmark")
    assert only(changes_of({}, {TARGETS: one})).kind is ChangeKind.FIRST
    assert only(changes_of({TARGETS: one}, {TARGETS: [one, other]})).how == "none to 50.0%"


def test_comparator_of_a_return_changed():
    compared = {"comparison_words": "2023"}
    old, new = (
        indicator_row(return_row(10, comparison_value=Decimal(value), **compared))
        for value in (8, 9)
    )
    item = only(changes_of({INDICATORS: old}, {INDICATORS: new}))
    assert (item.kind, item.how) == (ChangeKind.TARGET, "Compared from 8 (2023); now from 9 (2023)")


def test_places_and_savings():
    def places(number: int, stage: str) -> PlacesRow:
        return PlacesRow(
            "a",
            "Resource Base",
            "places",
            "",
            number,
            None,
            "",
            PlacesStage(stage),
            "2026",
            Basis.REPORTED,
            "",
        )

    def saving(expected: int) -> SavingRow:
        planned = Decimal(2_000_000), Decimal(expected), None
        return SavingRow(
            "s",
            "Fewer placements",
            "",
            FinancialYear(2024),
            *planned,
            "On track",
            Basis.REPORTED,
            "",
            "",
        )

    changes = changes_of(
        {PLACES: places(50, "planned"), SAVINGS: saving(2_000_000)},
        {PLACES: places(40, "open"), SAVINGS: saving(1_500_000)},
    )
    assert of(changes, ChangeKind.PLACES).how == "50, planned, 2026 to 40, open, 2026"
    assert of(changes, ChangeKind.MONEY).how == "Expected: £2.0 million to £1.5 million"


def test_resolution_of_a_meeting_shows():
    old = MeetingRow("The Committee", BEFORE, "", "", "", "", "", "", "", "", Basis.REPORTED)
    new = MeetingRow("The Committee", BEFORE, "", "", "", "", "", "Noted", "", "", Basis.REPORTED)
    item = only(changes_of({MEETINGS: old}, {MEETINGS: new}))
    assert (item.kind, item.which, item.how) == (
        ChangeKind.OTHER,
        "Meeting of 26 November 2024",
        "Resolution: not given to Noted",
    )


# The whole


def test_same_snapshot_twice_is_nothing():
    changes = changes_of(*[TOLD | {MILESTONES: milestone_row()}] * 2)
    assert (changes.records, changes.items, changes_summary(changes, is_all=True)) == (
        (),
        (),
        NOTHING_CHANGED,
    )


def test_section_of_a_later_day_is_empty_in_an_older_edition():
    after = snapshot_of(AFTER, {RISKS: [risk_row(assessment_row(12))]})
    before = snapshot_of(BEFORE, {})
    before._read = lambda section: {}[section.name]
    assert [item.kind for item in snapshot_changes(before, after).items] == [ChangeKind.FIRST]


def test_snapshots_for_two_audiences_are_not_compared():
    with pytest.raises(ValueError, match="can't be compared"):
        snapshot_changes(snapshot_of(BEFORE, {}, Audience.RESTRICTED), snapshot_of(AFTER, {}))


def test_record_level_names_section_key_field_old_and_new():
    changes = changes_of(
        {MILESTONES: milestone_row(owner="A")},
        {MILESTONES: [milestone_row(owner="B"), milestone_row("new")]},
    )
    changed, new = changes.records
    assert (changed.section, changed.key, changed.field, changed.old, changed.new) == (
        "strands.milestones",
        ("school",),
        ("owner",),
        "A",
        "B",
    )
    assert (new.key, new.field, new.old) == (("new",), (), ABSENT)


def test_sentence_counts_each_kind_and_says_what_is_made_up():
    old = [
        milestone_row("a", forecast="March 2025"),
        milestone_row("b", forecast="March 2025", basis=Basis.ILLUSTRATIVE),
    ]
    new = [
        milestone_row("a", forecast="May 2025"),
        milestone_row("b", forecast="May 2025", basis=Basis.ILLUSTRATIVE),
    ]
    before, after = forecasts({"forecast": 45_800_000}, {"forecast": 51_600_000})
    changes = changes_of(TOLD | {MILESTONES: old} | before, TOLD | {MILESTONES: new} | after)
    assert changes_summary(changes, is_all=True) == (
        "The forecast in-year deficit rose by £5.8 million, from £45.8 million to £51.6 million, "
        "both for financial year 2024/25. "
        "2 milestones slipped (1 of them illustrative). 1 set of newer figures came in. There is no other change to show."
    )


def test_since_last_is_two_lines():
    before, after = snapshot_of(BEFORE, {}), snapshot_of(AFTER, {RISKS: [risk_row()]})
    told = since_last(after, before)
    assert told.sentence == "First reported since the earlier edition: 1 risk."
    assert told.since == (
        "Compared with the edition before, as at 26 November 2024. "
        "Counted here: changes of strands, milestones, figures and risks alone."
    )
    assert (since_last(after, None).sentence, since_last(after, None).since) == (NO_EDITION, "")
