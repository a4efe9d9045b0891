"""data.zip: a fixed set of open files that say the same as the pages, and nothing that runs or hides."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from openpyxl import load_workbook

from committee.editions.freezing import render_page
from committee.editions.stored import editions_for_readers, snapshot_of
from committee.models import ContentKind
from committee.pages.data_pack.zip_archive import zipped
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.demo import DEVON
from sendprog.loads.actions import IncomingFile, check_file, current_month
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import Outcome, make_plan
from sendprog.pages.exports import MADE_FOR
from sendprog.records.snapshots import Snapshot, live_snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from tests.crawling import EDITION, by_id, parsed, reader, target

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]

ILLUSTRATIVE = Basis.ILLUSTRATIVE.label
TABLES = (
    "headlines",
    "measures",
    "scorecard",
    "exceptions",
    "readings",
    "strands",
    "commitments",
    "conditions",
    "milestones",
    "ehcp-months",
    "dsg-positions",
    "dsg-other-figures",
    "savings",
    "risks",
)
LOADABLE = (
    "indicators",
    "milestones",
    "places",
    "ehcp",
    "plans",
    "plan-years",
    "dsg",
    "risks",
)
# Where the site offers the same table by itself.
ON_THE_SITE = {
    "headlines": "headlines.csv",
    "measures": "measures/measures.csv",
    "strands": "strands/strands.csv",
    "commitments": "commitments/commitments.csv",
    "conditions": "commitments/conditions.csv",
    "milestones": "milestones/milestones.csv",
    "ehcp-months": "ehcp/months.csv",
    "dsg-positions": "finance/positions.csv",
    "dsg-other-figures": "finance/other-figures.csv",
    "savings": "finance/savings.csv",
    "risks": "risks/risks.csv",
}


def snapshot(number: int = 2) -> Snapshot:
    return snapshot_of(editions_for_readers().get(number=number))


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def packed(published_demonstration) -> dict[str, bytes]:
    return unzipped(render_page(snapshot(), None, "data.zip").content)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_files_stand_under_fixed_names(packed):
    loadable = [f"load/{kind}.csv" for kind in KINDS if kind in LOADABLE]
    assert list(packed) == [
        "README.txt",
        "sendprog.xlsx",
        *(f"csv/{name}.csv" for name in TABLES),
        "data.json",
        "symbols.csv",
        *loadable,
        "checksums.csv",
    ]


def test_same_snapshot_makes_the_same_bytes():
    first = render_page(snapshot(), None, "data.zip").content
    assert render_page(snapshot(), None, "data.zip").content == first
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr for entry in file.infolist()} == {0o644 << 16}


def test_checksums_are_those_of_the_files(packed):
    head, *rows = rows_of(packed["checksums.csv"])
    assert head == ["File", "SHA-256", "Bytes", DEVON.notice]
    assert rows == [
        [name, hashlib.sha256(held).hexdigest(), str(len(held)), MADE_FOR]
        for name, held in packed.items()
        if name != "checksums.csv"
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../x.csv",
        "/x.csv",
        "csv/../x.csv",
        "csv\\x.csv",
        "x",
        "c:x.csv",
        "csv/con/x.csv",
        "x.csv\n",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(ValueError, match="not a name"):
        zipped({name: b""})


def test_readme_names_every_file_and_says_what_is_made_up(packed):
    told = packed["README.txt"].decode()
    assert [name for name in packed if name not in told and name != "README.txt"] == []
    assert ILLUSTRATIVE in told and "DRAFT" not in told and "Records as at 22 January 2025" in told


def test_what_is_live_is_a_draft():
    told = unzipped(reader("manager").get("/live/data.zip").content)
    assert "DRAFT" in told["README.txt"].decode()
    assert json.loads(told["data.json"])["about"]["is_published"] is False
    assert render_page(live_snapshot(), None, "data.zip").name == "data.zip"


# The workbook


@pytest.fixture(scope="module", params=[1, 2])
def book(request, published_demonstration):
    files = unzipped(render_page(snapshot(request.param), None, "data.zip").content)
    return load_workbook(io.BytesIO(files["sendprog.xlsx"]))


def test_workbook_has_cover_and_notes_and_one_table_a_sheet(book):
    assert book.sheetnames[:2] == ["Cover", "Notes"] and book.sheetnames[-1] == "Symbols"
    listed = [row[0] for row in book["Cover"].values]
    assert [f"Sheet: {name}" for name in book.sheetnames[1:]] == [
        line for line in listed if line.startswith("Sheet: ")
    ]
    for sheet in book.worksheets[2:]:
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions, sheet.title
        heads = [cell.value for cell in sheet[1]]
        assert len({head.lower() for head in heads}) == len(heads) and all(heads)
        assert sheet.freeze_panes == "A2"
    for sheet in book.worksheets[:2]:
        assert not sheet.tables and sheet.max_column == 1


def test_workbook_hides_merges_and_works_out_nothing(book):
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible" and not sheet.merged_cells.ranges
        assert not any(
            one.hidden
            for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        )
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert all(
            any(cell.value not in (None, "") for cell in row) for row in sheet.iter_rows()
        ), sheet.title
    assert book.properties.language == "en-GB"


def test_numbers_are_numbers(book):
    rows = list(book["Measures"].iter_rows(min_row=2, values_only=True))
    assert [
        row
        for row in rows
        if not isinstance(row[2], int | float) and row[5] != row[2] and row[3] is None
    ] == []
    assert sum(isinstance(row[2], int | float) for row in rows) > 3


def test_symbols_are_explained(packed, book):
    told = {row[0] for row in book["Symbols"].iter_rows(values_only=True)}
    assert {marker.symbol for marker in Marker} | {basis.label for basis in Basis} | {
        "Symbol"
    } == told
    assert {row[0] for row in rows_of(packed["symbols.csv"])} == told


# CSV and JSON


@pytest.mark.parametrize("name", ON_THE_SITE)
def test_csv_is_the_sites_own(name, packed):
    assert packed[f"csv/{name}.csv"] == reader().get(f"{EDITION}{ON_THE_SITE[name]}").content


def test_json_holds_every_section_as_it_is_frozen(packed):
    told = json.loads(packed["data.json"])["sections"]
    kept = snapshot()
    assert {name: section["schema"] for name, section in told.items()} == {
        one.name: one.schema for one in SECTIONS
    }
    for section in SECTIONS:
        assert section.decode(json.dumps(told[section.name]["rows"]).encode()) == kept[section], (
            section.name
        )


def test_made_up_rows_say_so_in_every_file(packed):
    for name in (
        "csv/ehcp-months.csv",
        "csv/readings.csv",
        "load/ehcp.csv",
        "csv/milestones.csv",
        "load/milestones.csv",
    ):
        assert "Illustrative" in packed[name].decode(), name
    readings = json.loads(packed["data.json"])["readings"]
    assert {one["is_illustrative"] for one in readings} == {True, False}
    assert all(one["is_illustrative"] is (one["basis"] == "illustrative") for one in readings)


# Back through the import desk


@pytest.mark.parametrize("kind", LOADABLE)
def test_loads_back_unchanged(kind, packed):
    found = check_file(kind, IncomingFile(f"{kind}.csv", packed[f"load/{kind}.csv"]))
    assert found.problems == ()
    made = make_plan(KINDS[kind], found, until=current_month())
    assert [row.changes for row in made.rows if row.outcome is not Outcome.UNCHANGED] == []
    assert made.rows


# With its edition


def test_each_edition_keeps_its_own():
    own = {
        one.number: {held.name: held.file.sha256 for held in one.held.filter(kind=ContentKind.PAGE)}
        for one in editions_for_readers()
    }
    for name in ("paper.docx", "data.zip", "print/", "briefing/"):
        assert own[1][name] != own[2][name], name
    for number, address in ((1, "/meetings/2024-11-26/editions/1/"), (2, EDITION)):
        content = reader().get(f"{address}data.zip").content
        assert hashlib.sha256(content).hexdigest() == own[number]["data.zip"]


@pytest.mark.parametrize(
    ("page", "number"), [("/meetings/", 1), ("/meetings/", 2), ("/meetings/2025-01-22/", 2)]
)
def test_meetings_link_to_what_each_edition_holds(page, number):
    client = reader()
    listed = by_id(parsed(client.get(page).content.decode()), f"edition-{number}")
    links = [target(link.get("href"), seen_from=page) for link in listed.iter("a")]
    own = links[0]
    assert own.endswith(f"/editions/{number}/")
    holds = ["briefing/", "print/", "paper.docx", "data.zip", "changes/", "checksums.csv"]
    earlier = ["changes/since/1/"] if number == 2 and page != "/meetings/" else []
    assert links[1:] == [f"{own}{name}" for name in (*holds, *earlier)]
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_overview_offers_every_output():
    links = {
        target(link.get("href"), seen_from="/")
        for link in parsed(reader().get("/").content.decode()).iter("a")
    }
    assert {"/briefing/", "/print/", "/headlines.csv", "/paper.docx", "/data.zip"} <= links
