"""The scores as bars, the highest first, each with where it was before and its target (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from risks.headlines import scored_by_matrix
from risks.movement import MovedRisk, Movement
from risks.row_types import MatrixRow, RiskRow
from sendprog.charts.value_scale import ScaleTick, ValueScale, value_scale
from sendprog.values.basis import illustrative_text
from sendprog.values.wording import joined, part_of, plural, upper_first, whole_number

# The rest of a long register is in the table only.
MOST_BARS = 20


@dataclass(frozen=True)
class Bar:
    """A risk's bar; positions are in per cent of the track, "" for what is not drawn."""

    moved: MovedRisk
    key: str
    now: str
    then: str
    target: str

    @property
    def risk(self) -> RiskRow:
        return self.moved.risk

    @property
    def is_up(self) -> bool:
        return self.moved.movement is Movement.UP


@dataclass(frozen=True)
class RankedBars:
    """The risks scored with one version of a matrix; `more`: how many have no bar."""

    ident: str
    matrix: str
    moved: tuple[MovedRisk, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[ScaleTick, ...]

    @property
    def more(self) -> int:
        return len(self.moved) - len(self.bars)

    def message(self, *, is_plain: bool = False) -> str:
        """How many targets are reached or, without any, how many risks moved; plain, what is shown."""
        number = len(self.moved)
        what_is_shown = f"{'The score' if number == 1 else 'Scores'} of {plural(number, 'risk')}"
        if is_plain:
            return what_is_shown
        return targets_in_words(self.moved) or moves_in_words(self.moved) or what_is_shown

    def what(self, edition: str) -> str:
        """What is drawn; `edition`: what the earlier scores are of, or ""."""
        parts = [f"Bar: score now, with {self.matrix}"]
        if any(bar.then for bar in self.bars):
            before = f"in {edition}" if edition else "at the assessment before"
            parts.append(f"Ring: score {before}, with an arrow to the score now")
        if any(bar.target for bar in self.bars):
            parts.append("Line across: target")
        return " ".join([f"{'. '.join(parts)}.", *self.illustrative_texts])

    @property
    def illustrative_texts(self) -> list[str]:
        """How many of the scores drawn, now and before, are made up."""
        now = illustrative_text((bar.risk.current.basis for bar in self.bars), "score")
        moved = [bar.moved.then for bar in self.bars if bar.moved.then is not None]
        before = illustrative_text((row.basis for row in moved), "earlier score")
        return [text for text in (now, before) if text]


def targets_in_words(moved: Sequence[MovedRisk]) -> str:
    """ "2 of 9 targets are reached"; "" where no risk has one."""
    scored = [row.risk.current for row in moved if row.risk.current.target_score is not None]
    reached = sum(row.score <= row.target_score for row in scored)
    if not scored:
        return ""
    if reached:
        verb = "is" if reached == 1 else "are"
        return upper_first(f"{part_of(reached, len(scored), 'target')} {verb} reached")
    few = {1: "The one target is not reached", 2: "Neither target is reached"}
    return few.get(len(scored), f"None of {plural(len(scored), 'target')} is reached")


def moves_in_words(moved: Sequence[MovedRisk]) -> str:
    """ "2 risks went up and 1 came down"; "" where none did."""
    counts = {
        movement: sum(row.movement is movement for row in moved)
        for movement in (Movement.UP, Movement.DOWN)
    }
    parts = [(number, movement.label) for movement, number in counts.items() if number]
    if not parts:
        return ""
    (number, label), *rest = parts
    others = [f"{whole_number(number)} {label}" for number, label in rest]
    return joined([f"{plural(number, 'risk')} {label}", *others])


def ranked_bars(
    moved: Sequence[MovedRisk], matrices: Sequence[MatrixRow], keys: dict[str, str]
) -> list[RankedBars]:
    """The scored risks, a picture for each version of a matrix: scores of two are not compared."""
    by_slug = {row.risk.slug: row for row in moved}
    scored = [row.risk for row in moved if row.risk.is_scored]
    scored.sort(key=lambda risk: -risk.current.score)
    return [
        bars_of(place, name, [by_slug[risk.slug] for risk in risks], matrices, keys)
        for place, (name, risks) in enumerate(scored_by_matrix(scored).items(), 1)
    ]


def bars_of(
    place: int,
    matrix: str,
    moved: Sequence[MovedRisk],
    matrices: Sequence[MatrixRow],
    keys: dict[str, str],
) -> RankedBars:
    """The bars of one version of a matrix, from zero to the highest score that it can hold."""
    shown = moved[:MOST_BARS]
    possible = [cell.score for row in matrices if row.full_name == matrix for cell in row.cells]
    scale = value_scale([*possible, *drawn_scores(shown)], whole_number)
    bars = tuple(bar_of(row, keys[row.risk.slug], scale) for row in shown)
    return RankedBars(f"scores-{place}", matrix, tuple(moved), bars, scale.ticks)


def drawn_scores(moved: Sequence[MovedRisk]) -> list[int]:
    """The scores now, those before that they moved from, and the targets."""
    now = [row.risk.current for row in moved]
    scores = [score for row in now for score in (row.score, row.target_score) if score is not None]
    return scores + [row.then.score for row in moved if row.has_moved]


def bar_of(moved: MovedRisk, key: str, scale: ValueScale) -> Bar:
    current = moved.risk.current
    return Bar(
        moved,
        key,
        scale.position(current.score),
        scale.position(moved.then.score) if moved.has_moved else "",
        scale.position_of(current.target_score),
    )
