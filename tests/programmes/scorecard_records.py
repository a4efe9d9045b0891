"""How the measures of a made-up scorecard and its exceptions are made."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import models

from committee.models import ScorecardException, ScorecardMeasure
from strands.models import Indicator, Strand
from tests.programmes.indicator_records import REPORTED
from tests.programmes.maker import Maker


def addresses(maker: Maker) -> list[str]:
    """Of measures that there are, and of one that there is not."""
    own = [f"strands.indicator.{indicator.slug}" for indicator in maker.all_of(Indicator)]
    every = sorted({*REPORTED, *own, "strands.indicator.gone"} - {""})
    maker.random.shuffle(every)
    return every


def measures(maker: Maker) -> Iterator[models.Model]:
    """Some measures in any order, one in five of them not shown."""
    for address in addresses(maker)[: maker.random.randint(1, 8)]:
        is_shown = maker.chance(0.8)
        yield ScorecardMeasure(
            measure=address,
            order=maker.random.randint(1, 99),
            what_is_done=maker.unshown(not is_shown).text(),
            strand=maker.one_of(Strand),
            shown=is_shown,
        )


def exceptions(maker: Maker) -> Iterator[models.Model]:
    """Open, answered in part or whole, and closed in each way."""
    for number, address in enumerate(addresses(maker)[: maker.random.randint(1, 5)], start=1):
        opened = maker.day(-400, -60)
        record = ScorecardException(
            number=number,
            measure=address,
            strand=maker.one_of(Strand),
            opened_on=opened,
            reading_day=maker.month(-14, -1).last,
            cause=maker.text(),
            action=maker.text(),
            owner=maker.text(most=2),
            expected=maker.maybe(maker.partial()),
        )
        record.closing = maker.pick(["", "recovered", "decision", "withdrawn"])
        if record.closing:
            record.closed_on = opened + timedelta(days=maker.random.randint(0, 60))
            record.closing_reason = maker.text(least=1)
        if record.closing == "decision":
            record.covers_to = record.reading_day
        yield record
