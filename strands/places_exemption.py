"""A scheme of places is a measure of its own: what names the measure by its address names the scheme."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Concat

from sendprog.records.exemptions import not_exempt
from sendprog.records.snapshots import Audience
from strands.models import PlacesScheme


def names_what_is_seen(field: str, viewer: Audience) -> Any:
    """A condition on a queryset: the address in `field` is not that of a scheme which is exempt for this audience.

    In the bin too: the address must not come back with it.
    """
    if viewer is Audience.PART_TWO:
        return Value(True)
    address = Concat(Value(PlacesScheme.ADDRESSES), "slug", output_field=CharField())
    exempt = PlacesScheme.everything.exclude(not_exempt(model=PlacesScheme)).annotate(address=address)
    return ~Exists(exempt.filter(address=OuterRef(field)))
