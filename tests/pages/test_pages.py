"""Every page before a first edition, at the front and live: who reads it, its bytes, links, tags and words; GET changes nothing.

tests/pages/test_edition_pages.py walks the same pages once editions are published.
"""

import csv
import hashlib
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, models, transaction
from django.test import Client, override_settings

from ehcp.models import MonthlyReturn, Sen2Release, Sen2Statistic
from finance.models import MonthlyPosition
from sendprog.records.data_version import DataVersion
from strands.models import Baseline, IndicatorReturn, Milestone, Strand
from tests import builders, word
from tests.crawling import (
    EDITION,
    EXAMPLES,
    LIVE,
    PREVIEW,
    SINCE,
    Opened,
    ReaderOfAll,
    by_id,
    is_csv,
    is_download,
    links_of,
    main_of,
    mounted_addresses,
    mounted_patterns,
    mounts,
    page_addresses,
    parsed,
    patterns,
    reader,
    reading_addresses,
    reading_patterns,
    target,
    telling_addresses,
    with_class,
    words,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("unpublished_demonstration"),
]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS_OF_FILE = {"csv": "text/csv", "docx": WORD, "zip": "application/zip"}
EVERY_PATTERN = [
    pytest.param(pattern, id=pattern.route or "front")
    for pattern in reading_patterns(published=False)
]
MOUNTED = [pytest.param(pattern, id=pattern.route or "front") for pattern in mounted_patterns()]
MADE_UP = re.compile("illustrative|made-up example", re.IGNORECASE)
# What says one thing to a reader; the last three belong to the figure they stand in.
OF_FIGURES = {"caption", "summary", "svg"}
BLOCKS = {"tr", "figcaption", "reading", "p", "h3", "li", *OF_FIGURES}
MOUNTS = ["/", LIVE]
RATED = "financial-management-placement-value"
NO_EARLIER_DATE = "No earlier date in the report"


@pytest.fixture(scope="module")
def opened(unpublished_demonstration) -> Opened:
    """The programme as it was loaded, each page read once."""
    return Opened(ReaderOfAll())


@pytest.fixture
def fresh() -> Opened:
    """For tests that change something: nothing read yet."""
    return Opened(ReaderOfAll())


def parents(tree: ET.Element) -> dict[ET.Element, ET.Element]:
    return {child: parent for parent in tree.iter() for child in parent}


def around(element: ET.Element, above: dict[ET.Element, ET.Element]) -> Iterator[ET.Element]:
    """The element and all that it stands in, innermost first."""
    while True:
        yield element
        if element not in above:
            return
        element = above[element]


def inside_figure(tree: ET.Element, block: ET.Element) -> ET.Element:
    """The whole figure for what is said by its drawing or at the head of its table."""
    return next((one for one in tree.iter("figure") if block in list(one.iter())), block)


def own_text(element: ET.Element) -> str:
    """What stands directly in the element, not in its children."""
    return " ".join([element.text or "", *(child.tail or "" for child in element)])


def blocks_with(tree: ET.Element, phrase: str, containers: set[str]) -> list[ET.Element]:
    """For each place in <main> that says a phrase, the innermost container (a tag or a class) around it, or <main>."""
    above = parents(tree)
    found = []
    for element in tree.find(".//main").iter():
        if phrase in " ".join(own_text(element).split()):
            kinds = (
                (one, {one.tag, *one.get("class", "").split()}) for one in around(element, above)
            )
            found.append(next(one for one, names in kinds if names & {*containers, "main"}))
    return found


# The walk


def test_every_value_of_every_pattern_has_examples():
    asked = {key for pattern in patterns() if not pattern.is_admin for key in pattern.asked}
    assert asked - EXAMPLES.keys() == set()
    assert [key for key, examples in EXAMPLES.items() if not examples()] == [SINCE]


def test_every_pattern_is_named_once_a_mount():
    for mount in ["", *mounts()]:
        names = [
            pattern.name
            for pattern in patterns()
            if pattern.mount == mount and not pattern.is_admin
        ]
        assert "" not in names
        assert len(names) == len(set(names))


