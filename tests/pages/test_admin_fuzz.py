"""Every admin list, form and look-up, asked with what no link of the admin says: never a failure of ours."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.conftest import IS_SOAK, ON_POSTGRESQL
from tests.crawling import reader
from tests.pages.test_admin import form_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.takes_turns,
    pytest.mark.usefixtures("published_demonstration", "without_sidebar"),
]

Case = TypeVar("Case")
DIGITS = "9" * 25
VALUES = (
    DIGITS,
    f"-{DIGITS}",
    "%00",
    f"1{DIGITS}.5",
    "1e400",
    "nan",
    "x",
    "",
    "2024-13-45",
    f"1,{DIGITS}",
    "%ff",
)
LOOKUPS = ("", "__exact", "__in", "__isnull", "__gte", "__year", "__isempty", "__nonesuch")
CONTROLS = (
    *(f"{name}={value}" for name in ("o", "p", "q", "e", "all", "_facets") for value in VALUES),
    *(f"_to_field={value}" for value in ("id", "password", "nonesuch", "pk", "slug", *VALUES)),
    *(f"_popup={value}" for value in ("1", *VALUES)),
    "_to_field=id&_popup=1",
    "_changelist_filters=%00",
    f"_changelist_filters=strand__id__exact%3D{DIGITS}",
    f"o=1.{DIGITS}.-{DIGITS}",
    "e=1&e=2",
    "q=%00&p=%00&o=%00&_to_field=%00&_popup=%00",
)


@pytest.fixture(scope="module")
def administrator(published_demonstration) -> Client:
    return reader("admin", raise_request_exception=False)


def address(model: type[Model], page: str, *values: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=values)


def failures(client: Client, addresses: Iterable[str]) -> list[tuple[str, int]]:
    answers = ((each, client.get(each)) for each in addresses)
    return [(each, answer.status_code) for each, answer in answers if answer.status_code >= 500]


def some(cases: Iterable[Case], model: type[Model], most: int) -> list[Case]:
    """So many of the cases, others of each model and on each database; in a soak all of them."""
    every = list(cases)
    step = 1 if IS_SOAK else max(1, len(every) // most)
    return every[(2 * MODELS.index(model) + ON_POSTGRESQL) % step :: step]


def filters(model: type[Model]) -> Iterator[str]:
    """Queries on every field of a model and of those it names, by every look-up, with what it can't hold."""
    hierarchy = admin.site._registry[model].date_hierarchy
    for part in ("year", "month", "day") if hierarchy else ():
        yield from (f"{hierarchy}__{part}={value}" for value in (*VALUES, "0", "13", "99999"))
    names = []
    for field in model._meta.fields:
        names.append(field.name)
        if field.is_relation:
            names += [f"{field.name}__id", f"{field.name}__pk"]
    for name in names:
        yield from (f"{name}{lookup}={value}" for lookup in LOOKUPS for value in VALUES)


MODELS = list(admin.site._registry)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


@each_model
def test_no_filter_breaks_a_list(model, administrator):
    page = address(model, "changelist")
    asked = some(filters(model), model, 8)
    assert failures(administrator, (f"{page}?{query}" for query in asked)) == []


@each_model
def test_no_control_breaks_a_list_or_a_form(model, administrator):
    record = model._default_manager.first()
    pages = [address(model, "changelist"), address(model, "add")]
    if record is not None:
        pages += [address(model, page, record.pk) for page in ("change", "delete", "history")]
    asked = some((f"{page}?{query}" for query in CONTROLS for page in pages), model, 8)
    assert failures(administrator, asked) == []


@each_model
def test_nothing_that_a_form_begins_with_breaks_it(model, administrator):
    """The add page takes first values from its address."""
    names = [field.name for field in model._meta.get_fields() if hasattr(field, "verbose_name")]
    page = address(model, "add")
    asked = some((f"{page}?{name}={value}" for name in names for value in VALUES), model, 4)
    assert failures(administrator, asked) == []


@each_model
def test_no_action_breaks_a_list(model, administrator):
    page = address(model, "changelist")
    sent = [
        fields
        for value in (*(value for value in VALUES if "%" not in value), "\x00")
        for action in ("delete_selected", "let_sign_in", value)
        for fields in (
            {"action": action, "_selected_action": [value]},
            {"action": action, "_selected_action": [value], "post": "yes", "change_reason": value},
            {"action": action, "index": value, "select_across": value},
            {"_save": "1", "form-TOTAL_FORMS": value, "form-INITIAL_FORMS": value},
        )
    ]
    for fields in some(sent, model, 5):
        assert administrator.post(page, fields).status_code < 500, fields


def test_what_the_error_page_is_asked_with_breaks_nothing(administrator):
    """The admin leads a list's wrong query there; asked with a wrong one as well, it says so itself."""
    asked = (
        "e=1",
        "e=1&nonesuch=1",
        f"e=1&id__exact={DIGITS}",
        "e=1&id__exact=x",
        "e=1&q=%00",
        "e=1&e=2",
    )
    pages = (f"{address(model, 'changelist')}?{query}" for model in MODELS for query in asked)
    assert failures(administrator, pages) == []


def test_no_look_up_of_choices_fails(administrator):
    fields = [
        (field.model, field.name)
        for model in MODELS
        for field in model._meta.fields
        if field.is_relation and field.remote_field.model in MODELS
    ]
    queries = [
        f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
        for model, name in fields
    ]
    asked = [
        *(
            f"{query}&term={VALUES[place % 11]}&page={VALUES[place % 7]}"
            for place, query in enumerate(queries)
        ),
        *(f"{queries[0]}&term=a&page={value}" for value in VALUES),
        *(f"app_label={value}&model_name={value}&field_name={value}" for value in VALUES),
    ]
    assert (
        failures(administrator, (f"{reverse('admin:autocomplete')}?{query}" for query in asked))
        == []
    )


def test_no_shortcut_to_the_site_fails(administrator):
    kinds = [str(ContentType.objects.first().pk), DIGITS, "0"]
    asked = (f"/admin/r/{kind}/{value}/" for kind in kinds for value in (DIGITS, "x", "-1", "%00"))
    assert failures(administrator, asked) == []


WITH_ROWS = [model for model in MODELS if admin.site._registry[model].inlines]


@pytest.mark.parametrize("name", ["TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"])
@pytest.mark.parametrize("model", WITH_ROWS, ids=lambda model: model._meta.label)
def test_no_number_of_rows_holds_a_worker(model, name, administrator):
    record = model._default_manager.first()
    for page in filter(
        None, (address(model, "add"), record and address(model, "change", record.pk))
    ):
        form = form_of(administrator, page)
        counts = [key for key in form if key.endswith(name)]
        assert counts
        for value in some(("1" + "0" * 25, "2000", "999", f"-{DIGITS}", "x", ""), model, 2):
            start = time.process_time()
            answer = administrator.post(page, {**form, **dict.fromkeys(counts, value)})
            assert answer.status_code < 500
            assert time.process_time() - start < 2, value
