"""The committee's tables: meetings, editions, asks, the paper, readiness and corrections."""

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

__all__ = [
    "Acknowledgement",
    "Ask",
    "ContentKind",
    "Correction",
    "Edition",
    "EditionContent",
    "EditionWithdrawal",
    "GlossaryTerm",
    "HeadlineMeasure",
    "Meeting",
    "PaperSection",
    "PaperTitleBlock",
    "Sealing",
    "SealingCategory",
    "SignOff",
]
