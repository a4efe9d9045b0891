"""Sanitised narrative as pieces of text, ready for Word: the few elements that sendprog.pages.narrative allows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser


@dataclass(frozen=True)
class Piece:
    """A run of letters of one look; `href` is a link to another site or to mail."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph ("p"), heading ("h"), list item ("li", with its marker: "" a bullet) or quotation ("q")."""

    kind: str
    pieces: tuple[Piece, ...]
    depth: int = 0
    marker: str = ""


LINKED = ("http://", "https://", "mailto:")
LOOKS = {"strong": "bold", "em": "italic", "code": "code"}
HEADINGS = ("h3", "h4")


class _Reader(HTMLParser):
    """Elements to blocks. What is not known is read as its text: nothing is fetched, nothing is run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.looks: list[tuple[str, Piece]] = []
        self.lists: list[int | None] = []
        self.item = ""
        self.is_item = False
        self.kind = "p"
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LOOKS or tag == "a":
            now = self.looks[-1][1] if self.looks else Piece("")
            href = next((value or "" for name, value in attrs if name == "href"), "")
            changed = (
                {"href": href if href.lower().startswith(LINKED) else ""}
                if tag == "a"
                else {LOOKS[tag]: True}
            )
            self.looks.append((tag, replace(now, **changed)))
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

    def start_item(self) -> None:
        self.end_block()
        self.is_item = True
        if self.lists and self.lists[-1] is not None:
            self.lists[-1] += 1
            self.item = f"{self.lists[-1]}."
        else:
            self.item = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in LOOKS or tag == "a":
            places = [place for place, (name, _) in enumerate(self.looks) if name == tag]
            del self.looks[places[-1] if places else len(self.looks) :]
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
        look = self.looks[-1][1] if self.looks else Piece("")
        self.pieces.append(replace(look, text=data))

    def end_block(self) -> None:
        """Close the paragraph that is open, where it says anything."""
        pieces, self.pieces = without_edges(self.pieces), []
        if not pieces:
            return
        if self.lists:
            # A second paragraph of an item stands under its first, without a marker of its own.
            kind = "li" if self.is_item else "more"
            self.blocks.append(Block(kind, pieces, len(self.lists), self.item))
            self.is_item = False
        else:
            self.blocks.append(Block("q" if self.quoted else self.kind, pieces))


def without_edges(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with white space folded, none at either end."""
    kept: list[Piece] = []
    for one in pieces:
        text = " ".join(one.text.split())
        text = (
            f"{' ' if one.text[:1].isspace() else ''}{text}{' ' if one.text[-1:].isspace() and text else ''}"
        )
        if not kept or kept[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            kept.append(replace(one, text=text))
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(one for one in kept if one.text)


def blocks_of(html: str) -> list[Block]:
    """The blocks of sanitised HTML, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


def text_of(html: str) -> str:
    """What sanitised HTML says, on one line."""
    return " ".join("".join(piece.text for piece in block.pieces) for block in blocks_of(html))
