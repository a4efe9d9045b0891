"""Each rule of readiness with a case in which it finds something and one in which it does not."""

import inspect
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from committee.managing.sign_offs import snapshot_for
from committee.paper.number_check import known_readings, numbers_in_text
from committee.readiness import blocks, warnings
from committee.readiness.contradictions import contradictions
from committee.readiness.findings import Finding, FindingKind, all_findings
from committee.readiness.inputs import read_inputs
from committee.readiness.texts import narratives, stored_texts
from committee.snapshot.paper import TITLE_BLOCKS
from committee.snapshot.sections_to_freeze import SECTIONS
from ehcp.models import MonthlyReturn
from sendprog.loads.actions import purge
from sendprog.loads.kinds import KINDS
from sendprog.loads.templates_and_export import stored_file
from sendprog.models import User
from sendprog.records.history import change
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month
from sendprog.values.personal_data import personal_matches
from strands.models import StrandUpdate
from tests import builders
from tests.timing import quickest

pytestmark = pytest.mark.django_db
ON = date(2025, 1, 14)


@pytest.fixture(autouse=True)
def the_day(settings) -> None:
    settings.SENDPROG_TODAY = ON
    builders.make_meeting()


def found(kind: FindingKind, **meeting: object) -> list[Finding]:
    """What the rules find of one kind in what would be published for the one meeting."""
    record = builders.Meeting.objects.get()
    for name, value in meeting.items():
        setattr(record, name, value)
    if meeting:
        builders.saved(record)
    return [
        one
        for one in all_findings(snapshot_for(record), read_inputs(record, ON))
        if one.kind is kind
    ]


def words(kind: FindingKind, **meeting: object) -> list[str]:
    return [one.text for one in found(kind, **meeting)]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/London"))


def strand_with_update(month: date = date(2024, 12, 1), **fields: object):
    strand = builders.make_strand()
    builders.make_update(month, strand=strand, **fields)
    return strand


def test_every_kind_has_a_rule():
    assert {one.name for one in FindingKind} == {
        "NO_UPDATE",
        "MISSING_MONTH",
        "UNFINISHED_IMPORT",
        "RATING",
        "BOUND_NUMBER",
        "PERSONAL_DATA",
        "LEFT",
        "STALE",
        "OVERDUE",
        "LOWERED",
        "PROVISIONAL",
        "CONTRADICTION",
        "TYPED_NUMBER",
        "AFTER_CUT_OFF",
        "EXCEPTION",
        "NOT_WRITTEN",
    }
    assert [one for one in FindingKind if one.blocks][-1] is FindingKind.PERSONAL_DATA
    rules = inspect.getsource(blocks) + inspect.getsource(warnings)
    assert all(f"FindingKind.{one.name}" in rules for one in FindingKind)


def test_nothing_is_found_of_a_programme_that_is_in_order():
    strand = strand_with_update(stated_rag="on_track", rag_reason="In time")
    builders.make_milestone(strand=strand, forecast="March 2025")
    for month in (10, 11):
        builders.make_monthly_return(date(2024, month, 1))
    builders.make_position(date(2024, 11, 1))
    meeting = builders.Meeting.objects.get()
    builders.make_whole_paper(meeting)
    assert list(all_findings(snapshot_for(meeting), read_inputs(meeting, ON))) == []


# Blocks


def test_strand_without_an_accepted_update_blocks():
    strand = builders.make_strand()
    builders.make_update(date(2024, 12, 1), strand=strand, state="draft", stated_rag="not_rated")
    (one,) = found(FindingKind.NO_UPDATE)
    assert one.text == "No update of this strand has been accepted"
    assert one.fix_url == "/strands/strategy/update/"
    update = StrandUpdate.objects.get()
    update.state = "accepted"
    builders.saved(update)
    assert words(FindingKind.NO_UPDATE) == []


def test_update_older_than_the_round_past_due_blocks():
    strand = strand_with_update(date(2024, 11, 1))
    builders.make_round(date(2024, 12, 1))
    said = "Its last accepted update is of November 2024; the round of December 2024 is past due"
    assert words(FindingKind.NO_UPDATE) == [said]
    builders.make_update(date(2024, 12, 1), strand=strand)
    assert words(FindingKind.NO_UPDATE) == []


