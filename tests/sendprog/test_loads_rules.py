"""What the desk does to any file: months and numbers are read by pattern or refused, and figures that change are told."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ehcp.models import MonthlyReturn
from sendprog.loads.actions import (
    IncomingFile,
    check_file,
    confirm,
    current_month,
    plan_load,
    receive,
)
from sendprog.loads.cell_parsers import CellError
from sendprog.loads.check_report import group_messages
from sendprog.loads.checking import check_grid
from sendprog.loads.figure_records import figures_changed
from sendprog.loads.grid import Cell, Grid, GridRow, Holds
from sendprog.loads.kinds import KINDS
from sendprog.loads.messages import Message
from sendprog.loads.number_cells import CountCell, PoundsCell
from sendprog.loads.planning import make_plan
from sendprog.loads.templates_and_export import stored_file
from sendprog.loads.time_limit import require_time, time_limit
from sendprog.records.history import change
from sendprog.records.roles import FIGURES
from sendprog.values.month_parsing import NotAMonth, parse_month
from sendprog.values.periods import FinancialYear, Month
from tests import builders
from tests.conftest import IS_SOAK
from tests.sendprog.test_record_kinds import ROWS as DECLARED

pytestmark = pytest.mark.takes_turns

HEADER = "month,requests_received,assessments_agreed,plans_issued,plans_issued_within_20_weeks,plans_maintained,annual_reviews_overdue"
NOVEMBER = Month(2024, 11)


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


def ehcp(*rows: str, more: str = "") -> bytes:
    return "\n".join((HEADER + more, *rows, "")).encode()


# Months

SAME = (
    "2024-11",
    "Nov-24",
    "NOV-24",
    "November 2024",
    "Nov 2024",
    "30/11/2024",
    "01/11/2024",
    "11/2024",
    "2024/25 M8",
    "M08 2024/25",
)
ALSO = (
    "Month 8 2024/25",
    "2024/25 Month 8",
    "2024-11-30",
    "30.11.2024",
    "30-11-2024",
    "2024/2025 M8",
    "Month 8, 2024/25",
)
NEVER = (
    "",
    "11-2024-",
    "45597",
    "Nov",
    "24-Nov",
    "Nov 24",
    "Q3 2024/25",
    "2024/25",
    "2024/25 M0",
    "2024/25 M13",
    "2024/26 M8",
)
NOR = (
    "11/30/2024",
    "05/11/2024",
    "2024-13",
    "2024-00",
    "1924-11",
    "Novembre 2024",
    "Total",
    "Nov-24\u202e",
    "2024-11T00:00",
    "٢٠٢٤-١١",
)


@pytest.mark.parametrize("text", [*SAME, *ALSO])
def test_november_is_read(text):
    assert parse_month(text) == NOVEMBER


@pytest.mark.parametrize(
    "text",
    [*NEVER, *NOR, "<script>", "{{ 1 }}", "2024-11 ", "Oct/Nov 2024", "2024-11 YTD", "31/11/2024"],
)
def test_what_is_not_plainly_one_month_is_refused(text):
    with pytest.raises(NotAMonth):
        parse_month(text)


@given(st.dates(date(2014, 4, 1), date(2099, 12, 31)))
def test_every_spelling_of_a_month_is_the_same_month(day):
    month = Month.containing(day)
    year = month.financial_year
    written = [
        month.iso,
        month.label,
        month.short,
        f"{month.first:%d/%m/%Y}",
        f"{month.last:%d/%m/%Y}",
        f"{month.first:%m/%Y}",
    ]
    written += [
        f"{year.label} M{month.number_in_financial_year}",
        f"Month {month.number_in_financial_year} {year.label}",
    ]
    written += [f"{month.name[:3]}-{month.year % 100:02}"]
    assert {parse_month(text) for text in written} == {month}


@given(st.text(max_size=20))
def test_any_text_is_a_month_or_refused_with_words(text):
    with suppress(NotAMonth):
        assert str(parse_month(text).year)[2:] in text


def test_a_day_that_could_be_a_month_is_never_guessed():
    """05/11/2024 may be 5 November or 11 May: neither is taken."""
    with pytest.raises(NotAMonth, match=r"this could be November 2024 .* or May 2024"):
        parse_month("05/11/2024")


# Numbers


def read_count(text: str, holds: Holds = Holds.TEXT):
    return CountCell().parse(Cell(text, holds))


@given(st.integers(0, 1_000_000))
def test_a_count_is_read_as_written_and_with_commas(value):
    assert {
        read_count(text).value for text in (str(value), f"{value:,}", f"{value}.0", f" {value} ")
    } == {value}


@given(st.text(max_size=12))
def test_a_count_is_never_another_number_than_its_digits(text):
    read = None
    with suppress(CellError):
        read = read_count(text)
    if read is not None and read.value is not None:
        assert re.fullmatch(r"[0-9,]+(\.0+)?( ?\[[a-z]+\])?", text.strip())
        assert read.value == int(re.split(r"[. \[]", text.strip().replace(",", ""))[0])


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("51600000", 51_600_000),
        ("£51,600,000", 51_600_000),
        ("£ 51,600,000.00", 51_600_000),
        ("51.6m", 51_600_000),
        ("£51.6 million", 51_600_000),
        ("51600k", 51_600_000),
        ("-1200000", -1_200_000),
        ("-£1.2m", -1_200_000),
        ("£-1.2m", -1_200_000),
        ("0", 0),
        ("31200000.50", Decimal("31200000.50")),
    ],
)
def test_pounds_are_read(text, pounds):
    assert PoundsCell().parse(Cell(text)).value == pounds


@pytest.mark.parametrize(
    "text",
    [
        "51.6",
        "51,6",
        "5,16,00,000",
        "(51,600,000)",
        "51600000.005",
        "51.6b",
        "1e6",
        "NaN",
        "£",
        "--5",
        "51 600 000",
        "−51600000",
        "1_000_000",
    ],
)
def test_what_is_not_plainly_pounds_is_refused(text):
    with pytest.raises(CellError):
        PoundsCell().parse(Cell(text))


@given(st.decimals(10_000, 10**10, places=2, allow_nan=False))
def test_pounds_written_are_pounds_read(value):
    reader = PoundsCell()
    for text in (f"{value:f}", f"£{value:,.2f}", str(reader.export(value, ""))):
        assert reader.parse(Cell(text)).value == value


# What is likely meant, and what follows


@pytest.mark.django_db
@pytest.mark.parametrize(
    "heading", ["plans_isued", "Plans issued in month", "requests_recieved", "plan_maintained"]
)
def test_a_heading_like_a_known_one_is_refused_not_ignored(heading):
    content = ehcp("2024-11,243,136,167,71,9812,900,5", more=f",{heading}")
    (problem,) = check_file("ehcp", IncomingFile("a.csv", content)).problems
    assert "which the file has under another heading" in problem.wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2024-11,243,136,167,171,9812,900", "plans_issued_within_20_weeks"),
        ("2025-02,243,136,167,71,9812,900", "month"),
        ("2024-11,243,136,167,71,9812", None),
    ],
)
def test_rules_of_a_row(row, column):
    (problem,) = check_file("ehcp", IncomingFile("a.csv", ehcp(row))).problems
    assert (problem.row, problem.column or None) == (2, column)


def warned(kind: str, content: bytes) -> list[str]:
    found = check_file(kind, IncomingFile("a.csv", content))
    assert found.problems == ()
    return [
        f"{one.code} {one.message}"
        for one in make_plan(KINDS[kind], found, until=current_month()).warnings
    ]


@pytest.mark.django_db
def test_stock_that_does_not_follow_is_asked_about():
    more = ",plans_moved_in,plans_ceased,plans_moved_out"
    follows = ehcp(
        "2024-10,257,139,166,66,9747,931,0,0,0",
        "2024-11,243,136,167,71,9812,900,3,100,5",
        more=more,
    )
    assert warned("ehcp", follows) == []
    (told,) = warned("ehcp", follows.replace(b"100", b"101"))
    assert "9,812 does not follow" in told and "is 9,811" in told


@pytest.mark.django_db
def test_forecast_and_cumulative_move_alike():
    header = "month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit"
    rows = header + "\n2024-10,31.2m,49.3m,129.7m\n2024-11,31.2m,51.6m,{}\n"
    assert warned("dsg", rows.format("132.0m").encode()) == []
    (told,) = warned("dsg", rows.format("139.0m").encode())
    assert "moved by £9.3 million since last month, the forecast by £2.3 million" in told


@pytest.mark.django_db
def test_the_same_month_last_year_is_compared():
    with change(by=None):
        builders.make_monthly_return(date(2023, 11, 1), plans_issued=40)
    assert "167 after 40 in November 2023" in " ".join(
        warned("ehcp", ehcp("2024-11,243,136,167,71,9812,900"))
    )


# Who hears of a change


@pytest.mark.django_db
def test_a_figure_that_changes_by_any_path_is_marked_and_told_inside_the_transaction():
    told = []

    def hear(sender, record, old, **kwargs):
        told.append((sender, record.month, old, connection.in_atomic_block))

    figures_changed.connect(hear)
    try:
        record = builders.make_monthly_return(date(2024, 11, 1), plans_issued=167)
        told.clear()
        record = MonthlyReturn.objects.get()
        record.plans_issued = 169
        record.save()
        record.note = "A note is no figure"
        record.save()
    finally:
        figures_changed.disconnect(hear)
    assert told == [(MonthlyReturn, date(2024, 11, 1), {"plans_issued": 167}, True)]
    record.refresh_from_db()
    assert (record.plans_issued, record.plans_issued_marker) == (169, "r")
    assert [entry.plans_issued_marker for entry in record.history.all()] == ["r", "r", ""]


@pytest.mark.django_db
def test_a_value_given_for_the_first_time_is_no_revision():
    builders.make_monthly_return(date(2024, 11, 1), plans_issued=None)
    record = MonthlyReturn.objects.get()
    record.plans_issued = 169
    record.save()
    assert record.plans_issued_marker == ""


# Cost


def rows_of(months: int) -> bytes:
    return ehcp(
        *(f"{Month(2022, 1).plus(place).iso},243,136,167,71,9812,900" for place in range(months))
    )


@pytest.mark.django_db
def test_checking_and_previewing_cost_the_same_queries_at_any_size():
    def queries(content: bytes) -> int:
        with CaptureQueriesContext(connection) as asked:
            warned("ehcp", content)
        return len(asked)

    assert queries(rows_of(2)) == queries(rows_of(30)) <= 10


def indicator_rows(count: int) -> bytes:
    lines = [
        f"figure-{place % 50},{Month(2015, 1).plus(place // 50).iso},{100 + place % 7}"
        for place in range(count)
    ]
    return "\n".join(("indicator,month,value", *lines)).encode()


@pytest.fixture
def fifty_indicators() -> None:
    for place in range(50):
        builders.make_indicator(f"figure-{place}")


@pytest.mark.django_db
def test_indicators_cost_the_same_queries_at_any_size(fifty_indicators):
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            warned("indicators", indicator_rows(count))
        return len(asked)

    assert queries(20) == queries(400) <= 10


@pytest.mark.django_db
def test_a_long_column_of_one_mistake_is_one_group():
    found = check_file(
        "ehcp",
        IncomingFile("a.csv", ehcp(*(f"2024-{month:02},1x,1,1,1,1,1" for month in range(1, 13)))),
    )
    assert len(found.problems) == 12
    (group,) = group_messages(found.problems)
    assert group.where == "12 rows: 2, 3, 4, 5, 6, 7, 8, 9 and so on"


@pytest.mark.django_db(transaction=True)
def test_another_reader_is_answered_while_bombs_are_refused():
    """Five at once, each of a hundred thousand rows; the page of somebody else takes less than a second."""
    bomb = ehcp(*["2024-11,243,136,167,71,9812,900"] * 100_000)
    bombs = [
        threading.Thread(target=check_file, args=("ehcp", IncomingFile("bomb.csv", bomb)))
        for _ in range(5)
    ]
    client = Client()
    client.get("/accounts/login/")
    for thread in bombs:
        thread.start()
    began = time.process_time()
    assert client.get("/accounts/login/").status_code == 200
    took = time.process_time() - began
    for thread in bombs:
        thread.join()
    assert took < 1


@pytest.mark.django_db
def test_what_is_stored_of_every_kind_loads_back_unchanged():
    strand = builders.make_strand()
    builders.make_milestone("guide", strand=strand, title="=1+1 a guide")
    builders.make_assessment(builders.make_risk())
    builders.make_return(builders.make_indicator("calls"), value=Decimal("18.42"))
    builders.make_monthly_return(
        NOVEMBER.first, plans_issued=None, plans_issued_marker="x", requests_received=0
    )
    builders.make_contact_return()
    builders.make_position(NOVEMBER.first)
    plan = builders.make_plan()
    builders.make_plan_year(plan, closing_balance=-50_000)
    builders.make_contribution(plan)
    builders.make_saving(strand=strand, confidence=builders.make_confidence())
    builders.make_places(strand=strand, area=builders.make_area())
    builders.make_target()
    builders.make_condition_status(builders.make_condition(builders.make_commitment()))
    for kind in KINDS.values():
        for ending in ("csv", "xlsx"):
            found = check_file(
                kind.slug,
                IncomingFile(f"stored.{ending}", stored_file(kind, ending, current_month())),
            )
            assert found.problems == (), kind.slug
            made = make_plan(kind, found, until=current_month())
            assert made.counts["unchanged"] == len(made.rows) > 0, [
                row.changes for row in made.rows
            ]


@pytest.mark.django_db
def test_each_kind_makes_and_changes_its_records():
    """A row of each, new and then changed, through receiving and confirming."""
    person = builders.make_user("data-lead", role=FIGURES)
    builders.make_strand()
    builders.make_matrix(5, 5)
    builders.make_indicator("calls")
    rows = {
        "ehcp": (HEADER, "2024-11,243,136,167,71,9812,900", "2024-11,243,136,169,71,9812,900"),
        "contact": ("month,calls_handled", "2024-11,100", "2024-11,120"),
        "dsg": (
            "month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit",
            "2024-11,31.2m,51.6m,132m",
            "2024-11,31.2m,52.6m,133m",
        ),
        "indicators": ("indicator,month,value", "calls,2024-11,100", "calls,2024-11,[x]"),
        "milestones": (
            "reference,title,strand,forecast,reason",
            "guide,A guide,strategy,September 2025,",
            "guide,A guide,strategy,Q4 2025/26,Later",
        ),
        "risks": (
            "reference,title,as_at,score",
            "delay,Delay,2024-11-30,20",
            "delay,Delays,2024-11-30,16",
        ),
    }
    assert set(rows) == set(KINDS) - set(DECLARED)
    for kind, (header, new, changed) in rows.items():
        for row, counts in (
            (new, {"new": 1, "changed": 0, "unchanged": 0}),
            (changed, {"new": 0, "changed": 1, "unchanged": 0}),
        ):
            load = receive(
                by=person, kind=kind, file=IncomingFile("a.csv", f"{header}\n{row}\n".encode())
            )
            assert load.problems == [], kind
            made = plan_load(load)
            confirm(
                by=person,
                load=load,
                seen=made.digest,
                reason="Monthly",
                answers=dict.fromkeys(made.codes, "Looked at"),
            )
            load.refresh_from_db()
            assert load.counts == counts, kind


def test_a_financial_year_is_what_the_months_say():
    assert parse_month("2024/25 M12") == Month(2025, 3) and FinancialYear(2024).label == "2024/25"


# Time

LONG_TEXTS = [
    "x" * 10_000,
    "9" * 9_999,
    "a " * 4_999,
    "1," * 4_000,
    "November " * 1_100,
    "_" * 9_000 + "x",
]


def seconds_to_check(kind: str, heading: str, text: str) -> float:
    """Of this process alone, for a hundred rows of one text under the kind's headings and one more."""
    until = Month(2025, 1)
    names = [column.name for column in KINDS[kind].columns(until)]
    header = GridRow(1, tuple(map(Cell, [*names, heading])))
    row = tuple([Cell(text)] * len(header.cells))
    grid = Grid((header, *(GridRow(number, row) for number in range(2, 102))))
    began = time.process_time()
    assert check_grid(KINDS[kind], grid, until=until).problems
    return time.process_time() - began


