"""Sessions that end, links that work once, addresses that can't be made up, and the second step of signing in."""

import re
import time
from datetime import date, timedelta
from types import SimpleNamespace
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from sendprog.accounts import set_password_links, sign_in_limit
from sendprog.accounts.account_events import AccountEvent, delete_old_events
from sendprog.accounts.client_address import client_address
from sendprog.accounts.session_store import has_ended
from sendprog.accounts.set_password_links import INVITATION, RESET, link_for
from sendprog.accounts.sign_in_limit import TRIES, forget_addresses, forget_tries
from sendprog.models import Notice, User
from sendprog.records.history import change
from tests.builders import PASSWORD, make_user
from tests.crawling import parsed, words
from tests.filling import errors, fill_in
from tests.officers_month import client_of, text

NEW = "kettle-marble-tulip-9"
SITE, FORGOTTEN, FACTOR = "/accounts/login/", "/accounts/forgotten/", "/accounts/second-factor/"

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]


def sign_in(
    client: Client, username: str, password: str = PASSWORD, **options: str
) -> HttpResponse:
    return client.post(SITE, {"username": username, "password": password}, **options)


def shown(response: HttpResponse) -> str:
    """What the whole page says, its banners included."""
    return words(parsed(response.content.decode()))


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def test_what_the_database_itself_refuses():
    user = make_user("officer", email="officer@example.org")
    make_user("nobody"), make_user("no address either")
    with pytest.raises(IntegrityError, match="email_address_of_one_person"), transaction.atomic():
        make_user("other", email="Officer@Example.org")
    rule = "notice_dates_in_programme_years"
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Notice.objects.create(to=user, text="News", link="/", day=date(1999, 12, 31))


# Where a request came from


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1", "", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "", "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.5", "127.0.0.1,10.0.0.5", "203.0.113.9"),
        ("127.0.0.1", "made up", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1", "127.0.0.1"),
        ("::ffff:192.0.2.1", "", "", "192.0.2.1"),
        ("", "203.0.113.9", "127.0.0.1", ""),
    ],
)
def test_address_of_a_request(peer, forwarded, trusted, address, settings):
    settings.SENDPROG_TRUSTED_PROXIES = frozenset(trusted.split(","))
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_an_address_that_tries_ten_usernames_is_locked_whatever_it_forwards():
    make_user("member", role="member")
    for guess in range(TRIES):
        sign_in(
            Client(REMOTE_ADDR="192.0.2.7"),
            f"nobody {guess}",
            HTTP_X_FORWARDED_FOR=f"10.1.1.{guess}",
        )
    there, elsewhere = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    answer = sign_in(there, "member", HTTP_X_FORWARDED_FOR="10.1.1.99")
    assert "from where you are" in answer.content.decode() and not is_signed_in(there)
    assert sign_in(elsewhere, "member").status_code == 302
    forget_addresses()
    assert sign_in(there, "member").status_code == 302


def test_an_office_that_signs_in_or_forgets_one_password_is_not_locked():
    make_user("member", role="member")
    client = Client(REMOTE_ADDR="192.0.2.7")
    for guess in range(TRIES + 3):
        assert sign_in(client, "member").status_code == 302
        sign_in(Client(REMOTE_ADDR="192.0.2.7"), "forgetful", f"guess {guess}")
    assert sign_in(client, "member").status_code == 302


def test_an_e_mail_address_signs_in_and_counts_as_its_username():
    make_user("member", role="member", email="Member@example.org")
    assert sign_in(Client(), "member@EXAMPLE.org").status_code == 302
    for guess in range(TRIES):
        sign_in(Client(), ("member", "member@example.org")[guess % 2], f"guess {guess}")
    assert sign_in(Client(), "member").status_code == 200


