"""What an edition's pages say of its corrections: drawn around the frozen bytes, never in them."""

from collections.abc import Iterator

from django.utils.html import format_html

from committee.models import Correction, Edition
from sendprog.values.basis import Basis
from sendprog.values.wording import plural

MEASURE = "measures/"
# On a measure's own page its corrections are told one by one, up to so many.
MOST = 5


def measure_of(address: str) -> str:
    """The measure that a page inside the mount is about; "" for any other page."""
    return (
        address.removeprefix(MEASURE).strip("/")
        if address.startswith(MEASURE) and address.endswith("/")
        else ""
    )


def notices(edition: Edition, address: str, *, page: str) -> Iterator[str]:
    """How many figures of the edition were corrected, with the way to them; on a measure's page each of its own."""
    if not edition.corrections:
        return
    were = "was" if edition.corrected == 1 else "were"
    words = f"{plural(edition.corrected, 'figure')} in this edition {were} corrected later: see"
    yield format_html('{} <a class="govuk-link" href="{}">Corrections</a>', words, page)
    measure = measure_of(address)
    if measure:
        found = list(
            Correction.objects.filter(edition=edition, measure=measure).order_by("-changed_at", "-pk")[
                : MOST + 1
            ]
        )
        yield from (told(one) for one in found[:MOST])
        if len(found) > MOST:
            yield "There are earlier ones."


def told(one: Correction) -> str:
    """ "Corrected: Plans issued each month, November 2024, from 80 a month to 81 a month [r]. A late return."."""
    if one.is_back:
        words = f"Changed back: {one.label}, {one.when}, is {one.new} again, as this edition says"
    else:
        words = f"Corrected: {one.label}, {one.when}, from {one.old} to {one.new}"
    made_up = f" {Basis.ILLUSTRATIVE.label}." if one.basis == Basis.ILLUSTRATIVE else ""
    return f"{words}.{made_up} {one.reason}"
