"""Admin of the programme's spine: strands, commitments, milestones, updates, indicators and places."""

from strands.admin import commitments, indicators, milestones, programme, targets

__all__ = ["commitments", "indicators", "milestones", "programme", "targets"]
