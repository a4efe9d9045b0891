"""Files of the kinds that people bring: each in another layout does what is promised of it."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command

from sendprog.loads.actions import IncomingFile, LoadError, check_file, confirm, plan_load, receive
from sendprog.loads.forms import READ_SO
from sendprog.records.roles import FIGURES
from tests.builders import make_user
from tests.layouts.reading import EHCP, MONTHS

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent.parent / "desk_inputs"
ROWS = {
    row[0]: {name: int(text) for name, text in zip(EHCP[1:], row[1:], strict=True)}
    for row in MONTHS
}
READ = {
    "a01_title_rows.xlsx": "Rows 1 to 2 are a title; the header is row 4.",
    "a06_notes_below.csv": "The header is row 1; rows 6 to 9 are notes.",
    "a06_notes_below.xlsx": "The header is row 1; rows 6 to 8 are notes.",
    "a07_months_across.csv": "Months stand across in row 1, and each row from column A is a measure.",
    "a07c_months_across_dates.xlsx": "Months stand across in row 1",
    "a09_two_tables_stacked.xlsx": "a second table begins in row 6, which looks like DSG deficit",
    "a13_long_format.csv": "its month in column A, its measure in column B and its value in column C",
    "a17_zero_width_heading.csv": "",
}
REFUSED = {
    ("a25_dsg_file_as_ehcp.csv", "ehcp"): "These are the headings of DSG deficit: choose that kind",
    ("e16_sen2_years.csv", "ehcp"): "this is a whole year: monthly returns take months",
    ("b01_percent_for_count.csv", "ehcp"): "this is a percentage: give the number counted",
    ("b02_12_pounds.csv", "dsg"): "leave it empty until it is",
    ("i08_kpi_table_across.csv", "indicators"): "Cell A2, indicator",
    ("m02_10_milestone.csv", "milestones"): "write one of Not started",
    ("p04_sensitivity_label.xlsx", "ehcp"): "most likely by a sensitivity label",
}
# What obeyed would give a wrong figure, or none.
NEVER = ("keep one of the two", "for example 167", "write 0", "remove the password")


def incoming(name: str) -> IncomingFile:
    return IncomingFile(name, (FOLDER / name).read_bytes())


def told_of(kind: str, name: str, capsys: pytest.CaptureFixture) -> dict:
    with suppress(SystemExit):
        call_command("check_figures", kind, str(FOLDER / name), "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", READ)
def test_a_file_in_another_layout_is_read(name, capsys):
    told = told_of("ehcp", name, capsys)
    assert told["rows"] == ROWS
    assert READ[name] in told["reading"]
    assert (told["reading"] in told["warnings"]) == bool(READ[name])


@pytest.mark.parametrize(("name", "kind"), REFUSED)
def test_a_file_is_refused_in_words_that_mend_it(name, kind, capsys):
    told = told_of(kind, name, capsys)
    problems = " ".join(told["messages"])
    assert not told["accepted"]
    assert REFUSED[name, kind] in problems
    assert not any(hint in problems.lower() for hint in NEVER)


def test_a_reading_is_loaded_only_when_it_was_accepted():
    person = make_user("data-lead", role=FIGURES)
    load = receive(by=person, kind="ehcp", file=incoming("a07_months_across.csv"))
    plan = plan_load(load)
    assert plan.codes == ["reading"]
    assert [row.where for row in plan.rows] == ["Column B", "Column C", "Column D"]
    with pytest.raises(LoadError, match="Unanswered: reading"):
        confirm(by=person, load=load, seen=plan.digest, reason="Monthly", answers={})
    answers = {"reading": READ_SO}
    done = confirm(by=person, load=load, seen=plan.digest, reason="Monthly", answers=answers)
    assert done.counts["new"] == 3


def test_the_command_loads_a_reading_only_when_told(capsys):
    make_user("data-lead", role=FIGURES)
    path = str(FOLDER / "a07_months_across.csv")
    with pytest.raises(SystemExit):
        call_command("import_figures", "ehcp", path, "--confirm", "--reason", "Monthly")
    assert "add --acknowledge for reading" in capsys.readouterr().out
    told = ("--confirm", "--reason", "Monthly", "--acknowledge", "reading")
    call_command("import_figures", "ehcp", path, *told)
    assert "Loaded: 3 new" in capsys.readouterr().out


def test_the_preview_shows_the_table_as_read_and_asks_for_one_tick(client):
    client.force_login(make_user("data-lead", role=FIGURES, is_staff=True))
    with (FOLDER / "a07_months_across.csv").open("rb") as upload:
        page = client.post(
            "/admin/sendprog/load/add/", {"kind": "ehcp", "upload": upload}, follow=True
        )
    text = page.content.decode()
    assert "Months stand across in row 1" in text
    assert "257 (C2)" in text
    assert "This is how the sheet is to be read" in text
    assert "What you found: how the sheet is read" not in text
    address = page.redirect_chain[-1][0]
    form = page.context["form"]
    posted = {"seen": form["seen"].value(), "reason": "Monthly", "answer_reading": READ_SO}
    again = client.post(f"{address.removesuffix('change/')}confirm/", posted)
    assert again.status_code == 422
    assert "Tick this if it is right" in again.content.decode()
    done = client.post(
        f"{address.removesuffix('change/')}confirm/", posted | {"looked_reading": "on"}, follow=True
    )
    text = done.content.decode()
    assert "3 new" in text and "How the sheet was read" in text
    assert all(f"<td>Column {letter}</td>" in text for letter in "BCD")


def test_children_are_found_in_any_layout():
    for name, kind in (
        ("k01_children_two_sheets.xlsx", "ehcp"),
        ("k03_children_title_row.csv", "ehcp"),
    ):
        result = check_file(kind, incoming(name))
        assert result.problems
        assert not result.may_be_stored