def test_round_that_is_not_due_yet_blocks_nothing():
    strand_with_update(date(2024, 12, 1))
    builders.make_round(date(2025, 1, 1))
    assert words(FindingKind.NO_UPDATE) == []


def test_update_that_waits_is_mended_by_deciding():
    strand = builders.make_strand()
    builders.make_update(date(2024, 12, 1), strand=strand, state="submitted")
    (one,) = found(FindingKind.NO_UPDATE)
    assert one.fix_url == "/strands/strategy/update/2024-12/decide/"


def test_month_missing_between_two_blocks():
    builders.make_monthly_return(date(2024, 8, 1))
    builders.make_monthly_return(date(2024, 11, 1))
    assert words(FindingKind.MISSING_MONTH) == [
        "September 2024 is missing",
        "October 2024 is missing",
    ]
    for month in (9, 10):
        builders.make_monthly_return(date(2024, month, 1))
    assert words(FindingKind.MISSING_MONTH) == []


def test_required_count_that_a_month_lacks_blocks_unless_a_marker_says_why():
    for month in (9, 11):
        builders.make_monthly_return(date(2024, month, 1))
    lacking = builders.make_monthly_return(date(2024, 10, 1), plans_maintained=None)
    assert words(FindingKind.MISSING_MONTH) == [
        "Plans maintained: not given for October 2024, and no marker says why"
    ]
    lacking.plans_maintained_marker = "x"
    builders.saved(lacking)
    assert words(FindingKind.MISSING_MONTH) == []


def test_indicator_of_every_month_lacks_none():
    indicator = builders.make_indicator(period_type="month")
    for month, last in ((9, 30), (11, 30)):
        builders.make_return(
            indicator,
            reported_in=date(2024, month, 1),
            first=date(2024, month, 1),
            last=date(2024, month, last),
        )
    (one,) = found(FindingKind.MISSING_MONTH)
    assert (one.text, one.fix_url) == ("October 2024: no return", "/indicators/appeals/2024-10/")
    indicator.period_type = "other"
    builders.saved(indicator)
    assert words(FindingKind.MISSING_MONTH) == []


def test_import_that_waits_blocks_until_a_later_one_of_its_kind():
    by = builders.make_user()
    builders.make_load(by, file=builders.make_file())
    (one,) = found(FindingKind.UNFINISHED_IMPORT)
    assert one.where.startswith("EHCP") and "/admin/sendprog/load/" in one.fix_url
    builders.make_load(
        by, kind="dsg", state="confirmed", confirmed_at=at(ON), confirmed_by=by, reason="A test"
    )
    assert len(found(FindingKind.UNFINISHED_IMPORT)) == 1
    builders.make_load(by, state="confirmed", confirmed_at=at(ON), confirmed_by=by, reason="A test")
    assert found(FindingKind.UNFINISHED_IMPORT) == []


def test_import_that_says_only_what_is_stored_blocks_nothing():
    builders.make_monthly_return(date(2024, 11, 1))
    content = stored_file(KINDS["ehcp"], "csv", Month(2024, 12))
    builders.make_load(builders.make_user(), file=builders.make_file("figures.csv", content))
    assert found(FindingKind.UNFINISHED_IMPORT) == []
    record = MonthlyReturn.objects.get()
    record.requests_received += 1
    builders.saved(record)
    assert len(found(FindingKind.UNFINISHED_IMPORT)) == 1


def test_refused_file_blocks_nothing():
    builders.make_load(builders.make_user(), state="refused", file=builders.make_file())
    assert found(FindingKind.UNFINISHED_IMPORT) == []


def test_import_set_aside_blocks_nothing():
    by = builders.make_user()
    load = builders.make_load(by, file=builders.make_file())
    assert len(found(FindingKind.UNFINISHED_IMPORT)) == 1
    purge(by=by, load=load, reason="Another file comes")
    assert found(FindingKind.UNFINISHED_IMPORT) == []


EXPLAIN = "explain the difference in “Why the rating differs”, or change the rating"


