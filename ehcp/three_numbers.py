"""Speed, volume and stock together: over which months they are read, and what they say as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp.compared import Compared, compare
from ehcp.measured import Measured, end_months, measured, month_number, month_numbered
from ehcp.measures import (
    ASSESSMENTS_AGREED,
    ASSESSMENTS_OPEN,
    ASSESSMENTS_REFUSED,
    OPEN_OVER_20_WEEKS,
    OPEN_OVER_52_WEEKS,
    PLANS_ISSUED,
    PLANS_MAINTAINED,
    REQUESTS_RECEIVED,
    TWENTY_WEEK_RATE,
    TWENTY_WEEK_RATE_OF_ALL,
)
from ehcp.readings import why_missing
from ehcp.real_change import real_change
from ehcp.snapshot import MONTHS, MonthRow
from ehcp.suppression import BANDED
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Window
from sendprog.values.wording import lower_first
from strands.headlines import newest_reading
from strands.targets import with_target

# The months that the numbers are read over, the
# most first: so many as the returns reach back.
SPANS = (6, 3)
LONGEST = "longest_open_weeks"
AVERAGE = "average_open_weeks"


@dataclass(frozen=True)
class Question:
    """What one of the three numbers answers, and the measures that can, the best first."""

    name: str
    text: str
    measures: tuple[Measure, ...]
    beside: tuple[Measure, ...]


SPEED = Question(
    "speed",
    "Is it getting faster?",
    (TWENTY_WEEK_RATE, TWENTY_WEEK_RATE_OF_ALL),
    (TWENTY_WEEK_RATE_OF_ALL, OPEN_OVER_52_WEEKS),
)
VOLUME = Question(
    "volume",
    "Is it doing more?",
    (PLANS_ISSUED,),
    (REQUESTS_RECEIVED, ASSESSMENTS_AGREED, ASSESSMENTS_REFUSED),
)
STOCK = Question(
    "stock",
    "Are fewer waiting?",
    (OPEN_OVER_20_WEEKS, ASSESSMENTS_OPEN),
    (ASSESSMENTS_OPEN, PLANS_MAINTAINED),
)
QUESTIONS = (SPEED, VOLUME, STOCK)


@dataclass(frozen=True)
class Windows:
    """The latest months, those just before, and the same a year earlier; None where that is the
    same as those before.
    """

    now: Window
    before: Window
    year_before: Window | None


@dataclass(frozen=True)
class Answer:
    """One of the three numbers: its reading now, its two comparisons, and what belongs beside it.

    `is_reported`: the reading is one that an indicator reports, newer than the returns, with a
    comparison of its own.
    """

    question: Question
    reading: Reading
    before: Compared | None
    year_before: Compared | None
    beside: tuple[tuple[str, str], ...] = ()
    is_reported: bool = False
    real_change: str = ""

    @property
    def target(self) -> str:
        """The first target in short: "Local target, April 2025 to March 2026: 60.0%"; or ""."""
        targets = self.reading.targets
        return targets[0].partition(". ")[0] if targets and not self.reading.missing else ""

    @property
    def is_of_few(self) -> bool:
        return bool(self.before and self.before.now.is_of_few)

    @property
    def comparisons(self) -> list[tuple[str, Compared]]:
        """Each with what its window is called; those of a number without a value are left out."""
        labels = (("Just before", self.before), ("A year before", self.year_before))
        return [
            (f"{label}, {value.before.when}", value)
            for label, value in labels
            if value is not None and value.now.value is not None
        ]


def moved(window: Window, months: int) -> Window:
    """The window so many months later, or earlier if negative."""
    first, last = end_months(window)
    return Window.of_months(first.plus(months), last.plus(months))


def latest_windows(rows: Sequence[MonthRow]) -> Windows | None:
    """The windows of the three numbers; None without a return.

    The latest six months, or three where the returns begin later, or what the last return covers.
    One that a return of several months would straddle begins with that return.
    """
    if not rows:
        return None
    now = rows[-1].window
    for span in SPANS:
        start = start_of_span(rows, span)
        if rows[0].first_month <= month_numbered(start):
            now = Window.of_months(month_numbered(start), rows[-1].month)
            break
    length = now.months or 1
    year_before = moved(now, -12)
    before = moved(now, -length)
    return Windows(now, before, None if year_before == before else year_before)


def start_of_span(rows: Sequence[MonthRow], span: int) -> int:
    """The number of the first of so many months to the last return, or of the return it is in."""
    start = month_number(rows[-1].month) - span + 1
    for row in rows:
        if month_number(row.first_month) < start <= month_number(row.month):
            return month_number(row.first_month)
    return start


def answers(snapshot: Snapshot) -> list[Answer]:
    """The answers to the three questions; empty where there is neither a return nor a report."""
    return snapshot.cached("three numbers", lambda: list(make_answers(snapshot)))


def make_answers(snapshot: Snapshot) -> list[Answer]:
    windows = latest_windows(snapshot[MONTHS])
    made = [answer_of(snapshot, question, windows) for question in QUESTIONS]
    return made if windows or any(answer.is_reported for answer in made) else []


def answer_of(snapshot: Snapshot, question: Question, windows: Windows | None) -> Answer:
    """The first of the question's measures that has a value, or the first without one."""
    tried = [answer_by(snapshot, question, measure, windows) for measure in question.measures]
    return next((answer for answer in tried if not answer.reading.missing), tried[0])


