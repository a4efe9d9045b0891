"""A Word file read back: its text by section, in the order it stands."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

TITLE = "title"


def opened(content: bytes) -> WordDocument:
    """The document; every part of its file that is XML must be sound."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(file.read(name))
    return Document(io.BytesIO(content))


def items(document: WordDocument) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables in order."""
    for element in document.element.body:
        if element.tag == qn("w:p"):
            yield Paragraph(element, document)
        elif element.tag == qn("w:tbl"):
            yield Table(element, document)


def said(item: Paragraph | Table) -> str:
    """What it says, white space folded."""
    if isinstance(item, Paragraph):
        return " ".join(item.text.split())
    cells = (
        "".join(text.text or "" for text in cell.iter(qn("w:t")))
        for cell in item._tbl.iter(qn("w:tc"))
    )
    return " ".join(cells)


def sections(document: WordDocument) -> dict[str, str]:
    """The text by the number of its section ("5", with all its parts) and of its part ("9.2"); before the first, "title"."""
    found: dict[str, list[str]] = {TITLE: []}
    section, part = TITLE, ""
    for item in items(document):
        words = said(item)
        style = item.style.name if isinstance(item, Paragraph) else ""
        if style == "Heading 1":
            numbered = re.match(r"(Annex [A-Z]|[0-9]+)", words)
            assert numbered, words
            section, part = numbered[1], ""
        elif style == "Heading 2" and (numbered := re.match(r"[0-9]+\.[0-9]+(?= )", words)):
            part = numbered[0]
        for key in {section, part} - {""}:
            found.setdefault(key, []).append(words)
    return {key: " ".join(texts) for key, texts in found.items()}


NUMBERED = re.compile(r"[0-9]+\.[0-9]+(?=[. ])")


def paragraphs(document: WordDocument, *, tables: bool = True) -> dict[str, str]:
    """The text by the number that a member would name: "5.3" with its list and what stands under it, "3.1" with all its parts.

    Before the first section, "title". A section's own heading, one without a number, and an annex belong to no paragraph.
    Without `tables`: the texts alone.
    """
    found: dict[str, list[str]] = {TITLE: []}
    number = TITLE
    for item in items(document):
        words = said(item)
        style = item.style.name if isinstance(item, Paragraph) else ""
        if style == "Heading 1":
            number = ""
        elif (
            numbered := NUMBERED.match(words)
            if style in ("Heading 2", "Numbered Paragraph")
            else None
        ):
            number = numbered[0]
        elif style == "Heading 2":
            number = ""
        if number and (tables or style):
            found.setdefault(number, []).append(words)
    return {key: " ".join(texts) for key, texts in found.items()}


def lines(document: WordDocument) -> Iterator[str]:
    """Each paragraph, and each row of each table, by itself."""
    for item in items(document):
        if isinstance(item, Paragraph):
            yield said(item)
        else:
            yield from rows(item)


def rows(table: Table) -> Iterator[str]:
    """Each row's cells on one line."""
    for row in table._tbl.iter(qn("w:tr")):
        yield " ".join(
            "".join(text.text or "" for text in cell.iter(qn("w:t")))
            for cell in row.iter(qn("w:tc"))
        )


def rows_of_tables(document: WordDocument) -> dict[str, list[str]]:
    """The rows of all tables, each on one line, by the number of their section."""
    found: dict[str, list[str]] = {}
    section = TITLE
    for item in items(document):
        if isinstance(item, Table):
            found.setdefault(section, []).extend(rows(item))
        elif item.style.name == "Heading 1":
            section = said(item).partition(" ")[0]
    return found


def texts(document: WordDocument) -> str:
    """All it says."""
    return " ".join(said(item) for item in items(document))
