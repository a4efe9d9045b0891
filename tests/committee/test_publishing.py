"""The manager's pages: publish after a preview, withdraw, and seal with a second person until nothing of it is left."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from committee.editions.seal import NotTwoPeople, seal_edition
from committee.editions.stored import snapshot_of
from committee.models import Edition, EditionWithdrawal, Sealing
from sendprog.models import Notice, StoredFile, StoredFileRemoval, User
from strands.models import Strand
from strands.snapshot import STRANDS
from tests import builders, word
from tests.canaries import unpacked
from tests.crawling import by_id, parsed, reader, words
from tests.databases import MIGRATED, loaded
from tests.filling import banner, errors, fill_in, send, standing

pytestmark = pytest.mark.django_db

MEETING = "/meetings/2025-01-22/"
PUBLISH = f"{MEETING}publish/"
FIRST = f"{MEETING}editions/1/"
WITHDRAW, SEAL = f"{FIRST}withdraw/", f"{FIRST}seal/"
CANARY = "Canaryword"


@pytest.fixture(scope="module", autouse=True)
def programme(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A little of everything, and those who publish it; each test's changes are rolled back."""
    with (
        django_db_blocker.unblock(),
        override_settings(SENDPROG_TODAY=date(2025, 1, 14)),
        loaded(MIGRATED),
    ):
        make_programme()
        yield


def make_programme() -> None:
    strand = builders.make_strand(name=f"Strategy {CANARY}")
    builders.make_update(date(2024, 12, 1), strand=strand, progress=f"It says {CANARY}")
    builders.make_milestone("guide", strand=strand, title=f"Publish {CANARY}")
    builders.make_monthly_return(date(2024, 11, 1))
    builders.make_whole_paper(builders.make_meeting(recommendation="Note the report"))
    for name, role in (
        ("manager", "manager"),
        ("second", "manager"),
        ("member", "member"),
        ("officer", "officer"),
    ):
        builders.make_user(name, role=role)


# Publishing


def test_manager_publishes_and_lands_on_the_edition():
    client = reader("manager")
    User.objects.filter(username="member").update(wants_edition_letters=True)
    link = next(
        one
        for one in parsed(client.get(MEETING).content.decode()).iter("a")
        if words(one) == "Publish an edition"
    )
    assert link.get("href") == PUBLISH
    response = fill_in(client, PUBLISH, note="A note to readers")
    assert response["Location"] == FIRST
    assert banner(client, response) == "Published: edition 1. It is what members read now."
    edition = Edition.objects.get()
    assert (edition.published_by.username, edition.note, edition.urgency) == (
        "manager",
        "A note to readers",
        "",
    )
    html = reader("member").get("/").content.decode()
    assert (
        "Edition 1, published for the meeting of 22 January 2025." in html
        and "A note to readers" in html
    )
    told = "Edition 1 was published, for the meeting of 22 January 2025."
    assert list(Notice.objects.values_list("to__username", "text", "link")) == [
        ("member", told, FIRST)
    ]


def test_preview_lists_what_would_be_frozen_and_publishes_nothing():
    html = reader("manager").get(PUBLISH).content.decode()
    page = parsed(html)
    links = {link.get("href") for link in page.find(".//main").iter("a")}
    draft = f"{MEETING}preview/"
    assert {draft, f"{draft}milestones/guide/", f"{draft}ehcp/months.csv"} <= links
    rows = {
        words(row.find("th")): words(row.find("td"))
        for row in page.find(".//main").findall(".//tbody/tr")
    }
    assert (rows["Milestones"], rows["Returns on EHCPs"], rows["Risks"]) == ("1", "1", "0")
    assert "Papers are due by 14 January 2025." in words(page)
    assert "It is the first: from then on members read editions" in words(page)
    assert not Edition.objects.exists()


def test_everything_listed_in_the_preview_is_then_in_the_edition():
    client = reader("manager")
    links = [
        link.get("href")
        for link in parsed(client.get(PUBLISH).content.decode()).find(".//main").iter("a")
    ]
    fill_in(client, PUBLISH)
    for link in (link for link in links if link.startswith("/live/")):
        assert client.get(FIRST + link.removeprefix("/live/")).status_code == 200, link


