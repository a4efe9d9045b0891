"""A page is drawn once for all who get the same; each sees their own name, and nobody another's links."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sendprog.pages import mounted_pages
from sendprog.pages.drawn_pages import BAR, STYLES, Drawing, deflated_styles, drawing_key
from sendprog.records.roles import MANAGER, MEMBER, OFFICER
from sendprog.values.partial_dates import PartialDate
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]


@pytest.fixture
def drawings() -> Iterator[list[str]]:
    """The pages that are drawn during a test."""
    page_in_shell, found = mounted_pages.page_in_shell, []

    def counted(request, *args) -> str:
        found.append(request.path)
        return page_in_shell(request, *args)

    with patch.object(mounted_pages, "page_in_shell", counted):
        yield found


@pytest.fixture
def signed_in() -> Callable[[str, str], Client]:
    def signed_in(name: str, role: str) -> Client:
        client = Client()
        client.force_login(builders.make_user(name, role=role))
        return client

    return signed_in


def page(client: Client, address: str = "/finance/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_members_share_a_drawing_and_each_sees_their_own_name(drawings, signed_in):
    names = ("one-member", "another <b>&amp; member")
    pages = [page(signed_in(name, MEMBER)) for name in names]
    assert len(drawings) <= 1
    assert "one-member" in pages[0] and "one-member" not in pages[1]
    assert "another &lt;b&gt;&amp;amp; member" in pages[1]
    shared = [
        text.replace(shown, "")
        for text, shown in zip(pages, (names[0], "another &lt;b&gt;&amp;amp; member"), strict=True)
    ]
    assert shared[0] == shared[1]


def test_nobody_gets_the_links_of_another_role(signed_in, settings):
    settings.SENDPROG_PUBLIC_EDITIONS = True
    manager = page(signed_in("a-manager", MANAGER))
    others = (page(signed_in("a-member", MEMBER)), page(Client()))
    assert "See what is live" in manager
    assert all("See what is live" not in other for other in others)
    assert "a-manager" not in "".join(others) and "Sign out" not in others[1]


def test_a_page_is_compressed_once_for_all(nothing_cached, settings, signed_in):
    settings.SENDPROG_PUBLIC_EDITIONS = True
    clients = [Client(), signed_in("one <member>", MEMBER), signed_in("another", MEMBER)]
    plain = [page(client, "/risks/") for client in clients]
    deflated_styles.cache_clear()
    with patch("sendprog.pages.drawn_pages.zlib.compressobj", wraps=zlib.compressobj) as compress:
        sent = [
            client.get("/risks/", headers={"accept-encoding": "gzip"}) for client in clients * 2
        ]
    assert [gzip.decompress(response.content).decode() for response in sent] == plain * 2
    # The names of members, the styles once, the parts of the public page
    # and of the one that members share.
    names, of_the_page = 4, 2 + 3
    assert compress.call_count == names + 1 + of_the_page
    assert {response["Content-Encoding"] for response in sent} == {"gzip"}
    assert all("Accept-Encoding" in response["Vary"] for response in sent)
    assert all(response["ETag"].startswith("W/") for response in sent)


@given(st.lists(st.binary(max_size=300), min_size=3, max_size=4), st.binary(max_size=60))
def test_what_is_put_together_is_gzip(parts, name):
    gaps = (STYLES, *[BAR] * (len(parts) - 2))
    drawing = Drawing(drawing_key(repr(parts)), tuple(parts), gaps)
    fillings = {BAR: name, STYLES: b"p{}"}
    expected = b"p{}".join([parts[0], name.join(parts[1:])])
    assert drawing.filled(fillings) == expected == gzip.decompress(drawing.gzipped(fillings))


def test_another_council_is_another_page(signed_in, settings):
    client = signed_in("a-member", MEMBER)
    before = client.get("/risks/")
    settings.SENDPROG_COUNCIL = "Council of Elsewhere"
    after = client.get("/risks/", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and "Council of Elsewhere" in after.content.decode()


def test_what_has_changed_is_drawn_again(signed_in, drawings):
    auditor = signed_in("an-auditor", MANAGER)
    before = page(auditor, "/live/risks/")
    page(auditor, "/live/risks/")
    assert drawings == ["/live/risks/"]
    builders.make_risk("a-new-risk", title="A risk of today")
    after = page(auditor, "/live/risks/")
    assert "A risk of today" in after and "A risk of today" not in before


def test_an_officers_bar_counts_what_is_theirs_to_do(signed_in):
    busy, idle = signed_in("a-busy-officer", OFFICER), signed_in("an-idle-officer", OFFICER)
    strand = builders.Strand.objects.first()
    builders.make_officer(strand, builders.User.objects.get(username="a-busy-officer"))
    before = busy.get("/risks/")
    builders.make_milestone(
        "a-late-one", strand=strand, title="Late", forecast=PartialDate.parse("January 2024")
    )
    busy.get("/my-updates/")
    after = busy.get("/risks/", headers={"if-none-match": before["ETag"]})
    assert ">My updates (1)</a>" in before.content.decode()
    assert ">My updates (2)</a>" in after.content.decode()
    assert ">My updates</a>" in page(idle, "/risks/")
    assert "My updates" not in page(signed_in("a-member", MEMBER), "/risks/")
