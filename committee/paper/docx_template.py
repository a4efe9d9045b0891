"""The empty document: A4, its styles, its language, its header and footer, its properties; and its bytes, always the same."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

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
NUMBERED, BULLET, BULLET_INSIDE, ITEM, BODY = (
    "Numbered Paragraph",
    "List Bullet",
    "List Bullet 2",
    "Numbered Item",
    "Body Text",
)
CELL, CELL_HEAD, SMALL, TITLE_BLOCK = "Table Cell", "Table Head", "Small Print", "Title Block"
HANGING = Cm(1.6)
# XML has no letter for these; and letters that turn the direction of a line hide what it says.
UNFIT = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Parts of the template that say nothing here: a picture of its first page, and its styles once more, in American English.
OF_THE_TEMPLATE = {
    RELATIONSHIP_TYPE.THUMBNAIL,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATIONSHIP_TYPE.CUSTOM_XML,
}
# The earliest day that a zip can name.
EARLIEST = date(1980, 1, 1)


def fit(text: object) -> str:
    """Text that XML can hold and that reads in the order it is written; line ends and tabs are spaces."""
    return re.sub(r"[\t\n\r]+", " ", UNFIT.sub("", str(text)))


def new_document() -> WordDocument:
    """A4 with our styles, in English as written in Britain."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    speak(document)
    style_headings(document)
    add_styles(document)
    return document


def speak(document: WordDocument) -> None:
    """The language of every text, and one font in place of the theme's."""
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
    sizes = {
        "Normal": 11,
        "Title": 20,
        "Heading 1": 16,
        "Heading 2": 13,
        "Heading 3": 12,
        "Heading 4": 11,
        "Caption": 10,
    }
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        style.font.bold = name != "Normal"
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.keep_with_next = name != "Normal"
    for name, before in {
        "Heading 1": 18,
        "Heading 2": 12,
        "Heading 3": 10,
        "Heading 4": 8,
        "Caption": 8,
    }.items():
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
    """A field that Word works out: PAGE or NUMPAGES."""
    kinds = (("begin", ""), ("", instruction), ("separate", ""), ("1", ""), ("end", ""))
    for kind, words in kinds:
        run = paragraph.add_run("1" if kind == "1" else "")
        if words:
            run._r.append(
                parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {words} </w:instrText>')
            )
        elif kind != "1":
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))


def set_margins(document: WordDocument, head: str, foot: str, *, draft: bool) -> None:
    """Each page's head, with DRAFT until it is published, and foot with the page's number."""
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for name in ("Header", "Footer"):
        tabs = document.styles[name].paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    header.add_run(fit(head))
    if draft:
        header.add_run("\tDRAFT: not published").bold = True
    footer.add_run(f"{fit(foot)}\tPage ")
    field(footer, "PAGE")
    footer.add_run(" of ")
    field(footer, "NUMPAGES")


def set_properties(document: WordDocument, *, title: str, subject: str, author: str, on: date) -> None:
    """What the file says of itself: a title, a language, a role, and no person's name."""
    about = document.core_properties
    about.title, about.subject, about.language = fit(title)[:255], fit(subject)[:255], LANGUAGE
    about.author, about.last_modified_by = fit(author)[:255], ""
    about.comments = about.keywords = about.category = ""
    about.revision = 1
    about.created = about.modified = datetime.combine(max(on, EARLIEST), time(12))


def saved(document: WordDocument, on: date) -> bytes:
    """The file's bytes, the same for the same content: no clock, and nothing of the template's that is not used."""
    for owner in (document.part.package, document.part):
        for key in [key for key, one in owner.rels.items() if one.reltype in OF_THE_TEMPLATE]:
            owner.rels.pop(key)
    made = io.BytesIO()
    document.save(made)
    day = max(on, EARLIEST)
    again = io.BytesIO()
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, (day.year, day.month, day.day, 12, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o600 << 16,
                3,
            )
            target.writestr(entry, source.read(part))
    return again.getvalue()