@pytest.mark.both_databases
@pytest.mark.parametrize("presses", [2, 3])
def test_a_form_sent_twice_makes_one_edition(presses):
    client = reader("manager")
    form = standing(client.get(PUBLISH))
    answers = [send(client, PUBLISH, form) for _ in range(presses)]
    assert {answer["Location"] for answer in answers} == {FIRST}
    assert Edition.objects.count() == 1


@pytest.mark.both_databases
def test_a_save_after_the_preview_asks_for_another_look():
    client = reader("manager")
    form = standing(client.get(PUBLISH))
    strand = Strand.objects.get()
    strand.name = "Renamed meanwhile"
    builders.saved(strand)
    answer = send(client, PUBLISH, form, note="Kept typing")
    said = "Somebody changed something after you opened this page. Read the preview again, then publish."
    assert errors(answer) == {"": said}
    assert standing(answer)["note"] == "Kept typing"
    assert not Edition.objects.exists()
    assert send(client, PUBLISH, standing(answer)).status_code == 302
    assert Edition.objects.get().note == "Kept typing"


def test_late_paper_is_a_supplement_with_the_chair_s_reason(settings):
    settings.SENDPROG_TODAY = date(2025, 1, 15)
    client = reader("manager")
    assert "This edition is late: it is a supplement" in client.get(PUBLISH).content.decode()
    assert errors(fill_in(client, PUBLISH)) == {"urgency": "Enter the Chair's reason for urgency."}
    assert not Edition.objects.exists()
    assert fill_in(client, PUBLISH, urgency="The court decided on 13 January").status_code == 302
    listed = words(by_id(parsed(client.get("/meetings/").content.decode()), "edition-1"))
    assert "Supplement" in listed and "The court decided on 13 January" in listed


def test_in_time_nobody_is_asked_for_a_reason():
    assert "urgency" not in standing(reader("manager").get(PUBLISH))


def test_meeting_beyond_the_bank_holidays_says_what_to_do():
    builders.make_meeting(date(2031, 3, 4))
    html = reader("manager").get("/meetings/2031-03-04/publish/").content.decode()
    assert "Bank holidays are known for 2024 to 2028" in html
    assert list(parsed(html).find(".//main").iter("button")) == []


@pytest.mark.parametrize(
    "address", ["/meetings/2025-01-23/publish/", "/meetings/nonesuch/publish/"]
)
def test_no_such_meeting_to_publish_for(address):
    assert reader("manager").get(address).status_code == 404


@pytest.mark.parametrize("username", ["member", "officer"])
def test_others_may_neither_publish_nor_withdraw_nor_seal(username):
    builders.make_edition(pages=[""])
    client = reader(username)
    for address in (PUBLISH, WITHDRAW, SEAL):
        assert client.get(address).status_code == 403
        assert (
            client.post(
                address, {"reason": "x", "token": "x", "seen": "x", "category": "other"}
            ).status_code
            == 403
        )
    assert (
        Edition.objects.count(),
        EditionWithdrawal.objects.count(),
        Sealing.objects.count(),
    ) == (1, 0, 0)
    assert "Publish an edition" not in client.get(MEETING).content.decode()


def test_typing_of_an_expired_session_is_not_lost():
    form = standing(reader("manager").get(PUBLISH))
    answer = Client().post(PUBLISH, form | {"note": "Typed with care"})
    assert "carried" in answer.content.decode()
    assert not Edition.objects.exists()


# Withdrawing


def test_manager_withdraws_with_a_reason():
    builders.make_edition(pages=[""])
    second = builders.make_edition(pages=[""])
    client = reader("manager")
    address = f"{MEETING}editions/2/withdraw/"
    assert errors(fill_in(client, address)) == {"reason": "Enter why this edition is withdrawn."}
    assert (
        banner(client, fill_in(client, address, reason="A wrong figure"))
        == "Withdrawn: edition 2. Its pages say so."
    )
    assert fill_in(client, address, reason="Again").status_code == 302
    assert (second.withdrawal.reason, EditionWithdrawal.objects.count()) == ("A wrong figure", 1)
    assert "Edition 1, published" in reader("member").get("/").content.decode()


