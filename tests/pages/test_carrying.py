"""Typing that comes back is shown, never saved: whoever sent it, from wherever, and whichever page it is for."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sendprog.editing.signin_resume import SALT, shows_typing
from sendprog.models import User
from strands.models import Milestone
from tests.crawling import parsed, patterns, reader, tags_of, words
from tests.databases import PASSWORD
from tests.filling import standing
from tests.pages.test_roles import contents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]
CARRIED = "/accounts/carried/"


def field_of(response: HttpResponse, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())[1]


def from_another_site(address: str, fields: dict[str, str]) -> tuple[Client, HttpResponse]:
    """What a victim's browser shows of a form that another site sends: no session goes along, and no token."""
    browser = Client(enforce_csrf_checks=True)
    return browser, browser.post(address, fields)


def admin_records() -> list[str]:
    """One record's form, deletion and history of each kind, and each form to add."""
    found = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{name}_add"))
        if record := model._default_manager.first():
            found += [
                reverse(f"{name}_{deed}", args=[record.pk])
                for deed in ("change", "delete", "history")
            ]
    return found


def fields_of(client: Client, address: str) -> dict[str, str]:
    """Every field of every form there, with something typed into it where it is empty; every box ticked, every button pressed."""
    answer = client.get(address)
    html = answer.content.decode() if answer.get("Content-Type", "").startswith("text/html") else ""
    named = [
        attributes
        for tag, attributes in tags_of(html)
        if tag in {"input", "textarea", "select", "button"}
    ]
    found = {one["name"]: one.get("value") or "1" for one in named if one.get("name")}
    return found | {
        "post": "yes",
        "sure": "on",
        "reason": "Typed",
        "change_reason": "Typed",
        "note": "Typed",
    }


@pytest.mark.parametrize("username", ["manager", "admin"])
def test_no_address_saves_what_was_carried_to_it(username):
    client = reader(username, raise_request_exception=False)
    read = reader(username, raise_request_exception=False)
    ours = [
        pattern.addresses()[0]
        for pattern in patterns()
        if not pattern.is_admin and not pattern.mount
    ]
    before, statuses = contents(), {}
    for address in [*ours, *admin_records()]:
        fields = {
            name: [value]
            for name, value in fields_of(read, address).items()
            if name != "csrfmiddlewaretoken"
        }
        carried = signing.dumps({"path": address, "fields": fields}, salt=SALT, compress=True)
        statuses[address] = client.post(CARRIED, {"carried": carried}).status_code
    after = contents()
    assert [table for table in before if before[table] != after[table]] == []
    assert [address for address, status in statuses.items() if status >= 500] == []
    assert sum(status == 200 for status in statuses.values()) > 20


def test_every_page_of_ours_that_saves_shows_typing_and_no_other():
    ours = [pattern for pattern in patterns() if not pattern.is_admin]
    showing = {pattern.route for pattern in ours if shows_typing(pattern.addresses()[0])}
    assert {"milestones/<slug:slug>/edit/", "meetings/<str:day>/publish/", "asks/add/"} <= showing
    assert [route for route in showing if route.startswith("accounts/")] == []
    assert not any(
        shows_typing(address)
        for address in [*admin_records(), "/accounts/logout/", "/nonesuch/", "/\x00/"]
    )


@pytest.mark.parametrize("signed_in", [True, False])
def test_another_site_makes_nobody_a_superuser(signed_in):
    """Whether the victim is signed in or signs in on the page that comes."""
    person = User.objects.get(username="member")
    address = f"/admin/sendprog/user/{person.pk}/change/"
    fields = {
        "username": "member",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "change_reason": "Sent",
    }
    browser, refused = from_another_site(address, fields)
    assert refused.status_code == 403 and b'name="carried"' not in refused.content
    assert "Open the page again and copy into it what you typed." in refused.content.decode()
    made_here = signing.dumps(
        {"path": address, "fields": {name: [text] for name, text in fields.items()}}, salt=SALT
    )
    sent = {
        "carried": made_here,
        "csrfmiddlewaretoken": field_of(browser.get("/accounts/login/"), "csrfmiddlewaretoken"),
    }
    if signed_in:
        browser.force_login(User.objects.get(username="admin"))
    answer = browser.post(CARRIED, sent)
    if not signed_in:
        sent |= {
            "username": "admin",
            "password": PASSWORD,
            "csrfmiddlewaretoken": field_of(answer, "csrfmiddlewaretoken"),
        }
        answer = browser.post("/accounts/login/", sent)
    assert answer.status_code == 403 and "is_superuser" in answer.content.decode()
    person.refresh_from_db()
    assert not person.is_superuser and not person.is_staff


def test_another_site_s_typing_in_a_form_of_ours_is_shown_and_not_saved():
    milestone = Milestone.objects.first()
    address = f"/milestones/{milestone.reference}/edit/"
    browser, refused = from_another_site(
        address, {"title": "Sent from elsewhere", "version": "1", "change_reason": "Sent"}
    )
    browser.force_login(User.objects.get(username="manager"))
    sent = {
        "carried": field_of(refused, "carried"),
        "csrfmiddlewaretoken": field_of(refused, "csrfmiddlewaretoken"),
    }
    answer = browser.post(CARRIED, sent)
    assert answer.status_code == 200 and "Sent from elsewhere" in answer.content.decode()
    milestone.refresh_from_db()
    assert milestone.title != "Sent from elsewhere"


def test_a_page_that_would_save_it_all_the_same_saves_nothing(monkeypatch):
    """As a view would that forgets to ask whether it is to show only: it believes to have saved."""
    monkeypatch.setattr("sendprog.editing.form_requests.SHOW_ONLY", "no such field")
    client = reader("manager")
    form = {
        name: [value]
        for name, value in standing(client.get("/asks/add/?meeting=2025-01-22")).items()
    }
    fields = form | {
        "kind": ["action"],
        "text": ["How many wait?"],
        "to_role": ["Head of SEND"],
        "by_role": ["Chair"],
    }
    before = contents()
    answer = client.post(
        CARRIED, {"carried": signing.dumps({"path": "/asks/add/", "fields": fields}, salt=SALT)}
    )
    after = contents()
    assert answer.status_code == 302
    assert [table for table in before if before[table] != after[table]] == []


def test_typing_comes_back_to_the_meeting_it_was_for():
    """What the address asked for goes along: without it the form would be of the last meeting."""
    address = "/asks/add/?meeting=2024-11-26"
    client = Client()
    asked = client.post(address, {"kind": "action", "text": "How many wait?"})
    signed_in = {
        "username": "manager",
        "password": PASSWORD,
        "carried": field_of(asked, "carried"),
        "next": address,
    }
    shown = client.post("/accounts/login/", signed_in).content.decode()
    assert (
        "How many wait?" in shown
        and "26 November 2024" in shown
        and "22 January 2025" not in words(parsed(shown).find(".//main"))
    )


def test_passwords_are_never_shown_again():
    _, refused = from_another_site(
        "/admin/sendprog/user/add/",
        {"username": "new", "password1": "hidden", "password2": "hidden"},
    )
    page = parsed(refused.content.decode())
    assert "new" in words(page) and "hidden" not in words(page)
    assert settings.CSRF_FAILURE_VIEW == "sendprog.editing.signin_resume.csrf_failure"
