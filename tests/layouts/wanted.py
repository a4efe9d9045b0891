"""What the import desk does with each file of tests/desk_inputs, in words and in values."""

from dataclasses import dataclass, field
from typing import Any

from tests.layouts.test_desk_inputs import ROWS

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """What becomes of a file of a kind.

    rows: by key, values that are read; None where the file is refused. says: texts of its messages,
    questions and reading. waits: whether it waits until its headings are settled, here those that
    are listed. changes: 0 where nothing would change; None where every row does.
    """

    rows: Rows | None
    says: tuple[str, ...] = ()
    is_kept: bool = True
    waits: bool = False
    changes: int | None = None
    headings: dict[str, str] = field(default_factory=dict)


def indicator(window: str = "", slug: str = "authorities-with-deficits", **values: Any) -> Wanted:
    key = " ".join(part for part in (slug, "2024-12", window) if part)
    return Wanted({key: values})


def months(*says: str) -> Wanted:
    return Wanted(ROWS, says)


CHILD = "Nothing that identifies a child may be uploaded"
REFUSED_CHILD = Wanted(None, (CHILD,), is_kept=False)
ACADEMIC = indicator("2024-08-31", value=12, window_from="2023-09-01")
TURNED = "Months stand across in row 1, and each row from column A is a measure."
WANTED: dict[tuple[str, str], Wanted] = {
    ("a01_title_rows.xlsx", "ehcp"): months("Rows 1 to 2 are a title; the header is row 4."),
    ("a06_notes_below.csv", "ehcp"): months("The header is row 1; rows 6 to 9 are notes."),
    ("a06_notes_below.xlsx", "ehcp"): months("The header is row 1; rows 6 to 8 are notes."),
    ("a07_months_across.csv", "ehcp"): months(TURNED),
    ("a07c_months_across_dates.xlsx", "ehcp"): months(TURNED),
    ("a09_two_tables_stacked.xlsx", "ehcp"): months(
        "a second table begins in row 6, which looks like DSG deficit, and is not read"
    ),
    ("a13_long_format.csv", "ehcp"): months(
        "its month in column A, its measure in column B and its value in column C"
    ),
    ("a17_zero_width_heading.csv", "ehcp"): months(),
    ("a23_own_words.csv", "ehcp"): Wanted(
        None,
        waits=True,
        headings={
            "EHCNA requests": "requests_received",
            "Agreed to assess": "assessments_agreed",
            "No. of EHC plans issued": "plans_issued",
            "No. issued in 20 weeks": "plans_issued_within_20_weeks",
            "Total EHCPs": "plans_maintained",
            "Overdue annual reviews": "annual_reviews_overdue",
        },
    ),
    ("a25_dsg_file_as_ehcp.csv", "ehcp"): Wanted(
        None, ("These are the headings of DSG deficit: choose that kind",)
    ),
    ("b01_percent_for_count.csv", "ehcp"): Wanted(
        None, ("this is a percentage: give the number counted", "42.5%", "9.2%")
    ),
    ("b01b_percent_obeyed.csv", "ehcp"): Wanted(
        {"2024-12": {"plans_issued_within_20_weeks": 43, "annual_reviews_overdue": 9}},
        (
            "43 of 167 is 26%, after 37% to 43% in the months before: is this the count",
            "9 after 900 in November 2024: is this right?",
        ),
    ),
    ("b02_12_pounds.csv", "dsg"): Wanted(
        None,
        ("this is not known yet: leave it empty until it is", "leave it empty where there is no"),
    ),
    ("b07b_typed_jan_24.xlsx", "ehcp"): Wanted(
        None, ("the sheet shows no year", "Write 2025-01, or 2024-01 if January 2024 was typed")
    ),
    ("b12_contact_times_percent.xlsx", "contact"): Wanted(
        {"2024-11": {"average_wait_seconds": 275, "wait_change_percent": -15, "satisfaction": 4.2}}
    ),
    ("b12b_contact_percent_only.xlsx", "contact"): Wanted(
        {"2024-11": {"calls_handled": 4210, "wait_change_percent": -15}}
    ),
    ("d03_x_marker.csv", "dsg"): Wanted(None, ("this column keeps no marker such as [x]",)),
    ("d04_zero_for_tbc.csv", "dsg"): Wanted(
        {"2024-12": {"forecast_in_year_deficit": 0}},
        ("£0 after £51,600,000 in November 2024: is this right?",),
    ),
    ("e16_sen2_years.csv", "ehcp"): Wanted(
        None, ("this is a whole year: monthly returns take months", "2022", "202425")
    ),
    ("i01_percent_cell.xlsx", "indicators"): indicator(value=10.9),
    ("i06_1_window.csv", "indicators"): indicator("2024-03-31", value=12, window_from="2023-04-01"),
    ("i06_3_window.csv", "indicators"): indicator("2022-08-31", value=12, window_from="2021-09-01"),
    **{(f"i06_{number}_window.csv", "indicators"): ACADEMIC for number in (4, 6, 7, 9)},
    ("i07_name_not_slug.csv", "indicators"): indicator(slug="overdue-annual-reviews", value=912),
    ("i08_kpi_table_across.csv", "indicators"): Wanted(
        None,
        (
            "column E (“Actual Jul 23”) is taken for the figures of July 2023",
            "(“Baseline (date)”, “Target”",
            "Absent from school with SEN support",
            "no indicator has this address or name",
        ),
    ),
    ("i09_percent_numerator.xlsx", "indicators"): indicator(
        value=42, numerator=42, denominator=100
    ),
    ("i10_window_month_cells.xlsx", "indicators"): ACADEMIC,
    ("i11_percent_over_100.csv", "indicators"): Wanted(
        {"authorities-with-deficits 2024-12": {"value": 1234}},
        ("1234 is above 100 per cent: is this right?",),
    ),
    ("k01_children_two_sheets.xlsx", "ehcp"): REFUSED_CHILD,
    ("k01_children_two_sheets.xlsx", "indicators"): REFUSED_CHILD,
    ("k03_children_title_row.csv", "ehcp"): REFUSED_CHILD,
    ("k03_children_title_row.csv", "indicators"): REFUSED_CHILD,
    ("k08_children_names_heads.csv", "ehcp"): REFUSED_CHILD,
    ("m02_10_milestone.csv", "milestones"): Wanted(
        None, ("write one of Not started, In progress, Delayed, Complete, Withdrawn",)
    ),
    ("m03_forecast_month_cell.xlsx", "milestones"): Wanted(
        {"new-1": {"stage": "in_progress", "forecast": "September 2025"}}
    ),
    # Saved when the milestone of the file above was stored.
    ("m05_stored_csv_saved_by_a_spreadsheet.xlsx", "milestones"): Wanted(
        {"dfe-conversation-november-2024": {"stage": "complete"}}, changes=0
    ),
    ("p04_sensitivity_label.xlsx", "ehcp"): Wanted(
        None,
        ("most likely by a sensitivity label", "one that does not encrypt"),
        is_kept=False,
    ),
    ("r02_council_style.csv", "risks"): Wanted(
        None,
        waits=True,
        headings={
            "Ref": "reference",
            "Risk Owner": "owner",
            "Residual Likelihood": "likelihood",
            "Residual Impact": "impact",
            "Residual Score": "score",
            "Date reviewed": "as_at",
            "Inherent Likelihood": "",
            "Inherent Impact": "",
        },
    ),
    ("r03_text_scores.csv", "risks"): Wanted(
        {
            "send1": {"likelihood": 4, "impact": 5, "score": 20},
            "send2": {"likelihood": 3, "impact": 4, "score": 12},
        }
    ),
    ("r04_name_heading.csv", "risks"): Wanted(None, ("write a role, never a person",), waits=True),
    ("r05_owner_email.csv", "risks"): Wanted(
        None, ("Write a role, never a person: delete this column",), is_kept=False
    ),
    ("r09_day_names.csv", "risks"): Wanted(
        None,
        (
            "“n/a”: this is no date: leave it empty",
            "write 30/11/2024",
            "“Open”: this is no date",
            "write the day too, as 2024-11-30",
        ),
    ),
    ("r13_reference_1_10_number.xlsx", "risks"): Wanted(
        None, ("the sheet shows 1.10 and holds the number 1.1: which is the reference?",)
    ),
    ("t33_required_columns_only.csv", "ehcp"): Wanted(
        {
            "2024-06": {"plans_issued": 100, "plans_issued_within_20_weeks": 10},
            "2024-11": {"plans_issued": 150, "plans_issued_within_20_weeks": 75},
        }
    ),
}
