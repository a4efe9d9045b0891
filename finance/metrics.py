"""What the positions come to (pure). Money is Decimal pounds; None is unknown and stays unknown."""

from decimal import Decimal


def variance_to_plan(forecast: Decimal | None, planned: Decimal | None) -> Decimal | None:
    """Pounds that the forecast stands above plan (below when negative); None unless both are known."""
    return None if forecast is None or planned is None else forecast - planned


def movement(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Pounds that the forecast moved since the report before; None unless both are known."""
    return None if now is None or before is None else now - before
