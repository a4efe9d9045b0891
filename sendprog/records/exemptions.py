"""Exempt business: records heard in private, under which paragraph of the Act, why, and by whose
decision.

Exempt records are left out of every snapshot except Part II's (`visible_to`);
`sendprog.records.rights` decides which users may see them. Each app registers its models that can
be exempt in its `exempt.py`, imported when apps are ready:

    register_exemptible(Milestone, visible_on=visible_on, describe=describe)
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from sendprog.records.fields import DayField, check_dates
from sendprog.records.history import Tracked
from sendprog.records.snapshots import Audience

SEE_EXEMPT = "sendprog.see_exempt"


class Paragraph(models.IntegerChoices):
    """The paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972, as amended,
    verbatim.
    """

    INDIVIDUAL = 1, "1: Information relating to any individual"
    IDENTITY = 2, "2: Information which is likely to reveal the identity of an individual"
    AFFAIRS = (
        3,
        "3: Information relating to the financial or business affairs of any particular person (including "
        "the authority holding that information)",
    )
    LABOUR = (
        4,
        "4: Information relating to any consultations or negotiations, or contemplated consultations or "
        "negotiations, in connection with any labour relations matter arising between the authority or a "
        "Minister of the Crown and employees of, or office holders under, the authority",
    )
    PRIVILEGE = (
        5,
        "5: Information in respect of which a claim to legal professional privilege could be maintained in "
        "legal proceedings",
    )
    NOTICE = (
        6,
        "6: Information which reveals that the authority proposes to give under any enactment a notice under "
        "or by virtue of which requirements are imposed on a person, or to make an order or direction under "
        "any enactment",
    )
    CRIME = (
        7,
        "7: Information relating to any action taken or to be taken in connection with the prevention, "
        "investigation or prosecution of crime",
    )


@check_dates
class Exemption(Tracked):
    """Marks one record as exempt. Lifting the exemption puts this in the bin; its history stays."""

    kind = models.CharField(
        "kind of record", max_length=60, help_text="For example strands.milestone."
    )
    key = models.PositiveBigIntegerField("its number")
    paragraph = models.PositiveSmallIntegerField(
        "paragraph of Schedule 12A", choices=Paragraph.choices
    )
    public_interest_reason = models.TextField(
        "why the public interest in keeping it exempt outweighs the public interest in telling it"
    )
    decided_by = models.CharField(
        "decided by", max_length=120, help_text="A role, never a person's name."
    )
    decided_on = DayField("decided on")

    # Its existence would reveal that of the exempt record.
    seen_only_with = SEE_EXEMPT

    class Meta:
        ordering = ["kind", "key"]
        permissions = [("see_exempt", "Can see what is exempt from publication")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(deleted_at=None), name="a_record_is_exempt_once"
            ),
            models.CheckConstraint(
                condition=Q(paragraph__gte=1, paragraph__lte=7),
                name="exempt_under_a_known_paragraph",
            ),
            models.CheckConstraint(
                condition=~Q(public_interest_reason=""), name="exempt_in_the_public_interest"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=""), name="exempt_by_somebodys_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"Exemption of {self.kind} {self.key}"

    @property
    def record(self) -> Tracked | None:
        """The exempt record, in the bin or not; None if it does not exist."""
        return apps.get_model(self.kind).everything.filter(pk=self.key).first()

    def clean(self) -> None:
        if self.kind not in EXEMPTIBLE:
            raise ValidationError("Records of this kind can't be exempt.")
        if self.record is None:
            raise ValidationError("There is no such record.")


@dataclass(frozen=True)
class ExemptContent:
    """What Part II prints of a record: title, details (label and value) and texts (label and HTML)."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Exemptible:
    """A model whose records can be exempt.

    `visible_on(day)` returns the records that readers would see on a day if none were exempt;
    `describe(record, day)` what Part II prints of one, and `attach(records)` sets beforehand what
    it reads from elsewhere, for all of them at once. `is_figure`: those who load figures see exempt
    ones in the admin and on the desk. `referring_fields` are text fields of other models that hold
    a record's `address`: rows naming an exempt record are hidden with it. `marking_note` is shown
    to whoever marks a record of this model. `meeting_day` is the lookup of the day of the meeting
    that a record belongs to.
    """

    model: type[Tracked]
    visible_on: Callable[[date], QuerySet]
    describe: Callable[[Any, date], ExemptContent]
    is_figure: bool = False
    referring_fields: tuple[tuple[type[Tracked], str], ...] = ()
    marking_note: str = ""
    attach: Callable[[list[Any]], None] = lambda records: None
    meeting_day: str = ""


# By model label.
EXEMPTIBLE: dict[str, Exemptible] = {}


def register_exemptible(model: type[Tracked], **options: Any) -> None:
    """Allow records of this model to be exempt; the options are the other fields of Exemptible."""
    EXEMPTIBLE[model._meta.label_lower] = Exemptible(model, **options)


