"""How far a milestone's date is from the one promised, in the same words wherever it is shown.

Pure.
"""

from collections.abc import Iterable
from datetime import date

from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import Stage
from sendprog.values.wording import small_number_in_words

ON_THE_SAME_DATE = "on the same date"
LATER, EARLIER = " later", " earlier"


def first_date_promised(
    given: Iterable[PartialDate | None], forecast: PartialDate | None, actual: PartialDate | None
) -> PartialDate | None:
    """The first forecast given; None where no other date was given after it.

    `given`: the forecasts before and after each move, oldest first.
    """
    dates = [when for when in (*given, forecast) if when is not None]
    is_only_date = actual is None and len(set(dates)) == 1
    return dates[0] if dates and not is_only_date else None


def slippage_in_words(
    *,
    stage: Stage,
    promised: PartialDate | None,
    forecast: PartialDate | None,
    actual: PartialDate | None,
    on: date,
) -> str:
    """ "2 months later", "on the same date", "March 2025 has passed"; "" where either date is
    unknown.

    `promised`: the last approved date or, without one, the first date promised. A milestone that is
    complete on an unknown day has no slippage.
    """
    date_now = actual if stage is Stage.COMPLETE else forecast
    if date_now is None or promised is None:
        return ""
    is_open = stage not in (Stage.COMPLETE, Stage.WITHDRAWN)
    # Late once the promised date is over, with the same forecast or a vague one ("2025" for "March
    # 2025").
    if is_open and promised.is_past(on) and not date_now.slippage_days(promised):
        return f"{promised} has passed"
    return date_now.slippage_words(promised)


def slippage_sentence(slippage: str, *, is_approved: bool) -> str:
    """The slippage with what it is measured from: "2 months later than first promised".

    "" for none.
    """
    promise = "approved" if is_approved else "first promised"
    if slippage == ON_THE_SAME_DATE:
        return f"{slippage} as {promise}"
    if slippage.endswith((LATER, EARLIER)):
        return f"{slippage} than {promise}"
    return slippage


def moved_in_words(times: int) -> str:
    """ "Moved once", "Moved twice", "Moved three times"; "" for never."""
    if not times:
        return ""
    how_often = {1: "once", 2: "twice"}.get(times, f"{small_number_in_words(times)} times")
    return f"Moved {how_often}"
