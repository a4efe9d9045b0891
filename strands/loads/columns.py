"""Columns that name the records of this app."""

from sendprog.loads.kinds import Column
from sendprog.loads.links import Link
from sendprog.loads.text_cells import TextCell
from strands.filters import WHOLE_PROGRAMME
from strands.models import Strand

STRAND = Column(
    "strand",
    TextCell(160),
    link=Link(Strand, "strand.slug", also=("name",), none=WHOLE_PROGRAMME),
    help=f"A strand's address or name, or {WHOLE_PROGRAMME}",
)
