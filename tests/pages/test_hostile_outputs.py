"""Hostile text in every title, narrative and note, through to every output of an edition: nothing runs or is fetched."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from html import escape
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.db import models, transaction
from lxml import etree
from openpyxl import load_workbook

from committee.editions.freezing import render_page
from committee.models import ContentKind, Edition, Meeting
from finance.models import MonthlyPosition
from risks.models import Risk
from sendprog.records.fields import PartialDateField
from sendprog.records.history import Tracked, change
from sendprog.records.snapshots import Audience, Snapshot
from strands.models import IndicatorReturn, Milestone, Strand
from tests import builders
from tests.committee.test_pack import TABLES, unzipped
from tests.crawling import main_of, reader
from tests.sendprog.test_history import tracked_models
from tests.word import opened

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("unpublished_demonstration"),
]

HOSTILE = {
    "script": "<script>alert(1)</script>\"'><svg onload=alert(2)><img src=x onerror=alert(3)>",
    "formula": "=cmd|' /C calc'!A0",
    "formula of another kind": "@SUM(1+1)*cmd|' /C calc'!A0",
    "file": '<img src=file:///etc/passwd> ![x](file:///etc/passwd) [y](file:///etc/passwd) <iframe src="file:///etc/passwd">',
    "another site": "<link rel=stylesheet href=https://evil.example/x.css> ![x](https://evil.example/x.png) url(https://evil.example)",
    "letters that XML lacks": "a\x01b\x0bc\x1f\ufffe\uffffd",
    "direction": "\u202egnp.exe\u202c \u2066abc\u2069 \u200b\ufeff",
    "template": "{{ 7*7 }} {% load x %} ${7*7} <!--#include file=x-->",
    "word of thousands": "x" * 5_000,
    "path": "../../../etc/passwd\\..\\con.txt|a:b",
    "XML": "]]> <!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]> &y; <w:instrText>INCLUDETEXT</w:instrText>",
}
# What a page may hold: everything else in it is text.
RUNS = {"script", "iframe", "object", "embed", "img", "link", "style", "base", "form", "meta"}
FETCHES = (
    "src",
    "srcset",
    "data",
    "background",
    "poster",
    "action",
    "formaction",
    "style",
    "xlink:href",
)
# Records that no output tells of, or that rows of a fixed order stand for.
UNTOLD = {
    "sendprog.Exemption",
    "sendprog.HeadingChoice",
    "sendprog.MonthLock",
    "strands.UpdateRound",
    "strands.Reminder",
    "ehcp.ContactReturn",
}
# Chosen from a list or made of an address, so that nobody types them.
NOT_TYPED = {
    "slug",
    "reference",
    "state",
    "basis",
    "stage",
    "room",
    "section",
    "unit",
    "polarity",
    "status",
    "block",
    "response",
}
NOT_TYPED |= {
    "kind",
    "measure",
    "texts",
    "filling",
    "payer",
    "proximity",
    "axis",
    "standing",
    "code",
    "rendered",
    "data_version",
}


def typed(record: object) -> list:
    """The record's fields that somebody types text into."""
    kinds = (models.CharField, models.TextField)
    fields = [
        one for one in record._meta.concrete_fields if isinstance(one, kinds) and not one.choices
    ]
    fields = [one for one in fields if not isinstance(one, PartialDateField)]
    # Why there is no value, beside a value: the database refuses that.
    fields = [one for one in fields if one.name != "missing" or record.missing]
    return [
        one
        for one in fields
        if one.name not in NOT_TYPED and not one.name.endswith(("_marker", "marker", "_basis"))
    ]


def told() -> list[type[Tracked]]:
    """Every model whose records an output tells of."""
    return [model for model in tracked_models() if model._meta.label not in UNTOLD]