def test_mounts_are_the_front_live_editions_and_drafts():
    assert mounts() == [*MOUNTS, EDITION, PREVIEW] == ["/", LIVE, EDITION, PREVIEW]
    first, *others = [{pattern.name for pattern in mounted_patterns(mount)} for mount in mounts()]
    assert all(names == first for names in others)


# Who may read, and how


@pytest.mark.parametrize("pattern", EVERY_PATTERN)
def test_member_reads_every_page(pattern, opened):
    for address in pattern.addresses():
        response = opened.client.get(address)
        assert response.status_code == 200, address
        kind = KINDS_OF_FILE[address.rpartition(".")[2]] if is_download(address) else "text/html"
        assert response["Content-Type"].startswith(kind), address
        assert response.content, address


@pytest.mark.parametrize("pattern", EVERY_PATTERN)
def test_anonymous_is_sent_to_sign_in(pattern):
    for address in pattern.addresses()[:2]:
        response = Client().get(address, {"page": "2"})
        assert response.status_code == 302
        assert (
            response["Location"]
            == f"/accounts/login/?{urlencode({'next': f'{address}?page=2'}, safe='/')}"
        )


@pytest.mark.parametrize("pattern", EVERY_PATTERN)
def test_pages_refuse_writes(pattern, opened):
    address = pattern.addresses()[0]
    for method in (
        opened.client.post,
        opened.client.put,
        opened.client.patch,
        opened.client.delete,
    ):
        response = method(address)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("pattern", EVERY_PATTERN)
def test_head_says_what_get_says(pattern, opened):
    address = pattern.addresses()[0]
    get, head = opened.client.get(address), opened.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]


def test_downloads_are_files(opened):
    for address in mounted_addresses():
        if is_download(address):
            response = opened.client.get(address)
            assert re.fullmatch(
                r'attachment; filename="[\w.-]+\.(csv|docx|zip)"', response["Content-Disposition"]
            ), address
            assert response.content.startswith(
                b"\xef\xbb\xbf" if is_csv(address) else b"PK\x03\x04"
            ), address


# Mounts and links


@pytest.fixture(scope="module")
def made_at(unpublished_demonstration) -> dict[str, dict[str, bytes]]:
    """By mount, what each address shows: made afresh, as what is kept for one mount must not answer for the other."""
    shown = {}
    for mount in MOUNTS:
        cache.clear()
        client = ReaderOfAll()
        contents = {
            address: client.get(mount + address.removeprefix("/")).content
            for address in mounted_addresses()
        }
        shown[mount] = {
            address: content if is_download(address) else main_of(content.decode()).encode()
            for address, content in contents.items()
        }
    return shown


@pytest.mark.parametrize("pattern", MOUNTED)
def test_main_is_the_same_bytes_at_every_mount(pattern, made_at):
    for address in pattern.addresses():
        assert made_at["/"][address] == made_at[LIVE][address], address


@pytest.mark.parametrize(
    "query", ["status=delayed&sort=-when", "strand=nonesuch", "page=2", "sort=password"]
)
def test_main_is_the_same_bytes_whatever_is_asked(query, opened):
    front, live = (main_of(opened.html(f"{mount}milestones/?{query}")) for mount in MOUNTS)
    assert front == live


def test_links_in_main_are_relative(opened):
    absolute = {
        (address, link)
        for address in page_addresses()
        for link in links_of(opened.html(address))
        if link.startswith("/") or ":" in link.partition("/")[0]
    }
    assert absolute == set()


@pytest.mark.parametrize("mount", MOUNTS)
def test_links_in_main_lead_somewhere_in_the_mount(mount, opened):
    """Every link of every page, sort links and downloads too; a fragment names an element of the page it leads to."""
    asked: dict[str, set[str]] = {}
    for address in page_addresses(mount):
        for link in links_of(opened.html(address)):
            here = target(link, seen_from=address)
            asked.setdefault(here, set()).add(link.partition("#")[2])
    assert [one for one in asked if not one.startswith(mount)] == []
    for one, fragments in asked.items():
        html = (
            opened.html(one)
            if not is_download(one.partition("?")[0])
            else opened.client.get(one).status_code == 200 and ""
        )
        known = set(re.findall(r'\bid="([^"]+)"', html))
        assert {fragment for fragment in fragments if fragment} <= known, one


