"""What the paper says, text by text, and the form that edits each where it stands: no admin."""

from datetime import date

import pytest
from django.test import Client

from sendprog.records.snapshots import live_snapshot
from strands.models import StrandUpdate
from strands.snapshot import TEXTS
from strands.texts import latest_texts
from tests import builders
from tests.crawling import parsed, reader, words
from tests.filling import banner, conflict, errors, fill_in, send, standing

PAGE, PRESSURES = "/paper/texts/", "/paper/texts/finance-pressures/"
PROGRAMME = "/paper/texts/whole-programme/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings) -> Client:
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    for username in ("manager", "second"):
        builders.make_user(username, role="manager", is_staff=True)
    builders.make_round(date(2025, 1, 1), due=date(2025, 1, 31))
    builders.make_update(
        date(2024, 12, 1), section="finance-pressures", progress="The **pressure** of December"
    )
    builders.make_update(date(2024, 12, 1), section="sufficiency-places", progress="On a page only")
    return reader("manager")


def links(client: Client, place: str) -> dict[str, str]:
    """The links at a text of the page, by their words."""
    page = parsed(client.get(PAGE).content.decode())
    here = next(element for element in page.iter() if element.get("id") == place)
    return {words(link): link.get("href") for link in here.iter("a")}


def test_each_text_stands_in_its_section_with_edit(client):
    page = client.get(PAGE).content.decode()
    assert (
        "The <strong>pressure</strong> of December" in page
        and "/admin/" not in page.split("<main")[1]
    )
    assert links(client, "finance-pressures") == {
        "Edit “finance-pressures”": f"{PRESSURES}?month=2024-12",
        "Write it for January 2025 : “finance-pressures”": f"{PRESSURES}?month=2025-01",
    }
    assert list(links(client, "finance-progress").values()) == [
        "/paper/texts/finance-progress/?month=2025-01"
    ]
    assert "On pages only" in page and page.index("On pages only") < page.index("On a page only")
    assert "Nothing is written." in page
    assert PAGE in client.get("/paper/").content.decode()


def test_a_text_is_edited_with_its_history(client):
    address = links(client, "finance-pressures")["Edit “finance-pressures”"]
    answer = fill_in(client, address, progress="Changed")
    assert "Saved: Text “finance-pressures”, December 2024." in banner(client, answer)
    update = StrandUpdate.objects.get(section="finance-pressures")
    assert (update.progress, update.state, update.month) == (
        "Changed",
        "accepted",
        date(2024, 12, 1),
    )
    assert update.history.first().history_user.username == "manager"
    history = f"/history/strands.strandupdate/{update.pk}/"
    assert history in client.get(address).content.decode()
    refused = fill_in(client, address, progress="{{ no.such_measure 2024-11 }}")
    assert "progress" in errors(refused)


def test_another_month_begins_with_the_last(client):
    address = f"{PRESSURES}?month=2025-01"
    assert "It begins with what the last one says." in client.get(address).content.decode()
    first = client.get("/paper/texts/paper-legal/").content.decode()
    assert "It begins with" not in first and "SEND Transformation Programme" in first
    assert standing(client.get(address))["progress"] == "The **pressure** of December"
    assert fill_in(client, address, progress="Of January").status_code == 302
    latest = {row.section: row for row in latest_texts(live_snapshot()[TEXTS])}
    assert latest["finance-pressures"].html == "<p>Of January</p>\n"
    assert StrandUpdate.objects.filter(section="finance-pressures").count() == 2
    assert "Of January" in client.get(PAGE).content.decode()


def test_the_second_of_two_sees_both_texts(client):
    form = standing(client.get(PRESSURES))
    fill_in(reader("second"), PRESSURES, progress="Theirs")
    answer = send(client, PRESSURES, form, progress="Mine")
    assert conflict(answer)["Text"] == ("Mine", "Theirs")
    assert StrandUpdate.objects.get(section="finance-pressures").progress == "Theirs"


def test_the_whole_programme_is_rated_with_a_reason(client):
    rated = {"stated_rag": "at_risk", "progress": "Some of it is late"}
    assert errors(fill_in(client, PROGRAMME, **rated)).keys() == {"rag_reason", "path_to_green"}
    rated |= {"rag_reason": "Two are late", "path_to_green": "More staff by May"}
    assert fill_in(client, PROGRAMME, **rated).status_code == 302
    update = StrandUpdate.objects.get(strand=None, section="")
    assert (update.month, update.stated_rag, update.state) == (
        date(2025, 1, 1),
        "at_risk",
        "accepted",
    )
    page = client.get(PAGE).content.decode()
    assert "Some of it is late" in page and f"{PROGRAMME}?month=2025-01" in page


def test_an_exempt_text_is_for_those_who_may_see_it(client):
    update = StrandUpdate.objects.get(section="finance-pressures")
    builders.make_exemption(update)
    assert "This text is exempt" in client.get(PRESSURES).content.decode()
    assert client.get("/paper/texts/nonesuch/").status_code == 404
    assert client.get(f"{PRESSURES}?month=nonesuch").status_code == 404
