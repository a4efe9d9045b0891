"""Numbers and dates typed into the admin and the site's forms are read as the import desk reads them, or refused."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from finance.models import MonthlyPosition
from sendprog.editing.forms import Form
from sendprog.loads.cell_parsers import CellError
from sendprog.loads.date_cells import DayCell, MonthCell
from sendprog.loads.grid import Cell
from sendprog.loads.models import Load
from sendprog.loads.number_cells import CountCell, PoundsCell
from sendprog.records.date_form_fields import DayFormField, MonthFormField
from sendprog.records.fields import DayField, FinancialYearField
from sendprog.records.number_fields import (
    CountFormField,
    FinancialYearFormField,
    NumberFormField,
    PoundsFormField,
    TypedField,
)
from sendprog.records.people import User
from tests.builders import make_user
from tests.form_writer import posted_forms

NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField, models.DateField)
BOXES = (forms.NumberInput, forms.DateInput, forms.DateTimeInput, forms.SelectDateWidget)
TYPED = [
    "£51.6m",
    "(51.6)",
    "51.6 million",
    "<5",
    "12k",
    "42.5%",
    "1,070",
    "51.6",
    "TBC",
    "0",
    "-3",
    "1e3",
]


@pytest.fixture
def administrator(db) -> User:
    return make_user("admin", is_superuser=True, is_staff=True)


def admin_forms(user: User) -> Iterator[tuple[str, type[models.Model], forms.BaseForm]]:
    """The empty form of every model in the admin, and of every inline."""
    request = RequestFactory().get("/admin/")
    request.user = user
    for model, model_admin in admin.site._registry.items():
        # The import desk has forms of its own.
        if model is Load or not model_admin.has_add_permission(request):
            continue
        yield model._meta.label, model, model_admin.get_form(request)()
        for formset, _ in model_admin.get_formsets_with_inlines(request):
            yield (
                f"{model._meta.label}: {formset.model._meta.label}",
                formset.model,
                formset().empty_form,
            )


def typed_fields(user: User) -> Iterator[tuple[str, models.Field, forms.Field]]:
    """The form fields of numbers and dates, with their model fields."""
    for label, model, form in admin_forms(user):
        for name, field in form.fields.items():
            own = {each.name: each for each in model._meta.fields}.get(name)
            if isinstance(own, NUMBERS) and not own.choices and not own.primary_key:
                yield f"{label}.{name}", own, field


def cleaned(field: forms.Field, text: str) -> object:
    """What a form field makes of a text; None where it refuses it."""
    try:
        return field.clean(text)
    except ValidationError:
        return None


def test_every_number_of_every_admin_form_is_a_text_box_that_explains(administrator):
    """Nothing typed is dropped or changed: it is read as what it says, or refused with words."""
    count = 0
    for place, own, field in typed_fields(administrator):
        count += 1
        assert isinstance(field, TypedField), place
        assert not isinstance(field.widget, BOXES), place
        assert field.widget.input_type == "text" and field.widget.attrs["inputmode"], place
        for text in TYPED:
            value = cleaned(field, text)
            assert value in (None, *readings(field, text)), (place, text, value)
        if isinstance(own, models.DecimalField):
            assert cleaned(field, "51.6 million") in (Decimal(51_600_000), None)
    assert count > 100


def readings(field: forms.Field, text: str) -> set[object]:
    """What a text may be read as, worked out by hand."""
    pounds = {
        "£51.6m": 51_600_000,
        "51.6 million": 51_600_000,
        "12k": 12_000,
        "1,070": 1_070,
        "0": 0,
        "-3": -3,
    }
    if isinstance(field, CountFormField | FinancialYearFormField):
        return {{"1,070": 1_070, "0": 0}.get(text)}
    if isinstance(field, PoundsFormField):
        return {pounds.get(text)}
    if isinstance(field, NumberFormField):
        return {(pounds | {"42.5%": Decimal("42.5"), "51.6": Decimal("51.6")}).get(text)}
    return {None}


def test_no_form_of_the_site_has_a_number_box_or_a_calendar():
    def descendants(base: type) -> Iterator[type]:
        for form in base.__subclasses__():
            yield form
            yield from descendants(form)

    boxes = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in set(descendants(Form))
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, BOXES) and not field.widget.is_hidden
    ]
    assert boxes == []


def outcome(parse: object, text: str) -> object:
    """The value, or the words of the refusal without capital and full stop."""
    try:
        return parse(text)
    except CellError as error:
        return str(error).rstrip(".").lower()
    except ValidationError as error:
        return error.messages[0].rstrip(".").lower()


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (PoundsFormField(smallest=10_000), PoundsCell()),
        (PoundsFormField(smallest=100), PoundsCell(smallest=100)),
        (CountFormField(), CountCell()),
        (DayFormField(), DayCell()),
        (MonthFormField(), MonthCell()),
    ],
    ids=["deficit", "amount", "count", "day", "month"],
)
@pytest.mark.parametrize(
    "text",
    [
        *TYPED,
        "30/11/2024",
        "30 November 2024",
        "Nov-24",
        "2024-11",
        "n/a",
        "2024/25 M8",
        "167.5",
        "nil",
    ],
)
def test_the_desk_and_the_forms_say_the_same(field, cell, text):
    def read_cell(typed: str) -> object:
        value = cell.parse(Cell(typed)).value
        return value.first if isinstance(cell, MonthCell) else value

    assert outcome(field.clean, text) == outcome(read_cell, text)


def test_a_financial_year_is_typed_either_way():
    assert (
        FinancialYearFormField().clean("2024/25") == FinancialYearFormField().clean("2024") == 2024
    )
    with pytest.raises(ValidationError, match="consecutive"):
        FinancialYearFormField().clean("2024/26")


def test_limits_stand_on_the_model_field():
    fields = {field.name: field for field in MonthlyPosition._meta.fields}
    assert fields["forecast_in_year_deficit"].smallest == 10_000
    assert fields["council_contribution"].smallest == 100


def test_a_typed_value_is_shown_again_as_it_is_read():
    """A form saved untouched changes nothing."""
    for field, value in (
        (PoundsFormField(), Decimal("51600000.00")),
        (PoundsFormField(), Decimal("-0.50") * 1000),
        (CountFormField(), 1070),
        (NumberFormField(any_unit=True), Decimal("-12.5000")),
        (DayFormField(), date(2024, 8, 14)),
        (MonthFormField(), date(2024, 11, 1)),
    ):
        shown = str(field.prepare_value(value))
        assert not field.has_changed(value, shown) and field.clean(shown) == value


def test_dates_and_years_of_models_are_typed(administrator):
    kinds = {type(own): type(field) for _, own, field in typed_fields(administrator)}
    assert kinds[DayField] is DayFormField and kinds[FinancialYearField] is FinancialYearFormField


@pytest.mark.parametrize(
    ("measure", "value", "wrong"),
    [
        ("ehcp.twenty_week_rate", "60%", ""),
        ("ehcp.twenty_week_rate", "£51.6m", "not an amount of money"),
        ("ehcp.plans_issued", "60%", "not a percentage"),
        ("ehcp.plans_isued", "60", "No measure has this address"),
    ],
)
def test_a_target_is_typed_in_the_unit_of_its_measure(administrator, measure, value, wrong):
    client = Client()
    client.force_login(administrator)
    typed = {"measure": measure, "value": value, "kind": "local", "basis_text": "Agreed"}
    address = reverse("admin:strands_target_add")
    (blank, *_) = [form for form in posted_forms(client.get(address)) if "measure" in form]
    response = client.post(address, blank | typed)
    errors = "" if response.status_code == 302 else str(response.context["errors"])
    assert (wrong in errors) if wrong else errors == ""
