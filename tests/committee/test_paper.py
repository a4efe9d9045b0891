"""The committee paper, read back with python-docx: its order and numbers, and a file that anyone can read."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import transaction
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

import committee.pages.overview
import ehcp.headlines
import ehcp.measures
import finance.headlines
from committee.models import Meeting
from committee.models.paper import PaperSection, PaperTitleBlock
from committee.paper import paper
from committee.paper.docx_template import fit
from committee.paper.rich_text import blocks_of
from committee.paper.word_tables import contributions_table
from committee.paper.word_writer import split_item_marker
from committee.snapshot import catalogue
from finance.snapshot import ContributionRow
from sendprog.demo import DEVON
from sendprog.pages.narrative import render_markdown
from sendprog.records.snapshots import live_snapshot, uncached_snapshot
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear
from strands.models import StrandUpdate
from tests import builders
from tests.crawling import EDITION, reader
from tests.pages.test_facts import says
from tests.sendprog.test_charts_svg import HOSTILE
from tests.timing import quickest
from tests.word import TITLE, items, opened, paragraphs, said, sections, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]

SECOND = 1.0
MARCH = PartialDate.parse("March 2025")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def made(*, draft: bool = True) -> bytes:
    return paper(uncached_snapshot(), None, draft=draft)


@pytest.fixture(scope="module")
def document(published_demonstration):
    """The paper as members read it: the published edition's own file."""
    return opened(reader().get(f"{EDITION}paper.docx").content)


def styles(document) -> list[tuple[str, str]]:
    return [
        (item.style.name, said(item)) for item in items(document) if isinstance(item, Paragraph)
    ]


def test_sections_stand_in_the_councils_order(document):
    heads = [words for style, words in styles(document) if style == "Heading 1"]
    assert [head.partition(" ")[2] for head in heads[:10]] == [
        "Recommendation",
        "Background / Introduction",
        "Update on the programme",
        "Strategic Plan",
        "Financial Considerations",
        "Legal Considerations",
        "Environmental Impact Considerations (Including Climate Change, Sustainability and Socio-economic)",
        "Equality Considerations",
        "Risk Management Considerations",
        "Summary / Conclusions / Reasons for Recommendations",
    ]
    assert [head.partition(" ")[0] for head in heads] == [
        *map(str, range(1, 11)),
        "Annex",
        "Annex",
        "Annex",
    ]
    assert [words[:3] for style, words in styles(document) if style == "Heading 2"][:3] == [
        "3.1",
        "3.2",
        "3.3",
    ]


def test_headings_go_down_one_level_at_a_time(document):
    levels = [
        0 if style == "Title" else int(style[-1])
        for style, _ in styles(document)
        if re.match("Title$|Heading", style)
    ]
    assert levels[0] == 0 and levels.count(0) == 1
    assert [pair for pair in pairwise(levels) if pair[1] - pair[0] > 1] == []


def test_paragraphs_are_numbered_in_turn(document):
    """Within a section every number is the next one, so that a member can name a paragraph."""
    numbers = [
        tuple(map(int, words.split()[0].split(".")))
        for style, words in styles(document)
        if style in ("Numbered Paragraph", "Heading 2") and words[0].isdigit()
    ]
    assert len(numbers) > 60
    assert numbers == sorted(set(numbers))
    by_parent: dict[tuple, list[int]] = {}
    for number in numbers:
        by_parent.setdefault(number[:-1], []).append(number[-1])
    assert {
        parent: some for parent, some in by_parent.items() if some != list(range(1, len(some) + 1))
    } == {}


def test_what_records_fill_in_follows_the_sections_texts(document):
    """The report's own paragraphs keep their numbers: what is generated begins after the last of them."""
    found = paragraphs(document)
    assert says(found["5.8"], finance.headlines.sentence(live_snapshot())) and "5.9" not in found
    assert [number for number in found if number.startswith("5.") and "Table" in found[number]] == [
        "5.8"
    ]
    assert max(int(number.partition(".")[2]) for number in found if number.startswith("2.")) == 4
    assert [number for number in found if number.partition(".")[0] in ("1", "4", "6", "7", "8", "10")] == [
        "1.1", "4.1", "6.1", "7.1", "8.1", "10.1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({"withheld": True}, ["Department", "2024/25", "£5.0 million", "Withheld"]),
        ({"received": MARCH}, ["Department", "2024/25", "£5.0 million", "Received March 2025"]),
        ({"due": MARCH}, ["Department", "2024/25", "£5.0 million", "Due March 2025"]),
        ({}, ["Department", "2024/25", "£5.0 million", "Not given"]),
        (
            {"basis": Basis.ILLUSTRATIVE},
            [
                "Department (Illustrative: a made-up example)",
                "2024/25",
                "£5.0 million",
                "Not given",
            ],
        ),
    ],
)
def test_contributions_say_their_state(fields, row):
    plain = {"due": None, "received": None, "withheld": False, "basis": Basis.REPORTED}
    one = ContributionRow(
        "plan",
        "Department",
        FinancialYear(2024),
        amount=Decimal(5_000_000),
        source="",
        **plain | fields,
    )
    assert contributions_table([one], date(2025, 3, 1)).rows == [row]


