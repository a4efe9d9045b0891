"""Notes on published figures that mislead as they are: noughts that mean missing, values that can't be.

Rules, not names: each looks at the cells of one authority and year, or at its other years. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ehcp.official import topics
from ehcp.official.values import published_value
from sendprog.values.wording import whole_number

# Below so many, a count may well be 0, and a share says little.
ENOUGH = 100
Cells = Mapping[str, str]


@dataclass(frozen=True)
class QualityNote:
    """What is wrong with some columns of a row; `is_missing`: their nought stands for no value."""

    columns: tuple[str, ...]
    text: str
    is_missing: bool = False


def number(cells: Cells, name: str) -> Decimal | None:
    """The number of a cell; None where the cell or its number is missing."""
    return published_value(cells.get(name, ""))


def quality_notes(topic: str, cells: Cells, other_years: Sequence[Cells] = ()) -> list[QualityNote]:
    """The notes on a row of one authority, with those of its other years to compare it with."""
    rules = RULES.get(topic, ())
    return [note for rule in rules for note in rule(cells, other_years)]


def no_rate_without_exceptions(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    """All plans were returned as exceptions: a rate of 0 of 0, and an average of 0 weeks."""
    plans, counted = number(cells, "plans_issued_den"), number(cells, "plans_issued_den_ex")
    if plans and counted == 0:
        yield QualityNote(
            (
                "plans_issued_den_ex",
                "plans_issued_20_weeks_ex",
                "pc_plans_issued_20_weeks_ex",
                "avg_weeks_issue_plan_exc",
            ),
            f"All {whole_number(plans)} plans were returned as exceptions, so there is no figure "
            "without exceptions; a 0 in the file means missing.",
            is_missing=True,
        )


def lower_without_exceptions(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    rate = number(cells, "pc_plans_issued_within_20_weeks")
    without = number(cells, "pc_plans_issued_20_weeks_ex")
    if rate is not None and without is not None and without < rate:
        yield QualityNote(
            ("pc_plans_issued_20_weeks_ex",),
            f"Lower than with exceptions counted in ({rate}%): of the plans with one, a larger share "
            "was on time.",
        )


BANDS = ("plans_issued_within_20_weeks", "plans_issued_gt20weeks_ltyear", "plans_issued_gt_1_year")


def bands_fall_short(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    """Plans whose request has no date are in no band; told where they are over 1% of all."""
    plans = number(cells, "plans_issued_den")
    bands = [number(cells, name) for name in BANDS]
    known = [band for band in bands if band is not None]
    if not plans or len(known) < len(bands):
        return
    short = plans - sum(known)
    if short * 100 > plans:
        yield QualityNote(
            (*BANDS, "pc_plans_issued_within_20_weeks", "pc_plans_issued_gt_1_year"),
            f"{whole_number(short)} of {whole_number(plans)} plans are in no band of time.",
        )


def no_requests(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    """No request in a year, where other years have many."""
    received = number(cells, "requests_received_in_year")
    usual = [number(other, "requests_received_in_year") or Decimal(0) for other in others]
    if received == 0 and max(usual, default=Decimal(0)) >= ENOUGH:
        yield QualityNote(
            ("requests_received_in_year", "requests_decided_not_to_assess"),
            f"The file has 0 requests, and {whole_number(max(usual))} in another year: it most likely "
            "means missing.",
            is_missing=True,
        )


def hardly_refused(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    """Fewer than 1 in 100 refused: how outcomes were coded, not how requests were decided."""
    received = number(cells, "requests_received_in_year")
    refused = number(cells, "requests_decided_not_to_assess")
    if not received or received < ENOUGH or refused is None or refused * 100 >= received:
        return
    withdrawn = number(cells, "requests_withdrawn")
    beside = f", and {whole_number(withdrawn)} as withdrawn" if withdrawn else ""
    how = "most likely" if withdrawn and withdrawn * 10 > received else "it may be"
    yield QualityNote(
        ("requests_decided_not_to_assess", "request_not_assess_pc"),
        f"{whole_number(refused)} of {whole_number(received)} requests are returned as refused{beside}: "
        f"{how} a way of recording, not of deciding.",
    )


def outcomes_without_requests(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    received = number(cells, "requests_received_in_year")
    six, over = (
        number(cells, name)
        for name in ("request_outcome_six_weeks", "request_outcome_over_6_weeks")
    )
    decided = (six or Decimal(0)) + (over or Decimal(0))
    if received is not None and decided > received and decided - received >= ENOUGH:
        yield QualityNote(
            ("requests_received_in_year", "request_outcome_six_weeks_pc"),
            f"{whole_number(decided)} outcomes stand beside {whole_number(received)} requests: "
            "they are not of the same children.",
        )


REVIEW_FIGURES = (
    "review_completed",
    "review_completed_prior",
    "review_meetings_in_year",
    "review_not_completed",
    "decision_4_weeks",
    "decision_over_4_weeks",
    "outcome_amended",
    "outcome_ceased",
    "outcome_maintained",
    "no_outcome_recorded",
)


def no_reviews(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    """Every review that was expected is returned as not completed."""
    expected, missed = number(cells, "review_expected"), number(cells, "review_not_completed")
    if expected and expected >= ENOUGH and missed == expected:
        yield QualityNote(
            REVIEW_FIGURES,
            f"The file has 0 completed of {whole_number(expected)} reviews expected: it most likely means "
            "missing.",
            is_missing=True,
        )


def no_transfers_due(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    """Some councils return hardly any plan as due for a transfer next year; others over 40% of them."""
    plans, due = number(cells, "number_plans"), number(cells, "due_next_year")
    if plans and plans >= ENOUGH and due is not None and due * 100 < plans:
        yield QualityNote(
            ("due_next_year",),
            f"{whole_number(due)} of {whole_number(plans)} plans are returned as due next year: most likely "
            "they are not recorded.",
            is_missing=due == 0,
        )


def few_decisions(cells: Cells, others: Sequence[Cells]) -> Iterator[QualityNote]:
    """The number divided by halved or doubled between two years: the rate moved, appeals need not."""
    decisions = number(cells, "appealable_decisions")
    other_counts = [number(other, "appealable_decisions") for other in others]
    for other in other_counts:
        if decisions and other and other >= ENOUGH and decisions * 2 < other:
            yield QualityNote(
                ("appeal_rate", "appealable_decisions"),
                f"{whole_number(decisions)} decisions are counted, and {whole_number(other)} in another "
                "year: a change in the rate may come from this alone.",
            )
            return


RULES = {
    topics.TIMELINESS: (no_rate_without_exceptions, lower_without_exceptions, bands_fall_short),
    topics.REQUESTS: (no_requests, hardly_refused, outcomes_without_requests),
    topics.REVIEWS: (no_reviews,),
    topics.TRANSFERS: (no_transfers_due,),
    topics.APPEALS: (few_decisions,),
}


PARENTS = re.compile(r"parent|young person", re.IGNORECASE)


def source_notes(total: Cells, by_source: Mapping[str, Cells]) -> list[str]:
    """What to say of a year's requests by source: hardly any from parents, or not all with a source."""
    received = number(total, "requests_received_in_year")
    counts = {
        source: count
        for source, cells in by_source.items()
        if (count := number(cells, "requests_received_in_year")) is not None
    }
    if not received or received < ENOUGH or not counts:
        return []
    notes = []
    parents = sum(count for source, count in counts.items() if PARENTS.search(source))
    if parents * 20 < received:
        notes.append(
            f"{whole_number(parents)} of {whole_number(received)} requests are returned as from parents "
            "or young people: most likely a way of recording."
        )
    if sum(counts.values()) != received:
        notes.append(
            f"The sources add up to {whole_number(sum(counts.values()))}, not to all requests."
        )
    return notes
