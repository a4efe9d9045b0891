"""Ratings, movements of risks, counts of the late and titles of charts are those of the rows."""

import re
from collections.abc import Iterator
from decimal import Decimal

import finance.headlines
from committee.pages.attention import LATE, going_well
from committee.snapshot import catalogue
from ehcp.snapshot import MONTHS
from risks.snapshot import RISKS
from sendprog.pages.pre_election import is_plain
from sendprog.values.basis import Basis
from sendprog.values.measures import Polarity
from sendprog.values.rag import MilestoneStatus
from sendprog.values.units import Unit
from sendprog.values.wording import BOUNDS, QUALIFIERS, rounded
from strands.snapshot import INDICATORS, MILESTONES, STRANDS
from tests.invariants.figures import readings_of
from tests.invariants.told import PRINT, Told, plain_text

VERDICT = re.compile(
    r"\b(?:doubled|trebled|up \d|down \d|grown|fallen|grew|rose|fell|at every report|needs attention|going well)\b",
    re.IGNORECASE,
)
# Pages that state the programme's figures in sentences and titles.
STATING = ("", "ehcp/", "finance/", "briefing/", PRINT)
RATED = re.compile(r"(\w+ strand) is rated\s+(off track|at risk|on track|complete)")
NONE_LATE = re.compile(r"(None of \d+|Neither|The one) milestones? is (?:not )?late")
MOVED = re.compile(r"^(Up|Down) from (\d+)")


def verdicts_in_a_period(told: Told) -> Iterator[str]:
    """A title or sentence that compares, though the day is in a pre-election period."""
    if not is_plain(told.snapshot):
        return
    for address in STATING:
        for tag, text in told.blocks(address) if address in told.pages else ():
            if (tag.startswith("h") or "Plans issued" in text) and VERDICT.search(text):
                yield f"{address}: “{text[:200]}”"


def other_ratings(told: Told) -> Iterator[str]:
    """A strand said to be rated otherwise than stated."""
    stated = {row.name: row.rating.label.lower() for row in told.snapshot[STRANDS]}
    for address, line in told.lines("strands/", PRINT):
        for name, rating in RATED.findall(line):
            if stated.get(name) != rating:
                yield f"{address}: “{name} is rated {rating}”, stated {stated.get(name)}"


def number_named(words: str) -> int:
    """How many milestones a sentence is about: "None of 4", "Neither", "The one"."""
    number = {"Neither": 2, "The one": 1}.get(words)
    return int(words.rpartition(" ")[2]) if number is None else number


def late_said_to_be_none(told: Told) -> Iterator[str]:
    """ "None of 4 milestones is late" of a strand that has a late one, or another number that are not withdrawn."""
    milestones = [
        row for row in told.snapshot[MILESTONES] if row.status is not MilestoneStatus.WITHDRAWN
    ]
    for strand in told.snapshot[STRANDS]:
        rows = [row for row in milestones if row.strand == strand.slug]
        for _, line in told.lines(f"strands/{strand.slug}/"):
            if (found := NONE_LATE.search(line)) and (
                len(rows) != number_named(found[1]) or any(row.status in LATE for row in rows)
            ):
                yield f"{strand.slug}: “{found[0]}”"


def risks_moved_otherwise(told: Told) -> Iterator[str]:
    """ "Up from 12" of a risk whose score of the same matrix was not 12, or is not higher now."""
    for risk in told.snapshot[RISKS]:
        found = MOVED.match(risk.movement)
        if not found:
            continue
        now, before = [row for row in risk.assessments if row.score is not None][-1:-3:-1]
        is_up = now.score > before.score
        if (
            (found[1] == "Up") is not is_up
            or int(found[2]) != before.score
            or now.matrix != before.matrix
        ):
            yield f"{risk.title}: “{risk.movement}”, {before.score} to {now.score}"


def projected_as_actual(told: Told) -> Iterator[str]:
    """A projected value whose reading does not say so."""
    for indicator in told.snapshot[INDICATORS]:
        readings = catalogue.all_readings(told.snapshot, indicator.own_address)
        for row in indicator.returns:
            given = [
                reading
                for reading in readings
                if (reading.value, reading.low) == (row.value, row.low)
                and f"{row.reported_in:%B %Y}" in reading.record
            ]
            says = [
                re.search(
                    "project|forecast",
                    f"{reading.note} {reading.measure.label} {reading.basis.label}",
                    re.I,
                )
                for reading in given
            ]
            if row.projected and given and not any(says):
                yield f"{indicator.slug}: {row.value or row.low} of {row.reported_in}"