def kinds_of_every_parser() -> Iterator[str]:
    """Kinds that have each class of parser at least once; in `make soak`, all."""
    seen: set[type] = set()
    for slug, kind in KINDS.items():
        parsers = {type(column.parser) for column in kind.columns(Month(2025, 1))}
        if IS_SOAK or parsers - seen:
            yield slug
        seen |= parsers


@pytest.mark.parametrize("kind", list(kinds_of_every_parser()))
@pytest.mark.parametrize("text", LONG_TEXTS, ids=lambda text: text[:3])
def test_long_texts_take_little_longer_than_short_ones(kind, text):
    """A workbook of 27 kB whose 95,000 cells share one long text took minutes."""
    short = seconds_to_check(kind, "remarks", "x" * 100)
    assert seconds_to_check(kind, text, text) < 5 * short + 0.5


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["figures.csv", "figures.xlsx"])
def test_a_check_that_takes_too_long_is_refused(name, monkeypatch, tmp_path, capsys):
    content = ehcp("2024-11,243,136,167,71,9812,900")
    if name.endswith("xlsx"):
        content = stored_file(KINDS["ehcp"], "xlsx", NOVEMBER)
    monkeypatch.setattr("sendprog.loads.time_limit.SECONDS", 0)
    (problem,) = check_file("ehcp", IncomingFile(name, content)).problems
    assert str(problem).startswith(
        "The file takes more than 0 seconds to check. Send fewer rows at a time"
    )
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SystemExit) as stopped:
        call_command("check_figures", "ehcp", str(path))
    assert stopped.value.code == 1
    assert "The file takes more than" in capsys.readouterr().out


