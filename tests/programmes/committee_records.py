"""How the committee's records of a made-up programme are made: meetings, asks, the paper and the headline measures."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import models

from committee.models import (
    Ask,
    GlossaryTerm,
    HeadlineMeasure,
    Meeting,
    PaperSection,
    PaperTitleBlock,
)
from committee.models.asks import TO_A_QUESTION, TO_OTHERS, AskKind, months_after
from committee.models.paper import Filling
from risks.models import Risk
from strands.models import Indicator, Strand
from tests.programmes.indicator_records import REPORTED
from tests.programmes.maker import TREES, Maker

# Each meeting is of another committee, so that a name in the wrong place is seen.
COMMITTEES = ("Spindle", "Damson", "Poplar", "Maple")


def meetings(maker: Maker) -> Iterator[models.Model]:
    """As many as the shape has, past and to come, each of a committee of its own, with a title block or none."""
    days = set()
    while len(days) < maker.shape.meetings:
        days.add(maker.day(-500, 200))
    for number, day in enumerate(sorted(days)):
        name = COMMITTEES[number]
        meeting = Meeting(
            pk=number + 1,
            committee=f"{name} Committee",
            date=day,
            title=f"{name} title" if maker.chance() else "",
            report_of=f"Director of {name}" if maker.chance() else "",
            recommendation=f"That the {name} report is noted." if maker.chance() else "",
            resolution=f"The {name} report was noted." if maker.chance(0.3) else "",
            basis=maker.basis(),
            cut_off=maker.maybe(day - timedelta(days=20), 0.3),
            deadline=maker.maybe(day - timedelta(days=8), 0.3),
        )
        for field in ("date_note", "standing_note", "minute_reference", "notes"):
            setattr(meeting, field, maker.text(most=4))
        yield meeting
        if maker.chance():
            yield title_block_of(maker, meeting, name)


def title_block_of(maker: Maker, meeting: Meeting, name: str) -> PaperTitleBlock:
    return PaperTitleBlock(
        meeting=meeting,
        report_number=f"{name.upper()}/1" if maker.chance(0.7) else "",
        contact=f"{name} team" if maker.chance(0.7) else "",
        background_papers=maker.pick(["None", "None.", maker.text(), "Alder\nLarch"]),
        electoral_divisions=maker.text(),
        cabinet_member=maker.text(),
    )


def asks(maker: Maker) -> Iterator[models.Model]:
    """Asks of the meetings, answered or not, about something or nothing, some repeated at a later meeting."""
    made: list[Ask] = []
    for meeting in maker.all_of(Meeting):
        for number in maker.several(0, 3):
            ask = ask_of(maker, meeting, f"ask-{meeting.pk}-{number}")
            others = [other for other in made if other.meeting.date < meeting.date]
            ask.repeats = maker.pick(others) if others and maker.chance(0.3) else None
            made.append(ask)
            yield ask


def ask_of(maker: Maker, meeting: Meeting, reference: str) -> Ask:
    kind = maker.pick(AskKind)
    response = maker.pick(TO_A_QUESTION if kind == AskKind.QUESTION else TO_OTHERS)
    due = maker.maybe(maker.partial())
    if kind == AskKind.RECOMMENDATION:
        due = due or months_after(meeting.date, 2)
    return Ask(
        reference=reference,
        meeting=meeting,
        kind=kind,
        text=maker.text(least=2),
        by_role=maker.text(),
        to_role=maker.text(least=1),
        strand=maker.one_of(Strand),
        measure=maker.pick(["", *REPORTED]),
        risk=maker.one_of(Risk),
        due=due,
        response=response,
        response_text=maker.text() if response else "",
        responded_on=maker.day(-100, 0) if response else None,
        basis=maker.basis(),
    )


def paper(maker: Maker) -> Iterator[models.Model]:
    """Sections of the council's own, in the place of usual ones or beside them."""
    slugs = [
        "legal",
        "update",
        "ehcp",
        "finance",
        "risk",
        *(f"section-{tree}" for tree in TREES[:3]),
    ]
    for slug in maker.random.sample(slugs, maker.random.randint(1, 4)):
        is_shown = maker.chance(0.8)
        words = maker.unshown(not is_shown)
        yield PaperSection(
            slug=slug,
            order=maker.random.randint(1, 150),
            is_part=maker.chance(0.3),
            title=words.text(least=1, most=3),
            standing_text=words.paragraph(),
            texts=maker.pick(["", "paper-legal", "finance-pressures, paper-ehcp"]),
            filling=maker.pick(Filling),
            shown=is_shown,
        )


def headlines(maker: Maker) -> Iterator[models.Model]:
    """The council's own headline measures at some places, empty ones too."""
    own = [f"strands.indicator.{indicator.slug}" for indicator in maker.all_of(Indicator)]
    for order in maker.random.sample(range(1, 9), maker.random.randint(1, 5)):
        yield HeadlineMeasure(order=order, measure=maker.pick(["", *REPORTED, *own]))


def glossary(maker: Maker) -> Iterator[models.Model]:
    """Terms of the council's own, in the place of usual ones or beside them, one of them hidden."""
    for slug in ("send", "ehcp", "larch"):
        is_shown = maker.chance(0.8)
        words = maker.unshown(not is_shown)
        yield GlossaryTerm(
            slug=slug,
            term=words.text(least=1, most=2),
            meaning=words.text(least=1),
            shown=is_shown,
        )
