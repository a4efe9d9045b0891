"""The upgrades of the rows of risks and matrices in editions stored before a change of them."""

from typing import Any


def with_matrix_slugs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade risks stored before their assessments named the matrix's slug."""
    for row in rows:
        row["assessments"] = [
            assessment | {"matrix_slug": None} for assessment in row["assessments"]
        ]
    return rows


def with_sources_of_mitigations(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade risks stored without the sources of their mitigations."""
    for row in rows:
        row["mitigations"] = [mitigation | {"source": ""} for mitigation in row["mitigations"]]
    return rows


def without_scoring(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade matrices stored without how their scores are made."""
    return [row | {"scoring": ""} for row in rows]


def with_level_numbers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade matrices stored without the numbers of their levels: as many as labels are the
    cells'.
    """
    for row in rows:
        for axis in ("likelihood", "impact"):
            numbers = sorted({cell[axis] for cell in row["cells"]})
            is_known = len(numbers) == len(row[f"{axis}s"])
            row[f"{axis}_numbers"] = numbers if is_known else []
    return rows