def test_the_limit_ends_with_its_check(monkeypatch):
    with time_limit(0):
        pass
    require_time()


def test_a_list_of_problems_ends():
    grid = Grid(
        (
            GridRow(1, tuple(map(Cell, HEADER.split(",")))),
            *(GridRow(n, (Cell("?"),) * 7) for n in range(2, 2002)),
        )
    )
    problems = check_grid(KINDS["ehcp"], grid, until=NOVEMBER).problems
    assert len(problems) == 10_001
    assert str(problems[-1]) == "4,000 more problems: correct the others first."


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["sheet risks, row 3"], "Sheet risks, row 3"),
        (["sheet risks, row 3", "sheet risks, row 4"], "Sheet risks, rows 3 and 4"),
        (
            ["sheet a, row 3", "sheet b, row 4", "sheet c"],
            "Sheet a, row 3; sheet b, row 4; sheet c",
        ),
        (
            [f"sheet a, row {row}" for row in range(2, 12)],
            "Sheet a, 10 rows: 2, 3, 4, 5, 6, 7, 8, 9 and so on",
        ),
        (["cell C7"], "Cell C7"),
    ],
)
def test_where_a_problem_stands_names_its_sheet_once(cells, words):
    (group,) = group_messages(Message("Wrong", cell=cell) for cell in cells)
    assert group.where == words
