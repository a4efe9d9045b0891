"""Sanitised HTML as blocks of formatted text, for Word: the few elements that narratives may
contain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser


@dataclass(frozen=True)
class Piece:
    """A run of text in one format. `href` is a web or mail address."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, by kind: "p", heading "h", list item "li", its second paragraph "more",
    quotation "q".

    The `marker` of an ordered item is its number, that of a bullet "".
    """

    kind: str
    pieces: tuple[Piece, ...]
    depth: int = 0
    marker: str = ""


LINKED = ("http://", "https://", "mailto:")
FORMATS = {"strong": "bold", "em": "italic", "code": "code"}
HEADINGS = ("h3", "h4")


class BlockParser(HTMLParser):
    """Turns elements into blocks. Of unknown elements only the text is taken."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.formats: list[tuple[str, Piece]] = []
        self.lists: list[int | None] = []
        self.item = ""
        self.is_item = False
        self.kind = "p"
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORMATS or tag == "a":
            self.start_format(tag, attrs)
        elif tag == "br":
            self.pieces.append(Piece(" "))
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.start_item()
        elif tag == "blockquote":
            self.end_block()
            self.quoted += 1
        elif tag in HEADINGS or tag == "p":
            self.end_block()
            self.kind = "h" if tag in HEADINGS else "p"

    def start_format(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        current = self.formats[-1][1] if self.formats else Piece("")
        if tag == "a":
            href = next((value for name, value in attrs if name == "href"), None) or ""
            piece = replace(current, href=href if href.lower().startswith(LINKED) else "")
        else:
            piece = replace(current, **{FORMATS[tag]: True})
        self.formats.append((tag, piece))

    def start_item(self) -> None:
        self.end_block()
        self.is_item = True
        if self.lists and self.lists[-1] is not None:
            self.lists[-1] += 1
            self.item = f"{self.lists[-1]}."
        else:
            self.item = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in FORMATS or tag == "a":
            places = [place for place, (name, _) in enumerate(self.formats) if name == tag]
            del self.formats[places[-1] if places else len(self.formats) :]
        elif tag in ("ul", "ol"):
            self.end_block()
            del self.lists[-1:]
        elif tag == "blockquote":
            self.end_block()
            self.quoted = max(0, self.quoted - 1)
        elif tag in ("li", "p", *HEADINGS):
            self.end_block()
            self.kind = "p"

    def handle_data(self, data: str) -> None:
        current = self.formats[-1][1] if self.formats else Piece("")
        self.pieces.append(replace(current, text=data))

    def end_block(self) -> None:
        """Close the open paragraph and, if it has any text, add it."""
        pieces, self.pieces = trimmed(self.pieces), []
        if not pieces:
            return
        if self.lists:
            # A second paragraph of an item has no marker.
            kind = "li" if self.is_item else "more"
            self.blocks.append(Block(kind, pieces, len(self.lists), self.item))
            self.is_item = False
        else:
            self.blocks.append(Block("q" if self.quoted else self.kind, pieces))


def trimmed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with white space collapsed, and none at either end."""
    result: list[Piece] = []
    for piece in pieces:
        text = collapsed(piece.text)
        if not result or result[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            result.append(replace(piece, text=text))
    if result:
        result[-1] = replace(result[-1], text=result[-1].text.rstrip())
    return tuple(piece for piece in result if piece.text)


def collapsed(text: str) -> str:
    """The text with each run of white space as one space."""
    words = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    after = " " if words and text[-1:].isspace() else ""
    return f"{before}{words}{after}"


def blocks_of(html: str) -> list[Block]:
    """The blocks of sanitised HTML, in order."""
    reader = BlockParser()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


def text_of(html: str) -> str:
    """The text of sanitised HTML, on one line."""
    return " ".join("".join(piece.text for piece in block.pieces) for block in blocks_of(html))
