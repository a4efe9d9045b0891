"""More files of indicators, milestones and risks: other formats, windows, names and words."""

from datetime import date

from tests.layouts.own_cells import SLUG, Own, indicator, read_window, sheet, shown, window

RECORDS: dict[str, Own] = {
    # Percentages of indicators
    "a percentage with two places": (
        "indicators",
        indicator((0.1092, "0.00%")),
        {f"{SLUG} 2024-12": {"value": 10.92}},
        (),
    ),
    "a percentage shown rounded": (
        "indicators",
        indicator((0.1092, "0%")),
        {f"{SLUG} 2024-12": {"value": 11}},
        ("holds 10.92",),
    ),
    "a percentage as text in a workbook": (
        "indicators",
        indicator("10.9%"),
        {f"{SLUG} 2024-12": {"value": 10.9}},
        (),
    ),
    "a rate against its parts": (
        "indicators",
        indicator((0.42, "0%"), Numerator=41, Denominator=100),
        {f"{SLUG} 2024-12": {"value": 42}},
        ("does not follow",),
    ),
    "more than all": (
        "indicators",
        indicator(101),
        {f"{SLUG} 2024-12": {"value": 101}},
        ("above 100 per cent",),
    ),
    # Windows
    "a calendar year": ("indicators", window("2023"), read_window("2023-01-01", "2023-12-31"), ()),
    "a term": (
        "indicators",
        window("autumn term 2024"),
        read_window("2024-09-01", "2024-12-31"),
        (),
    ),
    "a quarter of the year": (
        "indicators",
        window("Q1 2024/25"),
        read_window("2024-04-01", "2024-06-30"),
        (),
    ),
    "short months": (
        "indicators",
        window("Sep-23", "Aug-24"),
        read_window("2023-09-01", "2024-08-31"),
        (),
    ),
    "a window shown by years": (
        "indicators",
        indicator(12, **{"Window from": shown(date(2023, 1, 1), "yyyy")}),
        read_window("2023-01-01", "2023-12-31"),
        (),
    ),
    "a window of days in a workbook": (
        "indicators",
        indicator(
            12,
            **{
                "Window from": shown(date(2023, 9, 1), "dd/mm/yyyy"),
                "Window to": shown(date(2024, 8, 31), "dd/mm/yyyy"),
            },
        ),
        read_window("2023-09-01", "2024-08-31"),
        (),
    ),
    "a window that ends in a month": (
        "indicators",
        indicator(
            12,
            **{
                "Window from": shown(date(2023, 9, 1), "mmm yyyy"),
                "Window to": shown(date(2024, 8, 1), "mmm yyyy"),
            },
        ),
        read_window("2023-09-01", "2024-08-31"),
        (),
    ),
    # Names
    "a name in capitals": (
        "indicators",
        "Indicator,Month,Value\nOVERDUE ANNUAL REVIEWS,Dec-24,912\n",
        {"overdue-annual-reviews 2024-12": {"value": 912}},
        (),
    ),
    "a name with spaces around": (
        "indicators",
        "Indicator,Month,Value\n Overdue annual reviews ,Dec-24,912\n",
        {"overdue-annual-reviews 2024-12": {"value": 912}},
        (),
    ),
    "a name with two spaces": (
        "indicators",
        "Indicator,Month,Value\nOverdue  annual reviews,Dec-24,912\n",
        {"overdue-annual-reviews 2024-12": {"value": 912}},
        (),
    ),
    # Tables of indicators
    "indicators across": (
        "indicators",
        f"KPI,Sep-24,Oct-24\n{SLUG},10.9,11\n",
        {f"{SLUG} 2024-09": {"value": 10.9}, f"{SLUG} 2024-10": {"value": 11}},
        ("across",),
    ),
    "an actual and a target": (
        "indicators",
        "KPI,Target,Actual Nov 24\nOverdue annual reviews,800,912\n",
        {"overdue-annual-reviews 2024-11": {"value": 912}},
        ("is taken for the figures of November 2024",),
    ),
    "no actual has its month": (
        "indicators",
        f"KPI,Baseline,Target,Actual\n{SLUG},1,2,3\n",
        None,
        ("month: No heading is known as this column",),
    ),
    # Milestones
    "a stage in other words": (
        "milestones",
        "reference,title,strand,stage,forecast\nn1,Hub,strategy,Amber,Mar-25\n",
        None,
        ("write one of Not started",),
    ),
    "a month in full": (
        "milestones",
        "reference,title,strand,stage,forecast\nn1,Hub,strategy,In progress,March 2025\n",
        {"n1": {"forecast": "March 2025"}},
        (),
    ),
    "a quarter of a calendar": (
        "milestones",
        "reference,title,strand,stage,forecast\nn1,Hub,strategy,In progress,Q1 2025\n",
        None,
        ("forecast",),
    ),
    "a forecast shown as yyyy-mm": (
        "milestones",
        sheet(
            ["reference", "title", "strand", "stage", "forecast"],
            ["n1", "Hub", "strategy", "In progress", shown(date(2025, 9, 1), "yyyy-mm")],
        ),
        {"n1": {"forecast": "September 2025"}},
        (),
    ),
    "a forecast shown as a day": (
        "milestones",
        sheet(
            ["reference", "title", "strand", "stage", "forecast"],
            ["n1", "Hub", "strategy", "In progress", shown(date(2025, 9, 1), "dd/mm/yyyy")],
        ),
        {"n1": {"forecast": "1 September 2025"}},
        ("if the whole month is meant",),
    ),
    "a forecast shown as a year": (
        "milestones",
        sheet(
            ["reference", "title", "strand", "stage", "forecast"],
            ["n1", "Hub", "strategy", "In progress", shown(date(2026, 1, 1), "yyyy")],
        ),
        {"n1": {"forecast": "2026"}},
        (),
    ),
    # Risks
    "scores by words alone": (
        "risks",
        "Reference,Title,As at,Likelihood,Impact,Score\nS1,Demand,04/12/2024,Likely,Severe,20 (Red)\n",
        {"s1": {"likelihood": 4, "impact": 5, "score": 20}},
        (),
    ),
    "a level in brackets": (
        "risks",
        "Reference,Title,As at,Likelihood,Impact,Score\nS1,Demand,04/12/2024,4 (Likely),5: Severe,20\n",
        {"s1": {"likelihood": 4, "impact": 5, "score": 20}},
        (),
    ),
    "a level of another number": (
        "risks",
        "Reference,Title,As at,Likelihood,Impact,Score\nS1,Demand,04/12/2024,2 - Likely,5,10\n",
        None,
        ("which is meant?",),
    ),
    "residual words": (
        "risks",
        "Reference,Title,Date reviewed,Residual score,Inherent score\nS1,Demand,04/12/2024,20,25\n",
        None,
        ("This is probably as_at", "This is probably score"),
    ),
    "a full name beside a risk": (
        "risks",
        "Reference,Title,Full name\nS1,Demand,A Person\n",
        None,
        ("a role, never a person",),
    ),
    "a lead's mobile": (
        "risks",
        "Reference,Title,Lead mobile\nS1,Demand,07700 900001\n",
        None,
        ("a role, never a person",),
    ),
    "a day in words": (
        "risks",
        "Reference,Title,As at,Score\nS1,Demand,4th December 2024,20\n",
        {"s1": {"as_at": "2024-12-04"}},
        (),
    ),
    "a day in short words": (
        "risks",
        "Reference,Title,As at,Score\nS1,Demand,04-Dec-2024,20\n",
        {"s1": {"as_at": "2024-12-04"}},
        (),
    ),
    "a day of a workbook": (
        "risks",
        sheet(
            ["Reference", "Title", "As at", "Score"],
            ["S1", "Demand", shown(date(2024, 12, 4), "d mmm yyyy"), 20],
        ),
        {"s1": {"as_at": "2024-12-04"}},
        (),
    ),
    "a score after today": (
        "risks",
        "Reference,Title,As at,Score\nS1,Demand,2025-12-04,20\n",
        None,
        ("this day is still to come",),
    ),
    "reference 2.50": (
        "risks",
        sheet(["Reference", "Title"], [(2.5, "0.00"), "A risk"]),
        None,
        ("the sheet shows 2.50",),
    ),
    "reference 007": (
        "risks",
        sheet(["Reference", "Title"], [(7, "000"), "A risk"]),
        None,
        ("the sheet shows 007",),
    ),
    "a reference of one place": (
        "risks",
        sheet(["Reference", "Title"], [1.1, "A risk"]),
        {"1.1": {"title": "A risk"}},
        ("if 1.10 was typed, the 0 is lost",),
    ),
}
