"""What the sheet shows is what is read: per cent, times, months, references; and our own files come back unchanged."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.test import override_settings
from openpyxl import Workbook, load_workbook

from ehcp.models import ContactReturn
from risks.models import Risk
from sendprog.demo import EXAMPLESHIRE
from sendprog.loads.actions import IncomingFile, check_file, current_month
from sendprog.loads.cell_parsers import CellError, CellParser
from sendprog.loads.checking import parse_cell
from sendprog.loads.date_cells import DayCell, MonthCell, PartialDateCell, WindowCell
from sendprog.loads.file_reader import read_file
from sendprog.loads.grid import Cell
from sendprog.loads.kinds import KINDS, Column
from sendprog.loads.number_cells import CountCell, MeasureCell, PoundsCell, RawNumberCell
from sendprog.loads.planning import make_plan
from sendprog.loads.templates_and_export import stored_file, template_file
from sendprog.loads.text_cells import ReferenceCell, TextCell
from sendprog.records.history import change
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month, PeriodError
from sendprog.values.units import Unit
from sendprog.values.window_parsing import window_from_text
from strands.models import Milestone
from tests import builders
from tests.conftest import in_turn
from tests.databases import INVENTED, loaded, settings_of
from tests.spreadsheets import EXCEL, LIBREOFFICE, midnight, opened_and_saved

pytestmark = pytest.mark.takes_turns

SEPTEMBER = midnight(date(2025, 9, 1))
TWENTY_FOURTH = midnight(date(2025, 1, 24))
SECONDS = CountCell(of_seconds=True)


def cell_of(value: object, shown_as: str) -> Cell:
    """The cell that the reader makes of a workbook's cell."""
    book = Workbook()
    book.active.append(["a"])
    book.active["A2"] = value
    book.active["A2"].number_format = shown_as
    saved = io.BytesIO()
    book.save(saved)
    return read_file("a.xlsx", saved.getvalue()).rows[1].cells[0]


def parsed(parser: CellParser, value: object, shown_as: str):
    return parse_cell(Column("a", parser), cell_of(value, shown_as))


PERCENT_CHANGE = MeasureCell(Unit.PERCENT_CHANGE)
# Parser, stored value, number format, what is read.
SHOWN = [
    (RawNumberCell(), 0.109, "0.0%", "10.9%"),
    (RawNumberCell(), 0.42, "0%", "42%"),
    (RawNumberCell(), 1.2, "0%", "120%"),
    (RawNumberCell(), 0.07, '0.00%;[Red]-0.00%;"-"', "7%"),
    (PERCENT_CHANGE, -0.15, "0%", -15),
    (PERCENT_CHANGE, 0.005, "0.0%", 0.5),
    (SECONDS, timedelta(minutes=4, seconds=35), "mm:ss", 275),
    (SECONDS, timedelta(hours=1, minutes=4, seconds=35), "[h]:mm:ss", 3875),
    (SECONDS, timedelta(seconds=90), "hh:mm:ss", 90),
    (SECONDS, 275, "General", 275),
    (MonthCell(), midnight(date(2024, 9, 1)), "mmm-yy", Month(2024, 9)),
    (MonthCell(), midnight(date(2024, 9, 30)), "mmmm yyyy", Month(2024, 9)),
    (MonthCell(), midnight(date(2024, 9, 30)), "dd/mm/yyyy", Month(2024, 9)),
    (WindowCell(), SEPTEMBER, "mmm-yy", date(2025, 9, 1)),
    (WindowCell(is_last=True), SEPTEMBER, "mmm-yy", date(2025, 9, 30)),
    (WindowCell(is_last=True), SEPTEMBER, "yyyy", date(2025, 12, 31)),
    (DayCell(), TWENTY_FOURTH, "d mmmm yyyy", date(2025, 1, 24)),
    (CountCell(), 0, '#,##0;(#,##0);"-"', 0),
    (ReferenceCell(), 12, "General", "12"),
    (TextCell(), SEPTEMBER, "mmm-yy", "September 2025"),
]


@pytest.mark.parametrize(("parser", "value", "shown_as", "expected"), SHOWN)
def test_what_the_sheet_shows_is_read(parser, value, shown_as, expected):
    assert parsed(parser, value, shown_as).value == expected


def test_a_month_format_is_a_month_of_a_date_known_less_exactly():
    assert str(parsed(PartialDateCell(), SEPTEMBER, "mmm-yy").value) == "September 2025"
    assert str(parsed(PartialDateCell(), SEPTEMBER, "[$-809]mmmm yyyy;@").value) == "September 2025"
    assert str(parsed(PartialDateCell(), TWENTY_FOURTH, "dd/mm/yyyy").value) == "24 January 2025"
    assert (
        "if the whole month is meant" in parsed(PartialDateCell(), SEPTEMBER, "dd/mm/yyyy").warning
    )


