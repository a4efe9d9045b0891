"""Whole programmes made up by hypothesis: records of any kinds that the models accept, and their snapshot.

A Shape says what there is; the values follow from its seed, kind by kind, so that a kind more changes no other. The records
are inserted in one statement a model, under every rule of the database, and read by the sections' own builders.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from django.db import models, transaction
from django.test import override_settings
from hypothesis import strategies as st

from committee.editions.freezing import make_sections, snapshot_of_sections
from committee.models import Meeting
from committee.snapshot.meetings import meeting_of
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.pages.narrative import render_markdown
from sendprog.records.snapshots import Audience, Snapshot
from tests.programmes import (
    committee_records,
    figure_records,
    hidden_records,
    indicator_records,
    official_records,
    risk_records,
    scorecard_records,
    strand_records,
)
from tests.programmes.maker import Make, Maker, Shape
from tests.two_snapshots import snapshot_of

# By kind, each after those that it names.
MAKERS: dict[str, Make] = {
    "strands": strand_records.strands,
    "workstreams": strand_records.workstreams,
    "updates": strand_records.updates,
    "texts": strand_records.texts,
    "milestones": strand_records.milestones,
    "commitments": strand_records.commitments,
    "months": figure_records.months,
    "contacts": figure_records.contacts,
    "official": official_records.official,
    "positions": figure_records.positions,
    "plans": figure_records.plans,
    "savings": figure_records.savings,
    "areas": indicator_records.areas,
    "indicators": indicator_records.indicators,
    "targets": indicator_records.targets,
    "places": indicator_records.places,
    "risks": risk_records.risks,
    "meetings": committee_records.meetings,
    "asks": committee_records.asks,
    "paper": committee_records.paper,
    "headlines": committee_records.headlines,
    "glossary": committee_records.glossary,
    "scorecard": scorecard_records.measures,
    "exceptions": scorecard_records.exceptions,
    "exemptions": hidden_records.exemptions,
}


# Two of three programmes say which authority they are of.
AUTHORITIES = ("878 Devon", "", "838 Dorset")


def records_of(shape: Shape) -> list[models.Model]:
    """The records, each after those that it names; the same for the same shape."""
    made: dict[type[models.Model], list] = {}
    records = []
    for kind, make in MAKERS.items():
        if kind not in shape.kinds:
            continue
        maker = Maker(shape, random.Random(f"{shape.seed}:{kind}"), made)
        for record in make(maker):
            made.setdefault(type(record), []).append(record)
            record.pk = record.pk or len(made[type(record)])
            records.append(record)
    for record in records:
        if hasattr(record, "rendered"):
            set_rendered(record)
    return records


def set_rendered(record: models.Model) -> None:
    """Render the narratives, as save() does."""
    if hasattr(record, "NARRATIVE"):
        record.rendered = {
            name: render_markdown(getattr(record, name)) for name in record.NARRATIVE
        }
    else:
        record.rendered = render_markdown(record.standing_text)


def insert(records: list[models.Model]) -> None:
    """Insert the records, those of one model that stand together in one statement, without a history."""
    for model, some in groupby(records, key=type):
        models.QuerySet(model).bulk_create(list(some))


@contextmanager
def programme(shape: Shape) -> Iterator[tuple[Snapshot, Snapshot | None]]:
    """The snapshot of such a programme and an earlier one or None, with the settings that it is read under.

    The earlier one lacks its last records or, of one in four, is of other records of the same names.
    """
    periods = [(shape.today, shape.today)] if shape.is_plain else []
    with override_settings(
        SENDPROG_TODAY=shape.today,
        SENDPROG_PRE_ELECTION=periods,
        SENDPROG_AUTHORITY=AUTHORITIES[shape.seed % len(AUTHORITIES)],
    ):
        snapshot, before = read(shape), None
        if shape.seed % 4 == 1:
            before = earlier(snapshot)
        elif shape.seed % 4 == 3:
            before = read(
                replace(shape, seed=shape.seed + 1, today=shape.today - timedelta(weeks=4))
            )
        yield snapshot, before


def read(shape: Shape) -> Snapshot:
    """Its snapshot; its records are gone again."""
    with transaction.atomic():
        insert(records_of(shape))
        snapshot = read_from_tables(shape)
        transaction.set_rollback(True)
    return snapshot


def read_from_tables(shape: Shape) -> Snapshot:
    """What is live, or the edition of one of the meetings as it would be frozen."""
    meetings = list(Meeting.objects.order_by("date"))
    if shape.is_edition and meetings:
        meeting = meetings[shape.seed % len(meetings)]
        snapshot = snapshot_of_sections(make_sections(meeting, shape.today), shape.today)
        assert meeting_of(snapshot).date == meeting.date
        return snapshot
    rows = {
        section: list(section.build(on=shape.today, viewer=Audience.MEMBER)) for section in SECTIONS
    }
    return snapshot_of(shape.today, rows)


def earlier(snapshot: Snapshot) -> Snapshot:
    """The same without the last record of each kind, four weeks before."""
    rows = {section: snapshot[section][:-1] for section in SECTIONS}
    return snapshot_of(snapshot.on - timedelta(weeks=4), rows)


DAYS = (
    date(2026, 11, 20),
    date(2026, 4, 1),
    date(2025, 3, 31),
    date(2024, 12, 31),
    date(2025, 1, 22),
)
MONTHS = (0, 1, 1, 2, 3, 6, 11, 12, 13, 14, 18, 24, 30)


def shapes() -> st.SearchStrategy[Shape]:
    """Any programme: any kinds, 0 to 30 months, 0 to 4 meetings, live or an edition.

    Each follows from one number: of several, hypothesis would draw some far more often than others.
    """
    return st.integers(0, 10**9).map(shape_of)


def shape_of(number: int) -> Shape:
    """One programme in two has every kind of record, the others a few or any of them."""
    chosen = random.Random(number)
    some = chosen.choice([chosen.randint(0, 4), chosen.randint(0, len(MAKERS))])
    kinds = chosen.choice([list(MAKERS), chosen.sample(list(MAKERS), some)])
    return Shape(
        seed=number,
        kinds=frozenset(kinds),
        months=chosen.choice([chosen.choice(MONTHS), chosen.randint(0, 30)]),
        meetings=chosen.randint(0, 4),
        today=chosen.choice(DAYS),
        has_empty_texts=chosen.random() < 0.3,
        is_edition=chosen.random() < 0.5,
        is_plain=chosen.random() < 0.25,
    )
