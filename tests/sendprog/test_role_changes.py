"""Who gave or took a right, when and why: every path leaves it, in the same transaction, and nothing takes it away."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from sendprog.demo import SIGN_INS, create_users
from sendprog.models import RoleChange, User
from sendprog.records.history import UntrackedWrite, change
from tests import builders
from tests.officers_month import client_of, text
from tests.pages.test_admin import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]

AT = datetime(2024, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def person() -> User:
    return builders.make_user("somebody", role="officer", role_title="Programme officer")


@pytest.fixture
def administrator() -> User:
    return builders.make_user("administrator", is_staff=True, is_superuser=True)


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def groups_told(person: User) -> list[tuple[list, list]]:
    """Old and new roles of each entry, the first entry first."""
    return [
        (row.old.get("groups", []), row.new["groups"]) for row in person.role_changes.order_by("pk")
    ]


def test_a_new_person_leaves_one_entry(person):
    row = person.role_changes.get()
    assert row.old == {}
    assert (row.new["username"], row.new["groups"], row.new["role_title"]) == (
        "somebody",
        ["officer"],
        "Programme officer",
    )


GIVING = {
    "the_person_s_groups": lambda person: person.groups.add(group("manager")),
    "the_group_s_people": lambda person: group("manager").user_set.add(person),
    "set": lambda person: person.groups.set([group("officer"), group("manager")]),
}
TAKING = {
    "remove": lambda person: person.groups.remove(group("officer")),
    "clear": lambda person: person.groups.clear(),
    "set": lambda person: person.groups.set([]),
    "the_group_s_remove": lambda person: group("officer").user_set.remove(person),
    "the_group_s_clear": lambda person: group("officer").user_set.clear(),
    "the_group_goes": lambda person: group("officer").delete(),
    "groups_go": lambda person: Group.objects.filter(name="officer").delete(),
}


@pytest.mark.parametrize("path", GIVING)
def test_a_role_given_is_told(person, path):
    GIVING[path](person)
    assert groups_told(person)[1:] == [(["officer"], ["manager", "officer"])]


@pytest.mark.parametrize("path", TAKING)
def test_a_role_taken_is_told(person, path):
    TAKING[path](person)
    assert groups_told(person)[1:] == [(["officer"], [])]


def test_a_group_renamed_is_told_of_whoever_is_in_it(person):
    renamed = group("officer")
    renamed.name = "programme officer"
    renamed.save()
    assert groups_told(person)[1:] == [(["officer"], ["programme officer"])]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("is_active", False),
        ("is_staff", True),
        ("is_superuser", True),
        ("role_title", "Head of SEND"),
        ("last_name", "Other"),
        ("email", "other@example.org"),
        ("username", "other"),
    ],
)
def test_a_field_changed_is_told_with_who_and_why(person, administrator, name, value):
    old = getattr(person, name)
    with change(by=administrator, reason="A new post", at=AT):
        setattr(person, name, value)
        person.save()
    row = person.role_changes.first()
    assert (row.old[name], row.new[name], row.by, row.reason, row.at) == (
        old,
        value,
        administrator,
        "A new post",
        AT,
    )
    assert person.role_changes.count() == 2


def test_a_right_of_their_own_is_told(person):
    person.user_permissions.add(Permission.objects.get(codename="see_restricted_risk"))
    assert person.role_changes.first().new["permissions"] == ["risks.see_restricted_risk"]


def test_several_changes_of_one_deed_are_one_entry(person):
    with change(by=None):
        person.groups.add(group("manager"))
        person.role_title = "Programme manager"
        person.save()
    assert person.role_changes.count() == 2


def test_what_changes_nothing_leaves_nothing(person):
    person.groups.add(group("officer"))
    person.wants_edition_letters = True
    person.save()
    person.set_password("another")
    person.save(update_fields=["password"])
    client_of(person)
    assert person.role_changes.count() == 1


def promote_and_fail(person: User) -> None:
    person.groups.add(group("manager"))
    person.is_active = False
    person.save()
    raise ZeroDivisionError


def test_a_change_that_fails_leaves_neither_the_role_nor_the_entry(person):
    with pytest.raises(ZeroDivisionError), change(by=None):
        promote_and_fail(person)
    person.refresh_from_db()
    assert (person.is_active, list(person.groups.values_list("name", flat=True))) == (
        True,
        ["officer"],
    )
    assert person.role_changes.count() == 1


def test_writes_that_would_go_round_it_are_refused(person):
    everybody = User.objects.filter(pk=person.pk)
    for deed in (
        lambda: everybody.update(is_superuser=True),
        lambda: User.objects.bulk_update([person], ["is_active"]),
        lambda: User.objects.bulk_create([User(username="other")]),
    ):
        with pytest.raises(UntrackedWrite, match="leaves no history"):
            deed()
    assert everybody.update(wants_edition_letters=True) == 1


def test_an_entry_is_never_changed_or_deleted(person):
    row = person.role_changes.get()
    row.reason = "Another"
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError, match="cannot be deleted"), transaction.atomic():
        RoleChange.objects.all().delete()


# Every path


def test_createsuperuser_leaves_an_entry(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "for this test only")
    call_command(
        "createsuperuser",
        interactive=False,
        username="first",
        email="first@example.org",
        verbosity=0,
    )
    assert User.objects.get().role_changes.get().new["is_superuser"] is True


def test_the_demonstration_s_people_leave_an_entry_each():
    create_users("for this test only")
    assert RoleChange.objects.count() == len(SIGN_INS)
    assert {row.reason for row in RoleChange.objects.all()} == {"Demonstration: its people"}
    assert {row.person.username: row.new["groups"] for row in RoleChange.objects.all()} == {
        name: [role] if role else [] for name, (role, _title, _staff) in SIGN_INS.items()
    }


def test_the_admin_s_form_leaves_one_entry(person, administrator):
    client, page = client_of(administrator), reverse("admin:sendprog_user_change", args=[person.pk])
    sent = form_of(client, page)
    sent |= {
        "groups": [group("manager").pk],
        "role_title": "Programme manager",
        "change_reason": "A new post",
    }
    sent.pop("is_active")
    assert client.post(page, sent).status_code == 302
    row = person.role_changes.first()
    assert (row.by, row.reason, row.old["groups"], row.new["groups"]) == (
        administrator,
        "A new post",
        ["officer"],
        ["manager"],
    )
    assert (row.new["is_active"], row.new["role_title"]) == (False, "Programme manager")
    assert person.role_changes.count() == 2


def test_the_admin_s_form_of_a_new_person_leaves_one_entry(administrator):
    client, page = client_of(administrator), reverse("admin:sendprog_user_add")
    sent = form_of(client, page) | {
        "username": "new",
        "password1": "a long one 3",
        "password2": "a long one 3",
    }
    assert client.post(page, {**sent, "change_reason": "A new member"}).status_code == 302
    row = User.objects.get(username="new").role_changes.get()
    assert (row.by, row.reason) == (administrator, "A new member")


# Read


@pytest.mark.parametrize("role", ["auditor", "manager"])
def test_who_reads_every_log_reads_it(person, administrator, role):
    strand = builders.make_strand()
    with change(by=administrator, reason="A new post"):
        person.groups.set([group("manager")])
    with change(by=administrator, reason="For the autumn"):
        assignment = builders.make_officer(strand, person)
    with change(by=administrator, reason="Left the team"):
        assignment.valid_to = date(2024, 12, 31)
        assignment.save()
    reader = client_of(builders.make_user("reader", role=role))
    listed = text(reader.get("/people/"))
    assert "somebody (none) Programme officer manager Yes Never History of somebody" in listed
    read = text(reader.get(f"/people/{person.pk}/history/"))
    for said in (
        "Why: A new post",
        "Roles officer manager",
        "administrator",
        f"Looks after {strand} Why: Left the team",
        "Valid to (empty) 31 December 2024",
        "Why: For the autumn",
    ):
        assert said in read


@pytest.mark.parametrize("role", ["member", "officer", "figures administrator"])
def test_nobody_else_reads_it(person, role):
    reader = client_of(builders.make_user("reader", role=role))
    assert [
        reader.get(page).status_code for page in ("/people/", f"/people/{person.pk}/history/")
    ] == [
        403,
        403,
    ]


def test_odd_people_are_not_found(administrator):
    client = client_of(administrator)
    assert [client.get(f"/people/{pk}/history/").status_code for pk in ("0", "9" * 40)] == [
        404,
        404,
    ]


def test_the_admin_s_history_is_that_page(person, administrator):
    page = reverse("admin:sendprog_user_history", args=[person.pk])
    assert "What somebody may do: history" in text(client_of(administrator).get(page))


# Together


@pytest.mark.django_db(transaction=True)
def test_two_roles_given_at_the_same_moment_are_both_told():
    person = builders.make_user("somebody")
    start = threading.Barrier(2)

    def give(name: str) -> None:
        try:
            start.wait(timeout=10)
            person.groups.add(group(name))
        finally:
            connections.close_all()

    for turn in range(5):
        person.groups.clear()
        threads = [threading.Thread(target=give, args=(name,)) for name in ("officer", "manager")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        latest, before, *_ = person.role_changes.all()
        assert latest.new["groups"] == ["manager", "officer"], turn
        assert latest.old == before.new
        assert len(before.new["groups"]) == 1
