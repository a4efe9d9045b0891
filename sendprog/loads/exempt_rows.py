"""Rows of a load whose records became exempt afterwards: only those who may see the records see the
rows.
"""

from django.apps import apps
from django.db.models import Q, QuerySet

from sendprog.loads.models import Load, LoadRow
from sendprog.records.people import User
from sendprog.records.rights import hidden_keys


def hidden_rows(user: User, load: Load) -> Q:
    """The filter for the rows whose records this user may not see."""
    hidden = Q(pk__in=())
    for label in load.rows.order_by().values_list("record_model", flat=True).distinct():
        hidden |= Q(record_model=label, record_pk__in=hidden_keys(user, apps.get_model(label)))
    return hidden


def visible_rows(user: User, load: Load) -> QuerySet[LoadRow]:
    """The rows of a load that this user may read."""
    return load.rows.exclude(hidden_rows(user, load))


def has_hidden_rows(user: User, load: Load) -> bool:
    """Whether the load, or the load that it undid, has a row hidden from this user.

    If so, the user may neither download the file nor undo the load.
    """
    loads = [load, load.undoes] if load.undoes else [load]
    return any(each.rows.filter(hidden_rows(user, each)).exists() for each in loads)
