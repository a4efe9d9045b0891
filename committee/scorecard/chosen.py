"""Which measures the scorecard has, in order (pure)."""

from dataclasses import dataclass

from committee.scorecard.line_of_readings import line_of_measure
from committee.snapshot import catalogue
from committee.snapshot.headline_measures import (
    HEADLINE_MEASURES,
    USUAL_MEASURES,
)
from committee.snapshot.scorecard import SCORECARD_MEASURES
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure
from strands.snapshot import TARGETS
from strands.targets import BENCHMARK


@dataclass(frozen=True)
class ChosenMeasure:
    """A measure, and what is being done about it in the council's words ("" for none)."""

    measure: Measure
    what_is_done: str = ""


def chosen_measures(snapshot: Snapshot) -> list[ChosenMeasure]:
    """The measures that the council chose; where it chose none, the usual ones with a figure or a
    target.
    """
    rows = snapshot[SCORECARD_MEASURES]
    if not rows:
        targeted = targeted_addresses(snapshot)
        return [
            ChosenMeasure(measure)
            for measure in usual_measures(snapshot)
            if measure.address in targeted or line_of_measure(snapshot, measure.address)
        ]
    known = catalogue.measures_by_any_address(snapshot)
    return [
        ChosenMeasure(known[row.measure], row.what_is_done)
        for row in rows
        if row.shown and row.measure in known
    ]


def targeted_addresses(snapshot: Snapshot) -> set[str]:
    """The addresses of the measures that have a target, benchmarks left out."""
    known = catalogue.measures_by_any_address(snapshot)
    with_target = {row.measure for row in snapshot[TARGETS] if row.kind != BENCHMARK}
    return {known[address].address for address in with_target if address in known}


def usual_measures(snapshot: Snapshot) -> list[Measure]:
    """Those with a target, room by room, then the headline measures, each once."""
    known = catalogue.measures_by_any_address(snapshot)
    targeted = targeted_addresses(snapshot)
    ordered = [each for module in catalogue.HEADLINES for each in module.measures(snapshot)]
    headlines = [row.measure for row in snapshot[HEADLINE_MEASURES]] or USUAL_MEASURES
    measures = [measure for measure in ordered if measure.address in targeted]
    measures += [known[address] for address in headlines if address in known]
    return list({measure.address: measure for measure in measures}.values())
