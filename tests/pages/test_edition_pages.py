"""The published demonstration: an edition at the front and under its own address is whole, frozen, and told from what is live."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.safestring import mark_safe

from committee.models import ContentKind, Edition
from committee.mounts import edition_mount
from sendprog.records.history import change
from strands.models import Milestone, Strand
from tests import builders
from tests.crawling import (
    EDITION,
    LIVE,
    Opened,
    ReaderOfAll,
    by_id,
    is_download,
    main_of,
    mounted_addresses,
    page_addresses,
    parsed,
    reader,
    target,
    with_class,
    words,
)
from tests.pages import test_pages

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("published_demonstration"),
]

# The walks of every page, over the edition at the front.
test_downloads_are_files = test_pages.test_downloads_are_files
test_links_in_main_are_relative = test_pages.test_links_in_main_are_relative
test_links_reach_every_page = test_pages.test_links_reach_every_page
test_every_page_has_one_heading_title_and_landmarks = (
    test_pages.test_every_page_has_one_heading_title_and_landmarks
)
test_headings_leave_out_no_level = test_pages.test_headings_leave_out_no_level
test_every_table_names_itself_and_its_headings = (
    test_pages.test_every_table_names_itself_and_its_headings
)

FIRST = "/meetings/2024-11-26/editions/1/"
NOTE = "Illustrative: no Devon committee received this paper"
QUERIES = 5


@pytest.fixture(scope="module")
def opened(published_demonstration) -> Opened:
    return Opened(ReaderOfAll())


def inside(address: str) -> str:
    """Of the front's address, what it is inside every mount."""
    return address.removeprefix("/")


def first_addresses() -> list[str]:
    """Every page and download that the first edition holds."""
    return [held.name for held in Edition.objects.get(number=1).held.filter(kind=ContentKind.PAGE)]


def band(html: str) -> str:
    return words(with_class(parsed(html), "as-at")[0])


# What is shown where


def test_member_reads_every_page_of_the_front_and_of_both_editions():
    client = reader()
    for address in [
        *mounted_addresses("/"),
        *mounted_addresses(EDITION),
        *(f"{FIRST}{name}" for name in first_addresses()),
    ]:
        assert client.get(address).status_code == 200, address


# Worked out from two editions, and kept in neither; or asked for.
NOT_STORED = {
    "changes/",
    "changes.csv",
    "changes/since/1/",
    "changes/since/1/changes.csv",
    "search/",
}


def test_front_and_edition_are_the_bytes_that_were_stored(opened):
    """Byte for byte what stands in the database under the page's address."""
    held = {
        one.name: one.file
        for one in Edition.objects.get(number=2)
        .held.filter(kind=ContentKind.PAGE)
        .select_related("file")
    }
    assert {inside(address) for address in mounted_addresses("/")} == set(held) | NOT_STORED
    for name, file in held.items():
        for mount in ("/", EDITION):
            content = opened.client.get(f"{mount}{name}").content
            if is_download(f"/{name}"):
                assert hashlib.sha256(content).hexdigest() == file.sha256, name
            else:
                assert (
                    main_of(content.decode()).strip()
                    == bytes(file.content).decode().partition("\n")[2].strip()
                ), name


def test_live_differs_from_the_edition_only_where_readers_filter(opened):
    """Nothing was changed since, so what was frozen is what is live, but that whole tables offer no filter."""
    different = {
        inside(address)
        for address in page_addresses("/")
        if main_of(opened.html(address)).strip()
        != main_of(opened.html(f"{LIVE}{inside(address)}")).strip()
    }
    # What is live is compared with the latest edition, and that edition with the one before.
    assert different == {
        "ehcp/",
        "milestones/",
        "risks/",
        "changes/",
        "changes/since/1/",
        "",
        "briefing/",
        "print/",
    }


