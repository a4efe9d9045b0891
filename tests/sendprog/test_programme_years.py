"""Every date, month and financial year is within 2000 to 2100: in the database, forms, admin and import desk."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.forms import modelform_factory

from sendprog.loads.cell_parsers import CellError
from sendprog.loads.date_cells import DayCell, MonthCell, PartialDateCell
from sendprog.loads.grid import Cell, Holds
from sendprog.records.fields import DayField, FinancialYearField, PartialDateField
from sendprog.values.partial_dates import PartialDate
from tests.builders import make_indicator, make_strand, make_user

APPS = ("sendprog", "strands", "ehcp", "finance", "risks", "committee")
# One CHECK a model with dates, by its model's name.
CHECKS = {
    "ask_dates_in_programme_years",
    "baseline_dates_in_programme_years",
    "commitment_dates_in_programme_years",
    "commitmentreport_dates_in_programme_years",
    "comparatorlist_dates_in_programme_years",
    "conditionstatus_dates_in_programme_years",
    "contactreturn_dates_in_programme_years",
    "contribution_dates_in_programme_years",
    "edition_dates_in_programme_years",
    "exemption_dates_in_programme_years",
    "indicatorreturn_dates_in_programme_years",
    "meeting_dates_in_programme_years",
    "milestone_dates_in_programme_years",
    "monthlock_dates_in_programme_years",
    "monthlyposition_dates_in_programme_years",
    "monthlyreturn_dates_in_programme_years",
    "notice_dates_in_programme_years",
    "placesscheme_dates_in_programme_years",
    "plan_dates_in_programme_years",
    "planyear_dates_in_programme_years",
    "positionfigure_dates_in_programme_years",
    "reminder_dates_in_programme_years",
    "risk_dates_in_programme_years",
    "riskassessment_dates_in_programme_years",
    "saving_dates_in_programme_years",
    "scorecardexception_dates_in_programme_years",
    "sen2release_dates_in_programme_years",
    "strand_dates_in_programme_years",
    "strandofficer_dates_in_programme_years",
    "strandupdate_dates_in_programme_years",
    "target_dates_in_programme_years",
    "updateround_dates_in_programme_years",
}


def our_models() -> list[type[models.Model]]:
    """Every table of ours but the histories, which only repeat what their records held."""
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    ]


def is_of_years(field: models.Field) -> bool:
    is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return is_day or isinstance(field, PartialDateField | FinancialYearField)


FIELDS = [
    (model, field)
    for model in our_models()
    for field in model._meta.concrete_fields
    if is_of_years(field)
]
IDS = [f"{model.__name__}.{field.name}" for model, field in FIELDS]


def values_in(field: models.Field, year: int) -> list:
    """The first and the last value that the field can hold in a year."""
    if isinstance(field, FinancialYearField):
        return [year]
    ends = [date(year, 1, 1), date(year, 12, 31)]
    if isinstance(field, PartialDateField):
        texts = [f"{year}", f"January to March {year}", f"autumn term {year}"]
        return [PartialDate.parse(text) for text in (*texts, *(end.isoformat() for end in ends))]
    return [ends[0], ends[1].replace(day=1)] if field.name in ("month", "reported_in") else ends


def check_of(model: type[models.Model]) -> models.CheckConstraint:
    name = f"{model._meta.model_name}_dates_in_programme_years"
    (check,) = [constraint for constraint in model._meta.constraints if constraint.name == name]
    return check


def record_with(model: type[models.Model], field: models.Field, value: object) -> models.Model:
    """An unsaved record whose other dates and years are sound."""
    record = model()
    for other in model._meta.concrete_fields:
        if is_of_years(other):
            sound = 2025 if isinstance(other, FinancialYearField) else date(2025, 1, 1)
            sound = PartialDate.parse("2025") if isinstance(other, PartialDateField) else sound
            setattr(record, other.name, sound)
    setattr(record, field.name, value)
    return record


def test_every_field_of_dates_is_bounded_by_its_kind():
    plain = [
        f"{model.__name__}.{field.name}"
        for model, field in FIELDS
        if not isinstance(field, DayField | PartialDateField | FinancialYearField)
    ]
    assert plain == []


@pytest.mark.django_db
def test_every_check_is_in_the_database():
    found = set()
    with connection.cursor() as cursor:
        for model in {model for model, _ in FIELDS}:
            constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
            found |= {name for name, facts in constraints.items() if facts["check"]}
    assert {name for name in found if name.endswith("_in_programme_years")} == CHECKS
    assert {check_of(model).name for model, _ in FIELDS} == CHECKS


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), FIELDS, ids=IDS)
def test_the_check_bounds_each_field(model, field):
    check = check_of(model)
    for year in (2000, 2100):
        for value in values_in(field, year):
            check.validate(model, record_with(model, field, value))
    for year in (1900, 1999, 2101, 2199):
        for value in values_in(field, year):
            with pytest.raises(ValidationError):
                check.validate(model, record_with(model, field, value))


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=IDS)
def test_each_field_says_what_is_wrong(model, field):
    for year in (1999, 2101):
        with pytest.raises(
            ValidationError, match=f"The year {year} is outside 2000 to 2100: check the year"
        ):
            field.clean(values_in(field, year)[0], model())
    for year in (2000, 2100):
        assert field.clean(values_in(field, year)[0], model())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field"),
    [pair for pair in FIELDS if pair[1].editable],
    ids=[name for name, pair in zip(IDS, FIELDS, strict=True) if pair[1].editable],
)
def test_each_form_has_its_error(model, field):
    form_class = modelform_factory(model, fields=[field.name])
    value = values_in(field, 2101)[0]
    form = form_class({field.name: value.isoformat() if isinstance(value, date) else str(value)})
    assert form.errors[field.name] == ["The year 2101 is outside 2000 to 2100: check the year."]


@pytest.mark.parametrize("parser", [DayCell(), PartialDateCell(), MonthCell()])
@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2101, 1, 1)])
def test_the_import_desk_refuses_other_years(parser, day):
    cells = [Cell(day.isoformat()), Cell(f"{day:%d/%m/%Y}"), Cell(day.isoformat(), Holds.DATE, day)]
    for cell in cells:
        with pytest.raises(CellError):
            parser.parse(cell)


@pytest.mark.parametrize("parser", [DayCell(), PartialDateCell()])
@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2100, 12, 31)])
def test_the_import_desk_takes_the_first_and_last_day(parser, day):
    for cell in (Cell(day.isoformat()), Cell(day.isoformat(), Holds.DATE, day)):
        parsed = parser.parse(cell).value
        assert getattr(parsed, "first", parsed) == day


@pytest.mark.django_db
@pytest.mark.parametrize("month", ["1999-12", "2101-01", "2199-12", "1900-01"])
def test_no_address_makes_a_record_of_another_year(client, month):
    make_indicator("calls")
    make_strand("strategy")
    client.force_login(make_user("a-manager", role="manager"))
    for address in (
        f"/indicators/calls/{month}/",
        f"/rounds/{month}/",
        f"/strands/strategy/update/?month={month}",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"for_month": month}).status_code in (404, 405)


def test_the_last_day_has_a_day_after_it():
    """Pages count on from a date: the bounds leave room on both sides."""
    assert date(2000, 1, 1) - timedelta(days=366 * 50) > date.min
    assert date(2100, 12, 31) + timedelta(days=366 * 50) < date.max
