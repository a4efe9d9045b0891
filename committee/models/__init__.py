"""The committee's tables: meetings, editions, asks, the paper, the scorecard, readiness and corrections."""

from committee.models.asks import Ask
from committee.models.corrections import Correction
from committee.models.editions import (
    ContentKind,
    Edition,
    EditionContent,
    EditionWithdrawal,
    Sealing,
    SealingCategory,
)
from committee.models.glossary import GlossaryTerm
from committee.models.headline_measures import HeadlineMeasure
from committee.models.meetings import Meeting
from committee.models.paper import PaperSection, PaperTitleBlock
from committee.models.readiness import Acknowledgement, SignOff
from committee.models.scorecard import ExceptionClosing, ScorecardException, ScorecardMeasure

__all__ = [
    "Acknowledgement",
    "Ask",
    "ContentKind",
    "Correction",
    "Edition",
    "EditionContent",
    "EditionWithdrawal",
    "ExceptionClosing",
    "GlossaryTerm",
    "HeadlineMeasure",
    "Meeting",
    "PaperSection",
    "PaperTitleBlock",
    "ScorecardException",
    "ScorecardMeasure",
    "Sealing",
    "SealingCategory",
    "SignOff",
]