@pytest.mark.parametrize("mount", ["/", EDITION, FIRST])
def test_navigation_and_links_stay_in_the_edition(mount, opened):
    first = [*first_addresses(), *(name for name in NOT_STORED if "since" not in name)]
    names = first if mount == FIRST else [inside(address) for address in mounted_addresses("/")]
    for name in (name for name in names if not is_download(f"/{name}")):
        tree = opened.tree(f"{mount}{name}")
        links = [
            link.get("href")
            for part in (tree.find(".//main"), *with_class(tree, "service-nav"))
            for link in part.iter("a")
        ]
        for link in filter(None, links):
            here = target(link, seen_from=f"{mount}{name}").partition("?")[0]
            assert here == "/meetings/" or here.startswith(mount), (name, link)
            assert here == "/meetings/" or here.removeprefix(mount) in names, (name, link)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "/",
            "Edition 2, published for the meeting of 22 January 2025. Figures to November 2024 (Month 8).",
        ),
        (
            f"{EDITION}finance/",
            "Edition 2, published for the meeting of 22 January 2025. Figures to November 2024 (Month 8).",
        ),
        (
            FIRST,
            f"Edition 1, published for the meeting of 26 November 2024. Figures to September 2024 (Month 6). {NOTE}",
        ),
        (LIVE, "Live: not published. Figures to November 2024 (Month 8)."),
        (
            "/meetings/",
            "Edition 2 is the latest, published for the meeting of 22 January 2025. Figures to November 2024 (Month 8).",
        ),
    ],
)
def test_band_says_what_is_read(address, said, opened):
    assert band(opened.html(address)).startswith(said)


@pytest.mark.parametrize(
    "address", ["/", FIRST, EDITION, f"{EDITION}strands/strategy/", LIVE, "/meetings/2025-01-22/"]
)
def test_band_leads_to_paper_print_and_data(address, opened):
    """Of the edition that is read; from the meetings, of the latest."""
    (files,) = with_class(opened.tree(address), "as-at__files")
    mount = next((one for one in (FIRST, EDITION, LIVE) if address.startswith(one)), "/")
    found = [target(link.get("href"), seen_from=address) for link in files.iter("a")]
    assert found == [f"{mount}{name}" for name in ("paper.docx", "print/", "data.zip")]


def test_first_edition_says_on_every_page_that_no_committee_received_it(opened):
    for name in first_addresses():
        if not is_download(f"/{name}"):
            assert NOTE in band(opened.html(f"{FIRST}{name}")), name
            assert "Edition 2 is the latest." in band(opened.html(f"{FIRST}{name}")), name
    assert NOTE in words(by_id(opened.tree("/meetings/"), "edition-1"))
    assert NOTE in words(by_id(opened.tree("/meetings/2024-11-26/"), "edition-1"))
    assert NOTE not in band(opened.html("/"))


def test_first_edition_is_the_state_before(opened):
    """Month 6's figures, which the second does not show as its latest."""
    assert "£45.8" in main_of(opened.html(FIRST)) and "£51.6" not in main_of(opened.html(FIRST))
    assert "£51.6" in main_of(opened.html("/"))


def test_meetings_list_editions_with_their_hashes(opened):
    for edition in Edition.objects.all():
        day = str(edition.meeting_date)
        for address in ("/meetings/", f"/meetings/{day}/"):
            item = by_id(opened.tree(address), f"edition-{edition.number}")
            assert edition.hash in words(item)
            links = [target(link.get("href"), seen_from=address) for link in item.iter("a")]
            site = f"/meetings/{day}/editions/{edition.number}/"
            outputs = (
                "",
                "briefing/",
                "print/",
                "paper.docx",
                "data.zip",
                "changes/",
                "checksums.csv",
            )
            earlier = (
                [f"changes/since/{number}/" for number in range(1, edition.number)]
                if address != "/meetings/"
                else []
            )
            assert links == [f"{site}{name}" for name in (*outputs, *earlier)]
            assert all(opened.client.get(link).status_code == 200 for link in links)


@pytest.mark.parametrize(
    "address",
    [
        "/meetings/2024-11-26/editions/2/",
        "/meetings/2025-01-22/editions/3/",
        "/meetings/2025-01-22/editions/02/",
        "/meetings/nonesuch/editions/2/",
        f"/meetings/2025-01-22/editions/{'9' * 30}/",
        f"{EDITION}milestones/nonesuch/",
        f"{FIRST}risks/nonesuch/",
        f"{EDITION}nonesuch.docx",
        "/meetings/2025-01-23/",
        "/meetings/nonesuch/",
    ],
)
def test_what_is_not_there_is_404(address):
    assert reader().get(address).status_code == 404


# Live is for those who keep the records


