"""More files of returns of each kind of tests/desk_inputs: other rows, sheets, positions and words."""

from datetime import date, time

from tests.layouts.own_cells import (
    COUNTS,
    DSG,
    FIRST,
    NOV,
    ROWS,
    TURNED,
    Own,
    numbers,
    sheet,
    shown,
    text,
)
from tests.layouts.reading import EHCP, MONTHS, TABLE, as_long
from tests.layouts.wanted import CHILD

RETURNS: dict[str, Own] = {
    # Titles above
    "a title in column C": ("ehcp", sheet(["", "", "Return"], [], *numbers(ROWS)), NOV, ("row 3",)),
    "five rows of credits": (
        "ehcp",
        text(*[[f"Line {name} of the credits"] for name in "abcde"], *ROWS),
        NOV,
        ("Rows 1 to 5 are a title; the header is row 6",),
    ),
    "a title with a date": (
        "ehcp",
        sheet(["Reporting month", shown(date(2024, 12, 1), "mmm-yy")], [], *numbers(ROWS)),
        NOV,
        ("Row 1 is a title",),
    ),
    # Notes below
    "footnotes with marks": (
        "ehcp",
        text(*ROWS, ["* provisional"], ["† corrected in December"]),
        NOV,
        ("rows 5 to 6 are notes",),
    ),
    "a telephone below": (
        "ehcp",
        sheet(*numbers(ROWS), [], ["Contact", "01632 960001"]),
        NOV,
        ("row 6 is a note",),
    ),
    "a definition below": (
        "ehcp",
        text(*ROWS, [""], ["Plans maintained: those in force on the last day"]),
        NOV,
        ("row 6 is a note",),
    ),
    # Months across
    "months across as text": (
        "ehcp",
        text(["Measure", *TURNED[0][1:]], *TURNED[1:]),
        NOV,
        ("across",),
    ),
    "months across, shown in full": (
        "ehcp",
        sheet(
            ["", *(shown(date(2024, month, 1), "mmmm yyyy") for month in (9, 10, 11))],
            *numbers(TURNED[1:]),
        ),
        NOV,
        ("Months stand across in row 1",),
    ),
    "months across from column C": (
        "ehcp",
        sheet([], [], *[["", "", *row] for row in numbers(TURNED)]),
        NOV,
        ("Months stand across in row 3", "column C"),
    ),
    "months across by the last day": (
        "ehcp",
        text(["Measure", "30/09/2024", "31/10/2024", "30/11/2024"], *TURNED[1:]),
        NOV,
        ("across",),
    ),
    # Two tables
    "a second table after three blank rows": (
        "ehcp",
        sheet(*numbers(ROWS), [], [], [], ["Month", "Visits"], ["2024-12", 5]),
        NOV,
        ("a second table begins in row 8",),
    ),
    "a second table of contacts": (
        "ehcp",
        sheet(*numbers(ROWS), [], ["Month", "Calls handled", "Satisfaction"], ["2024-12", 5, 4.2]),
        NOV,
        ("which looks like Contact with families",),
    ),
    "a second table of the same kind": (
        "ehcp",
        text(*ROWS, [""], ["Period", *EHCP[1:]], ["2024-12", *"123456"]),
        None,
        ("stand in row 1 and again",),
    ),
    # One figure a row
    "one figure a row, by measure": (
        "ehcp",
        text(["Measure", "Period", "Figure"], *[[b, a, c] for a, b, c in as_long(TABLE)[1:]]),
        NOV,
        ("its month in column B, its measure in column A",),
    ),
    "one figure a row in a workbook": (
        "ehcp",
        sheet(["Return"], *numbers(as_long(TABLE))),
        NOV,
        ("Each row is one figure",),
    ),
    "one figure a row, one twice": (
        "ehcp",
        text(*as_long(TABLE), ["2024-11", "plans_issued", "9"]),
        None,
        ("load their sum; if one is out of date, delete it",),
    ),
    # Invisible letters
    "a soft hyphen in a heading": (
        "ehcp",
        COUNTS.replace("issued", "iss\u00adued", 1) + "\n" + text(MONTHS[2]),
        NOV,
        (),
    ),
    "a no-break space in a heading": (
        "ehcp",
        text(["Month", *(name.replace("_", "\u00a0") for name in EHCP[1:])], MONTHS[2]),
        NOV,
        (),
    ),
    "a word joiner in a heading": ("ehcp", "\u2060" + text(FIRST, MONTHS[2]), NOV, ()),
    # The wrong kind
    "the risk register as returns": (
        "ehcp",
        "Reference,Title,As at,Score\nR1,Demand,2024-11-30,20\n",
        None,
        ("These are the headings of Risk register",),
    ),
    "returns as the deficit": (
        "dsg",
        text(*ROWS),
        None,
        ("These are the headings of EHCP returns",),
    ),
    "returns across as contacts": (
        "contact",
        text(*TURNED),
        None,
        ("These are the headings of EHCP returns",),
    ),
    # Percentages for counts
    "a percentage cell for a count": (
        "ehcp",
        sheet(FIRST, ["2024-12", 243, 136, 167, (0.425, "0.0%"), 9812, 900]),
        None,
        ("this is a percentage: give the number counted",),
    ),
    "per cent in words": (
        "ehcp",
        text(FIRST, ["2024-12", "243", "136", "167", "42.5 per cent", "9812", "900"]),
        None,
        ("20_weeks",),
    ),
    "a share with a decimal comma": (
        "ehcp",
        "month;plans_issued\n2024-12;42,5%\n",
        None,
        ("percentage",),
    ),
    # Not known yet
    "to be confirmed": (
        "dsg",
        f"{DSG}\n2024-12,31.2m,to be confirmed,tba\n",
        None,
        ("leave it empty",),
    ),
    "n/k for a count": (
        "ehcp",
        text(FIRST, ["2024-12", "243", "136", "n/k", "1", "9812", "900"]),
        None,
        ("plans_issued",),
    ),
    "a dash for pounds": (
        "dsg",
        f"{DSG}\n2024-12,31.2m,-,132m\n",
        None,
        ("forecast_in_year_deficit",),
    ),
    # No year, or a whole one
    "a month without a year": (
        "ehcp",
        sheet(FIRST, [shown(date(2025, 1, 1), "mmmm"), 1, 1, 1, 1, 9812, 900]),
        None,
        ("shows no year",),
    ),
    "d mmm in another format": (
        "ehcp",
        sheet(FIRST, [shown(date(2025, 1, 24), "dd-mmm"), 1, 1, 1, 1, 9812, 900]),
        None,
        ("shows no year",),
    ),
    "24 Jan typed": (
        "ehcp",
        text(FIRST, ["24-Jan", "1", "1", "1", "1", "9812", "900"]),
        None,
        ("month",),
    ),
    "an academic year for a month": (
        "ehcp",
        text(FIRST, ["academic year 2023/24", *MONTHS[2][1:]]),
        None,
        ("monthly returns take months",),
    ),
    "a financial year for a month": (
        "ehcp",
        text(FIRST, ["2023/24", *MONTHS[2][1:]]),
        None,
        ("this is a whole year: monthly returns take months",),
    ),
    "a quarter for a month": (
        "ehcp",
        text(FIRST, ["Q3 2024/25", *MONTHS[2][1:]]),
        None,
        ("quarter",),
    ),
    # Times and percentages of families
    "a wait of an hour": (
        "contact",
        sheet(["Month", "Average wait seconds"], ["2024-11", (time(1, 2, 3), "h:mm:ss")]),
        {"2024-11": {"average_wait_seconds": 3723}},
        (),
    ),
    "a wait in hours and minutes": (
        "contact",
        sheet(["Month", "Average wait seconds"], ["2024-11", (time(4, 35), "h:mm")]),
        None,
        ("minutes and seconds (275 seconds) or hours",),
    ),
    "a wait as text": (
        "contact",
        "Month,Average wait seconds\n2024-11,00:04:35\n",
        {"2024-11": {"average_wait_seconds": 275}},
        (),
    ),
    "a change with two places": (
        "contact",
        sheet(["Month", "Wait change percent"], ["2024-11", (-0.1525, "0.00%")]),
        {"2024-11": {"wait_change_percent": -15.25}},
        (),
    ),
    # Children
    "pupils below a total": (
        "ehcp",
        text(*ROWS, ["Total", "705"], [""], ["Pupil", "DOB"], ["Zeb", "01/05/2012"]),
        None,
        (CHILD,),
    ),
    "a learner's name across": (
        "indicators",
        text(["Learner name", "Zeb", "Ott"], ["DOB", "01/05/2012", "02/05/2013"]),
        None,
        (CHILD,),
    ),
    "a UPN on a sheet of notes": (
        "ehcp",
        {"Return": numbers(ROWS), "Notes": [["Late case T801200001007"]]},
        None,
        (CHILD,),
    ),
    "a case's forename": ("ehcp", text([*FIRST, "Forename"], [*MONTHS[2], "Zeb"]), None, (CHILD,)),
    # Markers and slips of size
    "[x] with pence": (
        "dsg",
        f"{DSG}\n2024-12,31.2m,51.6m [x],132m\n",
        None,
        ("forecast_in_year_deficit",),
    ),
    "a tenth of the forecast": (
        "dsg",
        f"{DSG}\n2024-12,31.2m,5.16m,132m\n",
        {"2024-12": {"forecast_in_year_deficit": 5160000}},
        ("is this right?",),
    ),
    "ten times the forecast": (
        "dsg",
        f"{DSG}\n2024-12,31.2m,516m,132m\n",
        {"2024-12": {"forecast_in_year_deficit": 516000000}},
        ("516,000,000",),
    ),
    "zero in the total": (
        "dsg",
        f"{DSG}\n2024-12,31.2m,51.6m,0\n",
        {"2024-12": {"cumulative_deficit": 0}},
        ("£0 after £132,000,000",),
    ),
    "pounds in thousands": (
        "dsg",
        DSG.replace("forecast_in_year_deficit", "Forecast in-year deficit (£000)")
        + "\n2024-12,31.2m,51600,132m\n",
        None,
        ("thousands or millions",),
    ),
}
