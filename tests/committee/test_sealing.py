"""What a sealed edition said is told nowhere: not in passing by the edition after it, nor in any file made of that."""

from collections.abc import Collection, Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from committee.editions.freezing import COMPARING_PAGES, NOT_STORED, page_addresses, render_page
from committee.editions.seal import addresses_to_purge, request_sealing, seal_edition
from committee.editions.stored import (
    address_of_edition,
    editions_for_readers,
    previous_snapshot,
    snapshot_of,
)
from committee.models import Edition
from sendprog.models import StoredFileRemoval
from sendprog.pages.addresses import address_of
from sendprog.records.history import change
from tests import builders
from tests.canaries import canaries_in
from tests.crawling import demonstration, main_of, patterns

NOVEMBER, JANUARY = date(2024, 11, 26), date(2025, 1, 22)
# The figure that the first edition alone has, however it is written, and the words of its texts.
SAID = r"77\.7|77,?712,?345|wombat"


@pytest.fixture(autouse=True)
def shown(settings) -> None:
    settings.SENDPROG_TODAY, settings.SENDPROG_PUBLIC_EDITIONS = date(2025, 1, 14), True


def seal(edition: Edition) -> None:
    people = [
        builders.make_user(f"sealer-{edition.number}-{number}", role="manager") for number in (1, 2)
    ]
    asked = request_sealing(
        by=people[0], edition=edition, category="court_order", reason="A court ordered it"
    )
    seal_edition(by=people[1], sealing=asked)


def two_editions(pages: Collection[str] | None = None) -> tuple[Edition, Edition]:
    """Of two meetings: what the first says of a deficit, a milestone, an update and a risk was mended before the second."""
    strand = builders.make_strand("strategy", number=1)
    position = builders.make_position(date(2024, 11, 1), forecast_in_year_deficit=77_712_345)
    milestone = builders.make_milestone(
        "lease", strand=strand, title="Wombat lease", forecast="March 2025", reason="Wombat is late"
    )
    update = builders.make_update(
        date(2024, 11, 1), strand=strand, progress="Wombat progress", state="accepted"
    )
    risk = builders.make_risk("claim", title="Wombat claim", strand=strand)
    meeting = builders.make_meeting(NOVEMBER, recommendation="Note the wombat")
    first = builders.make_edition(meeting, note="Wombat note", pages=pages)
    with change(by=None):
        position.forecast_in_year_deficit = 51_612_345
        milestone.title, milestone.reason, update.progress, risk.title = (
            "Lease",
            "It is late",
            "Progress",
            "Claim",
        )
        meeting.recommendation = "Note it"
        for one in (position, milestone, update, risk, meeting):
            one.save()
    builders.make_position(date(2024, 12, 1), forecast_in_year_deficit=52_612_345)
    return first, builders.make_edition(builders.make_meeting(JANUARY), pages=pages)


def found_at(addresses: list[str]) -> list[str]:
    client = Client()
    return [address for address in addresses if canaries_in(client.get(address).content, SAID)]


def walked(later: Edition) -> list[str]:
    """The front, the later edition, and the pages that exist once."""
    inside = [
        *page_addresses(snapshot_of(later)),
        *(address_of(name) for name in ("changes", "changes_csv", "search")),
    ]
    once = [
        "/meetings/",
        "/meetings/2024-11-26/",
        "/meetings/2024-11-26/asks/",
        "/corrections/",
        "/corrections/corrections.csv",
    ]
    return [
        f"{mount}{address}" for mount in ("/", address_of_edition(later)) for address in inside
    ] + once


@pytest.mark.django_db
def test_what_it_said_is_told_by_no_other_edition():
    first, later = two_editions()
    walk = walked(later)
    told = found_at(walk)
    assert {
        "/",
        "/briefing/",
        "/print/",
        "/changes/",
        "/corrections/",
        address_of_edition(later),
    } <= set(told)
    seal(first)
    client = Client()
    answers = {address: client.get(address) for address in walk}
    assert [
        address for address, answer in answers.items() if canaries_in(answer.content, SAID)
    ] == []
    assert all(
        answer.status_code == 200
        for address, answer in answers.items()
        if not address.startswith("/meetings/2024")
    )


@pytest.mark.django_db
def test_what_it_said_is_in_no_export(tmp_path):
    first, _ = two_editions()
    seal(first)
    call_command("export_editions", str(tmp_path / "export"), verbosity=0)
    files = [path for path in (tmp_path / "export").rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [str(path) for path in files if canaries_in(path.read_bytes(), SAID)] == []
    assert "There is no earlier edition" in (tmp_path / "export" / "index.html").read_text()


@pytest.mark.django_db
def test_pages_that_compared_with_it_are_worked_out_without_it_and_say_so():
    first, later = two_editions()
    before = {one.name: bytes(one.file.content) for one in later.held.all()}
    seal(first)
    gone = {one.name for one in later.held.all() if one.file.content is None}
    assert gone == {address_of(name) for name in COMPARING_PAGES}
    kept = {one.name: bytes(one.file.content) for one in later.held.all() if one.name not in gone}
    assert kept == {name: content for name, content in before.items() if name not in gone}
    html = Client().get("/").content.decode()
    assert "There is no earlier edition for the same committee" in main_of(html)
    assert "The edition before is sealed, so nothing is compared with it." in html
    assert {f"{address_of_edition(later)}{name}" for name in gone} <= set(addresses_to_purge(first))


@pytest.fixture
def of_the_demonstration(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration with its editions; gone again at the end of the test."""
    with django_db_blocker.unblock(), demonstration():
        yield


def test_pages_that_compare_are_all_named(of_the_demonstration):
    """Of every kept page, by making it with the edition before and without."""
    later = editions_for_readers().get(number=2)
    snapshot, previous = snapshot_of(later), previous_snapshot(later)
    pages = [
        pattern for pattern in patterns() if pattern.mount == "/" and pattern.name not in NOT_STORED
    ]
    first_of = {pattern.name: pattern.addresses()[0].removeprefix("/") for pattern in pages}
    differs = {
        name
        for name, address in first_of.items()
        if render_page(snapshot, previous, address) != render_page(snapshot, None, address)
    }
    assert differs == set(COMPARING_PAGES)


@pytest.mark.django_db
def test_a_sealing_is_never_entered_as_agreed():
    """By one statement, past the two people whom the site asks."""
    edition = builders.make_edition(pages=())
    people = [builders.make_user(name, role="manager") for name in ("one", "other")]
    with pytest.raises(IntegrityError, match="requested before"), transaction.atomic():
        builders.make_sealing(
            edition, asked_by=people[0], agreed_by=people[1], agreed_at=timezone.now()
        )


@pytest.mark.django_db
def test_no_page_is_removed_before_the_edition_it_compares_with_is_sealed():
    first, later = two_editions([""])
    by = builders.make_user("somebody", role="manager")

    def remove(name: str) -> None:
        file = later.held.get(kind="page", name=name).file
        with transaction.atomic():
            StoredFileRemoval(file=file, reason="None", removed_by=by).save()

    with pytest.raises(IntegrityError, match="two people have sealed"):
        remove("")
    people = [builders.make_user(name, role="manager") for name in ("one", "other")]
    request_sealing(by=people[0], edition=first, category="other", reason="Asked, and not agreed")
    with pytest.raises(IntegrityError, match="two people have sealed"):
        remove("")
