"""The heat map: the risks in the cells of the matrix that they are scored with (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from string import ascii_uppercase

from risks.row_types import CellRow, MatrixRow, RiskRow
from sendprog.values.basis import illustrative_text
from sendprog.values.periods import days_in_words
from sendprog.values.wording import joined, lower_first, noun, part_of, plural, upper_first

# The shades of the style sheet, from the palest
# to the darkest: heat--1 to heat--7.
DARKEST = 7
# So many risks have a link each in their cell;
# of more, the cell has their number.
MOST_LINKS = 4
# A longer reference has no room in a cell.
LONGEST_KEY = 5


@dataclass(frozen=True)
class AxisLevel:
    """A level of an axis; `label` is "" where the matrix gives none."""

    number: int
    label: str

    @property
    def in_words(self) -> str:
        """ "5 (Almost certain)"."""
        return f"{self.number} ({self.label})" if self.label else str(self.number)


def ends_in_words(axis: Sequence[AxisLevel]) -> str:
    """ "1 (Rare) to 5 (Almost certain)"; the one level where there is one, "" for none."""
    return " to ".join(dict.fromkeys(level.in_words for level in (*axis[:1], *axis[-1:])))


@dataclass(frozen=True)
class PlacedRisk:
    """A risk of the map, with the short key that stands for it in its cell and in the list."""

    risk: RiskRow
    key: str

    @property
    def cell(self) -> tuple[int | None, int | None]:
        return self.risk.current.likelihood, self.risk.current.impact


@dataclass(frozen=True)
class HeatCell:
    """A cell with the risks in it; `shade` is 0 for none.

    `page`: of a long register, that on which the first of them is listed; 0 for this one.
    """

    row: CellRow
    shade: int
    risks: tuple[PlacedRisk, ...]
    matrix_ident: str
    page: int = 0

    @property
    def ident(self) -> str:
        """Its id on the page."""
        return f"cell-{self.matrix_ident}-{self.row.likelihood}-{self.row.impact}"

    @property
    def link(self) -> str:
        """To where its risks are listed."""
        return f"?page={self.page}#{self.ident}" if self.page else f"#{self.ident}"

    @property
    def has_links(self) -> bool:
        """Whether the cell links to each of its risks, not to the list of them."""
        return len(self.risks) <= MOST_LINKS


@dataclass(frozen=True)
class BandKey:
    """A band with the scores that it covers, "16 to 25"."""

    label: str
    scores: str
    shade: int


@dataclass(frozen=True)
class HeatMap:
    """A matrix, the highest likelihood first, and the risks in its cells; None for a missing cell."""

    matrix: MatrixRow
    impacts: tuple[AxisLevel, ...]
    rows: tuple[tuple[AxisLevel, tuple[HeatCell | None, ...]], ...]
    bands: tuple[BandKey, ...]

    @property
    def cells(self) -> list[HeatCell]:
        """The cells with a risk in them, the highest score first."""
        cells = [cell for _, row in self.rows for cell in row if cell and cell.risks]
        return sorted(cells, key=lambda cell: -cell.row.score)

    @property
    def risks(self) -> list[PlacedRisk]:
        """The risks placed, in the order of the list beside the map."""
        return [placed for cell in self.cells for placed in cell.risks]

    @property
    def likelihoods_in_words(self) -> str:
        return ends_in_words([level for level, _ in reversed(self.rows)])

    @property
    def impacts_in_words(self) -> str:
        return ends_in_words(self.impacts)

    @property
    def assessed_in_words(self) -> str:
        """ "31 May 2025 to 31 January 2026": when the risks placed were assessed."""
        days = [placed.risk.current.as_at for placed in self.risks]
        return days_in_words(min(days), max(days)) if days else ""

    @property
    def illustrative_text(self) -> str:
        """How many of the scores are made up; "" for none."""
        return illustrative_text((placed.risk.current.basis for placed in self.risks), "score")

    def message(self, listed: int, *, is_plain: bool = False) -> str:
        """How many of the risks placed are in the band of the highest score; plain, what is shown.

        `listed`: how many risks there are, on the map or not.
        """
        total, top = len(self.risks), top_band(self.matrix)
        if is_plain or not top:
            return f"{plural(total, 'risk')} by likelihood and impact"
        in_top = sum(len(cell.risks) for cell in self.cells if cell.row.band == top)
        number = in_top or total
        who = part_of(number, total, "risk") + ("" if total == listed else " on this map")
        where = "in" if in_top else "outside"
        return upper_first(f"{who} {noun(number, 'is', 'are')} {where} the highest band, {top}")


def top_band(matrix: MatrixRow) -> str:
    """The band of the matrix's highest score; "" for an example, and unless the cells of that score
    share a band that is not the only one.
    """
    highest = max((cell.score for cell in matrix.cells), default=0)
    bands = {cell.band for cell in matrix.cells if cell.score == highest}
    several = len({cell.band for cell in matrix.cells}) > 1
    return "" if matrix.is_example or len(bands) != 1 or not several else bands.pop()


def risk_keys(risks: Iterable[RiskRow]) -> dict[str, str]:
    """A short key of its own for each risk, by slug: its number, its reference if short, or a letter."""
    letters = letters_in_order()
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for risk in risks:
        candidates = chain(known_keys(risk), letters)
        keys[risk.slug] = next(key for key in candidates if key not in taken)
        taken.add(keys[risk.slug])
    return keys


def known_keys(risk: RiskRow) -> Iterator[str]:
    if risk.number is not None:
        yield str(risk.number)
    if 0 < len(risk.own_reference) <= LONGEST_KEY:
        yield risk.own_reference


def letters_in_order() -> Iterator[str]:
    """A, B, … Z, A2, B2 and so on."""
    for turn in count(1):
        yield from (f"{letter}{turn if turn > 1 else ''}" for letter in ascii_uppercase)


def matrices_of(risk: RiskRow, matrices: Sequence[MatrixRow]) -> list[MatrixRow]:
    """The matrix of the risk's latest assessment; several where the edition stored only their name."""
    if risk.current is None:
        return []
    return [matrix for matrix in matrices if risk.current.is_scored_with(matrix)]


