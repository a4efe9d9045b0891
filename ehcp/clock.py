"""What the law asks for in time, who asks and who is refused, reviews, appeals and families."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ehcp.compared import compared
from ehcp.contacts import CONTACTS, ContactRow, contact_label
from ehcp.headlines import measures_of_returns
from ehcp.measured import end_months, frame_of, month_number, month_numbered, month_spans
from ehcp.measures import (
    ADVICE_RATE,
    AUDIT_RATE,
    MEDIATION_RATE,
    PHASE_TRANSFERS_ON_TIME,
    REFUSAL_RATE,
    REVIEWS_ON_TIME,
    SIX_WEEK_RATE,
    SIXTEEN_WEEK_RATE,
    TWENTY_WEEK_RATE,
    TWENTY_WEEK_RATE_OF_ALL,
)
from ehcp.metrics import windows
from ehcp.metrics.rates import per_cent
from ehcp.models import MonthlyReturn
from ehcp.readings import BASES_THAT_STAY, computed_basis
from ehcp.snapshot import MONTHS, MonthRow
from ehcp.suppression import SOURCES
from ehcp.three_numbers import latest_windows
from sendprog.pages.exports import csv_bytes
from sendprog.pages.mounted_pages import Download
from sendprog.records.snapshots import Snapshot
from sendprog.values.markers import Marker
from sendprog.values.periods import Window
from sendprog.values.wording import lower_first, percent, upper_first, whole_number

RATES_IN_ORDER = (
    SIX_WEEK_RATE,
    ADVICE_RATE,
    SIXTEEN_WEEK_RATE,
    TWENTY_WEEK_RATE,
    TWENTY_WEEK_RATE_OF_ALL,
    REVIEWS_ON_TIME,
    PHASE_TRANSFERS_ON_TIME,
    MEDIATION_RATE,
    AUDIT_RATE,
)
SOURCE_NAMES = {
    "parents": "Parents and carers",
    "schools": "Schools",
    "health": "Health",
    "others": "Others",
}
FLOWS = (
    "annual_reviews_due",
    "annual_reviews_done",
    "review_decisions_within_4_weeks",
    "amended_within_12_weeks",
    "appeals_registered",
    "appeals_withdrawn",
    "appeals_conceded",
    "appeals_upheld",
    "mediations",
)
ENDS = ("annual_reviews_overdue", "appeals_open")
NOT_GIVEN = "Not given"
FEWEST_REQUESTS = 20
WHO_HEAD = ("Who asked", "Requests", "Refused", "Refused for each 100 requests")


@dataclass(frozen=True)
class ClockTable:
    """A table of the part: its caption, heading and rows of texts."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def fold_text(self) -> str:
        """What a reader unfolds: "in time, and refused"."""
        return lower_first(self.caption.partition(":")[0])


@dataclass(frozen=True)
class Clock:
    """The part's tables over the latest months, and what must be said of them."""

    window: Window
    tables: tuple[ClockTable, ...]
    notes: tuple[str, ...]


def clock_of(snapshot: Snapshot) -> Clock | None:
    """None where the returns and the contact with families say nothing of it."""
    found = latest_windows(snapshot[MONTHS])
    if found is None:
        return None
    before = found.year_before or found.before
    tables = (
        times_table(snapshot, found.now, before),
        who_table(snapshot, found.now),
        counts_table(snapshot, found.now),
        families_table(snapshot[CONTACTS]),
    )
    given = tuple(table for table in tables if table.rows)
    return Clock(found.now, given, tuple(notes_on_clock(snapshot, found.now))) if given else None


def times_table(snapshot: Snapshot, now: Window, before: Window) -> ClockTable:
    """Each rate in the latest months and a year before."""
    stated = measures_of_returns(snapshot)
    pairs = [
        compared(snapshot, measure, now, before)
        for measure in (*RATES_IN_ORDER, REFUSAL_RATE)
        if measure in stated
    ]
    rows = [
        [
            pair.now.measure.label,
            pair.shown(pair.now),
            *((pair.shown_before, pair.change) if pair.before.value is not None else ("", "")),
        ]
        for pair in pairs
        if pair.now.value is not None
    ]
    has_before = any(row[2] for row in rows)
    head = ["What is counted", now.label, *([before.label, "Change"] if has_before else [])]
    return ClockTable("In time, and refused", head, [row[: len(head)] for row in rows])


# Who asks and who is refused


def who_table(snapshot: Snapshot, window: Window) -> ClockTable:
    """Requests and refusals by who asked, over the months that have each count."""
    rows = []
    for source in SOURCES:
        requests = total_in(snapshot, f"requests_from_{source}", window)
        refused = total_in(snapshot, f"refused_from_{source}", window)
        if requests.value is None and refused.value is None:
            continue
        rows.append(
            [SOURCE_NAMES[source], requests.text, refused.text, each_hundred(requests, refused)]
        )
    return ClockTable(f"Who asks, and who is refused: {window.label}", WHO_HEAD, rows)


@dataclass(frozen=True)
class Total:
    """A count over a window: its sum, or None, and the months that it counts."""

    value: int | None
    months: frozenset[int]
    text: str


