"""Rows of a load whose records became exempt after it: they are for those alone who may see the records."""

from django.apps import apps
from django.db.models import Q, QuerySet

from sendprog.loads.models import Load, LoadRow
from sendprog.records.people import User
from sendprog.records.rights import hidden_keys


def hidden_rows(user: User, load: Load) -> Q:
    """The rows whose records are not for this person: one query where nothing is exempt."""
    hidden = Q(pk__in=())
    for label in load.rows.order_by().values_list("record_model", flat=True).distinct():
        hidden |= Q(record_model=label, record_pk__in=hidden_keys(user, apps.get_model(label)))
    return hidden


def rows_for(user: User, load: Load) -> QuerySet[LoadRow]:
    """The rows of a load that this person may read."""
    return load.rows.exclude(hidden_rows(user, load))


def hides_some(user: User, load: Load) -> bool:
    """Whether the load, or the one that it undid, touched a record that is not for this person: then neither its file nor
    its undoing is."""
    return any(one.rows.filter(hidden_rows(user, one)).exists() for one in (load, load.undoes) if one)
