"""Page, paper, XLSX, CSV, JSON and print give the same numbers: each is parsed as readers have it, and held against the rest.

Nothing is taken from the code that made them, so a wrong number in any one of them is a disagreement. Of every reading in
every output: its value in words with its marker, and its window; of the tables of facts: every number.
"""

import calendar
import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest
from docx.table import Table
from openpyxl import load_workbook

from tests.crawling import EDITION, page_addresses, parsed, reader, target, with_class, words
from tests.word import items, opened

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("published_demonstration"),
]

FILES = {"paper.docx", "measures/measures.csv", "headlines.csv"}
CSVS = ("csv/measures.csv", "csv/headlines.csv", "headlines.csv")
# Where in an output something was said, and what: several places of one output may say it.
Told = tuple[str, ...]
Said = dict[str, dict[str, set[Told]]]
MONTH_NAMES = list(calendar.month_name)[1:]
COUNTS = {
    "Requests": "requests_received",
    "Assessments agreed": "assessments_agreed",
    "Plans issued": "plans_issued",
    "Issued within 20 weeks": "plans_issued_within_20_weeks",
    "Plans maintained": "plans_maintained",
    "Annual reviews overdue": "annual_reviews_overdue",
}
MONEY = {
    "Planned in-year": ("planned_in_year_deficit", "planned"),
    "In-year": ("forecast_in_year_deficit", "forecast"),
    "Variance to plan, as reported": ("reported_variance", "reported_variance"),
    "Opening balance": ("opening_balance", "opening_balance"),
    "Cumulative at 31 March": ("cumulative_deficit", "cumulative"),
}


@pytest.fixture(scope="module")
def contents(published_demonstration) -> dict[str, bytes]:
    """Every output of the January edition, as it is served: pages, paper, and the pack's files."""
    client = reader()
    names = {address.removeprefix(EDITION) for address in page_addresses(EDITION)} | FILES
    found = {name: client.get(f"{EDITION}{name}").content for name in sorted(names)}
    with zipfile.ZipFile(io.BytesIO(client.get(f"{EDITION}data.zip").content)) as file:
        return found | {name: file.read(name) for name in file.namelist()}


# Reading them


def rows_of(content: bytes) -> list[dict[str, str]]:
    """A CSV's rows; the apostrophe that stands before what a spreadsheet might run is no part of a cell."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [{name: re.sub("^'(?=[=+@-])", "", cell) for name, cell in row.items()} for row in rows]


def sheet_rows(content: bytes, sheet: str) -> list[dict[str, object]]:
    head, *rows = load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def address_in(element: ET.Element, name: str) -> str:
    """The measure that a cell or card of the page links to; on its own address a card links to none."""
    link = next((one.get("href", "") for one in element.iter("a")), None)
    if link is None:
        return re.fullmatch(r"measures/([^/]+)/", name)[1]
    return re.fullmatch(r"/measures/([^/]+)/", target(link, seen_from=f"/{name}"))[1]


def tables_of(page: ET.Element, *, head: str) -> Iterator[list[ET.Element]]:
    """The rows of each table whose first heading is this, its head first."""
    for table in page.iter("table"):
        rows = list(table.iter("tr"))
        if rows and words(rows[0][0]) == head:
            yield rows


def cell_words(cell: ET.Element) -> str:
    """A cell's words up to its first line break."""
    line = (cell.text or "") + "".join(
        "" if one.tag == "br" else "".join(one.itertext()) for one in cell if one.tag != "span"
    )
    return " ".join(line.split())


def of_page(content: bytes, name: str) -> Iterator[tuple[str, Told]]:
    """The readings of a page: in its cards, the table of measures and the briefing's table."""
    page = parsed(content.decode())
    for card in with_class(page, "reading"):
        (value,) = with_class(card, "value")
        (source,) = with_class(card, "source")
        yield address_in(card, name), (words(value), words(source))
    for rows in tables_of(page, head="Measure"):
        heads = [words(cell) for cell in rows[0]]
        place, when = (2, 4) if "Figure" not in heads and "Latest" not in heads else (1, 2)
        if "Latest" in heads or "Figure" in heads:
            for row in rows[1:]:
                yield address_in(row, name), (cell_words(row[place]), words(row[when]))


