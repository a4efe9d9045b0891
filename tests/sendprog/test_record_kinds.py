"""Savings, plans, contributions, places, targets and conditions at the desk: each kind is a declaration of columns."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from finance.models import Contribution, PlanYear, Saving
from sendprog.loads.actions import (
    IncomingFile,
    LoadError,
    check_file,
    confirm,
    current_month,
    plan_load,
    receive,
)
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load
from sendprog.loads.planning import LoadPlan, make_plan
from sendprog.loads.record_kinds import RecordKind
from sendprog.loads.templates_and_export import published_csv, stored_file
from sendprog.loads.undoing import undo_load
from sendprog.records.people import User
from sendprog.records.snapshots import live_snapshot
from sendprog.values.partial_dates import PartialDate
from strands.models import ConditionStatus, PlacesScheme, Target
from tests import builders as make

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]

# By kind: the headings, a row, and the row changed.
ROWS = {
    "savings": (
        "reference,financial_year,title,strand,planned,planned_to,confidence,as_at",
        "fees,2025/26,Lower fees,Strategy,£1.9m,,On track,2024-12-31",
        "fees,2025/26,Lower fees,whole-programme,1m,2m,on-track,2024-12-31",
    ),
    "plans": (
        "reference,title,standing,dated,commitment",
        "plan-2,Plan 2,Submitted,February 2024,agreement",
        "plan-2,Plan 2,Agreed,1 March 2024,",
    ),
    "plan-years": (
        "plan,financial_year,in_year_deficit,in_year_deficit_qualifier,in_year_basis,closing_balance",
        "plan,2026/27,31.2m,about,gross,-2m",
        "plan,2026/27,32.2m,,gross,",
    ),
    "contributions": (
        "plan,payer,financial_year,due,amount,received,withheld",
        "plan,Department for Education,2025/26,April 2025,5m,,no",
        "plan,department,2025/26,April 2025,5m,May 2025,",
    ),
    "places": (
        "reference,provision,milestone,area,places,definition,stage,planned_for",
        "west,West bases,MS/1,North,48,New places,Planned,September 2025",
        "west,West bases,ms-1,,[x],New places,Funded,Q3 2025/26",
    ),
    "targets": (
        "measure,kind,first,value,floor,basis_text",
        "ehcp.twenty_week_rate,Plan,2025-04-01,60%,45,Agreed",
        "ehcp.twenty_week_rate,plan,01/04/2025,65,45,Agreed in May",
    ),
    "conditions": (
        "commitment,reference,kind,strand,wording",
        "agreement,2.10,Area for improvement,strategy,Issue plans on time",
        "agreement,2.10,Inspection finding,,Issue plans on time",
    ),
    "condition-statuses": (
        "commitment,reference,as_at,rating,words",
        "agreement,1,2024-12-31,Off track,Late",
        "agreement,1,31/12/2024,At risk,",
    ),
}


@pytest.fixture(autouse=True)
def programme() -> None:
    """What the rows name."""
    strand = make.make_strand("strategy", name="Strategy")
    make.make_milestone("MS/1", strand=strand)
    make.make_area(name="North")
    make.make_confidence(label="On track")
    make.make_condition(make.make_commitment())
    make.make_plan()


@pytest.fixture
def person() -> User:
    return make.make_user("data-lead", role="figures administrator")


def file_of(kind: str, *rows: str) -> IncomingFile:
    return IncomingFile("a.csv", "\n".join([ROWS[kind][0], *rows, ""]).encode())


def problems(kind: str, heading: str, row: str) -> list[str]:
    file = IncomingFile("a.csv", f"{heading}\n{row}\n".encode())
    return [str(problem) for problem in check_file(kind, file).problems]


def planned(kind: str, file: IncomingFile) -> LoadPlan:
    result = check_file(kind, file)
    assert result.problems == ()
    return make_plan(KINDS[kind], result, until=current_month())


def loaded(person: User, kind: str, row: str) -> Load:
    load = receive(by=person, kind=kind, file=file_of(kind, row))
    assert load.problems == []
    plan = plan_load(load)
    answers = dict.fromkeys(plan.codes, "As agreed")
    confirm(by=person, load=load, seen=plan.digest, reason="A new plan", answers=answers)
    load.refresh_from_db()
    return load


def published(kind: str) -> IncomingFile:
    """The kind's file of the data pack."""
    rows = list(KINDS[kind].published_rows(live_snapshot()[KINDS[kind].section]))
    return IncomingFile("a.csv", published_csv(KINDS[kind], rows, current_month()))


def stored_unchanged(kind: str) -> Iterator[bool]:
    for ending in ("csv", "xlsx"):
        content = stored_file(KINDS[kind], ending, current_month())
        plan = planned(kind, IncomingFile(f"a.{ending}", content))
        yield bool(plan.rows) and not plan.changes_anything and plan.warnings == ()


