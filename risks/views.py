"""The pages of the risk register and its file, functions of a snapshot."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from risks.charts import scores_figure
from risks.headlines import (
    earlier_risks,
    highest_risks,
    movement_in_words,
    scored_by_matrix,
)
from risks.heat_map import heat_maps, not_placed, risk_keys
from risks.movement import MovedRisk, movements
from risks.questions import risk_questions
from risks.ranked_bars import RankedBars, ranked_bars
from risks.register_pages import RegisterPage, register_page
from risks.row_types import MatrixRow, RiskRow
from risks.snapshot import MATRICES, RISKS
from risks.tables import RisksTable
from sendprog.pages.mounted_pages import Download, Page, Query, reads_parameters
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import with_stop, without_stop
from sendprog.values.wording import joined, plural
from strands.headlines import latest_indicator_readings
from strands.snapshot import TEXTS
from strands.texts import latest_texts, texts_with_figures

# Of more risks with the highest score, a sentence says how many.
MOST_TITLES = 3
# Of more risks without a place or a bar,
# the register has the names.
MOST_NAMED = 10


def register_sentence(snapshot: Snapshot) -> str:
    """How many risks are scored, and which score highest with each matrix."""
    scored = highest_risks(snapshot)
    if not scored:
        return "No scored risk is listed."
    groups = scored_by_matrix(scored)
    highest = "; ".join(
        highest_text(matrix if len(groups) > 1 else "", rows) for matrix, rows in groups.items()
    )
    not_scored = len(snapshot[RISKS]) - len(scored)
    rest = f", and {not_scored} not scored" if not_scored else ""
    return f"{plural(len(scored), 'scored risk')}{rest}. Highest, {with_stop(highest)}"


def highest_text(matrix: str, scored: Sequence[RiskRow]) -> str:
    """ "at 20: A and B", or "at 20 with Our matrix, version 2: 12 risks"."""
    highest = scored[0].current.score
    titles = [without_stop(risk.title) for risk in scored if risk.current.score == highest]
    which = joined(titles) if len(titles) <= MOST_TITLES else plural(len(titles), "risk")
    return f"at {highest}{f' with {matrix}' if matrix else ''}: {which}"


@reads_parameters
def risks_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The heat maps, the scores as bars, each risk with its mitigations, and the matrices.

    Maps, bars and counts are of all risks, on each page of a long register.
    """
    texts = [text for text in latest_texts(snapshot[TEXTS]) if text.section.startswith("risks-")]
    risks, since = snapshot[RISKS], previous.edition_name if previous else ""
    moved = movements(risks, earlier_risks(previous))
    register = register_page(query, risks, heat_maps(risks, snapshot[MATRICES]))
    return query.render(
        "Risks",
        "risks/risks.html",
        sentence=register_sentence(snapshot),
        movement=movement_in_words(snapshot, previous),
        register=register,
        listed=[(row, questions_of_risk(row.risk, snapshot)) for row in register.risks],
        moved=register.in_its_order(moved),
        since=since,
        unscored=named_in_words([risk for risk in risks if not risk.is_scored]),
        reported=latest_indicator_readings(snapshot, room="risks"),
        texts=texts_with_figures(texts, snapshot),
        **pictures(snapshot, register, moved, since),
    )


def pictures(
    snapshot: Snapshot, register: RegisterPage, moved: Sequence[MovedRisk], since: str
) -> dict[str, list]:
    """The heat maps and the bars, each with its title; `maps`: one for each matrix."""
    risks, matrices, plain = snapshot[RISKS], snapshot[MATRICES], is_plain(snapshot)
    maps = register.maps
    bars = ranked_bars(moved, matrices, risk_keys(risks))
    has_map = any(drawn.cells for drawn in maps)
    return {
        "not_placed": not_placed_in_words(risks, matrices, has_map=has_map),
        "maps": maps,
        "placed": [
            (drawn, drawn.message(len(risks), is_plain=plain)) for drawn in maps if drawn.cells
        ],
        "bars": [
            explored(picture, picture.message(is_plain=plain), picture.what(since))
            for picture in bars
        ],
    }


def explored(
    picture: RankedBars, message: str, what: str
) -> tuple[RankedBars, str, str, dict[str, Any]]:
    """The bars with their title, what they show, and their Figure."""
    return picture, message, what, scores_figure(picture, message=message, what=what)


def named_in_words(risks: Sequence[RiskRow]) -> str:
    """The titles; of more than a sentence holds, how many."""
    if len(risks) > MOST_NAMED:
        return f"{plural(len(risks), 'risk')}, named in the register"
    return joined([without_stop(risk.title) for risk in risks])


def not_placed_in_words(
    risks: Sequence[RiskRow], matrices: Sequence[MatrixRow], *, has_map: bool
) -> list[tuple[str, str]]:
    """The titles of the risks on no heat map, and why; without a map, of those that it would have."""
    asked = [risk for risk in risks if has_map or (risk.current and risk.current.has_levels)]
    reasons = not_placed(asked, matrices)
    return [(named_in_words(group), why) for why, group in reasons.items()]


def risk_page(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str) -> Page:
    """One risk with every assessment. Raises Http404 when there is none."""
    risk = next((row for row in snapshot[RISKS] if row.slug == slug), None)
    if risk is None:
        raise Http404("There is no such risk.")
    return query.render(
        risk.title,
        "risks/risk.html",
        about=("risks.risk", slug),
        risk=risk,
        questions=questions_of_risk(risk, snapshot),
    )


def questions_of_risk(risk: RiskRow, snapshot: Snapshot) -> list[str]:
    """What to ask about it; nothing in a pre-election period."""
    return [] if is_plain(snapshot) else risk_questions(risk, snapshot[MATRICES])


def risks_table(snapshot: Snapshot) -> RisksTable:
    """The register with its current scores."""
    return RisksTable(snapshot[RISKS])


def risks_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The register as a file."""
    return risks_table(snapshot).download("risks.csv")