def test_a_lock_under_one_name_does_not_tell_that_another_is_of_the_same_account(monkeypatch):
    make_user("member", role="member", email="member@example.org")
    for name in ("member@example.org", "nobody@example.org"):
        for guess in range(TRIES + 1):
            locked = sign_in(Client(REMOTE_ADDR=""), name, f"guess {guess}")
        assert "Too many tries" in locked.content.decode()
    hashed = []
    monkeypatch.setattr(sign_in_limit, "make_password", hashed.append)
    answers = [sign_in(Client(REMOTE_ADDR=""), name) for name in ("member", "nobody")]
    said = [answer.context["form"].non_field_errors() for answer in answers]
    assert said[0] == said[1] and "That is not right" in said[0][0]
    assert len(hashed) == 1, "it takes as long"
    forget_tries("member", "member@example.org")
    assert sign_in(Client(), "member@example.org").status_code == 302


# Sessions


@pytest.mark.parametrize(
    ("age", "idle", "is_staff", "ended"),
    [
        (0, 0, True, False),
        (12 * 3600 - 1, 0, True, False),
        (12 * 3600, 0, False, True),
        (3600, 3599, True, False),
        (3600, 3600, True, True),
        (3600, 3600, False, False),
    ],
)
def test_ends_of_a_session(age, idle, is_staff, ended):
    now = 1_000_000
    values = {"signed_in_at": now - age, "seen_at": now - idle, "is_staff": is_staff}
    assert has_ended(values, now) is ended
    assert has_ended({}, now)


def test_staff_stay_signed_in_while_they_work_but_no_longer_than_twelve_hours():
    client = client_of(make_user("figures", role="figures administrator", is_staff=True))
    began = time.time()
    for minutes in (59, 117, 175, *range(230, 719, 50)):
        with mock.patch("time.time", return_value=began + minutes * 60):
            assert is_signed_in(client), minutes
    with mock.patch("time.time", return_value=began + 12 * 3600 + 1):
        assert not is_signed_in(client)
    assert not is_signed_in(client), "gone for good"


CHANGES = {
    "a role": lambda user: user.groups.add(Group.objects.get(name="manager")),
    "a role taken": lambda user: user.groups.clear(),
    "the staff flag": lambda user: save(user, is_staff=True),
    "inactive and back": lambda user: (save(user, is_active=False), save(user, is_active=True)),
    "an older copy is saved later": lambda user: saved_later(user),
}


def save(user: User, **fields: object) -> None:
    with change(by=None):
        for name, value in fields.items():
            setattr(user, name, value)
        user.save()


def saved_later(user: User) -> None:
    older = User.objects.get(pk=user.pk)
    user.groups.clear()
    save(older, last_name="Other")


@pytest.mark.parametrize("changes", CHANGES)
def test_a_change_of_rights_ends_sessions_and_links(changes):
    user = make_user("officer", role="officer", email="officer@example.org")
    client, links = client_of(user), [link_for(user, INVITATION), link_for(user, RESET)]
    assert is_signed_in(client)
    CHANGES[changes](user)
    assert not is_signed_in(client)
    assert [works(link) for link in links] == [False, False]


def test_what_changes_no_right_ends_no_session():
    user = make_user("officer", role="officer")
    client, link = client_of(user), link_for(user, INVITATION)
    save(user, role_title="Head of SEND", last_name="Other")
    assert is_signed_in(client) and works(link)


# Links


def opened(link: str, client: Client | None = None) -> HttpResponse:
    """The page that a link leads to."""
    return (client or Client()).get(re.sub("^https?://[^/]+", "", link), follow=True)


def works(link: str) -> bool:
    return "can't be used" not in text(opened(link))


def use(link: str, password: str = NEW) -> HttpResponse:
    client = Client()
    page = opened(link, client)
    return client.post(
        page.request["PATH_INFO"],
        {"new_password1": password, "new_password2": password},
        follow=True,
    )


@pytest.mark.parametrize("tokens", [INVITATION, RESET])
def test_a_link_works_once(tokens):
    user = make_user("officer", role="officer", password=None)
    link = link_for(user, tokens)
    assert "Leave out runs" in text(use(link, "abcdefghijkl"))
    clients = [Client(), Client()]
    pages = [opened(link, client).request["PATH_INFO"] for client in clients]
    sent = {"new_password1": NEW, "new_password2": NEW}
    first, second = (
        client.post(page, sent, follow=True) for client, page in zip(clients, pages, strict=True)
    )
    assert "Your password is set" in shown(first)
    assert "can't be used" in text(second) and not works(link)
    assert sign_in(Client(), "officer", NEW).status_code == 302
    assert AccountEvent.objects.filter(kind="password_set", person=user).count() == 1


