"""Addresses inside a mount. Links between mounted pages are relative, so the same bytes serve every mount and plain files."""

import posixpath
from typing import Any

from django.conf import settings
from django.urls import reverse

# Where those who keep the records read them as they are.
LIVE_PREFIX = "/live/"


def address_of(name: str, **values: Any) -> str:
    """The address of a mounted page inside its mount, without a leading slash: "strands/strategy/"."""
    return reverse(name, urlconf=settings.MOUNTED_URLCONF, kwargs=values or None).removeprefix("/")


def live_address(name: str, **values: Any) -> str:
    """Where a mounted page is read live, as after a save: "/live/strands/strategy/"."""
    return f"{LIVE_PREFIX}{address_of(name, **values)}"


def relative(target: str, *, seen_from: str) -> str:
    """The link from one address inside the mount to another: "../ehcp/"."""
    folder = seen_from if seen_from.endswith("/") or not seen_from else posixpath.dirname(seen_from)
    path = posixpath.relpath(f"/{target}", f"/{folder}")
    return f"{path}/" if target.endswith("/") or not target else path
