"""Addresses of mounted pages.

Links between them are relative, so that the same bytes serve every mount.
"""

import posixpath
from typing import Any

from django.conf import settings
from django.urls import reverse

# Where those who edit the records read them as they are now.
LIVE_PREFIX = "/live/"


def address_of(name: str, **values: Any) -> str:
    """The address of a page inside its mount, without a leading slash: "strands/strategy/"."""
    return reverse(name, urlconf=settings.MOUNTED_URLCONF, kwargs=values or None).removeprefix("/")


def live_address(name: str, **values: Any) -> str:
    """The address of a page in the live mount: "/live/strands/strategy/"."""
    return f"{LIVE_PREFIX}{address_of(name, **values)}"


def relative(target: str, *, seen_from: str) -> str:
    """The relative link from one address inside the mount to another: "../ehcp/"."""
    folder = seen_from if seen_from.endswith("/") or not seen_from else posixpath.dirname(seen_from)
    path = posixpath.relpath(f"/{target}", f"/{folder}")
    return f"{path}/" if target.endswith("/") or not target else path
