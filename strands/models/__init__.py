"""The models of strands, milestones, updates, indicators and commitments."""

from strands.models.commitments import (
    Commitment,
    CommitmentReport,
    Condition,
    ConditionStatus,
    StrandCommitment,
)
from strands.models.indicators import Area, Indicator, IndicatorReturn, PlacesScheme, Target
from strands.models.milestones import Baseline, Milestone, MilestoneDependency
from strands.models.rounds import Reminder, UpdateRound
from strands.models.series import SeriesFrequency
from strands.models.strands import Strand, StrandOfficer, Workstream
from strands.models.updates import StrandUpdate

__all__ = [
    "Area",
    "Baseline",
    "Commitment",
    "CommitmentReport",
    "Condition",
    "ConditionStatus",
    "Indicator",
    "IndicatorReturn",
    "Milestone",
    "MilestoneDependency",
    "PlacesScheme",
    "Reminder",
    "SeriesFrequency",
    "Strand",
    "StrandCommitment",
    "StrandOfficer",
    "StrandUpdate",
    "Target",
    "UpdateRound",
    "Workstream",
]
