"""`make pictures`: a screenshot of every kind of page of both demonstrations, on a desk and on a phone.

They are written to pictures/, which git ignores: pictures/exampleshire/1350-finance.png.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.chromium import find_chromium

django.setup()

from tests.speed.servers import PASSWORD, ROOT, demonstration  # noqa: E402

FOLDER = ROOT / "pictures"
WIDTHS = (1350, 390)
# Who sees what a member doesn't, and where they start.
READERS = {
    "member": ("/", "/search/?q=plan", "/accessibility/", "/privacy/", "/cookies/"),
    "officer": ("/my-updates/",),
    "manager": ("/meetings/", "/paper/", "/people/", "/headline-measures/", "/live/"),
    "figures": ("/admin/", "/admin/sendprog/load/", "/admin/sendprog/load/add/"),
    "auditor": ("/exempt/", "/live/changes/"),
}
# Of pages about one thing each, so many are taken.
MOST_OF_A_KIND = 2


def taken(browser: Browser, url: str, reader: str) -> Iterator[tuple[Page, str, int]]:
    """Each page of a reader at each width, opened."""
    for width in WIDTHS:
        context = browser.new_context(base_url=url, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Username").fill(reader)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_load_state()
        for address in addresses(page, READERS[reader], follows=reader == "member"):
            page.goto(address)
            yield page, address, width
        context.close()


def addresses(page: Page, first: tuple[str, ...], *, follows: bool) -> list[str]:
    """These and, for one who follows links, the pages that the first leads to, some of each kind."""
    if not follows:
        return list(first)
    found, waiting, of_kinds = list(first), [first[0]], {}
    while waiting:
        address = waiting.pop(0)
        text = page.request.get(address).text()
        for link in re.findall(r'<a[^>]* href="([^"#?]+)"', text):
            target = urljoin(address, link)
            kind = f"{target.split('/')[1]} {target.count('/')}"
            is_page = target.startswith("/") and target.endswith("/")
            if not is_page or target in found or target.startswith(("/admin/", "/accounts/")):
                continue
            of_kinds[kind] = of_kinds.get(kind, 0) + 1
            if of_kinds[kind] <= MOST_OF_A_KIND:
                found.append(target)
                waiting.append(target)
    return found


def name_of(address: str) -> str:
    """ "strands-strategy"; "overview" for the front."""
    parts = urlsplit(address)
    return re.sub(r"[^\w]+", "-", f"{parts.path} {parts.query}").strip("-") or "overview"


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for programme in ("devon", "exampleshire"):
            of_programme = Path(folder) / programme
            of_programme.mkdir()
            with demonstration(of_programme, programme) as server:
                for reader in READERS:
                    for page, address, width in taken(browser, server.url, reader):
                        file = FOLDER / programme / f"{width}-{reader}-{name_of(address)}.png"
                        page.screenshot(path=file, full_page=True)
                        print(file.relative_to(ROOT))
        browser.close()


if __name__ == "__main__":
    main()
