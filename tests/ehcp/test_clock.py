"""What is done in time, who asks and who is refused: sums of the months that say, small counts hidden, neutral words."""

import pytest

from ehcp.clock import clock_csv_of, clock_of
from ehcp.count_groups import COUNT_GROUPS
from ehcp.snapshot import COUNTS, COUNTS_OF_SCHEMA_3, MONTHS, with_more_counts
from ehcp.suppression import suppressed
from sendprog.values.basis import Basis
from sendprog.values.periods import Month
from tests.ehcp.generated_returns import snapshot_with
from tests.two_snapshots import month_row

USUAL = {
    "requests_from_parents": 40,
    "requests_from_schools": 50,
    "requests_from_health": 5,
    "requests_from_others": 1,
    "refused_from_parents": 10,
    "refused_from_schools": 8,
    "refused_from_health": 0,
    "decisions": 80,
    "decisions_within_6_weeks": 60,
    "assessments_refused": 18,
}


def half_year(**counts: object) -> list:
    return [month_row(Month(2025, 1).plus(place).iso, **USUAL | counts) for place in range(6)]


def tables_of(rows: list) -> dict[str, list]:
    return {
        table.caption.partition(":")[0]: table.rows
        for table in clock_of(snapshot_with(rows)).tables
    }


def test_who_asks_and_who_is_refused():
    assert tables_of(half_year())["Who asks, and who is refused"] == [
        ["Parents and carers", "240", "60", "25.0"],
        ["Schools", "300", "48", "16.0"],
        ["Health", "30", "0", "0.0"],
        ["Others", "6", "Not given", "Not worked out"],
    ]


def test_suppressed_months_are_left_out_and_named():
    rows = half_year()
    rows[1].counts["refused_from_parents"] = None
    rows[1].markers["refused_from_parents"] = "c"
    (parents, *_) = tables_of(rows)["Who asks, and who is refused"]
    assert parents == [
        "Parents and carers",
        "240",
        "50 without February 2025",
        "Not worked out: of other months",
    ]
    (parents, *_) = tables_of(half_year(refused_from_parents="c"))["Who asks, and who is refused"]
    assert parents[2:] == ["[c] suppressed", "Not worked out"]


def test_rate_in_time_has_its_numbers_and_refusal_no_better():
    rows = tables_of(half_year())["In time, and refused"]
    assert rows[0][:2] == ["Decisions whether to assess within 6 weeks", "75.0% (360 of 480)"]
    assert rows[-1][:2] == ["Requests refused, of decisions made", "22.5% (108 of 480)"]
    text = str(clock_of(snapshot_with(half_year())))
    assert "etter" not in text.replace("found good or better", "") and "orse" not in text


def test_made_up_months_say_so_beside_each_sum():
    rows = [
        month_row(Month(2025, 1).plus(place).iso, basis=Basis.ILLUSTRATIVE, **USUAL)
        for place in range(3)
    ]
    for table in clock_of(snapshot_with(rows)).tables:
        assert all(
            "llustrative" in " ".join(row) for row in table.rows if "Not worked" not in row[-1]
        )


def test_nothing_stated_is_no_part():
    assert clock_of(snapshot_with([])) is None
    assert clock_of(snapshot_with([month_row("2025-01", plans_maintained=9)])) is None
    assert len(clock_csv_of(snapshot_with([])).content.splitlines()) == 1


@pytest.mark.parametrize(
    ("whole", "part", "shown"), [(12, 9, None), (12, 12, 12), (12, 7, 7), (12, 2, None), (3, 0, 0)]
)
def test_rest_of_few_families_is_hidden_with_its_part(whole, part, shown):
    counts = {"mediations": whole, "mediations_within_30_days": part}
    visible, _ = suppressed(counts, {})
    if whole < 5:
        assert visible["mediations"] is None
        return
    assert visible["mediations_within_30_days"] == shown


def test_refusals_by_source_hide_two_where_one_is_small():
    names = [f"refused_from_{source}" for source in ("parents", "schools", "health", "others")]
    visible, markers = suppressed(dict(zip(names, (20, 9, 2, 6), strict=True)), {})
    assert [visible[name] for name in names] == [20, 9, None, None]
    assert markers == {names[2]: "c", names[3]: "c"}


def test_old_rows_get_the_counts_that_they_lack():
    old = {name: 1 for name in COUNTS if name not in COUNTS_OF_SCHEMA_3}
    (row,) = with_more_counts([{"counts": old}])
    assert set(row["counts"]) == set(COUNTS)
    assert {row["counts"][name] for name in COUNTS_OF_SCHEMA_3} == {None}
    assert MONTHS.schema == 3


def test_every_count_is_in_a_group():
    assert sorted(name for names in COUNT_GROUPS.values() for name in names) == sorted(COUNTS)
