"""A heading is matched with the column it names, or with none: never with another measure."""

import itertools

import pytest

from sendprog.loads.heading_words import heading_key, in_usual_words, is_misspelt
from sendprog.loads.headings import How, match_headings, squeezed, vocabulary_of
from sendprog.loads.kinds import ANY_MONTH, KINDS

# How people write a heading that is ours.
DRESSES = (
    str,
    str.upper,
    str.title,
    "  {} ".format,
    "{}*".format,
    "{} [note 1]".format,
    "\u200b{}".format,
)


def matched(kind: str, *texts: str, **choices: str) -> list[tuple[How, str]]:
    matches = match_headings(KINDS[kind], texts, choices)
    return [(match.how, match.column) for match in matches.headings]


def one(kind: str, text: str) -> tuple[How, str]:
    (match,) = matched(kind, text)
    return match


@pytest.mark.parametrize("kind", KINDS)
def test_each_column_is_read_under_its_name_however_written(kind):
    names = [column.name for column in KINDS[kind].columns(ANY_MONTH)]
    for dress in DRESSES:
        texts = [dress(name.replace("_", " ")) for name in names]
        assert matched(kind, *texts) == [(How.EXACT, name) for name in names], dress
    assert matched(kind, *names) == [(How.EXACT, name) for name in names]


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_a_kind_each_mean_one_column(kind):
    """Every heading of the lists is matched with the column under which it is listed."""
    lists = KINDS[kind].labels, KINDS[kind].usual_headings
    columns = {column.name for column in KINDS[kind].columns(ANY_MONTH)}
    for listed, column in ((words, name) for each in lists for name, words in each.items()):
        assert column in columns
        for text in listed:
            how, found = one(kind, text)
            assert (found, how in (How.EXACT, How.LIKELY)) == (column, True), text


@pytest.mark.parametrize("kind", KINDS)
def test_no_slip_of_a_letter_leads_from_one_column_to_another(kind):
    vocabulary = vocabulary_of(KINDS[kind])
    for (words, column), (other, another) in itertools.permutations(vocabulary.likely.items(), 2):
        assert column == another or not is_misspelt(words.split(), other.split()), (words, other)


LIKELY = [
    ("ehcp", "EHCNA requests", "requests_received"),
    ("ehcp", "No. of EHC plans issued", "plans_issued"),
    ("ehcp", "Number of new EHCPs issued in the month", "plans_issued"),
    ("ehcp", "No. issued in 20 weeks", "plans_issued_within_20_weeks"),
    ("ehcp", "Plans issued within twenty weeks", "plans_issued_within_20_weeks"),
    (
        "ehcp",
        "Issued within 20 wks (excl. exceptions)",
        "plans_issued_within_20_weeks_excluding_exceptions",
    ),
    ("ehcp", "Total EHCPs", "plans_maintained"),
    ("ehcp", "Plans isued", "plans_issued"),
    ("ehcp", "Requests recieved", "requests_received"),
    ("ehcp", "Reporting period", "month"),
    ("dsg", "DfE contribution", "department_contribution"),
    ("dsg", "LA contribution", "council_contribution"),
    ("risks", "Residual score", "score"),
    ("risks", "Gross risk score", "inherent_score"),
    ("risks", "Name", "title"),
    ("indicators", "Name", "indicator"),
    ("savings", "Target saving", "planned"),
    ("savings", "Forecast saving", "expected"),
    ("plan-years", "Planned deficit", "in_year_deficit"),
    ("places", "No. of places", "places"),
    ("conditions", "Requirement", "wording"),
    ("condition-statuses", "RAG", "rating"),
]


@pytest.mark.parametrize(("kind", "text", "column"), LIKELY)
def test_the_fields_words_are_likely(kind, text, column):
    assert one(kind, text) == (How.LIKELY, column)


