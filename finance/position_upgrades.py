"""What positions that editions stored lack, given to them. Pure."""

from typing import Any


def without_other_figures(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Positions of schema 2: each report stated its main figures alone."""
    return [
        row | {"forecast_qualifier": "", "cumulative_qualifier": "", "others": []} for row in rows
    ]


def positions_without_transfer(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade positions stored without the transfer between blocks."""
    return [row | {"block_transfer": None} for row in rows]


def positions_of_exact_plans(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade positions stored before a plan or an opening balance could be "about" so much or a
    range.
    """
    exact = {
        "planned_qualifier": "",
        "planned_to": None,
        "opening_balance_qualifier": "",
        "opening_balance_to": None,
    }
    return [row | exact for row in rows]
