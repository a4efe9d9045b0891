"""How some records of a made-up programme become exempt, so that no member may read them."""

import re
from collections.abc import Iterator

from django.db import models

from sendprog.records.exemptions import EXEMPTIBLE, Exemption, Paragraph
from tests.programmes.maker import HIDDEN_TREES, TREES, Maker

TREE = re.compile(rf"\b(?:{'|'.join(TREES)})\b", re.IGNORECASE)
# Fields whose text names another record, or the record in addresses.
NAMES = ("slug", "reference", "section", "measure", "texts", "rendered")


def exemptions(maker: Maker) -> Iterator[models.Model]:
    """Some records of each kind that can be exempt; their texts are then of hidden trees alone."""
    for kind, exemptible in EXEMPTIBLE.items():
        for record in maker.all_of(exemptible.model):
            if maker.chance(0.15):
                hide_texts(record)
                yield Exemption(
                    kind=kind,
                    key=record.pk,
                    paragraph=maker.pick(Paragraph),
                    public_interest_reason=maker.hidden().text(least=2),
                    decided_by=maker.hidden().text(least=1, most=3),
                    decided_on=maker.day(-400, 0),
                )


def hide_texts(record: models.Model) -> None:
    """Put a hidden tree for each tree in the texts of a record."""
    for field in record._meta.concrete_fields:
        text = getattr(record, field.attname)
        if isinstance(text, str) and not field.choices and field.name not in NAMES:
            setattr(record, field.attname, TREE.sub(HIDDEN_TREES[0].capitalize(), text))
