"""Every address of the site, from the URLconf itself, with the loaded demonstration's values; and pages as trees.

Nothing here is a list of addresses: a new URL pattern is walked as soon as it is mounted, and one that takes a value
needs an entry in EXAMPLES (test_pages says so).
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from itertools import product
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from committee.models import Edition
from committee.snapshot import catalogue
from risks.models import Risk
from sendprog.records.snapshots import Snapshot, live_snapshot
from strands.indicator_row_types import INDICATOR
from strands.models import Commitment, Indicator, Milestone, Strand
from strands.snapshot import INDICATORS
from tests.databases import DEMONSTRATION, DEMONSTRATION_SETTINGS, PROGRAMME, loaded

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
ADMIN = "admin"

# By what stands before a value inside its mount, all that the loaded
# demonstration puts there; on editing pages,
# which are not read here, one value is enough.
EXAMPLES: dict[str, Callable[[], list[str]]] = {
    "strands/": lambda: list(Strand.objects.values_list("slug", flat=True)),
    "milestones/": lambda: list(Milestone.objects.values_list("slug", flat=True)),
    "risks/": lambda: list(Risk.objects.values_list("slug", flat=True)),
    "commitments/": lambda: commitment_slugs(),
    "measures/": lambda: measure_addresses(live_snapshot()),
    "strands/<slug:slug>/update/": lambda: ["2025-01"],
    "rounds/": lambda: ["2025-01"],
    "indicators/": lambda: list(Indicator.objects.values_list("slug", flat=True)[:1]),
    "indicators/<slug:slug>/": lambda: ["2025-01"],
    "risks/<slug:slug>/mitigations/": lambda: ["1"],
    "changes/since/": lambda: [
        str(number) for number in Edition.objects.filter(number=1).values_list("number", flat=True)
    ],
    "accounts/invitation/": lambda: ["MQ"],
    "accounts/invitation/<str:uidb64>/": lambda: ["guessed-0"],
    "accounts/reset/": lambda: ["MQ"],
    "accounts/reset/<str:uidb64>/": lambda: ["guessed-0"],
    # No programme was loaded from a workbook in the demonstration.
    "set-up/": lambda: ["1"],
    "set-up/ready-made/": lambda: ["matrix-5-by-5"],
    "people/": lambda: [str(get_user_model().objects.get(username="officer").pk)],
    "meetings/": lambda: ["2025-01-22"],
    "meetings/<str:meeting>/editions/": lambda: ["2"],
    "paper/title-block/": lambda: ["2025-01-22"],
    "meetings/<str:meeting>/editions/<int:edition>/": lambda: ["checksums.csv"],
    "paper/": lambda: ["legal"],
    "paper/texts/": lambda: ["finance-progress"],
    "glossary/": lambda: ["send"],
    "headline-measures/": lambda: ["1"],
    "scorecard-measures/": lambda: ["ehcp.plans_issued"],
    "exceptions/": lambda: ["1"],
    "readiness/": lambda: ["2025-01-22"],
    "asks/": lambda: ["2025-01-22-1"],
    "exempt/": lambda: ["strands.milestone"],
    "exempt/<str:label>/": lambda: [str(Milestone.objects.first().pk)],
    "history/": lambda: ["strands.milestone"],
    "history/<str:label>/": lambda: [str(Milestone.objects.first().pk)],
    "history/<str:label>/<int:pk>/": lambda: [
        str(Milestone.objects.first().history.first().history_id)
    ],
}


def commitment_slugs() -> list[str]:
    """The commitments' slugs from z to a: those at both ends are the demonstration's own."""
    return list(Commitment.objects.order_by("-slug").values_list("slug", flat=True))


def measure_addresses(snapshot: Snapshot) -> list[str]:
    """The address of each measure, and the own address of each indicator that reports one."""
    own = [INDICATOR + row.slug for row in snapshot[INDICATORS] if row.reports]
    first, *others = [measure.address for measure in catalogue.all_measures(snapshot)]
    return [first, *own, *others]


# What is compared with an edition: nothing before a first.
SINCE = "changes/since/"
# The mount of editions, and the edition that stands for them all here.
EDITIONS = "meetings/<str:meeting>/editions/<int:edition>/"
EDITION = "/meetings/2025-01-22/editions/2/"
# The mount of drafts, one for each meeting, and the draft that stands for
# them all here.
PREVIEWS = "meetings/<str:meeting>/preview/"
PREVIEW = "/meetings/2025-01-22/preview/"
STAND_FOR = {EDITIONS: EDITION, PREVIEWS: PREVIEW}
# Its pages are those of the live mount, of the same rows: what is read here
# are those that name its meeting.
OF_A_MEETING = {"overview", "paper", "briefing", "print", "data"}
LIVE = "/live/"
# Pages for members that exist once.
ONCE = {"meetings", "meeting", "meeting_asks", "edition_file", "corrections", "corrections_csv"}


@contextmanager
def demonstration(*, published: bool = True) -> Iterator[None]:
    """The demonstration on its own day, as `make demo` shows it; gone again at the end.

    Not published: its programme and people alone, as before a first edition, when the front shows what is live.
    """
    with (
        override_settings(**DEMONSTRATION_SETTINGS),
        loaded(DEMONSTRATION if published else PROGRAMME),
    ):
        yield


def reader(username: str = "member", **options: object) -> Client:
    """A browser of this person's, signed in."""
    client = Client(**options)
    client.force_login(get_user_model().objects.get(username=username))
    return client


