"""Exempt business: what the committee hears with the public shut out, by which paragraph of the Act, why, and by whose decision.

What is exempt leaves every snapshot but the one for Part II (`seen_by`); which people may see it is `sendprog.rights`'.
An app names its models that can be exempt in its `exempt.py`, which is imported when the apps are ready:

    exemptible(Milestone, shown=shown, told=told)
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from sendprog.records.history import Tracked
from sendprog.records.snapshots import Audience

SEE_EXEMPT = "sendprog.see_exempt"


class Paragraph(models.IntegerChoices):
    """The paragraphs of Part 1 of Schedule 12A of the Local Government Act 1972, as amended, in its own words."""

    INDIVIDUAL = 1, "1: Information relating to any individual"
    IDENTITY = 2, "2: Information which is likely to reveal the identity of an individual"
    AFFAIRS = (
        3,
        "3: Information relating to the financial or business affairs of any particular person (including the authority "
        "holding that information)",
    )
    LABOUR = (
        4,
        "4: Information relating to any consultations or negotiations, or contemplated consultations or negotiations, in "
        "connection with any labour relations matter arising between the authority or a Minister of the Crown and "
        "employees of, or office holders under, the authority",
    )
    PRIVILEGE = (
        5,
        "5: Information in respect of which a claim to legal professional privilege could be maintained in legal proceedings",
    )
    NOTICE = (
        6,
        "6: Information which reveals that the authority proposes to give under any enactment a notice under or by virtue of "
        "which requirements are imposed on a person, or to make an order or direction under any enactment",
    )
    CRIME = (
        7,
        "7: Information relating to any action taken or to be taken in connection with the prevention, investigation or "
        "prosecution of crime",
    )


class Exemption(Tracked):
    """That one record is exempt. Lifting it puts this in the bin: its history stays."""

    kind = models.CharField("kind of record", max_length=60, help_text="For example strands.milestone.")
    key = models.PositiveBigIntegerField("its number")
    paragraph = models.PositiveSmallIntegerField("paragraph of Schedule 12A", choices=Paragraph.choices)
    public_interest_reason = models.TextField(
        "why the public interest in keeping it exempt outweighs the public interest in telling it"
    )
    decided_by = models.CharField("decided by", max_length=120, help_text="A role, never a person's name.")
    decided_on = models.DateField("decided on")

    # Of an exempt record not even its existence is told, so neither is its exemption.
    seen_only_with = SEE_EXEMPT

    class Meta:
        ordering = ["kind", "key"]
        permissions = [("see_exempt", "Can see what is exempt from publication")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(deleted_at=None), name="a_record_is_exempt_once"
            ),
            models.CheckConstraint(
                condition=Q(paragraph__gte=1, paragraph__lte=7), name="exempt_under_a_known_paragraph"
            ),
            models.CheckConstraint(
                condition=~Q(public_interest_reason=""), name="exempt_in_the_public_interest"
            ),
            models.CheckConstraint(condition=~Q(decided_by=""), name="exempt_by_somebodys_decision"),
        ]

    def __str__(self) -> str:
        return f"Exemption of {self.kind} {self.key}"

    @property
    def record(self) -> Tracked | None:
        """What is exempt, in the bin or not."""
        return apps.get_model(self.kind).everything.filter(pk=self.key).first()

    def clean(self) -> None:
        if self.kind not in EXEMPTIBLE:
            raise ValidationError("Records of this kind can't be exempt.")
        if self.record is None:
            raise ValidationError("There is no such record.")


# What can be exempt


@dataclass(frozen=True)
class Content:
    """What Part II tells of a record: its title, its particulars (label and words), and its texts (label and HTML)."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Exemptible:
    """A model whose records may be exempt. `shown`: those that readers would see on a day, were they not; `told`: one's content.

    Those who load figures hold them: they see an exempt one where they load and correct it. `named_in`: the models and
    their fields that name a record in words, by its `address`: what names an exempt one goes with it. `beforehand`: what
    whoever marks one must know of this kind.
    """

    model: type[Tracked]
    shown: Callable[[date], QuerySet]
    told: Callable[[Any, date], Content]
    is_figure: bool = False
    named_in: tuple[tuple[type[Tracked], str], ...] = ()
    beforehand: str = ""


