"""Pages as functions of a snapshot, and the views that serve them wherever they are mounted.

A page is `page(snapshot, previous, query, **values) -> Page | Download`. It sees no user, no clock
and no database. `mounted(page)` makes the Django view, which checks who may read, gets the page and
renders the shell around it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from sendprog.pages.card_tables import as_card_tables
from sendprog.pages.drawn_pages import (
    BAR,
    STYLES,
    drawing_key,
    drawing_of,
    drawn_response,
    marker,
    stored_drawing,
)
from sendprog.pages.first_styles import needs_sheets
from sendprog.pages.reader_bar import reader_bar
from sendprog.pages.reader_roles import roles_of
from sendprog.pages.reading_help import with_reading_help
from sendprog.pages.region_names import with_own_region_names
from sendprog.pages.responses import (
    etag_for,
    etag_matches,
    with_cache_headers,
    with_private_headers,
)
from sendprog.records.snapshots import cache, uncollected


@dataclass(frozen=True)
class Query:
    """The address inside the mount ("strands/strategy/") and the URL parameters.

    `is_static` is for pages that are stored: tables are whole, without pages, filters or sort
    links.
    """

    address: str
    parameters: QueryDict
    is_static: bool = False

    @property
    def query_string(self) -> str:
        """The parameters without "page", for links to this page's downloads: "?strand=strategy"."""
        return self.link_with(page=None)

    def link_with(self, **values: str | None) -> str:
        """A link to this page with some parameters replaced or, if None, removed: "?sort=forecast"."""
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
        """A Page rendered from the template, with links relative to this address."""
        main = render_to_string(template, {"address": self.address, "query": self, **context})
        # The templates escaped every text; only roles and escaped labels are added.
        return Page(title, mark_safe(with_own_region_names(as_card_tables(main))), about, filters)  # noqa: S308


@dataclass(frozen=True)
class Page:
    """A title and the content of <main>, the same at every mount.

    `about` names the record shown, as label and key ("strands.milestone", "transitions-guide"), for
    the shell's links. `filters`: whether the page can be filtered and sorted. `note` is shown in
    the shell.
    """

    title: str
    main: SafeString
    about: tuple[str, str] | None = None
    filters: bool = False
    note: str = ""

    @property
    def has_figures(self) -> bool:
        """Whether the page has a chart whose figure stands in it, for readers to explore."""
        return '<script type="application/json">' in self.main


@dataclass(frozen=True)
class Download:
    """A file made from the same snapshot as its page."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Shell:
    """What is rendered around a page at each request: state and description, notices, and links.

    `meeting` is that of a published edition, for the title: "meeting of 22 January 2025".
    """

    state: str
    description: str
    notices: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    meeting: str = ""


class PageSource(Protocol):
    """The pages of a mount, for one request.

    `prefix` is the mount's address; `key` changes with the content of its pages or their shell;
    `is_public`: whether anonymous visitors may read it where the settings allow that. `readers`
    names those who get the same shell as this reader, but for their name.
    """

    prefix: str
    key: str
    is_public: bool

    def render(self, page: Callable, query: Query, values: dict[str, Any]) -> Page | Download: ...

    def readers(self, request: HttpRequest, query: Query) -> str: ...

    def shell(self, request: HttpRequest, page: Page, query: Query) -> Shell: ...


class Mount(Protocol):
    """A place where the pages are mounted. `own` names the URL's values that are the mount's, not
    its pages'.

    `source` raises PermissionDenied, Http404 or Gone where the pages can't be read.
    """

    own: tuple[str, ...]

    def source(self, request: HttpRequest, **own: Any) -> PageSource: ...


class Gone(Exception):
    """The pages at this address were removed for good; holds the title and message for readers."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(title)
        self.title, self.message = title, message


def cached_page(
    source_key: str, query: Query, make: Callable[[], Page | Download]
) -> Page | Download:
    """Cache the page by release, source and address; not cached if the URL has parameters."""
    make = uncollected()(make)
    if query.parameters:
        return make()
    key = f"{settings.SENDPROG_RELEASE}:{source_key}:{query.address}"
    return cache.get_or_set(f"page:{hashlib.sha256(key.encode()).hexdigest()}", make, timeout=None)