def of_paper(
    content: bytes, by_label: dict[str, str], *, in_texts: bool = False
) -> Iterator[tuple[str, Told]]:
    """The paper's tables of readings; those that its texts name, of any window, stand in a table of their own."""
    caption = ""
    for item in items(opened(content)):
        if isinstance(item, Table):
            head, *rows = [[cell.text for cell in row.cells] for row in item.rows]
            if head[:3] == ["Measure", "Figure", "When"] and in_texts is (
                "Numbers in the text" in caption
            ):
                for row in rows:
                    yield by_label[row[0].split("\n")[0]], (row[1], row[2])
        else:
            caption = item.text


def of_rows(rows: Iterable[dict]) -> Iterator[tuple[str, Told]]:
    for row in rows:
        yield row["Address"], (str(row["In words"]), str(row["Window"] or ""))


def of_csv(content: bytes) -> Iterator[tuple[str, Told]]:
    return of_rows(rows_of(content))


def of_json(content: bytes) -> Iterator[tuple[str, Told]]:
    for row in json.loads(content)["latest_readings"]:
        yield row["address"], (row["in_words"], row["window"] or "")


def is_when(output: str, when: str, other: str) -> bool:
    """Whether two outputs name one window: a card has it first among its small print, the briefing has "as at" after it."""
    return (
        when == other
        or not other
        or when.startswith(other)
        or other.startswith(when)
        or "Not stated" in (when, other)
    )


def latest_said(contents: dict[str, bytes]) -> Said:
    """By measure, by output, what it says of the latest reading."""
    labels = {one["Measure"]: one["Address"] for one in rows_of(contents["measures/measures.csv"])}
    said: Said = defaultdict(lambda: defaultdict(set))
    readers: dict[str, Callable[[bytes], Iterable[tuple[str, Told]]]] = {
        "paper.docx": lambda content: of_paper(content, labels),
        "sendprog.xlsx": lambda content: of_rows(
            [*sheet_rows(content, "Measures"), *sheet_rows(content, "Headlines")]
        ),
        **dict.fromkeys(
            ("csv/measures.csv", "measures/measures.csv", "csv/headlines.csv", "headlines.csv"),
            of_csv,
        ),
        "data.json": of_json,
    }
    for name, content in contents.items():
        if name in readers or name.endswith("/") or not name:
            for address, told in (
                readers[name](content) if name in readers else of_page(content, name)
            ):
                said[address][name or "overview"].add(told)
    return said


def disagreements(said: Said) -> list[str]:
    """Each measure of which two outputs do not say the same, with what each says."""
    found = []
    for address, by_output in said.items():
        every = [(name, told) for name, some in by_output.items() for told in some]
        reference = next(told for name, told in every if name == "measures/measures.csv")
        for name, told in every:
            if told[0] != reference[0] or not is_when(name, told[1], reference[1]):
                found.append(f"{address}: {name} says {told}, measures.csv {reference}")
    return found


# The latest reading of every measure


def test_every_output_says_the_same_of_every_measure(contents):
    said = latest_said(contents)
    assert disagreements(said) == []
    everywhere = {
        "measures/",
        "print/",
        "sendprog.xlsx",
        "csv/measures.csv",
        "measures/measures.csv",
        "data.json",
    }
    assert len(said) > 30
    assert {
        address: everywhere - set(by_output)
        for address, by_output in said.items()
        if everywhere - set(by_output)
    } == {}
    assert {
        address for address, by_output in said.items() if f"measures/{address}/" not in by_output
    } == set()
    carried = {
        name: sum(name in by_output for by_output in said.values())
        for name in ("paper.docx", "overview", "briefing/")
    }
    assert carried["paper.docx"] > 20 and carried["overview"] >= 4 and carried["briefing/"] == 5, (
        carried
    )


