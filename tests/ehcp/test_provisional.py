"""A figure of provisional returns says so beside its value, wherever it is read. Pure."""

from dataclasses import replace

import pytest

import ehcp.headlines
from committee.paper.word_tables import reading_notes
from ehcp.measures import PLANS_ISSUED, TWENTY_WEEK_RATE_OF_ALL
from ehcp.readings import month_reading, provisional_note
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.values.basis import Basis
from tests.two_snapshots import AFTER, month_row, snapshot_of

RATE = {"plans_issued": 41, "plans_issued_within_20_weeks": 22}
FINAL = month_row("2024-10", **RATE)
PROVISIONAL = replace(month_row("2024-11", **RATE), state="Provisional")


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (FINAL, ""),
        (PROVISIONAL, "Provisional"),
        (replace(PROVISIONAL, note="Late."), "Provisional. Of the whole return: Late."),
        (replace(PROVISIONAL, markers={"plans_issued": "p"}), ""),
        (replace(PROVISIONAL, basis=Basis.ILLUSTRATIVE), ""),
        (replace(PROVISIONAL, counts=month_row().counts), ""),
    ],
)
def test_count_of_a_provisional_return(row: MonthRow, note: str):
    assert month_reading(PLANS_ISSUED, row).note == note


def test_rate_and_mean_of_provisional_returns():
    rate = month_reading(TWENTY_WEEK_RATE_OF_ALL, PROVISIONAL)
    assert rate.note == "Provisional" and "Provisional." in reading_notes(rate)
    months = [month_row("2024-09", **RATE), FINAL, PROVISIONAL]
    mean = ehcp.headlines.plans_issued(snapshot_of(AFTER, {MONTHS: months}))
    assert mean.note == "Provisional in part. The mean of three months"
    assert provisional_note([PROVISIONAL, PROVISIONAL], "The mean") == "Provisional. The mean"
