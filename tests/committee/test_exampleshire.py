"""The invented council: it loads, publishes four editions, and names no real council."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, override_settings

from committee.models import Ask, Correction, Edition
from ehcp.models import MonthlyReturn
from finance.models import Plan, Saving
from risks.models import RiskAssessment
from sendprog import demo
from sendprog.models import DemoMark, User
from sendprog.records.exemptions import Exemption
from strands.models import Commitment, ConditionStatus, Strand, Target
from tests import word
from tests.crawling import parsed, words
from tests.databases import INVENTED, loaded, settings_of

PAGES = (
    "",
    "strands/",
    "milestones/",
    "ehcp/",
    "finance/",
    "risks/",
    "measures/",
    "asks/",
    "changes/",
    "print/",
)


@pytest.fixture(scope="class")
def exampleshire(django_db_setup, django_db_blocker) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        override_settings(**settings_of(demo.EXAMPLESHIRE)),
        loaded(INVENTED),
    ):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("exampleshire")
class TestExampleshire:
    def test_it_has_three_years_and_something_of_every_kind(self):
        assert MonthlyReturn.objects.count() == 34
        assert Strand.objects.current(demo.EXAMPLESHIRE.today).count() == 7
        assert Strand.objects.exclude(succeeded_by=None).count() == 1
        assert Commitment.objects.count() == 3
        assert Plan.objects.count() == 3
        assert all(
            model.objects.exists()
            for model in (Ask, Saving, Target, ConditionStatus, Exemption, RiskAssessment)
        )

    def test_four_meetings_have_editions_and_one_figure_was_corrected(self):
        meetings = Edition.objects.values_list("meeting_date", flat=True)
        assert [str(day) for day in meetings] == [
            "2026-03-12",
            "2025-11-27",
            "2025-09-18",
            "2025-06-12",
        ]
        assert {correction.measure for correction in Correction.objects.all()} == {
            "ehcp.annual_reviews_overdue"
        }

    @pytest.mark.parametrize("mount", ["/", "/live/"])
    @pytest.mark.parametrize("page", PAGES)
    def test_pages_say_that_the_council_is_invented_and_name_no_other(self, mount, page):
        client = Client()
        client.force_login(User.objects.get(username="manager"))
        content = client.get(f"{mount}{page}").content.decode()
        assert "Exampleshire is an invented council" in content
        assert "Devon" not in content

    def test_every_figure_of_a_report_reaches_page_file_and_paper(self):
        client = Client()
        client.force_login(User.objects.get(username="manager"))
        page = words(parsed(client.get("/finance/").content.decode()))
        paper = word.texts(word.opened(client.get("/paper.docx").content))
        for content in (page, paper):
            assert (
                "The same report gives about £22.6 million for 2025/26 after contributions."
                in content
            )
            assert "Forecast in-year deficit for 2026/27" in content
            assert "between £26.0 million and £29.0 million" in content
            assert "Cumulative deficit at 31 December 2025" in content
            assert "at least £6.6 million above plan" in content
            assert "2027/28 to 2030/31" in content and "about £24.0 million" in content
        file = client.get("/finance/other-figures.csv").content.decode()
        assert (
            "Projected cumulative variance to plan at 31 March 2026" in file and "6600000" in file
        )
        measure = words(
            parsed(client.get("/measures/finance.cumulative_variance/").content.decode())
        )
        assert "at least +£6.6 million" in measure


@pytest.mark.django_db
def test_a_demonstration_is_not_loaded_over_another(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    DemoMark.objects.create(programme="devon")
    monkeypatch.setenv("PROGRAMME", "exampleshire")
    with pytest.raises(CommandError, match="already holds the demonstration 'devon'"):
        call_command("demo", no_serve=True)


def test_an_unknown_demonstration_is_refused(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("PROGRAMME", "devonshire")
    with pytest.raises(CommandError, match="write one of devon, exampleshire"):
        call_command("demo", no_serve=True)
