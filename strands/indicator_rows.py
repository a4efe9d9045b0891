"""The indicators as rows, each with its reported values."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch

from sendprog.loads.provenance import load_text, with_load
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Polarity
from sendprog.values.units import Unit
from strands.choices import PeriodType, ReturnState
from strands.indicator_row_types import IndicatorRow, ReturnRow
from strands.models import Indicator, IndicatorReturn


def marker_of(text: str) -> Marker | None:
    return Marker(text) if text else None


def return_row(stored: IndicatorReturn) -> ReturnRow:
    names = set(ReturnRow.__dataclass_fields__) - {"loaded", "is_provisional"}
    values = {name: getattr(stored, name) for name in names}
    values |= {"marker": marker_of(stored.marker), "basis": Basis(stored.basis)}
    is_provisional = stored.state == ReturnState.PROVISIONAL
    return ReturnRow(**values, loaded=load_text(stored), is_provisional=is_provisional)


def indicator_row(indicator: Indicator, returns: Iterable[IndicatorReturn] = ()) -> IndicatorRow:
    """The row, with these returns: a reading of one of them needs none beside it."""
    return IndicatorRow(
        slug=indicator.slug,
        name=indicator.name,
        strand=indicator.strand.slug if indicator.strand else "",
        room=indicator.room,
        definition=indicator.definition,
        unit=Unit(indicator.unit),
        decimals=indicator.decimals,
        polarity=Polarity(indicator.polarity),
        source=indicator.source,
        note=indicator.note,
        returns=tuple(map(return_row, returns)),
        reports=indicator.reports,
        frequency=indicator.comes,
        period_type=PeriodType(indicator.period_type),
        accumulates_from=indicator.accumulates_from,
        code=indicator.code,
        area=indicator.area.name if indicator.area else "",
        best_value=indicator.best_value,
    )


def indicator_rows(*, on: date, viewer: Audience) -> Iterator[IndicatorRow]:
    returns = Prefetch(
        "returns", queryset=with_load(visible_to(IndicatorReturn.objects.all(), viewer))
    )
    for indicator in Indicator.objects.select_related("strand", "area").prefetch_related(returns):
        yield indicator_row(indicator, indicator.returns.all())


def without_counts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade indicators stored without code, area, and the counts, baseline and state of each
    return.
    """
    nothing = dict.fromkeys(("numerator", "denominator", "baseline_value"), None)
    nothing |= {"baseline_words": "", "is_provisional": False}
    return [
        row
        | {"code": "", "area": "", "returns": [returned | nothing for returned in row["returns"]]}
        for row in rows
    ]
