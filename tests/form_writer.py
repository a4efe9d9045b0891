"""Sends the forms of a page with extremes in every field, until what the form refuses is left out and the rest is saved."""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain

from django import forms
from django.http import HttpResponse
from django.test import Client

from tests.extremes import is_typed, typed_into

Sent = dict[str, str | list[str] | None]
# How often a form that names no field is tried again with half of what was typed.
HALVINGS = 3
# A list of more values in a page's context holds records.
MOST_FORMS = 50


class PostedForms(HTMLParser):
    """What a browser would send of each form of a page that is posted; "" is its address."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self.form: Sent = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name = given.get("name", "")
        if tag == "form":
            self.form = {"": given.get("action", "")}
            if given.get("method", "").lower() == "post" and "logout" not in self.form[""]:
                self.forms.append(self.form)
        elif tag == "option" and self.select:
            self.choose(given)
        elif not name:
            return
        elif tag == "select":
            self.select = name
            self.form[name] = [] if "multiple" in given else None
        elif tag == "textarea":
            self.textarea = name
            self.form[name] = ""
        elif tag in ("input", "button"):
            self.add(name, tag, given)

    def add(self, name: str, tag: str, given: dict[str, str]) -> None:
        kind = "submit" if tag == "button" else given.get("type", "text")
        if kind == "submit":
            self.form.setdefault(name, given.get("value", ""))
        elif kind != "file" and (kind not in ("checkbox", "radio") or "checked" in given):
            value, others = (
                given.get("value", "on" if kind == "checkbox" else ""),
                self.form.get(name),
            )
            # Boxes of one name.
            self.form[name] = (
                value
                if others is None
                else [*([others] if isinstance(others, str) else others), value]
            )

    def choose(self, option: dict[str, str]) -> None:
        held, value = self.form[self.select], option.get("value", "")
        if isinstance(held, list):
            self.form[self.select] = [*held, value] if "selected" in option else held
        elif held is None or "selected" in option:
            self.form[self.select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            text = str(self.form[self.textarea])
            self.form[self.textarea] = text.removeprefix("\n").replace("\n", "\r\n")
        self.select = "" if tag == "select" else self.select
        self.textarea = "" if tag == "textarea" else self.textarea

    def handle_data(self, text: str) -> None:
        if self.textarea:
            self.form[self.textarea] += text


def posted_forms(response: HttpResponse) -> list[Sent]:
    """The forms of a page, without the rows that scripts would add; none of what is no page."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or not is_page:
        return []
    reader = PostedForms()
    reader.feed(response.content.decode())
    return [
        {name: value for name, value in form.items() if "__prefix__" not in name}
        for form in reader.forms
    ]


def forms_of(response: HttpResponse) -> Iterator[forms.BaseForm]:
    """The forms that a page was rendered with."""
    for layer in response.context or []:
        values = layer.flatten() if hasattr(layer, "flatten") else layer
        yield from chain.from_iterable(map(forms_in, values.values()))


def forms_in(value: object) -> list[forms.BaseForm]:
    if isinstance(value, forms.BaseForm):
        return [value]
    if isinstance(getattr(value, "form", None), forms.BaseForm):
        return [value.form]
    if isinstance(value, forms.BaseFormSet):
        return list(value.forms)
    if isinstance(value, list | tuple) and len(value) < MOST_FORMS:
        return [form for each in value for form in forms_in(each)]
    return []


def fields_of(response: HttpResponse) -> dict[str, forms.Field]:
    """The fields that somebody fills in, by the name that is sent."""
    return {
        form.add_prefix(name): field
        for form in forms_of(response)
        for name, field in form.fields.items()
        if is_typed(field)
    }


def refused_fields(response: HttpResponse) -> set[str]:
    return {
        form.add_prefix(name)
        for form in forms_of(response)
        if form.is_bound
        for name in form.errors
    }


class FormWriter:
    """Somebody's browser. `saved`: the names of the fields that were saved with an extreme, by address."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.saved: dict[str, set[str]] = {}

    def write(self, address: str, place: int, *, together: bool) -> None:
        """Fill in each form of a page with the extremes of this place: all its fields together, or one after another."""
        for number in range(len(posted_forms(self.client.get(address)))):
            typed = self.typed(address, number, place)
            for part in [typed] if together else [{name: value} for name, value in typed.items()]:
                self.save(address, number, part, HALVINGS)

    def typed(self, address: str, number: int, place: int) -> Sent:
        response = self.client.get(address)
        pages_forms, fields = posted_forms(response), fields_of(response)
        if number >= len(pages_forms):
            return {}
        # Another text in each field, so that a page shows many at once.
        return {
            name: typed_into(
                fields[name], place + (at if type(fields[name]) is forms.CharField else 0)
            )
            for at, name in enumerate(sorted(pages_forms[number].keys() | fields.keys()))
            if name in fields
        }

    def save(self, address: str, number: int, typed: Sent, halvings: int) -> None:
        """Send a form, without the fields that are refused or by halves where none is named, until it is saved."""
        while typed:
            response = self.send(address, number, typed)
            if response is None:
                return
            if response.status_code == 302:
                self.saved.setdefault(address, set()).update(typed)
                return
            refused = refused_fields(response) & typed.keys()
            if not refused:
                break
            typed = {name: value for name, value in typed.items() if name not in refused}
        names = list(typed)
        if len(names) > 1 and halvings:
            for half in (names[::2], names[1::2]):
                self.save(address, number, {name: typed[name] for name in half}, halvings - 1)

    def send(self, address: str, number: int, typed: Sent) -> HttpResponse | None:
        """The answer to the form as it stands with what is typed; None where the page lacks it now."""
        pages_forms = posted_forms(self.client.get(address))
        if number >= len(pages_forms):
            return None
        form = pages_forms[number]
        action = form.pop("") or address
        filled = {name: value for name, value in (form | typed).items() if value is not None}
        return self.client.post(action if str(action).startswith("/") else address, filled)
