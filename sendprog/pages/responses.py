"""What is sent around a page: its ETag, and what may be cached where."""

import hashlib
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from sendprog.pages.first_styles import policy_source
from sendprog.pages.reader_bar import reader_bar
from sendprog.pages.reader_roles import readers_of_like_roles

PUBLIC_SECONDS = 300


# What the frame of every page says; a cache may outlive a restart with other settings.
FRAME_SETTINGS = (
    "SENDPROG_RELEASE",
    "SENDPROG_COUNCIL",
    "SENDPROG_PROGRAMME",
    "SENDPROG_DEMONSTRATION",
    "SENDPROG_COLOUR",
    "SENDPROG_PUBLIC_EDITIONS",
)


def frame_key() -> str:
    """What changes with the release, the first styles and the settings that every page shows."""
    shown = [getattr(settings, name) for name in FRAME_SETTINGS]
    return repr([*shown, policy_source(settings.SENDPROG_COLOUR)])


class Keyed(Protocol):
    """What changes its key with its content."""

    key: str


def etag_for(request: HttpRequest, source: Keyed) -> str:
    """An ETag that changes with the content, the reader and the address."""
    reader = f"{request.user.pk}:{readers_of_like_roles(request)}:{reader_bar(request)}"
    key = f"{frame_key()}:{source.key}:{reader}:{request.get_full_path()}"
    return f'"{hashlib.sha256(key.encode()).hexdigest()[:32]}"'


def etag_matches(request: HttpRequest, etag: str) -> bool:
    return request.headers.get("If-None-Match", "").removeprefix("W/") == etag


def with_cache_headers(
    request: HttpRequest, response: HttpResponse, etag: str | None
) -> HttpResponse:
    """Private for signed-in readers.

    Public for others, for a few minutes, since notices may change.
    """
    if request.user.is_authenticated:
        return with_private_headers(response, etag)
    patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return with_etag(response, etag)


def with_private_headers(response: HttpResponse, etag: str | None) -> HttpResponse:
    """For this reader's browser only, revalidated at each request."""
    patch_cache_control(response, private=True, no_cache=True)
    return with_etag(response, etag)


def with_etag(response: HttpResponse, etag: str | None) -> HttpResponse:
    """A weak one for what is compressed: the same page has other bytes where it isn't."""
    if etag:
        response["ETag"] = f"W/{etag}" if response.has_header("Content-Encoding") else etag
    return response
