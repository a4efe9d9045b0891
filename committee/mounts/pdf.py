"""The print view as a tagged PDF (PDF/UA-1), where the optional extra is installed. Nothing is fetched from anywhere."""

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
# The same letters whatever fonts the server has, and none where it has none.
FACES = "".join(
    f"@font-face {{ font-family: arial; font-weight: {weight}; src: url(LiberationSans-{name}.ttf); }}"
    for weight, name in ((400, "Regular"), (700, "Bold"))
)
# To break any word anywhere, WeasyPrint measures each letter of each cell, which takes as long as all the rest. Only where a
# word is too long for its column is that needed.
LONG_WORD = re.compile(r"\S{30}")
WHOLE_WORDS = ".scroll th, .scroll td { overflow-wrap: break-word !important; }"


@cache
def is_installed() -> bool:
    """Whether WeasyPrint and the system libraries that it needs (Pango) are here."""
    # Each step, and each rule of a style sheet that is meant for screens, would fill the server's log.
    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def own_files(base: str) -> dict[str, tuple[str, bytes]]:
    """All that a document at this address may ask for, by address: our style sheets and the paper's fonts, with their types."""
    root = urljoin(base, "/")
    styles = {urljoin(root, f"static/{name}"): Path(str(finders.find(name))) for name in STYLES}
    fonts = {urljoin(root, path.name): path for path in FONTS.glob("*.ttf")}
    colour = f":root{{--council:{settings.SENDPROG_COLOUR}}}".encode()
    found = {address: ("text/css", path.read_bytes()) for address, path in styles.items()}
    found |= {address: ("font/ttf", path.read_bytes()) for address, path in fonts.items()}
    return found | {urljoin(root, "council.css"): ("text/css", colour)}


def fetcher_of(files: dict[str, tuple[str, bytes]]) -> Any:
    """What WeasyPrint asks instead of the network and the disk; it gives these files and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurOwn(URLFetcher):
        def prefetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url not in files:
                raise ValueError("Not one of our own files.")
            media_type, content = files[url]
            return URLFetcherResponse(url, content, {"Content-Type": media_type})

    return OurOwn()


def as_pdf(html: str, *, base: str) -> bytes:
    """The document, whose own address is `base`: tagged, with its title, language, outline and page numbers."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = fetcher_of(own_files(base)), FontConfiguration()
    words = "" if LONG_WORD.search(re.sub("<[^>]*>", " ", html)) else WHOLE_WORDS
    faces = CSS(string=FACES + words, base_url=urljoin(base, "/"), url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, base_url=base, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[faces], font_config=fonts, pdf_variant="pdf/ua-1")
