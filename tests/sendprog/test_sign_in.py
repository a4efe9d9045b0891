"""Signing in: the limit by username at both pages, passwords and changing them, the last superuser."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from sendprog.accounts import passwords, sign_in_limit
from sendprog.accounts.backends import BUSY, LOCKED
from sendprog.accounts.sign_in_limit import (
    TRIES,
    SignInTries,
    count_try,
    forget_tries,
    locked_until,
)
from sendprog.models import User
from sendprog.records.people import LastSuperuser
from tests.builders import PASSWORD, make_user
from tests.filling import errors, fill_in, standing
from tests.officers_month import client_of
from tests.races.test_races import together
from tests.timing import quickest

SITE, ADMIN = "/accounts/login/", "/admin/login/"
OWN = "/accounts/password/"
NEW = "kettle-marble-tulip-9"

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]


@pytest.fixture(autouse=True)
def admin(db: None) -> User:

    return make_user("admin", is_staff=True, is_superuser=True)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed."""
    seen, encode = [], MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        seen.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    return seen


def sign_in(
    username: str, password: str, page: str = SITE, client: Client | None = None, **headers: str
) -> HttpResponse:
    return (client or Client(REMOTE_ADDR="")).post(
        page, {"username": username, "password": password}, headers=headers or None
    )


def is_signed_in(response: HttpResponse) -> bool:
    return response.status_code == 302


def message(response: HttpResponse) -> str:
    return response.context["form"].non_field_errors()[0]


# The limit


@pytest.mark.parametrize("page", [SITE, ADMIN])
@pytest.mark.parametrize("username", ["admin", "nobody"])
def test_forty_guesses_then_the_right_password_are_refused(page, username):
    for guess in range(40):
        assert not is_signed_in(sign_in(username, f"guess {guess}", page))
    answer = sign_in(username, PASSWORD, page)
    assert not is_signed_in(answer) and message(answer) == LOCKED
    assert LOCKED in answer.content.decode()


@pytest.mark.parametrize(("first", "second"), [(SITE, ADMIN), (ADMIN, SITE)])
def test_both_pages_count_together(first, second):
    for guess in range(TRIES):
        sign_in("admin", f"guess {guess}", first if guess % 2 else second)
    for page in (first, second):
        assert message(sign_in("admin", PASSWORD, page)) == LOCKED


def test_the_tenth_try_may_be_the_right_one_and_begins_the_count_anew():
    for _ in range(3):
        for guess in range(TRIES - 1):
            assert not is_signed_in(sign_in("admin", f"guess {guess}"))
        assert is_signed_in(sign_in("admin", PASSWORD))
    assert not SignInTries.objects.exists()


def test_a_locked_username_costs_no_hash(hashed):
    for guess in range(TRIES):
        sign_in("admin", f"guess {guess}")
        sign_in("nobody", f"guess {guess}")
    del hashed[:]
    for username in ("admin", "nobody"):
        for page in (SITE, ADMIN):
            assert message(sign_in(username, PASSWORD, page)) == LOCKED
    assert hashed == []


def test_known_and_unknown_usernames_are_told_apart_by_nothing():
    answers = {}
    for username in ("admin", "nobody"):
        pages = [sign_in(username, f"guess {guess}") for guess in range(TRIES + 2)]
        answers[username] = [
            (page.status_code, message(page), sorted(page.headers)) for page in pages
        ]
    assert answers["admin"] == answers["nobody"]


def test_another_address_or_browser_dodges_nothing():
    for guess in range(TRIES + 1):
        answer = Client(REMOTE_ADDR=f"10.0.0.{guess}").post(
            SITE,
            {"username": "admin", "password": f"guess {guess}"},
            headers={"x-forwarded-for": f"192.0.2.{guess}", "user-agent": f"Browser {guess}"},
        )
    assert message(answer) == LOCKED


def test_nobody_else_is_locked_with_it():
    make_user("member", role="member")
    for guess in range(TRIES + 1):
        sign_in("admin", f"guess {guess}")
    assert is_signed_in(sign_in("member", PASSWORD))


