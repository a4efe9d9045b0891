"""Hostile addresses, queries, cookies and sign-ins: answered with a page that says so, and never with a failure of ours."""

import re
from copy import deepcopy
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.conftest import in_turn
from tests.crawling import LIVE, PREVIEW, Pattern, parsed, patterns, reader, with_class, words
from tests.databases import PASSWORD

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("published_demonstration"),
]

DIGITS = "9" * 5_000
QUERIES = {
    "page_far": "page=999",
    "page_negative": "page=-1",
    "page_nought": "page=0",
    "page_words": "page=abc",
    "page_digits": f"page={DIGITS}",
    "page_fraction": "page=1.5",
    "page_superscript": "page=%C2%B2",
    "page_other_digits": "page=%D9%A1",
    "sort_password": "sort=password",
    "sort_class": "sort=__class__",
    "sort_related": "sort=strand__sponsor_role",
    "sort_minuses": "sort=--title",
    "sort_minus": "sort=-",
    "sort_digits": f"sort={DIGITS}",
    "filters_unknown": "strand=nonesuch&status=nonesuch&show=nonesuch",
    "filters_related": "strand__slug=strategy&status__in=a&id=1",
    "filter_empty": "strand=&status=&show=&sort=&page=",
    "nul": "strand=%00&status=a%00b&sort=%00&page=%00",
    "nul_in_name": "%00=1&str%00and=strategy",
    "invalid_utf8": "strand=%ff%fe&sort=%c3%28&page=%80",
    "broken_escapes": "strand=%&sort=%zz&page=%1",
    "surrogates": "strand=%ed%a0%80&sort=%ed%bf%bf",
    "unicode": "strand=%E6%88%A6%E7%95%A5&status=%F0%9F%92%A9&sort=%E2%80%AE",
    "dots": "strand=../../etc/passwd&sort=..%2f..&page=..",
    "injection": "strand='%20OR%201=1--&sort=title;DROP%20TABLE%20x&status={{7*7}}",
    "markup": "strand=%3Cscript%3Ealert(1)%3C/script%3E&sort=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "formats": "strand=%25s&status=%7B0.__class__%7D&sort=%25(x)s",
    "repeated": "strand=strategy&strand=nonesuch&sort=title&sort=-title&page=1&page=2",
    "brackets": "strand[]=strategy&sort[$ne]=1",
    "semicolons": "strand=a;status=b;;;=",
    "no_values": "strand&status&=&&&=",
    "line_ends": "strand=a%0d%0aSet-Cookie:%20x=1&sort=%0a",
    "long": f"strand={'x' * 100_000}",
    "many": "&".join(f"p{index}={index}" for index in range(900)),
}
VALUES = {
    "unknown": "nonesuch",
    "digits": DIGITS,
    "long": "x" * 5_000,
    "nul": "%00",
    "nul_inside": "strategy%00",
    "invalid_utf8": "%ff%fe",
    "overlong": "%c0%af",
    "surrogate": "%ed%a0%80",
    "unicode": "%E6%88%A6%E7%95%A5",
    "dots": "..",
    "escaped_dots": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "backslashes": "..%5c..%5cwindows",
    "markup": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "injection": "'%20OR%201=1--",
    "formats": "%25s%25n%7B0%7D",
    "dunder": "__class__",
    "negative": "-1",
    "line_ends": "a%0d%0aSet-Cookie:x",
    "space": "%20",
    "empty": "",
}


@pytest.fixture(scope="module")
def client(published_demonstration) -> Client:
    return reader(raise_request_exception=False)


@pytest.fixture(scope="module")
def manager(published_demonstration) -> Client:
    return reader("manager", raise_request_exception=False)


@pytest.fixture(scope="module")
def administrator(published_demonstration) -> Client:
    return reader("admin", raise_request_exception=False)


# All mounts are one URLconf: those of staff are not asked.
OURS = [
    pattern
    for pattern in patterns()
    if not pattern.is_admin and pattern.mount not in (LIVE, PREVIEW)
]
WITH_VALUES = [pattern for pattern in OURS if pattern.asked]


def first_address(pattern: Pattern) -> str:
    return pattern.addresses()[0]


