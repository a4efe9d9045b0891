"""A snapshot's rows survive being kept; live ones are kept until the data changes; who may see what is decided here."""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

import committee.snapshot.meetings
import ehcp.snapshot
import finance.snapshot
import risks.snapshot
import strands.snapshot
from committee.editions import freezing
from committee.editions.agenda import AGENDA
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.part_two import EXEMPT, NOTICES
from committee.snapshot.sections_to_freeze import OWN
from ehcp.snapshot import COUNTS, MONTHS
from finance.snapshot import POSITIONS, SAVINGS
from risks.snapshot import RISKS
from sendprog.records.data_version import DataVersion
from sendprog.records.history import change
from sendprog.records.snapshots import Audience, Section, live_snapshot
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import FinancialYear, Month
from strands.snapshot import INDICATORS, MILESTONES, PLACES, STRANDS
from tests import builders
from tests.conftest import examples

ON = date(2025, 1, 22)
ROOMS = (strands.snapshot, ehcp.snapshot, finance.snapshot, risks.snapshot)
STORED = [*(section for room in ROOMS for section in room.SECTIONS), *OWN]
SECTIONS = {section.name: section for section in STORED} | {
    one.name: one for one in (AGENDA, NOTICES)
}
FROZEN = Path(__file__).parent.parent / "sections.csv"
every_section = pytest.mark.parametrize("name", SECTIONS)


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.SENDPROG_TODAY = ON


def programme() -> None:
    """One record of each kind that a section shows, every optional value given."""
    strand = builders.make_strand(objective="Do it well", sponsor_role="Director")
    builders.make_update(
        date(2024, 12, 1),
        strand=strand,
        stated_rag="on_track",
        rag_reason="In **time**",
        rag_as_at=ON,
    )
    builders.make_strand("before", valid_to=date(2024, 11, 30), succeeded_by=strand)
    builders.make_update(section="finance-pressures", source="5.1")
    builders.make_update(stated_rag="on_track", rag_reason="In time")
    milestone = builders.make_milestone(
        strand=strand, forecast="September 2025", responsible_roles="Council\nNHS"
    )
    builders.make_baseline(milestone)
    builders.make_dependency(
        milestone, builders.make_milestone("first", stage="complete", actual="14 August 2024")
    )
    milestone.forecast, milestone.reason = PartialDate.parse("2026"), "Late"
    builders.saved(milestone)
    indicator = builders.make_indicator(strand=strand, unit="pounds", decimals=1)
    builders.make_return(
        indicator,
        value=Decimal("51.60"),
        first=date(2024, 6, 1),
        last=date(2024, 11, 30),
        marker="p",
    )
    builders.make_return(
        indicator, low=Decimal(300), high=Decimal(400), qualifier="around", last=date(2024, 12, 31)
    )
    builders.make_return(indicator, missing="Not in the report", reported_in=date(2025, 2, 1))
    builders.make_target(first=date(2024, 9, 1), set_by="The board")
    builders.make_frequency()
    builders.make_places(strand=strand, area=builders.make_area(), planned_for="spring term 2025")
    commitment = builders.make_commitment(agreed="January to March 2023")
    builders.make_delivery(strand, commitment)
    builders.make_condition_status(
        builders.make_condition(commitment, strand=strand), stated_rag="at_risk", words="Late"
    )
    builders.make_monthly_return(
        date(2024, 10, 1), requests_received=0, appeals_open=3, note="A note"
    )
    builders.make_monthly_return(date(2024, 11, 1), plans_issued=None, plans_issued_marker="x")
    builders.make_contact_return(satisfaction=Decimal("4.10"), survey_answers_marker="x")
    builders.make_statistic(builders.make_official_release())
    plan = builders.make_plan(agreed="2023")
    builders.make_plan_year(plan)
    builders.make_position(
        date(2024, 10, 1),
        projected_cumulative_deficit=Decimal("132000000.00"),
        cumulative_basis="net",
    )
    builders.make_position_figure(
        builders.make_position(date(2024, 11, 1), forecast_in_year_deficit=None, marker="x"),
        qualifier="about",
        source="Table 2",
    )
    builders.make_contribution(
        plan, due="31 March 2025", last_financial_year=2026, amount_to=Decimal(9_000_000)
    )
    builders.make_saving(
        strand=strand, confidence=builders.make_confidence(), expected=Decimal("0.00")
    )
    risk = builders.make_risk(strand=strand, number=1, response="treat")
    builders.make_assessment(risk, target_score=4)
    builders.make_assessment(risk, as_at=date(2025, 1, 15), score=16)
    builders.make_mitigation(risk)
    meeting = builders.make_meeting(ON, recommendation="Note the report")
    builders.make_title_block(meeting, background_papers="The first\nThe second")
    builders.make_paper_section("legal", texts="paper-legal, paper-law")
    builders.make_scorecard_measure(strand=strand)
    builders.make_exception(strand=strand, cause="Late", action="Agency staff", expected="2025")
    earlier = builders.make_ask("first", meeting=builders.make_meeting(date(2024, 11, 26)))
    about = {
        "strand": strand,
        "measure": "ehcp.plans_issued",
        "risk": risk,
        "repeats": earlier,
        "by_role": "A councillor",
    }
    builders.make_ask(
        "again",
        meeting=meeting,
        response="answered",
        responded_on=ON,
        response_text="9",
        due="2025",
        **about,
    )
    builders.make_exemption(builders.make_milestone("exempt"))