def test_who_is_signed_in_stays_so():
    client = Client()
    assert is_signed_in(sign_in("admin", PASSWORD, client=client))
    for guess in range(TRIES + 1):
        sign_in("admin", f"guess {guess}")
    assert client.get("/people/").status_code == 200


def test_a_lock_ends_by_itself_and_trying_does_not_lengthen_it():
    for guess in range(TRIES + 5):
        sign_in("admin", f"guess {guess}")
    ends = locked_until("admin")
    assert timezone.now() < ends <= timezone.now() + sign_in_limit.WINDOW
    sign_in("admin", "another guess")
    assert locked_until("admin") == ends
    SignInTries.objects.update(ends_at=timezone.now())
    assert is_signed_in(sign_in("admin", PASSWORD))


def test_tries_are_forgotten_after_five_minutes():
    for guess in range(TRIES - 1):
        sign_in("admin", f"guess {guess}")
    SignInTries.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    for guess in range(TRIES - 1):
        assert message(sign_in("admin", f"guess {guess}")) != LOCKED


def test_expired_tries_are_deleted():
    for name in range(20):
        count_try(f"nobody {name}")
    SignInTries.objects.update(ends_at=timezone.now())
    count_try("admin")
    assert SignInTries.objects.count() == 1


def test_no_username_is_stored():
    count_try("my password by mistake")
    assert "mistake" not in str(list(SignInTries.objects.values()))


def test_a_very_long_username_is_counted_like_any_other():
    for guess in range(TRIES + 1):
        answer = sign_in("x" * 100_000, f"guess {guess}")
    assert message(answer) == LOCKED


def test_without_a_request_too():
    for guess in range(TRIES):
        assert authenticate(username="admin", password=f"guess {guess}") is None
    assert authenticate(username="admin", password=PASSWORD) is None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_one_by_one(monkeypatch):
    """However the requests fall: no more than ten passwords of one username are checked."""
    checked, authenticate_by_model = [], sign_in_limit.count_try

    def counted(name: str, *address: str) -> bool:
        is_allowed = authenticate_by_model(name, *address)
        if name == "admin":
            checked.append(is_allowed)
        return is_allowed

    monkeypatch.setattr("sendprog.accounts.sign_in_limit.count_try", counted)
    monkeypatch.setattr("sendprog.accounts.sign_in_limit._waiting", FreeSemaphore())
    monkeypatch.setattr("sendprog.accounts.sign_in_limit._checking", FreeSemaphore())
    for _ in range(5):
        answers = together([lambda: sign_in("admin", "a guess")] * 4)
        assert all(answer.status_code == 200 for answer in answers)
    assert checked.count(True) == TRIES


class FreeSemaphore:
    """Lets everybody through, as if each were in a process of its own."""

    def acquire(self, blocking: bool = True) -> bool:
        return True

    def release(self) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


def test_where_another_waits_already_it_is_refused_at_once_and_not_counted(hashed):
    del hashed[:]
    with sign_in_limit._checking:
        assert sign_in_limit._waiting.acquire(blocking=False) and sign_in_limit._waiting.acquire(
            blocking=False
        )
        try:
            for page in (SITE, ADMIN):
                assert message(sign_in("admin", PASSWORD, page)) == BUSY
        finally:
            sign_in_limit._waiting.release()
            sign_in_limit._waiting.release()
    assert hashed == [] and not SignInTries.objects.exists()
    assert is_signed_in(sign_in("admin", PASSWORD))


def test_a_wrong_password_and_an_unknown_username_take_one_hash_each(hashed):
    counts = []
    for username in ("admin", "nobody"):
        del hashed[:]
        sign_in(username, "wrong")
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


# An administrator lifts it


def test_an_administrator_lifts_a_lock(admin):
    member = make_user("member", role="member")
    for guess in range(TRIES):
        sign_in("member", f"guess {guess}")
    client = client_of(admin)
    page = f"/admin/sendprog/user/{member.pk}/change/"
    assert "Locked until" in client.get(page).content.decode()
    sent = {"action": "let_sign_in", "_selected_action": [str(member.pk)]}
    assert client.post("/admin/sendprog/user/", sent).status_code == 302
    assert "Not locked" in client.get(page).content.decode()
    assert is_signed_in(sign_in("member", PASSWORD))


