"""The paper as it is written from the top down: headings and paragraphs with their numbers, lists, tables, pictures."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape
from itertools import count
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from committee.paper.docx_template import BODY, BULLET, BULLET_INSIDE, CELL, CELL_HEAD, ITEM, NUMBERED, fit
from committee.paper.rich_text import Block, Piece, blocks_of

CODE_FONT = "Courier New"
WIDTH, PICTURE = Cm(16.4), Cm(14)
# Word keeps table widths in twentieths of a point.
TWENTIETHS = 635
LONGEST_LINK = 2_000
LOWEST_HEADING = 4
OWN_MARKER = re.compile(r"(\(?(?:[ivx]{1,5}|[a-z]|[0-9]{1,2})\))\s+(?=\S)")

Text = str | Sequence[Piece]


class Writer:
    """Writes into a document. Sections are numbered 1, 2, 3; their parts and paragraphs 3.1, 3.2; a part's 3.1.1."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self.numbers: list[int] = []
        self.annexes = 0
        self.level = 0
        self.tables, self.figures = count(1), count(1)
        self.style_ids = {style.name: style.style_id for style in document.styles}

    # Headings

    def section(self, title: str) -> None:
        """A numbered section: "5 Financial Considerations"."""
        self.numbers = [self.numbers[0] + 1 if self.numbers else 1, 0]
        self.heading(f"{self.numbers[0]} {title}", 1)

    def part(self, title: str) -> None:
        """A numbered part of a section: "3.1 Progress of each strand"."""
        del self.numbers[2:]
        self.heading(f"{self.next_number()} {title}", 2)
        self.numbers.append(0)

    def annex(self, title: str) -> None:
        """ "Annex A: The strands"; its paragraphs carry no numbers."""
        self.numbers = []
        self.heading(f"Annex {chr(ord('A') + self.annexes)}: {title}", 1)
        self.annexes += 1

    def under(self, title: str) -> None:
        """A heading without a number, one level below the section's or the part's."""
        self.heading(title, max(2, len(self.numbers)))

    def heading(self, title: str, level: int) -> None:
        self.paragraph(f"Heading {level}", fit(title))
        self.level = level

    def next_number(self) -> str:
        self.numbers[-1] += 1
        return ".".join(map(str, self.numbers))

    # Texts

    def paragraph(self, style: str, text: str = "") -> Any:
        """A new paragraph of a style. (python-docx looks each style up in the whole list: half the time of a paper.)"""
        paragraph = self.document.add_paragraph(text)
        paragraph._p.style = self.style_ids[style]
        return paragraph

    def numbered(self, text: Text) -> None:
        """A paragraph with its number; without one in an annex."""
        if not self.numbers:
            return self.plain(text)
        paragraph = self.paragraph(NUMBERED, f"{self.next_number()}\t")
        return self.add(paragraph, text)

    def plain(self, text: Text, style: str = BODY) -> None:
        """A paragraph without a number, of a style."""
        self.add(self.paragraph(style), text)

    def label(self, text: str) -> None:
        """A word or two in bold that what follows belongs to."""
        paragraph = self.paragraph(BODY)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(fit(text)).bold = True

    def bullet(self, text: Text, depth: int = 1, marker: str = "") -> None:
        """An item of a list; an ordered one carries its marker, and so does one whose text begins with it: "(i) …"."""
        if not marker:
            marker, text = marked(text)
        style = ITEM if marker else BULLET if depth < 2 else BULLET_INSIDE
        self.add(self.paragraph(style, f"{marker}\t" if marker else ""), text)

    def narrative(self, html: str) -> None:
        """Sanitised HTML: its paragraphs numbered, its lists and headings real ones."""
        heading = min(self.level + 1, LOWEST_HEADING)
        for block in blocks_of(html):
            self.block(block, heading)

    def block(self, block: Block, heading: int) -> None:
        match block.kind:
            case "h":
                self.paragraph(f"Heading {heading}", fit("".join(one.text for one in block.pieces)))
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
        """A link that a reader may follow; opening the file fetches nothing."""
        key = self.document.part.relate_to(fit(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run.underline = True
        anchor = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"/>')
        paragraph._p.replace(run._r, anchor)
        anchor.append(run._r)

    # Tables and pictures

    def table(
        self, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[int]
    ) -> None:
        """A captioned table: its first row heads every page it runs on to, its first column heads its rows.

        `shares` are the columns' widths, in proportion. Without rows nothing is written.
        """
        rows = list(rows)
        if not rows:
            return
        words = f"Table {next(self.tables)}: {fit(caption)}"
        self.paragraph("Caption", words)
        widths = [int(WIDTH / TWENTIETHS * share / sum(shares)) for share in shares]
        cell, headed = self.style_ids[CELL], self.style_ids[CELL_HEAD]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        body = "".join(row_xml(row, widths, [headed, *[cell] * (len(row) - 1)]) for row in rows)
        table = parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{self.style_ids["Table Grid"]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="108" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="00A0" w:firstRow="1" w:firstColumn="1"/><w:tblCaption w:val="{escape(words)}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{row_xml(head, widths, [headed] * len(head), is_head=True)}{body}</w:tbl>"
        )
        self.document.element.body.insert_element_before(table, "w:sectPr")

    def picture(self, png: bytes, *, alt: str, caption: str) -> None:
        """A picture with what it shows in words, and its caption under it."""
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


def marked(text: Text) -> tuple[str, Text]:
    """A text's own marker, "(ii)" or "a)", and the text without it; "" where it begins with none."""
    first, *rest = [Piece(text)] if isinstance(text, str) else text
    found = OWN_MARKER.match(first.text)
    return (found[1], [replace(first, text=first.text[found.end() :]), *rest]) if found else ("", text)


def row_xml(
    cells: Sequence[str], widths: Sequence[int], styles: Sequence[str], *, is_head: bool = False
) -> str:
    """A row that is never cut by a page's end; the head is repeated on each."""
    head = "<w:tblHeader/>" if is_head else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEEEEE"/>' if is_head else ""
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(fit(words))}</w:t></w:r></w:p></w:tc>'
        for words, width, style in zip(cells, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{inside}</w:tr>"