def complete() -> Meeting:
    """A meeting to publish for, and one of each kind of record that the demonstration has none of."""
    meeting = builders.make_meeting(date(2025, 1, 29))
    strand, risk = Strand.objects.first(), Risk.objects.first()
    builders.make_ask(
        "poisoned",
        meeting=meeting,
        strand=strand,
        risk=risk,
        response="answered",
        responded_on=date(2025, 1, 20),
    )
    builders.make_title_block(meeting)
    builders.make_paper_section("poisoned", standing_text="Words")
    commitment = builders.make_commitment("poisoned")
    builders.make_condition_status(builders.make_condition(commitment, strand=strand))
    builders.make_commitment_report(commitment)
    builders.make_position_figure(MonthlyPosition.objects.first())
    builders.make_saving("poisoned", strand=strand, confidence=builders.make_confidence())
    builders.make_contribution(builders.make_plan("poisoned"))
    builders.make_target("ehcp.plans_issued", basis_text="Words", set_by="Words")
    builders.make_workstream(strand=strand)
    builders.make_scorecard_measure()
    builders.make_exception(
        closing="decision",
        closed_on=date(2025, 1, 20),
        closing_reason="Words",
        covers_to=date(2024, 12, 31),
    )
    return meeting


def poison(text: str) -> int:
    """Write the text into every typed field of every record, past any form; how many it was written into."""
    count = 0
    with change(by=None, reason=text):
        for model in told():
            for record in model.objects.all():
                for field in typed(record):
                    setattr(
                        record, field.name, text[: field.max_length] if field.max_length else text
                    )
                    count += 1
                record.save()
    return count


@pytest.fixture(scope="module", params=HOSTILE)
def published(request, unpublished_demonstration) -> tuple[str, dict[str, bytes]]:
    """Every page and file of an edition whose every text is this one, by address."""
    text = HOSTILE[request.param]
    with transaction.atomic():
        meeting = complete()
        poisoned = complete_names()
        assert poison(text) > 500
        meeting.refresh_from_db()
        builders.make_exemption(
            Milestone.objects.first(), public_interest_reason=text, decided_by=text[:120]
        )
        edition = builders.make_edition(meeting, note=text[:300], urgency=text)
        held = edition.held.exclude(kind=ContentKind.SECTION).select_related("file")
        found = {one.name: bytes(one.file.content) for one in held}
        assert poisoned == [] and "part-two.docx" in found
        found |= served_once(edition, text)
        transaction.set_rollback(True)
    cache.clear()
    return text, found


def complete_names() -> list[str]:
    """The models without a record to write into; there must be none."""
    return [
        model._meta.label for model in told() if not model.objects.exists() and any_typed(model)
    ]


def any_typed(model: type[Tracked]) -> bool:
    return bool(typed(model()))


def served_once(edition: Edition, text: str) -> dict[str, bytes]:
    """What exists outside the edition and tells of it: the meetings, and corrections of a figure that changed, once withdrawn."""
    builders.make_withdrawal(edition, reason=text)
    record = IndicatorReturn.objects.exclude(value=None).first()
    with change(by=None, reason=text):
        record.value += 1
        record.save()
    client = reader("manager")
    day = edition.meeting_date
    addresses = [
        "/meetings/",
        f"/meetings/{day}/",
        f"/meetings/{day}/asks/",
        "/corrections/",
        "/corrections/corrections.csv",
    ]
    responses = {address: client.get(address) for address in addresses}
    assert {one.status_code for one in responses.values()} == {200}
    # As a kept page: its title's line, then what stands in <main>.
    return {
        f"once{address}": one.content
        if address.endswith(".csv")
        else b"\n" + main_of(one.content.decode()).encode()
        for address, one in responses.items()
    }


