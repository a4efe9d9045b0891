"""Who signs in and what they may do: every change of it is written down once, with who did it, when and why."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models
from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from sendprog.records.history import SilentWrite, change
from sendprog.records.triggers import ALWAYS, Trigger, never_changes, register

# What is written down of a person beside their groups and permissions; the rest (passwords, sign-ins) is nobody's news.
TOLD = ("username", "role_title", "is_active", "is_staff", "is_superuser")


class PersonQuerySet(models.QuerySet):
    """Refuses the writes of what a person may do that Django makes without calling save()."""

    def update(self, **values: Any) -> int:
        refuse_if_told(values)
        return super().update(**values)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        refuse_if_told(fields)
        return super().bulk_update(objs, fields, *args, **kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list:
        refuse_if_told(TOLD)
        return super().bulk_create(*args, **kwargs)

    update.alters_data = bulk_update.alters_data = bulk_create.alters_data = True


def refuse_if_told(fields: Any) -> None:
    if told := sorted(set(TOLD).intersection(fields)):
        raise SilentWrite(
            f"Changing {', '.join(told)} so leaves no history: save the people one by one, inside change()."
        )


class PersonManager(UserManager.from_queryset(PersonQuerySet)):
    """Makes people as Django does."""

    use_in_migrations = False


class User(AbstractUser):
    """Somebody who signs in. Deactivated when they leave, never deleted: history keeps naming them."""

    role_title = models.CharField(
        "role", max_length=120, blank=True, help_text="Shown to readers in place of a name."
    )

    objects = PersonManager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None and not set(TOLD).intersection(fields):
            super().save(*args, **kwargs)
            return
        with change(by=None):
            super().save(*args, **kwargs)
            write_down(self)

    def delete(self, *args: object, **kwargs: object) -> None:
        raise models.ProtectedError("People are deactivated, never deleted: untick Active.", {self})

    def what_they_may_do(self) -> dict[str, Any]:
        """Their groups and permissions, and the fields in TOLD, as plain data."""
        permissions = self.user_permissions.select_related("content_type")
        return {
            **{name: getattr(self, name) for name in TOLD},
            "groups": sorted(self.groups.values_list("name", flat=True)),
            "permissions": sorted(f"{one.content_type.app_label}.{one.codename}" for one in permissions),
        }


register(
    Trigger("user_no_delete", "sendprog_user", "DELETE", ALWAYS, "People are deactivated, never deleted."),
)


class RoleChange(models.Model):
    """What somebody might do before a change and after it, with who changed it, when and why. Written once."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    old = models.JSONField()
    new = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.at:%d %B %Y %H:%M}"


never_changes("sendprog_rolechange", "A change of roles")


def write_down(*people: User) -> None:
    """Once the change in progress is through, write down what differs for these people; nothing where nothing does."""
    with change(by=None) as deed:
        for person in people:
            deed.at_end[User, person.pk] = lambda pk=person.pk: write_down_one(
                pk, deed.by, deed.reason, deed.at
            )


def write_down_one(pk: int, by: User | None, reason: str, at: Any) -> None:
    # Two changes of one person at the same moment: the second waits here and starts from what the first left.
    person = User.objects.select_for_update(no_key=True).get(pk=pk)
    last, new = person.role_changes.first(), person.what_they_may_do()
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
    """By whichever side: `user.groups.add(group)` or `group.user_set.add(user)`."""
    if isinstance(instance, User):
        people = [instance]
    elif action == "pre_clear":
        # Afterwards nothing says who was in it.
        people = instance.cleared = list(instance.user_set.all())
    else:
        people = instance.cleared if pk_set is None else User.objects.filter(pk__in=pk_set)
    if action.startswith("post_"):
        write_down(*people)


@receiver(pre_delete, sender=Group)
def group_goes(instance: Group, **kwargs: Any) -> None:
    """Whoever is in it loses what it gives: Django itself would take them out without a word."""
    instance.user_set.clear()


@receiver(post_save, sender=Group)
def group_renamed(instance: Group, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created and not raw:
        write_down(*instance.user_set.all())
