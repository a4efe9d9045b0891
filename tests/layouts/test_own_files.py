"""More files of each kind of tests/desk_inputs do what is wanted of their kind."""

import io
from collections.abc import Iterator

import pytest
from openpyxl import Workbook

from sendprog.loads.actions import check_file, current_month
from sendprog.loads.check_report import check_as_json
from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import make_plan
from sendprog.models import StoredFile
from tests.layouts.own_cells import Sheets
from tests.layouts.own_records import RECORDS
from tests.layouts.own_returns import RETURNS

OWN = RETURNS | RECORDS
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unpublished_demonstration")]


def workbook(sheets: Sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row, 1):
                value, shown_as = cell if isinstance(cell, tuple) else (cell, "General")
                page.cell(number, column).value = value
                page.cell(number, column).number_format = shown_as
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def report_of(kind: str, content: str | Sheets) -> dict:
    if isinstance(content, str):
        file = IncomingFile("figures.csv", content.encode())
    else:
        file = IncomingFile("figures.xlsx", workbook(content))
    result = check_file(kind, file)
    plan = None if result.problems else make_plan(KINDS[kind], result, until=current_month())
    return check_as_json(KINDS[kind], result, plan.warnings if plan else ())


def faults(name: str) -> Iterator[object]:
    """What differs from what is wanted of a file."""
    kind, content, rows, says = OWN[name]
    report = report_of(kind, content)
    said = " ".join((*report["messages"], *report["warnings"], report["reading"]))
    if report["accepted"] is not (rows is not None):
        yield said
    for key, values in (rows or {}).items():
        told = report["rows"].get(key, {})
        if values != {column: told.get(column) for column in values}:
            yield key, told, sorted(report["rows"])
    yield from (text for text in says if text not in said)


@pytest.mark.parametrize("name", OWN)
def test_a_file_does_what_its_kind_should(name):
    assert list(faults(name)) == []


# A container of another format, as a sensitivity label or a password leaves a workbook.
ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize("kind", ["dsg", "risks", "milestones"])
def test_an_encrypted_workbook_is_named_for_its_label(kind):
    padded = ENCRYPTED + bytes(4096 - len(ENCRYPTED))
    result = check_file(kind, IncomingFile("register.xlsx", padded))
    said = " ".join(check_as_json(KINDS[kind], result, ())["messages"])
    assert "sensitivity label" in said and "does not encrypt" in said
    assert not StoredFile.objects.filter(name="register.xlsx").exists()


REQUIRED_ONLY = {
    "contact": ("month,calls_handled,average_wait_seconds\n2024-10,912,95\n", "2024-10"),
    "milestones": ("reference,title,strand\nnew-one,A milestone,strategy\n", "new-one"),
    "risks": ("reference,title\nnew-risk,A risk\n", "new-risk"),
}


@pytest.mark.parametrize("kind", REQUIRED_ONLY)
def test_required_columns_are_enough(kind):
    content, key = REQUIRED_ONLY[kind]
    report = report_of(kind, content)
    assert report["accepted"], report["messages"]
    assert set(report["rows"]) == {key}


@pytest.mark.parametrize(("rate", "issued"), [("41%", "100"), ("27", "10"), ("0.43", "167")])
def test_a_percentage_obeyed_as_a_count_is_asked_about_or_refused(rate, issued):
    """More plans in time than plans, a share of one, or a percentage where a count is wanted."""
    head = "month,requests_received,assessments_agreed,plans_issued,plans_issued_within_20_weeks"
    report = report_of("ehcp", f"{head},plans_maintained\n2024-12,243,136,{issued},{rate},9812\n")
    assert not report["accepted"] and report["messages"]