def test_links_reach_every_page(opened):
    """From the overview, by what stands on pages alone (navigation and footer included)."""
    reached, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop()
        if address in reached:
            continue
        reached.add(address)
        if is_download(address):
            continue
        links = [link.get("href") for link in opened.tree(address).iter("a") if link.get("href")]
        found = {target(link, seen_from=address).partition("?")[0] for link in links}
        waiting += [one for one in found if not one.startswith(("/admin/", "/accounts/", "/live/"))]
    # What changed since an earlier edition is offered at the edition's own address; pages link to a measure's
    # address, and not to that of an indicator that reports it.
    elsewhere = (
        "/since/",
        "strands.indicator.plans-issued-a-month/",
        "strands.indicator.overdue-annual-reviews/",
        # Linked where they have rows.
        "/ehcp/contacts.csv",
        "/finance/other-figures.csv",
        "/finance/savings.csv",
        "/scorecard/exceptions.csv",
    )
    unreached = set(mounted_addresses()) - reached
    assert sorted(one for one in unreached if not any(part in one for part in elsewhere)) == []


@pytest.mark.parametrize("mount", MOUNTS)
def test_navigation_stays_in_the_mount(mount, opened):
    for address in page_addresses(mount):
        (navigation,) = with_class(opened.tree(address), "service-nav")
        links = {target(link.get("href"), seen_from=address) for link in navigation.iter("a")}
        assert {link for link in links if not link.startswith(mount)} <= {"/meetings/"}
        current = [link for link in navigation.iter("a") if link.get("aria-current")]
        assert len(current) == (
            0 if address.removeprefix(mount).startswith("definitions") else 1
        ), address


def test_every_page_has_one_heading_title_and_landmarks(opened):
    for address in reading_addresses():
        if is_download(address):
            continue
        tree = opened.tree(address)
        assert [len(tree.findall(path)) for path in (".//h1", ".//main", ".//head/title")] == [
            1,
            1,
            1,
        ], address
        assert words(tree.find(".//head/title")).strip(" –"), address
        idents = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(idents) == len(set(idents)), address


def test_headings_leave_out_no_level(opened):
    wrong = []
    for address in page_addresses():
        levels = [
            int(element.tag[1])
            for element in opened.tree(address).iter()
            if re.fullmatch("h[1-6]", element.tag)
        ]
        wrong += [address for one, other in pairwise(levels) if other > one + 1]
    assert wrong == []


def test_every_page_says_it_is_a_demonstration_and_live(opened):
    for address in reading_addresses():
        if not is_download(address):
            tree = opened.tree(address)
            assert words(with_class(tree, "demo-banner")[0]) == (
                "Demonstration by the sendprog project, not a Devon County Council site."
            )
            band = words(with_class(tree, "as-at")[0])
            assert band.startswith(("Live: not published.", "Draft for The Committee, ")), address


def test_every_table_names_itself_and_its_headings(opened):
    for address in reading_addresses():
        if is_download(address):
            continue
        for table in opened.tree(address).iter("table"):
            assert words(table.find("caption")), address
            assert {head.get("scope") for head in table.iter("th")} <= {"col", "row"}, address
            width = len(table.findall("./thead/tr/*"))
            wrong = [
                words(row) for row in table.findall("./tbody/tr") if len(row) not in (width, 1)
            ]
            assert wrong == [], address


# Tags and caching


@pytest.mark.parametrize("pattern", EVERY_PATTERN)
def test_unchanged_page_is_not_sent_again(pattern, opened):
    address = pattern.addresses()[0]
    first = opened.client.get(address)
    assert set(first["Cache-Control"].replace(" ", "").split(",")) == {"private", "no-cache"}
    again = opened.client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "private" in again["Cache-Control"]


