"""Columns that several kinds of file share."""

from sendprog.loads.kinds import Column
from sendprog.loads.text_cells import ChoiceCell, TextCell, YesNoCell
from sendprog.values.basis import Basis

BASES = {basis.value: basis.label for basis in Basis}
FIGURE_BASIS = Column(
    "figure_basis",
    ChoiceCell(BASES),
    field="basis",
    help="What the figures rest on: reported, unless another is given.",
)
SOURCE = Column("source", TextCell(200), help="Where the figures come from, as readers see it.")
YES_OR_NO = YesNoCell()
