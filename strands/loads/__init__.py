"""The kinds of file that this app loads."""

from strands.loads import conditions, indicators, milestones, places, targets

__all__ = ["conditions", "indicators", "milestones", "places", "targets"]
