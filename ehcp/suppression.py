"""Suppression of small counts of children, applied once, when the section is made (pure)."""

from sendprog.values.markers import Marker

# Counts that add up to a total. When one is suppressed, another must be too, or subtraction would
# reveal it.
SOURCES = ("parents", "schools", "health", "others")
BREAKDOWNS = (
    tuple(f"requests_from_{source}" for source in SOURCES),
    tuple(f"refused_from_{source}" for source in SOURCES),
)
# Counts so specific that 1 to 4 could identify a child.
SMALL_GROUPS = (
    "appeals_registered",
    "appeals_withdrawn",
    "appeals_conceded",
    "appeals_upheld",
    "appeals_open",
    "mediations",
    "mediations_within_30_days",
)
# A part of a whole whose rest, 1 to 4, could identify a child: part and whole.
SMALL_RESTS = (("mediations_within_30_days", "mediations"),)
# Counts about a single child, rounded
# down to bands of so many weeks.
BANDED = {"longest_open_weeks": 26}


def is_small(value: int | None) -> bool:
    return value is not None and 1 <= value <= 4


def suppressed_in(
    group: tuple[str, ...], counts: dict[str, int | None], markers: dict[str, str]
) -> set[str]:
    """The counts of a breakdown to suppress: the small ones, and the next smallest where they can
    be derived.

    They can be where only one is suppressed (here or already in the return), and where their sum is
    the least or the most that so many small counts can add up to: two that add up to 2 are 1 each.
    """
    small = {name for name in group if is_small(counts.get(name))}
    unknown = small | {name for name in group if markers.get(name) == Marker.SUPPRESSED.value}
    others = [name for name in group if name not in unknown and counts.get(name) is not None]
    others.sort(key=lambda name: (counts[name] == 0, counts[name]))
    if len(unknown) == 1 or {counts.get(name) for name in unknown} in ({1}, {4}):
        small.update(others[:1])
    return small


def suppressed(
    counts: dict[str, int | None], markers: dict[str, str]
) -> tuple[dict[str, int | None], dict[str, str]]:
    """The counts and markers that readers may see: suppressed counts are None and marked [c]."""
    hidden = {name for group in BREAKDOWNS for name in suppressed_in(group, counts, markers)}
    hidden |= {name for name in SMALL_GROUPS if is_small(counts.get(name))}
    hidden |= {part for part, whole in SMALL_RESTS if is_small_rest(counts, part, whole)}
    visible = {
        name: None if name in hidden else banded(name, value) for name, value in counts.items()
    }
    return visible, markers | dict.fromkeys(sorted(hidden), Marker.SUPPRESSED.value)


def is_small_rest(counts: dict[str, int | None], part: str, whole: str) -> bool:
    """Whether a part leaves 1 to 4 of its whole."""
    count, total = counts.get(part), counts.get(whole)
    return count is not None and total is not None and is_small(total - count)


def banded(name: str, value: int | None) -> int | None:
    """A count of BANDED rounded down to its band; any other unchanged."""
    if value is None or name not in BANDED:
        return value
    return value // BANDED[name] * BANDED[name]
