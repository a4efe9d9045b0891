"""Releases are stored whole, once and for ever; pages set ours beside England, our region and comparators."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from ehcp.models import ComparatorList, Sen2Release, Sen2Statistic
from ehcp.official import measures
from ehcp.official.beside import official_beside
from ehcp.official.local import local_table
from ehcp.official.news import revisions, year_on_year
from ehcp.official.preview import preview_lines
from ehcp.official.releases import release_text, stale_text
from ehcp.official.row_types import Role
from ehcp.official.section import OFFICIAL
from ehcp.official.storing import Origin, read_incoming, store_files
from sendprog.models import StoredFile
from sendprog.records.snapshots import live_snapshot
from tests import builders

FILES = Path(__file__).parent.parent / "official_statistics"
NEWEST = (
    "timeliness_20_week.csv",
    "requests.csv",
    "assessments.csv",
    "annual_reviews.csv",
    "phase_transfers.csv",
    "caseload.csv",
    "ceased_plans.csv",
    "appealable_decisions.csv",
)
EARLIER = ("sen2-2025-timeliness.csv", "sen2-2025-requests.csv")
COUNCILS = "838 Dorset\n879 Plymouth\n865 Wiltshire\n873 Cambridgeshire\n209 Lewisham"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def devon(settings, nothing_cached) -> None:
    settings.SENDPROG_AUTHORITY = "878 Devon"
    settings.SENDPROG_COUNCIL = "Devon County Council"
    settings.SENDPROG_TODAY = date(2026, 9, 22)
    builders.make_comparators(authorities=COUNCILS)


def load(*names: str, **origin: object) -> list[Sen2Release]:
    incoming = [read_incoming(name, (FILES / name).read_bytes()) for name in names]
    return store_files(incoming, by=None, origin=Origin(**origin))


def load_both() -> None:
    load(*EARLIER, published=date(2025, 6, 26))
    load(*NEWEST)


def figures(entry: measures.OfficialMeasure) -> dict[str, str]:
    return {
        row.place: row.reading.in_words for row in official_beside(live_snapshot(), entry.measure)
    }


def test_the_page_has_the_figures_of_2025_with_their_notes(django_assert_max_num_queries):
    load_both()
    assert figures(measures.TWENTY_WEEKS) == {
        "Devon": "5.1%",
        "England": "46.1%",
        "South West": "32.9%",
        "Dorset": "78.2%",
        "Plymouth": "10.2%",
        "Wiltshire": "61.6%",
    }
    assert figures(measures.TWENTY_WEEKS_OF_ALL)["England"] == "45.5%"
    assert figures(measures.AVERAGE_WEEKS)["England"] == "25.6 weeks"
    assert figures(measures.REFUSED)["England"] == "26.6%"
    assert figures(measures.REVIEWS)["Devon"] == "67.7%"
    assert figures(measures.REVIEWS)["Lewisham"] == "Not available"
    assert figures(measures.APPEAL_RATE)["Devon"] == "6.8%"
    client = signed_in("auditor")
    with django_assert_max_num_queries(40):
        page = client.get("/live/official-statistics/").content.decode()
    text = " ".join(re.sub("<[^>]+>", " ", page).split())
    for part in (
        "exceptions left out, Devon, 2025: 5.1% (50 of 974); England 46.1%.",
        "Requests for an assessment in the year, 2025: 2,329, +2.8% on 2,265 in 2024.",
        "Requests refused, of all requests, 2025: 52.5% (1,223 of 2,329)",
        "32.5% (317 of 974)",
        "3.2% (41 of 1,277)",
        "6.8% (630 of 9,311)",
        "45.6 weeks",
        "Parent or young person 967 724 74.9%",
        "School or other education setting 1,346 492 36.6%",
        "* Dorset, 2024: All 585 plans were returned as exceptions",
        "* Plymouth, 2024: 1 of 1,176 requests are returned as refused",
        "Lewisham, 2025: Not available. The file has 0 completed of 3,217 reviews expected",
        "This file has the code 823 for Cambridgeshire",
        "(published 25 June 2026). Used here for January 2019 to January 2026.",
        "10,340",
        "Break in the series",
        "Open Government Licence v3.0",
    ):
        assert part in text, part
    for word in ("best", "worst", "rank", "league"):
        assert not re.search(rf"\b{word}", text, re.IGNORECASE), word
    csv = client.get("/live/official-statistics/figures.csv").content.decode()
    assert "Dorset,2024,,Not available,%" in csv
    assert client.get("/live/measures/ehcp.official_twenty_week_rate/").status_code == 200


def test_our_returns_stand_beside_the_official_figure_of_the_same_year():
    load(*EARLIER, published=date(2025, 6, 26))
    for month in range(1, 13):
        builders.make_monthly_return(date(2024, month, 1), plans_issued=100, requests_received=190)
    builders.make_monthly_return(date(2025, 1, 1), plans_issued=158)
    table = local_table(live_snapshot())
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Plans issued each month"] == [
        "2024",
        "100 a month (Computed)",
        "1,277 in the year, 106.4 a month",
        "158 a month, January 2025",
    ]
    assert "need not agree" in table.notes[0]


def test_england_and_wiltshire_of_2024_from_the_files_of_2025():
    load(*EARLIER, published=date(2025, 6, 26))
    assert figures(measures.TWENTY_WEEKS)["England"] == "46.4%"
    assert figures(measures.TWENTY_WEEKS_OF_ALL)["England"] == "45.9%"
    assert figures(measures.TWENTY_WEEKS)["Dorset"] == "Not available"
    (wiltshire,) = [
        row.reading
        for row in official_beside(live_snapshot(), measures.TWENTY_WEEKS.measure)
        if row.place == "Wiltshire"
    ]
    assert (wiltshire.in_words, wiltshire.parts) == ("29.5%", "250 of 848")
    assert "Lower than with exceptions counted in (32.5%)" in wiltshire.note


def test_the_same_file_again_changes_nothing_and_says_so():
    (release,) = load("requests.csv")
    before = (StoredFile.objects.count(), Sen2Statistic.objects.count())
    again = read_incoming("another-name.csv", (FILES / "requests.csv").read_bytes())
    assert again.known == release
    assert "loading it again changes nothing" in next(preview_lines(again))
    assert store_files([again], by=None, origin=Origin()) == []
    assert (StoredFile.objects.count(), Sen2Statistic.objects.count()) == before


def revised(name: str, old: str, new: str) -> bytes:
    content = (FILES / name).read_bytes()
    assert content.count(old.encode()) == 1
    return content.replace(old.encode(), new.encode())


def test_a_newer_release_is_compared_with_the_last():
    load("requests.csv")
    content = revised("requests.csv", ",2329,1,983,", ",2330,1,983,")
    newer = read_incoming("requests.csv", content)
    lines = list(preview_lines(newer))
    assert "Revised: Devon, 2025, requests_received_in_year: 2329 to 2330." in lines
    store_files([newer], by=None, origin=Origin("A correction", date(2026, 7, 9)))
    snapshot = live_snapshot()
    expected = "2330, revised from 2329 in Education, health and care plans: 2026."
    assert revisions(snapshot)[0].endswith(expected)
    assert figures(measures.REQUESTS)["Devon"] == "2,330"


def test_no_comparison_crosses_a_break_or_a_missing_year():
    load("ceased_plans.csv", "caseload.csv", "assessments.csv")
    assert year_on_year(live_snapshot()) == []


def test_a_release_over_fifteen_months_old_says_that_a_newer_one_is_probably_out(settings):
    load("requests.csv")
    for day, months in ((date(2027, 9, 24), ""), (date(2027, 9, 25), "15 months old")):
        settings.SENDPROG_TODAY = day
        assert months in stale_text(live_snapshot())
        assert bool(stale_text(live_snapshot())) == bool(months)


def test_a_release_without_its_day_says_why():
    load(*EARLIER[:1], note="The rows of one year alone.")
    rows = live_snapshot()[OFFICIAL]
    assert release_text(rows).startswith(
        "Education, health and care plans: 2025. The rows of one year alone."
    )


def test_a_site_that_names_no_authority_says_what_to_set(settings):
    settings.SENDPROG_AUTHORITY = ""
    load("requests.csv")
    assert {row.role for row in live_snapshot()[OFFICIAL]} == {Role.ENGLAND, Role.COMPARATOR}
    page = signed_in("auditor").get("/live/official-statistics/").content.decode()
    assert "SENDPROG_AUTHORITY" in page


@pytest.mark.both_databases
def test_what_was_published_never_changes():
    (release,) = load("caseload.csv")
    statistic = release.statistics.first()
    for change in (
        lambda: Sen2Release.objects.filter(pk=release.pk).update(title="Another"),
        lambda: Sen2Statistic.objects.filter(pk=statistic.pk).update(values={}),
        statistic.delete,
        lambda: builders.make_statistic(release, line=release.rows + 1),
        lambda: builders.make_statistic(release, line=0),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("an_undated_release_says_why", {"published": None}),
        ("a_release_is_published_or_made_up", {"basis": "forecast"}),
        ("a_release_has_a_title", {"title": ""}),
        ("sen2release_dates_in_programme_years", {"published": date(1999, 1, 1)}),
    ],
)
def test_a_release_is_refused(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        builders.make_official_release(**fields)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("a_council_has_its_old_code", {"level": "local"}),
        ("a_statistic_has_a_known_level_and_period", {"level": "district"}),
        ("a_statistic_has_a_year_of_the_programme", {"year": 1899}),
    ],
)
def test_a_statistic_is_refused(name, fields):
    release = builders.make_official_release()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        builders.make_statistic(release, **fields)


@pytest.mark.both_databases
def test_each_row_is_stored_once():
    release = builders.make_official_release(rows=2)
    builders.make_statistic(release)
    for fields in ({"year": 2022}, {"line": 2}):
        names = ("a_line_of_a_release_is_stored_once", "an_area_has_one_statistic_a_year")
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            builders.make_statistic(release, **fields)
        assert any(name in str(error.value) for name in names) or "ehcp_sen2statistic" in str(
            error.value
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        # "a_file_of_statistics_is_loaded_once"
        builders.make_official_release(sha256=release.sha256)
    for fields in ({"title": "Neighbours"}, {"title": "", "source": ""}):
        # "one_comparator_list_a_title", "a_comparator_list_says_what_it_is"
        with pytest.raises(IntegrityError), transaction.atomic():
            builders.make_comparators(**fields)


def test_ten_releases_take_as_many_queries_as_one(django_assert_num_queries):
    load("timeliness_20_week.csv")
    queries = 3
    with django_assert_num_queries(queries):
        rows = list(OFFICIAL.build(on=date(2026, 9, 22), viewer="member"))
    for number in range(9):
        content = revised("timeliness_20_week.csv", ",974,974,50,", f",{975 + number},974,50,")
        one = read_incoming("timeliness.csv", content)
        store_files([one], by=None, origin=Origin(published=date(2026, 7, number + 1)))
    with django_assert_num_queries(queries):
        again = list(OFFICIAL.build(on=date(2026, 9, 22), viewer="member"))
    assert len(again) == len(rows)


# Loading on a page and by the command


def signed_in(username: str) -> Client:
    roles = {"figures": "figures administrator"}
    user = builders.make_user(username, role=roles.get(username, username), is_staff=True)
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, *names: str) -> str:
    files = [(FILES / name).open("rb") for name in names]
    fields = {"title": "Plans: 2026", "published": "25 June 2026", "files": files}
    response = client.post("/official-statistics/load/", fields)
    for file in files:
        file.close()
    return response.content.decode()


def token_in(page: str) -> str:
    return re.search('name="token" value="([^"]+)"', page)[1]


def test_files_are_looked_at_and_then_loaded_on_a_page():
    client = signed_in("figures")
    page = upload(client, "requests.csv", "caseload.csv")
    assert "There is no row for 873 Cambridgeshire" in page
    assert "requests are returned as refused" in page
    assert Sen2Release.objects.count() == 0
    fields = {"token": token_in(page)}
    page = client.post("/official-statistics/load/", fields, follow=True).content.decode()
    assert "Loaded: 2 files" in page
    assert Sen2Release.objects.get(topic="requests").loaded_by.username == "figures"
    page = client.post("/official-statistics/load/", fields, follow=True).content.decode()
    assert "nothing is changed" in page
    assert "there is nothing to load" in upload(client, "requests.csv")
    assert (Sen2Release.objects.count(), StoredFile.objects.count()) == (2, 2)


def test_a_file_with_problems_is_never_stored(tmp_path):
    broken = tmp_path / "requests.csv"
    broken.write_bytes(revised("requests.csv", "requests_rya", "requests_after_year"))
    client = signed_in("figures")
    with broken.open("rb") as file:
        fields = {"title": "Plans", "published": "25/06/2026", "files": [file]}
        response = client.post("/official-statistics/load/", fields)
    assert response.status_code == 422
    assert "The column requests_rya is missing" in response.content.decode()
    assert StoredFile.objects.count() == 0
    missing = client.post("/official-statistics/load/", {"title": "", "published": "soon"})
    assert "soon is not a date: write 14/08/2024" in missing.content.decode()
    stale = client.post("/official-statistics/load/", {"token": "guessed"})
    assert stale.status_code == 409


def test_comparators_are_changed_with_a_reason():
    client = signed_in("figures")
    stored = ComparatorList.objects.get()
    fields = {
        "title": "Neighbours",
        "source": "A tool",
        "dated": "May 2025",
        "version": stored.version,
        "why": "Checked again",
    }
    bad = client.post("/official-statistics/comparators/", fields | {"authorities": "Dorset"})
    assert "write it like 999 Exampleshire" in bad.content.decode()
    client.post("/official-statistics/comparators/", fields | {"authorities": "838 Dorset"})
    assert ComparatorList.objects.get().authorities == "838 Dorset"


def test_the_command_loads_files_or_says_why_not(capsys):
    path = str(FILES / "requests.csv")
    with pytest.raises(CommandError, match="Say who answers"):
        call_command("load_sen2", path)
    signed_in("figures")
    call_command("load_sen2", path, "--check")
    assert Sen2Release.objects.count() == 0
    call_command("load_sen2", path)
    release = Sen2Release.objects.get()
    assert (release.title, release.published) == (
        "Education, health and care plans: 2026",
        date(2026, 6, 25),
    )
    call_command("load_sen2", path)
    assert "loading it again changes nothing" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_sen2", str(Path(__file__)))
