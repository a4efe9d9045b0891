"""Each layout is recognised and said in one sentence; what can be read in two ways is refused."""

import pytest

from sendprog.loads.grid import Cell
from sendprog.loads.layouts.kpi_tables import month_in
from sendprog.loads.layouts.periods import PeriodKind, period_of
from tests.layouts.reading import DSG, EHCP, MONTHS, PLAIN, TABLE, as_long, read, turned

TITLE = ["SEND transformation programme: monthly return"]
CREDIT = ["Prepared by the performance team, 4 December 2024"]
NOTES = [["Notes"], ["1. Provisional until validated."], ["Source: case management system"]]
TOTAL = ["Total", "705", "396", "488", "195", "9812", "900"]
AVERAGE = ["Average", "235", "132", "162.7", "65", "9716", "933"]
BLANK = [""]
RISKS = [
    ["Reference", "Title", "As at", "Score"],
    ["SEND1", "Demand for plans", "2024-11-30", "20"],
    ["SEND2", "Workforce", "2024-11-30", "12"],
]
KPIS = [
    ["Key Performance Indicator", "Baseline", "Target", "Actual Jul 23", "Actual Nov 23"],
    ["Absence", "10.9%", "10%", "12.1% (academic year 22/23)", "11.3%"],
    ["Suspensions", "25.06", "18.59", "38.17", ""],
]
READ = {
    "our own shape": ([TABLE], ""),
    "a title": ([[TITLE, CREDIT, BLANK, *TABLE]], "Rows 1 to 2 are a title; the header is row 4."),
    "filters above": (
        [[["Month:", "All"], ["Area:", "County"], *TABLE]],
        "Rows 1 to 2 are a title; the header is row 3.",
    ),
    "notes below": ([[*TABLE, BLANK, *NOTES]], "The header is row 1; rows 6 to 8 are notes."),
    "a note with commas": (
        [[*TABLE, BLANK, ["Source: case system", " extracted 4 December 2024."]]],
        "The header is row 1; row 6 is a note.",
    ),
    "a note with a telephone number": (
        [[*TABLE, ["Contact: performance team", "01392 380000"]]],
        "The header is row 1; row 5 is a note.",
    ),
    "a total": ([[*TABLE, TOTAL]], "The header is row 1; row 5 is a total, left out."),
    "an average": ([[*TABLE, TOTAL, AVERAGE]], "rows 5 to 6 are totals, left out"),
    "a total of some columns": (
        [[*TABLE, ["Total", "705", "", "", "", "", ""]]],
        "row 5 is a total",
    ),
    "blank columns before": (
        [[["", "", *row] for row in TABLE]],
        "The header is row 1; the table begins in column C.",
    ),
    "a blank column within": (
        [[[*row[:3], "", *row[3:]] for row in TABLE]],
        "The header is row 1; column D is blank.",
    ),
    "a year that heads its months": (
        [[EHCP, ["2024/25"], *MONTHS]],
        "row 2 is a heading",
    ),
    "months across": ([turned(TABLE)], "Months stand across in row 1"),
    "months across under a title": (
        [[TITLE, BLANK, *turned(TABLE)]],
        "Months stand across in row 3",
    ),
    "months across with a total": (
        [[[*row, total] for row, total in zip(turned(TABLE), ["Total", *TOTAL[1:]], strict=True)]],
        "column E is a total, left out",
    ),
    "months across with a target": (
        [[[*row, total] for row, total in zip(turned(TABLE), ["Target", *"123456"], strict=True)]],
        "column E is not read",
    ),
    "months across with months to come": (
        [[[*row, end] for row, end in zip(turned(TABLE), ["2024-12", *[""] * 6], strict=True)]],
        "column E is empty and not read",
    ),
    "months across and notes": ([[*turned(TABLE), BLANK, *NOTES]], "rows 9 to 11 are notes"),
    "one figure a row": ([as_long(TABLE)], "Each row is one figure: its month in column A"),
    "one figure a row, under a title": (
        [[TITLE, BLANK, *as_long(TABLE), BLANK, *NOTES]],
        "the header is row 3; row 1 is a title; rows 23 to 25 are notes",
    ),
    "one figure a row, its columns otherwise": (
        [[[value, name, month] for month, name, value in as_long(TABLE)]],
        "its month in column C, its measure in column B and its value in column A",
    ),
    "one figure a row, with a unit": (
        [[[*row, "number"] for row in as_long(TABLE)]],
        "column D is not read",
    ),
    "another table below": (
        [[*TABLE, BLANK, *DSG]],
        "a second table begins in row 6, which looks like DSG deficit, and is not read",
    ),
    "another table of an unknown kind below": (
        [[*TABLE, BLANK, ["Month", "Visits"], ["2024-12", "5"]]],
        "a second table begins in row 6 and is not read",
    ),
    "another table beside": (
        [
            [
                [*row, "", *other]
                for row, other in zip(TABLE, [*DSG, [""] * 4, [""] * 4], strict=True)
            ]
        ],
        "columns I to L are a second table, which looks like DSG deficit, and not read",
    ),
    "notes beside": (
        [[[*row, "", note] for row, note in zip(TABLE, ["", "Checked", "", ""], strict=True)]],
        "column I is notes beside the table",
    ),
    "another sheet": (
        [TABLE, DSG],
        "The sheet “Sheet1” is read, and “Sheet2” (which looks like DSG deficit) is not.",
    ),
    "another sheet first": ([DSG, [TITLE, *TABLE]], "The sheet “Sheet2” is read, and “Sheet1”"),
}
REFUSED = {
    "a total that does not add up": (
        [[*TABLE, ["Total", "706", *TOTAL[2:]]]],
        "Row 5 (B5), requests_received: “706”: this is set down as “Total”, and the sum of the figures "
        "read is 705",
    ),
    "an average that is none": (
        [[*TABLE, ["Average", "300"]]],
        "the average of the figures read is 235",
    ),
    "a total across that does not add up": (
        [
            [
                [*row, end]
                for row, end in zip(turned(TABLE), ["Total", "706", *[""] * 5], strict=True)
            ]
        ],
        "Cell E2, requests_received: “706”",
    ),
    "two tables of the kind, stacked": (
        [[*TABLE, BLANK, ["Period", *EHCP[1:]], ["2024-12", *"123456"]]],
        "stand in row 1 and again, otherwise, in row 6",
    ),
    "two tables of the kind, side by side": (
        [[[*row, "", *row] for row in TABLE]],
        "Two tables stand side by side, in columns A to G and in columns I to O",
    ),
    "rows below a text": (
        [[*TABLE, ["Targets"], ["2024-12", *"123456"]]],
        "Rows stand below a text in row 5",
    ),
    "figures above the header": (
        [[["2024-08", *"123456"], *TABLE]],
        "Figures stand above the header",
    ),
    "two sheets of the kind": ([TABLE, TABLE], "we can't tell which one to load"),
    "one figure twice": (
        [[*as_long(TABLE), ["2024-11", "requests_received", "9"]]],
        "C14 and C20 both give “requests_received” for 2024-11: 243 and 9",
    ),
    "two values a row": (
        [[[*row, extra] for row, extra in zip(as_long(TABLE), ["plan", *"1" * 18], strict=True)]],
        "column C (“value”) and column D (“plan”): we can't tell which one to load",
    ),
    "one month twice, across": (
        [turned([*TABLE, ("Nov-24", *"123456")])],
        "Columns D to E are both headed November 2024",
    ),
    "years across": (
        [turned([EHCP, ("2022/23", *"123456"), ("2023/24", *"123456")])],
        "Cell B1: “2022/23”: this is a whole year, and so are the others",
    ),
    "quarters across": (
        [turned([EHCP, ("Q1 2024/25", *"123456"), ("Q2 2024/25", *"123456")])],
        "this is a quarter, and so are the others",
    ),
    "a month in another language among others": (
        [turned([*TABLE, ("Rhagfyr 2024", *"123456")])],
        "Cell E1: “Rhagfyr 2024”: this heads figures among the months, and is no month",
    ),
    "another kind": ([DSG], "These are the headings of DSG deficit: choose that kind"),
    "another kind, turned": ([turned(DSG)], "These are the headings of DSG deficit"),
    "another kind, one figure a row": (
        [as_long([*DSG, ("2024-12", *"123")])],
        "These are the headings of DSG deficit",
    ),
    "a heading beside a row": (
        [[["", *TABLE[0]], ["", *TABLE[1]], ["Month", "Later", *["Agreed"] * 6]]],
        "This row may head another table, or be a row of the table above",
    ),
    "a risk register": ([RISKS], "These are the headings of Risk register"),
}


