"""Fields of an amount that a source gives exactly, as "about" or "at least" so much, or as a range."""

from django.db import models
from django.db.models import F, Q

from sendprog.records.fields import money_field, qualifier_field
from sendprog.values.typed_amounts import SMALLEST_AMOUNT


def amount_fields(
    label: str, *, smallest: int = SMALLEST_AMOUNT
) -> tuple[models.CharField, models.DecimalField, models.DecimalField]:
    """The fields `name`_qualifier, `name` and `name`_to of one amount. smallest: see PoundsField."""
    return (
        qualifier_field(f"in words before: {label}"),
        money_field(label, smallest=smallest),
        money_field(f"{label}, highest of a range", smallest=smallest),
    )


def amount_check(model: str, name: str) -> models.CheckConstraint:
    """A CHECK that an amount is a range in order, or has a word before it only where it is
    positive.
    """
    qualifier, highest = f"{name}_qualifier", f"{name}_to"
    plain = Q(**{qualifier: "", highest: None})
    qualified = Q(**{f"{name}__isnull": False, f"{name}__gt": 0, highest: None})
    in_order = {f"{name}__isnull": False, f"{highest}__isnull": False, f"{name}__lte": F(highest)}
    return models.CheckConstraint(
        condition=plain | qualified | Q(**{qualifier: ""} | in_order),
        name=f"{model}_{name}_is_an_amount_or_a_range",
        violation_error_message=(
            "Give one amount, or a range with its lowest first. Words such as “about” go before one amount "
            "that is above 0."
        ),
    )
