"""NUL and other control characters in whatever is sent to the pages of strands: answered, and never with a failure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote
from xml.etree.ElementTree import Element

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from sendprog.models import User
from strands import editing_urls, urls
from strands.models import Milestone, StrandUpdate
from tests import builders
from tests.conftest import IS_SOAK
from tests.crawling import main_of, parsed
from tests.officers_month import ON, Programme, client_of, programme, submitted

pytestmark = pytest.mark.django_db

CONTROLS = (
    "".join(chr(code) for code in (*range(1, 9), 11, 12, *range(14, 32), 127, 133)) + "\u2028\ufffe"
)
# Examples of the values in routes, by what is before the value's name.
EXAMPLES = {
    "milestones/<slug:": "new-places-open",
    "strands/<slug:": "strategy",
    "indicators/<slug:": "appeals",
    "people/<int:": "officer",
    "<str:": "2025-01",
}
# Queries that open a form of a page: of each page with one, at least the one that it needs.
QUERIES = {
    "milestone_new": ["strand=strategy"],
    "milestones_change": ["strand=strategy"],
    "milestones_undo": ["entries={entries}"],
    "strand_update": ["month=2025-01", "month=2024-12"],
}
# The parameters that any of these pages reads, and one that none reads.
PARAMETERS = ("strand", "status", "show", "sort", "page", "month", "entries", "none")
PATTERNS = [("/", pattern) for pattern in editing_urls.urlpatterns]
PATTERNS += [("/live/", pattern) for pattern in urls.urlpatterns]


def ids(case: tuple[str, URLPattern]) -> str:
    prefix, pattern = case
    return f"{prefix.strip('/')}{'-' * (prefix != '/')}{pattern.name}"


@dataclass
class SentForm:
    """A form of a page: where it is sent, its fields as they are, and its buttons."""

    address: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def it(settings) -> Programme:
    """A submitted update, a blank one that may be reviewed, milestones one of which waits for another, an indicator."""
    settings.SENDPROG_TODAY = ON
    it = programme()
    first = builders.make_milestone(strand=it.strand, forecast="March 2025")
    second = builders.make_milestone("bid", strand=it.strand, title="Bid")
    builders.make_dependency(first, second)
    indicator = builders.make_indicator("appeals", strand=it.strand)
    builders.make_return(indicator, reported_in=date(2025, 1, 1), first=None, last=None, value=12)
    for strand in (it.strand, it.other):
        builders.make_update(date(2024, 12, 1), strand=strand, state="accepted", progress="Before")
    submitted(it)
    return it


@pytest.fixture
def manager(it) -> Client:
    client = client_of(it.manager)
    client.raise_request_exception = False
    return client


def address_of(prefix: str, pattern: URLPattern, **values: str) -> str:
    """Its address with the programme's values, or these instead, by their names in the route."""
    route = str(pattern.pattern)
    officer = User.objects.filter(username="officer").values_list("pk", flat=True).first()
    for before, example in EXAMPLES.items():
        start, _, rest = route.partition(before)
        if before in route:
            name, _, rest = rest.partition(">")
            route = f"{start}{before.partition('<')[0]}{values.get(name, officer if example == 'officer' else example)}{rest}"
    assert "<" not in route, f"{route}: add an example to EXAMPLES"
    return f"{prefix}{route}"


def pages(client: Client, prefix: str, pattern: URLPattern) -> Iterator[tuple[str, HttpResponse]]:
    """Each page of the pattern: its address with a query, and the answer to it."""
    entries = Milestone.history.values_list("history_id", flat=True).first()
    for query in QUERIES.get(pattern.name, [""]):
        address = f"{address_of(prefix, pattern)}?{query.format(entries=entries)}"
        yield address, client.get(address)


def forms_of(address: str, response: HttpResponse) -> Iterator[SentForm]:
    """The forms of a page that are posted."""
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return
    page = parsed(f"<main>{main_of(response.content.decode())}</main>")
    for form in page.iter("form"):
        if form.get("method") == "post":
            yield read_form(form, form.get("action") or address)


def read_form(form: Element, address: str) -> SentForm:
    """With every box ticked, so that each field is sent."""
    sent = SentForm(address)
    for element in form.iter():
        name = element.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        if element.tag == "button":
            sent.buttons.append({name: element.get("value", "")})
        elif element.tag == "select":
            chosen = [option for option in element.iter("option") if "selected" in option.attrib]
            sent.fields[name] = (chosen or list(element.iter("option")))[0].get("value", "")
        elif element.tag == "textarea":
            sent.fields[name] = "".join(element.itertext()).removeprefix("\n")
        else:
            sent.fields[name] = element.get("value", "on")
    return sent


def answer_to(
    client: Client, address: str, fields: dict[str, str], query: str = ""
) -> HttpResponse:
    """The answer to a form and, where it is saved, the page that follows; nothing of it is saved afterwards."""
    with transaction.atomic():
        options = {"QUERY_STRING": query} if query else {}
        response = client.post(address, fields, **options)
        if response.status_code == 302:
            response = client.get(response["Location"])
        transaction.set_rollback(True)
    return response