# Sealing


def everything_stored() -> str:
    """Every value of every row of what an edition is stored in."""
    found = []
    with connection.cursor() as cursor:
        for table in (
            "committee_edition",
            "committee_editioncontent",
            "sendprog_storedfile",
            "sendprog_storedfileremoval",
        ):
            cursor.execute(f"SELECT * FROM {table}")
            found += [
                bytes(cell) if isinstance(cell, memoryview) else cell
                for row in cursor.fetchall()
                for cell in row
            ]
    return repr(found)


def sealed(client: Client, other: Client) -> None:
    fill_in(client, SEAL, category="personal_data", reason="It names a child")
    fill_in(other, SEAL, sure="on")


@pytest.mark.both_databases
def test_sealing_takes_two_people_and_leaves_nothing():
    edition = builders.make_edition()
    addresses = [f"{FIRST}{held.name}" for held in edition.held.exclude(kind="section")]
    first, second, member = reader("manager"), reader("second"), reader("member")
    assert CANARY in everything_stored()
    assert any(CANARY in member.get(address).content.decode() for address in addresses)
    member.get(f"{FIRST}milestones/?sort=title")

    assert errors(fill_in(first, SEAL)) == {
        "category": "Choose the kind of reason.",
        "reason": "Enter why its content must be removed.",
    }
    fill_in(first, SEAL, category="personal_data", reason="It names a child")
    assert "Another person has to agree" in first.get(SEAL).content.decode()
    assert first.post(SEAL, {"sure": "on"}).status_code == 200
    assert member.get(FIRST).status_code == 200
    assert errors(fill_in(second, SEAL)) == {"sure": "Tick the box to agree."}
    done = second.get(fill_in(second, SEAL, sure="on")["Location"]).content.decode()

    assert CANARY not in everything_stored()
    assert set(StoredFile.objects.values_list("content", flat=True)) == {None}
    assert StoredFileRemoval.objects.count() == edition.contents
    purged = {words(item) for item in by_id(parsed(done), "purge").iter("li")}
    assert {*addresses, "/milestones/guide/", "/meetings/", "/meetings/2025-01-22/"} <= purged
    for address in [*addresses, f"{FIRST}milestones/?sort=title", f"{FIRST}strands/?x=1"]:
        for client in (member, first):
            response = client.get(address)
            assert response.status_code == 410, address
            said = response.content.decode()
            assert CANARY not in said and "It names a child" not in said
            assert (
                "Edition 1 is sealed" in said
                and "Reason: personal data." in said
                and edition.hash in said
            )
    listed = words(by_id(parsed(member.get("/meetings/").content.decode()), "edition-1"))
    assert (
        "sealed on" in listed
        and edition.hash in listed
        and CANARY not in member.get("/meetings/").content.decode()
    )


def everything_in(content: bytes) -> str:
    """The text of a page or file, and of every part of an archive."""
    return " ".join(part.decode(errors="ignore") for part in unpacked(content))


def test_a_sealed_edition_is_told_nowhere_even_from_what_was_kept():
    """The next edition's "previous", the front, and everything in the cache."""
    builders.make_edition()
    member = reader("member")
    strand = Strand.objects.get()
    strand.name = "Strategy"
    builders.saved(strand)
    for record in (strand.updates.get(), strand.milestones.get()):
        for name in ("progress", "title"):
            if hasattr(record, name):
                setattr(record, name, "Redacted")
        builders.saved(record)
    march = "/meetings/2025-03-05/editions/2/"
    second = builders.make_edition(builders.make_meeting(date(2025, 3, 5)))
    assert CANARY in member.get("/changes/").content.decode()
    assert CANARY in member.get(f"{march}changes/since/1/").content.decode()
    member.get(f"{march}milestones/?sort=title")
    sealed(reader("manager"), reader("second"))
    assert snapshot_of(Edition.objects.get(number=1))[STRANDS] == ()
    for address in [
        "/",
        "/strands/",
        "/meetings/",
        "/changes/",
        "/changes.csv",
        "/search/?q=redacted",
        f"{march}changes/since/1/",
        *(f"{march}{h.name}" for h in second.held.all()[:40]),
    ]:
        content = member.get(address).content
        told = (
            word.texts(word.opened(content))
            if address.endswith(".docx")
            else everything_in(content)
        )
        assert CANARY not in told, address
    assert [edition.number for edition in Edition.objects.in_force()] == [2]
    assert not any(CANARY in repr(value) for value in getattr(cache, "_cache", {}).values())