def reads_parameters(page: Callable[..., Page | Download]) -> Callable[..., Page | Download]:
    """Decorator: pass the URL's parameters to this page.

    All other pages get none, and so are cached.
    """
    page.reads_parameters = True
    return page


def mounted(page: Callable[..., Page | Download]) -> Callable[..., HttpResponse]:
    """The Django view of a page with its reading help, for every mount."""
    page = with_reading_help(page)

    @require_safe
    def view(request: HttpRequest, *, mount: Mount, **values: Any) -> HttpResponse:
        def respond(source: PageSource) -> HttpResponse:
            return page_response(request, source, page, values)

        return serve_from_mount(request, mount, values, respond)

    view.page = page
    return view


def serve_from_mount(
    request: HttpRequest,
    mount: Mount,
    values: dict[str, Any],
    respond: Callable[[PageSource], HttpResponse],
) -> HttpResponse:
    """Check who may read, take the mount's own values out of `values`, and respond.

    410 if Gone is raised.
    """
    is_anonymous = not request.user.is_authenticated
    if is_anonymous and not settings.SENDPROG_PUBLIC_EDITIONS:
        return redirect_to_login(request.get_full_path())
    try:
        source = mount.source(request, **{name: values.pop(name) for name in mount.own})
        if is_anonymous and not source.is_public:
            return redirect_to_login(request.get_full_path())
        if not request.path.startswith(source.prefix):
            raise Http404("This address is written differently.")
        return respond(source)
    except Gone as gone:
        context = {"title": gone.title, "message": gone.message}
        return with_private_headers(render(request, "gone.html", context, status=410), None)


def page_response(
    request: HttpRequest, source: PageSource, page: Callable, values: dict[str, Any]
) -> HttpResponse:
    """The page in its shell, or the download.

    304 if the browser has it and no message is waiting.
    """
    etag = etag_for(request, source)
    has_messages = bool(messages.get_messages(request))
    if etag_matches(request, etag) and not has_messages:
        return with_cache_headers(request, HttpResponseNotModified(), etag)
    parameters = request.GET if getattr(page, "reads_parameters", False) else QueryDict()
    query = Query(request.path.removeprefix(source.prefix), parameters)
    # A message is for this reader alone; parameters that the page does not read are without number.
    is_kept = not has_messages and bool(parameters) == bool(request.GET)
    readers = source.readers(request, query)
    asked = parameters.urlencode()
    key = drawing_key(source.key, source.prefix, query.address, readers, asked=asked)
    drawing = stored_drawing(key) if is_kept else None
    if drawing is None:
        content = source.render(page, query, values)
        if isinstance(content, Download):
            return with_cache_headers(request, download_response(content), etag)
        drawing = drawing_of(page_in_shell(request, source, query, content), key if is_kept else "")
    response = drawn_response(request, drawing)
    return with_cache_headers(request, response, None if has_messages else etag)


def page_in_shell(request: HttpRequest, source: PageSource, query: Query, page: Page) -> str:
    """The whole page as HTML, with markers for the reader's part of the bar and the first styles."""
    context = {
        "page": page,
        "address": query.address,
        "shell": source.shell(request, page, query),
        "reader_bar": marker(BAR),
        "first_styles": marker(STYLES),
        "needs_sheets": needs_sheets(page.main),
    }
    return render_to_string("page.html", context, request)


def download_response(download: Download) -> HttpResponse:
    """The download as an attachment; its name never comes from a request."""
    response = HttpResponse(download.content, content_type=download.media_type)
    response["Content-Disposition"] = f'attachment; filename="{download.name}"'
    return response


def site_context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the variables available to every template."""
    return {
        "council": settings.SENDPROG_COUNCIL,
        "programme": settings.SENDPROG_PROGRAMME,
        "demonstration": settings.SENDPROG_DEMONSTRATION,
        "has_own_colour": settings.SENDPROG_COLOUR != settings.DEFAULT_COLOUR,
        "address": request.path.removeprefix("/"),
        "roles": SimpleLazyObject(lambda: roles_of(request)),
        "reader_bar": SimpleLazyObject(lambda: reader_bar(request)),
    }