def test_every_table_repeats_its_head_and_has_a_caption(document):
    before: Paragraph | Table | None = None
    captions = []
    for item in items(document):
        if isinstance(item, Table):
            assert isinstance(before, Paragraph) and before.style.name == "Caption", said(item)[:80]
            captions.append(before.text)
            rows = item._tbl.findall(qn("w:tr"))
            assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None, before.text
            assert all(
                row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows
            ), before.text
            assert (
                item._tbl.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").get(qn("w:val"))
                == before.text
            )
            assert len({len(row.findall(qn("w:tc"))) for row in rows}) == 1
        before = item
    assert [caption.partition(":")[0] for caption in captions] == [
        f"Table {number}" for number in range(1, len(captions) + 1)
    ]
    assert len(captions) > 15


def test_every_picture_says_what_it_shows(document):
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 3
    for picture, told in zip(
        pictures,
        ("Plans issued nearly doubled", "Overdue annual reviews fell", "The forecast"),
        strict=True,
    ):
        assert picture.get("descr", "").startswith(told)
    names = [
        words
        for style, words in styles(document)
        if style == "Caption" and words.startswith("Figure")
    ]
    assert [name[:9] for name in names] == ["Figure 1:", "Figure 2:", "Figure 3:"]


def test_pictures_hold_the_words_of_their_charts():
    """A server without fonts draws them all the same: more than lines and points is black."""
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        drawn = [file.read(name) for name in file.namelist() if name.startswith("word/media/")]
    assert len(drawn) == 3
    assert all(one.startswith(b"\x89PNG") and len(one) > 10_000 for one in drawn)