def test_a_redacted_edition_replaces_the_sealed_one():
    builders.make_edition(pages=[""])
    second = builders.make_edition(pages=[""])
    fill_in(reader("manager"), SEAL, category="court_order", reason="Ordered on 3 January")
    fill_in(reader("second"), SEAL, sure="on", replaced_by=str(second.pk))
    response = reader("member").get(FIRST)
    assert response.status_code == 410
    assert (
        "Reason: court order." in response.content.decode()
        and "Edition 2 replaces it." in response.content.decode()
    )


def test_whoever_asked_cannot_agree():
    sealing = builders.make_sealing(builders.make_edition(pages=()))
    with pytest.raises(NotTwoPeople):
        seal_edition(by=sealing.asked_by, sealing=sealing)
    assert StoredFile.objects.exclude(content=None).exists()


def test_agreeing_twice_is_agreeing_once():
    sealing, by = (
        builders.make_sealing(builders.make_edition(pages=())),
        builders.make_user("another"),
    )
    first = seal_edition(by=by, sealing=sealing)
    assert (
        seal_edition(by=builders.make_user("third"), sealing=sealing).agreed_by
        == first.agreed_by
        == by
    )


def test_sealed_everything_leaves_no_front():
    builders.make_edition(pages=[""])
    sealed(reader("manager"), reader("second"))
    assert reader("member").get("/").status_code == 404
    assert reader("member").get("/live/").status_code == 403


def test_sealed_edition_is_410_for_the_public_too():
    builders.make_edition(pages=[""])
    sealed(reader("manager"), reader("second"))
    with override_settings(SENDPROG_PUBLIC_EDITIONS=True):
        response = Client().get(FIRST)
    assert response.status_code == 410
    assert "public" not in response["Cache-Control"]


def test_auditor_reads_what_was_asked_and_agreed_and_does_neither():
    builders.make_edition(pages=[""])
    builders.make_user("auditor", role="auditor")
    auditor = reader("auditor")
    assert auditor.get(SEAL).status_code == 403
    fill_in(reader("manager"), SEAL, category="personal_data", reason="It names a child")
    assert "It names a child" in auditor.get(SEAL).content.decode()
    assert auditor.post(SEAL, {"sure": "on"}).status_code == 200
    assert Sealing.objects.get().agreed_by is None
    fill_in(reader("second"), SEAL, sure="on")
    assert "agreed by second" in words(parsed(auditor.get(SEAL).content.decode()))


def test_reasons_are_kept_for_the_log():
    builders.make_edition(pages=[""])
    sealed(reader("manager"), reader("second"))
    sealing = Sealing.objects.get()
    assert (sealing.reason, sealing.asked_by.username, sealing.agreed_by.username) == (
        "It names a child",
        "manager",
        "second",
    )


def test_admin_removes_no_file_of_an_edition():
    """The database refuses it, and the form says so."""
    edition = builders.make_edition(pages=())
    builders.make_user("root", is_staff=True, is_superuser=True)
    file = edition.held.first().file
    response = reader("root").post(
        "/admin/sendprog/storedfileremoval/add/", {"file": file.pk, "reason": "A test"}
    )
    assert response.status_code == 200
    assert (
        "The content of an edition is removed only once two people have sealed it."
        in response.content.decode()
    )
    file.refresh_from_db()
    assert file.content is not None and not StoredFileRemoval.objects.exists()