def test_links_that_are_old_guessed_swapped_or_of_somebody_gone_do_not_work():
    user, other = make_user("officer", role="officer"), make_user("other", role="officer")
    link, reset = link_for(user, INVITATION), link_for(user, RESET)
    assert works(link) and works(reset)
    swapped = link.replace("/invitation/", "/reset/")
    key = link_for(other, INVITATION).split("/")[-3]
    others = link.replace(f"/{link.split('/')[-3]}/", f"/{key}/")
    guessed = f"{link[:-2]}{'0' if link[-2] != '0' else '1'}/"
    assert [works(one) for one in (swapped, others, guessed)] == [False, False, False]
    for hours, expected in ((1, (True, True)), (3, (True, False)), (73, (False, False))):
        later = set_password_links.PasswordResetTokenGenerator._now(INVITATION) + timedelta(
            hours=hours
        )
        with mock.patch.object(set_password_links.LinkTokens, "_now", return_value=later):
            assert (works(link), works(reset)) == expected, hours
    save(user, is_active=False)
    assert not works(link) and not works(reset)


# Forgotten


@pytest.fixture
def in_foreground(monkeypatch, settings):
    """What a thread would do after the answer is done before it."""
    settings.SENDPROG_ADDRESS = "https://send.example.gov.uk"

    class Now(SimpleNamespace):
        def start(self) -> None:
            set_password_links.send_reset(*self.args)

    monkeypatch.setattr(set_password_links, "Thread", Now)


@pytest.mark.usefixtures("in_foreground")
def test_forgotten_answers_alike_and_writes_to_whom_it_knows():
    make_user("officer", role="officer", email="Officer@example.org")
    make_user("gone", email="gone@example.org", is_active=False)
    answers = {
        name: fill_in(Client(), FORGOTTEN, email=f"{name}@example.org")
        for name in ("officer", "nobody", "gone")
    }
    assert (
        len(
            {
                (one.status_code, one["Location"], one.cookies.output()[:20])
                for one in answers.values()
            }
        )
        == 1
    )
    (letter,) = mail.outbox
    assert letter.to == ["Officer@example.org"]
    link = re.search(r"https://send\.example\.gov\.uk(\S+)", letter.body)[1]
    assert "Your password is set" in shown(use(link))


@pytest.mark.usefixtures("in_foreground")
def test_forgotten_does_the_same_before_it_answers(django_assert_num_queries, monkeypatch):
    """No look-up of the address, and no letter: both are the thread's."""
    make_user("officer", email="officer@example.org")
    started = []
    monkeypatch.setattr(
        set_password_links,
        "Thread",
        lambda **options: SimpleNamespace(start=lambda: started.append(options)),
    )
    queries = []
    for name in ("officer", "nobody"):
        with mock.patch("django.db.backends.utils.CursorWrapper.execute", autospec=True) as execute:
            execute.side_effect = lambda cursor, sql, params=None: queries.append(sql)
            with mock.patch("sendprog.accounts.password_views.count_try", return_value=True):
                Client().post(FORGOTTEN, {"email": f"{name}@example.org"})
    assert [one["args"] for one in started] == [
        (email, "https://send.example.gov.uk")
        for email in ("officer@example.org", "nobody@example.org")
    ]
    assert not [sql for sql in queries if "sendprog_user" in sql]


def test_without_e_mail_forgotten_says_whom_to_ask(settings):
    settings.SENDPROG_ADDRESS = ""
    page = Client().get(FORGOTTEN)
    assert "sends no e-mail" in text(page) and b"<form" not in page.content


# The second step


@pytest.fixture
def asked(settings):
    settings.SENDPROG_SECOND_FACTOR = True


def code_of(user: User, steps: int = 0) -> str:
    app = TOTPDevice.objects.get(user=user)
    totp = TOTP(app.bin_key)
    totp.time = time.time() + steps * 30
    return f"{totp.token():06}"