def perturbed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The output with one number changed, in whichever part of a zipped file it stands."""
    if not content.startswith(b"PK"):
        assert old in content
        return content.replace(old, new)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as file, zipfile.ZipFile(changed, "w") as again:
        parts = {name: file.read(name) for name in file.namelist()}
        assert any(old in part for part in parts.values())
        for name, part in parts.items():
            again.writestr(name, part.replace(old, new))
    return changed.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "finance/",
        "measures/",
        "print/",
        "briefing/",
        "paper.docx",
        "sendprog.xlsx",
        "data.json",
        *CSVS,
    ],
)
def test_a_wrong_number_in_one_output_is_found(name, contents):
    old, new = (b"51.6", b"51.7")
    wrong = contents | {name: perturbed(contents[name], old, new)}
    told = disagreements(latest_said(wrong))
    assert told and all(f": {name or 'overview'} says" in one for one in told)


def test_values_are_the_same_as_numbers(contents):
    """Not only in words: the typed value of each file, and that its words have it."""
    in_json = {row["address"]: row for row in json.loads(contents["data.json"])["latest_readings"]}
    in_sheet = {row["Address"]: row for row in sheet_rows(contents["sendprog.xlsx"], "Measures")}
    in_csv = {row["Address"]: row for row in rows_of(contents["csv/measures.csv"])}
    assert set(in_json) == set(in_sheet) == set(in_csv)
    for address, row in in_json.items():
        for name, column in (("value", "Value"), ("low", "Lowest"), ("high", "Highest")):
            if row[name] is not None:
                value = Decimal(row[name])
                assert (
                    Decimal(str(in_sheet[address][column]))
                    == value
                    == Decimal(in_csv[address][column])
                ), address
                assert digits_of(value) <= digits_in(row["in_words"]), (address, row["in_words"])
        assert (
            row["marker"]
            == (in_sheet[address]["Marker"] or None)
            == (in_csv[address]["Marker"] or None)
        )
        assert (row["marker"] or "") in row["in_words"]


def digits_of(value: Decimal) -> set[str]:
    """The value's first digits, as words of any scale begin: 51600000 is "51.6 million"."""
    return set(f"{abs(value).normalize():f}".replace(".", "").lstrip("0").rstrip("0")[:2])


def digits_in(text: str) -> set[str]:
    return set(re.sub("[^0-9]", "", text))


# What each is compared with


def earlier(text: str) -> str:
    """The number that a reading is compared with: "80" of "from 80 (January to May 2024)"; "" where there is none."""
    found = re.search(r"\b[Ff]rom (£?[0-9][0-9.,]*)", text)
    return found[1].rstrip(",.") if found else ""


def of_cards(content: bytes, name: str) -> Iterator[tuple[str, str]]:
    for card in with_class(parsed(content.decode()), "reading"):
        yield address_in(card, name), earlier(words(card))


def of_paper_beside(content: bytes, by_label: dict[str, str]) -> Iterator[tuple[str, str]]:
    for item in items(opened(content)):
        head, *rows = (
            [[cell.text for cell in row.cells] for row in item.rows]
            if isinstance(item, Table)
            else [[]]
        )
        if head[:4] == ["Measure", "Figure", "When", "To be read with it"]:
            yield from ((by_label[row[0].split("\n")[0]], earlier(row[3])) for row in rows)


