"""Made-up values say so wherever they appear, and what is not for readers appears nowhere: all in one world, read once."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from ehcp.models import MonthlyReturn
from strands.models import Milestone, Strand, StrandUpdate
from tests import builders, word
from tests.crawling import Opened, ReaderOfAll, mounted_addresses, telling_addresses
from tests.pages.test_pages import BLOCKS, Told, silent, told_to

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("unpublished_demonstration"),
]


@pytest.fixture(scope="module")
def opened(unpublished_demonstration, django_db_blocker) -> Iterator[Opened]:
    """The programme with values that nothing else has, each page read once."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_up_figures()
        make_up_records()
        make_what_is_not_shown()
        yield Opened(ReaderOfAll())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told(opened) -> Told:
    return told_to(opened)


def make_up_figures() -> None:
    month = MonthlyReturn.objects.latest("month")
    month.plans_issued, month.annual_reviews_overdue = 777_771, 888_881
    month.save()
    builders.make_position(
        date(2024, 12, 1),
        forecast_in_year_deficit=Decimal(77_700_000),
        projected_cumulative_deficit=Decimal(177_700_000),
        cumulative_basis="net",
        basis="illustrative",
        source="Nobody",
    )


def make_up_records() -> None:
    """A milestone whose words don't say that it is made up, a risk and places."""
    milestone = Milestone.objects.get(reference="example-slipped-date")
    milestone.title, milestone.source = "Publish a summary", "Nobody"
    milestone.note = milestone.description = milestone.reason = ""
    milestone.save()
    risk = builders.make_risk("made-up", title="A risk of a test", number=99, source="Nobody")
    builders.make_assessment(
        risk, as_at=date(2025, 1, 1), score=25, basis="illustrative", source="Nobody"
    )
    strand = Strand.objects.get(slug="sufficiency")
    builders.make_places(
        "made-up", provision="Places of a test", places=7_771, strand=strand, basis="illustrative"
    )


def make_what_is_not_shown() -> None:
    builders.make_update(
        date(2025, 2, 1),
        strand=Strand.objects.get(slug="strategy"),
        state="draft",
        progress="Not for readers yet",
    )
    builders.make_risk("secret", title="Not for members", restricted=True)


def test_made_up_month_says_so_wherever_it_appears(told):
    """Two values that nothing else has, looked for on every page and in every file."""
    found, places = silent(told, ["777,771", "888,881"], ["777771", "888881"])
    assert places >= 12
    assert found == []


def test_made_up_milestone_says_so_whatever_its_title(told):
    """A title, a note or a source may be edited: the basis must say it."""
    found, _ = silent(
        told,
        ["Publish a summary"],
        ["Publish a summary"],
        {"tr", "li", "attention", "main"},
    )
    assert found == []


def test_made_up_score_says_so_wherever_it_appears(told):
    found, places = silent(
        told, ["A risk of a test"], ["A risk of a test"], {"section", "tr", "li", "main"}
    )
    assert places >= 4
    assert [line for line in found if re.search(r"\b25\b", line)] == []


def test_made_up_position_says_so_wherever_it_appears(told):
    found, places = silent(
        told,
        ["£77.7", "£177.7"],
        ["77700000.00", "177700000.00"],
        {*BLOCKS, "attention"} - {"h3"},
    )
    assert places >= 8
    assert found == []


def test_made_up_places_say_so_wherever_they_appear(told):
    found, places = silent(told, ["7,771"], ["7771"], {"tr", "reading", "li"})
    assert places >= 3
    assert found == []


def test_update_in_draft_is_not_shown(opened):
    assert not any("Not for readers yet" in opened.html(address) for address in telling_addresses())
    assert StrandUpdate.objects.filter(progress="Not for readers yet").exists()


def opened_workbook(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_restricted_risk_is_not_shown(opened):
    told = {address: opened.client.get(address).content for address in mounted_addresses()}
    assert "Not for members" not in word.texts(word.opened(told.pop("/paper.docx")))
    with zipfile.ZipFile(io.BytesIO(told.pop("/data.zip"))) as file:
        told |= {name: file.read(name) for name in file.namelist()}
    for part, content in opened_workbook(told.pop("sendprog.xlsx")).items():
        told[part] = content
    assert len(told) > 100
    assert not any("Not for members" in content.decode() for content in told.values())
    assert opened.client.get("/risks/secret/").status_code == 404
