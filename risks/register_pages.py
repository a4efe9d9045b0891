"""A register too long for one page: its risks by score, a page of them at a time (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Page

from risks.heat_map import HeatCell, HeatMap
from risks.movement import MovedRisk
from risks.row_types import RiskRow
from sendprog.pages.mounted_pages import Query
from sendprog.pages.tables import PAGE_SIZE, paginated


@dataclass(frozen=True)
class ListedRisk:
    """A risk of the page; `cell`: the cell of a map of which it is the
    first in the register.
    """

    risk: RiskRow
    cell: HeatCell | None = None


@dataclass(frozen=True)
class RegisterPage:
    """The risks on one page of the register. `is_part`: there are other pages.

    `maps`: their cells link to the page with the first of their risks.
    """

    risks: list[ListedRisk]
    maps: list[HeatMap]
    page: Page
    problem: str

    @property
    def is_part(self) -> bool:
        return self.page.has_other_pages()

    def in_its_order(self, moved: Sequence[MovedRisk]) -> list[MovedRisk]:
        """How the risks of this page moved."""
        by_slug = {row.risk.slug: row for row in moved}
        return [by_slug[listed.risk.slug] for listed in self.risks]


def register_page(query: Query, risks: Sequence[RiskRow], maps: list[HeatMap]) -> RegisterPage:
    """The page that the query asks for: all risks, in their order,
    where one page is enough.
    """
    page, problem = paginated(query, in_register_order(risks, maps))
    if not page.has_other_pages():
        return RegisterPage([ListedRisk(risk) for risk in risks], maps, page, problem)
    cells = {cell.risks[0].risk.slug: cell for drawn in maps for cell in drawn.cells}
    listed = [ListedRisk(risk, cells.get(risk.slug)) for risk in page.object_list]
    places = {risk.slug: place for place, risk in enumerate(page.paginator.object_list)}
    return RegisterPage(listed, [with_pages(drawn, places) for drawn in maps], page, problem)


def in_register_order(risks: Sequence[RiskRow], maps: Sequence[HeatMap]) -> list[RiskRow]:
    """Those of each map by their cells, the highest score first, then
    the others by theirs.
    """
    placed = [placed.risk for drawn in maps for placed in drawn.risks]
    slugs = {risk.slug for risk in placed}
    others = [risk for risk in risks if risk.slug not in slugs]
    others.sort(key=lambda risk: -risk.current.score if risk.is_scored else 1)
    return placed + others


def with_pages(drawn: HeatMap, places: dict[str, int]) -> HeatMap:
    """The map with the page of each cell's first risk."""

    def on_page(cell: HeatCell | None) -> HeatCell | None:
        if cell is None or not cell.risks:
            return cell
        return replace(
            cell,
            page=1 + places[cell.risks[0].risk.slug] // PAGE_SIZE,
        )

    rows = tuple((level, tuple(map(on_page, cells))) for level, cells in drawn.rows)
    return replace(drawn, rows=rows)
