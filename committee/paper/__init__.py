"""The committee paper as a Word document: `paper(snapshot, previous, *, draft)`, a function like
every page.

May import changes, snapshot and models.
"""

from committee.paper.document import paper

__all__ = ["paper"]
