"""For any programme: every page and file renders, and what they say is true of the rows (tests/invariants)."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import msgspec
import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook

import finance.charts
import finance.headlines
import finance.readings
from committee.editions.freezing import page_addresses, render_page
from committee.pages.briefing import LONGEST_LINE
from committee.pages.short_texts import cut
from committee.snapshot.sections_to_freeze import SECTIONS
from finance.snapshot import POSITIONS
from risks.heat_map import heat_map
from risks.row_types import CellRow, MatrixRow
from sendprog.models import StoredFile
from sendprog.pages.mounted_pages import Download
from sendprog.records.snapshots import Snapshot
from sendprog.values.markers import Marker
from strands.headlines import other_windows_in_words
from strands.models import Milestone
from strands.snapshot import MILESTONES
from tests import invariants, word
from tests.conftest import IS_SOAK, ON_POSTGRESQL
from tests.invariants.told import PAPER, PRINT, Told, blocks_of_paper
from tests.programmes import MAKERS, Shape, insert, programme, records_of, shapes
from tests.two_snapshots import (
    indicator_row,
    milestone_row,
    position_row,
    return_row,
    snapshot_of,
)

TODAY = date(2026, 11, 20)
# Of the programmes of `make test`, one in so many is also written as a paper, printed, packed and written as CSV, with the
# page of every measure; of the others, one in so many of these pages: these take most time.
IN_FILES, MEASURE_PAGES = 10, 3
FILES = (PAPER, PRINT, ".zip", ".csv")
ON_POSTGRESQL_TOO = 10
of_any = settings(
    max_examples=5_000 if IS_SOAK else ON_POSTGRESQL_TOO if ON_POSTGRESQL else 200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
)


def told_of(snapshot: Snapshot, earlier: Snapshot | None, *, in_files: bool = True) -> Told:
    """All that readers get of a snapshot; without `in_files`, the pages alone, and of measures' some."""
    addresses = tuple(page_addresses(snapshot))
    pages, paper = {}, []
    for address in (*addresses, "changes/") if in_files else few(addresses):
        page = render_page(snapshot, earlier, address)
        if not isinstance(page, Download):
            pages[address] = page.main
        elif address == PAPER:
            paper = list(blocks_of_paper(word.opened(page.content)))
        elif address == "data.zip":
            check_pack(snapshot, page.content)
    return Told(snapshot, pages, paper, earlier, addresses)


def few(addresses: Sequence[str]) -> list[str]:
    """The pages without files, and of those of single measures one in so many."""
    pages = [address for address in addresses if not address.endswith(FILES)]
    of_measures = [address for address in pages if re.fullmatch("measures/.+/", address)]
    left_out = {address for number, address in enumerate(of_measures) if number % MEASURE_PAGES}
    return [address for address in (*pages, "changes/") if address not in left_out]


def check_pack(snapshot: Snapshot, content: bytes) -> None:
    """The workbook opens, each CSV has a head and rows of its length, and the JSON holds every row."""
    with ZipFile(BytesIO(content)) as pack:
        load_workbook(BytesIO(pack.read("sendprog.xlsx")), read_only=True).close()
        stored = msgspec.json.decode(pack.read("data.json"))["sections"]
    for section in SECTIONS:
        assert (
            section.decode(msgspec.json.encode(stored[section.name]["rows"])) == snapshot[section]
        )


@pytest.mark.django_db
@of_any
@given(shape=shapes())
def test_whatever_a_programme_holds_is_told_truly(shape):
    with programme(shape) as (snapshot, earlier):
        told = told_of(snapshot, earlier, in_files=IS_SOAK or shape.seed % IN_FILES == 0)
        assert invariants.problems(told) == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_models_accept_what_is_made(seed):
    """The database took each record; the models' own rules take it as well."""
    shape = Shape(seed, frozenset(MAKERS), months=5, meetings=3)
    records = records_of(shape)
    with transaction.atomic(), override_settings(SENDPROG_TODAY=TODAY):
        insert(records)
        for record in records:
            if type(record) in (Milestone.history.model, StoredFile):
                continue
            record.full_clean(validate_unique=False, validate_constraints=False)
        transaction.set_rollback(True)
    assert {type(record)._meta.app_label for record in records} == {
        "strands",
        "ehcp",
        "finance",
        "risks",
        "committee",
        "sendprog",
    }


# Found by it


def test_cut_line_ends_in_no_amount():
    """ "£1.0 million" was cut to "£1.0"."""
    text = f"{'a' * (LONGEST_LINE - 10)} and £1.0 million"
    assert cut(text, LONGEST_LINE) == f"{'a' * (LONGEST_LINE - 10)} and […]"


def test_levels_that_skip_a_number_have_their_scores():
    """The column of impact 5 was empty, since 4 was looked for."""
    cells = tuple(CellRow(one, two, one * two, "") for one in (1, 2, 5) for two in (1, 2, 5))
    matrix = MatrixRow("matrix", "Matrix", 1, False, "", ("a", "b", "e"), ("a", "b", "e"), cells)
    assert [[cell.row.score for cell in row] for _, row in heat_map(matrix).rows] == [
        [5, 10, 25],
        [2, 4, 10],
        [1, 2, 5],
    ]


def test_milestone_of_an_ended_strand_links_to_no_page():
    snapshot = snapshot_of(
        TODAY, {MILESTONES: [milestone_row(strand="ended", strand_name="Old ways")]}
    )
    page = render_page(snapshot, None, "milestones/school/").main
    assert "Old ways" in page and "strands/ended/" not in page


def test_other_window_without_a_window_says_so():
    others = [
        return_row(4, first=None, last=None),
        return_row(10, comparison_last=date(2024, 5, 31)),
    ]
    assert other_windows_in_words(indicator_row(*others), others[1]) == "4 (window not stated)"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"first": None, "last": None}, "4 (window not stated)"),
        ({"first": date(2024, 1, 1)}, "4 (January to November 2024)"),
        ({"first": date(2023, 1, 1), "last": date(2023, 12, 31)}, "4 (2023)"),
    ],
)
def test_other_window_is_given_beside_a_comparison_without_dates(fields, text):
    others = [return_row(4, **fields), return_row(10, comparison_value=Decimal(9))]
    assert other_windows_in_words(indicator_row(*others), others[1]) == text


def test_window_that_is_compared_with_is_not_given_again():
    dates = {"first": date(2023, 6, 1), "last": date(2023, 11, 30)}
    compared = {f"comparison_{name}": value for name, value in dates.items()}
    others = [return_row(4, **dates), return_row(10, comparison_value=Decimal(4), **compared)]
    assert other_windows_in_words(indicator_row(*others), others[1]) == ""


def test_marker_of_absence_stands_beside_no_amount():
    row = position_row("2026-03", forecast=2_000_000, marker=Marker.NOT_AVAILABLE)
    assert "[x]" not in finance.headlines.sentence(snapshot_of(TODAY, {POSITIONS: [row]}))
