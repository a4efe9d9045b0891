"""Rows that name other rows of their own sheet: those that are named are loaded first (pure)."""

from collections.abc import Iterator
from dataclasses import replace

from sendprog.loads.grid import Grid, GridRow
from sendprog.loads.kinds import FileKind


def waves(kind: FileKind, grid: Grid) -> Iterator[Grid]:
    """The table in parts, each of rows that name no row of a later part.

    Rows that name one another in a circle are in the last part. One part for other sheets.
    """
    header, *body = grid.rows
    places = own_link_places(kind, header)
    if not places:
        yield grid
        return
    waiting = body
    while waiting:
        names = {folded_text(row, places[0]) for row in waiting}
        ready = [row for row in waiting if not names_another(row, places, names)]
        ready = ready or waiting
        # Rows of one key stay together, so that the second is told to be one too many.
        keys = {folded_text(row, places[0]) for row in ready}
        ready = [row for row in waiting if folded_text(row, places[0]) in keys]
        waiting = [row for row in waiting if folded_text(row, places[0]) not in keys]
        yield replace(grid, rows=(header, *ready))


def own_link_places(kind: FileKind, header: GridRow) -> list[int]:
    """The position of the sheet's key, then of the columns that name a record of the same sheet.

    [] if there is none.
    """
    headings = [cell.text.strip().lower() for cell in header.cells]
    links = getattr(kind, "links", {})
    own = [name for name, link in links.items() if link.model is kind.model and name in headings]
    if not own or kind.key[0] not in headings:
        return []
    return [headings.index(kind.key[0]), *map(headings.index, own)]


def names_another(row: GridRow, places: list[int], names: set[str]) -> bool:
    own = folded_text(row, places[0])
    return any(folded_text(row, place) in names - {own, ""} for place in places[1:])


def folded_text(row: GridRow, place: int) -> str:
    return row.cells[place].text.strip().casefold() if place < len(row.cells) else ""
