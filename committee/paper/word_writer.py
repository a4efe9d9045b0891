"""Writes a Word document from the top down: numbered headings and paragraphs, lists, tables,
pictures.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import count
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from committee.paper.docx_template import (
    BODY,
    BULLET,
    BULLET_INSIDE,
    CELL,
    CELL_HEAD,
    ITEM,
    NUMBERED,
    fit,
)
from committee.paper.rich_text import Block, Piece, blocks_of
from committee.paper.word_tables import WordTable

CODE_FONT = "Courier New"
WIDTH, PICTURE = Cm(16.4), Cm(14)
# Word gives table widths in twentieths of a point, python-docx lengths in EMU.
EMU_PER_TWENTIETH = 635
LONGEST_LINK = 2_000
LOWEST_HEADING = 4
OWN_MARKER = re.compile(r"(\(?(?:[ivx]{1,5}|[a-z]|[0-9]{1,2})\))\s+(?=\S)")

Text = str | Sequence[Piece]


class Writer:
    """Appends to a document.

    Sections are numbered 1, 2, 3; their parts and paragraphs 3.1, 3.2; the paragraphs of a part
    3.1.1, 3.1.2.
    """

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self.numbers: list[int] = []
        self.annexes = 0
        self.level = 0
        self.tables, self.figures = count(1), count(1)
        self.style_ids = {style.name: style.style_id for style in document.styles}

    # Headings

    def section(self, title: str) -> None:
        """Start a section: "5 Financial Considerations"."""
        self.numbers = [self.numbers[0] + 1 if self.numbers else 1, 0]
        self.heading(f"{self.numbers[0]} {title}", 1)

    def part(self, title: str) -> None:
        """Start a part of a section: "3.1 Progress of each strand"."""
        del self.numbers[2:]
        self.heading(f"{self.next_number()} {title}", 2)
        self.numbers.append(0)

    @property
    def is_in_part(self) -> bool:
        return len(self.numbers) > 2

    def annex(self, title: str) -> None:
        """Start an annex: "Annex A: The strands". Its paragraphs are not numbered."""
        self.numbers = []
        self.heading(f"Annex {chr(ord('A') + self.annexes)}: {title}", 1)
        self.annexes += 1

    def under(self, title: str) -> None:
        """Write a heading without a number, one level below the section or part."""
        self.heading(title, max(2, len(self.numbers)))

    def heading(self, title: str, level: int) -> None:
        self.paragraph(f"Heading {level}", fit(title))
        self.level = level

    def next_number(self) -> str:
        self.numbers[-1] += 1
        return ".".join(map(str, self.numbers))

    # Texts

    def paragraph(self, style: str, text: str = "") -> Any:
        """Append a paragraph of a style and return it."""
        paragraph = self.document.add_paragraph(text)
        # Setting `paragraph.style` searches all styles each time, which takes half the time of a
        # paper.
        paragraph._p.style = self.style_ids[style]
        return paragraph

    def numbered(self, text: Text) -> None:
        """Write a numbered paragraph; in an annex, one without a number."""
        if self.numbers:
            self.add(self.paragraph(NUMBERED, f"{self.next_number()}\t"), text)
        else:
            self.plain(text)

    def plain(self, text: Text, style: str = BODY) -> None:
        """Write a paragraph without a number."""
        self.add(self.paragraph(style), text)

    def label(self, text: str) -> None:
        """Write a short label in bold for what follows."""
        paragraph = self.paragraph(BODY)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(fit(text)).bold = True

    def bullet(self, text: Text, depth: int = 1, marker: str = "") -> None:
        """Write a list item.

        An ordered one has its marker, given or at the start of its text: "(i) …".
        """
        if not marker:
            marker, text = split_item_marker(text)
        if marker:
            paragraph = self.paragraph(ITEM, f"{marker}\t")
        else:
            paragraph = self.paragraph(BULLET if depth < 2 else BULLET_INSIDE)
        self.add(paragraph, text)

    def narrative(self, html: str) -> None:
        """Write sanitised HTML: numbered paragraphs, and Word's own lists and headings."""
        heading = min(self.level + 1, LOWEST_HEADING)
        for block in blocks_of(html):
            self.block(block, heading)

    def block(self, block: Block, heading: int) -> None:
        match block.kind:
            case "h":
                self.paragraph(
                    f"Heading {heading}", fit("".join(piece.text for piece in block.pieces))
                )
            case "li":
                self.bullet(block.pieces, block.depth, block.marker)
            case "q" | "more":
                self.plain(block.pieces, "Quote" if block.kind == "q" else BODY)
            case _:
                self.numbered(block.pieces)

    def add(self, paragraph: Any, text: Text) -> None:
        for piece in [Piece(text)] if isinstance(text, str) else text:
            run = paragraph.add_run(fit(piece.text))
            run.bold, run.italic = piece.bold or None, piece.italic or None
            if piece.code:
                run.font.name = CODE_FONT
            if piece.href and len(piece.href) <= LONGEST_LINK:
                self.link(paragraph, run, piece.href)

    def link(self, paragraph: Any, run: Any, href: str) -> None:
        """Turn a run into a link. Word fetches nothing when it opens the file."""
        key = self.document.part.relate_to(fit(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run.underline = True
        anchor = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"/>')
        paragraph._p.replace(run._r, anchor)
        anchor.append(run._r)

    # Tables and pictures

    def table(self, caption: str, table: WordTable) -> None:
        """Write a captioned table; nothing if it has no rows.

        Its head is repeated on each page, and its first column heads the rows.
        """
        if not table.rows:
            return
        caption = f"Table {next(self.tables)}: {fit(caption)}"
        self.paragraph("Caption", caption)
        xml = self.table_xml(caption, table)
        self.document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")

    def table_xml(self, caption: str, table: WordTable) -> str:
        total = sum(table.shares)
        widths = [int(WIDTH / EMU_PER_TWENTIETH * share / total) for share in table.shares]
        cell, head = self.style_ids[CELL], self.style_ids[CELL_HEAD]
        head_styles, row_styles = [head] * len(widths), [head, *[cell] * (len(widths) - 1)]
        rows = [row_xml(table.head, widths, head_styles, is_head=True)]
        rows += [row_xml(row, widths, row_styles) for row in table.rows]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{self.style_ids["Table Grid"]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="108" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:firstColumn="1"/>'
            f'<w:tblCaption w:val="{escape(caption)}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def picture(self, png: bytes, *, alt: str, caption: str) -> None:
        """Write a picture with its text alternative, and its caption below."""
        paragraph = self.paragraph(BODY)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.add_run().add_picture(io.BytesIO(png), width=PICTURE)
        number = next(self.figures)
        for shape in paragraph._p.iter(qn("wp:docPr"), qn("pic:cNvPr")):
            shape.set("descr", fit(alt))
            shape.set("name", f"Figure {number}")
        after = self.paragraph("Caption", f"Figure {number}: {fit(caption)}")
        after.paragraph_format.keep_with_next = False


def split_item_marker(text: Text) -> tuple[str, Text]:
    """The marker that a text begins with, "(ii)" or "a)", and the rest; ("", text) if it begins
    with none.
    """
    first, *rest = [Piece(text)] if isinstance(text, str) else text
    match = OWN_MARKER.match(first.text)
    if match is None:
        return "", text
    return match[1], [replace(first, text=first.text[match.end() :]), *rest]


def row_xml(
    cells: Sequence[str], widths: Sequence[int], styles: Sequence[str], *, is_head: bool = False
) -> str:
    """A row that no page break cuts; a head is repeated on each page."""
    repeated = "<w:tblHeader/>" if is_head else ""
    shading = '<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>' if is_head else ""
    xml = [f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>"]
    for text, width, style in zip(cells, widths, styles, strict=True):
        xml.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shading}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
            f'<w:r><w:t xml:space="preserve">{escape(fit(text))}</w:t></w:r></w:p></w:tc>'
        )
    return "".join([*xml, "</w:tr>"])