def test_every_declared_kind_has_its_rows():
    declared = {slug for slug, kind in KINDS.items() if isinstance(kind, RecordKind)}
    assert declared - {"milestones", "risks"} == set(ROWS)


@pytest.mark.parametrize("kind", ROWS)
def test_a_kind_makes_changes_exports_and_undoes(kind, person):
    _, new, changed = ROWS[kind]
    first = loaded(person, kind, new)
    assert first.counts == {"new": 1, "changed": 0, "unchanged": 0}
    assert list(stored_unchanged(kind)) == [True, True]
    record = KINDS[kind].model.objects.latest("pk")
    with pytest.raises(LoadError, match="stored already"):
        loaded(person, kind, new)
    second = loaded(person, kind, changed)
    assert second.counts == {"new": 0, "changed": 1, "unchanged": 0}
    assert list(stored_unchanged(kind)) == [True, True]
    assert record.history.first().history_change_reason.endswith("A new plan")
    undo_load(by=person, load=second, reason="Wrong file")
    with pytest.raises(LoadError, match="stored already"):
        loaded(person, kind, new)
    content = published(kind)
    assert not planned(kind, content).changes_anything
    undo_load(by=person, load=first, reason="Wrong file")
    assert not KINDS[kind].model.objects.filter(pk=record.pk).exists()
    load = receive(by=person, kind=kind, file=content)
    assert load.problems == [] and plan_load(load).counts["new"] == 1
    assert loaded(person, kind, new).counts["new"] == 1


def test_amounts_keep_their_forms(person):
    loaded(person, "savings", ROWS["savings"][2])
    saving = Saving.objects.get()
    assert (saving.planned, saving.planned_to, saving.strand) == (1_000_000, 2_000_000, None)
    exact = IncomingFile("a.csv", b"reference,financial_year,planned\nfees,2025/26,1.5m\n")
    (row,) = planned("savings", exact).rows
    assert {change.field for change in row.changes} == {"planned", "planned_to"}
    loaded(person, "plan-years", ROWS["plan-years"][1])
    year = PlanYear.objects.get()
    assert (year.in_year_deficit_qualifier, year.closing_balance) == ("about", -2_000_000)
    loaded(person, "places", ROWS["places"][2])
    scheme = PlacesScheme.objects.get()
    assert (scheme.places, scheme.places_marker) == (None, "x")
    assert scheme.planned_for == PartialDate.parse("Q3 2025/26")
    loaded(person, "targets", ROWS["targets"][1])
    assert Target.objects.get().value == Decimal(60)


REFUSED = [
    ("savings", "reference,financial_year,title", "Lower fees,2025/26,x", "write lower-fees"),
    ("savings", "reference,financial_year,title", "fees,2025,x", "2025"),
    ("savings", "reference,financial_year,planned", "fees,2025/26,1m", "a new one needs a title"),
    ("savings", "reference,financial_year,title,planned", "f,2025/26,x,1.9", "looks like millions"),
    (
        "savings",
        "reference,financial_year,title,planned_to",
        "f,2025/26,x,1m",
        "its lowest under planned",
    ),
    (
        "savings",
        "reference,financial_year,title,strand",
        "f,2025/26,x,nowhere",
        "write one of strategy",
    ),
    ("savings", "reference,financial_year,title,as_at", "f,2025/26,x,2099-01-01", "still to come"),
    ("plan-years", "plan,financial_year,in_year_deficit", "plan-9,2025/26,1m", "write one of plan"),
    ("plans", "reference,title,standing", "plan-3,Plan 3,", "a new one needs a standing"),
    (
        "contributions",
        "plan,payer,financial_year,amount",
        "plan,council,2025/26,-1m",
        "not below 0",
    ),
    ("contributions", "plan,payer,financial_year,amount", "plan,council,2025/26,", "is empty"),
    (
        "contributions",
        "plan,payer,financial_year,amount,received,withheld",
        "plan,council,2025/26,1m,May 2025,yes",
        "received, or withheld",
    ),
    ("places", "reference,provision,definition,stage,places", "w,W,d,Open,42%", "a percentage"),
    (
        "places",
        "reference,provision,definition,stage,milestone",
        "w,W,d,Open,MS/9",
        "no milestone has",
    ),
    ("targets", "measure,kind,value,basis_text", "ehcp.unknown,Plan,60,Agreed", "no measure has"),
    (
        "targets",
        "measure,kind,value,basis_text",
        "ehcp.twenty_week_rate,Plan,£60,x",
        "not an amount",
    ),
    (
        "targets",
        "measure,kind,value,expected_low,expected_high,basis_text",
        "ehcp.twenty_week_rate,Plan,60,70,65,x",
        "swap the two",
    ),
    (
        "targets",
        "measure,kind,value,set_by,basis_text",
        "ehcp.twenty_week_rate,Plan,60,Mrs Example,x",
        "role",
    ),
    ("conditions", "commitment,reference,wording", "nowhere,1,x", "write one of agreement"),
    (
        "condition-statuses",
        "commitment,reference,as_at",
        "agreement,9,2024-12-31",
        "write one of 1",
    ),
    ("condition-statuses", "commitment,reference,as_at", "agreement,1,2099-12-31", "still to come"),
]


