"""The sheets of a programme's workbook for the records of this app."""

from typing import Any

from django.db.models import Model

import risks.matrix_sheet  # noqa: F401 - registers the sheet of matrices
from risks.models import Mitigation, Risk, RiskAssessment, RiskMatrix
from sendprog.loads.kinds import Column
from sendprog.loads.text_cells import TextCell
from sendprog.setting_up.named_links import NamedLink
from sendprog.setting_up.record_sheets import RecordSheet
from sendprog.setting_up.sheets import sheet


class UnrestrictedSheet(RecordSheet):
    """Without restricted risks, and what belongs to them."""

    def hidden_keys(self, model: type[Model]) -> set[int]:
        hidden = super().hidden_keys(model)
        if model is Risk:
            hidden |= set(Risk.objects.filter(restricted=True).values_list("pk", flat=True))
        return hidden


@sheet(82)
class RisksSheet(UnrestrictedSheet):
    slug, title, one_row = "risks", "Risks", "risk"
    model, key, name_column = Risk, ("reference",), "title"
    left_out = ("restricted",)
    notes = (
        "Scores stand on the sheet risk-scores. Restricted risks are entered on their own pages.",
    )
    example = ({"reference": "R1", "title": "Too few places", "owner": "Head of Places"},)


@sheet(84)
class RiskScoresSheet(UnrestrictedSheet):
    slug, title, one_row = "risk-scores", "Scores of risks", "score"
    model, key = RiskAssessment, ("risk", "as_at")
    notes = ("One row for each risk and day on which it was scored.",)
    example: Any = (
        {"risk": "R1", "as_at": "2026-05-31", "matrix": "corporate 1", "likelihood": 4},
    )
    instead = {
        "matrix": Column(
            "matrix",
            TextCell(80),
            link=NamedLink(
                RiskMatrix,
                "matrix.slug",
                name_of=lambda matrix: f"{matrix.slug} {matrix.number}",
            ),
            help="The matrix and its version, such as corporate 1",
        )
    }


@sheet(86)
class MitigationsSheet(UnrestrictedSheet):
    slug, title, one_row = "mitigations", "Mitigations", "mitigation"
    model, key = Mitigation, ("risk", "number")
    example = ({"risk": "R1", "number": 1, "text": "Open two bases", "owner": "Head of Places"},)
