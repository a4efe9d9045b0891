"""The rules by which each kind of page is made, in readers' words, by its function's name (pure)."""

MISSING = "A number that is missing is said to be missing. It is never 0, and a gap in a chart stays a gap."
RATING = (
    "A rating is a person's judgement, given as a "
    "word with a shape; colour only helps. "
    "“Not rated” means that none was given, and "
    "is never shown as on track."
)
STATUS = (
    "A milestone's status is worked out from the "
    "stage that was reported and its dates. "
    "One without a date is never shown as on track."
)
SLIPPAGE = (
    "How far a milestone has slipped is counted from the date agreed for it, where one is known."
)
DEMAND = "More or fewer requests are neither good nor bad: they are demand."
POOLED = (
    "A rate that is worked out here over several "
    "months comes from the sums of their counts: "
    "rates are not averaged."
)
BASIS = "Beside a reading stands its basis, which says where it comes from."
QUESTIONS = (
    "“Questions you might ask” stands beside "
    "what is off track: a strand rated Off track, "
    "an overdue milestone, a deficit above its plan, "
    "a risk in the highest band of its matrix, "
    "and a figure about EHCPs past the “at worst” "
    "of its target. One rule writes them, from what "
    "is recorded or because nothing is. There are "
    "none in a period before an election."
)
NEXT_STEP = (
    "The next step of a late milestone is its date to "
    "come, that of a strand what its update calls its "
    "next steps or path to green, or else its next "
    "milestone, that of the deficit the next milestone "
    "about finance."
)
CHANGES = "What changed is worked out by comparing two sets of records."

# The terms, by slug, that a page uses in another meaning than the glossary's.
OTHER_MEANINGS = {"risks_page": {"assessment"}, "risk_with_asks_page": {"assessment"}}
PAGE_RULES: dict[str, tuple[str, ...]] = {
    "overview_page": (
        "The first lines say how the programme "
        "stands. A card has a headline measure with "
        "its period or day.",
        RATING,
        "What needs attention and what goes well are "
        "listed by one rule, the same for every "
        "strand. " + DEMAND,
        NEXT_STEP,
        QUESTIONS,
    ),
    "strands_page": (RATING, "Strands that have ended, if any, are listed apart from the others."),
    "strand_page": (RATING, STATUS, MISSING, QUESTIONS),
    "milestone_list": (STATUS, SLIPPAGE),
    "milestone_detail": (STATUS, SLIPPAGE, QUESTIONS),
    "commitment_page": (
        "A condition, recommendation or finding "
        "stands in its own words. One whose status "
        "nobody has stated "
        "is not shown as met.",
    ),
    "ehcp_page": (
        "Speed, volume and stock stand together: more plans is not the same as shorter waits.",
        POOLED,
        DEMAND,
        MISSING,
        QUESTIONS,
    ),
    "what_if_page": (
        "What a reader supposes, worked out from the latest returns. It is not a forecast of the "
        "council.",
    ),
    "official_page": (
        "What the Department for Education published, each figure with its year. The council's own "
        "returns count otherwise, and the two need not agree.",
        "Areas stand in no order of merit. " + DEMAND,
        MISSING,
    ),
    "finance_page": (
        "A deficit is a positive amount here. The "
        "in-year deficit is that of one financial "
        "year, the "
        "cumulative one what all years come to.",
        "The difference from the plan and the movement since the last report are two numbers.",
        "A deficit says whether contributions are "
        "taken off it, and whose, where that was "
        "stated. " + MISSING,
        QUESTIONS,
    ),
    "risks_page": (
        "A risk's score is the council's judgement. "
        "One with a likelihood and an impact can have "
        "a place in "
        "its matrix. Scores of two matrices are not "
        "compared.",
        QUESTIONS,
    ),
    "risk_with_asks_page": ("A score is the council's judgement on the day beside it.", QUESTIONS),
    "measures_page": (
        "Each measure stands with its latest reading and the period that it is for. " + BASIS,
        DEMAND,
    ),
    "scorecard_page": (
        "A row has a measure's latest figure with its period, beside its target, the figure before "
        "and the one of the same time a year before. The direction is a word, and says so where two "
        "figures are not compared.",
        "The rating follows the rule below the table from the figure and its target. It is nobody's "
        "judgement. Not rated is never shown as on track. " + DEMAND,
    ),
    "measure_page": (
        "A reading is for the period beside it. Only "
        "readings of periods of one length are joined "
        "by a line.",
        BASIS,
        MISSING,
    ),
    "definitions_page": (
        "What the words, ratings and markers of these "
        "pages mean. A published edition keeps the "
        "meanings "
        "that it was published with.",
    ),
    "asks_page": (
        "What the committee asked or recommended, of "
        "which role, and by when. An answer stands "
        "under it "
        "once there is one.",
    ),
    "meeting_asks_page": (
        "What the committee asked or recommended at this meeting, of which role, and by when.",
    ),
    "changes_page": (
        CHANGES,
        "A figure whose earlier value was corrected is compared with what was published then.",
    ),
    "changes_since_page": (
        CHANGES,
        "A figure whose earlier value was corrected is compared with what was published then.",
    ),
    "corrections_page": (
        "A correction is a figure of a published "
        "edition that changed afterwards, with the "
        "reason. "
        "The edition's own pages keep the figure that "
        "they were published with.",
    ),
    "meetings_page": (
        "An edition is what was published for a "
        "meeting. Its figures and words are not "
        "changed afterwards. "
        "A later one adds to it or takes its place.",
    ),
    "meeting_page": (
        "An edition is what was published for the "
        "meeting. Its figures and words are not "
        "changed afterwards. "
        "A later one adds to it or takes its place.",
    ),
    "briefing_page": (
        "One page to read before the meeting, made from the same records as the other pages.",
        RATING,
    ),
    "print_page": ("The other pages, one after another, as one document for paper.",),
    "search_page": ("A record is found where it contains every word that you typed.",),
}
