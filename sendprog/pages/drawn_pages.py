"""Whole pages as they are sent, cached by what they are made from and by who gets the same.

The name of the reader is left out of what is cached and filled in for each request. What nobody has
signed in for is cached compressed as well.
"""

import gzip
import hashlib
from functools import cache as call_once

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.html import escape

from sendprog.records.snapshots import cache

# A page of a database that has moved on is asked for no more.
SECONDS = 24 * 60 * 60


@call_once
def name_marker() -> str:
    """What stands for the reader's name; nobody can have typed it."""
    return salted_hmac("sendprog.pages.drawn_pages", settings.SENDPROG_RELEASE).hexdigest()


def drawing_key(*parts: str) -> str:
    """The cache key of a page that is the same wherever these parts are."""
    text = "\n".join((settings.SENDPROG_RELEASE, *parts))
    return f"drawn:{hashlib.sha256(text.encode()).hexdigest()}"


def stored_drawing(key: str) -> bytes | None:
    """The page cached under this key, or None."""
    return cache.get(key)


def store_drawing(key: str, html: str) -> bytes:
    """Cache a page that was drawn with `name_marker()` for the reader's name."""
    content = html.encode()
    cache.set(key, content, timeout=SECONDS)
    return content


def drawn_response(request: HttpRequest, key: str, content: bytes) -> HttpResponse:
    """The page for this reader: with their name, or for anyone compressed once for all."""
    if request.user.is_authenticated:
        name = escape(request.user.get_username())
        return HttpResponse(content.replace(name_marker().encode(), name.encode()))
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(content)
    compressed = cache.get_or_set(
        f"gzip:{key}", lambda: gzip.compress(content, mtime=0), timeout=SECONDS
    )
    response = HttpResponse(compressed, headers={"Content-Encoding": "gzip"})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