def failures(client: Client, addresses: list[str], query: str) -> list[tuple[str, int]]:
    found = [
        (address, client.get(address, QUERY_STRING=query).status_code) for address in addresses
    ]
    return [(address, status) for address, status in found if status >= 500]


# Queries


@pytest.mark.both_databases
@pytest.mark.parametrize("place", range(len(QUERIES)), ids=QUERIES)
def test_no_query_breaks_a_page(place, client, manager):
    """Pages of ours: those that are read, and as somebody who may those that edit. Each page takes its turn at the queries."""
    query = list(QUERIES.values())[place]
    tried = [pattern for number, pattern in enumerate(OURS) if in_turn(place + number, of=10)]
    assert (
        failures(client, [first_address(pattern) for pattern in tried if pattern.mount], query)
        == []
    )
    assert (
        failures(manager, [first_address(pattern) for pattern in tried if not pattern.mount], query)
        == []
    )
    assert (
        failures(
            Client(raise_request_exception=False), ["/", "/accounts/login/", "/milestones/"], query
        )
        == []
    )


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_milestones_answer_every_query_with_themselves(query, client):
    response = client.get("/milestones/", QUERY_STRING=query)
    page = parsed(response.content.decode())
    assert response.status_code == 200
    assert page.find(".//h1").text == "Milestones"
    assert (
        "<script" not in response.content.decode()
        and "onerror=alert" not in response.content.decode().replace("&quot;", "")
    )
    assert client.get("/milestones/milestones.csv", QUERY_STRING=query).status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param(
            "strand=nonesuch", "Strand: that choice is not known, so all are shown.", id="strand"
        ),
        pytest.param(
            "status=nonesuch", "Status: that choice is not known, so all are shown.", id="status"
        ),
        pytest.param(
            "show=nonesuch", "Show: that choice is not known, so all are shown.", id="show"
        ),
        pytest.param("strand=%00", "Strand: that choice is not known, so all are shown.", id="nul"),
        pytest.param("sort=password", "can't be sorted by that column", id="sort"),
        pytest.param("sort=__class__", "can't be sorted by that column", id="class"),
        pytest.param("sort=--title", "can't be sorted by that column", id="two_minuses"),
        pytest.param("page=999", "There is no such page, so this is the first.", id="page_far"),
        pytest.param("page=-1", "There is no such page, so this is the first.", id="page_negative"),
        pytest.param("page=abc", "There is no such page, so this is the first.", id="page_words"),
        pytest.param("page=0", "There is no such page, so this is the first.", id="page_nought"),
        pytest.param(
            f"page={DIGITS}", "There is no such page, so this is the first.", id="page_digits"
        ),
    ],
)
def test_value_that_means_nothing_falls_back_and_says_so(query, said, client):
    asked, plain = (
        parsed(client.get("/milestones/", QUERY_STRING=text).content.decode())
        for text in (query, "")
    )
    problems = [words(one) for one in with_class(asked, "attention") if one.get("role") == "status"]
    assert any(said in problem for problem in problems), problems
    rows = [[words(row) for row in page.findall(".//tbody/tr")] for page in (asked, plain)]
    assert rows[0] == rows[1]


def test_value_that_is_known_is_not_complained_of(client):
    page = parsed(
        client.get(
            "/milestones/?strand=strategy&status=complete&sort=-title&page=1"
        ).content.decode()
    )
    assert with_class(page, "attention") == []


def test_too_many_parameters_are_refused(client):
    query = "&".join(f"p{index}=1" for index in range(5_000))
    assert (
        failures(client, ["/", "/milestones/", "/ehcp/months.csv", "/accounts/login/"], query) == []
    )


# Values in addresses


READ, EDITED = (
    [one for one in WITH_VALUES if bool(one.mount) is mounted] for mounted in (True, False)
)


def with_value(pattern: Pattern, value: str) -> str:
    """Its address with this in place of its first value, and a plain number or month in place of the others."""
    first, _, rest = pattern.route.partition("<")
    rest = re.sub(r"<int:\w+>", "1", rest.partition(">")[2])
    return f"/{first}{value}{re.sub('<[^>]+>', '2025-01', rest)}"