def why_not_placed(risk: RiskRow, matrices: Sequence[MatrixRow]) -> str:
    """Why a heat map can't show the risk; "" if one can."""
    if not risk.is_scored:
        return "not scored"
    current, matching = risk.current, matrices_of(risk, matrices)
    missing = [name for name in ("likelihood", "impact") if getattr(current, name) is None]
    if missing:
        return f"{joined(missing)} {lower_first(current.absent)}"
    if len(matching) != 1:
        return "several matrices have the same name" if matching else "matrix not listed"
    levels = (current.likelihood, current.impact)
    scores = [cell.score for cell in matching[0].cells if cell.levels == levels]
    if not scores:
        return "no such cell in the matrix now"
    return "" if scores == [current.score] else "the matrix now has another score there"


def not_placed(risks: Iterable[RiskRow], matrices: Sequence[MatrixRow]) -> dict[str, list[RiskRow]]:
    """The risks that no heat map shows, by the reason."""
    reasons: dict[str, list[RiskRow]] = defaultdict(list)
    for risk in risks:
        if reason := why_not_placed(risk, matrices):
            reasons[reason].append(risk)
    return dict(reasons)


def heat_maps(risks: Sequence[RiskRow], matrices: Sequence[MatrixRow]) -> list[HeatMap]:
    """A map for each matrix, in their order, with the risks that were scored with it, if any."""
    keys = risk_keys(risks)
    placed: dict[str, list[PlacedRisk]] = defaultdict(list)
    for risk in risks:
        if not why_not_placed(risk, matrices):
            (matrix,) = matrices_of(risk, matrices)
            placed[matrix.ident].append(PlacedRisk(risk, keys[risk.slug]))
    return [heat_map(matrix, placed[matrix.ident]) for matrix in matrices]


def heat_map(matrix: MatrixRow, placed: Sequence[PlacedRisk] = ()) -> HeatMap:
    """The matrix with these risks in its cells. The levels need not be 1, 2, 3 and so on.

    An example's bands stand on no risk: it has them only where it is shown without risks.
    """
    if matrix.is_example and placed:
        matrix = replace(matrix, cells=tuple(replace(row, band="") for row in matrix.cells))
    risks: dict[tuple[int, int], list[PlacedRisk]] = defaultdict(list)
    for risk in placed:
        risks[risk.cell].append(risk)
    shades = band_shades(matrix)
    cells = {
        row.levels: HeatCell(row, shades.get(row.band, 0), tuple(risks[row.levels]), matrix.ident)
        for row in matrix.cells
    }
    likelihoods = axis_levels(matrix.likelihood_labels, {row.likelihood for row in matrix.cells})
    impacts = axis_levels(matrix.impact_labels, {row.impact for row in matrix.cells})
    rows = [
        (likelihood, tuple(cells.get((likelihood.number, impact.number)) for impact in impacts))
        for likelihood in reversed(likelihoods)
    ]
    return HeatMap(matrix, impacts, tuple(rows), band_keys(matrix, shades))


def axis_levels(labels: dict[int, str], numbers: Iterable[int]) -> tuple[AxisLevel, ...]:
    """The levels of the cells, lowest first."""
    return tuple(AxisLevel(number, labels.get(number, "")) for number in sorted(numbers))


def scores_by_band(matrix: MatrixRow) -> dict[str, list[int]]:
    """The scores of each band, lowest first; the bands in the order of their scores."""
    scores: dict[str, set[int]] = defaultdict(set)
    for cell in matrix.cells:
        if cell.band:
            scores[cell.band].add(cell.score)
    return {band: sorted(of_band) for band, of_band in sorted(scores.items(), key=by_scores)}


def by_scores(item: tuple[str, set[int]]) -> tuple[int, int, str]:
    band, scores = item
    return min(scores), max(scores), band


def band_shades(matrix: MatrixRow) -> dict[str, int]:
    """The shade of each band, darker with the score; none in an example, which rates nothing."""
    bands = [] if matrix.is_example else list(scores_by_band(matrix))
    steps = max(1, len(bands) - 1)
    return {band: 1 + round(place * (DARKEST - 1) / steps) for place, band in enumerate(bands)}


def band_keys(matrix: MatrixRow, shades: dict[str, int]) -> tuple[BandKey, ...]:
    """The bands, highest first."""
    by_band = scores_by_band(matrix)
    keys = [
        BandKey(band, scores_in_words(scores, others_of(band, by_band)), shades.get(band, 0))
        for band, scores in by_band.items()
    ]
    return tuple(reversed(keys))


def others_of(band: str, by_band: dict[str, list[int]]) -> set[int]:
    return {score for other, scores in by_band.items() if other != band for score in scores}


def scores_in_words(scores: Sequence[int], others: set[int]) -> str:
    """ "16 to 25"; each score where another band has one between them: "4, 6 and 8"."""
    is_apart = not any(scores[0] <= score <= scores[-1] for score in others)
    if len(scores) > 2 and is_apart:
        return f"{scores[0]} to {scores[-1]}"
    return joined([str(score) for score in scores])