EXEMPTIBLE: dict[str, Exemptible] = {}


def exemptible(
    model: type[Tracked],
    *,
    shown: Callable[[date], QuerySet],
    told: Callable[[Any, date], Content],
    is_figure: bool = False,
    named_in: tuple[tuple[type[Tracked], str], ...] = (),
    beforehand: str = "",
) -> None:
    """Records of this model may be exempt from now on."""
    EXEMPTIBLE[model._meta.label_lower] = Exemptible(model, shown, told, is_figure, named_in, beforehand)


# What is exempt


def not_exempt(field: str = "pk", *, model: type[models.Model]) -> Any:
    """A condition on a queryset: the record that `field` names, of `model`, is not exempt."""
    return ~Exists(Exemption.objects.filter(kind=model._meta.label_lower, key=OuterRef(field)))


def is_seen(model: type[models.Model], viewer: Audience) -> Any:
    """As seen_by(), as an annotation of each record."""
    return Value(True) if viewer is Audience.PART_TWO else not_exempt(model=model)


def seen_by(records: Any, viewer: Audience) -> Any:
    """The records without those that this audience may not see: what is exempt is in Part II alone. No query of its own."""
    return records if viewer is Audience.PART_TWO else records.filter(not_exempt(model=records.model))


def exemption_of(record: models.Model) -> Exemption | None:
    """The exemption that stands of a record."""
    kind = record._meta.label_lower
    return (
        Exemption.objects.filter(kind=kind, key=record.pk).first()
        if kind in EXEMPTIBLE and record.pk
        else None
    )


def is_exempt(record: models.Model) -> bool:
    """Whether it is; no query for a record read with `is_public`, as not_exempt() has it."""
    is_public = getattr(record, "is_public", None)
    return exemption_of(record) is not None if is_public is None else not is_public


def named_by(model: type[models.Model]) -> list[models.ForeignKey]:
    """The fields by which the model's records name records that can be exempt: what names one tells of it."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label_lower in EXEMPTIBLE
    ]


def named_in_words_by(model: type[models.Model]) -> list[tuple[str, type[Tracked]]]:
    """The fields by which the model's records name records that can be exempt by their addresses, and whose those are."""
    return [
        (name, known.model)
        for known in EXEMPTIBLE.values()
        for namer, name in known.named_in
        if namer is model
    ]


# What Part II tells


@dataclass(frozen=True)
class ExemptRow:
    """One exempt item of Part II, with what the law asks to be said of it."""

    kind: str
    title: str
    paragraph: int
    public_interest_reason: str
    decided_by: str
    decided_on: date
    lines: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NoticeRow:
    """That Part II has something under a paragraph. Never what, and never how many."""

    paragraph: int


def exempt_records(on: date) -> Iterator[tuple[Exemption, Exemptible, Any]]:
    """Each exemption with its record, where readers would see the record, were it not exempt."""
    found: dict[str, dict[int, Exemption]] = {}
    for one in Exemption.objects.all():
        found.setdefault(one.kind, {})[one.key] = one
    for kind in (kind for kind in EXEMPTIBLE if kind in found):
        known = EXEMPTIBLE[kind]
        for record in known.shown(on).filter(pk__in=found[kind]):
            yield found[kind][record.pk], known, record


def exempt_rows(*, on: date, viewer: Audience) -> Iterator[ExemptRow]:
    """What Part II tells; nothing to any other audience."""
    if viewer is not Audience.PART_TWO:
        return
    for exemption, known, record in exempt_records(on):
        content = known.told(record, on)
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


def notices(*, on: date, viewer: Audience) -> list[NoticeRow]:
    """The paragraphs under which Part II holds something: what Part I may say of it."""
    return [NoticeRow(paragraph) for paragraph in sorted({one.paragraph for one, _, _ in exempt_records(on)})]


def listed(pairs: Collection[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Particulars without those that say nothing."""
    return tuple((label, str(words)) for label, words in pairs if words not in (None, ""))