@pytest.mark.parametrize("pattern", READ, ids=lambda pattern: pattern.route)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_unknown_value_is_not_found(pattern, value, client):
    """A 404 in the frame of the site, or (for what is another address altogether) that address."""
    response = client.get(with_value(pattern, value), follow=True)
    assert response.status_code in ((200, 404) if value in ("", "..") else (404,))
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_unknown_value_opens_no_form(value, manager):
    """Nor breaks the page that it would be edited on."""
    statuses = {
        pattern.route: manager.get(with_value(pattern, value), follow=True).status_code
        for pattern in EDITED
    }
    fine = {302, 400, 403, 404, 405} | ({200} if value in ("", "..") else set())
    assert {route: status for route, status in statuses.items() if status not in fine} == {}


UNKNOWN = [
    "/%00",
    "/%ff",
    "/nonesuch",
    "//evil.example/",
    "/strands//",
    "/%2e%2e/",
    "/" + "a/" * 2_000,
]


@pytest.mark.parametrize("address", UNKNOWN)
def test_unknown_address_is_not_found(address, client):
    assert client.get("/", PATH_INFO=address).status_code in (301, 302, 404)
    assert Client(raise_request_exception=False).get("/", PATH_INFO=address).status_code in (
        301,
        302,
        404,
    )


@pytest.mark.parametrize(
    "raw",
    [
        "/strands/\x00/",
        "/strands/\xff\xfe/",
        "/milestones/\xed\xa0\x80/",
        "/measures/\x00/",
        "/\x00",
    ],
)
def test_bytes_that_no_browser_sends_are_not_found(raw, client):
    """As a server hands them on: one character a byte."""
    assert client.get("/", PATH_INFO=raw).status_code == 404


@pytest.mark.parametrize("raw", ["strand=\x00", "sort=\xff", "page=\xed\xa0\x80", "\x00\x00"])
def test_raw_query_is_answered(raw, client):
    assert client.get("/milestones/", QUERY_STRING=raw).status_code == 200


@pytest.mark.parametrize("tag", ['"', "*", "W/", "x" * 9_000, '"\xff"', '"a", "b"'])
def test_hostile_entity_tags_are_answered(tag, client):
    assert client.get("/", headers={"if-none-match": tag}).status_code in (200, 304)


@pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1:99999", "[::1", "a b", "\xff"])
def test_another_host_is_refused(host, client):
    assert client.get("/", HTTP_HOST=host).status_code in (200, 302, 400)
    if host == "evil.example":
        assert client.get("/", HTTP_HOST=host).status_code == 400


# Cookies


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param('sessionid="aaaaaaaaaa\\000"', id="nul"),
        pytest.param(f"sessionid={'a' * 7_000}", id="long"),
        pytest.param("sessionid=\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7", id="bytes"),
        pytest.param("sessionid='; DROP TABLE django_session--", id="injection"),
        pytest.param('csrftoken="\\000"; messages="\\000"', id="others"),
        pytest.param("messages=abc:def:ghi", id="messages"),
        pytest.param("=;;=;a=b=c;;\x00", id="broken"),
    ],
)
def test_hostile_cookies_are_nobody(cookie):
    for address in ("/", "/accounts/login/", "/admin/"):
        response = Client(raise_request_exception=False).get(address, HTTP_COOKIE=cookie)
        assert response.status_code in (200, 302), f"{address}: {response.status_code}"


# Sign-in

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "http:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "\t//evil.example",
    "%2f%2fevil.example",
    "/%0a/evil.example",
    "http://testserver@evil.example/",
    "x" * 5_000,
    "\x00//evil.example",
    "/\x00",
    "/\r\nSet-Cookie: x=1",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_sign_in_leads_nowhere_else(elsewhere):
    """Whether asked in the address or in the form."""
    signed = {"username": "member", "password": PASSWORD}
    asked = f"/accounts/login/?next={quote(elsewhere)}"
    for address, fields in (
        (asked, signed),
        ("/accounts/login/", signed | {"next": elsewhere}),
        (asked, signed | {"next": ""}),
    ):
        response = Client(raise_request_exception=False).post(address, fields)
        assert response.status_code == 302
        location = response["Location"]
        assert (
            location.startswith("/") and not location.startswith(("//", "/\\"))
        ) or location == elsewhere.replace("\x00", "")
        assert "evil.example" not in location or location.startswith(("/%", "%2f"))
    page = Client().get(asked)
    assert page.status_code == 200
    assert parsed(page.content.decode()).find(".//input[@name='next']") is not None


