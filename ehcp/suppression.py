"""Small counts of children, suppressed once, on the way out of the tables (pure)."""

from sendprog.values.markers import Marker

# Counts that split a total: one small part is hidden, and another with it, so that subtraction can't find it.
BREAKDOWNS = (("requests_from_parents", "requests_from_schools", "requests_from_others"),)
# Counts so few and so particular that 1 to 4 would name somebody.
SMALL_GROUPS = (
    "appeals_registered",
    "appeals_withdrawn",
    "appeals_conceded",
    "appeals_upheld",
    "appeals_open",
)
# One child's wait: readers see a band.
BANDED = {"longest_open_weeks": 26}


def is_small(value: int | None) -> bool:
    return value is not None and 1 <= value <= 4


def hidden_in(group: tuple[str, ...], counts: dict[str, int | None], markers: dict[str, str]) -> set[str]:
    """The parts of a breakdown to hide: the small, and the next smallest where what is hidden could be worked out.

    That is where only one is hidden (here, or in the return already), and where the hidden add up to the least or the
    most that so many small counts can: two that make 2 are one each.
    """
    small = {name for name in group if is_small(counts.get(name))}
    unseen = small | {name for name in group if markers.get(name) == Marker.SUPPRESSED.value}
    others = sorted(
        (name for name in group if name not in unseen and counts.get(name) is not None),
        key=lambda name: (counts[name] == 0, counts[name]),
    )
    if len(unseen) == 1 or {counts.get(name) for name in unseen} in ({1}, {4}):
        small.update(others[:1])
    return small


def suppressed(
    counts: dict[str, int | None], markers: dict[str, str]
) -> tuple[dict[str, int | None], dict[str, str]]:
    """Counts and markers as readers may see them: [c] for 1 to 4 in a breakdown and for what would give it away."""
    hidden = {name for group in BREAKDOWNS for name in hidden_in(group, counts, markers)}
    hidden |= {name for name in SMALL_GROUPS if is_small(counts.get(name))}
    shown = {name: None if name in hidden else banded(name, value) for name, value in counts.items()}
    return shown, markers | dict.fromkeys(sorted(hidden), Marker.SUPPRESSED.value)


def banded(name: str, value: int | None) -> int | None:
    """The longest open case rounded down to whole half-years; other counts as they are."""
    return value if value is None or name not in BANDED else value // BANDED[name] * BANDED[name]
