"""What readers get of a snapshot: the blocks of its pages and of its paper."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.records.snapshots import Snapshot
from tests.programmes.maker import HIDDEN_TREES, TREES, UNSHOWN_TREES
from tests.word import WordDocument, items, rows, said

# A tag, or "row" for a row of a table of the paper, and its text.
Block = tuple[str, str]
BLOCK = re.compile(
    r"<((?:h[1-6]|p|li|dt|dd|th|td|caption|figcaption|div|section|tr|ul|ol|dl|table|tbody|thead|br)\b"
    r"|span class=\"(?:quiet|what)\")[^>]*>"
)
# A word of the made-up names and texts.
TREE = re.compile(rf"\b(?:{'|'.join((*TREES, *HIDDEN_TREES, *UNSHOWN_TREES))})\b", re.IGNORECASE)
HEADING = re.compile(r"h([1-6])")
PAPER, PRINT = "paper.docx", "print/"


@dataclass(frozen=True)
class Told:
    """What the readers of a snapshot get, the earlier one that it is compared with, and every address that it has."""

    snapshot: Snapshot
    pages: dict[str, str]
    paper: list[Block] = field(default_factory=list)
    earlier: Snapshot | None = None
    addresses: tuple[str, ...] = ()

    def blocks(self, address: str) -> list[Block]:
        """The blocks of a page, or of the paper."""
        if address == PAPER:
            return self.paper
        return self.snapshot.cached(
            f"blocks of {address}", lambda: list(blocks_of(self.pages[address]))
        )

    def text(self, address: str) -> str:
        """The lines of a page, or of the paper, as one text."""
        return self.snapshot.cached(
            f"text of {address}", lambda: "\n".join(line for _, line in self.blocks(address))
        )

    def matches(
        self, rule: re.Pattern[str], *addresses: str
    ) -> Iterator[tuple[str, re.Match[str], str]]:
        """Each match in these pages, or in all and the paper, with its address and its line."""
        for address in addresses or (*self.pages, PAPER):
            text = self.text(address) if address == PAPER or address in self.pages else ""
            for match in rule.finditer(text):
                yield (
                    address,
                    match,
                    text[text.rfind("\n", 0, match.start()) + 1 :].partition("\n")[0],
                )

    def once(self, *addresses: str, rows: bool = False) -> dict[str, str]:
        """Each line of these pages, or of all and the paper, once: with the first address that has it.

        Pages repeat most lines. The rows of the paper's tables only where asked for.
        """

        def lines() -> dict[str, str]:
            found: dict[str, str] = {}
            for address in addresses or (*self.pages, PAPER):
                if address == PAPER or address in self.pages:
                    for tag, text in self.blocks(address):
                        if text and (rows or tag != "row"):
                            found.setdefault(text, address)
            return found

        return self.snapshot.cached(f"lines of {addresses} {rows}", lines)

    def matches_once(self, rule: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str], str]]:
        """Each match in a line of all pages and the paper, once, with its first address and its line."""
        lines = self.once(rows=True)
        text = self.snapshot.cached("text of all lines", lambda: "\n".join(lines))
        for match in rule.finditer(text):
            line = text[text.rfind("\n", 0, match.start()) + 1 :].partition("\n")[0]
            yield lines[line], match, line

    def stored(self) -> str:
        """The rows of every section as JSON."""
        return stored_rows(self.snapshot)

    def lines(self, *addresses: str) -> Iterator[tuple[str, str]]:
        """Each line of these pages, or of all and the paper, with its address."""
        for address in addresses or (*self.pages, PAPER):
            if address == PAPER or address in self.pages:
                yield from ((address, text) for _, text in self.blocks(address) if text)


def stored_rows(snapshot: Snapshot) -> str:
    """The rows of every section as JSON."""
    return snapshot.cached(
        "stored rows",
        lambda: "".join(section.encode(snapshot[section]).decode() for section in SECTIONS),
    )


def plain_text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def blocks_of(page: str) -> Iterator[Block]:
    """The blocks of a page's <main> in order; a chart's drawing and its data are left out."""
    parts = BLOCK.split(re.sub(r"<(svg|script).*?</\1>", "", page, flags=re.DOTALL))
    yield "", plain_text(parts[0])
    for tag, text in zip(parts[1::2], parts[2::2], strict=True):
        yield tag.partition(" ")[0], plain_text(text)


def blocks_of_paper(document: WordDocument) -> Iterator[Block]:
    """The paragraphs and rows of the paper."""
    for item in items(document):
        style = getattr(item, "style", None)
        if hasattr(item, "rows"):
            yield from (("row", " ".join(text.split())) for text in rows(item))
        else:
            level = re.fullmatch(r"Heading ([1-6])", style.name if style else "")
            yield f"h{level[1]}" if level else "p", said(item)