def made(section: Section, viewer: Audience = Audience.MEMBER) -> tuple:
    return tuple(section.build(on=ON, viewer=viewer))


# Rows at rest


def test_sections_have_names_of_their_own():
    assert len(SECTIONS) == len(STORED) + 2


def described(kind: Any) -> Any:
    """A type of a row down to its plain parts: fields of dataclasses, values of enums."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {field.name: described(hints[field.name]) for field in fields(kind)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return sorted(str(one.value) for one in kind)
    return [str(get_origin(kind)), *map(described, get_args(kind))] if get_args(kind) else str(kind)


def shape_of(section: Section) -> str:
    """A fingerprint of what a section's rows are."""
    return hashlib.sha256(json.dumps(described(section.row), sort_keys=True).encode()).hexdigest()[
        :16
    ]


def test_rows_change_only_with_an_upgrade():
    """Editions keep rows for ever. Where a row changed: add the upgrade to its Section, then its new line to sections.csv."""
    with FROZEN.open(newline="") as file:
        known = {row["section"]: (int(row["schema"]), row["shape"]) for row in csv.DictReader(file)}
    frozen = (*freezing.SECTIONS, EXEMPT)
    assert {section.name: (section.schema, shape_of(section)) for section in frozen} == known


@pytest.mark.takes_turns
@pytest.mark.django_db
@every_section
def test_rows_survive_being_kept(name):
    programme()
    section = SECTIONS[name]
    rows = made(section)
    assert rows
    assert section.decode(section.encode(rows)) == rows


# Values whose classes refuse most of what hypothesis would try.
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
months = st.builds(Month, st.integers(1900, 2199), st.integers(1, 12))
partial_dates = st.one_of(
    st.builds(PartialDate, st.just(Precision.DAY), days),
    *(
        st.builds(
            PartialDate.of,
            st.just(precision),
            st.builds(Month, st.integers(1900, 2199), st.sampled_from(starts)),
        )
        for precision, starts in {
            Precision.MONTH: range(1, 13),
            Precision.QUARTER: (1, 4, 7, 10),
            Precision.TERM: (1, 5, 9),
            Precision.YEAR: (1,),
        }.items()
    ),
)
st.register_type_strategy(PartialDate, partial_dates)
st.register_type_strategy(Month, months)
st.register_type_strategy(FinancialYear, st.builds(FinancialYear, st.integers(1900, 2199)))
st.register_type_strategy(Decimal, st.decimals(-(10**12), 10**12, places=2))


