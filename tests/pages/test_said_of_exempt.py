"""Where all that there is is exempt, no page says that there is nothing: only that it has nothing to show."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from committee.changes.summary import since_last
from committee.editions.freezing import page_addresses, render_page
from sendprog.pages.mounted_pages import Download
from sendprog.records.exemptions import EXEMPTIBLE
from sendprog.records.snapshots import Snapshot, uncached_snapshot
from strands.snapshot import STRANDS
from tests import builders
from tests.invariants.told import blocks_of

pytestmark = pytest.mark.django_db
ON = date(2025, 1, 14)
MONTH = date(2024, 12, 1)
# What claims that there is nothing, or that nothing happened, rather than that nothing is shown.
CLAIMS = re.compile(
    r"\b(?:No|None|Nothing) [^.:;]*\b(?:has|have|had|was|were) [a-z]+|^Never$|\bNever updated\b|\b[Nn]ot updated since\b"
    r"|^None (?:open|rated)|\bNot given\b|\bno longer (?:has|on)\b|\bNo [a-z ]+ yet\b|\b(?:It|others?) (?:is|are) not rated"
)
# These name what is listed, and no record of the others can be exempt.
TRUE = (
    "No risk listed here",
    "No headline measure has a reading to show",
    "No meeting to come has been entered",
    "No recommendation has been entered",
    "no longer than",
    "No file of official statistics is loaded yet",
)


@pytest.fixture(autouse=True)
def all_exempt(settings) -> None:
    """A record of each kind, everything that can be exempt being so."""
    settings.SENDPROG_TODAY = ON
    strand = builders.make_strand()
    builders.make_round(MONTH, due=date(2025, 1, 5))
    rated = {"stated_rag": "at_risk", "rag_reason": "Late", "path_to_green": "Two more staff"}
    builders.make_update(
        MONTH,
        strand=strand,
        state="accepted",
        submitted_on=date(2025, 1, 3),
        progress="Slow",
        **rated,
    )
    builders.make_update(MONTH, section="finance-pressures", state="accepted", progress="Slow")
    builders.make_milestone(strand=strand, forecast="March 2025")
    builders.make_return(builders.make_indicator(strand=strand), value=Decimal(12))
    builders.make_monthly_return(MONTH, plans_issued=40)
    builders.make_position(MONTH)
    risk = builders.make_risk("staff", title="Too few staff", strand=strand)
    builders.make_assessment(risk, as_at=date(2024, 11, 1), score=10)
    builders.make_assessment(risk, as_at=MONTH, score=20)
    builders.make_ask(strand=strand)
    builders.make_saving(strand=strand)
    builders.make_contribution(builders.make_plan())
    builders.make_condition(builders.make_commitment(), strand=strand)
    builders.make_places(strand=strand)
    builders.make_paper_section()
    builders.make_headline_measure(measure="ehcp.plans_issued")
    for known in EXEMPTIBLE.values():
        for record in known.model.everything.all():
            builders.make_exemption(record)


def lines(snapshot: Snapshot, earlier: Snapshot | None = None) -> Iterator[tuple[str, str]]:
    """Each page's address with each of its lines."""
    for address in (*page_addresses(snapshot), "changes/"):
        if address.endswith((".docx", ".zip")):
            continue
        page = render_page(snapshot, earlier, address)
        if not isinstance(page, Download):
            yield from ((address, text) for _, text in blocks_of(page.main))


def claims(said: Iterator[tuple[str, str]]) -> str:
    """The lines that claim it, each with its page."""
    return "\n".join(
        f"{address}: {line}"
        for address, line in said
        if CLAIMS.search(line) and not any(words in line for words in TRUE)
    )


def test_no_page_says_that_there_is_nothing():
    snapshot = uncached_snapshot()
    assert claims(lines(snapshot)) == ""
    (row,) = snapshot[STRANDS]
    assert (row.update, row.is_silent) == (None, False)


def test_nothing_is_said_to_be_unchanged():
    before = uncached_snapshot()
    builders.make_exemption(builders.make_monthly_return(date(2025, 1, 1), plans_issued=1))
    after = uncached_snapshot()
    sentence = since_last(after, before).sentence
    assert "to show" in sentence and "changed" not in sentence
    assert claims(lines(after, before)) == ""