def comparisons(contents: dict[str, bytes]) -> dict[str, dict[str, set[str]]]:
    """By measure that is compared with something, by output, with what."""
    listed = rows_of(contents["measures/measures.csv"])
    labels = {one["Measure"]: one["Address"] for one in listed}
    told: dict[str, Iterable[tuple[str, str]]] = {
        "measures/measures.csv": ((one["Address"], earlier(one["Compared"])) for one in listed),
        "csv/headlines.csv": (
            (one["Address"], earlier(one["Compared"]))
            for one in rows_of(contents["csv/headlines.csv"])
        ),
        "data.json": (
            (one["address"], earlier(one["compared"] or ""))
            for one in json.loads(contents["data.json"])["latest_readings"]
        ),
        "sendprog.xlsx": (
            (one["Address"], earlier(one["Compared"] or ""))
            for one in sheet_rows(contents["sendprog.xlsx"], "Measures")
        ),
        "paper.docx": of_paper_beside(contents["paper.docx"], labels),
        **{name or "overview": of_cards(contents[name], name) for name in ("", "ehcp/", "print/")},
    }
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, some in told.items():
        for address, number in some:
            said[address][name].add(number)
    # Of other windows of the same measure, which the paper's texts name, no comparison is told.
    for numbers in (
        numbers for outputs in said.values() for numbers in outputs.values() if len(numbers) > 1
    ):
        numbers.discard("")
    return {
        address: outputs
        for address, outputs in said.items()
        if any(some != {""} for some in outputs.values())
    }


def test_every_output_compares_with_the_same(contents):
    said = comparisons(contents)
    assert len(said) >= 3
    assert {
        address: outputs
        for address, outputs in said.items()
        if len(set.union(*outputs.values())) != 1
    } == {}
    assert set(said["ehcp.annual_reviews_overdue"]) >= {
        "overview",
        "paper.docx",
        "data.json",
        "sendprog.xlsx",
        "print/",
    }


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ehcp/",
        "print/",
        "paper.docx",
        "sendprog.xlsx",
        "data.json",
        "measures/measures.csv",
        "csv/headlines.csv",
    ],
)
def test_a_wrong_comparison_in_one_output_is_found(name, contents):
    wrong = contents | {name: perturbed(contents[name], b"1,070", b"1,071")}
    assert any(len(set.union(*outputs.values())) != 1 for outputs in comparisons(wrong).values())


# Every reading of every measure


def test_every_reading_is_the_same_in_each_output(contents):
    told: dict[str, dict[str, list[Told]]] = defaultdict(lambda: defaultdict(list))
    for row in json.loads(contents["data.json"])["readings"]:
        told[row["address"]]["json"].append((row["in_words"], row["window"] or ""))
    for address, reading in of_rows(rows_of(contents["csv/readings.csv"])):
        told[address]["csv"].append(reading)
    for address, reading in of_rows(sheet_rows(contents["sendprog.xlsx"], "Readings")):
        told[address]["xlsx"].append(reading)
    for address in told:
        for rows in tables_of(parsed(contents[f"measures/{address}/"].decode()), head="Window"):
            told[address]["page"] = [
                (words(row[1]), words(row[0]).replace("Not stated", "")) for row in rows[1:]
            ]
    assert sum(len(outputs["json"]) for outputs in told.values()) > 80
    for address, outputs in told.items():
        assert set(outputs) == {"json", "csv", "xlsx", "page"}, address
        assert outputs["json"] == outputs["csv"] == outputs["xlsx"] == outputs["page"], address


def test_numbers_in_the_papers_texts_are_readings(contents):
    labels = {one["Measure"]: one["Address"] for one in rows_of(contents["measures/measures.csv"])}
    known = {
        (address, told[1]): told[0]
        for address, told in of_rows(rows_of(contents["csv/readings.csv"]))
    }
    named = list(of_paper(contents["paper.docx"], labels, in_texts=True))
    assert len(named) > 5
    assert [
        (address, told)
        for address, told in named
        if known.get((address, told[1]), told[0]) != told[0]
    ] == []
    assert sum((address, told[1]) in known for address, told in named) > 5


# The tables of facts


def month_of(text: str | dict[str, int]) -> str:
    """ "2024-11", whether it was written so, as a year and a number, as "November 2024" or as "Month 8 (November 2024)"."""
    if isinstance(text, dict):
        return f"{text['year']}-{text['month']:02}"
    name = re.search(r"([A-Z][a-z]+) ([0-9]{4})", text)
    return (
        f"{name[2]}-{MONTH_NAMES.index(name[1]) + 1:02}"
        if name
        else re.search("[0-9]{4}-[0-9]{2}", text)[0]
    )


