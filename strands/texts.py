"""The months' texts as a page tells them: the numbers that they bind are read from the page's own snapshot."""

from collections.abc import Iterable
from dataclasses import replace

from sendprog.pages.inline_figures import resolve_in_html
from sendprog.records.snapshots import Snapshot
from strands.rows import StrandRow, TextRow


def with_numbers(texts: Iterable[TextRow], snapshot: Snapshot) -> list[TextRow]:
    """The texts with their bound numbers told."""
    return [replace(text, html=resolve_in_html(text.html, snapshot)) for text in texts]


def strand_with_numbers(strand: StrandRow, snapshot: Snapshot) -> StrandRow:
    """The strand with the numbers told that its update and the texts beside it bind."""
    strand = replace(strand, texts=tuple(with_numbers(strand.texts, snapshot)))
    if strand.update is None:
        return strand
    html = {name: resolve_in_html(words, snapshot) for name, words in strand.update.html.items()}
    return replace(strand, update=replace(strand.update, html=html))
