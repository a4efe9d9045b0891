"""The committee paper in Word: `paper(snapshot, previous, *, draft)`, a function of a snapshot like every page."""

from committee.paper.document import paper

__all__ = ["paper"]
