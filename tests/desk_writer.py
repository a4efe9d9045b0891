"""Loads rows at the import desk, without the cells that its check refuses."""

import csv
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sendprog.loads.actions import IncomingFile, check_file, current_month
from sendprog.loads.kinds import KINDS, Column
from sendprog.loads.models import Load, LoadState
from tests.extremes import PLACES, cell_texts, pick
from tests.form_writer import posted_forms

Row = dict[str, str]
# What stands in for a cell that is refused.
STAND_INS: dict[str, Row] = {
    "ehcp": {"month": "2024-10", "requests_received": "1"},
    "contact": {"month": "2024-10"},
    "dsg": {"month": "2024-10", "cumulative_basis": "gross"}
    | dict.fromkeys(
        ("planned_in_year_deficit", "forecast_in_year_deficit", "cumulative_deficit"), "100000"
    ),
    "indicators": {"indicator": "appeals", "month": "2024-10", "value": "3"},
    "milestones": {"reference": "MS/9", "title": "T", "strand": "strategy", "reason": "R"},
    "risks": {
        "reference": "SEND 9",
        "title": "T",
        "strand": "strategy",
        "as_at": "2024-11-30",
        "score": "12",
    },
    "savings": {
        "reference": "fees",
        "financial_year": "2024/25",
        "title": "T",
        "strand": "strategy",
    },
    "plans": {"reference": "plan-9", "title": "T", "standing": "Agreed", "commitment": "agreement"},
    "plan-years": {"plan": "plan", "financial_year": "2030/31"},
    "contributions": {
        "plan": "plan",
        "payer": "council",
        "financial_year": "2024/25",
        "amount": "5m",
    },
    "places": {
        "reference": "west",
        "provision": "T",
        "strand": "strategy",
        "definition": "D",
        "stage": "Open",
    },
    "targets": {"measure": "ehcp.plans_issued", "kind": "Plan", "basis_text": "B"},
    "conditions": {
        "commitment": "agreement",
        "reference": "9",
        "wording": "W",
        "strand": "strategy",
    },
    "condition-statuses": {"commitment": "agreement", "reference": "1", "as_at": "2024-10-31"},
}
# A row may be refused for one cell after another.
MOST_ROUNDS = 20


def columns_of(kind: str) -> tuple[Column, ...]:
    return KINDS[kind].columns(current_month())


def extreme_rows(kind: str, place: int) -> list[Row]:
    """Rows with an extreme in each cell, another in each row."""
    return [
        {
            column.name: pick(cell_texts(column), place + number + at * (number % 3))
            for at, column in enumerate(columns_of(kind))
        }
        for number in PLACES
    ]


def as_csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def first_lines(rows: list[Row]) -> list[int]:
    """The line of the file on which each row begins: the row that a problem names."""
    lengths = [len(re.findall(rb"\r\n|\r|\n", as_csv([row]))) - 1 for row in rows]
    return [2 + sum(lengths[:number]) for number in range(len(rows))]


def accepted_rows(kind: str, rows: list[Row]) -> list[Row]:
    """The rows that the check accepts, some with stand-ins for cells, and without those that these don't help."""
    for _ in range(MOST_ROUNDS):
        if not rows:
            break
        problems = check_file(kind, IncomingFile("a.csv", as_csv(rows))).problems
        if not problems:
            return rows
        row_at = dict(zip(first_lines(rows), rows, strict=True))
        # Of the whole file, such as one that is no table: it is refused, whatever its cells hold.
        if not all(problem.row in row_at for problem in problems):
            return []
        for problem in problems:
            mend_cell(row_at[problem.row], problem.column, STAND_INS[kind].get(problem.column, ""))
        rows = [row for row in rows if row]
    return []


def mend_cell(row: Row, column: str, stand_in: str) -> None:
    """Write the stand-in there; where it is there already, or no column is named, the row goes."""
    if row.get(column, stand_in) == stand_in:
        row.clear()
    else:
        row[column] = stand_in


def load_rows(client: Client, kind: str, rows: list[Row]) -> Load:
    """Upload, preview and confirm these rows; the confirmed load."""
    upload = SimpleUploadedFile("a.csv", as_csv(rows))
    client.post(reverse("admin:sendprog_load_add"), {"kind": kind, "upload": upload})
    load = Load.objects.latest("pk")
    assert load.state == LoadState.WAITING, load.problems
    page = client.get(reverse("admin:sendprog_load_change", args=[load.pk]))
    form = next(form for form in posted_forms(page) if "seen" in form)
    codes = page.context["form"].codes
    answers = {f"{name}_{code}": "A test" for code in codes for name in ("looked", "answer")}
    answer = client.post(
        reverse("admin:sendprog_load_confirm", args=[load.pk]),
        form | answers | {"reason": "A test"},
    )
    assert answer.status_code == 302, (
        kind,
        answer.context["refusal"],
        answer.context["form"].errors,
    )
    load.refresh_from_db()
    return load
