"""May this person edit this record? Answered here and nowhere else: views, templates and admin all ask.

A group's permission covers every record of its model. An app may register a local right, such as an officer's over
the records of a strand. Both are read at each request, so a right withdrawn is gone with the next one.
"""

from collections.abc import Callable

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from sendprog.records.exemptions import (
    EXEMPTIBLE,
    SEE_EXEMPT,
    Exemption,
    is_exempt,
    named_by,
    named_in_words_by,
)
from sendprog.records.history import Tracked
from sendprog.records.people import User

LocalRight = Callable[[User, Model], bool]
_local_rights: list[LocalRight] = []
_keepers: list[LocalRight] = []


def local_right(rule: LocalRight) -> LocalRight:
    """Decorator: register a rule that may give a person the right to edit some records."""
    _local_rights.append(rule)
    return rule


def keeps(rule: LocalRight) -> LocalRight:
    """Decorator: register a rule by which somebody keeps some records, and so sees them though they are exempt."""
    _keepers.append(rule)
    return rule


def may_do(user: User, deed: str, model: type[Model]) -> bool:
    """Whether a group of theirs lets them view, add, change or delete every record of a model."""
    return user.is_active and user.has_perm(f"{model._meta.app_label}.{deed}_{model._meta.model_name}")


def was_given(user: User, permission: str) -> bool:
    """Whether a permission was given to them or to a group of theirs. A superuser's every right makes nobody an officer."""
    label, _, codename = permission.partition(".")
    held = Permission.objects.filter(
        Q(user=user) | Q(group__user=user), content_type__app_label=label, codename=codename
    )
    return user.is_active and held.exists()


def is_hidden(user: User, record: Model) -> bool:
    """Whether not even its existence is for them: `seen_only_with` names a permission that they lack, or it is exempt."""
    needed = getattr(record, "seen_only_with", "")
    return (bool(needed) and not user.has_perm(needed)) or is_exempt_for(user, record)


def is_exempt_for(user: User, record: Model) -> bool:
    """Whether the record, or one that it names, is exempt and not for this person."""
    if user.has_perm(SEE_EXEMPT):
        return False
    if is_exempt(record) and not may_keep(user, record):
        return True
    fields = [field for field in named_by(type(record)) if getattr(record, field.attname) is not None]
    words = named_in_words_by(type(record))
    return any(is_exempt_for(user, getattr(record, field.name)) for field in fields) or any(
        getattr(record, name) in hidden_addresses(user, model) for name, model in words
    )


def may_keep(user: User, record: Model) -> bool:
    """Whether an exempt record is theirs to keep: by a rule of an app, or as whoever loads and corrects figures of its kind."""
    known = EXEMPTIBLE.get(record._meta.label_lower)
    holds = known is not None and known.is_figure and may_do(user, "change", type(record))
    return holds or any(rule(user, record) for rule in _keepers)


def for_person(records: QuerySet, user: User) -> QuerySet:
    """The records without those that are exempt, or name an exempt one, and not for this person.

    What is exempt is little: it is looked through one by one.
    """
    if user.has_perm(SEE_EXEMPT):
        return records
    paths = {records.model: ["pk"]} if records.model._meta.label_lower in EXEMPTIBLE else {}
    for field in named_by(records.model):
        paths.setdefault(field.related_model, []).append(field.attname)
    for model, names in paths.items():
        hidden = hidden_keys(user, model)
        for name in names if hidden else ():
            records = records.exclude(**{f"{name}__in": hidden})
    for name, model in named_in_words_by(records.model):
        if addresses := hidden_addresses(user, model):
            records = records.exclude(**{f"{name}__in": addresses})
    return records


def hidden_from(user: User, model: type[Tracked]) -> list[Tracked]:
    """The model's exempt records that are not for this person: one query where nothing is exempt."""
    keys = list(Exemption.objects.filter(kind=model._meta.label_lower).values_list("key", flat=True))
    return [one for one in model.everything.filter(pk__in=keys) if is_exempt_for(user, one)] if keys else []


def hidden_keys(user: User, model: type[Tracked]) -> list[int]:
    return [one.pk for one in hidden_from(user, model)]


def hidden_addresses(user: User, model: type[Tracked]) -> list[str]:
    return [one.address for one in hidden_from(user, model)]


def may_edit(user: User, record: Model) -> bool:
    """Whether they may edit (or, if it is new, make) this record."""
    if not user.is_active or is_hidden(user, record):
        return False
    return may_do(user, "change", type(record)) or any(rule(user, record) for rule in _local_rights)


def may_see_history(user: User, record: Model) -> bool:
    """Whether they may read who changed the record: those who edit it, and those who read every log."""
    return not is_hidden(user, record) and (may_do(user, "view", type(record)) or may_edit(user, record))


def require(allowed: bool) -> None:
    """403 unless allowed."""
    if not allowed:
        raise PermissionDenied
