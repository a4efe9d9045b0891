"""The print view as a tagged PDF (PDF/UA-1), if WeasyPrint is installed.

It never uses the network.
"""

import logging
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders

STYLES = ("govuk/govuk-frontend.css", "css/app.css")
FONTS = Path(__file__).parent.parent / "paper" / "fonts"
# Our own fonts: a server may have others, or none.
FACES = "".join(
    f"@font-face {{ font-family: arial; font-weight: {weight}; src: url(LiberationSans-{name}.ttf); }}"
    for weight, name in ((400, "Regular"), (700, "Bold"))
)
# To break words anywhere, WeasyPrint measures each letter of each cell, which doubles the time. It
# is needed only when a word is too long for its column.
LONG_WORD = re.compile(r"\S{30}")
WHOLE_WORDS = ".scroll th, .scroll td { overflow-wrap: break-word !important; }"


@cache
def is_installed() -> bool:
    """Whether WeasyPrint and the system library that it needs (Pango) can be loaded."""
    # It logs each step, and each CSS rule that it does not support.
    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def own_files(base: str) -> dict[str, tuple[str, bytes]]:
    """The style sheets and fonts that a document at `base` may load: {address: (media type,
    content)}.
    """
    root = urljoin(base, "/")
    styles = {urljoin(root, f"static/{name}"): Path(str(finders.find(name))) for name in STYLES}
    fonts = {urljoin(root, path.name): path for path in FONTS.glob("*.ttf")}
    colour = f":root{{--council:{settings.SENDPROG_COLOUR}}}".encode()
    files = {address: ("text/css", path.read_bytes()) for address, path in styles.items()}
    files |= {address: ("font/ttf", path.read_bytes()) for address, path in fonts.items()}
    return files | {urljoin(root, "council.css"): ("text/css", colour)}


def fetcher_of(files: dict[str, tuple[str, bytes]]) -> Any:
    """A WeasyPrint URL fetcher that returns these files and raises ValueError for every other URL."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url not in files:
                raise ValueError("Not one of our own files.")
            media_type, content = files[url]
            return URLFetcherResponse(url, content, {"Content-Type": media_type})

    return OwnFilesFetcher()


def as_pdf(html: str, *, base: str) -> bytes:
    """The HTML document at the address `base` as a tagged PDF with title, outline and page numbers."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = fetcher_of(own_files(base)), FontConfiguration()
    has_long_word = LONG_WORD.search(re.sub("<[^<>]*>", " ", html))
    styles = FACES if has_long_word else FACES + WHOLE_WORDS
    faces = CSS(string=styles, base_url=urljoin(base, "/"), url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, base_url=base, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[faces], font_config=fonts, pdf_variant="pdf/ua-1")
