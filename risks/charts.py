"""The scores of risks as a Figure to explore (pure): the ranked bars beside it draw the same."""

from collections.abc import Sequence
from html import escape
from typing import Any

from risks.movement import MovedRisk
from risks.ranked_bars import RankedBars
from risks.row_types import AssessmentRow
from sendprog.charts.bar import bar_chart
from sendprog.charts.figures import Series, named
from sendprog.charts.theme import ChartText
from sendprog.values.basis import Basis
from sendprog.values.wording import lower_first, whole_number

# A score with the assessment that gives it; None for none.
Given = tuple[int, AssessmentRow] | None


def scores_figure(picture: RankedBars, *, message: str, what: str) -> dict[str, Any]:
    """Scores now and, where there are any, before and targets, as Plotly takes them."""
    moved = [bar.moved for bar in picture.bars]
    every = {name: scores for name, scores in scores_by_name(moved).items() if any(scores)}
    figure = bar_chart(
        [Series(name, [given and given[0] for given in scores]) for name, scores in every.items()],
        x_labels=[bar.key for bar in picture.bars],
        unit_format=whole_number,
        text=ChartText(message, what),
    )
    for trace in figure.data:
        scores = zip(moved, every[trace.name], strict=True)
        trace.hovertext = [told(row.risk.title, trace.name, given) for row, given in scores]
    return dict(figure.to_plotly_json())


def scores_by_name(moved: Sequence[MovedRisk]) -> dict[str, list[Given]]:
    current = [row.risk.current for row in moved]
    before = [row.then if row.has_moved else None for row in moved]
    return {
        "Score now": [given_by(row, row and row.score) for row in current],
        "Score before": [given_by(row, row and row.score) for row in before],
        "Target": [given_by(row, row and row.target_score) for row in current],
    }


def given_by(row: AssessmentRow | None, score: int | None) -> Given:
    return None if row is None or score is None else (score, row)


def told(title: str, name: str, given: Given) -> str:
    """What a reader who points at a bar is told: "Too few staff, score now: 20"; "" for no bar."""
    if given is None:
        return ""
    score, row = given
    kind = row.basis.value if row.basis is Basis.ILLUSTRATIVE else ""
    return escape(named(f"{title}, {lower_first(name)}: {score}", kind))