def test_rating_against_its_milestones_blocks_until_explained():
    strand = strand_with_update(stated_rag="on_track", rag_reason="In time")
    builders.make_milestone(strand=strand, forecast="November 2024")
    said = "The rating is On track, but the one milestone is overdue: " + EXPLAIN
    assert words(FindingKind.RATING) == [said]
    update = StrandUpdate.objects.get()
    update.disagreement = "It opened last week"
    builders.saved(update)
    assert words(FindingKind.RATING) == []


def test_number_that_cannot_be_read_any_more_blocks():
    builders.make_monthly_return(date(2024, 11, 1))
    strand_with_update(progress="We issued {{ ehcp.plans_issued 2024-11 }} plans")
    assert words(FindingKind.BOUND_NUMBER) == []
    with change(by=None):
        builders.MonthlyReturn.objects.get().delete()
    (one,) = words(FindingKind.BOUND_NUMBER)
    assert one.startswith("“ehcp.plans_issued 2024-11” can't be read any more.")


ISSUED = "{{ ehcp.plans_issued 2024-10 }}", "{{ ehcp.plans_issued 2024-11 }}"
REVIEWS = "{{ strands.indicator.reviews }}"
CHANGE = "{{ strands.indicator.requests }}"


@pytest.fixture
def numbers():
    """100 plans in October and 160 in November; reviews down from 200 to 150; requests up 18.42%."""
    builders.make_monthly_return(date(2024, 10, 1), plans_issued=100)
    builders.make_monthly_return(date(2024, 11, 1), plans_issued=160)
    reviews = builders.make_indicator("reviews")
    builders.make_return(
        reviews, value=Decimal(150), comparison_value=Decimal(200), comparison_words="last year"
    )
    requests = builders.make_indicator("requests", unit="percent_change", decimals=2)
    builders.make_return(requests, value=Decimal("18.42"))
    deficit = builders.make_indicator("cost", unit="pounds", decimals=1)
    builders.make_return(deficit, value=Decimal(51_600_000))
    return snapshot_for(builders.Meeting.objects.get())


@pytest.mark.parametrize(
    "text",
    [
        f"Plans fell from {ISSUED[0]} in October to {ISSUED[1]} in November",
        f"Plans rose from {ISSUED[1]} to {ISSUED[0]}",
        f"Plans are up from {ISSUED[1]} to {ISSUED[0]}",
        f"Plans issued rose from around {ISSUED[0]} to {ISSUED[0]}",
        f"<p>Good news: plans <strong>fell</strong> from {ISSUED[0]} to {ISSUED[1]}</p>",
        f"Plans trebled from {ISSUED[0]} to {ISSUED[1]}",
        f"We issued {ISSUED[1]} plans in October",
        f"There were {ISSUED[1]} in November 2023",
        f"Plans halved from {ISSUED[0]} to {ISSUED[1]}",
        f"Overdue reviews rose to {REVIEWS}",
        f"Overdue reviews doubled to {REVIEWS}",
        f"Requests fell by {CHANGE}",
        f"Overdue reviews stand at {REVIEWS} (170)",
        f"There are 170 ({REVIEWS}) of them",
        "The cost is {{ strands.indicator.cost }} (£52.6 million)",
    ],
)
def test_text_that_contradicts_its_number_is_found(text, numbers):
    assert len(list(contradictions(text, numbers))) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"Plans rose from {ISSUED[0]} in October to {ISSUED[1]} in November",
        f"Plans fell from {ISSUED[1]} to {ISSUED[0]}",
        f"Plans doubled from {ISSUED[0]} to {ISSUED[1]}",
        f"Overdue reviews fell to {REVIEWS}",
        f"Requests rose by {CHANGE}",
        f"Overdue reviews stand at {REVIEWS} (150)",
        f"Overdue reviews stand at {REVIEWS} (about 155)",
        f"Overdue reviews stand at {REVIEWS} (3)",
        f"Overdue reviews stand at {REVIEWS} (25%)",
        f"Overdue reviews stand at {REVIEWS} (from 200 last year)",
        "The cost is {{ strands.indicator.cost }} (£51.6m)",
        f"We issued {ISSUED[1]} plans in November 2024, and {ISSUED[0]} in October",
        f"We issued {ISSUED[1]}, more than in October",
        f"We issued {ISSUED[1]} for October to November",
        "We issued {{ ehcp.plans_issued 2024-10..2024-11 }} a month in November",
        # Not said as a fact, or of something else.
        f"Plans have not fallen from {ISSUED[0]} to {ISSUED[1]}",
        f"If plans fell from {ISSUED[0]} to {ISSUED[1]}, costs would rise",
        f"Reviews are expected to have increased to {REVIEWS}",
        f"Reviews rose to {REVIEWS} since October",
        f"Reviews rose to {REVIEWS}, from 140 a week ago",
        f"We issue up to {REVIEWS} a month",
        f"Costs rose. There are {REVIEWS} reviews",
        f"Costs rose and fell from {ISSUED[0]} to {ISSUED[1]}",
        f"Reviews rose from {REVIEWS} to {ISSUED[0]}",
        "Someone wrote ⟦7⟧ and {{ ehcp.plans_issued 2024-11 }}",
        "Nothing is bound here: it rose from 5 to 3",
    ],
)
def test_text_that_agrees_or_cannot_be_judged_is_left_alone(text, numbers):
    assert list(contradictions(text, numbers)) == []


