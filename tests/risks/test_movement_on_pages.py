"""Every page that says how risks moved takes one basis for it, and names the edition. No database."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from committee.editions.freezing import render_page
from risks.headlines import tied_with_last
from risks.row_types import RiskRow
from risks.snapshot import RISKS
from sendprog.records.snapshots import Snapshot
from tests.crawling import parsed, words
from tests.two_snapshots import AFTER, BEFORE, assessment_row, risk_row, snapshot_of

EDITION = "edition 3, for the meeting of 28 November 2024"
FIRST, SECOND = "Matrix, version 1", "Matrix, version 2"


def scored(slug: str, *scores: int, matrix: str = FIRST) -> RiskRow:
    rows = [assessment_row(score, matrix=matrix) for score in scores]
    return risk_row(*rows, reference=slug, title=f"Risk {slug}", number=None)


# By its own assessments "a" came down and "b" went up; since the edition only "b" moved.
NOW = snapshot_of(AFTER, {RISKS: [scored("a", 20, 15), scored("b", 8, 12)]})
THEN = snapshot_of(BEFORE, {RISKS: [scored("a", 15), scored("b", 16)]}, name=EDITION)


def text_of(address: str, now: Snapshot, then: Snapshot | None) -> str:
    return words(parsed(render_page(now, then, address).main))


@pytest.mark.parametrize("address", ["", "briefing/", "risks/"])
def test_risks_moved_since_the_edition_compared_with(address):
    text = text_of(address, NOW, THEN)
    assert f"Since {EDITION}: 1 risk came down and 1 stayed the same." in text
    assert "latest assessment" not in text
    if address != "risks/":
        assert "1 risk moved down." in text and f"Compared with {EDITION}." in text


def test_briefing_says_of_each_risk_how_it_moved_since_then():
    text = text_of("briefing/", NOW, THEN)
    assert "15 Risk a. The same" in text and "12 Risk b. Down from 16" in text
    alone = text_of("briefing/", NOW, None)
    assert "When last scored: 1 risk went up and 1 came down. 15 Risk a. Down" in alone


def test_briefing_says_once_that_the_edition_listed_no_risk():
    text = text_of("briefing/", NOW, snapshot_of(BEFORE, {}, name=EDITION))
    assert f"Not compared: no risk is listed in {EDITION}. 15 Risk a 12 Risk b" in text
    assert text.count("Not compared") == 1


@pytest.mark.parametrize(
    ("risks", "expected"),
    [
        ([scored(slug, 20) for slug in "abc"], []),
        (
            [scored("a", 30), *(scored(slug, 20) for slug in "bcde"), scored("f", 9)],
            ["2 more at 20"],
        ),
        ([scored("a", 30), scored("b", 24), scored("c", 20), scored("d", 19)], []),
        (
            [scored("a", 30), *(scored(slug, 20, matrix=SECOND) for slug in "bcd")],
            [f"1 more at 20 with {SECOND}"],
        ),
    ],
)
def test_tie_is_never_cut_silently(risks, expected):
    snapshot = snapshot_of(AFTER, {RISKS: risks})
    assert tied_with_last(snapshot, 3) == expected
    assert text_of("", snapshot, None).count(" in the register") == len(expected)


@pytest.mark.parametrize(
    ("reference", "text"), [("Minute 31", "(Minute 31)"), ("31", "(minute 31)"), ("", "Noted.")]
)
def test_minute_is_said_once(reference, text):
    meeting = SimpleNamespace(resolution="Noted.", minute_reference=reference)
    page = render_to_string("committee/meeting_text.html", {"one": meeting})
    assert text in page and page.lower().count("minute") == bool(reference)
