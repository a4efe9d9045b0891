"""Parts of My updates that the rooms above add, about the strands of the person who reads it."""

from collections.abc import Callable, Iterator
from typing import Any

from sendprog.models import User
from strands.models import Strand

# The variables of a part's template, for a person and their strands; None where it has nothing to
# show. `to_do` says how many things of it wait for the person.
PartContext = Callable[[User, list[Strand]], dict[str, Any] | None]
_parts: dict[str, PartContext] = {}


def register_part(template: str, context: PartContext) -> None:
    """Have this template shown on My updates with what `context` returns."""
    _parts[template] = context


def parts_for(user: User, strands: list[Strand]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The template and variables of each part that has something to show."""
    for template, context in _parts.items():
        if variables := context(user, strands):
            yield template, variables
