"""Where the tables at the foot of a page are folded (pure)."""

# More rows are folded on a wide screen too.
MOST_OPEN = 6


def look_of_tables(rows: int) -> str:
    """The look for `{% fold %}`: of a table of one row "", which is never folded."""
    if rows <= 1:
        return ""
    return "folded" if rows > MOST_OPEN else "fold"