@every_section
@settings(max_examples=examples(15))
@given(data=st.data())
def test_any_rows_survive_being_kept(name, data):
    section = SECTIONS[name]
    rows = tuple(data.draw(st.lists(st.from_type(section.row), max_size=2)))
    assert section.decode(section.encode(rows)) == rows


def test_rows_of_another_section_are_refused():
    row = committee.snapshot.meetings.MeetingRow(
        "Committee", ON, "", "", "", "", "", "", "", "", Basis.REPORTED
    )
    with pytest.raises(msgspec.ValidationError):
        RISKS.decode(MEETINGS.encode([row]))


@pytest.mark.django_db
def test_money_is_exact_and_sorts_as_a_number():
    for month, pounds in ((9, "51600000.00"), (10, "9000000.00"), (11, "9000000.10")):
        builders.make_position(date(2024, month, 1), forecast_in_year_deficit=Decimal(pounds))
    forecasts = [row.forecast for row in live_snapshot()[POSITIONS]]
    assert {type(one) for one in forecasts} == {Decimal}
    assert sorted(forecasts) == [
        Decimal("9000000.00"),
        Decimal("9000000.10"),
        Decimal("51600000.00"),
    ]
    assert [str(one) for one in forecasts] == ["51600000.00", "9000000.00", "9000000.10"]


@pytest.mark.django_db
def test_what_is_not_known_stays_none_and_nought_stays_nought():
    builders.make_position(
        date(2024, 11, 1), planned_in_year_deficit=None, forecast_in_year_deficit=Decimal(0)
    )
    builders.make_monthly_return(date(2024, 11, 1), plans_issued=None, requests_received=0)
    builders.make_places(places=None)
    builders.make_saving(planned=None, achieved=Decimal(0))
    builders.make_assessment(builders.make_risk(), score=12)
    builders.make_return(builders.make_indicator(), missing="Not in the report")
    snapshot = live_snapshot()

    (position,) = snapshot[POSITIONS]
    assert (
        position.planned,
        position.forecast,
        position.opening_balance,
        position.cumulative_basis,
    ) == (
        None,
        0,
        None,
        None,
    )
    (month,) = snapshot[MONTHS]
    assert (
        month.counts["plans_issued"],
        month.counts["requests_received"],
        month.counts["mediations"],
    ) == (
        None,
        0,
        None,
    )
    assert set(month.counts) == set(COUNTS)
    assert snapshot[PLACES][0].places is None
    assert (snapshot[SAVINGS][0].planned, snapshot[SAVINGS][0].achieved) == (None, 0)
    assert (snapshot[RISKS][0].current.likelihood, snapshot[RISKS][0].current.score) == (None, 12)
    (row,) = snapshot[INDICATORS][0].returns
    assert (row.value, row.low, row.missing) == (None, None, "Not in the report")


# Kept until the data changes


@pytest.mark.django_db
def test_sections_are_kept_until_the_data_version_moves(django_assert_num_queries):
    programme()
    for section in SECTIONS.values():
        assert live_snapshot()[section]
    with django_assert_num_queries(1):
        snapshot = live_snapshot()
        for section in SECTIONS.values():
            assert snapshot[section]


@pytest.mark.django_db
def test_a_section_nobody_asks_for_is_not_made(django_assert_num_queries):
    with django_assert_num_queries(1):
        live_snapshot()


@pytest.mark.django_db
def test_a_write_shows_at_the_next_snapshot():
    strand = builders.make_strand(name="Before")
    old = live_snapshot()
    assert [row.name for row in old[STRANDS]] == ["Before"]
    strand.name = "After"
    with change(by=None):
        strand.save()
    assert [row.name for row in live_snapshot()[STRANDS]] == ["After"]
    assert [row.name for row in old[STRANDS]] == ["Before"]


@pytest.mark.django_db
def test_what_goes_to_the_bin_leaves_the_next_snapshot():
    milestone = builders.make_milestone()
    assert live_snapshot()[MILESTONES]
    milestone.delete()
    assert live_snapshot()[MILESTONES] == ()