def exemptions_with_records() -> list[tuple[Exemption, Tracked | None]]:
    """Every exemption with its record, in the bin or not: a query for each kind of record."""
    exemptions = list(Exemption.objects.all())
    records: dict[tuple[str, int], Tracked] = {}
    for kind in {exemption.kind for exemption in exemptions}:
        model = EXEMPTIBLE[kind].model
        foreign_keys = [
            field.name for field in model._meta.fields if isinstance(field, models.ForeignKey)
        ]
        keys = [exemption.key for exemption in exemptions if exemption.kind == kind]
        found = model.everything.select_related(*foreign_keys).in_bulk(keys)
        records |= {(kind, key): record for key, record in found.items()}
    return [(exemption, records.get((exemption.kind, exemption.key))) for exemption in exemptions]


def not_exempt(field: str = "pk", *, model: type[models.Model]) -> Any:
    """A queryset condition: the record of `model` that `field` names is not exempt."""
    return ~Exists(Exemption.objects.filter(kind=model._meta.label_lower, key=OuterRef(field)))


def is_visible_to(model: type[models.Model], viewer: Audience) -> Any:
    """A queryset annotation: whether the audience may see the record."""
    return Value(True) if viewer is Audience.PART_TWO else not_exempt(model=model)


def visible_to(records: Any, viewer: Audience) -> Any:
    """The queryset limited to what the audience may see: exempt records are for Part II only."""
    return (
        records if viewer is Audience.PART_TWO else records.filter(not_exempt(model=records.model))
    )


def exemption_of(record: models.Model) -> Exemption | None:
    """The record's exemption, or None."""
    kind = record._meta.label_lower
    if kind not in EXEMPTIBLE or not record.pk:
        return None
    return Exemption.objects.filter(kind=kind, key=record.pk).first()


def is_exempt(record: models.Model) -> bool:
    """Whether the record is exempt.

    No query if it was annotated with `is_public=not_exempt(...)`.
    """
    is_public = getattr(record, "is_public", None)
    return exemption_of(record) is not None if is_public is None else not is_public


def exemptible_foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    """The model's foreign keys to models whose records can be exempt."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label_lower in EXEMPTIBLE
    ]


def exemptible_address_fields(model: type[models.Model]) -> list[tuple[str, type[Tracked]]]:
    """The model's text fields that hold addresses of records that can be exempt, with their models."""
    return [
        (name, exemptible.model)
        for exemptible in EXEMPTIBLE.values()
        for referring_model, name in exemptible.referring_fields
        if referring_model is model
    ]


@dataclass(frozen=True)
class ExemptRow:
    """One exempt item of Part II, with the particulars that the Act requires."""

    kind: str
    title: str
    paragraph: int
    public_interest_reason: str
    decided_by: str
    decided_on: date
    lines: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ExemptNoticeRow:
    """A paragraph under which Part II holds something; never what, and never how many."""

    paragraph: int


def exempt_records(
    on: date, until: date | None = None
) -> Iterator[tuple[Exemption, Exemptible, Any]]:
    """Exemptions with their records, where readers would see the record on this day if it were not
    exempt.

    `until` leaves out what belongs to later meetings.
    """
    exemptions: dict[str, dict[int, Exemption]] = {}
    for exemption in Exemption.objects.all():
        exemptions.setdefault(exemption.kind, {})[exemption.key] = exemption
    for kind, exemptible in EXEMPTIBLE.items():
        if by_key := exemptions.get(kind):
            visible = exemptible.visible_on(on).filter(pk__in=by_key)
            if until and exemptible.meeting_day:
                visible = visible.filter(**{f"{exemptible.meeting_day}__lte": until})
            records = list(visible)
            exemptible.attach(records)
            yield from ((by_key[record.pk], exemptible, record) for record in records)


def exempt_rows(*, on: date, viewer: Audience, until: date | None = None) -> Iterator[ExemptRow]:
    """The items of Part II; none for any other audience."""
    if viewer is not Audience.PART_TWO:
        return
    for exemption, exemptible, record in exempt_records(on, until):
        content = exemptible.describe(record, on)
        yield ExemptRow(
            kind=str(record._meta.verbose_name).capitalize(),
            title=content.title,
            paragraph=exemption.paragraph,
            public_interest_reason=exemption.public_interest_reason,
            decided_by=exemption.decided_by,
            decided_on=exemption.decided_on,
            lines=content.lines,
            texts=content.texts,
        )


def exempt_notices(
    *, on: date, viewer: Audience, until: date | None = None
) -> list[ExemptNoticeRow]:
    """The paragraphs under which Part II holds something: all that Part I may say of it."""
    paragraphs = {exemption.paragraph for exemption, _, _ in exempt_records(on, until)}
    return [ExemptNoticeRow(paragraph) for paragraph in sorted(paragraphs)]


def filled_lines(pairs: Collection[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The (label, value) pairs whose value is not None or "", as text."""
    return tuple((label, str(value)) for label, value in pairs if value not in (None, ""))
