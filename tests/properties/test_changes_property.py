"""For any two snapshots: the changes applied to the first give the second, and every one of them is said exactly once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind, Changes, NumberItem
from committee.changes.keys import SECTIONS
from committee.changes.records import ABSENT, apply_changes, field_names, sections_of
from committee.changes.summary import NOTHING_CHANGED, changes_summary
from ehcp.models.official import Period
from ehcp.official.row_types import OfficialRow
from ehcp.snapshot import COUNTS, MonthRow
from finance.plan_rows import PLANNED, ContributionRow, PlanYearRow
from finance.saving_rows import AMOUNTS, SavingRow
from finance.snapshot import PositionFigureRow, PositionRow
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import QUALIFIERS
from strands.indicator_row_types import ReturnRow
from strands.snapshot import MILESTONES, STRANDS
from tests.committee.test_changes import seven_became_four
from tests.conftest import examples
from tests.sendprog.test_snapshots import partial_dates
from tests.two_snapshots import AFTER, BEFORE, snapshot_of

every_section = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
# A failing example of this size would take minutes to shrink: it is shown as it was found.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
quick = settings(suppress_health_check=SLOW, phases=PHASES, max_examples=examples(20))

# Few values of each kind, so that two rows often meet in key or content.
words = st.sampled_from(
    ["", "a", "b", "First. Second.", "<p>First. Third.</p>", "<script>", "’ £5"]
)
few_days = st.dates(date(2024, 1, 1), date(2024, 3, 31))
months = st.builds(Month, st.just(2024), st.integers(8, 12))
numbers = st.decimals(-(10**9), 10**9, places=2)
bases = st.sampled_from(Basis)


@st.composite
def returns(draw: Any) -> ReturnRow:
    """A return as the database admits it: a value, a range or why there is neither; a window in order."""
    first, last = sorted([draw(few_days), draw(few_days)])
    given = draw(st.sampled_from(["value", "range", "missing"]))
    return ReturnRow(
        reported_in=draw(few_days).replace(day=1),
        first=draw(st.sampled_from([first, None])),
        last=draw(st.sampled_from([last, None])),
        window_words=draw(words),
        value=draw(numbers) if given == "value" else None,
        low=draw(numbers) if given == "range" else None,
        high=draw(numbers) if given == "range" else None,
        missing="Not in the report" if given == "missing" else "",
        qualifier=draw(st.sampled_from(["", *QUALIFIERS])),
        marker=draw(st.sampled_from([None, *Marker])),
        basis=draw(bases),
        projected=draw(st.booleans()),
        comparison_value=draw(st.none() | numbers),
        comparison_first=first,
        comparison_last=last,
        comparison_words=draw(words),
        beside=draw(words),
        note=draw(words),
        source=draw(words),
    )


@st.composite
def month_rows(draw: Any) -> MonthRow:
    """A month's return: each count given, not given, or not given and marked."""
    some = draw(
        st.dictionaries(st.sampled_from(COUNTS), st.sampled_from([0, 3, 7, 120]), max_size=4)
    )
    counts = dict.fromkeys(COUNTS) | some
    marked = draw(st.lists(st.sampled_from(COUNTS), max_size=2, unique=True))
    markers = {name: "c" if counts[name] is None else "p" for name in marked}
    return MonthRow(
        draw(months), counts, markers, draw(words), draw(bases), draw(words), draw(words)
    )


# The row of an area and year as the database admits it.
official_rows = st.builds(
    OfficialRow,
    topic=st.sampled_from(["timeliness", "requests"]),
    year=st.integers(2023, 2025),
    period=st.sampled_from(Period.values),
    values=st.dictionaries(
        st.sampled_from(
            ["plans_issued_den", "pc_plans_issued_20_weeks_ex", "requests_received_in_year"]
        ),
        st.sampled_from(["0", "1277", "5.1", "x"]),
    ),
    published=st.none() | few_days,
    release_note=words,
    basis=bases,
    code_note=words,
)
qualifiers = st.sampled_from(["", *QUALIFIERS])
figures = st.builds(
    PositionFigureRow, qualifier=qualifiers, value=numbers, low=st.none(), high=st.none()
)
positions = st.builds(
    PositionRow,
    forecast_qualifier=qualifiers,
    cumulative_qualifier=qualifiers,
    others=st.lists(
        figures,
        max_size=2,
        unique_by=lambda row: (row.kind, row.financial_year, row.as_at, row.contributions),
    ).map(tuple),
)
KINDS = {
    str: words,
    int: st.integers(0, 4),
    date: few_days,
    Decimal: numbers,
    Month: months,
    FinancialYear: st.builds(FinancialYear, st.integers(2023, 2025)),
    PartialDate: partial_dates,
    ReturnRow: returns(),
    MonthRow: month_rows(),
    PositionRow: positions,
    OfficialRow: official_rows,
    ContributionRow: st.builds(ContributionRow, qualifier=qualifiers),
    PlanYearRow: st.builds(PlanYearRow, **{f"{name}_qualifier": qualifiers for name in PLANNED}),
    SavingRow: st.builds(SavingRow, **{f"{name}_qualifier": qualifiers for name in AMOUNTS}),
}