@pytest.mark.django_db
def test_a_baseline_shows_at_the_next_snapshot():
    milestone = builders.make_milestone()
    assert live_snapshot()[MILESTONES][0].baselines == ()
    builders.make_baseline(milestone)
    assert [str(one.date) for one in live_snapshot()[MILESTONES][0].baselines] == ["March 2025"]


@pytest.mark.django_db
def test_a_change_that_was_rolled_back_never_shows():
    builders.make_strand("kept")
    assert len(live_snapshot()[STRANDS]) == 1
    fails = pytest.raises(RuntimeError)
    with fails, change(by=None):
        builders.make_strand("lost")
        raise RuntimeError
    assert [row.slug for row in live_snapshot()[STRANDS]] == ["kept"]


@pytest.mark.django_db
def test_another_day_is_another_snapshot(settings):
    builders.make_strand(valid_to=ON)
    assert len(live_snapshot()[STRANDS]) == 1
    settings.SENDPROG_TODAY = date(2025, 1, 23)
    assert live_snapshot()[STRANDS] == ()


@pytest.mark.django_db
def test_the_version_is_read_before_the_rows():
    builders.make_strand()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert live_snapshot()[STRANDS]
    tables = [table for query in asked for table in re.findall(r'FROM "?(\w+)"?', query["sql"])]
    assert tables[0] == "sendprog_dataversion"
    assert tables.count("sendprog_dataversion") == 1
    assert "strands_strand" in tables


@dataclass(frozen=True)
class NameRow:
    name: str


@pytest.mark.django_db
def test_a_write_between_the_version_and_the_rows_is_never_lost():
    """Rows kept under an older version are made again; under a newer one they would stay wrong."""
    strand = builders.make_strand(name="Before")
    writes = [True]

    def names(**asked: Any) -> Iterator[NameRow]:
        rows = [NameRow(one.name) for one in type(strand).objects.all()]
        if writes:
            writes.clear()
            strand.name = "After"
            strand.save()
        yield from rows

    section = Section("tests.names", NameRow, names)
    assert live_snapshot()[section] == (NameRow("Before"),)
    assert live_snapshot()[section] == (NameRow("After"),)


@pytest.mark.django_db
def test_a_restored_backup_does_not_meet_what_was_kept_before():
    """The same number again, but another token."""
    builders.make_strand("a")
    number = DataVersion.current().number
    assert len(live_snapshot()[STRANDS]) == 1
    builders.make_strand("b")
    DataVersion.objects.update(number=number)
    assert len(live_snapshot()[STRANDS]) == 2


# Who may see what


@pytest.mark.django_db
def test_members_never_see_restricted_risks():
    builders.make_risk("open")
    secret = builders.make_risk("secret", title="Closing a named school", restricted=True)
    builders.make_assessment(secret)
    builders.make_mitigation(secret, text="Tell nobody yet")

    assert [row.reference for row in live_snapshot(Audience.RESTRICTED)[RISKS]] == [
        "open",
        "secret",
    ]
    assert [row.reference for row in live_snapshot(Audience.MEMBER)[RISKS]] == ["open"]
    assert [row.reference for row in live_snapshot()[RISKS]] == ["open"]
    for section in SECTIONS.values():
        kept = section.encode(section.build(on=ON, viewer=Audience.MEMBER))
        assert b"named school" not in kept
        assert b"nobody yet" not in kept


@pytest.mark.django_db
def test_small_counts_are_hidden_from_everyone():
    builders.make_monthly_return(
        date(2024, 11, 1),
        requests_received=63,
        requests_from_parents=40,
        requests_from_schools=20,
        requests_from_others=3,
    )
    for viewer in Audience:
        (row,) = live_snapshot(viewer)[MONTHS]
        assert (row.counts["requests_from_parents"], row.counts["requests_from_schools"]) == (
            40,
            None,
        )
        assert (row.counts["requests_from_others"], row.markers["requests_from_others"]) == (
            None,
            "c",
        )
