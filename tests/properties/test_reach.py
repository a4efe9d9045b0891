"""What made-up programmes hold: each kind, choice, absence and shape occurs in one of twenty of them, or more."""

from collections import Counter
from collections.abc import Iterator

from django.db import models

from finance.models import MonthlyPosition, PositionFigure
from risks.models import RiskAssessment
from sendprog.records.exemptions import EXEMPTIBLE, Exemption
from sendprog.values.markers import Marker
from strands.models import Condition, Strand
from tests.programmes import MAKERS, Shape, records_of, shape_of

PROGRAMMES = 200
SELDOM = PROGRAMMES // 20
# Given by the code that saves a record, not by the programme.
NOT_MADE = {
    "id",
    "version",
    "deleted_at",
    "submitted_by",
    "decided_by",
    "decided_on",
    "load",
    "loaded_by",
    "stored_at",
    "stored_by",
    "rendered",
}
# The database wants a baseline's date, and a position's year follows from its month; a file is stored with its content; only
# a marker of absence stands for a path to green.
NEVER = {
    "MonthlyPosition.financial_year absent",
    "Baseline.date absent",
    "StoredFile.content absent",
    *(f"StrandUpdate marker {marker.value}" for marker in Marker if not marker.means_no_value),
}
OF_RECORDS = {
    *(f"forecast {sign}" for sign in ("deficit", "surplus", "nothing")),
    *(f"several {name}" for name in ("block", "in_year_basis", "status", "matrix")),
    *("range of a position", "range of another figure", "shared reference"),
    *("strand ended", "strand succeeded", "strand split", "strand to begin"),
    *(f"exempt {kind}" for kind in EXEMPTIBLE),
}
OF_SHAPES = {
    *(f"kind {kind}" for kind in MAKERS),
    *(f"months {name}" for name in ("0", "1", "2 to 11", "12 to 30")),
    *(f"meetings {number}" for number in range(5)),
    *(
        f"{name} {value}"
        for name in ("has_empty_texts", "is_edition", "is_plain")
        for value in (True, False)
    ),
}


def facts_of(shape: Shape, records: list[models.Model]) -> set[str]:
    """What occurs in a programme, in words."""
    facts = {f"kind {kind}" for kind in shape.kinds} | {f"meetings {shape.meetings}"}
    months = "2 to 11" if 2 <= shape.months < 12 else "12 to 30" if shape.months else "0"
    facts.add(f"months {shape.months if shape.months == 1 else months}")
    facts |= {
        f"{name} {getattr(shape, name)}" for name in ("has_empty_texts", "is_edition", "is_plain")
    }
    for record in records:
        for field in fields_of(type(record)):
            facts |= {
                fact for fact, is_so in cases_of(field) if is_so(getattr(record, field.attname))
            }
    return facts | set(facts_of_records(records))


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """The fields that a maker fills; those of histories are their records'."""
    is_history = model.__name__.startswith("Historical")
    return (
        []
        if is_history
        else [field for field in model._meta.concrete_fields if field.name not in NOT_MADE]
    )


def cases_of(field: models.Field) -> Iterator[tuple[str, object]]:
    """Each choice of a field, or whether it is given, with the function that tells it.

    A record's markers count together, and its qualifiers.
    """
    name = f"{field.model.__name__}.{field.name}"
    for kind in ("marker", "qualifier"):
        if field.name.endswith(kind):
            name = f"{field.model.__name__} {kind}"
    if isinstance(field, models.BooleanField):
        yield from ((f"{name} {value}", value.__eq__) for value in (True, False))
    elif field.choices:
        yield from ((f"{name} {value or 'none'}", value.__eq__) for value, _ in field.flatchoices)
    elif field.null or (field.blank and not field.is_relation):
        yield f"{name} absent", lambda value: value in (None, "")
        yield f"{name} given", lambda value: value not in (None, "")


def facts_of_records(records: list[models.Model]) -> Iterator[str]:
    """What no field tells by itself."""
    by_model: dict[type, list] = {}
    for record in records:
        by_model.setdefault(type(record), []).append(record)
    positions = by_model.get(MonthlyPosition, [])
    for amount in [row.forecast_in_year_deficit for row in positions]:
        if amount is not None:
            yield f"forecast {'surplus' if amount < 0 else 'deficit' if amount else 'nothing'}"
    for name in ("block", "in_year_basis", "status"):
        if len({getattr(row, name) for row in positions}) > 1:
            yield f"several {name}"
    if len({row.matrix for row in by_model.get(RiskAssessment, [])}) > 1:
        yield "several matrix"
    yield from ("range of a position" for row in positions if row.forecast_low is not None)
    yield from (
        "range of another figure" for row in by_model.get(PositionFigure, []) if row.low is not None
    )
    yield from (f"exempt {row.kind}" for row in by_model.get(Exemption, []))
    references = Counter(row.reference for row in by_model.get(Condition, []))
    yield from ("shared reference" for count in references.values() if count > 1)
    for strand in by_model.get(Strand, []):
        yield from facts_of_strand(strand)


def facts_of_strand(strand: Strand) -> Iterator[str]:
    if strand.split_from:
        yield "strand split"
    if strand.succeeded_by:
        yield "strand succeeded"
    if strand.valid_to:
        yield "strand ended"
    if strand.valid_from:
        yield "strand to begin"


def test_everything_occurs_often_enough():
    """Made from 200 numbers, as hypothesis makes them from any; what is seldom is named with its count."""
    counts: Counter[str] = Counter()
    made = set()
    for number in range(PROGRAMMES):
        shape = shape_of(number)
        records = records_of(shape)
        made |= {type(record) for record in records}
        counts.update(facts_of(shape, records))
    fields = [field for model in made for field in fields_of(model)]
    expected = {fact for field in fields for fact, _ in cases_of(field)} | OF_RECORDS | OF_SHAPES
    assert {fact: counts[fact] for fact in expected - NEVER if counts[fact] < SELDOM} == {}