@pytest.mark.parametrize(
    "filler", ["9", "1,", " ", "(9", "9 (", "a ", "about ", "in October ", "<p>", "@a.", "0"]
)
def test_texts_are_read_quickly_whatever_follows_a_bound_number(filler, numbers):
    """Publishing reads them all inside its lock."""
    text = ISSUED[1] + (filler * 9_900)[:9_900]
    readings = known_readings(numbers)
    for read in (
        lambda: list(contradictions(text, numbers)),
        lambda: list(numbers_in_text("Finance", text, numbers, readings)),
        lambda: list(personal_matches(text)),
    ):
        took, _ = quickest(read)
        assert took < 0.1


def test_contradiction_is_a_warning_that_links_to_its_text(numbers):
    builders.make_update(
        date(2024, 12, 1), section="paper-ehcp", progress=f"Overdue reviews rose to {REVIEWS}"
    )
    (one,) = found(FindingKind.CONTRADICTION)
    assert not one.kind.blocks
    assert one.text == "“Overdue reviews rose to 150”: it is 150, from 200 (last year)"
    assert one.fix_url == "/paper/texts/paper-ehcp/"


# Where personal data may hide: a field of each section that text stands in.
HIDING = {
    "a strand's objective": lambda text: builders.make_strand(objective=text),
    "an update": lambda text: builders.make_update(strand=builders.make_strand(), next_steps=text),
    "a text of the paper": lambda text: builders.make_update(section="paper-legal", progress=text),
    "a milestone's note": lambda text: builders.make_milestone(note=text),
    "a milestone's title": lambda text: builders.make_milestone(title=text),
    "a baseline's reason": lambda text: builders.make_baseline(
        builders.make_milestone(), reason=text
    ),
    "an indicator's return": lambda text: builders.make_return(
        builders.make_indicator(), note=text
    ),
    "a target": lambda text: builders.make_target(basis_text=text),
    "places": lambda text: builders.make_places(definition=text),
    "a condition": lambda text: builders.make_condition(builders.make_commitment(), wording=text),
    "a month's note": lambda text: builders.make_monthly_return(date(2024, 11, 1), note=text),
    "a position's note": lambda text: builders.make_position(date(2024, 11, 1), note=text),
    "a saving": lambda text: builders.make_saving(note=text),
    "a plan's name": lambda text: builders.make_plan(name=text),
    "a risk": lambda text: builders.make_risk(description=text),
    "a risk's reason": lambda text: builders.make_assessment(builders.make_risk(), reason=text),
    "a mitigation": lambda text: builders.make_mitigation(builders.make_risk(), text=text),
    "a meeting": lambda text: builders.saved(
        with_values(builders.Meeting.objects.get(), recommendation=text)
    ),
    "the paper": lambda text: builders.make_paper_section(standing_text=text),
    "background papers": lambda text: builders.make_title_block(
        builders.Meeting.objects.get(), background_papers=text
    ),
}


