"""How each risk moved since an earlier edition, or else since its own assessment before (pure)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from risks.row_types import AssessmentRow, RiskRow
from sendprog.values.wording import (
    LabelledEnum,
    day,
    joined,
    lower_first,
    plural,
    whole_number,
)


class Movement(LabelledEnum):
    """In the order of the sentence; the label is what so many risks did."""

    UP = "up", "went up"
    DOWN = "down", "came down"
    SAME = "same", "stayed the same"
    OTHER_MATRIX = "other_matrix", "changed to another matrix (not compared)"
    FIRST = "first", "had no score before"
    LOST = "lost", "had a score before only"
    NEW = "new", "joined the list"
    GONE = "gone", "left the list"
    UNSCORED = "unscored", "had no score before or now"
    # The earlier edition listed no risk,
    # so nothing is known of any.
    NOT_COMPARED = "not_compared", "can't be compared"


@dataclass(frozen=True)
class MovedRisk:
    """A risk, and its score then; None where there was none, or none to compare with."""

    risk: RiskRow
    then: AssessmentRow | None
    movement: Movement
    # Whether `then` is its own assessment before,
    # of which no edition names the day.
    is_own: bool = False

    @property
    def has_moved(self) -> bool:
        return self.movement in (Movement.UP, Movement.DOWN)

    @property
    def change_in_words(self) -> str:
        """ "Up from 20", "Up from 20 on 1 May 2025", "The same", "New in the list"."""
        then, since = (self.then.score if self.then else None), ""
        if self.then and self.is_own:
            then = f"{then} on {day(self.then.as_at)}"
            since = f" as on {day(self.then.as_at)}"
        return {
            Movement.UP: f"Up from {then}",
            Movement.DOWN: f"Down from {then}",
            Movement.SAME: f"The same{since}",
            Movement.OTHER_MATRIX: f"Not comparable with {then}: scored with another matrix",
            Movement.LOST: f"Was {then}",
            Movement.NEW: "New in the list",
            Movement.NOT_COMPARED: "Not compared",
        }.get(self.movement, "No score before")

    @property
    def in_words(self) -> str:
        """ "25, up from 20"; the score alone where there is nothing to compare with."""
        if self.movement in (Movement.UNSCORED, Movement.NOT_COMPARED):
            return self.risk.score_in_words
        return f"{self.risk.score_in_words}, {lower_first(self.change_in_words)}"


def movement_between(then: AssessmentRow | None, now: AssessmentRow | None) -> Movement:
    """From one assessment to another. Scores of two matrices, or of two versions of one, are not
    compared.
    """
    was_scored = then is not None and then.score is not None
    if now is None or now.score is None:
        return Movement.LOST if was_scored else Movement.UNSCORED
    if not was_scored:
        return Movement.FIRST
    if not now.has_matrix_of(then):
        return Movement.OTHER_MATRIX
    if now.score == then.score:
        return Movement.SAME
    return Movement.UP if now.score > then.score else Movement.DOWN


def moved_since(risk: RiskRow, earlier: dict[str, RiskRow] | None) -> MovedRisk:
    """The risk against an earlier list, by slug; without one, against its own assessment before."""
    if earlier is None:
        then = risk.before if risk.is_scored else None
        return MovedRisk(risk, then, movement_between(then, risk.current), is_own=True)
    if not earlier:
        return MovedRisk(risk, None, Movement.NOT_COMPARED)
    if risk.slug not in earlier:
        return MovedRisk(risk, None, Movement.NEW)
    then = earlier[risk.slug].current
    return MovedRisk(risk, then, movement_between(then, risk.current))


def movements(risks: Iterable[RiskRow], earlier: Iterable[RiskRow] | None) -> list[MovedRisk]:
    by_slug = None if earlier is None else {risk.slug: risk for risk in earlier}
    return [moved_since(risk, by_slug) for risk in risks]


def movement_sentence(
    risks: Sequence[RiskRow],
    earlier: Sequence[RiskRow] | None = None,
    edition: str = "",
) -> str:
    """ "Since edition 3, for …: 2 risks went up and 7 stayed the same."; "" without risks.

    `earlier`: that edition's; None compares the latest two assessments, and is "" where every
    risk is scored for the first time.
    """
    if not risks and not earlier:
        return ""
    if earlier is not None and not earlier:
        return f"Not compared: no risk is listed in {edition}."
    counts = Counter(moved.movement for moved in movements(risks, earlier))
    if earlier is not None:
        counts[Movement.GONE] = len({risk.slug for risk in earlier} - {risk.slug for risk in risks})
    else:
        del counts[Movement.UNSCORED]
    parts = [(counts[movement], movement.label) for movement in Movement if counts[movement]]
    is_first_time = earlier is None and counts.keys() == {Movement.FIRST}
    if not parts or is_first_time:
        return ""
    (number, label), *rest = parts
    texts = [
        f"{plural(number, 'risk')} {label}",
        *(f"{whole_number(number)} {label}" for number, label in rest),
    ]
    since = "When last scored" if earlier is None else f"Since {edition}"
    return f"{since}: {joined(texts)}."