class ReaderOfAll(Client):
    """A member's browser, which reads what is live as somebody who may (no member does)."""

    def __init__(self, *, live_as: str = "auditor", **options: object) -> None:
        super().__init__(**options)
        self.member, self.other = (reader(name).cookies for name in ("member", live_as))

    def request(self, **request: object) -> object:
        self.cookies = (
            self.other if str(request["PATH_INFO"]).startswith((LIVE, PREVIEW)) else self.member
        )
        return super().request(**request)


@dataclass(frozen=True)
class Pattern:
    """One URL pattern where it stands: its route from the site's root, its mount ("/live/", "" outside of all).

    `inside`: how much of the route is the mount's own.
    """

    route: str
    name: str
    mount: str
    is_admin: bool = False
    inside: str = ""

    @property
    def parts(self) -> list[str]:
        """The route cut at its values: "strands/", "<slug:slug>", "/milestones.csv"."""
        return re.split("(<[^>]+>)", self.route.removeprefix(self.inside))

    @property
    def asked(self) -> list[str]:
        """What stands before each value: the keys of EXAMPLES that it needs."""
        return ["".join(self.parts[:place]) for place in range(1, len(self.parts), 2)]

    def addresses(self) -> list[str]:
        """Its addresses, with every example of every value.

        KeyError: a value without an example.
        """
        fixed = self.parts[0::2]
        filled = product(*(EXAMPLES[before]() for before in self.asked))
        return [self._joined(fixed, values) for values in filled]

    def _joined(self, fixed: list[str], values: tuple[str, ...]) -> str:
        inside = "".join(part for pair in zip(fixed, [*values, ""], strict=True) for part in pair)
        return (self.mount or "/") + inside


def patterns() -> list[Pattern]:
    """Every URL pattern of the site."""
    return list(
        _walked(get_resolver(settings.ROOT_URLCONF).url_patterns, "", "", "", is_admin=False)
    )


def _walked(
    found: list, route: str, mount: str, inside: str, *, is_admin: bool
) -> Iterator[Pattern]:
    for one in found:
        assert isinstance(one.pattern, RoutePattern) or is_admin, (
            f"{one}: write addresses as routes, so that tests can walk them"
        )
        here = f"{route}{one.pattern}"
        if isinstance(one, URLPattern):
            yield Pattern(here, one.name or "", mount, is_admin, inside)
        elif isinstance(one, URLResolver):
            module = getattr(one.urlconf_name, "__name__", one.urlconf_name)
            is_mount = module == settings.MOUNTED_URLCONF
            stands = STAND_FOR.get(here, f"/{here}") if is_mount else mount
            own = here if is_mount else inside
            yield from _walked(
                one.url_patterns, here, stands, own, is_admin=is_admin or one.namespace == ADMIN
            )


def mounts() -> list[str]:
    """Where the mounted pages stand: "/", "/live/", an edition's own address and that of a draft."""
    return sorted({pattern.mount for pattern in patterns() if pattern.mount})


def mounted_patterns(mount: str = "/") -> list[Pattern]:
    """The patterns of one mount."""
    return [pattern for pattern in patterns() if pattern.mount == mount]