@pytest.mark.parametrize(
    "text",
    ["\x00", "member\x00", "x" * 5_000, "\ud800", "", " ", "' OR 1=1--", "\u202emember", DIGITS],
)
@pytest.mark.parametrize("field", ["username", "password"])
def test_hostile_sign_in_is_refused(field, text):
    fields = {"username": "member", "password": PASSWORD} | {
        field: text.encode("utf-8", "surrogatepass").decode("latin-1")
    }
    response = Client(raise_request_exception=False).post("/accounts/login/", fields)
    assert response.status_code == 200
    page = parsed(response.content.decode())
    assert page.find(".//head/title").text.startswith("Error: ")
    assert any(one.get("role") == "alert" for one in page.iter())


BODIES = [
    b"\xff\xfe",
    b"username=%00&password=%ff",
    b"&" * 5_000,
    b"username=" + b"a" * 200_000,
    b"a=1&" * 2_000,
]
KINDS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/x",
]


@pytest.mark.parametrize("body", BODIES, ids=["bytes", "escapes", "ampersands", "long", "many"])
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_body_of_a_sign_in_is_refused(kind, body):
    response = Client(raise_request_exception=False).post(
        "/accounts/login/", body, content_type=kind
    )
    assert response.status_code in (200, 400)


def test_wrong_password_says_the_same_as_an_unknown_name():
    said = []
    for name in ("member", "nobody"):
        page = deepcopy(
            parsed(
                Client()
                .post("/accounts/login/", {"username": name, "password": "wrong"})
                .content.decode()
            )
        )
        page.find(".//input[@name='csrfmiddlewaretoken']").set("value", "")
        page.find(".//input[@name='username']").set("value", "")
        said.append(words(page))
    assert said[0] == said[1]


@pytest.mark.parametrize("text", ["", "\x00", "x" * 5_000, "a:b:c", ".eJ"])
def test_hostile_carried_typing_is_refused(text):
    client = Client(raise_request_exception=False)
    assert client.post("/accounts/carried/", {"carried": text}).status_code in (200, 400, 403, 404)
    signed = {"username": "member", "password": PASSWORD, "carried": text}
    assert client.post("/accounts/login/", signed).status_code == 302


# Admin: apart, since it is Django's

ADMIN_QUERIES = {
    "nothing": "",
    "nul": "q=%00",
    "page_far": "p=999",
    "page_negative": "p=-1",
    "page_words": "p=abc",
    "page_digits": f"p={DIGITS}",
    "order": "o=99.-99.x",
    "unknown": "nonesuch=1",
    "nul_in_filter": "id__exact=%00",
    "error": "e=1",
    "long": f"q={'x' * 5_000}",
    "all": "all=",
}


def changelists(place: int) -> list[str]:
    """A sixth of admin's lists, others for each query and on each database; in a soak all of them."""
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for number, model in enumerate(admin.site._registry)
        if in_turn(place + number, of=6)
    ]


@pytest.mark.both_databases
@pytest.mark.parametrize("place", range(len(ADMIN_QUERIES)), ids=ADMIN_QUERIES)
def test_no_query_breaks_admin(place, administrator):
    query = list(ADMIN_QUERIES.values())[place]
    assert failures(administrator, ["/admin/", *changelists(place)], query) == []


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "value", [DIGITS, "%00", "nonesuch", "99999999999999999999", "-1", "_5F_00", "%ff"]
)
def test_unknown_record_of_admin_is_not_a_failure(value, administrator):
    addresses = [
        f"{changelist}{value}/{deed}/"
        for changelist in changelists(0)
        for deed in ("change", "history", "delete")
    ]
    assert failures(administrator, addresses, "") == []