@pytest.fixture(scope="module")
def after_a_change(opened) -> dict[str, int]:
    """By address, the status of a page that is asked for by its tag after something changed."""
    patterns_here = reading_patterns(published=False)
    with transaction.atomic():
        tags = {
            address: opened.client.get(address)["ETag"]
            for address in (pattern.addresses()[0] for pattern in patterns_here)
        }
        Strand.objects.get(slug="strategy").save()
        statuses = {
            address: opened.client.get(address, headers={"if-none-match": tag}).status_code
            for address, tag in tags.items()
        }
        transaction.set_rollback(True)
    return statuses


@pytest.mark.parametrize("pattern", EVERY_PATTERN)
def test_changed_data_sends_every_page_again(pattern, after_a_change):
    assert after_a_change[pattern.addresses()[0]] == 200


@pytest.mark.parametrize(
    "address", ["/", "/strands/", "/strands/strategy/", "/milestones/", "/live/strands/strategy/"]
)
def test_changed_name_shows_at_once(address, fresh):
    first = fresh.client.get(address)
    strand = Strand.objects.get(slug="strategy")
    strand.name = "Strategy, renamed"
    strand.save()
    again = fresh.client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"Strategy, renamed" in again.content
    assert b"Strategy, renamed" not in first.content


def test_changed_figure_shows_at_once(fresh):
    first = fresh.client.get("/finance/")
    position = MonthlyPosition.objects.get(month=date(2024, 11, 1))
    position.forecast_in_year_deficit = Decimal(52_700_000)
    position.save()
    again = fresh.client.get("/finance/", headers={"if-none-match": first["ETag"]})
    assert "£52.7m" in again.content.decode()
    assert "£52.7m" not in first.content.decode()


def test_tags_differ_between_readers():
    one, other = (reader(name).get("/")["ETag"] for name in ("member", "auditor"))
    assert one != other
    assert reader("member").get("/", headers={"if-none-match": other}).status_code == 200


def test_tags_differ_between_addresses(fresh):
    tags = [
        fresh.client.get(address)["ETag"]
        for address in ["/", "/live/", "/milestones/", "/milestones/?page=1"]
    ]
    assert len(set(tags)) == 4


@override_settings(SENDPROG_TODAY=date(2025, 1, 23))
def test_tags_differ_between_days(fresh):
    tomorrow = fresh.client.get("/")["ETag"]
    with override_settings(SENDPROG_TODAY=date(2025, 1, 22)):
        assert fresh.client.get("/")["ETag"] != tomorrow


def seen_by_readers() -> list[type[models.Model]]:
    """Every model of the rooms and the roof that pages are made of, but the rows of releases, which come with these."""
    rooms = ("strands", "ehcp", "finance", "risks", "committee")
    return [
        model
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        if "istorical" not in model.__name__ and model is not Sen2Statistic
    ]


@pytest.mark.parametrize("model", seen_by_readers(), ids=lambda model: model._meta.label)
def test_every_change_moves_the_data_version(model, fresh):
    """Otherwise a page kept from before the change is shown after it."""
    before = DataVersion.current().token
    if model is Baseline:  # a row that never changes: another is added
        milestone = Milestone.objects.get(reference="fe-places-exeter")
        Baseline(
            milestone=milestone,
            number=1,
            date="2025",
            reason="A test's",
            approver="A role",
            approved_on=TODAY,
        ).save()
    elif model is Sen2Release:
        builders.make_official_release()
    else:
        record = model._default_manager.first()
        if record is None:
            pytest.skip("the demonstration has none")
        record.save()
    assert DataVersion.current().token != before


TODAY = date(2025, 1, 22)


def test_forms_and_sign_in_are_never_stored(opened):
    admin = reader("admin")
    shown = [
        Client().get("/accounts/login/"),
        opened.client.get("/accounts/logout/"),
        admin.get("/admin/"),
    ]
    shown += [Client().get("/admin/login/"), Client().get("/healthz")]
    assert [
        response["Cache-Control"]
        for response in shown
        if "no-store" not in response["Cache-Control"]
    ] == []


