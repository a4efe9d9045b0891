"""Each edition and each draft is of its own meeting, however many are to come and whichever is published first."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from django.test import override_settings

from committee.changes.summary import FIRST_EDITION
from committee.models import Edition, Meeting
from committee.snapshot.meetings import MEETINGS, MeetingRow, meeting_of
from sendprog.records.snapshots import Audience, Snapshot
from sendprog.values.basis import Basis
from tests import builders, word
from tests.crawling import by_id, parsed, reader, words
from tests.databases import MIGRATED, loaded
from tests.filling import fill_in

TODAY = date(2025, 1, 20)
PAST, FIRST, SECOND = date(2025, 1, 8), date(2025, 2, 4), date(2025, 2, 12)
# The words of each meeting, which belong in no other's papers.
COMMITTEES = {PAST: "Audit Panel", FIRST: "Schools Forum", SECOND: "Cabinet Board"}
REPORTS = {PAST: "AP/1", FIRST: "SF/2", SECOND: "CB/3"}
ASKED = {day: f"That the {name} agrees" for day, name in COMMITTEES.items()}
DRAFTS = {day: f"/meetings/{day}/preview/" for day in COMMITTEES}
# In the order in which they are published: the later meeting's first, and a supplement last.
PUBLISHED = (SECOND, FIRST, SECOND)
EDITIONS = {
    f"/meetings/{day}/editions/{number}/": day for number, day in enumerate(PUBLISHED, start=1)
}


@pytest.fixture(scope="module")
def meetings(django_db_setup, django_db_blocker) -> Iterator[None]:
    """One meeting that is past, two to come, each of another committee with a title block of its own."""
    with (
        django_db_blocker.unblock(),
        loaded(MIGRATED),
        override_settings(SENDPROG_TODAY=TODAY),
    ):
        builders.make_update(date(2024, 12, 1), strand=builders.make_strand(name="Strategy"))
        builders.make_exemption(builders.make_milestone("secret"))
        for day, committee in COMMITTEES.items():
            meeting = builders.make_meeting(day, committee=committee, recommendation=ASKED[day])
            builders.make_title_block(meeting, report_number=REPORTS[day])
        builders.make_user("manager", role="manager")
        yield


@pytest.fixture(scope="module")
def editions(meetings) -> None:
    for day in PUBLISHED:
        builders.make_edition(Meeting.objects.get(date=day))


def text_of(address: str) -> str:
    """What the page or Word file at an address says, header and properties of a file too."""
    response = reader("manager").get(address)
    assert response.status_code == 200, address
    if not address.endswith(".docx"):
        return words(parsed(response.content.decode()).find(".//main"))
    document = word.opened(response.content)
    header = document.sections[0].header.paragraphs[0].text
    return " ".join([header, document.core_properties.subject, *word.sections(document).values()])


def others(own: date) -> list[str]:
    """The words of the other meetings."""
    return [text for of in (COMMITTEES, REPORTS, ASKED) for day, text in of.items() if day != own]


def about(address: str) -> dict[str, object]:
    """What data.json of the pack at an address says of itself; its README must name no other meeting."""
    archive = zipfile.ZipFile(BytesIO(reader("manager").get(f"{address}data.zip").content))
    told = json.loads(archive.read("data.json"))
    readme = archive.read("README.txt").decode()
    own = date.fromisoformat(told["about"]["meeting"])
    assert COMMITTEES[own] in readme and not any(text in readme for text in others(own))
    return told


def check_documents(address: str, day: date) -> None:
    for name in ("paper.docx", "print/", "briefing/"):
        text = text_of(f"{address}{name}")
        assert COMMITTEES[day] in text, (name, day)
        assert [found for found in others(day) if found in text] == [], (name, day)
    assert all(text in text_of(f"{address}paper.docx") for text in (REPORTS[day], ASKED[day]))
    assert ASKED[day] in text_of(f"{address}briefing/")
    assert about(address)["about"]["meeting"] == str(day)


@pytest.mark.parametrize("day", COMMITTEES)
def test_each_meeting_has_its_own_draft(meetings, day):
    check_documents(DRAFTS[day], day)
    shell = reader("manager").get(f"{DRAFTS[day]}briefing/").content.decode()
    assert f"Draft for {COMMITTEES[day]}" in shell and "not published" in shell


def test_what_is_live_is_for_no_meeting_while_two_are_to_come(meetings):
    for name in ("paper.docx", "print/", "briefing/"):
        text = text_of(f"/live/{name}")
        assert "This draft is for no one meeting, because 2 are to come." in text, name
        assert not any(
            name in text for name in (*COMMITTEES.values(), *REPORTS.values(), *ASKED.values())
        )
        assert "No recommendation has been entered" not in text and "Not entered yet" not in text


def test_what_is_live_is_for_the_only_meeting_to_come(meetings):
    with override_settings(SENDPROG_TODAY=SECOND):
        check_documents("/live/", SECOND)


def test_what_is_live_is_for_no_meeting_once_all_are_past(meetings):
    with override_settings(SENDPROG_TODAY=date(2025, 3, 1)):
        text = text_of("/live/briefing/")
        assert "No meeting to come has been entered." in text and "Cabinet Board" not in text
        assert "No meeting to come has been entered." in text_of("/paper/")


def test_managers_choose_the_meeting(meetings):
    client = reader("manager")
    for address in ("/readiness/", "/paper/title-block/"):
        page = parsed(client.get(address).content.decode()).find(".//main")
        links = [link.get("href") for link in page.iter("a")]
        assert links == [f"{address}{day}/" for day in (FIRST, SECOND, PAST)]
    paper = text_of("/paper/")
    assert (
        all(f"For {COMMITTEES[day]}" in paper for day in (FIRST, SECOND))
        and "Audit Panel" not in paper
    )
    links = [
        link.get("href")
        for link in parsed(client.get(f"/meetings/{FIRST}/").content.decode()).iter("a")
    ]
    assert {DRAFTS[FIRST], f"/readiness/{FIRST}/", f"/paper/title-block/{FIRST}/"} <= {*links}


def test_readiness_is_read_and_signed_on_the_meetings_own_draft(meetings):
    with override_settings(SENDPROG_SIGN_OFFS={"paper": "Programme manager"}):
        page = reader("manager").get(f"/readiness/{SECOND}/").content.decode()
    assert f'href="{DRAFTS[SECOND]}paper.docx"' in page and "/live/" not in page
    assert not any(text in page for text in others(SECOND))


def test_title_block_of_a_later_meeting_is_edited(meetings):
    fill_in(reader("manager"), f"/paper/title-block/{SECOND}/", contact="The Cabinet team")
    assert "Contact: The Cabinet team" in text_of(f"{DRAFTS[SECOND]}paper.docx")
    assert "The Cabinet team" not in text_of(f"{DRAFTS[FIRST]}paper.docx")


@pytest.mark.parametrize("address", EDITIONS)
def test_each_edition_is_of_its_own_meeting(editions, address):
    day = EDITIONS[address]
    check_documents(address, day)
    part_two = text_of(f"{address}part-two.docx")
    assert COMMITTEES[day] in part_two and not any(text in part_two for text in others(day))


def test_an_edition_holds_no_meeting_that_is_not_published(editions):
    told = {address: about(address)["sections"] for address in EDITIONS}
    days = [
        [row["date"] for row in sections["committee.meetings"]["rows"]]
        for sections in told.values()
    ]
    blocks = [
        [row["meeting"] for row in rows["committee.title_blocks"]["rows"]] for rows in told.values()
    ]
    assert [sorted(each) for each in days] == [
        [str(SECOND)],
        [str(FIRST)],
        [str(FIRST), str(SECOND)],
    ]
    assert [sorted(each) for each in blocks] == [sorted(each) for each in days]


def test_each_edition_is_compared_with_its_own_committees(editions):
    assert set(Edition.objects.values_list("previous", flat=True)) == {None}
    assert FIRST_EDITION in text_of("/meetings/2025-02-12/editions/3/")


def test_list_of_meetings_says_what_was_published_for_each(editions):
    page = parsed(reader("manager").get("/meetings/").content.decode())
    for day in (FIRST, SECOND):
        assert ASKED[day] in words(by_id(page, f"meeting-{day}"))
    assert "No report is published for this meeting." in words(by_id(page, f"meeting-{PAST}"))


def test_a_late_supplement_holds_no_exempt_ask_of_a_later_meeting(editions):
    ask = builders.make_ask(
        "later", meeting=Meeting.objects.get(date=SECOND), text="Is the bid dear?"
    )
    builders.make_exemption(ask, paragraph=5)
    site = f"/meetings/{FIRST}/editions/4/"
    with override_settings(SENDPROG_TODAY=date(2025, 2, 20)):
        builders.make_edition(Meeting.objects.get(date=FIRST))
        own, later = text_of(f"{site}part-two.docx"), text_of(f"{DRAFTS[SECOND]}paper.docx")
    assert "Is the bid dear?" not in own and "paragraph 5" not in own
    assert "paragraphs 3 and 5" in later and "paragraph 3 of" in text_of(f"{site}paper.docx")


def test_an_edition_frozen_with_other_meetings_is_of_the_last_of_them():
    """As editions were frozen before: with every earlier meeting, published or not."""
    rows = [MeetingRow(name, day, *[""] * 8, Basis.REPORTED) for day, name in COMMITTEES.items()]
    encoded = {MEETINGS.name: MEETINGS.encode(rows)}
    frozen = Snapshot(
        on=TODAY,
        viewer=Audience.MEMBER,
        key="old",
        read=lambda section: encoded.get(section.name, b"[]"),
        published=True,
    )
    assert meeting_of(frozen).committee == "Cabinet Board"
