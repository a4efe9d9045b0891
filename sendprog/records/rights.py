"""Which users may see and edit which records. Views, templates and the admin all ask here.

A group's permission covers every record of its model. An app may register further rules, such as an
officer's right to edit the records of a strand. Both are read at each request, so a withdrawn right
is gone with the next one.
"""

from collections.abc import Callable, Collection
from typing import Any

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

Keys = set[int]
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
    return user.is_active and user.has_perm(
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
    )


def has_explicit_permission(user: User, permission: str) -> bool:
    """Whether the user or one of their groups was given the permission.

    Being a superuser is not enough.
    """
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
    """Whether the record, or one that it refers to at any distance, is exempt and the user may not
    see it.
    """
    if user.has_perm(SEE_EXEMPT):
        return False
    if is_exempt(record) and not is_keeper(user, record):
        return True
    for field in exemptible_foreign_keys(type(record)):
        if getattr(record, field.attname) is not None and is_exempt_for(
            user, getattr(record, field.name)
        ):
            return True
    return any(
        getattr(record, name) in addresses_of_records(model, hidden_keys(user, model))
        for name, model in exemptible_address_fields(type(record))
    )


def is_keeper(user: User, record: Model) -> bool:
    """Whether the user maintains this record (by an app's rule, or by loading figures), exempt or
    not.
    """
    return keeper_predicate(user, type(record))(record)


def keeper_predicate(user: User, model: type[Model]) -> Predicate:
    """is_keeper() for any number of the model's records."""
    exemptible = EXEMPTIBLE.get(model._meta.label_lower)
    if exemptible and exemptible.is_figure and has_model_permission(user, "change", model):
        return lambda record: True
    rules = [rule(user) for rule in _keeper_rules]
    return lambda record: any(allows(record) for allows in rules)


def visible_to_user(records: QuerySet, user: User) -> QuerySet:
    """The records for which is_exempt_for() is false.

    The number of queries depends on the model, not on how many records are exempt.
    """
    if user.has_perm(SEE_EXEMPT):
        return records
    hidden = hidden_by_model(user, records.model)
    if keys := hidden.get(records.model):
        records = records.exclude(pk__in=keys)
    for name, values in hidden_references(records.model, hidden).items():
        records = records.exclude(**{f"{name}__in": values})
    return records


def hidden_keys(user: User, model: type[Tracked]) -> Keys:
    """The keys of the model's records for which is_exempt_for() is true.

    `model` has records to be exempt.
    """
    return set() if user.has_perm(SEE_EXEMPT) else hidden_by_model(user, model).get(model, set())


def hidden_by_model(user: User, model: type[Model]) -> dict[type[Model], Keys]:
    """The hidden records' keys, of each model that can be exempt and that the model is or refers
    to.

    One query if nothing of these is exempt.
    """
    models = exemptible_models_of(model)
    exempt: dict[type[Model], Keys] = {}
    for kind, key in Exemption.objects.filter(kind__in=models).values_list("kind", "key"):
        exempt.setdefault(models[kind], set()).add(key)
    hidden = {other: keys_not_kept(user, other, keys) for other, keys in exempt.items()}
    # Each model comes after those that it refers to.
    for other in models.values() if hidden else ():
        hidden[other] = with_referring_keys(other, hidden)
    return hidden


def exemptible_models_of(model: type[Model]) -> dict[str, type[Tracked]]:
    """The models that can be exempt and that this model refers to at any distance, then itself.

    By label.
    """
    models: dict[str, type[Tracked]] = {}
    for other in referred_models(model) - {model}:
        models |= exemptible_models_of(other)
    label = model._meta.label_lower
    return models | ({label: model} if label in EXEMPTIBLE else {})


def referred_models(model: type[Model]) -> set[type[Model]]:
    """The models that can be exempt and to which a field of this model refers."""
    addresses = {other for _, other in exemptible_address_fields(model)}
    return addresses | {field.related_model for field in exemptible_foreign_keys(model)}


def keys_not_kept(user: User, model: type[Tracked], keys: Keys) -> Keys:
    """The keys without those of records that the user maintains."""
    is_kept = keeper_predicate(user, model)
    # With what a rule may need to know of them.
    records = model.everything.filter(pk__in=keys).select_related()
    return {record.pk for record in records if not is_kept(record)}


def with_referring_keys(model: type[Tracked], hidden: dict[type[Model], Keys]) -> Keys:
    """The model's hidden keys, with those of records that refer to a hidden one."""
    references = hidden_references(model, hidden)
    keys = set(hidden.get(model, ()))
    if references:
        named = Q(
            *((f"{name}__in", values) for name, values in references.items()), _connector=Q.OR
        )
        keys.update(model.everything.filter(named).values_list("pk", flat=True))
    for field in exemptible_foreign_keys(model):
        if field.related_model is model and keys:
            keys |= keys_leading_to(model, field, keys)
    return keys


def keys_leading_to(model: type[Tracked], field: ForeignKey, keys: Keys) -> Keys:
    """The keys of records from which the field, which refers to the same model, leads to one of the
    keys.
    """
    links = model.everything.exclude(**{field.attname: None}).values_list(field.attname, "pk")
    referring: dict[int, Keys] = {}
    for target, key in links:
        referring.setdefault(target, set()).add(key)
    leading, waiting = set(), set(keys)
    while waiting:
        found = referring.get(waiting.pop(), set()) - leading
        leading |= found
        waiting |= found
    return leading


def hidden_references(
    model: type[Model], hidden: dict[type[Model], Keys]
) -> dict[str, Collection[Any]]:
    """By field of the model, its values that name a hidden record.

    Without fields that can name none.
    """
    references: dict[str, Collection[Any]] = {
        field.attname: hidden.get(field.related_model, ())
        for field in exemptible_foreign_keys(model)
    }
    for name, other in exemptible_address_fields(model):
        references[name] = addresses_of_records(other, hidden.get(other, ()))
    return {name: values for name, values in references.items() if values}


def addresses_of_records(model: type[Tracked], keys: Collection[int]) -> list[str]:
    return [record.address for record in model.everything.filter(pk__in=keys)] if keys else []


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
