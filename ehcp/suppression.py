"""Small counts of children, suppressed once, on the way out of the tables (pure)."""

from sendprog.markers import Marker

# Counts that split a total: one small part is hidden, and another with it, so that subtraction can't find it.
BREAKDOWNS = (("requests_from_parents", "requests_from_schools", "requests_from_others"),)
# Counts so few and so particular that 1 to 4 would name somebody.
SMALL_GROUPS = ("appeals_registered", "appeals_withdrawn", "appeals_conceded", "appeals_upheld", "appeals_open")
# One child's wait: readers see a band.
BANDED = {"longest_open_weeks": 26}


def is_small(value: int | None) -> bool:
    return value is not None and 1 <= value <= 4


def hidden_in(group: tuple[str, ...], counts: dict[str, int | None]) -> set[str]:
    """The small parts of a breakdown, and the next smallest where only one would be hidden."""
    small = {name for name in group if is_small(counts.get(name))}
    if len(small) == 1:
        others = [name for name in group if name not in small and counts.get(name) is not None]
        small.update(sorted(others, key=lambda name: (counts[name] == 0, counts[name]))[:1])
    return small


def suppressed(counts: dict[str, int | None], markers: dict[str, str]) -> tuple[dict[str, int | None], dict[str, str]]:
    """Counts and markers as readers may see them: [c] for 1 to 4 in a breakdown and for what would give it away."""
    hidden = {name for group in BREAKDOWNS for name in hidden_in(group, counts)}
    hidden |= {name for name in SMALL_GROUPS if is_small(counts.get(name))}
    shown = {name: None if name in hidden else banded(name, value) for name, value in counts.items()}
    return shown, markers | dict.fromkeys(sorted(hidden), Marker.SUPPRESSED.value)


def banded(name: str, value: int | None) -> int | None:
    """The longest open case rounded down to whole half-years; other counts as they are."""
    return value if value is None or name not in BANDED else value // BANDED[name] * BANDED[name]
