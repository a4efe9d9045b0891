"""The paper at its address in every mount."""

from committee.paper import paper
from sendprog.pages.mounted_pages import Download, Query
from sendprog.records.snapshots import Snapshot

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_docx(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The committee paper, marked as a draft unless the snapshot is an edition's."""
    return Download("paper.docx", WORD, paper(snapshot, previous, draft=not snapshot.published))