def test_member_reads_nothing_live():
    client = reader(raise_request_exception=False)
    assert {client.get(address).status_code for address in mounted_addresses(LIVE)} == {403}


@pytest.mark.parametrize("username", ["officer", "manager", "figures", "auditor", "admin"])
def test_staff_go_from_a_published_page_to_the_live_one(username):
    client = reader(username)
    for mount in ("/", EDITION):
        (links,) = with_class(parsed(client.get(f"{mount}finance/").content.decode()), "edit-links")
        assert [link.get("href") for link in links.iter("a")] == ["/live/finance/"]
    assert client.get("/live/finance/").status_code == 200


def test_manager_finds_withdrawing_and_sealing_at_the_edition_itself():
    found = {}
    for username, address in (
        ("manager", EDITION),
        ("manager", "/"),
        ("manager", f"{EDITION}finance/"),
        ("auditor", EDITION),
    ):
        (links,) = with_class(parsed(reader(username).get(address).content.decode()), "edit-links")
        found[username, address] = [link.get("href") for link in links.iter("a")]
    assert found == {
        ("manager", EDITION): ["/live/", f"{EDITION}withdraw/", f"{EDITION}seal/"],
        ("manager", "/"): ["/live/"],
        ("manager", f"{EDITION}finance/"): ["/live/finance/"],
        ("auditor", EDITION): ["/live/"],
    }


def test_member_is_offered_no_live_page(opened):
    for address in page_addresses("/"):
        assert LIVE not in opened.html(address), address


def test_a_change_shows_live_and_not_at_the_front():
    member, auditor = reader(), reader("auditor")
    before = member.get("/strands/strategy/")
    strand = Strand.objects.get(slug="strategy")
    strand.name = "Strategy, renamed"
    builders.saved(strand)
    cache.clear()
    assert "Strategy, renamed" in auditor.get("/live/strands/strategy/").content.decode()
    after = member.get("/strands/strategy/")
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


# Frozen tables and worked-out views


@pytest.mark.parametrize("mount", ["/", EDITION])
def test_frozen_milestones_are_whole_without_filter_or_sort(mount, opened):
    tree = opened.tree(f"{mount}milestones/")
    main = tree.find(".//main")
    assert len([row for row in main.iter("tr") if row.get("id")]) == Milestone.objects.count()
    assert list(main.iter("form")) == []
    # The one link with a query stands where the filter's form stands on the page that it leads to.
    asking = [link for link in main.iter("a") if "?" in link.get("href", "")]
    assert [(link.get("href"), words(link)) for link in asking] == [("?sort=", "Filter and sort")]
    assert with_class(tree, "edit-links") == []
    html = opened.html(f"{mount}milestones/")
    assert html.index("<h1") < html.index('href="?sort="') < html.index('<div class="scroll"')


def test_edition_stored_before_the_link_stood_in_its_page_has_it_above(nothing_cached, monkeypatch):
    """Its bytes stay as they are."""
    stored = edition_mount.stored_page

    def as_before(edition: Edition, address: str) -> object:
        page = stored(edition, address)
        return (
            replace(page, main=mark_safe(page.main.replace('href="?sort="', ""))) if page else page
        )

    monkeypatch.setattr(edition_mount, "stored_page", as_before)
    html = reader().get(f"{EDITION}milestones/").content.decode()
    (links,) = with_class(parsed(html), "edit-links")
    assert [link.get("href") for link in links.iter("a")] == ["?sort="]


@pytest.mark.parametrize(
    ("mount", "title"),
    [
        ("/", "meeting of 22 January 2025"),
        (EDITION, "meeting of 22 January 2025"),
        (FIRST, "meeting of 26 November 2024"),
        (LIVE, ""),
    ],
)
def test_titles_name_the_meeting_of_an_edition(mount, title, opened):
    for name in ("finance/", "risks/", ""):
        (found,) = re.findall("<title>(.*?)</title>", opened.html(f"{mount}{name}"), re.DOTALL)
        parts = [part.strip() for part in unescape(found).split(" – ")]
        assert parts[1:-1] == ([title] if title else []), found


