"""The Figure of risks' scores tells each score once, whose it is, and what is made up."""

from dataclasses import replace

from risks.charts import scores_figure
from risks.movement import movements
from risks.ranked_bars import ranked_bars
from sendprog.values.basis import Basis
from tests.risks.test_heat_map import matrix_row, placed_risk


def test_figure_tells_each_score_once():
    now = [
        placed_risk("a<b>", 5, 5, target_score=6),
        placed_risk("b", 2, 2, basis=Basis.ILLUSTRATIVE),
    ]
    then = [replace(now[0], assessments=placed_risk("a", 4, 4).assessments), now[1]]
    (picture,) = ranked_bars(
        movements(now, then), [matrix_row()], {risk.slug: risk.slug for risk in now}
    )
    figure = scores_figure(picture, message="Scores", what="All")
    assert [(trace["name"], list(trace["y"])) for trace in figure["data"]] == [
        ("Score now", [25, 4]),
        ("Score before", [16, None]),
        ("Target", [6, None]),
    ]
    assert [list(trace["hovertext"]) for trace in figure["data"]] == [
        ["Risk a&lt;b&gt;, score now: 25", "Risk b, score now: 4 (illustrative)"],
        ["Risk a&lt;b&gt;, score before: 16", ""],
        ["Risk a&lt;b&gt;, target: 6", ""],
    ]
