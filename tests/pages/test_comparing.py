"""Any two editions, and an edition against what is live: each comparison has its address, its file and its title."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from committee.editions.seal import request_sealing, seal_edition
from committee.editions.withdraw import withdraw_edition
from committee.models import Edition
from sendprog.records.history import change
from strands.models import Milestone
from tests import builders
from tests.crawling import EDITION, LIVE, parsed, reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]


@pytest.fixture
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def main_words(address: str, username: str = "member") -> str:
    response = reader(username).get(address)
    assert response.status_code == 200, (address, response.status_code)
    return words(parsed(response.content.decode()).find(".//main"))


def supplement() -> Edition:
    """A third edition, for the meeting of the second, after one milestone was renamed."""
    manager = Edition.objects.get(number=2).published_by
    milestone = Milestone.objects.exclude(strand=None).first()
    with change(by=manager, reason="A clearer name"):
        milestone.title = "Zanzibar guide"
        milestone.save()
    return builders.make_edition(Edition.objects.get(number=2).meeting)


def test_an_edition_since_a_named_one_says_which():
    told = main_words(f"{EDITION}changes/since/1/")
    assert told.startswith("26 November 2024 to 22 January 2025 Since edition 1")
    assert "£45.8 million to £51.6 million" in told
    assert (
        told.partition("Since edition 1")[2]
        == main_words(f"{EDITION}changes/").partition("Since your last meeting")[2]
    )


def test_the_file_is_the_page_s(undone):
    supplement()
    for since in (1, 2):
        mount = "/meetings/2025-01-22/editions/3/"
        link = next(
            one.get("href")
            for one in parsed(reader().get(f"{mount}changes/since/{since}/").content.decode()).iter(
                "a"
            )
            if one.get("href").endswith(".csv")
        )
        assert link == "changes.csv"
        lines = (
            reader()
            .get(f"{mount}changes/since/{since}/{link}")
            .content.decode("utf-8-sig")
            .splitlines()
        )
        assert any("Zanzibar guide" in line for line in lines)
        assert (len(lines) == 2) is (since == 2)


def test_a_supplement_is_since_the_last_meeting_not_since_itself(undone):
    third = supplement()
    assert third.previous.number == 1
    mount = "/meetings/2025-01-22/editions/3/"
    assert "£45.8 million to £51.6 million" in main_words(f"{mount}changes/")
    only = main_words(f"{mount}changes/since/2/")
    assert "Zanzibar guide" in only and "£45.8 million" not in only
    assert "£45.8 million to £51.6 million" in main_words("/")


def test_an_edition_is_never_compared_with_itself_or_a_later_one(undone):
    supplement()
    for since in (2, 3, 99, 2**31):
        assert reader().get(f"{EDITION}changes/since/{since}/").status_code == 404


def test_what_is_live_is_compared_with_any_edition(undone):
    for since in (1, 2):
        assert main_words(f"{LIVE}changes/since/{since}/", "officer").startswith(
            f"{'26 November 2024 to 22 January 2025' if since == 1 else 'Both as at 22 January 2025'}, live Since edition {since}"
        )
    assert "There is no change to show." in main_words(f"{LIVE}changes/since/2/", "officer")
    page = parsed(reader("officer").get(f"{LIVE}changes/").content.decode())
    offered = {link.get("href") for link in page.findall(".//main//a")}
    assert {"since/1/", "since/2/"} <= offered


def test_nothing_to_download_where_nothing_changed():
    assert "CSV" not in main_words(f"{LIVE}changes/since/2/", "officer")
    assert "CSV" in main_words(f"{LIVE}changes/since/1/", "officer")


def test_meeting_s_own_address_leads_to_its_latest_standing_edition(undone):
    third = supplement()
    assert (
        reader().get("/meetings/2025-01-22/changes/").headers["Location"]
        == "/meetings/2025-01-22/editions/3/changes/"
    )
    withdraw_edition(by=third.published_by, edition=third, reason="A test")
    assert reader().get("/meetings/2025-01-22/changes/").headers["Location"] == f"{EDITION}changes/"


def test_a_meeting_without_an_edition_leads_staff_to_what_is_live(undone):
    builders.make_meeting(date(2025, 3, 5))
    assert (
        reader("officer").get("/meetings/2025-03-05/changes/").headers["Location"]
        == f"{LIVE}changes/"
    )
    assert reader().get("/meetings/2025-03-05/changes/").status_code == 404
    assert reader().get("/meetings/2025-03-06/changes/").status_code == 404


def test_anonymous_compares_only_what_is_public():
    client = reader().__class__()
    assert client.get("/meetings/2025-01-22/changes/").status_code == 302
    with override_settings(SENDPROG_PUBLIC_EDITIONS=True):
        assert client.get(f"{EDITION}changes/since/1/").status_code == 200
        assert "/accounts/login/" in client.get(f"{LIVE}changes/since/1/").headers["Location"]


def test_a_sealed_edition_is_compared_with_nothing_and_no_browser_keeps_it(undone):
    client = reader()
    page = client.get(f"{EDITION}changes/since/1/")
    edition = Edition.objects.get(number=1)
    asked = request_sealing(
        by=edition.published_by, edition=edition, category="other", reason="A test"
    )
    seal_edition(by=builders.make_user("second"), sealing=asked)
    again = client.get(f"{EDITION}changes/since/1/", headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 410
    assert "£45.8 million" not in again.content.decode()
    assert reader("officer").get(f"{LIVE}changes/since/1/").status_code == 410


def test_meeting_page_offers_every_earlier_edition(undone):
    supplement()
    page = parsed(reader().get("/meetings/2025-01-22/").content.decode())
    offered = [
        link.get("href") for link in page.findall(".//main//a") if "/since/" in link.get("href")
    ]
    assert offered == [
        "editions/3/changes/since/2/",
        "editions/3/changes/since/1/",
        "editions/2/changes/since/1/",
    ]
    for link in offered:
        assert reader().get(f"/meetings/2025-01-22/{link}").status_code == 200
