"""A record that no source gives as it is says what it is based on, wherever it is told by itself."""

import re
from collections.abc import Iterator

import ehcp.headlines
from committee.pages.attention import going_well
from committee.snapshot.asks import ASKS
from ehcp.views import months_table
from finance.snapshot import CONTRIBUTIONS
from risks.snapshot import RISKS
from sendprog.values.basis import Basis
from strands.headlines import SCHEME
from strands.snapshot import MILESTONES, PLACES, STRANDS, TARGETS
from tests.invariants.told import Told, plain_text


def bases_left_out(told: Told) -> Iterator[str]:
    """A record that is not reported, of which the page or line that tells it does not say so."""
    for address, begin, basis in records_told(told):
        if basis is None or basis.is_reported:
            continue
        text = " ".join(line for _, line in told.lines(address) if line.startswith(begin))
        if text and basis.label.lower() not in text.lower():
            yield f"{address}: “{text[:120]}” does not say “{basis.label}”"
    for row in months_table(told.snapshot).rows:
        if (basis := row.record.basis).note and basis.value not in str(
            row.get_cell("note")
        ).lower():
            yield f"{row.record.label}: “{row.get_cell('note')}” does not say “{basis.label}”"


FIGURE = re.compile(r"<figcaption>(.*?)</figcaption>(.*?)</figure>", re.DOTALL)
GOING_WELL = re.compile(r'<div class="going-well">(.*?)</div>', re.DOTALL)


def made_up_drawn(told: Told) -> Iterator[str]:
    """A picture of which a value is made up, that says so beside the value or in its table alone."""
    for address, page in told.pages.items():
        for caption, drawn in FIGURE.findall(page):
            if Basis.ILLUSTRATIVE.label in drawn and "illustrative" not in caption.lower():
                yield f"{address}: “{plain_text(caption)}”"


def expected_as_done(told: Told) -> Iterator[str]:
    """Plans that are yet to be issued, said to have been, or not said to be projected."""
    reading, text = (
        ehcp.headlines.plans_issued(told.snapshot),
        ehcp.headlines.sentence(told.snapshot),
    )
    if reading and reading.is_projected and "Projected" not in text:
        yield f"“{text}”, projected"
    if (
        reading
        and (reading.is_projected or reading.basis is Basis.FORECAST)
        and " were issued in " in text.rpartition("not given.")[2]
    ):
        yield f"“{text}”, {reading.basis.label}"


def going_well_without_basis(told: Told) -> Iterator[str]:
    """A figure that goes well although it is made up or estimated, without saying so."""
    labels = {reading.measure.label: reading.basis for reading in going_well(told.snapshot)}
    for block in GOING_WELL.findall(told.pages.get("", "")):
        text = plain_text(block)
        basis = labels.get(text.partition(":")[0])
        if basis and basis.note not in text:
            yield f"“{text}”: {basis.label}"


def records_told(told: Told) -> Iterator[tuple[str, str, Basis | None]]:
    """The page of a record, the beginning of the line that tells it there ("": all of it), and its basis."""
    rows = told.snapshot
    yield from ((f"milestones/{row.slug}/", "", row.basis) for row in rows[MILESTONES])
    yield from ((f"risks/{row.slug}/", "", row.basis) for row in rows[RISKS])
    yield from ((f"measures/{SCHEME}{row.slug}/", "", row.basis) for row in rows[PLACES])
    yield from (
        (f"strands/{row.slug}/", "", row.update.basis) for row in rows[STRANDS] if row.update
    )
    yield from ((f"measures/{row.measure}/", "", row.basis) for row in rows[TARGETS])
    yield from (("asks/", "", row.basis) for row in rows[ASKS])
    for row in rows[CONTRIBUTIONS]:
        yield "finance/", f"{row.payer}, {row.term}: {row.amount_text}", row.basis
