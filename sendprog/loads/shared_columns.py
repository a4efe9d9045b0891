"""Columns that files of figures share: how firm they are, what they rest on, where they come from."""

from sendprog.loads.cell_parsers import Choice, Text, YesOrNo
from sendprog.loads.kinds import Column
from sendprog.values.basis import Basis

BASES = {basis.value: basis.label for basis in Basis}
FIGURE_BASIS = Column(
    "figure_basis",
    Choice(BASES),
    field="basis",
    help="What the figures rest on: reported, unless another is given.",
)
SOURCE = Column("source", Text(200), help="Where the figures come from, as readers see it.")
YES_OR_NO = YesOrNo()