def test_language_and_properties(document):
    about = document.core_properties
    assert (
        about.title
        == "Update on Special Educational Needs & Disabilities (SEND) Transformation Programme"
    )
    assert (about.language, about.author, about.last_modified_by, about.comments) == (
        "en-GB",
        "Devon County Council",
        "",
        DEVON.notice,
    )
    languages = {element.get(qn("w:val")) for element in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        assert [name for name in file.namelist() if b"en-US" in file.read(name)] == []
    assert about.created.date() == about.modified.date() == date(2025, 1, 22)


def test_no_name_of_a_person_is_in_the_file():
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        everything = b"".join(file.read(name) for name in file.namelist())
    assert [
        name
        for name in (b"python-docx", b"Steve", b"Canny", b"manager<", b"thumbnail")
        if name in everything
    ] == []


def head_and_foot(document) -> str:
    section = document.sections[0]
    return " ".join(
        one.text for part in (section.header, section.footer) for one in part.paragraphs
    )


@pytest.mark.parametrize("draft", [True, False])
def test_draft_is_said_until_it_is_published(draft):
    document = opened(made(draft=draft))
    assert ("DRAFT" in head_and_foot(document)) is draft
    assert ("DRAFT" in texts(document)) is draft


def test_every_page_has_its_number(document):
    fields = [
        element.text.strip()
        for element in document.sections[0].footer._element.iter(qn("w:instrText"))
    ]
    assert fields == ["PAGE", "NUMPAGES"]


def test_same_snapshot_makes_the_same_bytes():
    first = made()
    cache.clear()
    assert made() == first


def test_paper_is_made_within_a_second():
    made()
    snapshot = uncached_snapshot()
    took, content = quickest(lambda: paper(snapshot, None, draft=True))
    print(f"\nThe paper: {took:.2f} s, {len(content):,} bytes")
    assert took < SECOND


def test_illustrative_figures_say_so(document):
    """The months made up for the demonstration, in the captions of both charts and in every row of their numbers."""
    numbers = sections(document)["Annex C"]
    months = re.findall(
        r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20\d\d [\d,]+(?: a month)? (\w+)",
        numbers,
    )
    assert len(months) == 23 + 7 and set(months) == {"Illustrative"}
    figures = [
        words
        for style, words in styles(document)
        if style == "Caption" and re.match("Figure [12]", words)
    ]
    issued, overdue = figures
    assert "Illustrative month: made up" in issued
    # The months' note is of the mean of plans issued alone.
    assert "Illustrative: a made-up example" in overdue and "average" not in overdue


def test_what_is_not_known_is_not_made_up(document):
    title = sections(document)[TITLE]
    for label in (
        "Report number",
        "Electoral divisions",
        "Cabinet member",
        "Contact",
        "Background papers",
    ):
        assert f"{label}: Not given" in title


def test_title_block_tells_what_was_entered():
    block = PaperTitleBlock(
        meeting=Meeting.objects.get(date=date(2025, 1, 22)),
        report_number="CS/25/01",
        electoral_divisions="All",
        cabinet_member="Cabinet Member for Children's Services",
        contact="SEND strategy team",
        background_papers="The first paper\n\nThe second paper",
    )
    builders.saved(block)
    try:
        title = sections(opened(made()))[TITLE]
        for told in (
            "Report number: CS/25/01",
            "Electoral divisions: All",
            "Contact: SEND strategy team",
            "The second paper",
        ):
            assert told in title
        assert "Not given" not in title
    finally:
        block.delete()


def test_page_and_paper_agree_on_every_headline(document):
    """Each reading of every room, as the measures page words it, stands in the paper with its window."""
    snapshot = live_snapshot()
    told = texts(document)
    readings = [
        *catalogue.latest_readings(snapshot).values(),
        *committee.pages.overview.headline_readings(snapshot).values(),
    ]
    # The paper lists no EHCP measure that has never had a value.
    never_given = {measure.address for measure in ehcp.measures.MEASURES} - {
        reading.measure.address for reading in ehcp.headlines.latest_computed(snapshot)
    }
    readings = [one for one in readings if not (one.missing and one.measure.address in never_given)]
    assert len(readings) > 30
    assert [one.measure.address for one in readings if not says(told, one.in_words)] == []
    # The months behind the charts are named as the charts name them ("Nov 2024").
    rooms = [one for one in readings if not one.measure.address.startswith("ehcp.")]
    assert [one.measure.address for one in rooms if one.when not in told] == []
    assert ehcp.headlines.sentence(snapshot) in told
    assert finance.headlines.sentence(snapshot) in told


def test_paper_is_served_and_linked():
    client = reader("manager")
    response = client.get("/live/paper.docx")
    assert (
        response["Content-Type"]
        == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    assert response["Content-Disposition"] == 'attachment; filename="paper.docx"'
    assert "DRAFT" in head_and_foot(opened(response.content))
    assert 'href="paper.docx"' in client.get("/live/").content.decode()


# Hostile text

RAW = [
    *HOSTILE,
    "<img src=file:///etc/passwd>",
    "![x](file:///etc/passwd)",
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }}",
    "a\x00b\x0bc\ufffe\uffff",
    "\u202etxt.exe\u2069",
    '<w:r><w:t>x</w:t></w:r> & "',
    "[a](javascript:alert(1)) [b](http://x.example/?a=1&b=<2>) [c](//evil.example)",
    "x" * 9_000,
]


def hostile(text: str):
    """A programme whose every text is this one."""
    strand = builders.make_strand("hostile", number=99, name=text[:120] or "x")
    update = builders.make_update(strand=strand)
    for name in StrandUpdate.NARRATIVE:
        setattr(update, name, text)
    builders.saved(update)
    risk = builders.make_risk("hostile-risk", title=text[:200] or "x", description=text)
    builders.make_mitigation(risk, text=text)
    builders.make_milestone(
        "hostile-milestone",
        strand=strand,
        title=text[:200] or "x",
        stage_words=text[:200],
        note=text[:200],
    )
    builders.make_meeting(
        date(2025, 1, 30),
        title=text[:200],
        standing_note=text,
        recommendation=text,
        report_of=text[:200],
    )
    builders.saved(
        PaperSection(slug="hostile-section", order=5, title=text[:160] or "x", standing_text=text)
    )


