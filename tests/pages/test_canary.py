"""What is exempt or sealed is found nowhere it may not be: a canary in each, looked for at every address as every role."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from committee.editions.seal import addresses_to_purge
from committee.models import Edition
from sendprog.models import User
from sendprog.records.exemptions import EXEMPTIBLE, Exemption
from sendprog.records.history import change
from tests import canaries, crawling
from tests.canaries import EVERY, REASON, SEALED, TURNED, World, canaries_in
from tests.canary_records import CANARIES
from tests.conftest import in_turn

pytestmark = pytest.mark.django_db

ANNEX = "/meetings/2025-01-22/editions/3/part-two.docx"
PART_TWO = re.compile(r"^/meetings/2025-01-22/editions/[23]/part-two\.docx$")
# Where those who keep an exempt record find it: pages that exist once and are no reader's.
KEPT_AT = re.compile(
    r"^/(start/|admin/|history/|bin/|exempt/|my-updates/|milestones/change/|milestones/new/|milestones/[^/]+/(edit|dependencies|rebaseline)/"
    r"|strands/[^/]+/(update|reorganise)/|risks/[^/]+/(edit|assess|mitigations)/|indicators/|meetings/[^/]+/publish/"
    r"|asks/(add|[^/]+/edit)/|paper/)"
)
OF_FIGURES = re.compile(
    r"^/(admin/|history/(ehcp|finance)|history/strands\.indicatorreturn|indicators/)"
)
FIGURES = "|".join(CANARIES[label] for label, known in EXEMPTIBLE.items() if known.is_figure)
# Of an officer's own strand: the figures of rooms belong to no strand.
OWN = "|".join(
    CANARIES[label]
    for label in (
        "strands.milestone",
        "strands.strandupdate",
        "strands.indicatorreturn",
        "strands.placesscheme",
        "risks.risk",
    )
)
ALL = f"{EVERY}"
NOWHERE = re.compile(r"(?!)")
# By reader, where which canaries may be found; anywhere else, and of the sealed edition everywhere, none.
ALLOWED: dict[str, list[tuple[re.Pattern[str], str]]] = {
    "admin": [(KEPT_AT, EVERY), (PART_TWO, EVERY)],
    "manager": [(KEPT_AT, EVERY), (PART_TWO, EVERY)],
    "auditor": [(KEPT_AT, EVERY), (PART_TWO, EVERY)],
    "figures": [(OF_FIGURES, f"{FIGURES}|{TURNED}")],
    "keeper": [(KEPT_AT, f"{OWN}|{TURNED}")],
    "listener": [(PART_TWO, EVERY)],
    "officer": [],
    "member": [],
    "anonymous": [],
}


# They may find all but what is sealed, in the same places.
KEEPERS = ("admin", "manager", "auditor")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    options = {"SENDPROG_TODAY": canaries.TODAY, "SENDPROG_PUBLIC_EDITIONS": True}
    with django_db_blocker.unblock(), override_settings(**options), transaction.atomic():
        cache.clear()
        yield canaries.make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walked(world) -> list[str]:
    """Every address there is; the examples of values are this programme's own."""
    found = [
        *canaries.site_addresses(),
        *canaries.further_addresses(world),
        *canaries.admin_addresses(world),
    ]
    return list(dict.fromkeys(found))


def client_of(reader: str) -> Client:
    client = Client(raise_request_exception=False)
    if reader != "anonymous":
        client.force_login(User.objects.get(username=reader))
    return client


def found_at(client: Client, address: str, pattern: str = EVERY) -> set[str]:
    """The canaries in all that the address answers: headers, where it sends the reader, body, and what is packed in it."""
    response = client.get(address)
    assert response.status_code < 500, address
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(
        f"{name}: {value}" for name, value in response.headers.items() if name != "Set-Cookie"
    )
    # What the reader wrote in the address, small as he wrote it, is no news to him: the records write it large.
    typed = re.findall(r"quokka[a-z-]*", address)
    return canaries_in(headers.encode(), pattern, typed) | canaries_in(body, pattern, typed)


def may_find(reader: str, address: str, word: str) -> bool:
    return word != SEALED and any(
        where.search(address) and re.fullmatch(what, word, re.IGNORECASE)
        for where, what in ALLOWED[reader]
    )


# Order matters: those who see everything go first, so that what is kept for them and served to others is found.
@pytest.mark.both_databases
@pytest.mark.parametrize("reader", ALLOWED)
def test_a_canary_is_found_nowhere_it_may_not_be(world, walked, reader):
    """Every address as every role: one half of them on SQLite, the other on PostgreSQL, and in a soak all on both.

    Those who may read all that is exempt share the addresses between them, but for a soak.
    """
    client = client_of(reader)
    turn, of = (KEEPERS.index(reader), 6) if reader in KEEPERS else (0, 2)
    leaks = {
        address: leaked
        for place, address in enumerate(walked)
        if in_turn(place + 2 * turn, of=of)
        and (
            leaked := {
                word for word in found_at(client, address) if not may_find(reader, address, word)
            }
        )
    }
    assert leaks == {}


def test_the_walk_is_of_the_whole_site(walked):
    routes = {pattern.route for pattern in crawling.patterns() if not pattern.is_admin}
    assert len(walked) > len(routes) > 100
    assert {
        "/",
        "/live/",
        "/milestones/quokka-milestone/",
        "/live/risks/quokka-risk/",
        ANNEX,
        "/exempt/",
    } <= set(walked)


def test_every_kind_that_can_be_exempt_has_its_canary(world):
    assert set(EXEMPTIBLE) == set(CANARIES) == {one._meta.label_lower for one in world.exempt}


# The canaries are there to be found


