"""The address that a request came from, which its sender can't choose."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest | None) -> str:
    """The address of who sent the request; "" where it is unknown.

    X-Forwarded-For is read only where one of SENDPROG_TRUSTED_PROXIES sent the request, and from
    the right: each proxy adds the address that it saw, and what is left of the first address that
    is no trusted proxy may be made up.
    """
    if request is None:
        return ""
    address = plain_address(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address in settings.SENDPROG_TRUSTED_PROXIES and forwarded:
        nearer = plain_address(forwarded.pop())
        if not nearer:
            break
        address = nearer
    return address


def plain_address(text: str) -> str:
    """An IP address in its usual form; "" for any other text."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
