"""The glossary is the council's: usual terms until it words its own, edited in the browser, frozen with editions."""

from datetime import date

import pytest

from committee.models import GlossaryTerm
from committee.snapshot.glossary import GLOSSARY, shown_terms
from committee.snapshot.usual_terms import USUAL_TERMS
from sendprog.records.snapshots import Audience, Snapshot, live_snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.rag import MilestoneStatus, Rag
from tests import builders
from tests.crawling import parsed, reader, words
from tests.filling import errors, fill_in

pytestmark = pytest.mark.django_db
TERM = "/glossary/annual-review/edit/"


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.SENDPROG_TODAY = date(2026, 12, 1)
    builders.make_user("manager", role="manager")


def labels_of(page: str, kind: str) -> list[str]:
    """The words of the page's ratings or statuses, in order."""
    spans = parsed(page).iter("span")
    return [words(span) for span in spans if kind in (span.get("class") or "").split()]


def definitions(address: str = "/live/definitions/") -> str:
    return words(parsed(reader("manager").get(address).content.decode()))


def test_the_page_explains_every_rating_status_marker_and_basis():
    html = reader("manager").get("/live/definitions/").content.decode()
    assert labels_of(html, "rating") == [rag.label for rag in Rag]
    assert labels_of(html, "status") == [status.label for status in MilestoneStatus]
    page = words(parsed(html))
    for basis in Basis:
        assert f"{basis.label} {basis.meaning}" in page
    for marker in Marker:
        assert (
            f"{marker.symbol} {marker.label[:1].upper()}{marker.label[1:]}. {marker.meaning}"
            in page
        )
    for term, meaning in USUAL_TERMS.values():
        assert f"{term} {meaning}" in page


def test_a_manager_words_a_term_and_the_edition_before_keeps_its_own():
    edition = builders.make_edition(builders.make_meeting(date(2026, 12, 3)))
    client = reader("manager")
    assert "(not shown)" not in client.get("/glossary/").content.decode()
    fill_in(client, TERM, meaning="A yearly look at a plan.")
    record = GlossaryTerm.objects.get()
    assert record.history.first().history_user.username == "manager"
    assert (
        f"/history/committee.glossaryterm/{record.pk}/" in client.get("/glossary/").content.decode()
    )
    assert "Annual review A yearly look at a plan." in definitions()
    assert "A yearly look" not in definitions(
        f"/meetings/2026-12-03/editions/{edition.number}/definitions/"
    )


def test_a_term_is_added_once_and_taken_off_the_page():
    client = reader("manager")
    fill_in(client, "/glossary/add/", term="Element 3", meaning="Money above what a school pays.")
    assert GlossaryTerm.objects.get().slug == "element-3"
    found = errors(fill_in(client, "/glossary/add/", term="Element 3", meaning="Again."))
    assert "already" in found["term"]
    assert (
        "letters or digits"
        in errors(fill_in(client, "/glossary/add/", term="…", meaning="No."))["term"]
    )
    fill_in(client, "/glossary/element-3/edit/", shown=None)
    assert "Element 3" not in definitions()
    assert "Element 3 (not shown)" in words(parsed(client.get("/glossary/").content.decode()))


def test_there_is_no_such_term():
    assert reader("manager").get("/glossary/nothing/edit/").status_code == 404


def test_an_edition_without_a_glossary_has_the_usual_terms():
    empty = Snapshot(
        on=date(2026, 1, 1), viewer=Audience.MEMBER, key="", read=lambda section: b"[]"
    )
    assert shown_terms(empty) == shown_terms(live_snapshot())
    assert GLOSSARY.title_of(live_snapshot()[GLOSSARY][0]).startswith("Definition of ")
