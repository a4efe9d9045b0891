"""Each kind of record is described once, on its section: its name, its page and where it is edited."""

import importlib
import pkgutil
from types import ModuleType

import pytest
from django.apps import apps
from django.urls import reverse

import committee
from committee.changes.keys import NESTED
from committee.changes.keys import SECTIONS as COMPARED
from committee.editions.freezing import mounted_page_names
from committee.readiness.fix_links import edit_address
from committee.snapshot.part_two import NOTICES
from committee.snapshot.sections_to_freeze import SECTIONS, section_named
from sendprog.pages.pre_election import PRE_ELECTION
from sendprog.records.snapshots import Section

# Made of settings and of marks on other records: nothing of their own to name, read or edit.
DERIVED = (PRE_ELECTION, NOTICES)
ALLOWED = ("committee.snapshot", "committee.corrections")
BY_NAME = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)


@BY_NAME
def test_section_is_described(section: Section):
    properties = {name for name, value in vars(section.row).items() if isinstance(value, property)}
    fields = {*section.row.__dataclass_fields__, *properties}
    assert section.key, (
        f"{section.name}: name the fields by which its rows are known again (Section.key)"
    )
    assert set(section.key) <= fields
    assert section.label
    assert section is section_named(section.name)
    if section not in DERIVED:
        assert section.title, (
            f"{section.name}: say what one of its records is called (Section.title)"
        )
        assert section.edit, f"{section.name}: say where its records are edited (Section.edit)"
        assert not section.edit.by or section.edit.by in fields


@BY_NAME
def test_section_names_a_mounted_page(section: Section):
    assert not section.page or section.page in mounted_page_names()


@BY_NAME
def test_section_is_edited_at_an_address(section: Section):
    if section.edit:
        assert edit_address(section.edit, "x" if section.edit.by else "").startswith("/")
        assert bool(section.edit.url_name) is not bool(section.edit.model)
    if section.model:
        assert apps.get_model(section.model).objects.filter(**{section.lookup: None}).query
        assert reverse("history", args=[section.model, 1])


def test_labels_are_each_of_one_section():
    labels = [section.label for section in SECTIONS]
    assert len(labels) == len(set(labels))
    assert set(COMPARED) == set(SECTIONS) - set(DERIVED)


def test_nested_rows_are_known_by_fields_of_theirs():
    for row, key in NESTED.items():
        assert set(key) <= set(row.__dataclass_fields__)


def modules_of_committee() -> list[ModuleType]:
    """The committee's modules, but those that describe its sections or give a record's figures."""
    found = pkgutil.walk_packages(committee.__path__, "committee.")
    names = [one.name for one in found if not one.name.startswith(ALLOWED)]
    return [importlib.import_module(name) for name in names if ".migrations." not in name]


def test_no_module_of_the_committee_lists_the_kinds_of_record_again():
    described = {
        *SECTIONS,
        *(section.name for section in SECTIONS),
        *(section.row for section in SECTIONS),
    }
    for module in modules_of_committee():
        for name, value in vars(module).items():
            if isinstance(value, dict) and not name.startswith("__"):
                again = [key for key in value if key in described]
                assert len(again) < 2, (
                    f"{module.__name__}.{name} lists {again}: say it on each Section"
                )