def total_in(snapshot: Snapshot, name: str, window: Window) -> Total:
    """The sum over the months that have the count; the text names those without."""
    first, last = (month_number(month) for month in end_months(window))
    found = windows.pooled(frame_of(snapshot), [name], first, last)
    if not found.months:
        return Total(None, found.months, why_not_given(snapshot, name, window))
    lacking = [month_numbered(n) for n in range(first, last + 1) if n not in found.months]
    text = whole_number(found.sums[name])
    left_out = f" without {month_spans(lacking)}" if lacking else ""
    kind = kind_of_rows(row for row in snapshot[MONTHS] if month_number(row.month) in found.months)
    return Total(int(found.sums[name]), found.months, f"{text}{left_out}{kind}")


def kind_of_rows(rows: Iterable[MonthRow | ContactRow]) -> str:
    """ " (illustrative)" where a return is made up or expected."""
    basis = computed_basis(list(rows))
    return f" ({basis.value})" if basis in BASES_THAT_STAY else ""


def why_not_given(snapshot: Snapshot, name: str, window: Window) -> str:
    """ "[c] suppressed" where every month says the same; "Not given" otherwise."""
    markers = {
        row.markers.get(name, "")
        for row in snapshot[MONTHS]
        if window.first <= row.window.first and row.window.last <= window.last
    }
    marker = markers.pop() if len(markers) == 1 else ""
    return f"{Marker(marker).symbol} {Marker(marker).label}" if marker else NOT_GIVEN


def each_hundred(requests: Total, refused: Total) -> str:
    """The refused for each 100 requests, of the same months and at least 20 requests."""
    if requests.value is None or refused.value is None:
        return "Not worked out"
    if requests.months != refused.months:
        return "Not worked out: of other months"
    if requests.value < FEWEST_REQUESTS:
        return f"Not worked out: fewer than {FEWEST_REQUESTS} requests"
    return percent(per_cent(refused.value, requests.value), 1).removesuffix("%")


# Reviews, appeals and families


def counts_table(snapshot: Snapshot, window: Window) -> ClockTable:
    """Reviews, appeals and mediations: sums of the window, and what was left at its end."""
    last = snapshot[MONTHS][-1]
    rows = [
        [clock_label(name), total.text]
        for name in FLOWS
        if (total := total_in(snapshot, name, window)).value is not None
    ]
    rows += [
        [
            f"{clock_label(name)}, at the end",
            f"{whole_number(last.counts[name])}{kind_of_rows([last])}",
        ]
        for name in ENDS
        if last.counts[name] is not None
    ]
    return ClockTable("Annual reviews and appeals", ("What is counted", window.label), rows)


def clock_label(name: str) -> str:
    text = str(MonthlyReturn._meta.get_field(name).verbose_name)
    return upper_first(text.removesuffix(" at month end"))


def families_table(rows: Sequence[ContactRow]) -> ClockTable:
    """The latest contact with families, and a year before."""
    if not rows:
        return ClockTable("", (), ())
    now = rows[-1]
    before = next((row for row in rows if row.month == now.month.plus(-12)), None)
    shown = [now, before] if before and before.months == now.months else [now]
    table = [
        [label, *texts]
        for label, texts in (
            (label, [text(row) for row in shown]) for label, text in FAMILY_TEXTS.items()
        )
        if any(each != NOT_GIVEN for each in texts)
    ]
    return ClockTable("Families", ("What is counted", *(row.label for row in shown)), table)


def family_count(name: str, unit: str = "") -> Callable[[ContactRow], str]:
    def text(row: ContactRow) -> str:
        count, marker = row.counts[name], row.markers.get(name, "")
        symbol = f" [{marker}]" if marker else ""
        if count is None:
            return symbol.strip() or NOT_GIVEN
        return f"{whole_number(count)}{unit}{symbol}{kind_of_rows([row])}"

    return text


def satisfaction_text(row: ContactRow) -> str:
    """ "3.3 out of 5, of 97 answers"."""
    if row.satisfaction is None:
        return NOT_GIVEN
    answers = row.counts["survey_answers"]
    of = "" if answers is None else f", of {whole_number(answers)} answers"
    return f"{row.satisfaction.normalize():f} out of 5{of}{kind_of_rows([row])}"


FAMILY_TEXTS = {
    upper_first(contact_label("calls_handled")): family_count("calls_handled"),
    "Average wait": family_count("average_wait_seconds", " seconds"),
    "Satisfaction": satisfaction_text,
}


def notes_on_clock(snapshot: Snapshot, window: Window) -> Iterator[str]:
    rows = [row for row in snapshot[MONTHS] if window.first <= row.window.first]
    if any(row.counts[f"refused_from_{source}"] is not None for row in rows for source in SOURCES):
        yield (
            "More or fewer requests or refusals are neither good nor bad. A decision may be on a "
            "request of an earlier month."
        )


def clock_csv_of(snapshot: Snapshot) -> Download:
    """The tables of the part, one after another, as a file."""
    clock = clock_of(snapshot)
    rows: list[Sequence[str]] = [("Table", "Column 1", "Column 2", "Column 3", "Column 4")]
    for table in clock.tables if clock else ():
        rows += [(table.caption, *row) for row in (table.head, *table.rows)]
    content = csv_bytes([[*row, *[""] * (5 - len(row))] for row in rows])
    return Download("ehcp-clock.csv", "text/csv; charset=utf-8", content)
