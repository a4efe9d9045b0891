"""Which strands follow which, and the strands that ended as rows."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sendprog.records.snapshots import Audience, EditLink, Section
from strands.models import Strand
from strands.succession_row_types import EndedStrandRow, StrandName


def followers(strand: Strand, all_strands: Iterable[Strand]) -> tuple[StrandName, ...]:
    """The strand that succeeds this one, and the further parts that it was split into."""
    return tuple(
        StrandName(other.slug, other.name)
        for other in all_strands
        if strand.succeeded_by_id == other.pk or other.split_from_id == strand.pk
    )


def ended_strand_rows(*, on: date, viewer: Audience) -> Iterator[EndedStrandRow]:
    """The strands that ended before this day, the last one first."""
    all_strands = list(Strand.objects.all())
    ended = [strand for strand in all_strands if strand.valid_to and strand.valid_to < on]
    for strand in sorted(ended, key=lambda strand: (-strand.valid_to.toordinal(), strand.number)):
        yield EndedStrandRow(
            slug=strand.slug,
            name=strand.name,
            valid_from=strand.valid_from,
            valid_to=strand.valid_to,
            followed_by=followers(strand, all_strands),
            source=strand.source,
        )


ENDED_STRANDS = Section(
    "strands.ended",
    EndedStrandRow,
    ended_strand_rows,
    key=("slug",),
    label="Strands that ended",
    nouns=("ended strand", "ended strands"),
    title=lambda row: row.name,
    page="strands",
    edit=EditLink("Open the strand", model="strands.strand", by="slug"),
)


def strands_without_followers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade strands stored without those that follow them."""
    return [row | {"followed_by": []} for row in rows]
