"""A record that no source gives as it is says what it is based on, wherever it is told by itself."""

from collections.abc import Iterator

from committee.snapshot.asks import ASKS
from ehcp.views import months_table
from finance.snapshot import CONTRIBUTIONS
from risks.snapshot import RISKS
from sendprog.values.basis import Basis
from strands.headlines import SCHEME
from strands.snapshot import MILESTONES, PLACES, STRANDS, TARGETS
from tests.invariants.told import Told


def bases_left_out(told: Told) -> Iterator[str]:
    """A record that is not reported, of which the page or line that tells it does not say so."""
    for address, begin, basis in records_told(told):
        if basis is None or basis.is_reported:
            continue
        text = " ".join(line for _, line in told.lines(address) if line.startswith(begin))
        if text and basis.label.lower() not in text.lower():
            yield f"{address}: “{text[:120]}” does not say “{basis.label}”"
    for row in months_table(told.snapshot).rows:
        if (basis := row.record.basis).note and basis.value not in str(row.get_cell("note")).lower():
            yield f"{row.record.label}: “{row.get_cell('note')}” does not say “{basis.label}”"


def records_told(told: Told) -> Iterator[tuple[str, str, Basis | None]]:
    """The page of a record, the beginning of the line that tells it there ("": all of it), and its basis."""
    rows = told.snapshot
    yield from ((f"milestones/{row.slug}/", "", row.basis) for row in rows[MILESTONES])
    yield from ((f"risks/{row.slug}/", "", row.basis) for row in rows[RISKS])
    yield from ((f"measures/{SCHEME}{row.slug}/", "", row.basis) for row in rows[PLACES])
    yield from ((f"strands/{row.slug}/", "", row.update.basis) for row in rows[STRANDS] if row.update)
    yield from ((f"measures/{row.measure}/", "", row.basis) for row in rows[TARGETS])
    yield from (("asks/", "", row.basis) for row in rows[ASKS])
    for row in rows[CONTRIBUTIONS]:
        yield "finance/", f"{row.payer}, {row.term}: {row.amount_text}", row.basis