@pytest.fixture(scope="module", autouse=True)
def of_few_values():
    """hypothesis builds rows of these kinds here, and of its own elsewhere."""
    before = {kind: st.from_type(kind) for kind in KINDS}
    for kind, strategy in KINDS.items():
        st.register_type_strategy(kind, strategy)
    yield
    for kind, strategy in before.items():
        st.register_type_strategy(kind, strategy)


def rows_of(section: Section) -> SearchStrategy[list]:
    row = KINDS.get(section.row)
    return st.lists(row if row is not None else st.from_type(section.row), min_size=1, max_size=2)


@st.composite
def edited(draw: Any, rows: list, spare: list, key: tuple[str, ...]) -> list:
    """The rows as somebody left them: some dropped, some with a few fields of another row, some new, in another order."""
    after = []
    for row in rows:
        deed = draw(st.sampled_from(["keep", "drop", "edit", "edit", "edit all"]))
        if deed == "drop":
            continue
        names = [name for name in field_names(type(row)) if name not in key]
        chosen = (
            names
            if deed == "edit all"
            else draw(st.lists(st.sampled_from(names), max_size=3))
            if deed == "edit"
            else []
        )
        after.append(replace(row, **{name: getattr(spare[0], name) for name in chosen}))
    after += draw(st.sampled_from([[], spare[1:]]))
    return draw(st.permutations(after))


@st.composite
def pairs(draw: Any, sections: tuple[Section, ...]) -> tuple[Snapshot, Snapshot]:
    before, after = {}, {}
    for section in sections:
        rows, spare = draw(rows_of(section)), draw(rows_of(section))
        before[section], after[section] = rows, draw(edited(rows, spare, section.key))
    return snapshot_of(BEFORE, before), snapshot_of(AFTER, after)


def said_once(changes: Changes) -> bool:
    accounted = [id(record) for item in changes.items for record in item.records]
    return sorted(accounted) == sorted(map(id, changes.records))


def check(before: Snapshot, after: Snapshot) -> Changes:
    """The property, one way."""
    changes = snapshot_changes(before, after)
    old, new = (sections_of(one, SECTIONS) for one in (before, after))
    assert apply_changes(changes.records, old) == new
    assert bool(changes.records) is (old != new)
    assert all(record.old != record.new for record in changes.records)
    places = [(record.section, record.key, record.field) for record in changes.records]
    assert len(places) == len(set(places))
    assert said_once(changes)
    for record in changes.records:
        rows = (
            old[record.section].get(record.key, ABSENT),
            new[record.section].get(record.key, ABSENT),
        )
        assert rows[0] != rows[1]
        if not record.field:
            assert (record.old, record.new) == rows
    return changes


@every_section
@quick
@given(data=st.data())
def test_changes_lead_from_one_to_the_other_and_back(section, data):
    before, after = data.draw(pairs((section,)))
    check(before, after)
    check(after, before)


@every_section
@quick
@given(data=st.data())
def test_no_change_is_left_out_and_none_is_idle(section, data):
    """Without any one of the changes, another snapshot comes out: each is needed."""
    before, after = data.draw(pairs((section,)))
    records = snapshot_changes(before, after).records
    old, new = (sections_of(one, (section,)) for one in (before, after))
    for left_out in range(len(records)):
        rest = [record for place, record in enumerate(records) if place != left_out]
        assert apply_changes(rest, old) != new


@settings(parent=quick, max_examples=examples(20))
@given(pair=pairs((STRANDS, MILESTONES)))
def test_strands_and_milestones_together(pair):
    check(*pair)


@settings(parent=quick, max_examples=examples(15))
@given(pair=pairs(SECTIONS))
def test_whole_snapshots(pair):
    changes = check(*pair)
    assert all(item.which for item in changes.items)
    told = changes_summary(changes, is_all=True)
    assert (told == NOTHING_CHANGED) is (not changes.records)


@every_section
@quick
@given(data=st.data())
def test_what_did_not_change_is_not_listed(section, data):
    rows = data.draw(rows_of(section))
    before, after = (snapshot_of(day, {section: rows}) for day in (BEFORE, AFTER))
    assert snapshot_changes(before, after) == Changes((), (), is_live=True)


@quick
@given(pair=pairs(SECTIONS[8:11]))
def test_number_is_listed_only_where_what_is_read_changed(pair):
    for item in snapshot_changes(*pair).items:
        if isinstance(item, NumberItem) and item.kind is ChangeKind.MOVED:
            assert (item.old, item.when_old) != (item.new, item.when_new)


# The checks themselves can fail


def reorganisation() -> tuple[Snapshot, Snapshot]:
    before, after = seven_became_four()
    return snapshot_of(BEFORE, before), snapshot_of(AFTER, after)


def test_check_finds_what_is_left_out_said_twice_or_made_up():
    before, after = reorganisation()
    changes = check(before, after)
    old, new = (sections_of(one, SECTIONS) for one in (before, after))
    assert said_once(changes)
    assert (
        not said_once(replace(changes, items=changes.items[:-1])) or not changes.items[-1].records
    )
    assert not said_once(
        replace(changes, items=(*changes.items, *changes.of(ChangeKind.REORGANISED)))
    )
    assert not said_once(replace(changes, records=changes.records[1:]))
    assert apply_changes(changes.records[1:], old) != new
    made_up = replace(changes.records[-1], field=("owner",), old="", new="Nobody")
    assert apply_changes([*changes.records, made_up], old) != new