@pytest.mark.parametrize(
    "text", [text for text in RAW if "\ud800" not in text and "\x00" not in text]
)
def test_hostile_text_stays_text(text):
    with transaction.atomic():
        hostile(text)
        content = made()
        transaction.set_rollback(True)
    cache.clear()
    document = opened(content)
    outside = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert [
        link for link in outside if not link.startswith(("http://", "https://", "mailto:"))
    ] == []
    assert not any(
        "file:" in one.target_ref
        for part in document.part.package.iter_parts()
        for one in part.rels.values()
        if one.is_external
    )
    fields = list(document.element.body.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:object")))
    assert fields == []
    assert (
        fit(text[:100]).strip() in " ".join(texts(document).split())
        or "[" in text
        or "<" in text
        or "  " in text
    )


def test_letters_that_xml_lacks_or_that_turn_a_line_are_left_out():
    assert fit("a\x00b\x0bc\ufffe\u202ed\u2069e\tf\ng") == "abcde f g"
    assert fit("\ud800x\U0001f600") == "x\U0001f600"


@given(st.text(max_size=300))
def test_any_text_is_fit_for_xml(text):
    element = etree.Element("a")
    element.text = fit(text)
    assert etree.fromstring(etree.tostring(element)).text in (fit(text), None)


@given(st.text(alphabet="ab *_-#>`[]()1.\n<&!", max_size=200))
def test_narrative_keeps_every_word(text):
    """Whatever Markdown makes of a text, the paper has the letters that the page has."""
    html = render_markdown(text)
    plain = (
        re.sub("<[^>]+>", "", re.sub("<br>", " ", html))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )
    told = "".join(piece.text for block in blocks_of(html) for piece in block.pieces)
    assert "".join(told.split()) == "".join(plain.split())


def shapes(text: str) -> list[tuple]:
    return [
        (one.kind, one.marker, one.depth, "".join(piece.text for piece in one.pieces))
        for one in blocks_of(render_markdown(text))
    ]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One\n\nTwo", [("p", "", 0, "One"), ("p", "", 0, "Two")]),
        ("- a\n- b", [("li", "", 1, "a"), ("li", "", 1, "b")]),
        ("- a\n  - b\n- c", [("li", "", 1, "a"), ("li", "", 2, "b"), ("li", "", 1, "c")]),
        ("1. a\n2. b", [("li", "1.", 1, "a"), ("li", "2.", 1, "b")]),
        ("- a\n\n  more\n- b", [("li", "", 1, "a"), ("more", "", 1, "more"), ("li", "", 1, "b")]),
        ("### Head\n\ntext", [("h", "", 0, "Head"), ("p", "", 0, "text")]),
        ("> said", [("q", "", 0, "said")]),
        ("a **b** *c* `d`", [("p", "", 0, "a b c d")]),
        ("", []),
    ],
)
def test_narrative_as_blocks(text, blocks):
    assert shapes(text) == blocks


def test_narrative_keeps_bold_italic_and_links():
    (block,) = blocks_of(render_markdown("a **b** *c* [d](https://x.example) [e](/strands/)"))
    assert [
        (one.text, one.bold, one.italic, one.href) for one in block.pieces if one.text.strip()
    ] == [
        ("a ", False, False, ""),
        ("b", True, False, ""),
        ("c", False, True, ""),
        ("d", False, False, "https://x.example"),
        ("e", False, False, ""),
    ]


@pytest.mark.parametrize(
    ("text", "marker", "rest"),
    [
        ("(ii) specific action", "(ii)", "specific action"),
        ("a) Note the progress", "a)", "Note the progress"),
        ("12) the twelfth", "12)", "the twelfth"),
        ("(see Annex A) the strands", "", "(see Annex A) the strands"),
        ("plain", "", "plain"),
        ("(i)", "", "(i)"),
        ("", "", ""),
    ],
)
def test_item_keeps_its_own_marker(text, marker, rest):
    found, left = split_item_marker(text)
    assert (found, left if isinstance(left, str) else "".join(piece.text for piece in left)) == (
        marker,
        rest,
    )


def poisoned() -> bytes:
    with transaction.atomic():
        hostile("Words <img src=file:///etc/passwd> =cmd|' /C calc'!A0 {{ 7*7 }}")
        content = made()
        transaction.set_rollback(True)
    cache.clear()
    return content


def workbook() -> bytes:
    with zipfile.ZipFile(io.BytesIO(reader().get(f"{EDITION}data.zip").content)) as pack:
        return pack.read("sendprog.xlsx")


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed: conversion not tried")
@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("paper.docx", made, "£51.6 million"),
        ("poisoned.docx", poisoned, "Words <img src=file:///etc/passwd>"),
        ("sendprog.xlsx", workbook, "Plans issued each month"),
    ],
    ids=["paper", "poisoned", "workbook"],
)
def test_libreoffice_converts_it(name, make, said, tmp_path):
    """And what comes out says what went in."""
    (tmp_path / name).write_bytes(make())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        OFFICE,
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / name),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = PdfReader((tmp_path / name).with_suffix(".pdf")).pages
    assert said in " ".join(" ".join(page.extract_text().split()) for page in pages)
