"""Pages as functions of a snapshot, and the views that serve them at any mount.

A page is `page(snapshot, previous, query, **address) -> Page | Download`. It sees no user, no clock and no database.
`mounted(page)` makes the Django view: it checks who may read, hands over the snapshot and draws the shell around it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import user_logged_in
from django.contrib.auth.decorators import login_required
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from sendprog.models import User
from sendprog.snapshots import Snapshot, cache

ROLES = "roles"


@dataclass(frozen=True)
class Query:
    """What was asked: the address inside the mount ("strands/strategy/"), and the parameters."""

    address: str
    parameters: QueryDict

    @property
    def same(self) -> str:
        """The parameters as they are, for a link to what goes with this page: "?strand=strategy"."""
        return self.changed(page=None)

    def changed(self, **values: str | None) -> str:
        """A link to this page with some parameters changed, or (None) left out: "?sort=forecast"."""
        parameters = self.parameters.copy()
        for name, value in values.items():
            parameters.pop(name, None)
            if value is not None:
                parameters[name] = value
        return f"?{parameters.urlencode()}"

    def render(self, title: str, template: str, *, about: tuple[str, str] | None = None, **context: Any) -> "Page":
        """A page whose links are relative to this address."""
        main = render_to_string(template, {"address": self.address, "query": self, **context})
        return Page(title, main, about)


@dataclass(frozen=True)
class Page:
    """A title and the content of <main>: the same bytes wherever it is mounted.

    `about` names the record shown, as its kind and its key ("strands.milestone", "transitions-guide"), for the shell's links.
    """

    title: str
    main: SafeString
    about: tuple[str, str] | None = None


@dataclass(frozen=True)
class Download:
    """A file made of the same snapshot as the page it stands on."""

    name: str
    media_type: str
    content: bytes


class Mount(Protocol):
    """Where pages are mounted: which snapshot they show, and what their band says."""

    def snapshot(self, request: HttpRequest) -> Snapshot: ...

    def previous(self, request: HttpRequest) -> Snapshot | None: ...

    def band(self, snapshot: Snapshot) -> dict[str, Any]: ...

    def links(self, request: HttpRequest, page: Page) -> list[tuple[str, str]]: ...

    prefix: str


def kept_page(page: Callable, snapshot: Snapshot, previous: Snapshot | None, query: Query, address: dict) -> Page | Download:
    """The page, worked out once for each snapshot where nothing was asked of it."""
    if query.parameters:
        return page(snapshot, previous, query, **address)
    key = f"page:{hashlib.sha256(f'{snapshot.key}:{query.address}'.encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: page(snapshot, previous, query, **address), timeout=None)


def entity_tag(request: HttpRequest, snapshot: Snapshot) -> str:
    """Changes with the data, the day, the reader and the address."""
    seen = f"{snapshot.key}:{request.user.pk}:{request.user.is_staff}:{request.get_full_path()}"
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


def mounted(page: Callable[..., Page | Download]) -> Callable[..., HttpResponse]:
    """The view of a page at whichever mount asked for it; the one place that decides who may read it."""

    @require_safe
    @login_required
    def view(request: HttpRequest, *, mount: Mount, **address: Any) -> HttpResponse:
        snapshot = mount.snapshot(request)
        tag = entity_tag(request, snapshot)
        banner_waits = bool(messages.get_messages(request))
        if request.headers.get("If-None-Match", "").removeprefix("W/") == tag and not banner_waits:
            return private(HttpResponseNotModified(), tag)
        query = Query(request.path.removeprefix(mount.prefix), request.GET)
        made = kept_page(page, snapshot, mount.previous(request), query, address)
        if isinstance(made, Download):
            return private(attachment(made), tag)
        shell = {"page": made, "address": query.address, "band": mount.band(snapshot), "links": mount.links(request, made)}
        return private(render(request, "page.html", shell), None if banner_waits else tag)

    return view


def private(response: HttpResponse, tag: str | None) -> HttpResponse:
    """For this reader's browser alone, which asks each time whether it changed."""
    patch_cache_control(response, private=True, no_cache=True)
    if tag:
        response["ETag"] = tag
    return response


def attachment(download: Download) -> HttpResponse:
    """A download under a name of ours, never the reader's."""
    response = HttpResponse(download.content, content_type=download.media_type)
    response["Content-Disposition"] = f'attachment; filename="{download.name}"'
    return response


def roles_of(request: HttpRequest) -> set[str]:
    """The names of the reader's groups when they signed in: which links to draw. Rights are asked where they count."""
    return set(request.session.get(ROLES, ())) if request.user.is_authenticated else set()


@receiver(user_logged_in)
def keep_roles(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Keep the names of the reader's groups in the session, so that no page asks for them again."""
    request.session[ROLES] = list(user.groups.values_list("name", flat=True))


def site(request: HttpRequest) -> dict[str, Any]:
    """What every template may name."""
    return {
        "council": settings.SENDPROG_COUNCIL,
        "programme": settings.SENDPROG_PROGRAMME,
        "demonstration": settings.SENDPROG_DEMONSTRATION,
        "address": request.path.removeprefix("/"),
        "roles": SimpleLazyObject(lambda: roles_of(request)),
    }
