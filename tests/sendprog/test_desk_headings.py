"""A file with her own headings: said once what they stand for, kept, shown and changed again."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from ehcp.models import MonthlyReturn
from sendprog.loads.actions import IncomingFile, check_file
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import HeadingChoice, Load, LoadState
from sendprog.records.roles import AUDITOR, FIGURES, MANAGER
from tests.builders import make_indicator, make_strand, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]
ADD = "/admin/sendprog/load/add/"
OWN = (
    "Month,EHCNA requests,Agreed to assess,No. of EHC plans issued,No. issued in 20 weeks,"
    "Total EHCPs,Reviews late,Area"
)
ROWS = "2024-10,257,139,166,66,9747,931,all\n2024-11,243,136,167,71,9812,900,all\n"
LIKELY = {
    1: "requests_received",
    2: "assessments_agreed",
    3: "plans_issued",
    4: "plans_issued_within_20_weeks",
    5: "plans_maintained",
}
SAID = {f"is_{position}": "on" for position in LIKELY} | {
    "to_6": "annual_reviews_overdue",
    "to_7": "-",
}


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_user(f"a-{role}", role=role, is_staff=True, role_title=role))
    return client


@pytest.fixture
def desk() -> Client:
    return signed_in(FIGURES)


def bring(client: Client, header: str = OWN, rows: str = ROWS, kind: str = "ehcp") -> Load:
    upload = SimpleUploadedFile("figures.csv", f"{header}\n{rows}".encode())
    assert client.post(ADD, {"kind": kind, "upload": upload}).status_code == 302
    return Load.objects.latest("pk")


def shown(client: Client, load: Load) -> str:
    answer = client.get(f"/admin/sendprog/load/{load.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def say(client: Client, load: Load, **fields: str):
    return client.post(f"/admin/sendprog/load/{load.pk}/headings/", fields)


def kept() -> dict[str, str]:
    return dict(HeadingChoice.objects.values_list("heading", "column"))


def test_headings_are_said_once_and_kept_with_who_and_when(desk):
    load = bring(desk)
    assert load.state == LoadState.WAITING
    page = shown(desk, load)
    assert "Yes: “EHCNA requests” is Requests received (requests_received)" in page
    assert "“Reviews late” is" in page and "“931” and “900”" in page
    assert "What would change" not in page

    assert say(desk, load, **SAID).status_code == 302
    assert kept() == {
        "ehcna_requests": "requests_received",
        "agreed_to_assess": "assessments_agreed",
        "no._of_ehc_plans_issued": "plans_issued",
        "no._issued_in_20_weeks": "plans_issued_within_20_weeks",
        "total_ehcps": "plans_maintained",
        "reviews_late": "annual_reviews_overdue",
        "area": "",
    }
    entry = HeadingChoice.objects.get(heading="area").history.get()
    assert entry.history_user.username == f"a-{FIGURES}"
    assert entry.history_change_reason == f"Load {load.pk}: the headings of figures.csv"

    page = shown(desk, load)
    assert "2 new, 0 changed, 0 unchanged" in page
    assert "Change what these headings stand for" in page and "Left out" in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    # Two new months are a routine: no reason is asked for.
    answer = desk.post(f"/admin/sendprog/load/{load.pk}/confirm/", {"seen": seen, "reason": ""})
    assert answer.status_code == 302
    november = MonthlyReturn.objects.get(month="2024-11-01")
    assert (november.plans_issued_within_20_weeks, november.annual_reviews_overdue) == (71, 900)
    load.refresh_from_db()
    assert ["Reviews late", "annual_reviews_overdue"] in load.headings
    assert load.reason == "New figures, nothing stored changes"
    assert "Reviews late" in shown(desk, load)

    again = bring(desk, rows=ROWS.replace("2024-1", "2024-0", 2).replace("0,", "8,", 1))
    assert "Change what these headings stand for" in shown(desk, again)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"is_1": ""}, "Say what “EHCNA requests” is, or leave its column out."),
        ({"to_6": ""}, "Say what “Reviews late” is, or leave its column out."),
        ({"to_6": "plans_issued"}, "Two headings can’t both be Plans issued (plans_issued)"),
        ({"to_1": "-"}, "Tick what “EHCNA requests” is, or choose another: not both."),
        ({"to_6": "nothing"}, "not one of the available choices"),
        ({"to_6": "month"}, "not one of the available choices"),
    ],
)
def test_what_is_not_said_clearly_is_asked_again(desk, fields, told):
    load = bring(desk)
    answer = say(desk, load, **SAID | fields)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert kept() == {}


def test_a_kept_heading_gives_way_to_a_column_of_that_name(desk):
    say(desk, bring(desk), **SAID)
    header = OWN.replace("Area", "Annual reviews overdue")
    load = bring(desk, header, ROWS.replace("all", "5"))
    page = shown(desk, load)
    assert "this file has that column under another heading" in page
    assert MonthlyReturn.objects.count() == 0
    assert (
        say(desk, load, to_6="-", **{f"to_{n}": name for n, name in LIKELY.items()}).status_code
        == 302
    )
    assert "2 new" in shown(desk, load)


def test_headings_of_another_scale_or_of_an_officer_are_never_columns(desk):
    header = "month,planned_in_year_deficit,Forecast in-year deficit (£m),cumulative_deficit"
    load = bring(desk, header, "2024-11,31200000,51.6,132000000\n", kind="dsg")
    page = shown(desk, load)
    assert "write whole pounds, or 51.6m" in page
    assert 'value="forecast_in_year_deficit"' not in page
    load = bring(desk, "Reference,Name", "R1,Demand\n", kind="risks")
    assert "write a role, never a person" in shown(desk, load)


def test_rows_are_judged_after_the_headings(desk):
    load = bring(desk, rows=ROWS.replace("931", "9_31"))
    say(desk, load, **SAID)
    load.refresh_from_db()
    assert load.state == LoadState.REFUSED
    assert "is not a whole number" in str(load.problems)


def test_other_problems_are_told_beside_the_headings(desk):
    """Also of cells under a heading that is only likely one of ours."""
    load = bring(desk, rows=ROWS.replace("257", "2_57").replace("2024-11", "2024-13"))
    page = shown(desk, load)
    others = page.partition("What else has to be corrected")[2].partition("<form")[0]
    assert "“2_57”" in others and "“2024-13”" in others
    assert "This is probably" not in others
    assert "What else has to be corrected" not in shown(desk, bring(desk))


def test_a_heading_typed_in_the_admin_is_stored_as_those_of_files(desk):
    add = "/admin/sendprog/headingchoice/add/"
    typed = {"kind": "ehcp", "heading": "  Reviews  LATE ", "column": "annual_reviews_overdue"}
    page = desk.post(add, typed | {"column": "reviews_overdue"})
    assert "EHCP returns has no column of this name: write one of month" in page.content.decode()
    assert desk.post(add, typed).status_code == 302
    assert kept() == {"reviews_late": "annual_reviews_overdue"}
    assert desk.post(add, typed | {"heading": "reviews_late"}).status_code == 200
    assert HeadingChoice.objects.count() == 1


def test_the_commands_use_what_was_kept(desk, tmp_path: Path, capsys):
    path = tmp_path / "figures.csv"
    path.write_text(f"{OWN}\n{ROWS}")
    with pytest.raises(SystemExit):
        call_command("check_figures", "ehcp", str(path), "--json")
    report = json.loads(capsys.readouterr().out)
    assert not report["accepted"] and report["rows"] == {}
    assert [line for line in report["messages"] if "missing" in line] == []
    by_heading = {entry["heading"]: entry for entry in report["headings"]}
    assert by_heading["EHCNA requests"]["how"] == "likely"
    assert by_heading["Area"] == {"heading": "Area", "column": "", "how": "unknown"}
    with pytest.raises(SystemExit):
        call_command("import_figures", "ehcp", str(path))
    assert "say at the import desk what the headings of load" in capsys.readouterr().out

    say(desk, Load.objects.latest("pk"), **SAID)
    call_command("check_figures", "ehcp", str(path), "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["rows"]["2024-11"]["annual_reviews_overdue"] == 900
    assert {entry["how"] for entry in report["headings"]} == {"kept", "left out"}
    call_command("import_figures", "ehcp", str(path), "--confirm", "--reason", "Monthly return")
    assert "“Reviews late” is read as annual_reviews_overdue." in capsys.readouterr().out
    assert MonthlyReturn.objects.count() == 2


def test_an_unknown_column_is_still_only_a_warning_to_the_commands():
    header = OWN.replace("Reviews late", "Annual reviews overdue")
    for own, ours in zip(header.split(",")[1:6], LIKELY.values(), strict=True):
        header = header.replace(own, ours)
    result = check_file("ehcp", IncomingFile("a.csv", f"{header}\n{ROWS}".encode()))
    assert result.problems == ()
    assert [warning.code for warning in result.warnings] == ["ignored"]


def test_a_manager_sets_an_unfinished_load_aside(desk):
    load = bring(desk)
    manager = signed_in(MANAGER)
    address = f"/admin/sendprog/load/{load.pk}/aside/"
    assert signed_in(AUDITOR).get(address).status_code == 403
    assert manager.get(address).status_code == 200
    assert manager.post(address, {"reason": ""}).status_code == 422
    assert manager.post(address, {"reason": "Sent twice"}).status_code == 302
    load.refresh_from_db()
    assert (load.state, load.reason) == (LoadState.SET_ASIDE, "Sent twice")
    assert f"by {MANAGER}: Sent twice" in shown(manager, load)
    assert say(desk, load, **SAID).status_code == 302
    assert kept() == {} and MonthlyReturn.objects.count() == 0


def indicator_slugs(*names: str) -> list[str]:
    """The keys of the rows of a file that names indicators so, or its problems."""
    rows = "".join(f"{name},2024-11,12\n" for name in names)
    content = f"Indicator,Month,Value\n{rows}".encode()
    result = check_file("indicators", IncomingFile("a.csv", content))
    return [KINDS["indicators"].key_of(row) for row in result.rows] or [
        str(problem) for problem in result.problems
    ]


def test_indicators_and_strands_are_named_as_pages_name_them():
    make_indicator(slug="overdue", name="Overdue annual reviews")
    make_indicator(slug="other", name="Overdue")
    assert indicator_slugs("Overdue annual reviews", "other") == [
        "overdue 2024-11",
        "other 2024-11",
    ]
    # An address goes before a name, in its own case alone.
    assert indicator_slugs("overdue", "Overdue") == ["overdue 2024-11", "other 2024-11"]
    (problem,) = indicator_slugs("overdue", "OVERDUE ANNUAL REVIEWS")
    assert "is for the same" in problem
    make_indicator(slug="third", name="overdue")
    (problem,) = indicator_slugs("Overdue")
    assert "two indicators have this name" in problem
    make_strand(slug="hubs", name="Family hubs")
    content = b"reference,title,strand\nR1,Demand,Family hubs\n"
    assert check_file("risks", IncomingFile("a.csv", content)).problems == ()


def test_a_row_in_order_is_looked_up_though_another_is_not():
    """So that an unknown indicator is told together with a wrong number elsewhere."""
    make_indicator(slug="overdue", name="Overdue annual reviews")
    said = indicator_slugs("overdue", "unheard of", "")
    assert any("no indicator has this address or name" in text for text in said)
    assert any("this cell is empty" in text.lower() for text in said)
