"""The usual terms of the glossary by slug, with their meanings: words of the field, of no one
council.
"""

USUAL_TERMS = {
    "send": ("SEND", "Special educational needs and disabilities."),
    "ehcp": (
        "EHCP, EHC plan",
        "Education, Health and Care Plan. The law gives a council 20 weeks from the request to issue one, "
        "unless an exception applies (SEND Regulations 2014).",
    ),
    "request": (
        "Request",
        "Somebody, often a parent or a school, asks the council to assess a child's or young person's needs. "
        "The council decides within 6 weeks whether to assess.",
    ),
    "assessment": (
        "Assessment",
        "What the council finds out about the needs before it decides whether to issue a plan. "
        "If it will not issue one, it says so within 16 weeks of the request.",
    ),
    "twenty-week-rate": (
        "20-week rate",
        "Of the plans issued in a period, the percentage that were issued within 20 weeks of the request. "
        "The Department for Education's headline rate leaves out plans with an exception; "
        "without them a rate can be higher or lower.",
    ),
    "exception": (
        "Exception",
        "A reason, listed in the SEND Regulations 2014, for which a plan may take longer than 20 weeks.",
    ),
    "open-case": (
        "Open case",
        "A case that the council agreed to assess, without a final plan or a decision not to issue one so "
        "far. Its age is counted from the request.",
    ),
    "annual-review": (
        "Annual review",
        "The law asks for a review of every plan within 12 months. A review is overdue when that time has "
        "passed without one.",
    ),
    "phase-transfer": (
        "Phase transfer",
        "A change of a plan before a child or young person moves to the next phase of education. "
        "It is due by 15 February, or by 31 March for those who move on after age 16.",
    ),
    "tribunal": (
        "Mediation, SEND Tribunal",
        "Ways to challenge a council's decision. An appeal to the tribunal can be withdrawn, conceded by the "
        "council, or decided.",
    ),
    "sen2": (
        "SEN2",
        "The return that each council makes to the Department for Education once a year. Its flows are of "
        "calendar years, its count of plans is of the January census.",
    ),
    "dsg": (
        "DSG, High Needs Block",
        "Dedicated Schools Grant, and the part of it that pays for special educational needs.",
    ),
    "deficit": (
        "In-year and cumulative deficit",
        "What one financial year (1 April to 31 March) adds, and what all years have added up to. "
        "A surplus is the opposite: money left over.",
    ),
    "contributions": (
        "Before and after contributions",
        "A deficit can be stated before any contributions (gross), after the council's own, or after all "
        "(net). The three are never mixed.",
    ),
    "override": (
        "Statutory override",
        "A rule that keeps a deficit of the Dedicated Schools Grant apart from a council's usable reserves "
        "for as long as the rule lasts.",
    ),
    "outturn": (
        "Outturn",
        "What a financial year came to, first provisional, then final, then audited. Before that there are "
        "only forecasts.",
    ),
    "variance": (
        "Variance to plan, and movement",
        "Variance is the forecast less the plan. Movement is this forecast less the last one. "
        "They are two numbers.",
    ),
    "month-8": (
        "Month 8",
        "November: the months of a financial year are counted from April.",
    ),
    "slippage": (
        "Slippage",
        "How far a milestone's date is from the date last approved or, if none was approved, from the date "
        "first promised.",
    ),
    "path-to-green": (
        "Path to green",
        "What will bring a strand that is rated Off track or At risk back on track.",
    ),
}