def test_an_administrator_resets_a_password_and_the_lock_with_it(admin):
    member = make_user("member", role="member")
    before = Client()
    assert is_signed_in(sign_in("member", PASSWORD, client=before))
    for guess in range(TRIES):
        sign_in("member", f"guess {guess}")
    client, page = client_of(admin), f"/admin/sendprog/user/{member.pk}/password/"
    refused = client.post(
        page, {"password1": "short", "password2": "short", "usable_password": "true"}
    )
    assert refused.status_code == 200 and locked_until("member")
    sent = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert client.post(page, sent).status_code == 302
    assert before.get("/accounts/password/").status_code == 302, "signed out"
    assert not is_signed_in(sign_in("member", PASSWORD))
    assert is_signed_in(sign_in("member", NEW))


def test_only_who_may_change_people_lifts_a_lock():
    manager = make_user("manager", role="manager", is_staff=True)
    count_try("member")
    sent = {"action": "let_sign_in", "_selected_action": [str(manager.pk)]}
    client_of(manager).post("/admin/sendprog/user/", sent)
    assert SignInTries.objects.exists()
    forget_tries("member")


# Everybody's own password


@pytest.mark.parametrize(
    "role", ["member", "officer", "manager", "auditor", "figures administrator"]
)
def test_everybody_changes_their_own_password(role):
    user = make_user("someone", role=role)
    here, elsewhere = client_of(user), client_of(user)
    assert f'href="{OWN}"' in here.get("/accounts/").content.decode()
    answer = fill_in(here, OWN, old_password=PASSWORD, new_password1=NEW, new_password2=NEW)
    assert answer.status_code == 302
    page = here.get("/accounts/logout/")
    assert page.status_code == 200 and "Your password is changed" in page.content.decode()
    assert elsewhere.get(OWN).status_code == 302, "signed out"
    assert not is_signed_in(sign_in("someone", PASSWORD)) and is_signed_in(sign_in("someone", NEW))


def test_the_old_password_is_needed_and_the_new_one_twice():
    client = client_of(make_user("someone"))
    wrong = fill_in(client, OWN, old_password="wrong", new_password1=NEW, new_password2=f"{NEW}x")
    assert errors(wrong).keys() == {"old_password", "new_password2"}
    empty = fill_in(client, OWN)
    assert errors(empty)["old_password"] == "Fill in “Your password now”."
    assert User.objects.get(username="someone").check_password(PASSWORD)


def test_the_page_is_for_who_is_signed_in_and_stored_by_nobody():
    answer = Client().get(OWN)
    assert (answer.status_code, answer["Location"]) == (302, f"{SITE}?next={OWN}")
    page = client_of(make_user("someone")).get(OWN)
    assert page["Cache-Control"] == "private, no-store"
    assert set(standing(page)) >= {"old_password", "new_password1", "new_password2"}


# Which passwords

REFUSED = [
    "kettle-tulip",
    "kettle-tulip-9",
    "password1234",
    "abcdefghijkl",
    "lkjihgfedcba",
    "tulip-12345-marble",
    "tulip-qwerty-marble",
    "aaaaaaaaaaaaa",
    "marble-aaaaa-tulip",
    "abcabcabcabc",
    "tulip9tulip9tulip9",
    "correcthorsecorrecthorse",
    "sendprogsendprog",
    "my-sendprog-login",
    "Devon County Council",
    "devoncountycouncil!",
    "Devon-2025-Council",
    "SEND programme 2025",
]


@pytest.mark.parametrize("password", REFUSED[2:])
def test_easy_passwords_are_refused_with_advice(password, settings):
    settings.SENDPROG_COUNCIL = "Devon County Council"
    with pytest.raises(ValidationError) as refused:
        password_validation.validate_password(password)
    assert refused.value.messages


@pytest.mark.parametrize("length", [8, 11])
def test_fewer_than_twelve_characters_are_refused(length):
    with pytest.raises(ValidationError, match="at least 12 characters"):
        password_validation.validate_password("kettle-marble-tulip"[:length])