def hostile_posts(form: SentForm) -> Iterator[dict[str, str]]:
    """The form with control characters in all fields, in a button and in a name; in a soak in each field in turn too."""
    first = form.buttons[0] if form.buttons else {}
    for name, value in form.fields.items() if IS_SOAK else ():
        for text in (f"{value}\x00", f"{CONTROLS}{value}"):
            yield {**form.fields, **first, name: text}
    for button in form.buttons or [{}]:
        yield {**dict.fromkeys(form.fields, "\x00"), **button}
        yield {**dict.fromkeys(form.fields, CONTROLS), **button}
        for name in button:
            yield {**form.fields, name: "\x00"}
    yield {**form.fields, **first, "\x00": "\x00", f"{next(iter(form.fields), '')}\x00": "x"}
    yield {**dict.fromkeys(form.fields, "\x00"), **first, "_show": "1"}


def failed(client: Client, response: HttpResponse) -> bool:
    """Whether the site failed, or lost the sign-in on the way (then nothing was tested)."""
    assert "_auth_user_id" in client.session
    return response.status_code >= 500


def following_forms(client: Client, form: SentForm) -> list[SentForm]:
    """The forms of the page that answers this form: the preview of a change of several milestones."""
    with transaction.atomic():
        response = client.post(
            form.address, {**form.fields, "forecast": "May 2026", "reason": "Late"}
        )
        transaction.set_rollback(True)
    return list(forms_of(form.address, response))


@pytest.mark.parametrize("case", PATTERNS, ids=ids)
def test_control_characters_in_a_form_never_break_it(case, manager):
    forms = [form for address, page in pages(manager, *case) for form in forms_of(address, page)]
    if case[1].name == "milestones_change":
        forms += [following for form in forms for following in following_forms(manager, form)]
    failures = []
    for form in forms:
        for fields in hostile_posts(form):
            if failed(manager, answer_to(manager, form.address, fields)):
                failures.append((form.address, fields))
    assert failures == []


def test_the_forms_of_these_pages_are_found(manager):
    """Else the test above would pass without sending anything."""
    names = set()
    for case in PATTERNS:
        for address, page in pages(manager, *case):
            for form in forms_of(address, page):
                sent = set(form.fields).union(*form.buttons)
                names |= {f"{form.address.partition('?')[0]} {name}" for name in sent}
    expected = {
        "/rounds/ token",
        "/rounds/ month",
        "/rounds/2025-01/change/ due",
        "/milestones/new/ token",
        "/milestones/new/ strand",
        "/milestones/change/ chosen",
        "/milestones/change/undo/ entries",
        "/milestones/new-places-open/edit/ forecast",
        "/milestones/new-places-open/rebaseline/ version",
        "/milestones/new-places-open/dependencies/ needs",
        "/milestones/new-places-open/dependencies/ remove",
        "/strands/strategy/update/ for_month",
        "/strands/strategy/update/ preview",
        "/strands/strategy/update/ correct",
        "/strands/strategy/update/2025-01/decide/ accept",
        "/strands/sufficiency/update/2025-01/no-change/ version",
        "/indicators/appeals/2025-01/ value",
        "/people/add/ strands-0-valid_from",
    }
    assert expected - names == set()


@pytest.mark.parametrize("case", PATTERNS, ids=ids)
def test_control_characters_in_a_query_never_break_a_page(case, manager):
    address, failures = address_of(*case), []
    for text in (quote("\x00"), quote(f"strategy\x00{CONTROLS}")):
        queries = [f"{name}={text}" for name in PARAMETERS] + [f"{text}=1"]
        for query in [*(queries if IS_SOAK else ()), "&".join(queries)]:
            if failed(manager, manager.get(address, QUERY_STRING=query)):
                failures.append(("GET", query))
            if failed(manager, answer_to(manager, address, {}, query)):
                failures.append(("POST", query))
    assert failures == []


@pytest.mark.parametrize("case", [case for case in PATTERNS if case[1].pattern.converters], ids=ids)
def test_control_characters_in_an_address_are_not_found(case, manager):
    for name in case[1].pattern.converters:
        for text in ("\x00", "2025-01\x00", "2025-01\n", "\x01\x1b\x7f"):
            address = address_of(*case, **{name: quote(text)})
            statuses = {
                manager.get(address).status_code,
                answer_to(manager, address, {}).status_code,
            }
            assert statuses <= {400, 404, 405}, f"{address}: {statuses}"
    assert "_auth_user_id" in manager.session


def test_a_form_is_sent_to_the_programme_as_it_was(manager):
    """What one form saves is rolled back before the next is sent."""
    before = StrandUpdate.history.count()
    answer_to(manager, "/strands/sufficiency/update/2025-01/no-change/", {"version": "1"})
    assert StrandUpdate.history.count() == before