@pytest.mark.parametrize("reader", ["admin", "manager", "auditor", "listener"])
@pytest.mark.parametrize("label", CANARIES)
def test_part_two_tells_every_kind(world, reader, label):
    response = client_of(reader).get(ANNEX)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert found_at(client_of(reader), ANNEX, CANARIES[label])
    assert canaries_in(response.content, TURNED) and canaries_in(response.content, REASON)
    assert not canaries_in(response.content, SEALED)


@pytest.mark.parametrize("reader", ["figures", "keeper", "officer", "member"])
def test_part_two_does_not_exist_for_others(world, reader):
    assert client_of(reader).get(ANNEX).status_code == 404


def test_somebody_signed_out_is_asked_to_sign_in_whether_there_is_one_or_not(world):
    for address in (ANNEX, ANNEX.replace("/3/", "/1/"), ANNEX.replace("/3/", "/90/")):
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/accounts/login/?next={address}",
        )


@pytest.mark.parametrize(
    ("reader", "address", "words"),
    [
        ("manager", "/exempt/", "quokkareason"),
        ("auditor", "/exempt/", "quokkamilestone"),
        ("manager", "/bin/", "quokkamilestone"),
        ("manager", "/meetings/2025-01-22/publish/", "quokkarisk"),
        ("manager", "/paper/", "quokkasection"),
        ("manager", "/paper/quokka-section/edit/", "quokkasection"),
        ("manager", "/admin/strands/condition/", "quokkacondition"),
        ("figures", "/admin/finance/saving/", "quokkasaving"),
        ("figures", "/admin/finance/contribution/", "417,?293"),
        ("keeper", "/milestones/quokka-milestone/edit/", "quokkamilestone"),
        ("keeper", "/my-updates/", "quokkamilestone"),
        ("keeper", "/indicators/waits/2025-01/", "quokkareturn"),
        ("figures", "/admin/ehcp/monthlyreturn/", "918,?273"),
        ("figures", "/admin/sendprog/load/stored/ehcp.csv", "918,?273"),
        ("auditor", "/admin/strands/milestone/", "quokkamilestone"),
    ],
)
def test_a_canary_is_found_where_it_is_kept(world, reader, address, words):
    assert canaries_in(client_of(reader).get(address).content, words)


@pytest.mark.parametrize("label", CANARIES)
def test_a_canary_would_be_found_were_it_not_exempt(world, walked, label):
    """As the officer of another strand, who finds none: what is live, and the history of the records."""
    with transaction.atomic():
        with change(by=None):
            for one in Exemption.objects.filter(kind=label):
                one.delete()
        client, live = (
            client_of("officer"),
            [address for address in walked if address.startswith("/live/")],
        )
        found = any(found_at(client, address, CANARIES[label]) for address in live)
        transaction.set_rollback(True)
    cache.clear()
    assert found


def test_the_sealed_edition_had_its_canary(world):
    assert canaries_in(world.shown_before_sealing.encode(), SEALED)
    assert client_of("member").get("/meetings/2025-01-22/editions/1/").status_code == 410


def test_canaries_are_found_in_files_of_files(world, tmp_path):
    content = client_of("manager").get(ANNEX).content
    with zipfile.ZipFile(tmp_path / "outer.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/part-two.docx", content)
    packed = (tmp_path / "outer.zip").read_bytes()
    assert b"uokka" not in packed and canaries_in(packed, CANARIES["risks.risk"])


# Files, lists and letters


def test_the_static_export_holds_no_canary(world, tmp_path):
    call_command("export_editions", str(tmp_path / "export"), verbosity=0)
    files = [path for path in Path(tmp_path / "export").rglob("*") if path.is_file()]
    assert len(files) > 100
    named = {
        str(path): found
        for path in files
        if (found := canaries_in(str(path).encode() + b"\n" + path.read_bytes()))
    }
    assert named == {}
    assert [path for path in files if "part-two" in path.name] == []


def test_no_list_names_part_two(world):
    client = client_of("member")
    for number in (2, 3):
        edition = Edition.objects.get(number=number)
        assert not [
            one for one in addresses_to_purge(edition) if "part-two" in one or "exempt" in one
        ]
        assert (
            b"part-two"
            not in client.get(f"/meetings/2025-01-22/editions/{number}/checksums.csv").content
        )
        assert (
            b"committee.exempt"
            not in client.get(f"/meetings/2025-01-22/editions/{number}/checksums.csv").content
        )
    for address in ("/meetings/", "/meetings/2025-01-22/", "/meetings/2025-01-22/editions/3/"):
        assert b"part-two" not in client.get(address).content
    assert b"part-two.docx" in client_of("listener").get("/meetings/2025-01-22/editions/3/").content


def test_reminders_hold_no_canary(world):
    for person in User.objects.filter(username__in=["officer", "keeper", "manager"]):
        person.email = f"{person.username}@example.org"
        person.save()
    call_command("send_reminders", verbosity=0)
    assert mail.outbox
    assert [
        found
        for one in mail.outbox
        if (found := canaries_in(f"{one.subject}\n{one.body}".encode()))
    ] == []


def test_what_became_exempt_is_removed_without_its_new_words(world):
    html = (
        client_of("member").get("/meetings/2025-01-22/editions/3/changes/since/2/").content.decode()
    )
    for told in (
        "Buy the building",
        "Sell the building",
        "Heat the building",
        "Fill the building",
        "paper: Turning",
    ):
        assert told in html
    assert not canaries_in(html.encode())
    said = crawling.main_of(html).lower()
    assert [
        word
        for word in ("exempt", "part ii", "part_two", "paragraph", "schedule 12a")
        if word in said
    ] == []