REFUSED = [
    (MonthCell(), TWENTY_FOURTH, "d-mmm", "2024-01 if January 2024 was typed"),
    (MonthCell(), TWENTY_FOURTH, "dd/mm", "the sheet shows no year"),
    (MonthCell(), TWENTY_FOURTH, "mmm", "the sheet shows no year"),
    (MonthCell(), TWENTY_FOURTH, "yyyy", "the year 2025 alone"),
    (DayCell(), TWENTY_FOURTH, "d-mmm", "the sheet shows no year"),
    (DayCell(), SEPTEMBER, "mmm-yy", "September 2025 is not a day"),
    (PartialDateCell(), TWENTY_FOURTH, "d mmm", "the sheet shows no year"),
    (CountCell(), 0.42, "0%", "this is a percentage"),
    (CountCell(), 0.1, "mm:ss", "this is a time"),
    (CountCell(), 12, ";;;", "the sheet shows nothing here"),
    (CountCell(), 0, "0;-0;;@", "the sheet shows nothing here"),
    (PoundsCell(), 0.42, "0%", "this is a percentage"),
    (
        SECONDS,
        timedelta(hours=4, minutes=35),
        "hh:mm",
        "(275 seconds) or hours and minutes (16,500)",
    ),
    (ReferenceCell(), 1.1, "0.00", "the sheet shows 1.10 and holds the number 1.1"),
    (ReferenceCell(), 7, "0000", "the sheet shows 0007"),
]


@pytest.mark.parametrize(("parser", "value", "shown_as", "expected"), REFUSED)
def test_what_the_sheet_leaves_open_is_asked_about(parser, value, shown_as, expected):
    with pytest.raises(CellError) as refusal:
        parsed(parser, value, shown_as)
    assert expected in str(refusal.value)


def test_a_percentage_shown_rounded_is_read_as_shown_and_asked_about():
    cell = parsed(RawNumberCell(), 41 / 1277, "0.0%")
    assert cell.value == "3.2%" and "shows 3.2% and holds 3.2106" in cell.warning


def test_a_reference_typed_as_a_number_is_asked_about():
    assert "if 1.10 was typed, the 0 is lost" in parsed(ReferenceCell(), 1.1, "General").warning


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:04:35", 275), ("1:00:00", 3600), ("4:35", None), ("04:35", None)]
)
def test_times_typed_as_text(text, seconds):
    if seconds is None:
        with pytest.raises(CellError, match="may be minutes and seconds"):
            SECONDS.parse(Cell(text))
    else:
        assert SECONDS.parse(Cell(text)).value == seconds


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023/24", date(2023, 4, 1), date(2024, 3, 31)),
        ("FY 23/24", date(2023, 4, 1), date(2024, 3, 31)),
        ("2023-2024", date(2023, 4, 1), date(2024, 3, 31)),
        ("academic year 21/22", date(2021, 9, 1), date(2022, 8, 31)),
        ("2021/22 academic year", date(2021, 9, 1), date(2022, 8, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("autumn term 2024", date(2024, 9, 1), date(2024, 12, 31)),
        ("Q3 2024/25", date(2024, 10, 1), date(2024, 12, 31)),
        ("Sep-23", date(2023, 9, 1), date(2023, 9, 30)),
        ("September 2023", date(2023, 9, 1), date(2023, 9, 30)),
        ("1 September 2023", date(2023, 9, 1), date(2023, 9, 1)),
        ("2023-09", date(2023, 9, 1), date(2023, 9, 30)),
    ],
)
def test_windows(text, first, last):
    window = window_from_text(text)
    assert (window.first, window.last) == (first, last)


@pytest.mark.parametrize("text", ["2023/25", "Q3 2024", "soon", "24/25/26", "2023-24-25"])
def test_what_is_no_window(text):
    with pytest.raises(PeriodError):
        window_from_text(text)


def test_a_template_keeps_references_months_and_dates_as_typed():
    for slug, texts in (
        ("risks", "reference as_at closed_on"),
        ("ehcp", "month"),
        ("milestones", "forecast"),
    ):
        page = load_workbook(io.BytesIO(template_file(KINDS[slug], "xlsx", Month(2025, 1))))[slug]
        formats = {
            cell.value: page.column_dimensions[cell.column_letter].number_format for cell in page[1]
        }
        assert {formats[name] for name in texts.split()} == {"@"}
        assert formats.get("plans_issued", "General") == "General"


