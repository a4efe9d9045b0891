"""The sheets of the workbook. Each app declares its own in its programme_sheets.py."""

from collections.abc import Callable

from sendprog.loads.kinds import FileKind

# By slug, in the order in which they are loaded: a record after those that it names.
SHEETS: dict[str, FileKind] = {}
_places: dict[str, int] = {}


def sheet(place: int) -> Callable[[type[FileKind]], type[FileKind]]:
    """Class decorator: add an instance to SHEETS, at its place among them.

    Raises ValueError if its slug or its place is taken.
    """

    def register(kind: type[FileKind]) -> type[FileKind]:
        if kind.slug in SHEETS or place in _places.values():
            raise ValueError(f"Two sheets are called {kind.slug}, or at place {place}.")
        _places[kind.slug] = place
        in_order = sorted({**SHEETS, kind.slug: kind()}.items(), key=lambda item: _places[item[0]])
        SHEETS.clear()
        SHEETS.update(in_order)
        return kind

    return register
