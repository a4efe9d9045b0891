"""What a council's own headings were said to stand for, by kind of file."""

from collections.abc import Mapping

from django.db import IntegrityError

from sendprog.loads.models import HeadingChoice
from sendprog.records.history import change
from sendprog.records.people import User


class ChoiceConflict(Exception):
    """Somebody else settled one of these headings meanwhile."""


def choices_of(kind: str) -> dict[str, str]:
    """The columns of the headings settled so far, by heading_key(); "" of one that is left out."""
    return dict(HeadingChoice.objects.filter(kind=kind).values_list("heading", "column"))


def save_choices(*, by: User, kind: str, columns: Mapping[str, str], reason: str) -> None:
    """Store what headings stand for; those that are stored so already stay as they are.

    Raises ChoiceConflict when somebody else stores one of them at the same time.
    """
    try:
        with change(by=by, reason=reason):
            stored = {
                choice.heading: choice
                for choice in HeadingChoice.objects.select_for_update(of=("self",)).filter(
                    kind=kind, heading__in=columns
                )
            }
            for heading, column in columns.items():
                choice = stored.get(heading) or HeadingChoice(kind=kind, heading=heading)
                if choice._state.adding or choice.column != column:
                    choice.column = column
                    choice.save()
    except IntegrityError as error:
        raise ChoiceConflict from error