@pytest.mark.parametrize("name", READ)
def test_a_layout_is_read_and_said(name):
    sheets, sentence = READ[name]
    told = read(*sheets)
    assert told.problems == ()
    assert sentence in told.sentence if sentence else told.layout is None
    assert [{key: row[key] for key in EHCP} for row in told.rows] == PLAIN


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_be_read_in_two_ways_is_refused(name):
    sheets, problem = REFUSED[name]
    told = read(*sheets)
    assert problem in " ".join(told.problems)


def test_each_value_keeps_its_cells_name():
    layout = read([TITLE, BLANK, *turned(TABLE)]).layout
    october = layout.grid.rows[2]
    assert [cell.place for cell in october.cells] == ["C3", *(f"C{row}" for row in range(4, 10))]
    assert october.where == "column C"


def test_a_table_of_indicators_across_becomes_a_row_a_figure():
    told = read(KPIS, kind="indicators")
    assert "column D (“Actual Jul 23”) is taken for the figures of July 2023" in told.sentence
    assert (
        "columns B to C (“Baseline”, “Target”) are no actual figure and not read" in told.sentence
    )
    assert told.rows == [
        {
            "indicator": "Absence",
            "month": "2023-07",
            "value": "12.1%",
            "window_from": "academic year 22/23",
        },
        {"indicator": "Absence", "month": "2023-11", "value": "11.3%", "window_from": ""},
        {"indicator": "Suspensions", "month": "2023-07", "value": "38.17", "window_from": ""},
    ]


