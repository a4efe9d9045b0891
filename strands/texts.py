"""The months' texts with their inline figures, read from the snapshot of the page that shows them."""

from collections.abc import Iterable
from dataclasses import replace

from sendprog.pages.inline_figures import resolve_in_html
from sendprog.records.snapshots import Snapshot
from strands.rows import StrandRow, TextRow, UpdateRow
from strands.snapshot import PROGRAMME


def texts_with_figures(texts: Iterable[TextRow], snapshot: Snapshot) -> list[TextRow]:
    """The texts that are not empty, each inline figure replaced by its value."""
    return [replace(text, html=resolve_in_html(text.html, snapshot)) for text in texts if text.html]


def latest_texts(texts: Iterable[TextRow]) -> list[TextRow]:
    """The latest text of each section, in the order of their names."""
    latest = {text.section: text for text in sorted(texts, key=lambda text: text.month)}
    return [latest[section] for section in sorted(latest)]


def strand_with_figures(strand: StrandRow, snapshot: Snapshot) -> StrandRow:
    """The strand, each inline figure in its update and its texts replaced by its value."""
    strand = replace(strand, texts=tuple(texts_with_figures(strand.texts, snapshot)))
    if strand.update is None:
        return strand
    return replace(strand, update=update_with_figures(strand.update, snapshot))


def update_with_figures(update: UpdateRow, snapshot: Snapshot) -> UpdateRow:
    html = {name: resolve_in_html(text, snapshot) for name, text in update.html.items()}
    return replace(update, html=html)


def programme_update(snapshot: Snapshot) -> UpdateRow | None:
    """The latest update of the whole programme with its inline figures; None without one."""
    rows = snapshot[PROGRAMME]
    return update_with_figures(rows[0].update, snapshot) if rows else None
