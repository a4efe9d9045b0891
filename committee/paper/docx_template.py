"""An empty Word document with page size, styles, language, header, footer and properties.

And its bytes.
"""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

LANGUAGE = "en-GB"
FONT = "Arial"
INK = RGBColor(0x0B, 0x0C, 0x0C)
# Names of styles.
NUMBERED, ITEM, BODY = "Numbered Paragraph", "Numbered Item", "Body Text"
BULLET, BULLET_INSIDE = "List Bullet", "List Bullet 2"
CELL, CELL_HEAD, SMALL, TITLE_BLOCK = "Table Cell", "Table Head", "Small Print", "Title Block"
SIZES = {
    "Normal": 11,
    "Title": 20,
    "Heading 1": 16,
    "Heading 2": 13,
    "Heading 3": 12,
    "Heading 4": 11,
    "Caption": 10,
}
SPACE_BEFORE = {"Heading 1": 18, "Heading 2": 12, "Heading 3": 10, "Heading 4": 8, "Caption": 8}
HANGING = Cm(1.6)
# Characters that XML cannot hold, and those that change the direction of a line and so can hide
# text.
UNFIT = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Unused parts of python-docx's template: a thumbnail,
# and a copy of its styles in American English.
UNUSED_PARTS = {
    RELATIONSHIP_TYPE.THUMBNAIL,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATIONSHIP_TYPE.CUSTOM_XML,
}
# The earliest date in a ZIP file.
EARLIEST = date(1980, 1, 1)


def fit(text: object) -> str:
    """The text without characters that XML or a reader cannot take.

    Line ends and tabs become spaces.
    """
    return re.sub(r"[\t\n\r]+", " ", UNFIT.sub("", str(text)))


def new_document() -> WordDocument:
    """An empty A4 document with our styles, in British English."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    set_language_and_font(document)
    style_headings(document)
    add_styles(document)
    return document


def set_language_and_font(document: WordDocument) -> None:
    """Set the language of every style, and one font instead of the theme's."""
    for element in document.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            element.set(qn(name), LANGUAGE)
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), LANGUAGE)
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if "heme" in name]:
            del fonts.attrib[name]
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(name), FONT)


def style_headings(document: WordDocument) -> None:
    """Set size and space before, in points, of the built-in styles."""
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        style.font.bold = name != "Normal"
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.keep_with_next = name != "Normal"
    for name, before in SPACE_BEFORE.items():
        document.styles[name].paragraph_format.space_before = Pt(before)
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def add_styles(document: WordDocument) -> None:
    for name in (NUMBERED, ITEM, CELL, CELL_HEAD, SMALL, TITLE_BLOCK):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
    for name in (NUMBERED, ITEM):
        layout = document.styles[name].paragraph_format
        layout.left_indent, layout.first_line_indent = HANGING, -HANGING
        layout.tab_stops.add_tab_stop(HANGING)
        layout.space_before = Pt(6)
    item = document.styles[ITEM].paragraph_format
    item.left_indent, item.first_line_indent = HANGING + Cm(0.8), -Cm(0.8)
    for name, indent in ((BULLET, Cm(2.2)), (BULLET_INSIDE, Cm(2.9)), (BODY, HANGING)):
        document.styles[name].paragraph_format.left_indent = indent
    for name in (CELL, CELL_HEAD):
        document.styles[name].font.size = Pt(9)
        document.styles[name].paragraph_format.space_after = Pt(2)
        document.styles[name].paragraph_format.line_spacing = 1.0
    document.styles[CELL_HEAD].font.bold = True
    document.styles[SMALL].font.size = Pt(9)
    document.styles[TITLE_BLOCK].paragraph_format.space_after = Pt(3)


def field(paragraph: Any, instruction: str) -> None:
    """Append a field whose value Word works out, PAGE or NUMPAGES, each part in a run of its own."""
    parts = (
        f'<w:fldChar {nsdecls("w")} w:fldCharType="begin"/>',
        f'<w:instrText {nsdecls("w")} xml:space="preserve"> {instruction} </w:instrText>',
        f'<w:fldChar {nsdecls("w")} w:fldCharType="separate"/>',
        "",
        f'<w:fldChar {nsdecls("w")} w:fldCharType="end"/>',
    )
    for xml in parts:
        run = paragraph.add_run("" if xml else "1")
        if xml:
            run._r.append(parse_xml(xml))


def set_margins(document: WordDocument, head: str, foot: str, *, draft: bool) -> None:
    """Set the header of each page, with DRAFT until it is published, and the footer with the page
    number.

    A demonstration's notice stands above the header.
    """
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for name in ("Header", "Footer"):
        tabs = document.styles[name].paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    if settings.SENDPROG_DEMONSTRATION:
        header.insert_paragraph_before(
            fit(settings.SENDPROG_DEMONSTRATION), document.styles["Header"]
        )
    header.add_run(fit(head))
    if draft:
        header.add_run("\tDRAFT: not published").bold = True
    footer.add_run(f"{fit(foot)}\tPage ")
    field(footer, "PAGE")
    footer.add_run(" of ")
    field(footer, "NUMPAGES")


def set_properties(
    document: WordDocument, *, title: str, subject: str, author: str, on: date
) -> None:
    """Set the file's properties: title, subject, language and the council as author, and no
    person's name.
    """
    properties = document.core_properties
    properties.title, properties.subject, properties.language = (
        fit(title)[:255],
        fit(subject)[:255],
        LANGUAGE,
    )
    properties.author, properties.last_modified_by = fit(author)[:255], ""
    properties.comments = fit(settings.SENDPROG_DEMONSTRATION)[:255]
    properties.keywords = properties.category = ""
    properties.revision = 1
    properties.created = properties.modified = datetime.combine(max(on, EARLIEST), time(12))


def docx_bytes(document: WordDocument, on: date) -> bytes:
    """The file's bytes: the same for the same content, and without the template's unused parts."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype in UNUSED_PARTS:
                owner.rels.pop(key)
    first, final = io.BytesIO(), io.BytesIO()
    document.save(first)
    day = max(on, EARLIEST)
    with (
        zipfile.ZipFile(first) as source,
        zipfile.ZipFile(final, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, (day.year, day.month, day.day, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            # Unix, whatever system this runs on.
            entry.create_system = 3
            target.writestr(entry, source.read(part))
    return final.getvalue()