def add_what_spreadsheets_change() -> None:
    """Records with texts that look like dates, numbers and formulas."""
    with change(by=None):
        ContactReturn(
            month=date(2024, 11, 1),
            calls_handled=4210,
            average_wait_seconds=275,
            wait_change_percent=-15,
        ).save()
        Risk(
            reference="SEND 12", title="November 2024", proximity="Jan 2026", description="=1+1"
        ).save()
        Risk(reference="13", title="-5", note="+ more", owner="TRUE", description="a\nb").save()
        Milestone(
            reference="M 1", title="2025", forecast=PartialDate.parse("2026"), note="Mar-25"
        ).save()
        Milestone(
            reference="M 2",
            title="@home",
            forecast=PartialDate.parse("1 May 2026"),
            stage_words="12.5%",
        ).save()
        for reference in ("007", "1.10"):
            Milestone(reference=reference, title="1.50").save()
        commitment = builders.make_commitment("code", name="2025")
        builders.make_condition_status(
            builders.make_condition(commitment, reference="2.10", wording="Mar-25")
        )
        plan = builders.make_plan("12")
        builders.make_plan_year(plan, 2011, closing_balance=Decimal("-1234567.50"))
        builders.make_contribution(
            plan, due=PartialDate.parse("April 2024"), amount=Decimal("12.5"), amount_to=400
        )
        builders.make_saving("01", financial_year=2024, note="=1+1\n- 5")


# A program, the file that it opens, and how it saves it.
SAVINGS = [
    case
    for number, case in enumerate(product((EXCEL, LIBREOFFICE), ("csv", "xlsx"), ("csv", "xlsx")))
    if in_turn(number, of=2)
]


@pytest.fixture(scope="module")
def invented(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A programme with records of every kind."""
    with (
        django_db_blocker.unblock(),
        loaded(INVENTED),
        override_settings(**settings_of(EXAMPLESHIRE)),
    ):
        yield


# Each database has cases of its own.
@pytest.mark.both_databases
@pytest.mark.django_db
@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(("program", "ending", "saved_as"), SAVINGS)
def test_stored_records_come_back_from_a_spreadsheet_unchanged(program, ending, saved_as):
    add_what_spreadsheets_change()
    for slug, kind in KINDS.items():
        content = stored_file(kind, ending, current_month())
        saved = opened_and_saved(content, program, saved_as)
        result = check_file(slug, IncomingFile(f"a.{saved_as}", saved))
        assert [(slug, str(problem)) for problem in result.problems] == []
        plan = make_plan(kind, result, until=current_month())
        assert plan.rows, slug
        assert [(slug, row.label, row.changes) for row in plan.rows if row.changes] == []
        unusual = [warning for warning in plan.warnings if warning.code == "unusual"]
        assert [(slug, str(warning.message)) for warning in unusual] == []


def programme_workbook() -> bytes:
    """One workbook with a sheet for each kind, as a council that keeps all in one has it."""
    book = Workbook()
    book.remove(book.active)
    for number, (slug, kind) in enumerate(KINDS.items(), 1):
        content = stored_file(kind, "xlsx", current_month())
        page = book.create_sheet(f"Part {number}")
        for row in load_workbook(io.BytesIO(content), read_only=True)[slug].iter_rows(
            values_only=True
        ):
            page.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("invented")
def test_each_kind_reads_its_part_of_the_programmes_workbook():
    content = programme_workbook()
    for number, slug in enumerate(KINDS, 1):
        if not in_turn(number, of=7):
            continue
        result = check_file(slug, IncomingFile("programme.xlsx", content))
        assert [(slug, str(problem)) for problem in result.problems] == []
        plan = make_plan(KINDS[slug], result, until=current_month())
        assert plan.rows and not plan.changes_anything, slug
        (reading,) = [warning for warning in plan.warnings if warning.code == "reading"]
        assert f"The sheet “Part {number}” is read" in str(reading.message)


@pytest.mark.django_db
@pytest.mark.usefixtures("invented")
def test_a_month_that_a_spreadsheet_made_a_day_of_is_kept_and_another_day_is_not():
    head = b"reference,forecast,reason\n"
    add_what_spreadsheets_change()
    with change(by=None):
        Milestone(reference="M 3", title="x", forecast=PartialDate.parse("September 2025")).save()
    result = check_file(
        "milestones", IncomingFile("a.csv", head + b"M 3,01/09/2025,\nM 2,2026-05-02,why\n")
    )
    plan = make_plan(KINDS["milestones"], result, until=current_month())
    assert [row.outcome for row in plan.rows] == ["unchanged", "changed"]
