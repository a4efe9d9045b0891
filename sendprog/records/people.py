"""Users and groups.

Every change of a user's roles or permissions is saved with who made it, when and why.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from sendprog.records.history import UntrackedWrite, change
from sendprog.records.triggers import ALWAYS, Trigger, register_append_only, register_triggers

# The user fields that RoleChange records, beside groups and permissions.
AUDITED_FIELDS = ("username", "role_title", "is_active", "is_staff", "is_superuser")


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

    objects = PersonManager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None and not set(AUDITED_FIELDS).intersection(fields):
            super().save(*args, **kwargs)
            return
        with change(by=None):
            self.check_superuser_left()
            super().save(*args, **kwargs)
            record_role_changes(self)

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
    """A user's access before and after a change, with who changed it, when and why. Append-only."""

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
                save_role_change, person.pk, current.by, current.reason, current.at
            )


def save_role_change(pk: int, by: User | None, reason: str, at: datetime | None) -> None:
    """Save how the user's access differs from their last RoleChange; nothing if it does not."""
    # The lock makes a second change of this user at the same time start from what the first saved.
    person = User.objects.select_for_update(no_key=True).get(pk=pk)
    last, new = person.role_changes.first(), person.access()
    old = last.new if last else {}
    if old != new:
        RoleChange.objects.create(
            person=person, by=by, at=at or timezone.now(), reason=reason, old=old, new=new
        )


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
