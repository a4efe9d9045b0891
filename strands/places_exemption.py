"""Each scheme of places is a measure, so whatever holds the measure's address names the scheme."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Concat

from sendprog.records.exemptions import not_exempt
from sendprog.records.snapshots import Audience
from strands.models import PlacesScheme


def names_no_exempt_scheme(field: str, viewer: Audience) -> Any:
    """A condition: `field` does not hold the address of a scheme that is exempt for this audience.

    Schemes in the bin count too, so that their addresses stay hidden.
    """
    if viewer is Audience.PART_TWO:
        return Value(True)
    address = Concat(Value(PlacesScheme.ADDRESSES), "slug", output_field=CharField())
    exempt = PlacesScheme.everything.exclude(not_exempt(model=PlacesScheme)).annotate(
        address=address
    )
    return ~Exists(exempt.filter(address=OuterRef(field)))
