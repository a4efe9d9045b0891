"""`manage.py export_editions`: crawled from disk, as a plain web server would serve it."""

import posixpath
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from committee.editions.seal import request_sealing, seal_edition
from committee.editions.withdraw import withdraw_edition
from committee.models import ContentKind, Edition
from sendprog.demo import DEVON
from sendprog.models import User
from tests import builders
from tests.crawling import main_of, parsed, tags_of, with_class, words
from tests.pages.test_notices import says, texts_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]

EDITION = "meetings/2025-01-22/editions/2/"
FIRST = "meetings/2024-11-26/editions/1/"


@pytest.fixture(scope="module")
def folder(published_demonstration, tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("export")
    call_command("export_editions", str(found), verbosity=0)
    return found


def file_at(folder: Path, address: str) -> Path:
    """What a web server would send for an address: a folder's index, or the file itself."""
    return folder / (f"{address}index.html" if address.endswith("/") or not address else address)


def links_of_file(text: str) -> list[str]:
    return [
        value
        for _, attributes in tags_of(text)
        for name, value in attributes.items()
        if name in {"href", "src", "action"}
    ]


def crawled(folder: Path) -> dict[str, str]:
    """Every page that links lead to from the front, by its address; a link that leads nowhere fails."""
    seen: dict[str, str] = {}
    waiting = [""]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        file = file_at(folder, address)
        assert file.is_file(), f"{address} is linked to and not there"
        seen[address] = file.read_text(encoding="utf-8") if file.suffix == ".html" else ""
        for link in links_of_file(seen[address]):
            parts = urlsplit(link)
            assert not parts.scheme and not parts.netloc and not link.startswith("/"), (
                address,
                link,
            )
            if parts.path:
                joined = posixpath.normpath(
                    posixpath.join("/", posixpath.dirname(address), parts.path)
                ).lstrip("/")
                waiting.append(
                    f"{joined}/" if parts.path.endswith(("/", "..", ".")) and joined else joined
                )
    return seen


def test_every_link_leads_to_a_file_and_every_file_is_linked(folder):
    seen = crawled(folder)
    there = {
        path.relative_to(folder).as_posix().removesuffix("index.html")
        for path in folder.rglob("*")
        if path.is_file()
    }
    fetched = {one for one in there if not one.startswith(("static/", "council.css"))}
    # A page without milestones, exceptions or savings offers no file of them, and that file has no row.
    unlinked = fetched - set(seen)
    # The own address of an indicator that reports a measure still answers; pages link to the measure's.
    reporting = (
        "strands.indicator.plans-issued-a-month/",
        "strands.indicator.overdue-annual-reviews/",
    )
    unlinked = {one for one in unlinked if not any(f"measures/{own}" in one for own in reporting)}
    assert [one for one in unlinked if len((folder / one).read_text().splitlines()) != 1] == []
    names = (
        "milestones",
        "other-figures",
        "commitments",
        "conditions",
        "contacts",
        "exceptions",
        "savings",
    )
    empty = tuple(f"/{name}.csv" for name in names)
    assert all(one.endswith(empty) for one in unlinked)
    assert {
        "",
        EDITION,
        FIRST,
        "meetings/",
        "milestones/",
        f"{FIRST}finance/",
        f"{EDITION}ehcp/months.csv",
    } <= set(seen)


def test_bytes_are_those_of_the_edition(folder):
    for edition, prefix in ((2, ""), (2, EDITION), (1, FIRST)):
        kinds = [ContentKind.PAGE, ContentKind.FILE] if prefix else [ContentKind.PAGE]
        for held in (
            Edition.objects.get(number=edition).held.filter(kind__in=kinds).select_related("file")
        ):
            content = file_at(folder, f"{prefix}{held.name}").read_bytes()
            kept = bytes(held.file.content)
            if held.file.media_type.startswith("text/html"):
                assert (
                    main_of(content.decode()).strip() == kept.decode().partition("\n")[2].strip()
                ), held.name
            else:
                assert content == kept, held.name


def test_pages_say_which_edition_they_are(folder):
    front, first = (
        parsed(file_at(folder, address).read_text()) for address in ("", f"{FIRST}finance/")
    )
    assert words(with_class(front, "as-at")[0]).startswith(
        "Edition 2, published for the meeting of 22 January 2025."
    )
    said = words(with_class(first, "as-at")[0])
    assert (
        "Illustrative: no Devon committee received this paper" in said
        and "Edition 2 is the latest." in said
    )


def test_nothing_live_and_nobody_is_exported(folder):
    for file in folder.rglob("*.html"):
        text = file.read_text()
        assert not any(
            told in text
            for told in (
                "/live/",
                "/admin/",
                "csrfmiddlewaretoken",
                "Sign out",
                "Publish an edition",
            )
        ), file


def test_charts_can_be_explored_from_the_files(folder):
    """Each page with a chart names the script and what it fetches, and all of it was written."""
    for address in ("", "finance/", f"{EDITION}ehcp/"):
        (script,) = [
            attributes
            for tag, attributes in tags_of(file_at(folder, address).read_text())
            if tag == "script" and "src" in attributes
        ]
        files = [script["src"], script["data-styles"], *script["data-scripts"].split()]
        assert len(files) == 6
        assert [name for name in files if not (folder / address / name).is_file()] == []
    assert "<script" not in file_at(folder, "milestones/").read_text()


def test_sealed_edition_is_left_out_and_withdrawn_one_says_so(tmp_path):
    manager, admin = (User.objects.get(username=name) for name in ("manager", "admin"))
    with transaction.atomic():
        second = Edition.objects.get(number=2)
        withdraw_edition(by=manager, edition=second, reason="A wrong figure")
        asked = request_sealing(
            by=manager, edition=Edition.objects.get(number=1), category="other", reason="A test"
        )
        seal_edition(by=admin, sealing=asked)
        third = builders.make_edition(second.meeting)
        call_command("export_editions", str(tmp_path / "new"), verbosity=0)
        transaction.set_rollback(True)
    assert not (tmp_path / "new" / FIRST).exists()
    assert "sealed on" in (tmp_path / "new/meetings/index.html").read_text()
    assert "A wrong figure" in file_at(tmp_path / "new", f"{EDITION}finance/").read_text()
    assert f"Edition {third.number}, published" in file_at(tmp_path / "new", "").read_text()
    crawled(tmp_path / "new")


def test_folder_with_files_is_refused(tmp_path):
    (tmp_path / "old.html").write_text("of an edition sealed since")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_editions", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["old.html"]


def test_every_page_and_file_has_the_demonstrations_notice(folder):
    written = [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "static"
    ]
    without = [
        name
        for path in written
        for name, text in texts_in(str(path.relative_to(folder)), path.read_bytes())
        if not says(text, DEVON.notice)
    ]
    assert len(written) > 100
    assert without == ["council.css"]