@pytest.mark.parametrize(
    "password",
    [
        NEW,
        "kettle marble tulip",
        "a council of owls and tulips",
        "Devon cream with seven scones",
        "xK9-vQ2_mZ7p",
        "ärger mit würfeln",
        "1234 tulips and 4321 owls",
    ],
)
def test_good_passwords_are_accepted(password, settings):
    settings.SENDPROG_COUNCIL = "Devon County Council"
    password_validation.validate_password(password)


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "ab" * 5_000, "abcdefghijkl" * 800 + "!", "\n" * 10_000]
)
def test_hostile_passwords_are_judged_quickly(text):
    def judge() -> None:
        for validator in (passwords.SiteNameValidator(), passwords.RunValidator()):
            with suppress(ValidationError):
                validator.validate(text)

    assert quickest(judge)[0] < 0.1


def test_it_holds_at_every_page_that_sets_a_password(admin):
    client = client_of(admin)
    easy = "abcdefghijkl"
    own = fill_in(client, OWN, old_password=PASSWORD, new_password1=easy, new_password2=easy)
    assert "Leave out runs" in errors(own)["new_password2"]
    sent = {"username": "new", "password1": easy, "password2": easy, "usable_password": "true"}
    for page in ("/admin/sendprog/user/add/", f"/admin/sendprog/user/{admin.pk}/password/"):
        answer = client.post(page, sent)
        assert answer.status_code == 200 and "Leave out runs" in answer.content.decode()
    assert not User.objects.filter(username="new").exists()


def test_the_old_password_is_limited_as_a_sign_in_is(admin, hashed):
    client = client_of(admin)
    new = {"new_password1": NEW, "new_password2": NEW}
    for guess in range(TRIES):
        answer = fill_in(client, OWN, old_password=f"guess {guess}", **new)
        assert "entered incorrectly" in errors(answer)["old_password"]
    del hashed[:]
    assert (
        "Wait 5 minutes"
        in errors(fill_in(client, OWN, old_password=PASSWORD, **new))["old_password"]
    )
    assert hashed == [] and message(sign_in("admin", PASSWORD)) == LOCKED
    forget_tries("admin")
    fill_in(client, OWN, old_password="a guess", **new)
    assert fill_in(client, OWN, old_password=PASSWORD, **new).status_code == 302
    assert not SignInTries.objects.exists()


# The last superuser


@pytest.mark.parametrize("field", ["is_active", "is_superuser"])
def test_the_last_active_superuser_can_not_give_it_up(admin, field):
    make_user("gone", is_superuser=True, is_active=False)
    client, page = client_of(admin), f"/admin/sendprog/user/{admin.pk}/change/"
    answer = fill_in_admin(client, page, field)
    assert "last active superuser" in str(answer.context["adminform"].form.errors[field])
    setattr(admin, field, False)
    with pytest.raises(LastSuperuser):
        admin.save()
    admin.refresh_from_db()
    assert admin.is_active and admin.is_superuser
    with pytest.raises(LastSuperuser):
        User(pk=admin.pk, username="admin").save()


def fill_in_admin(client: Client, page: str, unticked: str) -> HttpResponse:
    form = client.get(page).context["adminform"].form
    sent = {
        name: form[name].value()
        for name in ("username", "role_title", "first_name", "last_name", "email")
    }
    ticked = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if name != unticked}
    return client.post(page, {**sent, **ticked})


def test_where_there_is_another_one_may(admin):
    make_user("second", is_superuser=True)
    client, page = client_of(admin), f"/admin/sendprog/user/{admin.pk}/change/"
    assert fill_in_admin(client, page, "is_superuser").status_code == 302
    admin.refresh_from_db()
    assert not admin.is_superuser


@pytest.mark.django_db(transaction=True)
def test_two_who_give_it_up_at_once_leave_one(admin):
    second = make_user("second", is_superuser=True)

    def give_up(pk: int) -> HttpResponse | None:
        user = User.objects.get(pk=pk)
        user.is_superuser = False
        try:
            user.save()
        except LastSuperuser as refused:
            return refused
        return None

    answers = together([lambda pk=pk: give_up(pk) for pk in (admin.pk, second.pk)])
    assert sorted(type(answer).__name__ for answer in answers) == ["LastSuperuser", "NoneType"]
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1
