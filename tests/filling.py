"""Filling in a form of a page as a browser would: every field as it stands, and what somebody types into it."""

import xml.etree.ElementTree as ET

from django.http import HttpResponse
from django.test import Client

from sendprog.models import User
from tests.crawling import parsed, words


def form_of(page: ET.Element) -> ET.Element:
    """The one form of <main>."""
    (form,) = page.find(".//main").iter("form")
    return form


def standing(response: HttpResponse) -> dict[str, str]:
    """What a browser would send of the form as it stands, without its token."""
    sent = {}
    for field in form_of(parsed(response.content.decode())).iter():
        name = field.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        if field.tag == "select":
            options = list(field.iter("option"))
            sent[name] = next((one for one in options if "selected" in one.attrib), options[0]).get(
                "value", ""
            )
        elif field.tag == "textarea":
            sent[name] = "".join(field.itertext()).removeprefix("\n")
        elif field.get("type") != "checkbox" or "checked" in field.attrib:
            sent[name] = field.get("value", "on" if field.get("type") == "checkbox" else "")
    return sent


def signed_in(user: User) -> Client:
    """A browser of this person's."""
    client = Client()
    client.force_login(user)
    return client


def fill_in(client: Client, address: str, **typed: str | None) -> HttpResponse:
    """Open the form, type (None: leave a box unticked), and send it."""
    return send(client, address, standing(client.get(address)), **typed)


def send(client: Client, address: str, form: dict[str, str], **typed: str | None) -> HttpResponse:
    filled = {**form, **typed}
    return client.post(
        address, {name: value for name, value in filled.items() if value is not None}
    )


def send_everywhere(
    client: Client, address: str, text: str, names: list[str], /, **valid: str
) -> list[HttpResponse]:
    """The answers to a form with this text in every one of these fields, as pages.

    Those that it is refused at are then sent as they stand, or valid, until the others are saved with the text or none
    is left; what is refused is refused at one of these fields.
    """
    answers = []
    while names:
        answer = fill_in(client, address, **{**valid, **dict.fromkeys(names, text)})
        assert answer.status_code in (200, 302, 409), answer.status_code
        if answer.status_code != 200:
            return [
                *answers,
                client.get(answer["Location"]) if answer.status_code == 302 else answer,
            ]
        refused = errors(answer).keys() & set(names)
        assert refused, errors(answer)
        answers.append(answer)
        names = [name for name in names if name not in refused]
    return answers


def errors(response: HttpResponse) -> dict[str, str]:
    """The errors by field ("" for the whole form), which must stand in the summary, at the field and in the title."""
    page = parsed(response.content.decode())
    at_fields = {
        element.get("id").removeprefix("id_").removesuffix("_error"): words(element).removeprefix(
            "Error: "
        )
        for element in page.iter("p")
        if "govuk-error-message" in element.get("class", "")
    }
    summary = [
        one for one in page.iter("ul") if "govuk-error-summary__list" in one.get("class", "")
    ]
    listed = {}
    for item in (item for one in summary for item in one.iter("li")):
        link = item.find("a")
        name = link.get("href").removeprefix("#id_") if link is not None else ""
        listed[name] = f"{listed[name]} {words(item)}" if name in listed else words(item)
    assert at_fields == {name: said for name, said in listed.items() if name}
    assert words(page.find(".//head/title")).startswith("Error: ") == bool(
        listed or conflict(response)
    )
    return listed


def conflict(response: HttpResponse) -> dict[str, tuple[str, str]]:
    """Of a conflict page: field, what this person typed and what was saved meanwhile."""
    tables = [
        one
        for one in parsed(response.content.decode()).iter("table")
        if words(one.find("caption")).startswith("Both texts")
    ]
    rows = [
        [words(cell) for cell in row] for table in tables for row in table.findall("./tbody/tr")
    ]
    return {row[0].removesuffix(" Both of you changed it"): (row[1], row[2]) for row in rows}


def banner(client: Client, response: HttpResponse) -> str:
    """What the page after a save says was done."""
    assert response.status_code == 302, (response.status_code, errors(response))
    shown = parsed(client.get(response["Location"]).content.decode())
    return " ".join(
        words(one)
        for one in shown.iter("p")
        if "govuk-notification-banner__heading" in one.get("class", "")
    )
