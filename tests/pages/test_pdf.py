"""The optional PDF of an edition: tagged, PDF/UA-1, made of our own files alone; without the extra, absent."""

import io
import re

import pytest
from django.core.cache import cache
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from committee.editions.seal import addresses_to_purge
from committee.editions.stored import editions_for_readers, snapshot_of
from committee.mounts import pdf
from committee.snapshot import catalogue
from tests.crawling import EDITION, parsed, reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]

ADDRESS = f"{EDITION}report.pdf"
needs_extra = pytest.mark.skipif(
    not pdf.is_installed(),
    reason="the optional extra sendprog[pdf] is not installed here: no PDF made",
)


@pytest.fixture(scope="module")
def made(published_demonstration) -> bytes:
    response = reader().get(ADDRESS)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
    return response.content


def test_without_the_extra_the_link_is_absent_and_the_address_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pdf, "is_installed", lambda: False)
    client = reader()
    assert "report.pdf" not in client.get(f"{EDITION}print/").content.decode()
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert "This server makes no PDF" in words(parsed(response.content.decode()).find(".//main"))


def test_with_the_extra_the_print_view_links_to_it(monkeypatch):
    monkeypatch.setattr(pdf, "is_installed", lambda: True)
    # Pages drawn without it are cached.
    cache.clear()
    client = reader()
    for address in ("/print/", f"{EDITION}print/"):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()
    for address in ("/", "/briefing/", "/live/print/"):
        assert "report.pdf" not in reader("auditor").get(address).content.decode()


def test_no_edition_keeps_one():
    assert not any(
        held.name.endswith(".pdf") for one in editions_for_readers() for held in one.held.all()
    )


def test_what_caches_must_drop_of_a_sealed_edition_names_it():
    found = addresses_to_purge(editions_for_readers().get(number=2))
    assert {ADDRESS, f"{EDITION}changes/", "/changes.csv", f"{EDITION}data.zip", "/print/"} <= set(
        found
    )
    assert "/report.pdf" not in found


@needs_extra
def test_it_is_tagged_and_says_what_it_is(made):
    document = PdfReader(io.BytesIO(made))
    root = document.trailer["/Root"]
    assert (
        root["/MarkInfo"]["/Marked"]
        and root["/Lang"] == "en-GB"
        and root["/ViewerPreferences"]["/DisplayDocTitle"]
    )
    assert document.metadata.title.startswith("The whole report, to print")
    assert re.search(rb"pdfuaid:part(?:>|=\")1", root["/Metadata"].get_data())
    assert len(document.pages) > 20
    assert [one.title for one in document.outline if not isinstance(one, list)]


def tags(node: object, found: dict[str, int]) -> dict[str, int]:
    """How many of each tag the structure has."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, DictionaryObject):
        if "/S" in node:
            found[node["/S"]] = found.get(node["/S"], 0) + 1
        tags(node.get("/K", []), found)
    elif isinstance(node, list):
        for one in node:
            tags(one, found)
    return found


@needs_extra
def test_headings_tables_and_figures_have_their_tags(made):
    found = tags(PdfReader(io.BytesIO(made)).trailer["/Root"]["/StructTreeRoot"], {})
    assert found["/H1"] == 1 and found["/H2"] > 10 and found["/Table"] > 20
    assert found["/TH"] > 100 and found["/TD"] > 100 and found["/Figure"] >= 3, found


@needs_extra
def test_pages_are_a4_and_numbered(made):
    document = PdfReader(io.BytesIO(made))
    assert {
        (round(page.mediabox.width), round(page.mediabox.height)) for page in document.pages
    } == {(595, 842)}
    count = len(document.pages)
    for number in (1, 2, count):
        assert f"Page {number} of {count}" in document.pages[number - 1].extract_text()


@needs_extra
def test_it_says_the_editions_readings(made):
    told = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split()
    )
    latest = catalogue.latest_readings(snapshot_of(editions_for_readers().get(number=2))).values()
    assert [one.in_words for one in latest if one.in_words not in told] == []
    assert "Edition 2, published for the meeting of 22 January 2025." in told


@needs_extra
def test_nothing_is_fetched_from_anywhere(monkeypatch):
    """The style sheets and fonts are ours; an address of the disk, of this machine or of another gets nothing."""
    asked = []
    real = pdf.fetcher_of

    def watched(files):
        fetcher = real(files)
        give = fetcher.fetch
        fetcher.fetch = lambda url, headers=None: (asked.append(url), give(url, headers))[1]
        return fetcher

    monkeypatch.setattr(pdf, "fetcher_of", watched)
    wanted = [
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "https://other.example/x.css",
        "https://site.example/static/../secret",
    ]
    html = "".join(
        f'<img src="{one}" alt="x"><link rel="stylesheet" href="{one}">' for one in wanted
    )
    made = pdf.as_pdf(
        f"<!doctype html><html lang='en-GB'><title>x</title><p>words</p>{html}",
        base="https://site.example/a/print/",
    )
    assert set(wanted[:3]) <= set(asked)
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "words" in text and "root:" not in text
    for address in wanted:
        with pytest.raises(ValueError, match="our own"):
            real(pdf.own_files("https://site.example/a/print/")).fetch(address)


@needs_extra
def test_a_word_of_hundreds_of_letters_is_broken_not_cut(monkeypatch):
    """Whole words are quicker to set; where one would not fit its column, words break anywhere."""
    head = "<!doctype html><html lang='en-GB'><title>x</title><link rel=stylesheet href=/static/css/app.css>"
    html = f"{head}<div class=scroll><table><tr><th>Row</th><td>{'w' * 900}</td></tr></table></div>"

    def lines() -> list[str]:
        made = pdf.as_pdf(html, base="https://site.example/a/")
        return PdfReader(io.BytesIO(made)).pages[0].extract_text().splitlines()

    assert sum(line.count("www") > 0 for line in lines()) > 8 and max(map(len, lines())) < 120
    monkeypatch.setattr(pdf, "LONG_WORD", re.compile("never"))
    assert max(map(len, lines())) >= 900


@needs_extra
def test_made_once_for_all_readers(monkeypatch, made):
    made_again = []
    monkeypatch.setattr(pdf, "as_pdf", lambda html, *, base: made_again.append(base) or b"%PDF-")
    cache.clear()
    for name in ("member", "auditor"):
        assert reader(name).get(ADDRESS).content == b"%PDF-"
    assert len(made_again) == 1
