"""The paper at its address in every mount."""

from committee.paper import paper
from sendprog.pages import Download, Query
from sendprog.snapshots import Snapshot

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_docx(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The committee paper as it would be now: a draft. Publishing makes its own, which an edition keeps."""
    return Download("paper.docx", WORD, paper(snapshot, previous, draft=True))