def demand_or_forecast_going_well(told: Told) -> Iterator[str]:
    """A figure that is neither good nor bad, only expected, or only a bound, among those that go well."""
    for reading in going_well(told.snapshot):
        is_expected = reading.basis is Basis.FORECAST or "projected" in reading.note.lower()
        if (
            reading.measure.polarity is Polarity.NEUTRAL
            or is_expected
            or reading.qualifier in BOUNDS
        ):
            yield f"{reading.measure.address}: {reading.in_words}"


def ratios_of_bounds(told: Told) -> Iterator[str]:
    """ "Up 12%" of a figure that is only "over" or "under" a number."""
    for reading in readings_of(told.snapshot):
        if reading.ratio_text and reading.qualifier in BOUNDS:
            yield f"{reading.measure.address}: {reading.in_words}, {reading.ratio_text}"


def ratios_of_other_values(told: Told) -> Iterator[str]:
    """A ratio in words that the two values as printed do not bear out."""
    for reading in readings_of(told.snapshot):
        text, comparison = reading.ratio_text, reading.comparison
        if not text or comparison is None or reading.value is None:
            continue
        is_same = reading.measure.in_text(reading.value) == reading.measure.in_text(
            comparison.value
        )
        found = re.fullmatch(r"(up|down) ([\d,]+)%", text)
        if is_same and text != "about the same":
            yield f"{reading.measure.address}: {reading.in_words} {reading.comparison_text}: “{text}”"
        elif found and reading.measure.unit is not Unit.POUNDS:
            places = reading.measure.places
            now, before = (rounded(value, places) for value in (reading.value, comparison.value))
            percent = int(found[2].replace(",", "")) * (1 if found[1] == "up" else -1)
            if abs(100 * now / before - 100 - percent) > Decimal("0.5"):
                yield f"{reading.measure.address}: {reading.in_words} {reading.comparison_text}: “{text}”"


def late_yet_early(told: Told) -> Iterator[str]:
    """An overdue milestone said to be earlier than promised, or a withdrawn one said to be late or early."""
    for row in told.snapshot[MILESTONES]:
        sentence = row.slippage_sentence
        is_overdue_early = row.status is MilestoneStatus.OVERDUE and "earlier" in sentence
        if is_overdue_early or (row.status is MilestoneStatus.WITHDRAWN and sentence):
            yield f"{row.title}, {row.status.label}: “{sentence}”"


BARE_VERDICT = re.compile(r"^(?:Better|Worse)\b(?! than)", re.MULTILINE)


def verdicts_against_nothing(told: Told) -> Iterator[str]:
    """A number that is said to be better or worse without saying than what."""
    for address, _, line in told.matches(BARE_VERDICT, "changes/"):
        yield f"{address}: “{line[:200]}”"


MONTHLY = re.compile(r"month by month|monthly return", re.IGNORECASE)


def months_of_longer_returns(told: Told) -> Iterator[str]:
    """ "Month by month" of returns of which one covers more than a month."""
    if any(row.months > 1 for row in told.snapshot[MONTHS]):
        for address, found, line in told.matches(MONTHLY, "ehcp/"):
            if "Contact" not in line and "Local monthly return" not in line:
                yield f"{address}: “{found[0]}” in “{line[:200]}”"


CHART = re.compile(r'<span class="message">(.*?)</span>.*?<tbody[^>]*>(.*?)</tbody>', re.DOTALL)
SECOND_CELL = re.compile(r"<tr[^>]*>.*?</t[hd]>\s*<td[^>]*>(.*?)</td>", re.DOTALL)


def titles_of_other_values(told: Told) -> Iterator[str]:
    """A chart "from 12 to 20" whose first and last values, as its table has them, are others."""
    for address, page in told.pages.items():
        for message, table in CHART.findall(page):
            title = plain_text(message).replace("a deficit of ", "")
            values = [plain_text(cell) for cell in SECOND_CELL.findall(table)]
            names_values = (
                " against " not in title
                and re.search(r": (?!.*, [A-Z]).*\d.* to .*\d", title) is not None
            )
            if names_values and values and not title.endswith(f": {values[0]} to {values[-1]}"):
                yield f"{address}: “{title}”: {values[0]} and {values[-1]}"


def comparisons_of_qualified(told: Told) -> Iterator[str]:
    """A title of the deficit's chart that compares figures of which one is only "at least" or "about"."""
    for chart in finance.headlines.charts(told.snapshot, "Larch").values():
        qualified = [row[1] for row in chart.rows if str(row[1]).startswith(QUALIFIERS)]
        if qualified and VERDICT.search(chart.message):
            yield f"“{chart.message}”: {qualified}"
