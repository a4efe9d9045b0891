"""The register as a table for files."""

import django_tables2 as tables

from risks.row_types import RiskRow
from sendprog.pages.tables import Table


class RisksTable(Table):
    caption = "Risk register"
    row_header = "title"

    number = tables.Column("Number")
    title = tables.Column("Risk")
    score = tables.Column("Current score", accessor="current__score", default="Not scored")
    likelihood = tables.Column("Likelihood", accessor="current__likelihood", default="")
    impact = tables.Column("Impact", accessor="current__impact", default="")
    band = tables.Column("Band", accessor="current__band", default="")
    matrix = tables.Column("Scored with", accessor="current__matrix", default="")
    movement = tables.Column("Against the last assessment", accessor="movement")
    basis = tables.Column("Basis", accessor="current__basis__label", default="")
    inherent = tables.Column(
        "Score before any action", accessor="current__inherent_score", default=""
    )
    target = tables.Column("Target score", accessor="current__target_score", default="")
    owner = tables.Column("Owner")
    response = tables.Column("Response")
    proximity = tables.Column("Proximity")
    mitigations = tables.Column("Mitigations", accessor="mitigations")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass

    def value_mitigations(self, record: RiskRow) -> str:
        return " ".join(mitigation.text for mitigation in record.mitigations)
