"""The usual order of a report to the committee: what stands where nobody has entered a section of their own."""

from dataclasses import dataclass

from committee.models.paper import Filling
from sendprog.pages.narrative import render_markdown


@dataclass(frozen=True)
class SectionRow:
    """A section of the paper; `texts` are the sections of the months' texts that stand in it, in order."""

    slug: str
    order: int
    is_part: bool
    title: str
    html: str
    texts: tuple[str, ...]
    filling: str
    shown: bool = True


@dataclass(frozen=True)
class Usual:
    """A section as it stands before anybody changes it; its words are Markdown."""

    slug: str
    title: str
    texts: str = ""
    filling: Filling = Filling.NOTHING
    is_part: bool = False
    words: str = ""


COMMISSIONING = "financial-management-placement-value-commissioning"
USUAL = (
    Usual("recommendation", "Recommendation", filling=Filling.RECOMMENDATION),
    Usual(
        "background",
        "Background / Introduction",
        texts="paper-background, finance-government",
        words="This report provides an update on the overall progress of the programme, an update on commissioning and "
        "procurement, and an update on the Education, Health and Care Plan (EHCP) processes.",
    ),
    Usual("update", "Update on the programme"),
    Usual("strands", "Progress of each strand", texts="paper-strands", filling=Filling.STRANDS, is_part=True),
    Usual("commissioning", "Commissioning and procurement", texts=COMMISSIONING, is_part=True),
    Usual(
        "ehcp",
        "Education, Health and Care Plan processes headlines",
        texts="paper-ehcp",
        filling=Filling.EHCP,
        is_part=True,
    ),
    Usual("strategic-plan", "Strategic Plan", texts="paper-strategic-plan"),
    Usual(
        "finance",
        "Financial Considerations",
        texts="paper-finance, finance-pressures, paper-finance-cumulative, finance-progress, finance-backlogs, "
        "paper-finance-decisions",
        filling=Filling.FINANCE,
    ),
    Usual("legal", "Legal Considerations", texts="paper-legal"),
    Usual(
        "environment",
        "Environmental Impact Considerations (Including Climate Change, Sustainability and Socio-economic)",
        texts="paper-environment",
    ),
    Usual("equality", "Equality Considerations", texts="paper-equality"),
    Usual("risk", "Risk Management Considerations", texts="risks-register", filling=Filling.RISKS),
    Usual("conclusion", "Summary / Conclusions / Reasons for Recommendations", texts="paper-conclusion"),
)
STEP = 10


def names_of(texts: str) -> tuple[str, ...]:
    """ "finance-pressures, finance-backlogs" as names."""
    return tuple(name for name in (one.strip() for one in texts.split(",")) if name)


def usual_rows() -> dict[str, SectionRow]:
    """The usual sections by slug, in order, with room between them."""
    return {
        one.slug: SectionRow(
            one.slug,
            STEP * place,
            one.is_part,
            one.title,
            render_markdown(one.words),
            names_of(one.texts),
            one.filling.value,
        )
        for place, one in enumerate(USUAL, start=1)
    }


def usual(slug: str) -> Usual | None:
    return next((one for one in USUAL if one.slug == slug), None)


def usual_order(slug: str) -> int:
    return STEP * (1 + [one.slug for one in USUAL].index(slug))