FIGURE = re.compile(rb'<script type="application/json">([^<]*)</script>')


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_pages_hold_nothing_that_runs_or_is_fetched(published):
    text, held = published
    pages = {name: content for name, content in held.items() if name.endswith("/") or not name}
    assert len(pages) > 60 and {"print/", "briefing/", ""} <= set(pages)
    said = escape(text)[:40].encode()
    assert (
        sum(said in content for content in pages.values()) > 40
        and said in pages["print/"]
        and said in pages["briefing/"]
    )
    for name, content in pages.items():
        elements = _Elements()
        elements.feed(content.decode().partition("\n")[2])
        # A chart's figure is data, and ends where it says.
        figures = [attributes for tag, attributes in elements.found if tag == "script"]
        assert figures == [{"type": "application/json"}] * len(FIGURE.findall(content))
        for figure in FIGURE.findall(content):
            assert json.loads(figure)["data"], name
        for tag, attributes in elements.found:
            if tag == "script":
                continue
            assert tag not in RUNS - ({"form"} if name == "milestones/" else set()), (name, tag)
            assert not [one for one in attributes if one.startswith("on") or one in FETCHES], (
                name,
                tag,
                attributes,
            )
            link = attributes.get("href", "").strip().lower()
            assert not re.match(r"(?:javascript|data|vbscript|file):|//", link), (name, link)
            assert "49" not in attributes.get("id", "")


def test_names_and_addresses_are_ours(published):
    _, held = published
    assert [name for name in held if not re.fullmatch(r"[a-z0-9/._-]*", name)] == []
    names = list(unzipped(held["data.zip"]))
    assert [
        name
        for name in names
        if not re.fullmatch(r"(?:csv/|load/)?[A-Za-z-]+\.(?:csv|xlsx|json|txt)", name)
    ] == []
    assert {f"csv/{name}.csv" for name in TABLES} <= set(names)


def test_cells_are_text(published):
    _, held = published
    files = unzipped(held["data.zip"]) | {
        name: content for name, content in held.items() if name.endswith(".csv")
    }
    tables = {name: content for name, content in files.items() if name.endswith(".csv")}
    assert len(tables) > 40
    for name, content in tables.items():
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            runs = [
                cell
                for cell in row
                if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number(cell)
            ]
            assert runs == [], name
    json.loads(files["data.json"])


def is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", cell) is not None


def external(content: bytes) -> list[str]:
    """What an Office file points at outside itself; each of its XML parts must be sound."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        for name in file.namelist():
            assert ".." not in name and not name.startswith("/")
            if name.endswith((".xml", ".rels")):
                tree = etree.fromstring(file.read(name), etree.XMLParser(resolve_entities=False))
                assert tree.getroottree().docinfo.doctype == ""
                found += [
                    one.get("Target")
                    for one in tree.iter("{*}Relationship")
                    if one.get("TargetMode") == "External"
                ]
    return found


def test_workbook_opens_and_works_out_nothing(published):
    text, held = published
    content = unzipped(held["data.zip"])["sendprog.xlsx"]
    assert external(content) == []
    book = load_workbook(io.BytesIO(content))
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"} and not any(
        cell.hyperlink for cell in cells
    )
    told = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)[:80]
    assert any(told in str(cell.value) for cell in cells)


def test_paper_opens_and_points_at_no_file(published):
    _, held = published
    for name in ("paper.docx", "part-two.docx"):
        links = [
            link
            for link in external(held[name])
            if not link.startswith(("http://", "https://", "mailto:"))
        ]
        assert links == [], name
        document = opened(held[name])
        names = {
            etree.QName(one).localname
            for one in document.element.body.iter()
            if isinstance(one.tag, str)
        }
        assert not names & {"instrText", "fldSimple", "object", "altChunk"}, name


def test_editions_are_gone_again():
    """Each was published and rolled back: none is left for the next."""
    assert not Edition.objects.exists()


def test_pack_of_nothing_is_whole():
    """A programme without a record has files too, and they open."""
    from_nothing = unzipped(render_page(nothing(), None, "data.zip").content)
    assert not any(name.startswith("load/") for name in from_nothing)
    assert load_workbook(io.BytesIO(from_nothing["sendprog.xlsx"])).sheetnames == [
        "Cover",
        "Notes",
        "Symbols",
    ]


def nothing() -> Snapshot:
    return Snapshot(
        on=date(2025, 1, 22),
        viewer=Audience.MEMBER,
        key="nothing",
        read=lambda section: b"[]",
        published=True,
    )