def set_up(client: Client) -> list[str]:
    """Set an app up; its recovery codes."""
    client.get("/", follow=True)
    totp = TOTP(bytes.fromhex(client.session["second_factor_key"]))
    page = client.post(FACTOR, {"code": f"{totp.token():06}", "next": "/people/"})
    assert 'href="/people/"' in page.content.decode()
    return re.findall(r"<li><strong>(\w+)</strong></li>", page.content.decode())


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("role", ["manager", "figures administrator", "administrator", "officer"])
def test_who_may_change_much_signs_in_with_a_code_too(role):
    is_admin = role == "administrator"
    user = make_user("someone", role="" if is_admin else role, is_superuser=is_admin, is_staff=True)
    client = Client()
    sign_in(client, "someone")
    if role == "officer":
        assert is_signed_in(client) and client.get(FACTOR)["Location"] == "/accounts/"
        return
    for address in ("/", "/admin/", "/accounts/password/", "/people/"):
        answer = client.get(address)
        assert answer.status_code == 302 and answer["Location"].startswith(FACTOR), address
    assert client.post("/accounts/", {"wants_edition_letters": "on"}).status_code == 302
    assert not User.objects.get(pk=user.pk).wants_edition_letters
    assert client.get("/privacy/").status_code == 200
    wrong = client.post(FACTOR, {"code": "000000"})
    assert "not the code of now" in errors(wrong)["code"] and not TOTPDevice.objects.exists()
    assert len(set_up(client)) == 10 and is_signed_in(client)


@pytest.mark.usefixtures("asked")
def test_codes_work_once_and_recovery_codes_in_their_place(settings):
    user = make_user("manager", role="manager", is_staff=True)
    first = Client()
    sign_in(first, "manager")
    codes = set_up(first)
    second = Client()
    sign_in(second, "manager")
    page = second.get("/people/", follow=True)
    assert "Code of your authenticator app" in text(page) and "otpauth" not in page.content.decode()
    replayed = second.post(FACTOR, {"code": code_of(user)})
    assert replayed.status_code == 200, "the code that set the app up"
    TOTPDevice.objects.update(throttling_failure_count=0)
    elsewhere = {"code": f" {code_of(user, 1)} ", "next": "//evil.example"}
    assert second.post(FACTOR, elsewhere)["Location"] == settings.LOGIN_REDIRECT_URL
    assert is_signed_in(second)
    third, fourth = Client(), Client()
    for client in (third, fourth):
        sign_in(client, "manager")
        client.post(FACTOR, {"code": codes[0].upper()})
    assert (is_signed_in(third), is_signed_in(fourth)) == (True, False)
    assert "not used yet: 9" in text(third.get("/accounts/"))
    fresh = third.post("/accounts/recovery-codes/").content.decode()
    assert codes[1] not in fresh and fresh.count("<li><strong>") == 10


@pytest.mark.usefixtures("asked")
def test_guesses_of_a_code_are_slowed_down():
    user = make_user("manager", role="manager", is_staff=True)
    client = Client()
    sign_in(client, "manager")
    set_up(client)
    other = Client()
    sign_in(other, "manager")
    other.post(FACTOR, {"code": "000000"})
    assert other.post(FACTOR, {"code": code_of(user, 1)}).status_code == 200, "too soon"


# One's own account


def test_the_account_says_when_and_from_where_and_stores_what_is_asked():
    user = make_user("officer", role="officer", email="officer@example.org")
    for address in ("192.0.2.1", "192.0.2.2"):
        client = Client(REMOTE_ADDR=address)
        sign_in(client, "officer")
    page = text(client.get("/accounts/"))
    assert "from the address 192.0.2.2. Before that:" in page and "192.0.2.1" in page
    fill_in(client, "/accounts/", wants_edition_letters="on")
    user.refresh_from_db()
    assert user.wants_edition_letters
    AccountEvent.objects.update(at=timezone.now() - timedelta(days=400))
    delete_old_events()
    assert not AccountEvent.objects.exists()
