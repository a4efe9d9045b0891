"""The programme's spine, one file for each thing a council would name."""

from strands.models.commitments import Commitment, Condition, ConditionStatus, StrandCommitment
from strands.models.indicators import Area, Indicator, IndicatorReturn, PlacesScheme, Target
from strands.models.milestones import Baseline, Milestone, MilestoneDependency
from strands.models.programme import Reminder, Strand, StrandOfficer, StrandUpdate, UpdateRound, Workstream

__all__ = [
    "Area",
    "Baseline",
    "Commitment",
    "Condition",
    "ConditionStatus",
    "Indicator",
    "IndicatorReturn",
    "Milestone",
    "MilestoneDependency",
    "PlacesScheme",
    "Reminder",
    "Strand",
    "StrandCommitment",
    "StrandOfficer",
    "StrandUpdate",
    "Target",
    "UpdateRound",
    "Workstream",
]