@pytest.mark.parametrize(("kind", "heading", "row", "words"), REFUSED)
def test_what_is_refused_says_what_to_write(kind, heading, row, words):
    assert words in " ".join(problems(kind, heading, row))


def asked(kind: str, heading: str, *rows: str) -> str:
    file = IncomingFile("a.csv", "\n".join([heading, *rows]).encode())
    return " ".join(str(warning.message) for warning in planned(kind, file).warnings)


def test_what_is_possible_but_unlikely_is_asked_about():
    make.make_saving("fees", planned=Decimal(1_900_000))
    head = "reference,financial_year,title,planned"
    assert "many times" in asked("savings", head, "fees,2024/25,Fees,19m")
    assert "many times" in asked("savings", head, "fees,2025/26,Fees,19m")
    assert "small part" in asked("savings", head, "new,2025/26,x,2m", "new,2026/27,x,200k")
    assert asked("savings", head, "fees,2025/26,Fees,2m", "other,2025/26,x,20m") == ""
    assert "read as a cost" in asked("savings", head, "fees,2025/26,Fees,-2m")
    target = "measure,kind,first,value,basis_text"
    assert "above 100" in asked("targets", target, "ehcp.twenty_week_rate,Plan,,600,x")
    make.make_contribution(make.make_plan("plan-2"), due=PartialDate.parse("April 2024"))
    another = "plan-2,department,2024/25,May 2024,5m"
    assert "due April 2024: this is added beside it" in asked(
        "contributions", "plan,payer,financial_year,due,amount", another
    )


def test_a_date_of_the_key_that_a_spreadsheet_made_a_day_is_kept():
    plan = make.make_plan("plan-2")
    make.make_contribution(plan, due=PartialDate.parse("April 2024"))
    head = "plan,payer,financial_year,due,amount"
    file = IncomingFile("a.csv", f"{head}\nplan-2,department,2024/25,01/04/2024,5m\n".encode())
    assert not planned("contributions", file).changes_anything


def test_two_stored_records_with_one_key_are_not_guessed():
    plan = make.make_plan("plan-2")
    for _ in range(2):
        make.make_contribution(plan)
    head = "plan,payer,financial_year,due,amount"
    (problem,) = problems("contributions", head, "plan-2,department,2024/25,,4m")
    assert "Two of these are stored" in problem and Contribution.objects.count() == 2


def test_exempt_records_are_in_no_file():
    """Figures are those of figures administrators, who see exempt ones too."""
    milestone = make.make_milestone("SECRET/1")
    scheme = make.make_places("secret", milestone=make.make_milestone("MS/2"))
    shown = make.make_places("shown", milestone=milestone)
    make.make_target("strands.places.secret")
    condition = make.make_condition(make.make_commitment("deal"), reference="7")
    make.make_condition_status(condition)
    for record in (milestone, scheme, condition):
        make.make_exemption(record)
    for kind in ("places", "targets", "conditions", "condition-statuses"):
        content = stored_file(KINDS[kind], "csv", current_month()).decode().lower()
        assert "secret" not in content and "deal" not in content, kind
    content = stored_file(KINDS["places"], "csv", current_month())
    assert not planned("places", IncomingFile("a.csv", content)).changes_anything
    assert shown.milestone == milestone
    status = problems("condition-statuses", "commitment,reference,as_at", "deal,7,2024-12-01")
    assert "can't be used in a file" in status[0]
    (place,) = problems("places", "reference,places", "secret,5")
    assert "can't be used in a file" in place
    head = "measure,kind,first,value"
    assert "no measure has" in problems("targets", head, "strands.places.secret,Local,,5")[0]


def test_as_at_days_of_statuses_are_apart(person):
    loaded(person, "condition-statuses", ROWS["condition-statuses"][1])
    loaded(person, "condition-statuses", "agreement,1,2024-11-30,On track,")
    days = ConditionStatus.objects.values_list("as_at", flat=True)
    assert sorted(days) == [date(2024, 11, 30), date(2024, 12, 31)]


@pytest.mark.parametrize("marker", ["p", "r", "f"])
def test_a_marker_beside_a_range_comes_back(marker, person):
    indicator = make.make_indicator()
    make.make_return(indicator, value=None, low=30, high=40, marker=marker)
    assert list(stored_unchanged("indicators")) == [True, True]
    assert not planned("indicators", published("indicators")).changes_anything