# Sign-out


def test_sign_out_page_has_the_button_and_signs_nobody_out(opened):
    page = parsed(opened.client.get("/accounts/logout/").content.decode())
    (form,) = [form for form in page.iter("form") if form.get("action") == "/accounts/logout/"]
    assert form.get("method") == "post"
    assert words(form.find(".//button")) == "Sign out"
    assert opened.client.get("/").status_code == 200


def test_sign_out_ends_the_session_and_clears_site_data():
    client = reader(enforce_csrf_checks=True)
    assert client.post("/accounts/logout/").status_code == 403
    form = parsed(client.get("/accounts/logout/").content.decode()).find(".//form")
    token = form.find(".//input[@name='csrfmiddlewaretoken']").get("value")
    response = client.post("/accounts/logout/", {"csrfmiddlewaretoken": token})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/")
    assert '"cache"' in response["Clear-Site-Data"] and '"cookies"' in response["Clear-Site-Data"]
    assert client.get("/").status_code == 302


# GET changes nothing


def fingerprint() -> dict[str, str]:
    """A hash of every table but the sessions."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - {"django_session"}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(
                repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])
                for row in cursor.fetchall()
            )
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_reading_changes_nothing():
    readers = [reader("member"), reader("admin"), Client()]
    before = fingerprint()
    for client in readers:
        for address in [
            *reading_addresses(),
            "/healthz",
            "/council.css",
            "/accounts/login/",
            "/accounts/logout/",
            "/nonesuch/",
        ]:
            client.get(address)
            client.head(address)
    assert {table for table, found in fingerprint().items() if found != before[table]} == set()


# What the words say: plans issued


@pytest.mark.parametrize("address", ["/", "/ehcp/"])
def test_nearly_doubled_says_its_windows(address, opened):
    in_words = "figures-in-words" if address == "/" else "lede"
    lede = words(with_class(opened.tree(address), in_words)[0])
    for phrase in (
        "nearly doubled",
        "158 a month (June to November 2024)",
        "80 (January to May 2024)",
    ):
        assert phrase in lede
    assert "six months against five months" in lede


@pytest.mark.parametrize(
    ("address", "card"), [("/", "reading-plans-issued"), ("/ehcp/", "reading-plans-issued-a-month")]
)
def test_plans_issued_stand_beside_the_backlog(address, card, opened):
    said = words(by_id(opened.tree(address), card))
    assert "not had as much impact on the backlog as we would have liked" in said
    assert "Nearly doubled, from 80 (January to May 2024): six months against five months" in said


def test_unequal_windows_always_say_so(opened):
    """Wherever 158 stands against 80."""
    told = [
        (address, words(block))
        for address in page_addresses()
        for block in blocks_with(
            opened.tree(address), "from 80", {"p", "reading", "going-well", "li", "tr"}
        )
    ]
    assert len(told) >= 5
    assert [one for one in told if "six months against five months" not in one[1]] == []


def test_satisfaction_stands_beside_its_feedback(opened):
    for address in page_addresses():
        for block in blocks_with(opened.tree(address), "3 out of 5", {"reading", "going-well"}):
            assert block.tag == "main" or "Feedback from parents and carers is mixed" in words(
                block
            ), address


def test_doubling_is_never_typed(fresh):
    """Every "doubled" falls when the figures no longer bear it out."""
    doubled = [
        address for address in telling_addresses() if "doubled" in main_of(fresh.html(address))
    ]
    assert {"/", "/ehcp/"} <= set(doubled)
    reported = IndicatorReturn.objects.get(indicator__slug="plans-issued-a-month", value=158)
    reported.value = 96
    reported.save()
    for month in MonthlyReturn.objects.filter(month__gte=date(2024, 6, 1)):
        month.plans_issued = 97
        month.save()
    again = Opened(fresh.client)
    assert [address for address in doubled if "doubled" in main_of(again.html(address))] == []
    assert "Plans issued up 20%: 96 a month [r] (June to November 2024) from 80" in words(
        again.tree("/ehcp/")
    )


# What the words say: money


def test_variance_stands_beside_movement(opened):
    page = opened.tree("/finance/")
    cards = [card.get("id") for card in with_class(page, "reading")]
    place = cards.index("reading-variance")
    assert cards[place + 1] == "reading-movement"
    variance, movement = (
        words(by_id(page, "reading-variance")),
        words(by_id(page, "reading-movement")),
    )
    assert "Variance to plan" in variance and "£20.4 million" in variance and "5.8" not in variance
    assert (
        "+£5.8 million" in movement
        and "Month 6" in movement
        and "20.4" not in movement
        and "plan" not in movement.lower()
    )


def test_variance_is_always_called_a_difference_from_plan(opened):
    """On every page: in its sentence, card or row, or at the head of its column."""
    for address in page_addresses():
        tree = opened.tree(address)
        above = parents(tree)
        for block in blocks_with(tree, "20.4", {*BLOCKS, "td"}):
            said = words(inside_figure(tree, block) if block.tag in OF_FIGURES else block)
            if block.tag == "td":
                row, table = (
                    above[block],
                    next(one for one in around(block, above) if one.tag == "table"),
                )
                said = f"{words(table.findall('./thead/tr/th')[list(row).index(block)])} {words(row)} {words(table.find('caption'))}"
            assert "plan" in said.lower(), f"{address}: {said}"


def test_overview_says_variance_and_movement_apart(opened):
    assert "£20.4 million above plan" in words(with_class(opened.tree("/"), "lede")[0])
    lede = words(with_class(opened.tree("/"), "figures-in-words")[0])
    assert "£20.4 million above plan" in lede
    assert re.search(r"£5\.8 million since Month 6", lede)


def test_cumulative_deficit_says_what_it_is_taken_as(opened):
    told = "taken as after contributions: the report does not say"
    shown = {address: main_of(opened.html(address)) for address in page_addresses()}
    assert [
        address for address, html in shown.items() if "£132.0" in html and told not in html.lower()
    ] == []
    for card in ("/", "/finance/"):
        for block in blocks_with(opened.tree(card), "£132.0", {"reading", "table", "p", "li"}):
            assert block.tag == "table" or told in words(block).lower(), card


def test_cumulative_deficit_says_so_in_its_file(opened):
    rows = downloaded(opened.client, "/finance/positions.csv")
    (row,) = [row for row in rows if any(cell.startswith("132000000") for cell in row.values())]
    assert "after contributions" in " ".join(row.values()).lower()


# What the words say: nothing is good or bad that is not


def test_demand_is_neither_good_nor_bad(opened):
    judged = re.compile(
        "going-well|attention|better|worse|good|bad|rating|status|on-track|at-risk|off-track"
    )
    seen = 0
    for address in page_addresses():
        tree = opened.tree(address)
        above = parents(tree)
        for element in tree.iter():
            if "+18.42%" in own_text(element):
                seen += 1
                classes = " ".join(one.get("class", "") for one in around(element, above))
                assert not judged.search(classes), f"{address}: {classes}"
    assert seen >= 3


def ratings(tree: ET.Element) -> list[tuple[str, str]]:
    return [(words(one), one.get("class", "")) for one in with_class(tree, "rating")]


@pytest.mark.parametrize("address", ["/", "/strands/"])
def test_one_strand_alone_is_rated(address, opened):
    tree = opened.tree(address)
    rows = {
        row.get("id"): ratings(row) for row in by_id(tree, "strands").iter("tr") if row.get("id")
    }
    assert len(rows) == 7
    assert {ident: [said for said, _ in found] for ident, found in rows.items()} == {
        ident: ["At risk" if ident == f"strand-{RATED}" else "Not rated"] for ident in rows
    }


def test_strand_pages_rate_one_strand_alone(opened):
    for slug in Strand.objects.values_list("slug", flat=True):
        rating = by_id(opened.tree(f"/strands/{slug}/"), "rating")
        assert [said for said, _ in ratings(rating)] == [
            "At risk" if slug == RATED else "Not rated"
        ]
        assert ("Not given in the report" in words(rating)) is (slug == RATED)


def test_not_rated_is_never_green(opened):
    for address in page_addresses():
        for said, classes in ratings(opened.tree(address)):
            expected = "rating--" + said.lower().replace(" ", "-")
            assert expected in classes.split(), f"{address}: {said} is {classes}"


def test_no_date_is_never_on_track(opened):
    undated = [
        row.reference
        for row in Milestone.objects.filter(forecast=None, actual=None).exclude(stage="complete")
    ]
    table = opened.tree("/milestones/")
    assert undated
    for reference in undated:
        said = words(by_id(table, f"milestone-{reference}"))
        assert "No date set" in said and "On track" not in said, reference


def test_places_stand_side_by_side_with_their_definitions(opened):
    tree = opened.tree("/strands/sufficiency/")
    added, secured = (
        by_id(tree, "places-resource-base-added"),
        by_id(tree, "places-resource-base-secured"),
    )
    above = parents(tree)
    assert above[added] is above[secured]
    cells = [[words(cell) for cell in row] for row in (added, secured)]
    assert [row[1] for row in cells] == ["54", "66"]
    assert [row[2] for row in cells] == ["Open", "Secured"]
    definitions = [row[-1] for row in cells]
    assert "added across Devon since September 2024" in definitions[0]
    assert "secured from January 2025" in definitions[1]
    assert "120" not in words(tree.find(".//main"))


# What the words say: dates


@pytest.mark.parametrize(
    ("reference", "shown", "last_day", "day_after"),
    [
        pytest.param(
            "fe-places-barnstaple-tiverton",
            "September 2025",
            date(2025, 9, 30),
            date(2025, 10, 1),
            id="month",
        ),
        pytest.param(
            "route-to-market-decision", "May 2025", date(2025, 5, 31), date(2025, 6, 1), id="may"
        ),
        pytest.param("fe-places-exeter", "2026", date(2026, 12, 31), date(2027, 1, 1), id="year"),
        pytest.param(
            "stakeholder-engagement",
            "January to March 2025",
            date(2025, 3, 31),
            date(2025, 4, 1),
            id="quarter",
        ),
    ],
)
def test_partial_date_is_overdue_after_its_last_day(reference, shown, last_day, day_after, fresh):
    for on, is_overdue in ((last_day, False), (day_after, True)):
        cache.clear()
        with override_settings(SENDPROG_TODAY=on):
            row = by_id(
                parsed(fresh.client.get("/milestones/").content.decode()), f"milestone-{reference}"
            )
            page = parsed(fresh.client.get(f"/milestones/{reference}/").content.decode())
            overview = main_of(fresh.client.get("/").content.decode())
        assert [words(cell) for cell in row][3] == shown
        assert ("Overdue" in words(row)) is is_overdue
        assert ("Overdue" in words(with_class(page, "lede")[0])) is is_overdue
        assert (
            f'milestones/{reference}/">' in overview.partition("The figures in words")[0]
        ) is is_overdue


@pytest.mark.parametrize(
    "reference", ["special-school-cranbrook", "special-school-tavistock-ivybridge"]
)
def test_delayed_without_a_date_shows_no_slippage(reference, opened):
    row = by_id(opened.tree("/milestones/"), f"milestone-{reference}")
    in_strand = by_id(opened.tree("/strands/sufficiency/"), f"milestone-{reference}")
    for found in (row, in_strand):
        said = words(found)
        assert "Delayed" in said and "No date set" in said and NO_EARLIER_DATE in said
    attention = next(
        one
        for one in with_class(opened.tree("/"), "attention")
        if reference in ET.tostring(one).decode()
    )
    lede = with_class(opened.tree(f"/milestones/{reference}/"), "lede")[0]
    for found in (row, in_strand, attention, lede):
        assert not re.search(
            r"\d+ (day|week|month|year)|later|earlier than|on the same date", words(found)
        ), words(found)


# Made-up values say so wherever they appear


def downloaded(client: Client, address: str) -> list[dict[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@dataclass(frozen=True)
class Told:
    """All that is told of the programme: its pages, the lines of its paper and the rows of its files."""

    pages: dict[str, ET.Element]
    paper: list[str]
    files: dict[str, list[dict[str, str]]]


def told_to(opened: Opened) -> Told:
    return Told(
        {address: opened.tree(address) for address in telling_addresses()},
        list(word.lines(word.opened(opened.client.get("/paper.docx").content))),
        {
            address: downloaded(opened.client, address)
            for address in mounted_addresses()
            if is_csv(address)
        },
    )


def silent(
    told: Told, shown: list[str], filed: list[str], containers: set[str] = BLOCKS
) -> tuple[list[str], int]:
    """Where a made-up value is told without saying that it is made up, on pages and in files; and in how many it is told."""
    found, places = [], 0
    for address, tree in told.pages.items():
        for value in shown:
            for block in blocks_with(tree, value, containers):
                places += 1
                said = words(inside_figure(tree, block) if block.tag in OF_FIGURES else block)
                found += [] if MADE_UP.search(said) else [f"{address}: {said[:200]}"]
    for line in told.paper:
        if any(value in line for value in shown):
            places += 1
            found += [] if MADE_UP.search(line) else [f"paper.docx: {line[:200]}"]
    for address, rows in told.files.items():
        for row in rows:
            said = " ".join(row.values())
            if any(value in row.values() or value in said.replace(",", "") for value in filed):
                places += 1
                found += [] if MADE_UP.search(said) else [f"{address}: {said[:200]}"]
    return found, places


def test_made_up_months_say_how_in_page_and_file(opened):
    told = "Illustrative month: made up so that the average equals the report's"
    months = MonthlyReturn.objects.filter(basis="illustrative").count()
    (table,) = [
        one
        for one in opened.tree("/ehcp/").iter("table")
        if words(one.find("caption")) == "Month by month"
    ]
    assert [told in words(row) for row in table.findall("./tbody/tr")] == [True] * months
    assert [
        told in " ".join(row.values()) for row in downloaded(opened.client, "/ehcp/months.csv")
    ] == [True] * months


def test_charts_of_made_up_months_say_so(opened):
    for address in page_addresses():
        tree = opened.tree(address)
        for figure in with_class(tree, "figure"):
            rows = [words(row) for row in figure.iter("tr")]
            if any(MADE_UP.search(row) for row in rows):
                assert MADE_UP.search(words(figure.find("figcaption"))), address
                assert MADE_UP.search(
                    words(figure.find(".//{*}svg/{*}title") or figure.find(".//title"))
                ), address


def test_made_up_milestone_says_so_wherever_it_appears(opened):
    """By its slippage, which no other milestone has."""
    found, places = silent(
        told_to(opened), ["3 months later"], ["3 months later"], {"tr", "li", "attention", "lede"}
    )
    assert places >= 4
    assert [
        line for line in found if not line.startswith("/milestones/example-slipped-date/")
    ] == []
    assert "Illustrative: a made-up example" in words(
        opened.tree("/milestones/example-slipped-date/")
    )


def test_meetings_say_that_their_days_are_illustrative(opened):
    sections = [
        one
        for one in opened.tree("/meetings/").iter("section")
        if one.get("id", "").startswith("meeting-")
    ]
    assert len(sections) == 2
    assert [
        ("the day is illustrative" in words(one), "Recommendation" in words(one))
        for one in sections
    ] == [(True, True)] * 2
    assert "a made-up example" in words(sections[1])


def test_example_matrix_gives_no_score_a_band(opened):
    tree = opened.tree("/risks/")
    assert "This matrix is an example." in words(tree)
    for section in (one for one in tree.iter("section") if one.get("id", "").startswith("risk-")):
        assert not re.search(
            r"\b(low|medium|high|severe|example)\b", words(section.find("p")).lower()
        ), words(section)


def test_who_may_sign_in(opened):
    assert get_user_model().objects.count() == 6
    for name in ("member", "officer", "manager", "figures", "auditor", "admin"):
        assert reader(name).get("/").status_code == 200