def test_figures_without_a_heading_among_indicators_are_named():
    header, *rows = KPIS
    told = read(
        [[*header[:3], "", *header[3:]], *([*r[:3], "9", *r[3:]] for r in rows)], kind="indicators"
    )
    assert told.problems == (
        "Cell D1: There are figures in this column and no heading above them: write one, or clear them.",
    )
    told = read([header, *([*row, "checked"] for row in rows)], kind="indicators")
    assert told.problems == () and len(told.rows) == 3


def test_months_across_for_indicators():
    told = read([["KPI", "Sep-24", "Oct-24"], ["Absence", "10.9", "11"]], kind="indicators")
    assert [tuple(row.values()) for row in told.rows] == [
        ("Absence", "Sep-24", "10.9"),
        ("Absence", "Oct-24", "11"),
    ]


def test_a_register_with_a_title_and_notes():
    told = read(
        [TITLE, BLANK, *RISKS, BLANK, ["Scores are those of the council's matrix"]], kind="risks"
    )
    assert told.sentence == "Row 1 is a title; the header is row 3; row 7 is a note."
    assert [row["reference"] for row in told.rows] == ["SEND1", "SEND2"]


def test_a_measure_whose_name_begins_as_a_total_is_read():
    waits = ["average_wait_seconds", "275", "280", "300"]
    told = read(
        [["month", "2024-09", "2024-10", "2024-11"], ["calls", *"123"], waits], kind="contact"
    )
    assert told.problems == ()
    assert "total" not in told.sentence
    told = read([["KPI", "Sep-24", "Oct-24"], ["Average wait", "9", "8"]], kind="indicators")
    assert [row["indicator"] for row in told.rows] == ["Average wait"] * 2


def test_a_figure_that_looks_like_a_year_is_no_period():
    across = [
        ["month", "2022-01", "2022-02"],
        ["calls_handled", "0", "2000"],
        ["average_wait_seconds", "0", "2000"],
    ]
    told = read(across, kind="contact")
    assert "Months stand across in row 1" in told.sentence
    assert [row["calls_handled"] for row in told.rows] == ["0", "2000"]


def test_a_table_above_a_larger_one_is_not_called_a_title():
    above = [["Reference", "Title", "Owner"], ["OLD1", "Lost otherwise", "Head of SEND"]]
    told = read([*above, BLANK, *RISKS], kind="risks")
    assert "send one table at a time" in " ".join(told.problems)


@pytest.mark.parametrize(
    ("heading", "month"),
    [
        ("Actual Jul 23", "2023-07"),
        ("Actual July 2023", "2023-07"),
        ("Actual Apr-Jun 24", None),
        ("Actual April to June 2024", None),
        ("Actual June 24, 2025", None),
    ],
)
def test_a_heading_names_one_month_or_none(heading, month):
    found = month_in(heading)
    assert (f"{found.first:%Y-%m}" if found else None) == month


PERIODS = {
    "Sep-24": PeriodKind.MONTH,
    "November 2024": PeriodKind.MONTH,
    "Nov 24": PeriodKind.UNCLEAR,
    "November": PeriodKind.UNCLEAR,
    "2024/25": PeriodKind.YEAR,
    "2024": PeriodKind.YEAR,
    "academic year 2023/24": PeriodKind.YEAR,
    "Q3 2024/25": PeriodKind.QUARTER,
    "Jan to Mar 2025": PeriodKind.QUARTER,
    "autumn term 2024": PeriodKind.TERM,
    "Mayor": None,
    "Decision": None,
    "12": None,
    "Requests received": None,
}


@pytest.mark.parametrize("text", PERIODS)
def test_periods_are_known_for_what_they_are(text):
    period = period_of(Cell(text))
    assert (period and period.kind) == PERIODS[text]
