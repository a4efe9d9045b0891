"""Records of a made-up programme: strands and what belongs to them."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models

from sendprog.records.fields import NO_VALUE
from sendprog.values.periods import Month
from sendprog.values.rag import Rag, Stage
from strands.choices import (
    CommitmentKind,
    CommitmentStage,
    ConditionKind,
    Room,
    UpdateState,
    WorkstreamKind,
)
from strands.models import (
    Baseline,
    Commitment,
    CommitmentReport,
    Condition,
    ConditionStatus,
    Milestone,
    MilestoneDependency,
    Strand,
    StrandCommitment,
    StrandUpdate,
    UpdateRound,
    Workstream,
)
from tests.programmes.maker import TREES, Maker

STAGE_DATES = (
    "drafted",
    "submitted",
    "feedback",
    "agreed",
    "approved",
    "issued",
    "declined",
    "lapsed",
    "superseded",
)


def strands(maker: Maker) -> Iterator[models.Model]:
    """Up to five, some ended (succeeded by the first or by none), split from an ended one, or still to begin."""
    first = None
    for number, tree in enumerate(maker.random.sample(TREES, maker.random.randint(1, 5)), 1):
        strand = Strand(
            pk=number,
            number=number,
            name=f"{tree.capitalize()} strand",
            slug=tree,
            objective=maker.text(),
            sponsor_role=maker.text(),
            source=maker.source(),
        )
        if first is not None and maker.chance(0.3):
            strand.valid_to = maker.day(-300, -1)
            strand.succeeded_by = maker.maybe(maker.pick([first, *maker.all_of(Strand)]))
        elif maker.chance(0.3):
            strand.valid_from, strand.valid_to = maker.pick(
                [(maker.day(1, 200), None), *current_terms(maker)]
            )
        elif (
            ended := [row for row in maker.all_of(Strand) if row.succeeded_by]
        ) and maker.chance():
            strand.split_from = maker.pick(ended)
        first = first or strand
        yield strand


def current_terms(maker: Maker) -> list[tuple[date | None, date | None]]:
    """From when a strand of today may run, and until when."""
    begun, ends = maker.day(-700, 0), maker.day(0, 400)
    return [(begun, None), (None, ends), (begun, ends)]


def workstreams(maker: Maker) -> Iterator[models.Model]:
    """Projects and interventions of some strands."""
    for strand in maker.all_of(Strand):
        for number in maker.several(0, 2):
            yield Workstream(
                strand=strand,
                name=maker.text(least=1, most=4),
                slug=f"{strand.slug}-{number}",
                kind=maker.pick(WorkstreamKind),
            )


def updates(maker: Maker) -> Iterator[models.Model]:
    """Up to three months of each strand, in any state, and perhaps a round that is due."""
    if maker.chance():
        month = maker.month(-2, 0)
        yield UpdateRound(month=month.first, due=month.first + timedelta(days=19))
    for strand in maker.all_of(Strand):
        for month in {maker.month(-5, 0) for _ in maker.several(0, 3)}:
            yield update_of(maker, strand, month)


def update_of(maker: Maker, strand: Strand, month: Month) -> StrandUpdate:
    rating = maker.pick(Rag)
    state = maker.pick([UpdateState.ACCEPTED] * 4 + list(UpdateState))
    maker = maker.hidden(state != UpdateState.ACCEPTED)
    update = StrandUpdate(
        strand=strand,
        month=month.first,
        stated_rag=rating.value,
        state=state,
        comment=maker.text(least=1) if state == UpdateState.SENT_BACK else "",
        basis=maker.basis(),
        source=maker.source(),
        rag_as_at=maker.maybe(maker.pick([month.first, month.last])),
        reviews_without_change=maker.pick([0, 0, 1, 4]),
        submitted_on=maker.maybe(month.last),
    )
    for name in StrandUpdate.NARRATIVE:
        setattr(update, name, maker.paragraph())
    if rating is not Rag.NOT_RATED:
        update.rag_reason = maker.paragraph(least=1)
    if rating in (Rag.OFF_TRACK, Rag.AT_RISK) and not update.path_to_green:
        update.path_to_green_marker = maker.pick(NO_VALUE)
    return update


def texts(maker: Maker) -> Iterator[models.Model]:
    """Texts of sections of pages and of the paper."""
    sections = [
        "finance-pressures",
        "finance-progress",
        "risks-register",
        "paper-legal",
        "paper-ehcp",
        "",
    ]
    for section in maker.random.sample(sections, maker.random.randint(1, 4)):
        for month in {maker.month(-3, 0) for _ in maker.several(1, 2)}:
            yield StrandUpdate(
                section=section,
                month=month.first,
                state=UpdateState.ACCEPTED,
                progress=maker.paragraph(),
                source=maker.source(),
            )


def milestones(maker: Maker) -> Iterator[models.Model]:
    """Milestones of strands (ended ones too) and of the programme, some approved, moved, or waiting for others."""
    for number in maker.several(1, 6):
        milestone = milestone_of(maker, number)
        yield milestone
        for version in maker.several(0, 2):
            yield Baseline(
                milestone=milestone,
                number=version + 1,
                date=maker.partial(),
                reason=maker.text(least=1),
                approver=maker.text(least=1),
                approved_on=maker.day(-500, 0),
                basis=maker.basis(),
            )
        yield from moves_of(maker, milestone)
    made = maker.all_of(Milestone)
    for place, milestone in enumerate(made[1:], 1):
        if maker.chance(0.3):
            yield MilestoneDependency(milestone=milestone, needs=maker.pick(made[:place]))


def milestone_of(maker: Maker, number: int) -> Milestone:
    stage = maker.pick(Stage)
    milestone = Milestone(
        pk=number + 1,
        reference=maker.pick([f"ms-{number}", f"MS/{number}"]),
        title=maker.text(least=2),
        strand=maker.one_of(Strand),
        room=maker.pick(Room).value,
        stage=stage.value,
        stage_words=maker.text(most=3),
        forecast=maker.maybe(maker.partial()),
        basis=maker.basis(),
        source=maker.source(),
        reason=maker.text(least=stage is Stage.WITHDRAWN),
    )
    for name in (
        "description",
        "owner",
        "accountable_role",
        "success_criteria",
        "evidence",
        "note",
    ):
        setattr(milestone, name, maker.text())
    milestone.responsible_roles = "\n".join(filter(None, [maker.text(), maker.text()]))
    own = [row for row in maker.all_of(Workstream) if row.strand == milestone.strand]
    milestone.workstream = maker.pick([*own, None])
    if stage is Stage.COMPLETE:
        milestone.actual = maker.maybe(maker.partial(-400, 0))
        milestone.actual_not_known = milestone.actual is None
    return milestone


def moves_of(maker: Maker, milestone: Milestone) -> Iterator[models.Model]:
    """Its history: the forecasts before the one that it has."""
    before = [maker.maybe(maker.partial()) for _ in maker.several(0, 3)]
    names = [field.attname for field in Milestone._meta.concrete_fields]
    values = {name: getattr(milestone, name) for name in names}
    for place, forecast in enumerate([*before, milestone.forecast] if before else []):
        day = maker.shape.today - timedelta(days=200 - 40 * place)
        yield Milestone.history.model(
            **values | {"forecast": forecast},
            history_date=f"{day}T12:00:00+00:00",
            history_type="~",
        )


def commitments(maker: Maker) -> Iterator[models.Model]:
    """Several, agreed or not, each with conditions that may share a reference, and the strands that deliver them."""
    for number in maker.several(1, 4):
        tree = TREES[number]
        commitment = Commitment(
            pk=number + 1,
            slug=f"{tree}-agreement",
            name=f"{tree.capitalize()} agreement",
            short_name=tree.capitalize(),
            counterparty=maker.text(most=3),
            kind=maker.pick(CommitmentKind),
            stage=maker.pick(CommitmentStage),
            description=maker.text(),
            source=maker.source(),
            superseded_by=maker.one_of(Commitment) if maker.chance() else None,
        )
        for name in STAGE_DATES:
            setattr(commitment, name, maker.maybe(maker.partial(-900, 0), 0.3))
        yield commitment
        if maker.chance():
            yield CommitmentReport(
                commitment=commitment,
                title=maker.text(least=1),
                first=maker.maybe(maker.day(-400, -200)),
                last=maker.maybe(maker.day(-199, 0)),
                due=maker.maybe(maker.partial()),
                sent=maker.maybe(maker.partial(-300, 0)),
                note=maker.text(),
                source=maker.source(),
            )
        for strand in maker.all_of(Strand):
            if maker.chance(0.4):
                yield StrandCommitment(strand=strand, commitment=commitment)
        for place in maker.several(0, 3):
            yield from condition_of(maker, commitment, place)


def condition_of(maker: Maker, commitment: Commitment, place: int) -> Iterator[models.Model]:
    condition = Condition(
        commitment=commitment,
        reference=str(place + 1),
        kind=maker.pick(ConditionKind),
        strand=maker.one_of(Strand),
        wording=maker.text(least=2),
        limit=maker.text(most=3),
        if_missed=maker.text(),
    )
    yield condition
    for day in {maker.day(-300, 0) for _ in maker.several(0, 2)}:
        yield ConditionStatus(
            condition=condition, as_at=day, stated_rag=maker.pick(Rag).value, words=maker.text()
        )
