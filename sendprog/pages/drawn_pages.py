"""Whole pages as they are sent, cached by what they are made from and by who gets the same.

What only one reader has in the bar, such as their name, and the first styles, which all pages
share, are left out of what is cached: it is compressed around them, and they are filled in for
each request.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache as call_once
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac

from sendprog.pages.first_styles import first_styles
from sendprog.pages.reader_bar import reader_bar
from sendprog.pages.responses import frame_key
from sendprog.records.snapshots import cache

# A key names the state of the data: an old one is asked for no more.
SECONDS = 24 * 60 * 60
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# An empty last block of DEFLATE.
LAST_BLOCK = b"\x03\x00"
BAR, STYLES = "bar", "styles"
# The keys of pages with parameters, and how many of them are cached.
ASKED, SLOTS = "asked:", 64


@dataclass(frozen=True)
class Drawing:
    """The parts of a page, and what stands in each gap between them: BAR or STYLES.

    `key`: "" if it is not cached.
    """

    key: str
    parts: tuple[bytes, ...]
    gaps: tuple[str, ...]

    def filled(self, fillings: dict[str, bytes]) -> bytes:
        return b"".join(pieces(self.parts, [fillings[gap] for gap in self.gaps]))

    def gzipped(self, fillings: dict[str, bytes]) -> bytes:
        """The filled page in the gzip format (RFC 1952); its parts are
        compressed once, and all of one without a bar.
        """
        if BAR in self.gaps:
            return self.compressed(fillings)
        return cache.get_or_set(
            f"whole:{self.key}",
            lambda: self.compressed(fillings),
            timeout=SECONDS,
        )

    def compressed(self, fillings: dict[str, bytes]) -> bytes:
        """As `gzipped`, put together anew."""
        parts = cache.get_or_set(
            f"gzip:{self.key}",
            lambda: tuple(map(deflated, self.parts)),
            timeout=SECONDS,
        )
        checksum = length = 0
        for piece in pieces(self.parts, [fillings[gap] for gap in self.gaps]):
            checksum, length = zlib.crc32(piece, checksum), length + len(piece)
        gaps = [deflated_once(fillings[gap], gap) for gap in self.gaps]
        ends = struct.pack("<LL", checksum, length & 0xFFFFFFFF)
        return b"".join((GZIP_HEAD, *pieces(parts, gaps), LAST_BLOCK, ends))


def pieces(parts: Sequence[bytes], gaps: Sequence[bytes]) -> list[bytes]:
    """The parts with what stands between them."""
    pairs = zip(parts, (*gaps, b""), strict=True)
    return [piece for pair in pairs for piece in pair]


def deflated_once(content: bytes, gap: str) -> bytes:
    """The styles are the same in every page, a bar is short."""
    return deflated_styles(content) if gap == STYLES else deflated(content)


def deflated(content: bytes) -> bytes:
    """A part of a DEFLATE stream that refers to no other part and isn't
    the last.
    """
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH)


@lru_cache(maxsize=2)
def encoded_styles(colour: str) -> bytes:
    return first_styles(colour).encode()


@lru_cache(maxsize=2)
def deflated_styles(styles: bytes) -> bytes:
    return deflated(styles)


@call_once
def marker(gap: str) -> str:
    """What stands for BAR or STYLES in a page to draw; nobody can have
    typed it.
    """
    return salted_hmac(f"sendprog.pages.drawn_pages.{gap}", settings.SENDPROG_RELEASE).hexdigest()


def drawing_key(*parts: str, asked: str = "") -> str:
    """The key of a page that is the same wherever these parts and the frame are.

    `asked`: the parameters of its address, if it reads any.
    """
    text = "\n".join((frame_key(), *parts, asked))
    return f"{ASKED if asked else 'drawn:'}{hashlib.sha256(text.encode()).hexdigest()}"


def place_of(key: str) -> str:
    """Where the page is cached: addresses with parameters are without
    number, so they share SLOTS.
    """
    return f"{ASKED}{int(key[-8:], 16) % SLOTS}" if key.startswith(ASKED) else key


def stored_drawing(key: str) -> Drawing | None:
    """The page cached under this key, or None."""
    drawing = cache.get(place_of(key))
    return drawing if drawing and drawing.key == key else None


def drawing_of(html: str, key: str) -> Drawing:
    """A page with a `marker` for each gap; cached, unless its key is ""."""
    gap_of = {marker(gap): gap for gap in (BAR, STYLES)}
    parts = re.split(f"({'|'.join(gap_of)})", html)
    gaps = tuple(gap_of[found] for found in parts[1::2])
    drawing = Drawing(key, tuple(part.encode() for part in parts[::2]), gaps)
    if key:
        cache.set(place_of(key), drawing, timeout=SECONDS)
    return drawing


def drawn_response(request: HttpRequest, drawing: Drawing) -> HttpResponse:
    """The page with this reader's part of the bar, compressed for browsers that accept it.

    A page that is not cached, or not for long, is left for the
    middleware to compress.
    """
    fillings = {
        BAR: reader_bar(request).encode(),
        STYLES: encoded_styles(settings.SENDPROG_COLOUR),
    }
    is_brief = not drawing.key or drawing.key.startswith(ASKED)
    if is_brief or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(drawing.filled(fillings))
    response = HttpResponse(drawing.gzipped(fillings), headers={"Content-Encoding": "gzip"})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
