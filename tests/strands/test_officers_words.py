"""What officers read: plain words on each of their pages, and an example beside each box."""

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client

from risks.forms import AssessmentForm, MitigationForm, NewRiskForm, RiskForm
from strands.forms.indicators import ReturnForm
from strands.forms.milestones import DependencyForm, MilestoneForm
from strands.forms.several import SeveralForm
from strands.forms.updates import UpdateForm
from tests import builders
from tests.crawling import parsed, words
from tests.officers_month import ADDRESS, ON, client_of, programme, submitted

FORMS = (
    UpdateForm,
    MilestoneForm,
    ReturnForm,
    SeveralForm,
    DependencyForm,
    RiskForm,
    NewRiskForm,
    AssessmentForm,
    MitigationForm,
)
# Boxes whose help is not theirs alone, with the reason.
WITHOUT_EXAMPLE = {"ReturnForm.value": "its example is of the indicator's unit"}
# Choices whose label says it all.
SAYS_IT_ALL = {"SeveralForm.chosen"}
NOT_PLAIN = re.compile(
    r"\bLoads\b|\bPK\b|\bre-?baselin\w*|\bbound\b|\breadings?\b"
    r"|stage in your own words|texts of the month|set this file aside",
    re.IGNORECASE,
)
PAGES = (
    "/my-updates/",
    "/my-updates/milestones/",
    ADDRESS,
    "/milestones/new/",
    "/milestones/new/?strand=strategy",
    "/milestones/first/edit/",
    "/milestones/first/dependencies/",
    "/milestones/change/?strand=strategy",
    "/indicators/appeals/2025-01/",
    "/risks/new/?strand=strategy",
    "/risks/risk-1/edit/",
    "/risks/risk-1/assess/",
    "/risks/risk-1/mitigations/new/",
    "/bin/",
    "/accounts/",
    "/accounts/password/",
)


def boxes() -> Iterator[tuple[str, forms.Field]]:
    for form in FORMS:
        for name, field in form.base_fields.items():
            if not field.widget.is_hidden and not isinstance(field, forms.BooleanField):
                yield f"{form.__name__}.{name}", field


def test_each_box_says_what_it_is_for_with_an_example():
    for name, field in boxes():
        if name in WITHOUT_EXAMPLE or name in SAYS_IT_ALL:
            continue
        assert field.help_text, name
        if not isinstance(field, forms.ChoiceField):
            assert "or example" in field.help_text, name


@pytest.fixture
def officer(db, settings) -> Client:
    settings.SENDPROG_TODAY = ON
    it = programme()
    submitted(it)
    builders.make_milestone("first", strand=it.strand, forecast="December 2024")
    builders.make_indicator(strand=it.strand, period_type="month")
    risk = builders.make_risk(strand=it.strand)
    builders.make_assessment(risk, matrix=builders.make_matrix())
    return client_of(it.officer)


def test_no_page_of_an_officer_has_the_programmers_words(officer):
    for address in PAGES:
        response = officer.get(address)
        assert response.status_code == 200, address
        page = parsed(response.content.decode())
        text = f"{words(page.find('.//main'))} {words(page.find('.//head/title'))}"
        assert NOT_PLAIN.search(text) is None, (address, NOT_PLAIN.search(text))
        links = [link.get("href", "") for link in page.iter("a")]
        assert not any(link.startswith("/admin/") for link in links), address
