"""Each file of tests/desk_inputs does what is wanted of it, by the command and in the browser."""

import html
import json
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.html import strip_tags

from ehcp.models import MonthlyReturn
from sendprog.loads.actions import confirm, plan_load, receive
from sendprog.loads.models import Load, LoadState
from sendprog.models import StoredFile, User
from tests.layouts.test_desk_inputs import FOLDER, NEVER, incoming
from tests.layouts.wanted import CHILD, WANTED, Wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unpublished_demonstration")]
# What must be stored for a file to be compared with.
BEFORE = {
    "b01b_percent_obeyed.csv": ("a06_notes_below.csv", "ehcp"),
    "m05_stored_csv_saved_by_a_spreadsheet.xlsx": ("m03_forecast_month_cell.xlsx", "milestones"),
}
CASES = [pytest.param(*case, id=" ".join(case)) for case in WANTED]


def figures_user() -> User:
    return User.objects.get(username="figures")


def load_first(name: str) -> None:
    """Load the file that another is compared with."""
    if name not in BEFORE:
        return
    first, kind = BEFORE[name]
    load = receive(by=figures_user(), kind=kind, file=incoming(first))
    plan = plan_load(load)
    answers = dict.fromkeys(plan.codes, "Right")
    confirm(by=figures_user(), load=load, seen=plan.digest, reason="Monthly", answers=answers)


def test_each_file_is_in_the_table():
    assert {name for name, _ in WANTED} == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_the_command_does_what_is_wanted(name, kind, capsys):
    wanted = WANTED[name, kind]
    load_first(name)
    with suppress(SystemExit):
        call_command("check_figures", kind, str(FOLDER / name), "--json")
    report = json.loads(capsys.readouterr().out)
    said = " ".join((*report["messages"], *report["warnings"], report["reading"]))
    assert report["accepted"] is (wanted.rows is not None)
    assert_read(report["rows"], wanted)
    assert [text for text in wanted.says if text not in said] == []
    assert [hint for hint in NEVER if hint in said.lower()] == []
    matched = {each["heading"]: each["column"] for each in report["headings"]}
    assert {heading: matched.get(heading) for heading in wanted.headings} == wanted.headings
    columns = [each["column"] for each in report["headings"] if each["column"]]
    assert len(columns) == len(set(columns))


def assert_read(rows: dict, wanted: Wanted) -> None:
    for key, values in (wanted.rows or {}).items():
        assert values == {name: rows[key][name] for name in values}


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_the_browser_shows_what_is_wanted(name, kind, client):
    wanted = WANTED[name, kind]
    load_first(name)
    client.force_login(figures_user())
    stored = StoredFile.objects.count()
    with (FOLDER / name).open("rb") as upload:
        page = client.post(
            "/admin/sendprog/load/add/", {"kind": kind, "upload": upload}, follow=True
        )
    said = html.unescape(page.content.decode())
    load = Load.objects.latest("pk")
    waits = wanted.rows is not None or wanted.waits
    assert load.state == (LoadState.WAITING if waits else LoadState.REFUSED)
    assert StoredFile.objects.count() - stored == wanted.is_kept
    assert missing_from(said, wanted) == []
    if wanted.changes == 0:
        assert "0 new, 0 changed" in said
    elif wanted.rows is not None:
        confirm_as_shown(client, load, page)


def missing_from(said: str, wanted: Wanted) -> list[str]:
    """The wanted texts that a page lacks, each of which a quoted cell and its message make apart."""
    said = said.lower()
    parts = [part for text in wanted.says for part in text.replace("”: ", "”|").split("|")]
    return [part for part in parts if part.lower() not in said and part != CHILD]


def confirm_as_shown(client: Client, load: Load, page: object) -> None:
    plan = plan_load(load)
    assert "unchanged" not in {row.outcome for row in plan.rows}
    codes = page.context["form"].codes
    answers = {f"answer_{code}": "Looked into" for code in codes}
    answers |= {f"looked_{code}": "on" for code in codes}
    seen = page.context["form"]["seen"].value()
    posted = {"seen": seen, "reason": "Monthly", **answers}
    done = client.post(f"/admin/sendprog/load/{load.pk}/confirm/", posted, follow=True)
    assert "Loaded: " in done.content.decode()
    load.refresh_from_db()
    assert load.state == LoadState.CONFIRMED


def test_the_rate_of_all_plans_needs_no_exceptions_and_shows_the_missing_month(client):
    """And what was said of the made-up example is not said of the figures that replace it."""
    name = "t33_required_columns_only.csv"
    load = receive(by=figures_user(), kind="ehcp", file=incoming(name))
    plan = plan_load(load)
    assert all("[r]" not in str(warning.message) for warning in plan.warnings)
    answers = dict.fromkeys(plan.codes, "Right")
    confirm(by=figures_user(), load=load, seen=plan.digest, reason="Monthly", answers=answers)
    november = MonthlyReturn.objects.get(month="2024-11-01")
    assert (november.note, november.source, november.plans_issued_marker) == ("", "", "")
    client.force_login(figures_user())
    page = " ".join(strip_tags(client.get("/live/ehcp/").content.decode()).split())
    assert (
        "Plans issued within 20 weeks, of all plans issued 50.0% Provisional November 2024." in page
    )
    september = page.partition("September 2024 Not")
    assert september[1]