def number_of(text: object) -> Decimal | str:
    """A cell's number; "" for none, whatever words say so. Millions are pounds."""
    plain = str("" if text is None else text).replace(",", "").replace("−", "-")
    found = re.fullmatch(r"([+-]?)£?([0-9]+(?:\.[0-9]+)?)(m?)", plain)
    if not found:
        assert plain in ("", "Not given", "Not in the report", "Not scored"), plain
        return ""
    value = Decimal(f"{found[1]}{found[2]}".lstrip("+"))
    return value * 1_000_000 if found[3] else value


def facts_on(
    content: bytes, *, head: str, columns: Iterable[str]
) -> dict[tuple[str, str], Decimal | str]:
    """The numbers of a page's table of months, by month and heading."""
    (rows,) = (
        rows
        for rows in tables_of(parsed(content.decode()), head=head)
        if {words(cell) for cell in rows[0]} & set(columns)
    )
    heads = [words(cell) for cell in rows[0]]
    return {
        (month_of(words(row[0])), name): number_of(words(cell))
        for row in rows[1:]
        for name, cell in zip(heads, row, strict=True)
        if name in columns
    }


def facts_in(
    rows: Iterable[dict], month: str, names: dict[str, str]
) -> dict[tuple[str, str], Decimal | str]:
    return {
        (month_of(row[month]), name): number_of(row[own])
        for row in rows
        for name, own in names.items()
    }


def test_months_have_the_same_counts_in_each_output(contents):
    same = dict(zip(COUNTS, COUNTS, strict=True))
    whole = facts_in(rows_of(contents["csv/ehcp-months.csv"]), "Month", same)
    assert sum(value != "" for value in whole.values()) > 25
    assert facts_in(sheet_rows(contents["sendprog.xlsx"], "EHCP months"), "Month", same) == whole
    assert facts_in(rows_of(contents["load/ehcp.csv"]), "month", COUNTS) == whole
    section = json.loads(contents["data.json"])["sections"]["ehcp.months"]["rows"]
    assert (
        facts_in(({"month": row["month"], **row["counts"]} for row in section), "month", COUNTS)
        == whole
    )
    for page in ("ehcp/", "print/"):
        shown = months_on(contents[page])
        assert shown and {key: whole[key] for key in shown} == shown, page
        assert {key for key, value in whole.items() if value != ""} <= set(shown), page


def months_on(content: bytes) -> dict[tuple[str, str], Decimal | str]:
    """The page's table of monthly returns; a chart's has one column of numbers."""
    (rows,) = (
        rows for rows in tables_of(parsed(content.decode()), head="Month") if len(rows[0]) > 3
    )
    heads = [words(cell) for cell in rows[0]]
    return {
        (month_of(words(row[0])), name): number_of(words(cell))
        for row in rows[1:]
        for name, cell in zip(heads, row, strict=True)
        if name in COUNTS
    }


