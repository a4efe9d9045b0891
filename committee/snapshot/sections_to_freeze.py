"""The sections that an edition freezes: the committee's own, and those of every room."""

import ehcp.snapshot
import finance.snapshot
import risks.snapshot
import strands.snapshot
from committee.snapshot.asks import ASKS
from committee.snapshot.glossary import GLOSSARY
from committee.snapshot.headline_measures import HEADLINE_MEASURES
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from committee.snapshot.part_two import NOTICES
from committee.snapshot.scorecard import EXCEPTIONS, SCORECARD_MEASURES
from sendprog.pages.pre_election import PRE_ELECTION
from sendprog.records.snapshots import Section

# The committee's own. The agenda covers all editions, so that no edition freezes it.
OWN: tuple[Section, ...] = (
    MEETINGS,
    PAPER_SECTIONS,
    TITLE_BLOCKS,
    ASKS,
    HEADLINE_MEASURES,
    GLOSSARY,
    SCORECARD_MEASURES,
    EXCEPTIONS,
)
SECTIONS: tuple[Section, ...] = (
    *strands.snapshot.SECTIONS,
    *ehcp.snapshot.SECTIONS,
    *finance.snapshot.SECTIONS,
    *risks.snapshot.SECTIONS,
    MEETINGS,
    PAPER_SECTIONS,
    TITLE_BLOCKS,
    PRE_ELECTION,
    ASKS,
    NOTICES,
    HEADLINE_MEASURES,
    GLOSSARY,
    SCORECARD_MEASURES,
    EXCEPTIONS,
)
_BY_NAME = {section.name: section for section in SECTIONS}


def section_named(name: str) -> Section:
    """The section of this name; KeyError where no edition freezes one."""
    return _BY_NAME[name]
