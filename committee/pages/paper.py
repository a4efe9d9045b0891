"""The paper at its address in every mount."""

from committee.paper import paper
from sendprog.pages.mounted_pages import Download, Query
from sendprog.records.snapshots import Snapshot

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_docx(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The committee paper: an edition keeps its own, and what is live is a draft."""
    return Download("paper.docx", WORD, paper(snapshot, previous, draft=not snapshot.published))