@pytest.mark.parametrize(
    ("kind", "text", "column"),
    [
        ("ehcp", "Issued within 20 weeks", "plans_issued_within_20_weeks"),
        ("ehcp", "Plans maintained at month end", "plans_maintained"),
        ("ehcp", "Requests", "requests_received"),
        ("dsg", "Cumulative at 31 March", "cumulative_deficit"),
        ("dsg", "Planned in-year deficit (£)", "planned_in_year_deficit"),
        ("risks", "Score before any action", "inherent_score"),
        ("milestones", "Done on", "done_on"),
        ("savings", "Saving", "title"),
        ("savings", "Delivered so far (£)", "achieved"),
        ("savings", "Planned, highest of a range", "planned_to"),
    ],
)
def test_what_our_pages_call_a_column_is_exact(kind, text, column):
    assert one(kind, text) == (How.EXACT, column)


UNKNOWN = [
    ("ehcp", "% issued within 20 weeks"),
    ("ehcp", "Percentage issued within 20 weeks"),
    ("ehcp", "Plans issued within 20 weeks, of all plans issued"),
    ("ehcp", "20 week rate"),
    ("ehcp", "Issued within 26 weeks"),
    ("ehcp", "Issued on time"),
    ("ehcp", "Issued over 20 weeks"),
    ("ehcp", "Plans issued YTD"),
    ("ehcp", "Plans issued last year"),
    ("ehcp", "Plans issued (England)"),
    ("ehcp", "EHCPs"),
    ("ehcp", "Outstanding annual reviews"),
    ("ehcp", "Assessments not agreed by panel"),
    ("ehcp", "Appeals"),
    ("ehcp", "243"),
    ("ehcp", "2024-11"),
    ("ehcp", "Planned in year deficit"),
    ("dsg", "In year deficit"),
    ("dsg", "Cumulative deficit (£m)"),
    ("dsg", "Opening balance £000"),
    ("dsg", "Adjustments in thousands"),
    ("contact", "Average wait (minutes)"),
    ("contact", "Calls received"),
    ("risks", "Inherent likelihood"),
    ("risks", "Target likelihood"),
    ("risks", "Previous score"),
    ("risks", "Status"),
    ("risks", "Review date"),
    ("milestones", "Due date"),
    ("milestones", "Baseline date"),
    ("indicators", "Target"),
    ("indicators", "England average"),
    ("savings", "Saving (£m)"),
    ("targets", "Target"),
    ("contributions", "Department for Education"),
]


@pytest.mark.parametrize(("kind", "text"), UNKNOWN)
def test_what_may_be_another_measure_is_unknown(kind, text):
    assert one(kind, text) == (How.UNKNOWN, "")


def test_no_column_is_given_to_two_headings():
    assert matched("risks", "Residual score", "Current risk score") == [(How.UNKNOWN, "")] * 2
    assert matched("risks", "Residual score", "Score") == [(How.UNKNOWN, ""), (How.EXACT, "score")]
    assert matched("ehcp", "month", "Month") == [(How.EXACT, "month"), (How.UNKNOWN, "")]


def test_a_choice_is_kept_until_another_heading_is_the_column_itself():
    choice = {heading_key("Reviews late"): "annual_reviews_overdue", heading_key("Area"): ""}
    settled = matched("ehcp", "Reviews late", "area", **choice)
    assert settled == [(How.KEPT, "annual_reviews_overdue"), (How.LEFT_OUT, "")]
    both = matched("ehcp", "Reviews late", "Annual reviews overdue", **choice)
    assert both == [(How.UNKNOWN, ""), (How.EXACT, "annual_reviews_overdue")]
    assert matched("ehcp", "Plans issued", plans_issued="requests_received") == [
        (How.EXACT, "plans_issued")
    ]
    assert matched("ehcp", "Old", old="a_column_that_is_gone") == [(How.UNKNOWN, "")]


def test_inherent_scores_are_never_current_ones():
    for word, axis in itertools.product(
        ("Inherent", "Gross", "Initial", "Raw"), ("likelihood", "impact", "score", "risk score")
    ):
        assert one("risks", f"{word} {axis}")[1] in ("", "inherent_score")


def test_long_and_blank_texts_are_no_headings():
    assert matched("ehcp", "", " ", "\u200b", "x" * 5000) == [(How.UNKNOWN, "")]
    assert squeezed("x" * 5000) == ""
    assert in_usual_words("") == ""
