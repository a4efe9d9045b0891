"""Which users may see and edit which records. Views, templates and the admin all ask here.

A group's permission covers every record of its model. An app may register further rules, such as an officer's
right to edit the records of a strand. Both are read at each request, so a withdrawn right is gone with the
next one.
"""

from collections.abc import Callable

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from sendprog.records.exemptions import (
    EXEMPTIBLE,
    SEE_EXEMPT,
    Exemption,
    exemptible_address_fields,
    exemptible_foreign_keys,
    is_exempt,
)
from sendprog.records.history import Tracked
from sendprog.records.people import User

Rule = Callable[[User, Model], bool]
_edit_rules: list[Rule] = []
_keeper_rules: list[Rule] = []


def edit_rule(rule: Rule) -> Rule:
    """Decorator: register a rule that lets a user edit some records."""
    _edit_rules.append(rule)
    return rule


def keeper_rule(rule: Rule) -> Rule:
    """Decorator: register a rule that lets a user see some records although they are exempt."""
    _keeper_rules.append(rule)
    return rule


def has_model_permission(user: User, action: str, model: type[Model]) -> bool:
    """Whether the user may view, add, change or delete every record of the model."""
    return user.is_active and user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")


def has_explicit_permission(user: User, permission: str) -> bool:
    """Whether the user or one of their groups was given the permission; being a superuser is not enough."""
    label, _, codename = permission.partition(".")
    permissions = Permission.objects.filter(
        Q(user=user) | Q(group__user=user), content_type__app_label=label, codename=codename
    )
    return user.is_active and permissions.exists()


def is_hidden_from(user: User, record: Model) -> bool:
    """Whether the user may not know that the record exists.

    Either it is exempt, or the user lacks the permission that its `seen_only_with` names.
    """
    permission = getattr(record, "seen_only_with", "")
    return (bool(permission) and not user.has_perm(permission)) or is_exempt_for(user, record)


def is_exempt_for(user: User, record: Model) -> bool:
    """Whether the record, or one that it refers to, is exempt and the user may not see it."""
    if user.has_perm(SEE_EXEMPT):
        return False
    if is_exempt(record) and not is_keeper(user, record):
        return True
    for field in exemptible_foreign_keys(type(record)):
        if getattr(record, field.attname) is not None and is_exempt_for(user, getattr(record, field.name)):
            return True
    return any(
        getattr(record, name) in hidden_addresses(user, model)
        for name, model in exemptible_address_fields(type(record))
    )


def is_keeper(user: User, record: Model) -> bool:
    """Whether the user maintains this record (by an app's rule, or by loading figures), exempt or not."""
    exemptible = EXEMPTIBLE.get(record._meta.label_lower)
    if exemptible and exemptible.is_figure and has_model_permission(user, "change", type(record)):
        return True
    return any(rule(user, record) for rule in _keeper_rules)


def visible_to_user(records: QuerySet, user: User) -> QuerySet:
    """The records without those that are exempt, or refer to an exempt one, and that the user may not see.

    Few records are exempt: they are examined one by one.
    """
    if user.has_perm(SEE_EXEMPT):
        return records
    fields: dict[type[Model], list[str]] = {}
    if records.model._meta.label_lower in EXEMPTIBLE:
        fields[records.model] = ["pk"]
    for field in exemptible_foreign_keys(records.model):
        fields.setdefault(field.related_model, []).append(field.attname)
    for model, names in fields.items():
        if hidden := hidden_keys(user, model):
            for name in names:
                records = records.exclude(**{f"{name}__in": hidden})
    for name, model in exemptible_address_fields(records.model):
        if addresses := hidden_addresses(user, model):
            records = records.exclude(**{f"{name}__in": addresses})
    return records


def hidden_records(user: User, model: type[Tracked]) -> list[Tracked]:
    """The model's exempt records that the user may not see; one query if nothing is exempt."""
    keys = list(Exemption.objects.filter(kind=model._meta.label_lower).values_list("key", flat=True))
    if not keys:
        return []
    return [record for record in model.everything.filter(pk__in=keys) if is_exempt_for(user, record)]


def hidden_keys(user: User, model: type[Tracked]) -> list[int]:
    return [record.pk for record in hidden_records(user, model)]


def hidden_addresses(user: User, model: type[Tracked]) -> list[str]:
    return [record.address for record in hidden_records(user, model)]


def can_edit(user: User, record: Model) -> bool:
    """Whether the user may edit this record or, if it is unsaved, create it."""
    if not user.is_active or is_hidden_from(user, record):
        return False
    return has_model_permission(user, "change", type(record)) or any(
        rule(user, record) for rule in _edit_rules
    )


def can_see_history(user: User, record: Model) -> bool:
    """Whether the user may read the record's history: they may view its model, or edit this record."""
    if is_hidden_from(user, record):
        return False
    return has_model_permission(user, "view", type(record)) or can_edit(user, record)


def require_permission(allowed: bool) -> None:
    """Raise PermissionDenied unless allowed."""
    if not allowed:
        raise PermissionDenied
