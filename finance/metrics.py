"""Arithmetic of positions (pure). Money is Decimal pounds; None means unknown."""

from decimal import Decimal


def variance_to_plan(forecast: Decimal | None, planned: Decimal | None) -> Decimal | None:
    """Pounds of forecast above plan, negative below it. None unless both are known."""
    return None if forecast is None or planned is None else forecast - planned


def movement_since(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Pounds by which the forecast grew since the report before. None unless both are known."""
    return None if now is None or before is None else now - before
