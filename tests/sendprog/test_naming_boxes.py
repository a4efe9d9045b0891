"""Words that may name a child or another person are asked about in every free text, by every door."""

from collections.abc import Iterator
from datetime import date

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import get_resolver

from sendprog.editing.forms import Form
from sendprog.editing.naming_boxes import CHECKED, takes_free_text
from sendprog.loads.actions import IncomingFile, check_file, current_month
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import MAY_NAME, make_plan
from sendprog.records.free_texts import NAMES_PEOPLE, is_free_text
from sendprog.records.history import Tracked
from sendprog.values.roles import ROLE_FIELDS
from strands.models import Commitment
from tests import builders
from tests.filling import errors, fill_in, standing

NAMED = "Mrs. Brown's son waited."
TICKED = {"names_nobody": "on"}
# Fields of forms that take text and are not asked about, with the reason.
NOT_ASKED = {
    "PersonForm.name": "it is who may sign in",
    "CodeForm.code": "a code of an authenticator app",
    "UploadForm.pasted": "scanned as a file is",
    "RoundForm.reminder_days": "numbers of days",
    "OpenRoundForm.reminder_days": "numbers of days",
    "PaperSectionForm.texts": "names of texts, as in addresses",
    "TitleBlockForm.contact": "whom readers may ring",
    "TitleBlockForm.cabinet_member": "who answers for it in public",
}


def all_forms(base: type[forms.BaseForm] = Form) -> Iterator[type[forms.BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from all_forms(form)


def test_every_free_text_of_the_sites_forms_is_asked_about():
    """What is neither asked about nor listed here is a role, which may not name a person either."""
    assert get_resolver().url_patterns
    asked, exceptions = 0, set()
    for form in dict.fromkeys(all_forms()):
        for name, field in form.base_fields.items():
            is_text = type(field) is forms.CharField and not field.widget.is_hidden
            if not is_text or name in ROLE_FIELDS:
                continue
            assert takes_free_text(name, field), f"{form.__name__}.{name}"
            asked += name not in form.not_asked
            if name in form.not_asked:
                exceptions.add(f"{form.__name__}.{name}")
    assert exceptions == NOT_ASKED.keys()
    assert asked > 60


def test_every_free_text_of_the_admin_is_asked_about():
    """Texts of one line that are not: roles, choices, references of addresses, and who may sign in."""
    for model in admin.site._registry:
        if not issubclass(model, Tracked):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.TextField) and field.editable and not field.choices:
                label = (model._meta.label_lower, field.name)
                assert is_free_text(field) or field.name in ROLE_FIELDS, label
    assert NAMES_PEOPLE.keys() == {"committee.papertitleblock", "sendprog.user"}


@pytest.fixture
def programme(db: None, settings) -> Client:
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    client = Client()
    client.force_login(builders.make_user("manager", role="manager", is_staff=True))
    return client


def cases() -> dict[str, tuple[str, str]]:
    """The address of a form and one of its free texts, by what it edits."""
    milestone, risk = builders.make_milestone(), builders.make_risk()
    builders.make_assessment(risk)
    builders.make_meeting()
    return {
        "milestone": (f"/milestones/{milestone.slug}/edit/", "description"),
        "risk": (f"/risks/{risk.slug}/edit/", "description"),
        "ask": ("/asks/add/?meeting=2025-01-22", "text"),
        "paper": ("/paper/add/", "standing_text"),
        "glossary": ("/glossary/add/", "meaning"),
    }


def test_forms_of_the_site_ask_and_save_what_was_checked(programme):
    for address, name in cases().values():
        asked = fill_in(programme, address, **{name: NAMED})
        assert "“Mrs. Brown's” may name or describe a child" in errors(asked)[name], address
        assert CHECKED in asked.content.decode()
        ticked = programme.post(address, standing(asked) | TICKED)
        assert ticked.status_code == 302 or name not in errors(ticked)
    milestone = builders.Milestone.objects.get()
    entry = milestone.history.first()
    assert milestone.description == NAMED and entry.history_change_reason == CHECKED
    # What is stored and stays is not asked about again.
    address = f"/milestones/{milestone.slug}/edit/"
    assert fill_in(programme, address, title="Another").status_code == 302


def test_the_admin_asks_of_a_commitment(programme):
    commitment = builders.make_commitment()
    client = Client()
    client.force_login(builders.make_user("admin", is_superuser=True, is_staff=True))
    page = f"/admin/strands/commitment/{commitment.pk}/change/"
    typed = standing(client.get(page)) | {"description": NAMED, "change_reason": "News"}
    asked = client.post(page, typed)
    assert asked.status_code == 422 and "“Mrs. Brown’s”" in asked.content.decode().replace(
        "&#x27;", "’"
    )
    assert Commitment.objects.get().description != NAMED
    reason = client.post(page, typed | {"description": "Another", "change_reason": NAMED})
    assert "The reason: " in reason.content.decode()


@pytest.mark.django_db
def test_the_desk_asks_without_repeating_the_words(settings):
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    content = f"reference,title,description\nMS/1,A plan,{NAMED}\nMS/2,A plan,All is well\n"
    result = check_file("milestones", IncomingFile("a.csv", content.encode()))
    plan = make_plan(KINDS["milestones"], result, until=current_month())
    told = [warning for warning in plan.warnings if warning.code == "naming"]
    assert [str(warning.message) for warning in told] == [f"Row 2, description: {MAY_NAME}"]