def test_many_milestones_are_frozen_on_one_page():
    with transaction.atomic():
        with change(by=None):
            for number in range(60):
                builders.make_milestone(f"many-{number}")
        edition = builders.make_edition(Edition.objects.get(number=2).meeting)
        html = reader().get("/milestones/").content.decode()
        assert html.count('id="milestone-') == Milestone.objects.count() > 60
        assert "Next page" not in html and edition.number == 3
        transaction.set_rollback(True)


@pytest.mark.parametrize("mount", ["/", EDITION])
def test_filter_of_an_edition_is_worked_out_from_its_records_and_says_so(mount):
    milestone = Milestone.objects.filter(stage="complete").first()
    milestone.title = "Renamed after publication"
    builders.saved(milestone)
    html = reader().get(f"{mount}milestones/?status=complete&sort=title").content.decode()
    assert "worked out from the frozen records of edition 2. It was not itself published." in band(
        html
    )
    rows = [row for row in parsed(html).find(".//main").iter("tr") if row.get("id")]
    assert 0 < len(rows) < Milestone.objects.count()
    assert "Renamed after publication" not in html
    assert list(parsed(html).find(".//main").iter("form")) != []


def test_what_was_published_does_not_say_that_it_was_worked_out(opened):
    kept = [address for address in page_addresses("/") if inside(address) not in NOT_STORED]
    assert not any("worked out" in band(opened.html(address)) for address in kept)


@pytest.mark.parametrize("name", ["", "print/", "strands/", "finance/positions.csv", "data.zip"])
def test_parameters_that_a_page_does_not_read_make_nothing_anew(name, opened):
    """Or a stranger could have the heaviest pages made as often as they can think of an address."""
    held = (
        Edition.objects.get(number=2)
        .held.select_related("file")
        .get(kind=ContentKind.PAGE, name=name)
    )
    response = opened.client.get(f"{EDITION}{name}?x=1&sort=title")
    if is_download(f"/{name}"):
        assert response.content == bytes(held.file.content)
    else:
        html = response.content.decode()
        assert main_of(html).strip() == bytes(held.file.content).decode().partition("\n")[2].strip()
        assert "worked out" not in band(html)


def test_what_changed_is_worked_out_from_two_editions_and_says_so(opened):
    """Kept in neither: what is sealed in the one must not live on in the other."""
    assert "worked out from the frozen records of edition 2" in band(opened.html("/changes/"))
    assert "£45.8 million" in opened.html("/changes/")


def test_page_of_a_later_release_is_worked_out_from_an_old_edition(nothing_cached, monkeypatch):
    """An address that was not kept: the page of something that the first edition's records hold."""
    monkeypatch.setattr("committee.mounts.edition_mount.stored_page", lambda edition, address: None)
    html = reader().get(f"{FIRST}strands/").content.decode()
    assert "worked out from the frozen records of edition 1" in band(html)


# Tags, queries and caches


@pytest.mark.parametrize("mount", ["/", EDITION, FIRST])
def test_repeat_visit_is_a_304_and_asks_little(mount):
    client = reader()
    for name in ("", "finance/", "ehcp/months.csv", "milestones/"):
        first = client.get(f"{mount}{name}")
        with CaptureQueriesContext(connection) as again:
            response = client.get(f"{mount}{name}", headers={"if-none-match": first["ETag"]})
        assert (response.status_code, response.content, response["ETag"]) == (
            304,
            b"",
            first["ETag"],
        )
        with CaptureQueriesContext(connection) as whole:
            client.get(f"{mount}{name}")
        assert len(again) <= 3 and len(whole) <= QUERIES
        assert set(first["Cache-Control"].replace(" ", "").split(",")) == {"private", "no-cache"}


def test_file_of_an_edition_is_a_304_too():
    client = reader()
    first = client.get(f"{EDITION}checksums.csv")
    assert first["Content-Disposition"] == 'attachment; filename="checksums.csv"'
    assert (
        client.get(f"{EDITION}checksums.csv", headers={"if-none-match": first["ETag"]}).status_code
        == 304
    )


def test_tags_change_with_what_the_shell_says():
    client, tags = reader(), set()
    with transaction.atomic():
        tags.add(client.get(EDITION)["ETag"])
        builders.make_edition(Edition.objects.get(number=2).meeting)
        tags.add(client.get(EDITION)["ETag"])
        builders.make_withdrawal(Edition.objects.get(number=2))
        tags.add(client.get(EDITION)["ETag"])
        transaction.set_rollback(True)
    assert len(tags) == 3