def in_millions(
    facts: dict[tuple[str, str], Decimal | str],
) -> dict[tuple[str, str], Decimal | str]:
    """As pages round them: to £0.1 million, half away from zero."""
    step = Decimal(100_000)
    return {
        key: value and (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        for key, value in facts.items()
    }


def test_positions_have_the_same_pounds_in_each_output(contents):
    whole = facts_in(
        rows_of(contents["csv/dsg-positions.csv"]), "Reported at", {name: name for name in MONEY}
    )
    assert sum(value != "" for value in whole.values()) >= 10
    assert (
        facts_in(
            sheet_rows(contents["sendprog.xlsx"], "DSG positions"),
            "Reported at",
            {name: name for name in MONEY},
        )
        == whole
    )
    load = {name: own for name, (own, _) in MONEY.items()}
    assert facts_in(rows_of(contents["load/dsg.csv"]), "month", load) == whole
    section = json.loads(contents["data.json"])["sections"]["finance.positions"]["rows"]
    assert facts_in(section, "month", {name: own for name, (_, own) in MONEY.items()}) == whole
    for page in ("finance/", "print/"):
        shown = facts_on(
            contents[page], head="Reported at", columns=MONEY.keys() - {"Forecast in-year deficit"}
        )
        # A page leaves out a column in which no month has a figure.
        absent = {column for _, column in whole.keys() - shown.keys()}
        assert all(not whole[key] for key in whole if key[1] in absent), page
        assert in_millions(shown) == in_millions({key: whole[key] for key in shown}), page


def places_on(content: bytes) -> dict[str, Decimal | str]:
    """A page's places by their provision."""
    found = (row for rows in tables_of(parsed(content.decode()), head="Places") for row in rows[1:])
    return {words(row[0]): number_of(words(row[1])) for row in found}


def places_in(contents: dict[str, bytes]) -> dict[str, dict[str, Decimal | str]]:
    """By output, the places by their provision."""
    rows = json.loads(contents["data.json"])["sections"]["strands.places"]["rows"]
    tables = (item for item in items(opened(contents["paper.docx"])) if isinstance(item, Table))
    in_paper = [
        [cell.text for cell in row.cells]
        for table in tables
        for row in table.rows
        if table.cell(0, 0).text == "Places"
    ]
    strands = {row["strand"] for row in rows}
    return {
        "data.json": {row["provision"]: number_of(row["places"]) for row in rows},
        "paper.docx": {row[0]: number_of(row[1]) for row in in_paper if row[0] != "Places"},
        "print/": places_on(contents["print/"]),
        "strands": {
            name: number
            for slug in strands
            for name, number in places_on(contents[f"strands/{slug}/"]).items()
        },
    }


def test_places_are_the_same_in_each_output(contents):
    whole, *others = places_in(contents).values()
    assert {54, 66, 100, 250} <= set(whole.values())
    assert all(one == whole for one in others), places_in(contents)


@pytest.mark.parametrize("name", ["strands/sufficiency/", "print/", "paper.docx"])
def test_wrong_places_in_one_output_are_found(name, contents):
    wrong = contents | {name: perturbed(contents[name], b">54<", b">55<")}
    whole, *others = places_in(wrong).values()
    assert not all(one == whole for one in others)


def test_risks_have_the_same_scores_in_each_output(contents):
    whole = {
        row["Risk"]: number_of(row["Current score"]) for row in rows_of(contents["csv/risks.csv"])
    }
    assert sum(score != "" for score in whole.values()) == 6
    sheet = sheet_rows(contents["sendprog.xlsx"], "Risks")
    assert {row["Risk"]: number_of(row["Current score"]) for row in sheet} == whole
    assert {
        row["title"]: number_of(row["score"]) for row in rows_of(contents["load/risks.csv"])
    } == whole
    section = json.loads(contents["data.json"])["sections"]["risks.risks"]["rows"]
    assert {
        row["title"]: number_of((row["assessments"] or [{}])[-1].get("score")) for row in section
    } == whole
    for page in ("risks/", "print/"):
        (rows,) = tables_of(parsed(contents[page].decode()), head="Risk")
        assert {words(row[0]): number_of(words(row[1])) for row in rows[1:]} == whole, page
    assert risks_in_paper(contents["paper.docx"]) == whole


def risks_in_paper(content: bytes) -> dict[str, Decimal | str]:
    """The score under each risk's own heading."""
    found: dict[str, Decimal | str] = {}
    title = ""
    for item in items(opened(content)):
        text = "" if isinstance(item, Table) else item.text
        heading = re.match(r"[0-9.]*\s*Risk(?: [0-9]+| identified): (.+)", text)
        if heading:
            title = heading[1]
        elif title and (score := re.search(r"Current risk score: ([0-9]+)|Not scored", text)):
            found[title], title = number_of(score[1]), ""
    return found
