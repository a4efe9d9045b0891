"""The columns of a model's fields."""

from collections.abc import Iterator, Mapping
from functools import singledispatch
from typing import Any

from django.db import models

from sendprog.loads.cell_parsers import CellParser
from sendprog.loads.date_cells import DayCell, FinancialYearCell, PartialDateCell
from sendprog.loads.kinds import Column
from sendprog.loads.links import Link
from sendprog.loads.number_cells import CountCell, PoundsCell
from sendprog.loads.text_cells import (
    AddressCell,
    ChoiceCell,
    ReferenceCell,
    TextCell,
    YesNoCell,
)
from sendprog.records.fields import DayField, FinancialYearField, MonthField, PartialDateField
from sendprog.records.number_fields import PoundsField
from sendprog.records.references import ReferenceField
from sendprog.setting_up.field_cells import DefaultYesNoCell, FirstOfMonthCell, NumberCell
from sendprog.values.roles import ROLE_FIELDS
from sendprog.values.wording import with_a

LONGEST_TEXT = 10_000
# By the name of the fields with which people name a record, in order of preference.
NAMES = ("reference", "slug")


@singledispatch
def parser_of(field: models.Field) -> CellParser:
    """The parser of the cells of a field; TypeError for a field of another type."""
    raise TypeError(f"No cell holds a {type(field).__name__}.")


@parser_of.register
def _(field: models.CharField) -> CellParser:
    return TextCell(field.max_length or LONGEST_TEXT, is_role=is_role(field))


@parser_of.register
def _(field: models.TextField) -> CellParser:
    return TextCell(LONGEST_TEXT, lines=True)


@parser_of.register
def _(field: models.SlugField) -> CellParser:
    return AddressCell()


@parser_of.register
def _(field: ReferenceField) -> CellParser:
    return ReferenceCell(field.reserved)


@parser_of.register
def _(field: PartialDateField) -> CellParser:
    return PartialDateCell()


@parser_of.register
def _(field: DayField) -> CellParser:
    return DayCell()


@parser_of.register
def _(field: MonthField) -> CellParser:
    return FirstOfMonthCell()


@parser_of.register
def _(field: FinancialYearField) -> CellParser:
    return FinancialYearCell()


@parser_of.register
def _(field: models.BooleanField) -> CellParser:
    return DefaultYesNoCell() if field.default is True else YesNoCell()


@parser_of.register
def _(field: PoundsField) -> CellParser:
    return PoundsCell(smallest=field.smallest, few=0)


@parser_of.register
def _(field: models.DecimalField) -> CellParser:
    return NumberCell()


@parser_of.register
def _(field: models.IntegerField) -> CellParser:
    return CountCell(expects="A whole number")


def is_role(field: models.Field) -> bool:
    return field.name in ROLE_FIELDS or field.name == "sponsor_role"


def columns_of(
    model: type[models.Model], key: tuple[str, ...], instead: Mapping[str, Column]
) -> Iterator[Column]:
    """A column for each field that people fill, those of the key first."""
    names = [field.name for field in model._meta.concrete_fields if is_filled_by_people(field)]
    for name in (*key, *(name for name in names if name not in key)):
        if name in instead:
            yield instead[name]
        else:
            yield column_of(model._meta.get_field(name), is_key=name in key)


def is_filled_by_people(field: models.Field) -> bool:
    return field.editable and not field.primary_key and field.name != "load"


def column_of(field: models.Field, *, is_key: bool) -> Column:
    """The column of a field; of a foreign key, one that names a record."""
    is_needed = is_key and not field.null and not field.blank
    link = link_of(field, is_key=is_key) if isinstance(field, models.ForeignKey) else None
    parser = TextCell(200) if link else choices_or_parser(field)
    return Column(
        field.name,
        parser,
        help=help_of(field, link),
        required=is_needed,
        never_empty=is_needed,
        link=link,
    )


def choices_or_parser(field: models.Field) -> CellParser:
    if not field.choices:
        return parser_of(field)
    return ChoiceCell(dict(field.flatchoices), may_be_cleared=field.blank)


def link_of(field: models.ForeignKey, *, is_key: bool) -> Link:
    """How cells name the record of a foreign key: by its reference, else by its slug.

    Outside a key its name will do too.
    """
    model = field.related_model
    names = {each.name for each in model._meta.concrete_fields}
    name = next(name for name in NAMES if name in names)
    others = () if is_key else (*NAMES, "name")
    also = tuple(other for other in others if other in names and other != name)
    return Link(model, f"{field.name}.{name}", also=also)


def help_of(field: Any, link: Link | None) -> str:
    """What the form of the field says of it."""
    label = str(field.verbose_name)
    label = label[:1].upper() + label[1:]
    if link:
        return f"The {link.by} of {with_a(str(link.model._meta.verbose_name))}"
    return f"{label}. {field.help_text}".strip().rstrip(".") if field.help_text else label
