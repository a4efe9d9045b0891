"""Pages of a site with nothing, and with one record of each kind: nouns are singular and no heading is empty."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from django.test import Client

from sendprog.models import User
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import Month
from tests import builders, word
from tests.crawling import main_of, parsed, words
from tests.test_architecture import ROOT

pytestmark = pytest.mark.django_db
MONTH = date(2026, 10, 1)
ANYWHERE = (
    "/live/",
    "/live/briefing/",
    "/live/ehcp/",
    "/live/finance/",
    "/live/risks/",
    "/live/strands/",
    "/live/milestones/",
    "/live/measures/",
    "/live/definitions/",
    "/live/asks/",
    "/live/scorecard/",
    "/live/changes/",
    "/live/print/",
    "/live/search/?q=one",
    "/meetings/",
    "/corrections/",
    "/paper/",
    "/paper/numbers/",
    "/glossary/",
    "/headline-measures/",
    "/scorecard-measures/",
    "/rounds/",
    "/bin/",
)
OF_RECORDS = (
    "/live/strands/one/",
    "/live/milestones/one/",
    "/live/risks/one/",
    "/live/commitments/one/",
    "/live/measures/strands.indicator.one/",
    "/live/measures/ehcp.plans_issued/",
    "/meetings/2026-12-03/",
    "/readiness/2026-12-03/",
)
# "1" and a plural; what is not a count (a month, a list's number) and words that only look like plurals are left out.
NO_PLURAL = r"(?!(?:is|was|has|this|across|plus)\b)"
PLURAL = re.compile(
    rf"(?<![\d.,:/+−£-])\b1 {NO_PLURAL}((?:[a-z]+ )?{NO_PLURAL}[a-z]{{2,}}(?<![sui])s)\b"
)
HEADING = re.compile("h([1-6])")


def make_one_of_each() -> None:
    strand = builders.make_strand("one", name="Strand one")
    builders.make_milestone(
        "one",
        title="Milestone one",
        strand=strand,
        forecast=PartialDate.of(Precision.MONTH, Month(2026, 9)),
    )
    builders.make_update(MONTH, strand=strand, state="accepted")
    builders.make_return(
        builders.make_indicator("one", name="Indicator one", strand=strand),
        value=1,
        reported_in=MONTH,
    )
    commitment = builders.make_commitment("one", name="Commitment one")
    builders.make_delivery(strand, commitment)
    builders.make_condition_status(builders.make_condition(commitment, strand=strand))
    builders.make_assessment(builders.make_risk("one", title="Risk one"), score=1)
    builders.make_monthly_return(MONTH, plans_issued=1, plans_issued_within_20_weeks=1)
    builders.make_position(MONTH)
    builders.make_saving("one", financial_year=2026, strand=strand)
    builders.make_paper_section("one", order=900, standing_text="There was 1 of them.")
    builders.make_ask(
        "one",
        meeting=builders.make_meeting(date(2026, 12, 3)),
        due=PartialDate.of(Precision.MONTH, Month(2026, 9)),
    )


@pytest.fixture(params=["nothing", "one"])
def site(request, settings) -> str:
    settings.SENDPROG_TODAY = date(2026, 11, 20)
    builders.make_user("manager", role="manager")
    if request.param == "one":
        make_one_of_each()
    return request.param


def mains(site: str) -> Iterator[tuple[str, ET.Element]]:
    client = Client()
    client.force_login(User.objects.get(username="manager"))
    for address in ANYWHERE + (OF_RECORDS if site == "one" else ()):
        response = client.get(address)
        assert response.status_code == 200, address
        yield address, parsed(f"<main>{main_of(response.content.decode())}</main>")


def tokens(element: ET.Element) -> Iterator[tuple[int, str]]:
    """(level, text) of each heading, and (0, text) of each other text, in order; charts count as text."""
    if match := HEADING.fullmatch(element.tag):
        yield int(match[1]), words(element)
    else:
        if element.text and element.text.strip():
            yield 0, element.text
        for child in element:
            yield from tokens(child)
    if element.tail and element.tail.strip():
        yield 0, element.tail


def empty_headings(main: ET.Element) -> list[str]:
    """The headings that nothing follows before the next of their level or above."""
    found, in_order = [], list(tokens(main))
    for place, (level, text) in enumerate(in_order):
        if level:
            following = []
            for other, _ in in_order[place + 1 :]:
                if 0 < other <= level:
                    break
                following.append(other)
            if 0 not in following:
                found.append(text)
    return found


def test_pages_count_one_in_the_singular_and_fill_every_heading(site):
    wrong = []
    for address, main in mains(site):
        wrong += [(address, match.group()) for match in PLURAL.finditer(words(main))]
        wrong += [(address, heading) for heading in empty_headings(main)]
    assert wrong == []


def test_paper_counts_one_in_the_singular_and_fills_every_heading(site):
    client = Client()
    client.force_login(User.objects.get(username="manager"))
    document = word.opened(client.get("/live/paper.docx").content)
    assert PLURAL.findall(word.texts(document)) == []
    styles = [item.style.name for item in word.items(document) if hasattr(item, "text")]
    levels = [int(style[-1]) if style.startswith("Heading") else 0 for style in styles]
    pairs = pairwise(levels)
    assert [pair for pair in pairs if pair[0] and 0 < pair[1] <= pair[0]] == []


def test_templates_leave_the_plural_to_the_filter():
    wrong = {
        path.relative_to(ROOT).as_posix(): match.group()
        for path in (ROOT / "templates").rglob("*.html")
        for match in re.finditer(r"\|length }} [a-z]+s\b", path.read_text(encoding="utf-8"))
    }
    assert wrong == {}
