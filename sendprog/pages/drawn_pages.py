"""Whole pages as they are sent, cached by what they are made from and by who gets the same.

What only one reader has in the bar, such as their name, is left out of what is cached, which is
compressed around it, and filled in for each request.
"""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from functools import cache as call_once

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac

from sendprog.pages.reader_bar import reader_bar
from sendprog.pages.responses import frame_key
from sendprog.records.snapshots import cache

# A key names the state of the data: an old one is asked for no more.
SECONDS = 24 * 60 * 60
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# An empty last block of DEFLATE.
LAST_BLOCK = b"\x03\x00"


@dataclass(frozen=True)
class Drawing:
    """The parts of a page around the reader's part of the bar; `key`: "" if it is not cached."""

    key: str
    parts: tuple[bytes, ...]

    def with_bar(self, bar: bytes) -> bytes:
        return bar.join(self.parts)

    def gzipped(self, bar: bytes) -> bytes:
        """The page with this bar in the gzip format (RFC 1952); its parts are compressed once."""
        content = self.with_bar(bar)
        compressed = cache.get_or_set(
            f"gzip:{self.key}", lambda: tuple(map(deflated, self.parts)), timeout=SECONDS
        )
        body = deflated(bar).join(compressed)
        ends = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
        return b"".join((GZIP_HEAD, body, LAST_BLOCK, ends))


def deflated(content: bytes) -> bytes:
    """A part of a DEFLATE stream that refers to no other part and isn't the last."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH)


@call_once
def bar_marker() -> str:
    """What stands for the reader's part of the bar in a drawing; nobody can have typed it."""
    return salted_hmac("sendprog.pages.drawn_pages", settings.SENDPROG_RELEASE).hexdigest()


def drawing_key(*parts: str) -> str:
    """The cache key of a page that is the same wherever these parts and the frame are."""
    text = "\n".join((frame_key(), *parts))
    return f"drawn:{hashlib.sha256(text.encode()).hexdigest()}"


def stored_drawing(key: str) -> Drawing | None:
    """The page cached under this key, or None."""
    return cache.get(key)


def drawing_of(html: str, key: str) -> Drawing:
    """A page with `bar_marker()` for the reader's part of the bar; cached, unless its key is ""."""
    drawing = Drawing(key, tuple(html.encode().split(bar_marker().encode())))
    if key:
        cache.set(key, drawing, timeout=SECONDS)
    return drawing


def drawn_response(request: HttpRequest, drawing: Drawing) -> HttpResponse:
    """The page with this reader's part of the bar, compressed for browsers that accept it.

    A page that is not cached is left for the middleware to compress.
    """
    bar = reader_bar(request).encode()
    if not drawing.key or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(drawing.with_bar(bar))
    response = HttpResponse(drawing.gzipped(bar), headers={"Content-Encoding": "gzip"})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
