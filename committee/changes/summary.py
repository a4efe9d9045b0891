"""The changes in a sentence or two, with the number of each kind. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind, Changes, Item, NumberItem, Verdict
from committee.changes.keys import SUMMARISED
from committee.snapshot.meetings import MEETINGS, meeting_of
from committee.snapshot.sections_to_freeze import section_named
from finance.measures import FORECAST
from risks.snapshot import RISKS
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.wording import joined, lower_first, noun, plural
from strands.snapshot import INDICATORS, MILESTONES, STRANDS

YOUR_LAST_MEETING, LAST_EDITION = "Since your last meeting", "Since the last edition"
FIRST_EDITION = "There is no earlier edition for the same committee to compare this one with."
NO_EDITION = "There is no edition to compare what is live with."
NOTHING_CHANGED = "There is no change to show."
# The summary does not cover texts and other records:
# only the page of changes compares them.
COUNTED_HERE = "Counted here: changes of strands, milestones, figures and risks alone."
NOTHING_SUMMARISED = "There is no change of a strand, milestone, figure or risk to show."
NOTHING_ELSE_CHANGED = "There is no other change to show."
# The kinds that are counted, a sentence for each
# subject: the words for one and for several.
MILESTONES_COUNTED = (
    (ChangeKind.DONE, "milestone done", "milestones done"),
    (ChangeKind.SLIPPED, "milestone slipped", "milestones slipped"),
    (ChangeKind.BROUGHT_FORWARD, "milestone brought forward", "milestones brought forward"),
    (ChangeKind.OVERDUE, "milestone became overdue", "milestones became overdue"),
    (ChangeKind.ADDED, "milestone added", "milestones added"),
    (ChangeKind.WITHDRAWN, "milestone withdrawn", "milestones withdrawn"),
    (
        ChangeKind.REBASELINED,
        "milestone promised for a new date",
        "milestones promised for new dates",
    ),
)
STRANDS_COUNTED = (
    (ChangeKind.RATING, "strand was rated differently", "strands were rated differently"),
    (
        ChangeKind.DERIVED,
        "strand's milestones came to another state",
        "strands' milestones came to another state",
    ),
)
RISKS_COUNTED = (
    (ChangeKind.RISK_NEW, "new risk", "new risks"),
    (ChangeKind.RISK_UP, "risk moved up", "risks moved up"),
    (ChangeKind.RISK_DOWN, "risk moved down", "risks moved down"),
    (ChangeKind.RISK_CLOSED, "risk is no longer listed", "risks are no longer listed"),
)
ASKS_COUNTED = (
    (ChangeKind.ASKED, "new ask of the committee", "new asks of the committee"),
    (ChangeKind.ANSWERED, "ask answered", "asks answered"),
    (ChangeKind.ASK_OVERDUE, "answer became overdue", "answers became overdue"),
)
EXCEPTIONS_COUNTED = (
    (ChangeKind.EXCEPTION_OPENED, "exception opened", "exceptions opened"),
    (ChangeKind.EXCEPTION_ANSWERED, "exception answered", "exceptions answered"),
    (ChangeKind.EXCEPTION_CLOSED, "exception closed", "exceptions closed"),
)
OTHERS_COUNTED = (
    (ChangeKind.REVISED, "published figure was revised", "published figures were revised"),
    (ChangeKind.TARGET, "target or comparator changed", "targets or comparators changed"),
    (ChangeKind.TEXT, "text changed", "texts changed"),
    (ChangeKind.GIVEN_AGAIN, "text given again, unchanged", "texts given again, unchanged"),
    (ChangeKind.REMOVED, "record removed", "records removed"),
)
COUNTED = (
    MILESTONES_COUNTED,
    STRANDS_COUNTED,
    RISKS_COUNTED,
    ASKS_COUNTED,
    EXCEPTIONS_COUNTED,
    OTHERS_COUNTED,
)
# The order in which first readings are counted; other records come last.
FIRST_ORDER = {
    section.nouns: place for place, section in enumerate((INDICATORS, MILESTONES, STRANDS, RISKS))
}
# The kinds that have a sentence of their own; the others are "other details".
NAMED_KINDS = {
    ChangeKind.REORGANISED,
    ChangeKind.MOVED,
    ChangeKind.NEW_FIGURES,
    ChangeKind.FIRST,
    *(kind for subject in COUNTED for kind, _, _ in subject),
}

# The shapes of a line's picture, of which at most so many are drawn.
MARKS = {
    ChangeKind.DONE: "complete",
    ChangeKind.SLIPPED: "at-risk",
    ChangeKind.BROUGHT_FORWARD: "on-track",
    ChangeKind.OVERDUE: "off-track",
    ChangeKind.RISK_UP: "up",
    ChangeKind.RISK_DOWN: "down",
}
MOST_MARKS = 10


@dataclass(frozen=True)
class SummaryLine:
    """A sentence of the summary; `marks`: a shape for each milestone or risk that it counts."""

    sentence: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SinceLast:
    """A heading, what changed (as a text, and line by line) and since when, for the overview."""

    heading: str
    sentence: str
    since: str = ""
    lines: tuple[SummaryLine, ...] = ()


def since_last(snapshot: Snapshot, previous: Snapshot | None) -> SinceLast:
    """What changed in strands, milestones, figures and risks since the last edition."""
    if previous is None:
        return SinceLast(YOUR_LAST_MEETING, nothing_earlier(snapshot))
    changes = snapshot_changes(previous, snapshot, SUMMARISED)
    lines = (SummaryLine(NOTHING_SUMMARISED),)
    since = compared_with(snapshot, previous)
    if changes.records:
        lines = tuple(summary_lines(changes, plain=is_plain(snapshot)))
        since = f"{since} {COUNTED_HERE}"
    return SinceLast(
        since_heading(snapshot, previous),
        " ".join(line.sentence for line in lines),
        since,
        lines,
    )


def nothing_earlier(snapshot: Snapshot) -> str:
    """That there is nothing to compare an edition, or what is live, with."""
    return FIRST_EDITION if snapshot.for_meeting else NO_EDITION


def since_heading(snapshot: Snapshot, previous: Snapshot | None) -> str:
    """ "Since your last meeting", unless what is live is compared with an edition for another one."""
    is_own = previous is None or is_of_last_meeting(snapshot, previous)
    return YOUR_LAST_MEETING if is_own else LAST_EDITION


def is_of_last_meeting(snapshot: Snapshot, previous: Snapshot) -> bool:
    """Whether the earlier edition is for the same committee's meeting that is over, or before this
    one's.
    """
    own, earlier = meeting_of(snapshot), meeting_of(previous)
    names = {meeting.committee.casefold() if meeting else "" for meeting in (own, earlier)}
    if len(names) > 1 and len(committees(snapshot, previous)) > 1:
        return False
    return earlier is None or earlier.date < (own.date if own else snapshot.on)


def committees(*snapshots: Snapshot) -> set[str]:
    """The committees whose meetings these snapshots know, in lower case."""
    return {row.committee.casefold() for snapshot in snapshots for row in snapshot[MEETINGS]}


def compared_with(snapshot: Snapshot, previous: Snapshot) -> str:
    """ "Compared with edition 3, for the meeting of 3 June 2025."

    It says whether that meeting is illustrative.
    The committee is named where there are several, or where this one's is not known.
    """
    earlier = meeting_of(previous)
    edition = f"Compared with {previous.edition_name}"
    if earlier and (meeting_of(snapshot) is None or len(committees(snapshot, previous)) > 1):
        edition += f" ({earlier.committee})"
    if earlier and earlier.basis is Basis.ILLUSTRATIVE:
        return f"{edition}, which is illustrative."
    return f"{edition}."


def changes_summary(changes: Changes, *, is_all: bool = False, plain: bool = False) -> str:
    """The summary with its counts; `is_all` adds that nothing else changed.

    Plain, without verdicts.
    """
    if not changes.records:
        return NOTHING_CHANGED
    sentences = [line.sentence for line in summary_lines(changes, plain=plain)]
    if is_all:
        sentences.append(NOTHING_ELSE_CHANGED)
    return " ".join(sentences)


def summary_lines(changes: Changes, *, plain: bool = False) -> Iterator[SummaryLine]:
    for item in changes.of(ChangeKind.REORGANISED):
        yield SummaryLine(f"The strands were reorganised: {lower_first(item.which)}.")
    forecast = forecast_item(changes)
    if forecast:
        sentence = plain_forecast_sentence if plain else forecast_sentence
        yield SummaryLine(sentence(forecast))
    for subject in COUNTED:
        counts = [
            count_items(changes.of(kind), *nouns) for kind, *nouns in subject if changes.of(kind)
        ]
        if counts:
            yield SummaryLine(f"{joined(counts)}.", () if plain else marks_of(changes, subject))
    figures = [item for item in changes.of(ChangeKind.MOVED) if item is not forecast]
    if figures:
        is_other = forecast is not None
        yield SummaryLine(moved_figures_sentence(figures, is_other=is_other, plain=plain))
    newer = changes.of(ChangeKind.NEW_FIGURES)
    if newer:
        yield SummaryLine(
            f"{count_items(newer, 'set of newer figures', 'sets of newer figures')} came in."
        )
    others = [item for item in changes.items if item.kind not in NAMED_KINDS]
    if others:
        yield SummaryLine(f"{plural(len(others), 'other detail')} changed.")
    first = changes.of(ChangeKind.FIRST)
    if first:
        yield SummaryLine(f"{changes.first_words}: {count_first_items(first)}.")


def marks_of(changes: Changes, subject: Iterable[tuple[ChangeKind, str, str]]) -> tuple[str, ...]:
    """A shape for each change of the subject that has one; () for more than fit in a line."""
    marks = [MARKS[kind] for kind, *_ in subject for _ in changes.of(kind) if kind in MARKS]
    return tuple(marks) if len(marks) <= MOST_MARKS else ()


def count_items(items: list[Item], noun_for_one: str, noun_for_several: str) -> str:
    """ "2 milestones slipped (1 of them illustrative)"."""
    return plural(len(items), noun_for_one, noun_for_several) + how_many_illustrative(items)


def how_many_illustrative(items: list[Item]) -> str:
    """ " (illustrative)", " (1 of them illustrative)"; "" where none is."""
    number = sum(item.is_illustrative for item in items)
    if not number:
        return ""
    return " (illustrative)" if number == len(items) else f" ({number} of them illustrative)"


def forecast_item(changes: Changes) -> NumberItem | None:
    """The comparable movement of the forecast deficit; None where there is none, or several (by
    block).
    """
    items = [
        item
        for item in changes.of(ChangeKind.MOVED)
        if isinstance(item, NumberItem) and item.measure == FORECAST.address
    ]
    return items[0] if len(items) == 1 and items[0].change else None


def figure_name(item: NumberItem) -> str:
    """The label in a sentence: "forecast in-year deficit", "in-year deficit, final outturn"."""
    return lower_first(item.which)


def forecast_sentence(item: NumberItem) -> str:
    """ "The forecast in-year deficit rose by £5.8 million, from £45.8 million to £51.6 million,
    both …".
    """
    verb = {"+": "rose", "−": "fell"}.get(item.change[:1])
    if verb is None:
        step = f"is {item.new}; it was {item.old}"
    else:
        step = f"{verb} by {item.change.lstrip('+−')}, from {item.old} to {item.new}"
    name = figure_name(item)
    subject = f"{name}," if "," in name else name
    return f"The {subject} {step}{for_window(item)}{how_many_illustrative([item])}."


def plain_forecast_sentence(item: NumberItem) -> str:
    """ "The forecast in-year deficit: £45.8 million in the last edition, £51.6 million in this
    one.".
    """
    figures = f"{item.old} in the earlier edition, {item.new} now"
    return f"The {figure_name(item)}: {figures}{for_window(item)}{how_many_illustrative([item])}."


def for_window(item: NumberItem) -> str:
    """ ", both for financial year 2024/25"; "" where the two figures share no window."""
    return f", both for {item.window}" if item.window else ""


def moved_figures_sentence(items: list[Item], *, is_other: bool, plain: bool = False) -> str:
    """ "3 other figures moved: 1 better, 2 worse."; plain, without the verdicts."""
    figures = f"other {noun(len(items), 'figure')}" if is_other else noun(len(items), "figure")
    sentence = f"{len(items)} {figures} moved{how_many_illustrative(items)}"
    if plain:
        return f"{sentence}."
    counts = Counter(getattr(item, "verdict", None) for item in items)
    verdicts = [
        f"{counts[verdict]} {lower_first(verdict.label)}" for verdict in Verdict if counts[verdict]
    ]
    if len(items) == 1:
        return f"{sentence}: {verdicts[0].partition(' ')[2]}."
    return f"{sentence}: {', '.join(verdicts)}."


def count_first_items(items: list[Item]) -> str:
    """ "36 milestones, 8 risks and 1 other record"."""
    counts = Counter(section_named(item.section).nouns for item in items)
    ordered = sorted(counts, key=lambda nouns: FIRST_ORDER.get(nouns, len(FIRST_ORDER)))
    return joined([plural(counts[nouns], *nouns) for nouns in ordered])
