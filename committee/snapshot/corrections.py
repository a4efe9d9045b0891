"""Corrections as rows: of all editions, and no edition's own. Of a sealed edition nothing is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from committee.models import Correction, EditionContent
from committee.models.editions import AGREED
from sendprog.records.snapshots import Audience, Section
from sendprog.values.basis import Basis

PAPER = "paper.docx"


@dataclass(frozen=True)
class CorrectionRow:
    """One change of one figure that one edition holds; see Correction."""

    edition: int
    meeting: date
    has_paper: bool
    changed_on: date
    figure: str
    measure: str
    label: str
    when: str
    said: str
    old: str
    new: str
    old_value: str
    new_value: str
    marker: str
    basis: Basis
    is_back: bool
    follows: str
    reason: str

    @property
    def small_print(self) -> str:
        """What a made-up figure says of itself."""
        return self.basis.label if self.basis is Basis.ILLUSTRATIVE else ""

    @property
    def site(self) -> str:
        """The edition's own site, seen from the root."""
        return f"meetings/{self.meeting}/editions/{self.edition}/"


def corrections(*, on: date, viewer: Audience) -> Iterator[CorrectionRow]:
    """Every correction, the latest first."""
    paper = EditionContent.objects.filter(edition=OuterRef("edition"), name=PAPER)
    found = Correction.objects.exclude(edition__in=AGREED.values("edition")).annotate(has_paper=Exists(paper))
    same = [
        name
        for name in CorrectionRow.__dataclass_fields__
        if name not in ("edition", "meeting", "changed_on", "has_paper", "basis")
    ]
    for one in found.select_related("edition").order_by("-changed_at", "pk"):
        yield CorrectionRow(
            edition=one.edition.number,
            meeting=one.edition.meeting_date,
            has_paper=one.has_paper,
            basis=Basis(one.basis),
            changed_on=localdate(one.changed_at),
            **{name: getattr(one, name) for name in same},
        )


CORRECTIONS = Section("committee.corrections", CorrectionRow, corrections)
