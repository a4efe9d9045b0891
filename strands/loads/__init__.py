"""The kinds of file that this app loads: returns on indicators, and milestones."""

from strands.loads import indicators, milestones

__all__ = ["indicators", "milestones"]