def answer_by(
    snapshot: Snapshot, question: Question, measure: Measure, windows: Windows | None
) -> Answer:
    nothing = Reading(measure=measure, missing="Not given", source=measure.source)
    if windows is None:
        reading = newest_reading(snapshot, measure.address, None)
        found = with_target(reading or nothing, snapshot)
        return Answer(question, found, None, None, is_reported=reading is not None)
    now = measured(snapshot, measure, windows.now)
    computed = now.reading
    newest = newest_reading(snapshot, measure.address, computed) or computed
    if newest is not computed:
        return Answer(question, with_target(newest, snapshot), None, None, is_reported=True)
    # A window from before the first return is no whole one.
    start = snapshot[MONTHS][0].window.first
    before, year_before = (
        compare(snapshot, now, measured(snapshot, measure, window), totals=False)
        if window and window.first >= start
        else None
        for window in (windows.before, windows.year_before)
    )
    return Answer(
        question,
        with_target(computed, snapshot),
        before,
        year_before,
        tuple(lines_beside(snapshot, question, measure, windows.now)),
        real_change=real_change_on_card(snapshot, now),
    )


def real_change_on_card(snapshot: Snapshot, now: Measured) -> str:
    """Whether the months really changed; "" of a number that is missing, or before an election."""
    found = real_change(snapshot, now.measure)
    if found is None or now.value is None or is_plain(snapshot):
        return ""
    return f"Month by month: {lower_first(found.text)}"


def lines_beside(
    snapshot: Snapshot, question: Question, shown: Measure, window: Window
) -> list[tuple[str, str]]:
    """What must be read with the number: each label with its text, those without a value left out."""
    lines = [
        (value.measure.label, text_beside(value))
        for value in (
            measured(snapshot, measure, window) for measure in question.beside if measure != shown
        )
        if value.value is not None
    ]
    row = snapshot[MONTHS][-1]
    if question is SPEED and row.counts[AVERAGE] is not None:
        lines.append(("Average time that cases are open", f"{row.counts[AVERAGE]} weeks"))
    if question is STOCK and (row.counts[LONGEST] is not None or row.markers.get(LONGEST)):
        lines.append(("Longest open case", longest_band(row)))
    return lines


def text_beside(value: Measured) -> str:
    """ "43.4% (220 of 507)"; with the months it lacks."""
    text = value.text_with_parts
    return f"{text}, {lower_first(value.lacking_text)}" if value.lacking_text else text


def longest_band(row: MonthRow) -> str:
    """ "52 weeks or more, less than 78": the band of one child's wait."""
    weeks = row.counts[LONGEST]
    if weeks is None:
        return why_missing(LONGEST, row)
    return f"{weeks} weeks or more, less than {weeks + BANDED[LONGEST]}"