def test_page_is_never_rendered_again_by_a_newer_template(monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise AssertionError("a kept page was rendered again")

    monkeypatch.setattr("sendprog.pages.mounted_pages.Query.render", broken)
    assert reader().get("/strands/").status_code == 200


# Withdrawal


def test_withdrawn_edition_stays_readable_and_leaves_the_front():
    edition, client = Edition.objects.get(number=2), reader()
    client.get("/")
    builders.make_withdrawal(edition, reason="The forecast was wrong")
    today = date_format(edition.withdrawal.withdrawn_at, "j F Y")
    html = client.get(f"{EDITION}finance/").content.decode()
    assert f"This edition was withdrawn on {today}: The forecast was wrong" in band(html)
    assert "£51.6" in main_of(html)
    front = band(client.get("/").content.decode())
    assert front.startswith("Edition 1, published for the meeting of 26 November 2024.")
    assert "Edition 2 was published later and then withdrawn or sealed: see Meetings." in front
    assert "Withdrawn on" in words(
        by_id(parsed(client.get("/meetings/").content.decode()), "edition-2")
    )
    builders.make_withdrawal(Edition.objects.get(number=1))
    assert client.get("/").status_code == 404
    assert client.get(FIRST).status_code == 200
    assert client.get("/meetings/").status_code == 200
    assert band(client.get("/meetings/").content.decode()).startswith("No current edition.")


# Signed out, and public


def test_anonymous_is_sent_to_sign_in_everywhere():
    for address in (
        "/",
        "/milestones/?page=2",
        EDITION,
        f"{EDITION}checksums.csv",
        "/live/",
        "/meetings/",
        f"{FIRST}ehcp/months.csv",
    ):
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/accounts/login/?{urlencode({'next': address}, safe='/')}",
        )


def test_public_editions_are_read_by_anyone_and_by_caches():
    with override_settings(SENDPROG_PUBLIC_EDITIONS=True):
        client = Client()
        for address in [
            *mounted_addresses("/"),
            *mounted_addresses(EDITION),
            f"{EDITION}checksums.csv",
            "/meetings/",
            "/meetings/2025-01-22/",
        ]:
            response = client.get(address)
            assert response.status_code == 200, address
            assert set(response["Cache-Control"].replace(" ", "").split(",")) == {
                "public",
                "max-age=300",
            }, address
            assert "Cookie" in response["Vary"], address
            assert "sessionid" not in response.cookies and "csrftoken" not in response.cookies, (
                address
            )
        first = client.get("/")
        assert client.get("/", headers={"if-none-match": first["ETag"]}).status_code == 304
        assert "/live/" not in first.content.decode()
        for address in [
            *mounted_addresses(LIVE)[:3],
            "/my-updates/",
            f"{EDITION}withdraw/",
            "/meetings/2025-01-22/publish/",
        ]:
            assert client.get(address).status_code == 302, address
        assert "private" in reader().get("/")["Cache-Control"]


def test_public_setting_opens_nothing_before_a_first_edition():
    with override_settings(SENDPROG_PUBLIC_EDITIONS=True), transaction.atomic():
        published = "committee_edition"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("committee.mounts.front_mount.edition_for_readers", lambda: None)
            for address in ("/", "/finance/"):
                assert Client().get(address).status_code == 302, (published, address)


def test_meeting_moved_after_publication_keeps_the_edition_s_address(opened):
    meeting = Edition.objects.get(number=2).meeting
    meeting.date = date(2025, 2, 3)
    builders.saved(meeting)
    client = reader()
    assert client.get(EDITION).status_code == 200
    listed = by_id(parsed(client.get("/meetings/2025-02-03/").content.decode()), "edition-2")
    assert target(next(listed.iter("a")).get("href"), seen_from="/meetings/2025-02-03/") == EDITION


def test_meeting_without_an_edition_tells_no_draft():
    builders.make_meeting(
        date(2025, 3, 5),
        title="Canary title",
        recommendation="Canary recommendation",
        notes="Canary notes",
    )
    client = reader()
    for address in ("/meetings/", "/meetings/2025-03-05/"):
        html = client.get(address).content.decode()
        assert "Canary" not in html
        assert re.search("No report is published for this meeting", html)