def reading_patterns(*, published: bool = True) -> list[Pattern]:
    """Every pattern to read: those of every mount, the meetings, and (once there is one) an edition and its files."""
    found = [pattern for pattern in patterns() if pattern.mount or pattern.name in ONCE]
    return [
        pattern
        for pattern in without_repeats(found)
        if published or not (pattern.route.startswith(EDITIONS) or SINCE in pattern.route)
    ]


def without_repeats(some: list[Pattern]) -> list[Pattern]:
    """These patterns but for those of drafts that show what the live mount shows."""
    return [pattern for pattern in some if pattern.mount != PREVIEW or pattern.name in OF_A_MEETING]


def mounted_addresses(mount: str = "/") -> list[str]:
    """Every address of one mount, downloads included."""
    return [address for pattern in mounted_patterns(mount) for address in pattern.addresses()]


def reading_addresses() -> list[str]:
    """Every address to read, as things stand."""
    found = reading_patterns(published=Edition.objects.exists())
    return [address for pattern in found for address in pattern.addresses()]


# Of pages about one thing, those that tell something of their own; of other
# kinds, all.
TELLING = {
    "milestone": "example|fe-places|special-school",
    "risk": "risk-1|made-up",
    "measure": "ehcp|finance|places|-issued",
}


def telling_addresses(mount: str = "/") -> list[str]:
    """One mount's pages of every kind, without most of those about one milestone, risk or reported indicator."""
    kinds = (
        (TELLING.get(pattern.name, ""), one)
        for pattern in mounted_patterns(mount)
        for one in pattern.addresses()
    )
    return [
        one
        for telling, one in kinds
        if not is_download(one) and re.search(telling, one.split("/")[-2])
    ]


def is_download(address: str) -> bool:
    """A file, not a page."""
    return not address.endswith("/")


def is_csv(address: str) -> bool:
    """A file of rows; the paper is a file of another kind."""
    return address.endswith(".csv")


def page_addresses(mount: str = "/") -> list[str]:
    """Every page of one mount, downloads left out."""
    return [address for address in mounted_addresses(mount) if not is_download(address)]


class _Builder(HTMLParser):
    """HTML into elements; a tag closed out of turn is a broken page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = ET.TreeBuilder()
        self.tree.start("page", {})
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["script"], ["style"]):
            self.tree.data(data)


# More than there are pages: a walk through all of them would push each out before it is asked for again.
@lru_cache(maxsize=600)
def parsed(html: str) -> ET.Element:
    """The page as a tree of elements, to be asked with iter(), find() and get(), never changed; scripts and styles are empty."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [], f"never closed: {builder.open}"
    builder.tree.end("page")
    return builder.tree.close()


class _Tags(HTMLParser):
    """The start tags alone, wherever they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@lru_cache(maxsize=900)
def tags_of(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element with its attributes, of pages of others' making too, which may leave one open."""
    tags = _Tags()
    tags.feed(html)
    tags.close()
    return tags.found


def words(element: ET.Element | None) -> str:
    """All that an element says, white space folded."""
    assert element is not None, "no such element"
    return " ".join(" ".join(element.itertext()).split())


def by_id(page: ET.Element, ident: str) -> ET.Element:
    """The one element with an id."""
    found = [element for element in page.iter() if element.get("id") == ident]
    assert len(found) == 1, f"{len(found)} elements have the id {ident}"
    return found[0]


def with_class(page: ET.Element, name: str) -> list[ET.Element]:
    """The elements of a class."""
    return [element for element in page.iter() if name in element.get("class", "").split()]


def main_of(html: str) -> str:
    """The bytes between <main> and </main>."""
    inside = html.partition("<main")[2].partition("</main>")
    assert inside[1], "the page has no <main>"
    return inside[0].partition(">")[2]


def links_of(html: str) -> list[str]:
    """Every href inside <main>."""
    links = parsed(html).find(".//main").iter("a")
    return [href for link in links if (href := link.get("href")) is not None]


def target(link: str, *, seen_from: str) -> str:
    """The address a link leads to, without its fragment: its path and query."""
    parts = urlsplit(urljoin(f"https://site.example{seen_from}", link))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@dataclass
class Opened:
    """Pages fetched once each by one reader."""

    client: Client
    seen: dict[str, str] = field(default_factory=dict)

    def html(self, address: str) -> str:
        if address not in self.seen:
            response = self.client.get(address)
            assert response.status_code == 200, f"{address}: {response.status_code}"
            self.seen[address] = response.content.decode()
        return self.seen[address]

    def tree(self, address: str) -> ET.Element:
        return parsed(self.html(address))
