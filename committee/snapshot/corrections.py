"""Corrections as rows, of all editions but sealed ones. No edition freezes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils.timezone import localdate

from committee.models import Correction, EditionContent
from committee.models.editions import AGREED
from sendprog.records.snapshots import Audience, Section
from sendprog.values.basis import Basis

PAPER = "paper.docx"


@dataclass(frozen=True)
class CorrectionRow:
    """One change of one figure of one edition; see Correction."""

    edition: int
    meeting: date
    has_paper: bool
    has_measure_page: bool
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
        """The note on illustrative data; "" for other data."""
        return self.basis.label if self.basis is Basis.ILLUSTRATIVE else ""

    @property
    def site(self) -> str:
        """The address of the edition, from the root."""
        return f"meetings/{self.meeting}/editions/{self.edition}/"


# The fields that a row copies from its record.
COPIED = [
    name
    for name in CorrectionRow.__dataclass_fields__
    if name not in ("edition", "meeting", "changed_on", "has_paper", "has_measure_page", "basis")
]


def correction_rows(*, on: date, viewer: Audience) -> Iterator[CorrectionRow]:
    """Every correction, the latest first."""
    paper = EditionContent.objects.filter(edition=OuterRef("edition"), name=PAPER)
    address = Concat(Value("measures/"), OuterRef("measure"), Value("/"))
    measure_page = EditionContent.objects.filter(edition=OuterRef("edition"), name=address)
    corrections = Correction.objects.exclude(edition__in=AGREED.values("edition")).select_related(
        "edition"
    )
    corrections = corrections.annotate(
        has_paper=Exists(paper), has_measure_page=Exists(measure_page)
    )
    for correction in corrections.order_by("-changed_at", "pk"):
        yield CorrectionRow(
            edition=correction.edition.number,
            meeting=correction.edition.meeting_date,
            has_paper=correction.has_paper,
            has_measure_page=correction.has_measure_page,
            basis=Basis(correction.basis),
            changed_on=localdate(correction.changed_at),
            **{name: getattr(correction, name) for name in COPIED},
        )


CORRECTIONS = Section("committee.corrections", CorrectionRow, correction_rows)
