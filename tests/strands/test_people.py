"""The pages of people: adding, what a manager may give, strands, invitations, leaving and coming back."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from sendprog.models import User
from sendprog.records.people import RoleChange
from strands.models import StrandOfficer
from tests.builders import make_officer, make_strand, make_user
from tests.crawling import parsed, words
from tests.officers_month import client_of, text

TODAY = date(2025, 1, 22)
ADD = "/people/add/"
FORM = {
    "name": "New Officer",
    "email": "New.Officer@example.org",
    "role_title": "Programme officer",
    "roles": ["officer"],
    "reason": "New in post",
    "strands-TOTAL_FORMS": "2",
    "strands-INITIAL_FORMS": "0",
}

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.SENDPROG_TODAY = TODAY
    settings.SENDPROG_ADDRESS = "https://send.example.gov.uk"
    settings.SENDPROG_EMAIL_URL = "smtp://mail.example"


@pytest.fixture
def manager() -> User:
    return make_user("manager", role="manager", is_staff=True)


@pytest.fixture
def admin() -> User:
    return make_user("admin", is_staff=True, is_superuser=True)


def shown(response: HttpResponse) -> str:
    """What the whole page says, its banners included."""
    return words(parsed(response.content.decode()))


def test_one_form_adds_somebody_with_all_that_their_role_needs(manager):
    first, second = make_strand("first"), make_strand("second", number=2)
    rows = {"strands-0-strand": first.pk, "strands-1-strand": second.pk, "strands-1-deputy": "1"}
    days = {"strands-1-valid_from": "1 February 2025", "strands-1-valid_to": "31/3/2025"}
    page = client_of(manager).post(ADD, {**FORM, **rows, **days}, follow=True)
    added = User.objects.get(email="new.officer@example.org")
    assert "An invitation is on its way to new.officer@example.org" in shown(page)
    assert (added.username, added.get_full_name(), added.is_staff) == (
        "new.officer",
        "New Officer",
        False,
    )
    assert not added.has_usable_password()
    assert [
        (row.strand, row.deputy, row.valid_from, row.valid_to)
        for row in StrandOfficer.objects.filter(user=added).order_by("strand__number")
    ] == [(first, False, TODAY, None), (second, True, date(2025, 2, 1), date(2025, 3, 31))]
    row = RoleChange.objects.get(person=added)
    assert (row.by, row.reason, row.new["groups"]) == (manager, "New in post", ["officer"])
    assert StrandOfficer.objects.first().history.get().history_user == manager
    (letter,) = mail.outbox
    link = re.search(r"https://send\.example\.gov\.uk(\S+)", letter.body)[1]
    client = Client()
    asked = client.get(link, follow=True)
    sent = {"new_password1": "kettle-marble-tulip-9", "new_password2": "kettle-marble-tulip-9"}
    client.post(asked.request["PATH_INFO"], sent)
    mine = Client()
    mine.post(
        "/accounts/login/",
        {"username": "new.officer@example.org", "password": "kettle-marble-tulip-9"},
    )
    assert mine.get("/my-updates/").status_code == 200


@pytest.mark.parametrize("url", ["", "console://"])
def test_without_a_letter_the_link_is_shown_once(url, manager, settings):
    settings.SENDPROG_EMAIL_URL = url
    client = client_of(manager)
    page = client.post(ADD, FORM, follow=True)
    (link,) = re.findall(
        r"https://send\.example\.gov\.uk/accounts/invitation/[\w/-]+", page.content.decode()
    )
    again = client.get(page.redirect_chain[-1][0])
    assert link not in again.content.decode()
    assert "Set your password" in text(
        Client().get(link.removeprefix("https://send.example.gov.uk"), follow=True)
    )


def test_a_manager_gives_three_roles_and_an_administrator_each(manager, admin):
    by_manager, by_admin = client_of(manager), client_of(admin)
    names = {"name": "Somebody", "email": "refused@example.org"}
    for role in ("manager", "auditor", "part two reader", "administrator"):
        refused = by_manager.post(ADD, {**FORM, **names, "roles": ["officer", role]})
        assert refused.status_code == 200 and not User.objects.filter(last_name="Somebody").exists()
        added = by_admin.post(
            ADD, {**FORM, "email": f"{role.split()[0]}@example.org", "roles": [role]}
        )
        assert added.status_code == 302, role
    made = {user.email.partition("@")[0]: user for user in User.objects.filter(first_name="New")}
    assert {name for name, user in made.items() if user.is_staff} == {
        "manager",
        "auditor",
        "administrator",
    }
    assert {name for name, user in made.items() if user.is_superuser} == {"administrator"}
    figures = {**FORM, "roles": ["figures administrator", "member"]}
    assert by_manager.post(ADD, figures).status_code == 302
    assert User.objects.get(email="new.officer@example.org").is_staff


@pytest.mark.parametrize("role", ["manager", "auditor", "administrator", "own", "with a right"])
def test_a_manager_can_not_see_to_whoever_may_do_more(role, manager):
    """Else a new address and a link would make its rights theirs."""
    person = manager if role == "own" else make_user("other", is_superuser=role == "administrator")
    if role in ("manager", "auditor"):
        person = make_user("third", role=role)
    elif role == "with a right":
        person.user_permissions.add(Permission.objects.first())
    client = client_of(manager)
    for page in ("", "leave/"):
        assert client.get(f"/people/{person.pk}/{page}").status_code == 403
    assert client.post(f"/people/{person.pk}/see-to/", {"action": "link"}).status_code == 403
    assert client.post(f"/people/{person.pk}/", FORM).status_code == 403


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(manager):
    make_user("taken", email="NEW.officer@example.org")
    client = client_of(manager)
    strand = make_strand()
    wrong = {
        "strands-0-strand": strand.pk,
        "strands-0-valid_from": "2/2/2025",
        "strands-0-valid_to": "1/2/2025",
    }
    page = client.post(ADD, {**FORM, **wrong, "role_title": "Dr Who", "roles": []})
    for said in ("address of taken", "names a person", "Tick at least one", "last day is before"):
        assert said in shown(page), said
    more = client.post(ADD, {**FORM, **wrong, "name": "", "more": "1"})
    assert (
        "There is a problem" not in shown(more)
        and 'name="strands-2-strand"' in more.content.decode()
    )
    assert not StrandOfficer.objects.exists() and User.objects.count() == 2


def test_another_strand_is_one_more_row_whatever_is_typed(manager):
    client, page = client_of(manager), client_of(manager).get(ADD)
    for rows in (2, 3, 4):
        assert page.content.decode().count('-strand" ') == rows
        page = client.post(ADD, {**FORM, "strands-TOTAL_FORMS": str(rows), "more": "1"})
    with_none = client.post(ADD, {**FORM, "strands-TOTAL_FORMS": "none", "more": "1"})
    assert 'name="strands-0-strand"' in with_none.content.decode()


def test_a_trial_says_where_its_letters_are_and_links_to_where_it_listens(manager, settings):
    settings.SENDPROG_ADDRESS = "http://127.0.0.1:8000"
    client, trial = client_of(manager), {"headers": {"host": "127.0.0.1:8141"}}
    page = client.post(ADD, FORM, follow=True, **trial)
    assert "http://127.0.0.1:8141/accounts/invitation/" in mail.outbox[0].body
    for address in (ADD, "/accounts/forgotten/"):
        settings.SENDPROG_EMAIL_URL = "smtp://mail.example"
        page = Client() if "forgotten" in address else client
        assert "window where its server runs" not in shown(page.get(address))
        settings.SENDPROG_EMAIL_URL = "console://"
        assert "window where its server runs" in shown(page.get(address))


def test_roles_and_strands_change_in_the_same_form(manager):
    strand, other = make_strand("first"), make_strand("second", number=2)
    person = make_user("officer", role="officer", email="officer@example.org")
    kept, gone = make_officer(strand, person), make_officer(other, person)
    page = f"/people/{person.pk}/"
    rows = {
        "strands-0-officer": kept.pk,
        "strands-0-strand": strand.pk,
        "strands-0-valid_from": "1/9/2024",
        "strands-0-valid_to": "31/1/2025",
        "strands-1-officer": gone.pk,
        "strands-1-strand": "",
    }
    sent = {
        **FORM,
        **rows,
        "strands-INITIAL_FORMS": "2",
        "roles": ["officer", "figures administrator"],
    }
    client = client_of(manager)
    meanwhile = make_officer(other, person, valid_from=date(2025, 2, 1))
    assert client.post(page, sent).status_code == 302
    assert set(StrandOfficer.objects.values_list("pk", flat=True)) == {kept.pk, meanwhile.pk}
    kept.refresh_from_db()
    person.refresh_from_db()
    assert kept.valid_to == date(2025, 1, 31) and person.is_staff


def test_leaving_ends_what_there_is_and_names_what_has_nobody(manager):
    strand, shared, planned = (
        make_strand("first"),
        make_strand("second", number=2),
        make_strand("third", number=3),
    )
    person, other = make_user("officer", role="officer"), make_user("other", role="officer")
    rows = [make_officer(strand, person), make_officer(shared, person), make_officer(shared, other)]
    later = make_officer(planned, person, valid_from=date(2025, 3, 1))
    theirs, client = client_of(person), client_of(manager)
    page = client.post(f"/people/{person.pk}/leave/", {"reason": "Left the council"}, follow=True)
    assert "Nobody looks after First and Third now" in shown(page)
    assert "Nobody looks after these strands today: First , Third ." in shown(page)
    assert theirs.get("/accounts/").status_code == 302
    rows[0].refresh_from_db()
    later = StrandOfficer.everything.get(pk=later.pk)
    assert rows[0].valid_to == date(2025, 1, 21) and later.deleted_at
    assert RoleChange.objects.filter(person=person).first().reason == "Left the council"
    back = client.post(f"/people/{person.pk}/see-to/", {"action": "back"})
    person.refresh_from_db()
    assert back.status_code == 302 and person.is_active and not person.has_usable_password()


def test_buttons_lift_a_lock_and_remove_an_app(manager, admin):
    person = make_user("officer", role="officer", email="officer@example.org")
    for guess in range(10):
        Client().post("/accounts/login/", {"username": "officer", "password": f"guess {guess}"})
    client, page = client_of(manager), f"/people/{person.pk}/"
    assert "Let them try again now" in text(client.get(page))
    client.post(f"{page}see-to/", {"action": "unlock"})
    client.post(f"{page}see-to/", {"action": "link"})
    client.post(f"{page}see-to/", {"action": "app"})
    client.post(f"{page}see-to/", {"action": "nothing of the kind"})
    assert "Let them try again now" not in text(client.get(page))
    history = text(client.get(f"{page}history/"))
    for said in (
        "Got a link to set a password, by manager",
        "lifted, by manager",
        "app removed, by manager",
    ):
        assert said in history
    assert len(mail.outbox) == 1
