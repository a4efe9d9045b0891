"""The usual sections of a report to the committee, each used until somebody enters one in its
place.
"""

from dataclasses import dataclass

from committee.models.paper import Filling
from sendprog.pages.narrative import render_markdown


@dataclass(frozen=True)
class SectionRow:
    """A section of the paper; `texts` names the sections of the months' texts that it shows, in
    order.
    """

    slug: str
    order: int
    is_part: bool
    title: str
    html: str
    texts: tuple[str, ...]
    filling: str
    shown: bool = True


@dataclass(frozen=True)
class UsualSection:
    """A section as it is before anybody changes it; `words` is Markdown."""

    slug: str
    title: str
    texts: str = ""
    filling: Filling = Filling.NOTHING
    is_part: bool = False
    words: str = ""


USUAL = (
    UsualSection("recommendation", "Recommendation", filling=Filling.RECOMMENDATION),
    UsualSection(
        "background",
        "Background",
        texts="paper-background",
        words="This report gives an update on the programme.",
    ),
    UsualSection("update", "Update on the programme", filling=Filling.HEADLINES),
    UsualSection(
        "strands",
        "Progress of each strand",
        texts="paper-strands",
        filling=Filling.STRANDS,
        is_part=True,
    ),
    UsualSection(
        "ehcp",
        "Education, Health and Care Plans",
        texts="paper-ehcp",
        filling=Filling.EHCP,
        is_part=True,
    ),
    UsualSection("strategic-plan", "Strategic Plan", texts="paper-strategic-plan"),
    UsualSection(
        "finance",
        "Financial Considerations",
        texts="paper-finance, finance-pressures, finance-progress, finance-decisions",
        filling=Filling.FINANCE,
    ),
    UsualSection("legal", "Legal Considerations", texts="paper-legal"),
    UsualSection(
        "environment",
        "Environmental Considerations",
        texts="paper-environment",
    ),
    UsualSection("equality", "Equality Considerations", texts="paper-equality"),
    UsualSection(
        "risk", "Risk Management Considerations", texts="risks-register", filling=Filling.RISKS
    ),
    UsualSection(
        "conclusion", "Conclusions and Reasons for Recommendations", texts="paper-conclusion"
    ),
)
STEP = 10


def text_names(texts: str) -> tuple[str, ...]:
    """ "finance-pressures, finance-backlogs" as names."""
    names = (name.strip() for name in texts.split(","))
    return tuple(name for name in names if name)


def usual_rows() -> dict[str, SectionRow]:
    """The usual sections by slug, in order, with room between them for others."""
    return {
        section.slug: SectionRow(
            section.slug,
            usual_order(section.slug),
            section.is_part,
            section.title,
            render_markdown(section.words),
            text_names(section.texts),
            section.filling.value,
        )
        for section in USUAL
    }


def usual_section(slug: str) -> UsualSection | None:
    return next((section for section in USUAL if section.slug == slug), None)


def usual_order(slug: str) -> int:
    """The place of a usual section among the others; ValueError where there is none of this slug."""
    return STEP * (1 + [section.slug for section in USUAL].index(slug))
