"""Users and groups.

Every change of a user's roles or permissions is saved with who made it, when and why.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sendprog.records.history import UntrackedWrite, change
from sendprog.records.triggers import ALWAYS, Trigger, register_append_only, register_triggers

# The user fields that RoleChange records, beside groups and permissions.
AUDITED_FIELDS = (
    "username",
    "first_name",
    "last_name",
    "email",
    "role_title",
    "is_active",
    "is_staff",
    "is_superuser",
)
# What of access() says what the person may do: a change of it ends their sessions and links.
RIGHTS = ("is_active", "is_staff", "is_superuser", "groups", "permissions")


class PersonQuerySet(models.QuerySet):
    """Refuses bulk writes of audited fields, which would leave no history."""

    def update(self, **values: Any) -> int:
        refuse_audited_fields(values)
        return super().update(**values)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        refuse_audited_fields(fields)
        return super().bulk_update(objs, fields, *args, **kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list:
        refuse_audited_fields(AUDITED_FIELDS)
        return super().bulk_create(*args, **kwargs)

    update.alters_data = bulk_update.alters_data = bulk_create.alters_data = True


def refuse_audited_fields(fields: Any) -> None:
    """UntrackedWrite if a bulk write would change any of AUDITED_FIELDS."""
    if audited := sorted(set(AUDITED_FIELDS).intersection(fields)):
        raise UntrackedWrite(
            f"Changing {', '.join(audited)} so leaves no history: save the users one by one, inside change()."
        )


class PersonManager(UserManager.from_queryset(PersonQuerySet)):
    """Creates users as Django does."""

    use_in_migrations = False


class LastSuperuser(ValidationError):
    """The change would leave no active superuser."""

    def __init__(self) -> None:
        super().__init__(
            "This is the last active superuser. Make somebody else one first: otherwise nobody could give "
            "rights.",
            code="last_superuser",
        )


class User(AbstractUser):
    """Somebody who signs in.

    Deactivated when they leave, never deleted: history keeps naming them.
    """

    role_title = models.CharField(
        "role", max_length=120, blank=True, help_text="Shown to readers in place of a name."
    )

    wants_edition_letters = models.BooleanField(
        "e-mail when an edition is published", default=False
    )
    # Counted up where rights change: sessions and links made before are void.
    rights_version = models.PositiveIntegerField(default=0, editable=False)

    objects = PersonManager()

    class Meta(AbstractUser.Meta):
        permissions = [("invite_user", "Can add members, officers and figures administrators")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="email_address_of_one_person"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None and not set(AUDITED_FIELDS).intersection(fields):
            super().save(*args, **kwargs)
            return
        with change(by=None):
            self.check_superuser_left()
            self.save_but_rights_version(*args, **kwargs)
            record_role_changes(self)

    def save_but_rights_version(self, *args: Any, **kwargs: Any) -> None:
        """Save all else: this instance may hold an older version, which would revive sessions."""
        known = self.rights_version
        if not self._state.adding:
            self.rights_version = F("rights_version")
        try:
            super().save(*args, **kwargs)
        finally:
            self.rights_version = known

    def get_session_auth_hash(self) -> str:
        return self.with_rights_version(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for text in super().get_session_auth_fallback_hash():
            yield self.with_rights_version(text)

    def with_rights_version(self, text: str) -> str:
        """A hash that is another one after each change of rights."""
        return salted_hmac(
            "sendprog.records.people", f"{text}:{self.rights_version}", algorithm="sha256"
        ).hexdigest()

    def check_superuser_left(self) -> None:
        """Raise LastSuperuser where this is the only active superuser and would no longer be one.

        The others are locked until the transaction ends, so that two of them can't give it up at
        the same moment.
        """
        if self.pk is None or (self.is_active and self.is_superuser):
            return
        superusers = User.objects.filter(is_active=True, is_superuser=True).order_by("pk")
        if list(superusers.select_for_update(no_key=True).values_list("pk", flat=True)) == [
            self.pk
        ]:
            raise LastSuperuser

    def delete(self, *args: object, **kwargs: object) -> None:
        raise models.ProtectedError("People are deactivated, never deleted: untick Active.", {self})

    def access(self) -> dict[str, Any]:
        """The audited fields, groups and permissions, as plain data."""
        permissions = self.user_permissions.select_related("content_type")
        return {
            **{name: getattr(self, name) for name in AUDITED_FIELDS},
            "groups": sorted(self.groups.values_list("name", flat=True)),
            "permissions": sorted(
                f"{permission.content_type.app_label}.{permission.codename}"
                for permission in permissions
            ),
        }


register_triggers(
    Trigger(
        "user_no_delete",
        "sendprog_user",
        "DELETE",
        ALWAYS,
        "People are deactivated, never deleted.",
    ),
)


class RoleChange(models.Model):
    """A user's account before and after a change, with who changed it, when and why. Append-only."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_changes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    old = models.JSONField()
    new = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.at:%d %B %Y %H:%M}"


register_append_only("sendprog_rolechange", "A change of roles")


def record_role_changes(*people: User) -> None:
    """At the end of the current change, save a RoleChange for each of these users whose access
    differs.
    """
    with change(by=None) as current:
        for person in people:
            current.on_exit[User, person.pk] = partial(
                save_role_change, person, current.by, current.reason, current.at
            )


def save_role_change(user: User, by: User | None, reason: str, at: datetime | None) -> None:
    """Save how the user's access differs from their last RoleChange; nothing if it does not.

    Where their rights differ, their sessions and links end.
    """
    # The lock makes a second change of this user at the same time start from what the first saved.
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    last, new = person.role_changes.first(), person.access()
    old = last.new if last else {}
    if old != new:
        RoleChange.objects.create(
            person=person, by=by, at=at or timezone.now(), reason=reason, old=old, new=new
        )
    if last and any(old[name] != new[name] for name in RIGHTS):
        end_sessions(person)
        user.rights_version = person.rights_version


def end_sessions(person: User) -> None:
    """Sign the person out everywhere, and make the links that they were sent void."""
    User.objects.filter(pk=person.pk).update(rights_version=F("rights_version") + 1)
    person.refresh_from_db(fields=["rights_version"])


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def groups_or_permissions_changed(
    instance: models.Model, action: str, pk_set: set | None, **kwargs: Any
) -> None:
    """Handles both sides: `user.groups.add(group)` and `group.user_set.add(user)`."""
    if isinstance(instance, User):
        people = [instance]
    elif action == "pre_clear":
        # After the clear the members are unknown.
        people = instance.cleared = list(instance.user_set.all())
    else:
        people = instance.cleared if pk_set is None else User.objects.filter(pk__in=pk_set)
    if action.startswith("post_"):
        record_role_changes(*people)


@receiver(pre_delete, sender=Group)
def group_deleted(instance: Group, **kwargs: Any) -> None:
    """Record what the members lose: Django removes them without m2m_changed."""
    instance.user_set.clear()


@receiver(post_save, sender=Group)
def group_renamed(instance: Group, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created and not raw:
        record_role_changes(*instance.user_set.all())