def with_values(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return record


@pytest.mark.parametrize("place", HIDING)
def test_personal_data_blocks_wherever_it_stands(place):
    HIDING[place]("The NHS number is 943 476 5918")
    assert words(FindingKind.PERSONAL_DATA) == []


@pytest.mark.parametrize("place", HIDING)
def test_personal_data_is_found_wherever_it_stands(place):
    """A condition stands in two sections."""
    HIDING[place]("The NHS number is 943 476 5919")
    seen = found(FindingKind.PERSONAL_DATA)
    assert {one.text for one in seen} == {"This looks like an NHS number: 943…19"}
    assert all(one.fix_url.startswith("/") and one.fix_text for one in seen)


def test_contact_of_the_title_block_is_the_team_s():
    meeting = builders.Meeting.objects.get()
    builders.make_title_block(meeting, contact="SEND team, 01392 496000, send@council.example")
    assert found(FindingKind.PERSONAL_DATA) == []


def test_every_section_is_read(numbers):
    """A section that is frozen is scanned: the contact's field is all that is left out."""
    meeting = builders.Meeting.objects.get()
    builders.make_title_block(meeting, contact="Unread", report_number="Read")
    read = {(one.about.split(":")[0], one.text) for one in stored_texts(snapshot_for(meeting))}
    assert (TITLE_BLOCKS.name, "Read") in read and (TITLE_BLOCKS.name, "Unread") not in read
    assert {name for name, _ in read} <= {section.name for section in SECTIONS}


def test_what_is_typed_to_be_published_is_read_too():
    meeting = builders.Meeting.objects.get()
    inputs = read_inputs(meeting, ON, {"The note to readers": "Ring 01392 496000"})
    (one,) = [
        one
        for one in all_findings(snapshot_for(meeting), inputs)
        if one.kind is FindingKind.PERSONAL_DATA
    ]
    assert one.where == "The note to readers"


# Warnings


def test_stale_months_positions_and_indicators_are_warned_of():
    builders.make_monthly_return(date(2024, 9, 1))
    builders.make_position(date(2024, 8, 1))
    indicator = builders.make_indicator(period_type="quarter")
    builders.make_return(indicator, first=date(2024, 4, 1), last=date(2024, 6, 30))
    assert words(FindingKind.STALE) == [
        "The latest month is September 2024, and figures come every month",
        "The latest position is of Month 5 (August 2024)",
        "The latest figure is of June 2024, and it comes every quarter",
    ]


def test_fresh_figures_are_not_stale():
    builders.make_monthly_return(date(2024, 11, 1))
    builders.make_position(date(2024, 10, 1))
    indicator = builders.make_indicator(period_type="quarter")
    builders.make_return(indicator, first=date(2024, 7, 1), last=date(2024, 9, 30))
    builders.make_return(
        builders.make_indicator("once", period_type="other"), last=date(2020, 1, 1)
    )
    assert words(FindingKind.STALE) == []


def test_overdue_milestone_of_a_strand_on_track_is_warned_of():
    strand = strand_with_update(
        stated_rag="on_track", rag_reason="In time", disagreement="It opened last week"
    )
    builders.make_milestone(strand=strand, forecast="November 2024")
    builders.make_milestone("another", strand=strand, forecast="March 2025")
    builders.make_milestone("of-nobody", forecast="November 2024")
    (one,) = found(FindingKind.OVERDUE)
    assert (one.where, one.text) == (
        "New places open",
        "It was due November 2024, and Strategy is rated On track",
    )
    update = StrandUpdate.objects.get()
    update.stated_rag, update.path_to_green = "at_risk", "More people"
    builders.saved(update)
    assert found(FindingKind.OVERDUE) == []


def lowered_risk():
    risk = builders.make_risk()
    builders.make_assessment(risk, as_at=date(2024, 9, 30), score=16)
    builders.make_assessment(risk, as_at=date(2024, 12, 31), score=8)
    return risk


def test_risk_lowered_with_nothing_done_is_warned_of():
    risk = lowered_risk()
    said = "Its score went from 16 to 8, and no mitigation has changed since 30 September 2024. No reason is given."
    assert words(FindingKind.LOWERED) == [said]
    with change(by=None, at=at(date(2024, 9, 1))):
        builders.make_mitigation(risk)
    assert words(FindingKind.LOWERED) == [said]
    with change(by=None, at=at(date(2024, 11, 1))):
        builders.make_mitigation(risk, number=2)
    assert words(FindingKind.LOWERED) == []


def test_risk_raised_or_lowered_before_the_last_edition_is_not_warned_of():
    risk = builders.make_risk()
    builders.make_assessment(risk, as_at=date(2024, 9, 30), score=8)
    builders.make_assessment(risk, as_at=date(2024, 12, 31), score=16)
    assert words(FindingKind.LOWERED) == []
    other = builders.make_risk("risk-2")
    builders.make_assessment(other, as_at=date(2024, 9, 30), score=16)
    builders.make_assessment(other, as_at=date(2024, 10, 31), score=8)
    assert len(words(FindingKind.LOWERED)) == 1
    builders.make_edition(on=date(2024, 11, 26))
    assert words(FindingKind.LOWERED) == []


def test_an_exception_without_a_whole_answer_is_warned_of():
    exception = builders.make_exception(cause="Late", action="More staff", owner="Head of SEND")
    builders.make_exception(
        "ehcp.plans_issued",
        number=91,
        closing="recovered",
        closed_on=date(2025, 1, 2),
        closing_reason="Back",
    )
    assert words(FindingKind.EXCEPTION) == [
        "Exception 90 has no whole answer. Opened on 16 December 2024 by the reading to "
        "30 November 2024: it, or its target, has changed since."
    ]
    with change(by=None):
        exception.expected = PartialDate.parse("March 2025")
        exception.save()
    assert words(FindingKind.EXCEPTION) == []


def test_provisional_figures_are_warned_of():
    for month in (8, 9, 11):
        builders.make_monthly_return(date(2024, month, 1), state="provisional")
    builders.make_monthly_return(date(2024, 10, 1))
    builders.make_position(date(2024, 10, 1), status="provisional")
    builders.make_position(date(2024, 11, 1))
    indicator = builders.make_indicator()
    builders.make_return(
        indicator, reported_in=date(2024, 12, 1), marker="p", last=date(2024, 11, 30)
    )
    builders.make_return(indicator, state="provisional", last=date(2024, 12, 31))
    builders.make_return(indicator, reported_in=date(2024, 11, 1), last=date(2024, 10, 31))
    assert words(FindingKind.PROVISIONAL) == [
        "Provisional: August 2024 to September 2024 and November 2024",
        "Provisional: Month 7 (October 2024) for 2023/24",
        "Provisional, as reported in December 2024 and January 2025",
    ]


def test_final_figures_are_not():
    builders.make_monthly_return(date(2024, 11, 1))
    builders.make_position(date(2024, 11, 1), status="final")
    builders.make_return(builders.make_indicator())
    assert words(FindingKind.PROVISIONAL) == []


def test_typed_number_that_matches_no_reading_is_warned_of(numbers):
    strand_with_update(
        progress="We saw 151 families and 150 reviews at Month 8, and 4 out of 5 liked it"
    )
    said = words(FindingKind.TYPED_NUMBER)
    assert [one.split(" matches")[0] for one in said] == ["151", "4"]


def test_typed_number_of_an_earlier_month_s_text_is_not(numbers):
    for month in (11, 12):
        builders.make_update(
            date(2024, month, 1), section="paper-ehcp", progress=f"We saw {150 + month} families"
        )
    assert [one.split(" matches")[0] for one in words(FindingKind.TYPED_NUMBER)] == ["162"]


def test_figures_after_the_cut_off_are_warned_of():
    with change(by=None, at=at(date(2025, 1, 9))):
        builders.make_monthly_return(date(2024, 10, 1))
    with change(by=None, at=at(date(2025, 1, 13))):
        builders.make_monthly_return(date(2024, 11, 1))
        builders.make_return(builders.make_indicator())
    (ehcp, indicators) = found(FindingKind.AFTER_CUT_OFF, cut_off=date(2025, 1, 10))
    assert (
        ehcp.text
        == "Entered or changed after the cut-off of 10 January 2025: November 2024 (13 January 2025)"
    )
    assert ehcp.fix_url == "/admin/ehcp/monthlyreturn/"
    assert indicators.text.endswith(": Appeals, January 2025 (13 January 2025)")
    assert found(FindingKind.AFTER_CUT_OFF, cut_off=date(2025, 1, 13)) == []
    assert found(FindingKind.AFTER_CUT_OFF, cut_off=None) == []


# Keys and queries


def test_a_key_changes_with_what_is_found():
    one = Finding(
        FindingKind.STALE, "ehcp", "EHCP figures", "The latest month is May 2024", "/", "Open"
    )
    other = Finding(
        FindingKind.STALE, "ehcp", "EHCP figures", "The latest month is June 2024", "/", "Open"
    )
    elsewhere = Finding(
        FindingKind.STALE,
        "ehcp",
        "EHCP figures",
        "The latest month is May 2024",
        "/somewhere/",
        "Elsewhere",
    )
    assert one.key != other.key
    assert one.key == elsewhere.key
    assert one.key.startswith("stale:")


def test_inputs_ask_no_more_of_a_large_programme(django_assert_num_queries):
    by = User.objects.first() or builders.make_user()
    meeting = builders.saved(with_values(builders.Meeting.objects.get(), cut_off=date(2024, 1, 1)))

    # Each file that waits, of a few, is read.
    builders.make_load(by, file=builders.make_file())

    def grow(number: int) -> None:
        builders.make_monthly_return(date(2024, number, 1))
        builders.make_return(builders.make_indicator(f"indicator-{number}"))
        builders.make_mitigation(builders.make_risk(f"risk-{number}"))
        builders.make_update(
            date(2024, number, 1),
            strand=builders.make_strand(f"strand-{number}"),
            state="submitted",
        )

    grow(1)
    asked = 14
    with django_assert_num_queries(asked):
        read_inputs(meeting, ON)
    for number in range(2, 12):
        grow(number)
    with django_assert_num_queries(asked):
        read_inputs(meeting, ON)


def test_narratives_are_every_text_that_may_bind(numbers):
    strand_with_update(progress="So far", next_steps="Next")
    builders.make_update(section="paper-legal", progress="The law")
    builders.make_paper_section("equality", standing_text="Standing")
    told = " ".join(one.html for one in narratives(snapshot_for(builders.Meeting.objects.get())))
    assert all(words in told for words in ("So far", "Next", "The law", "Standing"))


def test_what_is_exempt_is_not_missing():
    strand = builders.make_strand()
    builders.make_round(date(2024, 12, 1), due=date(2025, 1, 5))
    update = builders.make_update(date(2024, 12, 1), strand=strand, state="accepted")
    months = [builders.make_monthly_return(date(2024, month, 1)) for month in (9, 10, 11)]
    indicator = builders.make_indicator(strand=strand, period_type="month")
    returns = [
        builders.make_return(indicator, reported_in=date(2024, month, 1), first=None, last=None)
        for month in (9, 10, 11)
    ]
    for record in (update, months[1], returns[1]):
        builders.make_exemption(record)
    assert not found(FindingKind.NO_UPDATE) and not found(FindingKind.MISSING_MONTH)
    with change(by=None):
        months[1].delete()
        returns[1].delete()
        update.delete()
    assert len(found(FindingKind.MISSING_MONTH)) == 2
    assert words(FindingKind.NO_UPDATE) == ["No update of this strand has been accepted"]


def test_what_the_paper_calls_not_given_is_told_with_where_it_is_written():
    sections, block = found(FindingKind.NOT_WRITTEN)
    assert (sections.text, sections.fix_url) == (
        "There is no text to show for “Strategic Plan”, “Legal Considerations”, "
        "“Environmental Considerations”, “Equality Considerations” and "
        "“Conclusions and Reasons for Recommendations”",
        "/paper/",
    )
    assert (block.text, block.fix_url) == (
        "Not given: report number, electoral divisions, cabinet member, contact and background papers",
        "/paper/title-block/2025-01-22/",
    )
    builders.make_whole_paper(builders.Meeting.objects.get())
    assert found(FindingKind.NOT_WRITTEN) == []
    legal = builders.PaperSection.objects.get(slug="legal")
    legal.shown = True
    builders.saved(legal)
    assert [one.fix_url for one in found(FindingKind.NOT_WRITTEN)] == ["/paper/legal/edit/"]
