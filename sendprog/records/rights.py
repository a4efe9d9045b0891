"""Which users may see and edit which records. Views, templates and the admin all ask here.

A group's permission covers every record of its model. An app may register further rules, such as an officer's
right to edit the records of a strand. Both are read at each request, so a withdrawn right is gone with the
next one.
"""

from collections.abc import Callable

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, Q, QuerySet

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

Predicate = Callable[[Model], bool]
# What a user may do, as a predicate that reads the user's rights once for any number of records.
Rule = Callable[[User], Predicate]
_edit_rules: list[Rule] = []
_keeper_rules: list[Rule] = []


def edit_rule(rule: Rule) -> Rule:
    """Decorator: register a rule that says which records a user may edit."""
    _edit_rules.append(rule)
    return rule


def keeper_rule(rule: Rule) -> Rule:
    """Decorator: register a rule that says which records a user may see although they are exempt."""
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
    return lacks_permission_to_see(user, record) or is_exempt_for(user, record)


def lacks_permission_to_see(user: User, record: Model) -> bool:
    """Whether the record's `seen_only_with` names a permission that the user lacks."""
    permission = getattr(record, "seen_only_with", "")
    return bool(permission) and not user.has_perm(permission)


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
    return keeper_predicate(user, type(record))(record)


def keeper_predicate(user: User, model: type[Model]) -> Predicate:
    """is_keeper() for any number of the model's records."""
    exemptible = EXEMPTIBLE.get(model._meta.label_lower)
    if exemptible and exemptible.is_figure and has_model_permission(user, "change", model):
        return lambda record: True
    rules = [rule(user) for rule in _keeper_rules]
    return lambda record: any(allows(record) for allows in rules)


def visible_to_user(records: QuerySet, user: User) -> QuerySet:
    """The records without those that are exempt, or refer to an exempt one, and that the user may not see.

    The number of queries depends on the model, not on how many records are exempt.
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
    if not keys or user.has_perm(SEE_EXEMPT):
        return []
    hidden, kept = [], []
    is_kept = keeper_predicate(user, model)
    # With what a rule may need to know of them.
    for record in model.everything.filter(pk__in=keys).select_related():
        (kept if is_kept(record) else hidden).append(record)
    return hidden + (referring_to_hidden(user, model, kept, hidden) if kept else [])


def referring_to_hidden(
    user: User, model: type[Tracked], kept: list[Tracked], hidden: list[Tracked]
) -> list[Tracked]:
    """The kept records that refer to one that the user may not see: one of `hidden`, or of another model."""
    own = [record.pk for record in hidden]
    hidden_values = {
        field.attname: set(own if field.related_model is model else hidden_keys(user, field.related_model))
        for field in exemptible_foreign_keys(model)
    }
    for name, other in exemptible_address_fields(model):
        hidden_values[name] = set(hidden_addresses(user, other))
    return [
        record
        for record in kept
        if any(getattr(record, name) in values for name, values in hidden_values.items())
    ]


def hidden_keys(user: User, model: type[Tracked]) -> list[int]:
    return [record.pk for record in hidden_records(user, model)]


def hidden_addresses(user: User, model: type[Tracked]) -> list[str]:
    return [record.address for record in hidden_records(user, model)]


def can_edit(user: User, record: Model) -> bool:
    """Whether the user may edit this record or, if it is unsaved, create it."""
    if not user.is_active or is_hidden_from(user, record):
        return False
    return edit_predicate(user, type(record))(record)


def edit_predicate(user: User, model: type[Model]) -> Predicate:
    """Which of the model's records that the user may see they may edit."""
    if has_model_permission(user, "change", model):
        return lambda record: True
    rules = [rule(user) for rule in _edit_rules]
    return lambda record: any(allows(record) for allows in rules)


def editable_records(user: User, records: QuerySet) -> list:
    """Those of the records for which can_edit() is true, in as many queries for many as for few."""
    if not user.is_active:
        return []
    keys = [field.name for field in records.model._meta.fields if isinstance(field, ForeignKey)]
    is_editable = edit_predicate(user, records.model)
    return [
        record
        for record in visible_to_user(records.select_related(*keys), user)
        if not lacks_permission_to_see(user, record) and is_editable(record)
    ]


def can_see_history(user: User, record: Model) -> bool:
    """Whether the user may read the record's history: they may view its model, or edit this record."""
    if is_hidden_from(user, record):
        return False
    return has_model_permission(user, "view", type(record)) or can_edit(user, record)


def require_permission(allowed: bool) -> None:
    """Raise PermissionDenied unless allowed."""
    if not allowed:
        raise PermissionDenied
