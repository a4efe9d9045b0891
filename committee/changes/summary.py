"""The changes in a sentence or two, each kind counted once. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from committee.changes.difference import difference
from committee.changes.items import FIRST_WORDS, Changes, Item, Kind, Number, Verdict
from committee.changes.keys import SUMMARISED
from committee.snapshot.sections import section_named
from finance.measures import FORECAST
from risks.snapshot import RISKS
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import day, joined, noun, plural
from strands.snapshot import INDICATORS, MILESTONES, STRANDS

FIRST_EDITION = "There is no earlier edition to compare this one with."
NOTHING_CHANGED = "Nothing has changed since the last edition."
# Texts and the like are compared on the page of changes alone.
NOTHING_HERE = "No strand, milestone, figure or risk has changed since the last edition."
# How many of a kind, in words, in the order in which they are said: the words for one, then for more.
COUNTED = (
    (Kind.DONE, "milestone done", "milestones done"),
    (Kind.SLIPPED, "milestone slipped", "milestones slipped"),
    (Kind.BROUGHT_FORWARD, "milestone brought forward", "milestones brought forward"),
    (Kind.OVERDUE, "milestone now overdue", "milestones now overdue"),
    (Kind.ADDED, "milestone added", "milestones added"),
    (Kind.WITHDRAWN, "milestone withdrawn", "milestones withdrawn"),
    (Kind.REBASELINED, "milestone re-baselined", "milestones re-baselined"),
    (Kind.RATING, "strand rated differently", "strands rated differently"),
    (Kind.DERIVED, "strand whose milestones read differently", "strands whose milestones read differently"),
    (Kind.RISK_NEW, "new risk", "new risks"),
    (Kind.RISK_UP, "risk moved up", "risks moved up"),
    (Kind.RISK_DOWN, "risk moved down", "risks moved down"),
    (Kind.RISK_CLOSED, "risk closed", "risks closed"),
    (Kind.ASKED, "new ask of the committee", "new asks of the committee"),
    (Kind.ANSWERED, "ask answered", "asks answered"),
    (Kind.ASK_OVERDUE, "answer now overdue", "answers now overdue"),
    (Kind.REVISED, "published figure revised", "published figures revised"),
    (Kind.TARGET, "target or comparator changed", "targets or comparators changed"),
    (Kind.TEXT, "text changed", "texts changed"),
    (Kind.REMOVED, "thing removed", "things removed"),
)
# The order in which first readings are counted; other records come last.
FIRST_ORDER = {section.nouns: place for place, section in enumerate((INDICATORS, MILESTONES, STRANDS, RISKS))}
SAID_APART = {Kind.REORGANISED, Kind.MOVED, Kind.NEW_FIGURES, Kind.FIRST, *(kind for kind, _, _ in COUNTED)}


@dataclass(frozen=True)
class SinceLast:
    """Two lines for the overview: what changed, and since when."""

    sentence: str
    since: str = ""


def since_last(snapshot: Snapshot, previous: Snapshot | None) -> SinceLast:
    """What changed of strands, milestones, figures and risks since the edition before."""
    if previous is None:
        return SinceLast(FIRST_EDITION)
    changes = difference(previous, snapshot, SUMMARISED)
    told = sentence(changes, plain=is_plain(snapshot)) if changes.records else NOTHING_HERE
    return SinceLast(told, f"Compared with the edition of {day(previous.on)}.")


def sentence(changes: Changes, *, is_all: bool = False, plain: bool = False) -> str:
    """The summary with its counts. Where nothing was left out, it ends by saying so. Plain: figures, and no verdict on them."""
    if not changes.records:
        return NOTHING_CHANGED
    told = [*sentences(changes, plain=plain)]
    return " ".join([*told, "Nothing else changed."] if is_all else told)


def sentences(changes: Changes, *, plain: bool = False) -> Iterator[str]:
    for item in changes.of(Kind.REORGANISED):
        yield f"The strands were reorganised: {item.which[:1].lower()}{item.which[1:]}."
    forecast = forecast_item(changes)
    if forecast:
        yield plainly_of_forecast(forecast) if plain else said_of_forecast(forecast)
    counts = [count(changes.of(kind), one, many) for kind, one, many in COUNTED if changes.of(kind)]
    if counts:
        yield f"{joined(counts)}."
    figures = [item for item in changes.of(Kind.MOVED) if item is not forecast]
    if figures:
        yield moved_figures(figures, is_other=forecast is not None, plain=plain)
    newer = changes.of(Kind.NEW_FIGURES)
    if newer:
        yield f"{count(newer, 'set of newer figures', 'sets of newer figures')} came in."
    others = [item for item in changes.items if item.kind not in SAID_APART]
    if others:
        yield f"{plural(len(others), 'other detail')} changed."
    first = changes.of(Kind.FIRST)
    if first:
        yield f"{FIRST_WORDS}: {first_of(first)}."


def count(items: list[Item], one: str, many: str) -> str:
    """ "2 milestones slipped (1 of them illustrative)"."""
    return plural(len(items), one, many) + illustrative(items)


def illustrative(items: list[Item]) -> str:
    made_up = sum(item.is_illustrative for item in items)
    if not made_up:
        return ""
    return " (illustrative)" if made_up == len(items) else f" ({made_up} of them illustrative)"


def forecast_item(changes: Changes) -> Number | None:
    """The one comparable movement of the forecast deficit; None where there is none, or one for each of several blocks."""
    found = [
        item
        for item in changes.of(Kind.MOVED)
        if isinstance(item, Number) and item.measure == FORECAST.address
    ]
    return found[0] if len(found) == 1 and found[0].change else None


def said_of_forecast(item: Number) -> str:
    """ "The forecast in-year deficit rose by £5.8 million, from £45.8 million to £51.6 million"."""
    amount = item.change.lstrip("+−")
    moved = {"+": "rose", "−": "fell"}.get(item.change[:1])
    step = (
        f"{moved} by {amount}, from {item.old} to {item.new}"
        if moved
        else f"is {item.new}; it was {item.old}"
    )
    return f"The forecast in-year deficit {step}{illustrative([item])}."


def plainly_of_forecast(item: Number) -> str:
    """ "The forecast in-year deficit: £45.8 million in the last edition, £51.6 million in this one"."""
    return f"The forecast in-year deficit: {item.old} in the last edition, {item.new} in this one{illustrative([item])}."


def moved_figures(items: list[Item], *, is_other: bool, plain: bool = False) -> str:
    """ "3 other figures moved: 1 better, 2 worse"; plain, without the verdicts."""
    by_verdict = [
        f"{number} {verdict.label[:1].lower()}{verdict.label[1:]}"
        for verdict in Verdict
        if (number := sum(getattr(item, "verdict", None) is verdict for item in items))
    ]
    figures = f"other {noun(len(items), 'figure')}" if is_other else noun(len(items), "figure")
    verdicts = "" if plain else f": {', '.join(by_verdict)}"
    return f"{len(items)} {figures} moved{illustrative(items)}{verdicts}."


def first_of(items: list[Item]) -> str:
    """ "36 milestones, 8 risks and 1 other record"."""
    counts = Counter(section_named(item.section).nouns for item in items)
    ordered = sorted(counts, key=lambda nouns: FIRST_ORDER.get(nouns, len(FIRST_ORDER)))
    return joined([plural(counts[nouns], *nouns) for nouns in ordered])
