"""The kinds of file that this app loads: positions, plans, their years, contributions, savings."""

from finance.loads import plans, positions, savings

__all__ = ["plans", "positions", "savings"]
