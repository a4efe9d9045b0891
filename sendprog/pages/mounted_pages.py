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
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from sendprog.records.people import User
from sendprog.records.snapshots import cache

ROLES = "roles"
PUBLIC_SECONDS = 300


@dataclass(frozen=True)
class Query:
    """What was asked: the address inside the mount ("strands/strategy/"), and the parameters.

    `whole` asks for a page to keep: its tables are whole, and nothing on it filters or sorts.
    """

    address: str
    parameters: QueryDict
    whole: bool = False

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

    def render(
        self,
        title: str,
        template: str,
        *,
        about: tuple[str, str] | None = None,
        filters: bool = False,
        **context: Any,
    ) -> "Page":
        """A page whose links are relative to this address."""
        main = render_to_string(template, {"address": self.address, "query": self, **context})
        return Page(title, main, about, filters)


@dataclass(frozen=True)
class Page:
    """A title and the content of <main>: the same bytes wherever it is mounted.

    `about` names the record shown, as its kind and its key ("strands.milestone", "transitions-guide"), for the shell's links.
    `filters`: whether it can be asked to filter and sort. `note` is what the shell says of how the page was made.
    """

    title: str
    main: SafeString
    about: tuple[str, str] | None = None
    filters: bool = False
    note: str = ""


@dataclass(frozen=True)
class Download:
    """A file made of the same snapshot as the page it stands on."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Shell:
    """What is drawn around a page for each request: the band's state and words, notices, and links."""

    state: str
    words: str
    notices: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


class Showing(Protocol):
    """What one request sees of a mount. `key` changes with whatever its pages or their shell say; `prefix` is where it stands."""

    prefix: str
    key: str
    is_public: bool

    def made(self, page: Callable, query: Query, address: dict[str, Any]) -> Page | Download: ...

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell: ...


class Mount(Protocol):
    """Where pages are mounted. `own` names the values of its address that are the mount's, not the pages'.

    `showing` refuses whoever may not read here (PermissionDenied), what is not there (Http404) and what is gone (Gone).
    """

    own: tuple[str, ...]

    def showing(self, request: HttpRequest, **own: Any) -> Showing: ...


class Gone(Exception):
    """What stood at an address was removed for good: its title, and what readers are told."""

    def __init__(self, title: str, words: str) -> None:
        super().__init__(title)
        self.title, self.words = title, words


def worked_out_once(showing: str, query: Query, make: Callable[[], Page | Download]) -> Page | Download:
    """What is made of a page, kept by this release under the key of what is shown, where nothing was asked of it."""
    if query.parameters:
        return make()
    key = f"{settings.SENDPROG_RELEASE}:{showing}:{query.address}"
    return cache.get_or_set(f"page:{hashlib.sha256(key.encode()).hexdigest()}", make, timeout=None)


def entity_tag(request: HttpRequest, showing: Showing) -> str:
    """Changes with what is shown, the reader and the address."""
    reader = f"{request.user.pk}:{request.user.is_staff}:{sorted(roles_of(request))}"
    seen = f"{settings.SENDPROG_RELEASE}:{showing.key}:{reader}:{request.get_full_path()}"
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


def reads_parameters(page: Callable[..., Page | Download]) -> Callable[..., Page | Download]:
    """Decorator: the page reads the address's parameters. To every other page they say nothing: it is served as it is kept."""
    page.reads_parameters = True
    return page


def mounted(page: Callable[..., Page | Download]) -> Callable[..., HttpResponse]:
    """The view of a page at whichever mount asked for it; the one place that decides who may read it."""

    @require_safe
    def view(request: HttpRequest, *, mount: Mount, **address: Any) -> HttpResponse:
        return at_mount(request, mount, address, lambda showing: shown(request, showing, page, address))

    view.page = page
    return view


def at_mount(
    request: HttpRequest, mount: Mount, address: dict[str, Any], answer: Callable[[Showing], HttpResponse]
) -> HttpResponse:
    """Take the mount's own values out of the address and answer, for whoever may read here; say what is gone."""
    is_anonymous = not request.user.is_authenticated
    if is_anonymous and not settings.SENDPROG_PUBLIC_EDITIONS:
        return redirect_to_login(request.get_full_path())
    try:
        showing = mount.showing(request, **{name: address.pop(name) for name in mount.own})
        if is_anonymous and not showing.is_public:
            return redirect_to_login(request.get_full_path())
        if not request.path.startswith(showing.prefix):
            raise Http404("This address is written differently.")
        return answer(showing)
    except Gone as gone:
        return private(
            render(request, "gone.html", {"title": gone.title, "words": gone.words}, status=410), None
        )


def shown(request: HttpRequest, showing: Showing, page: Callable, address: dict[str, Any]) -> HttpResponse:
    """The page in its shell, or the file; 304 where this reader has it already and no banner waits."""
    tag = entity_tag(request, showing)
    banner_waits = bool(messages.get_messages(request))
    if has_it(request, tag) and not banner_waits:
        return cached_by(request, HttpResponseNotModified(), tag)
    parameters = request.GET if getattr(page, "reads_parameters", False) else QueryDict()
    query = Query(request.path.removeprefix(showing.prefix), parameters)
    made = showing.made(page, query, address)
    if isinstance(made, Download):
        return cached_by(request, attachment(made), tag)
    context = {"page": made, "address": query.address, "shell": showing.shell(request, made, query)}
    return cached_by(request, render(request, "page.html", context), None if banner_waits else tag)


def has_it(request: HttpRequest, tag: str) -> bool:
    """Whether the reader's browser holds what the tag names."""
    return request.headers.get("If-None-Match", "").removeprefix("W/") == tag


def cached_by(request: HttpRequest, response: HttpResponse, tag: str | None) -> HttpResponse:
    """For this reader's browser alone; what anyone may read, for any cache, for a few minutes: a notice may come."""
    if request.user.is_authenticated:
        return private(response, tag)
    patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    if tag:
        response["ETag"] = tag
    return response


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
