"""Middleware of the site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

ADMIN_PREFIX = "/admin/"


def never_store_admin(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Add Cache-Control: no-store to all responses of the admin, error pages and cacheable views
    included.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            add_never_cache_headers(response)
        return response

    return middleware
