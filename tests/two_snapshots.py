"""Snapshots of given rows, without a database, and the demonstration's two states as an edition would freeze them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.test import override_settings

from committee.changes.keys import SECTIONS
from ehcp.models import CoveredPeriod
from ehcp.snapshot import COUNTS, MonthRow
from finance.models import year_of_figures
from finance.snapshot import OUTTURNS, DeficitBasis, PositionRow
from risks.row_types import AssessmentRow, RiskRow
from sendprog.demo import DEVON, load_state
from sendprog.records.snapshots import Audience, Section, Snapshot, live_snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Polarity
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month
from sendprog.values.rag import Rag, Stage, milestone_status
from sendprog.values.units import Unit
from strands.indicator_row_types import IndicatorRow, ReturnRow
from strands.milestone_row_types import BaselineRow, MilestoneRow, MoveRow, forecasts_given
from strands.rows import StrandRow, TargetRow, UpdateRow
from strands.slippage import first_date_promised, slippage_in_words
from tests.builders import named

BEFORE, AFTER = date(2024, 11, 26), date(2025, 1, 22)
FOLDERS = {BEFORE: "2024-11-26-state-before", AFTER: "2025-01-22-january-2025"}


def snapshot_of(
    on: date,
    rows: dict[Section, Iterable[Any]],
    viewer: Audience = Audience.MEMBER,
    *,
    name: str = "",
) -> Snapshot:
    """A snapshot that holds these rows and no others, kept as JSON like any other."""
    kept = {section.name: section.encode(given) for section, given in rows.items()}
    return Snapshot(
        on=on,
        viewer=viewer,
        key=f"test:{on}",
        read=lambda section: kept.get(section.name, b"[]"),
        name=name,
    )


def frozen() -> Snapshot:
    """The tables as they are now, whole: nothing that is saved later shows in it."""
    now = live_snapshot()
    return snapshot_of(now.on, {section: now[section] for section in SECTIONS})


def demonstration_states() -> tuple[Snapshot, Snapshot]:
    """The state before and January 2025, each frozen on its day. Leaves both loaded."""
    states = []
    for day, folder in FOLDERS.items():
        with override_settings(SENDPROG_TODAY=day):
            load_state(DEVON.folder / folder)
            states.append(frozen())
    return states[0], states[1]


# Rows, with fixed defaults


def date_of(text: str | None) -> PartialDate | None:
    return PartialDate.parse(str(text)) if text else None


def update_row(rating: str = "on_track", **fields: Any) -> UpdateRow:
    defaults = {
        "month": date(2024, 11, 1),
        "rating": Rag(rating),
        "rating_as_at": None,
        "path_to_green_is_given": False,
    }
    return UpdateRow(
        **defaults
        | {"html": {"progress": "<p>So far.</p>"}, "source": "", "reviews_without_change": 0}
        | fields
    )


def strand_row(slug: str = "places", **fields: Any) -> StrandRow:
    """A strand with an update, on track; `update=None` for one that was never told of."""
    defaults = {
        "slug": slug,
        "number": 1,
        "name": named(slug),
        "objective": "",
        "sponsor_role": "",
        "commitments": (),
    }
    return StrandRow(
        **defaults
        | {"source": "", "update": update_row(), "last_heard": None, "is_silent": False}
        | fields
    )


def milestone_row(reference: str = "school", **fields: Any) -> MilestoneRow:
    """In progress, in the strand "places", without a date; dates may be given as text. Its status is worked out, as when made."""
    defaults: dict[str, Any] = dict.fromkeys(MilestoneRow.__dataclass_fields__, "")
    defaults |= {
        "reference": reference,
        "title": named(reference),
        "strand": "places",
        "strand_name": "Places",
    }
    defaults |= {
        "strand_number": 1,
        "stage": "in_progress",
        "forecast": None,
        "actual": None,
        "basis": Basis.REPORTED,
    }
    defaults |= dict.fromkeys(("responsible_roles", "baselines", "moves", "needs", "warnings"), ())
    told = defaults | fields
    told |= {name: date_of(told[name]) for name in ("forecast", "actual")} | {
        "stage": Stage(told["stage"])
    }
    promised = told["baselines"][-1].date if told["baselines"] else None
    first = first_date_promised(forecasts_given(told["moves"]), told["forecast"], told["actual"])
    dates = {name: told[name] for name in ("stage", "forecast", "actual")} | {
        "on": told.pop("on", BEFORE)
    }
    told["slippage"] = slippage_in_words(promised=promised or first, **dates)
    told["status"] = milestone_status(baseline=promised, first=first, **dates)
    return MilestoneRow(**told)


def baseline_row(number: int, when: str, **fields: Any) -> BaselineRow:
    defaults = {
        "number": number,
        "date": date_of(when),
        "reason": "",
        "approver": "",
        "approved_on": BEFORE,
    }
    return BaselineRow(**defaults | {"basis": Basis.REPORTED} | fields)


def move_row(before: str, after: str, reason: str = "", on: date = date(2024, 12, 2)) -> MoveRow:
    return MoveRow(on, date_of(before), date_of(after), reason)


def return_row(value: int | None = 10, **fields: Any) -> ReturnRow:
    """A value of the six months to November 2024, reported in that month."""
    defaults: dict[str, Any] = dict.fromkeys(ReturnRow.__dataclass_fields__, "")
    defaults |= {
        "reported_in": date(2024, 11, 1),
        "first": date(2024, 6, 1),
        "last": date(2024, 11, 30),
    }
    defaults |= dict.fromkeys(
        (
            "low",
            "high",
            "numerator",
            "denominator",
            "baseline_value",
            "marker",
            "comparison_value",
            "comparison_first",
            "comparison_last",
        )
    )
    defaults |= {
        "value": None if value is None else Decimal(value),
        "basis": Basis.REPORTED,
        "projected": False,
        "is_provisional": False,
    }
    return ReturnRow(**defaults | fields)


def indicator_row(*returns: ReturnRow, **fields: Any) -> IndicatorRow:
    """A count of which more is better."""
    defaults = {
        "slug": "plans",
        "name": "Plans",
        "strand": "",
        "room": "ehcp",
        "definition": "Plans issued.",
        "source": "",
        "reports": "",
    }
    defaults |= {
        "unit": Unit.COUNT,
        "decimals": 0,
        "polarity": Polarity.HIGHER,
        "note": "",
        "returns": returns,
    }
    return IndicatorRow(**defaults | fields)


def month_row(
    month: str = "2024-09",
    *,
    basis: Basis = Basis.REPORTED,
    note: str = "",
    covers: str = "month",
    **counts: Any,
) -> MonthRow:
    """A month's return; counts not given are not in the return, and one given as "c" is suppressed."""
    markers = {name: value for name, value in counts.items() if isinstance(value, str)}
    told = dict.fromkeys(COUNTS) | {
        name: value for name, value in counts.items() if name not in markers
    }
    return MonthRow(
        Month.parse(month), told, markers, "Final", basis, note, "", covers=CoveredPeriod(covers)
    )


def position_row(month: str = "2024-09", **fields: Any) -> PositionRow:
    """A position in pounds, before any contributions; what is not given is not in the report."""
    defaults: dict[str, Any] = dict.fromkeys(PositionRow.__dataclass_fields__)
    defaults |= {
        "month": Month.parse(month),
        "block": "High needs",
        "in_year_basis": DeficitBasis("gross"),
        "status": "Forecast",
    }
    defaults |= {
        "cumulative_basis_is_inferred": False,
        "planned_qualifier": "",
        "forecast_qualifier": "",
        "opening_balance_qualifier": "",
        "cumulative_qualifier": "",
        "others": (),
        "basis": Basis.REPORTED,
        "note": "",
        "source": "",
        "loaded": "",
    }
    told = defaults | {name: money(value) for name, value in fields.items()}
    is_outturn = told["status"] in OUTTURNS
    told["financial_year"] = told["financial_year"] or year_of_figures(
        told["month"], is_outturn=is_outturn
    )
    return PositionRow(**told)


def money(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def assessment_row(score: int | None, on: date = BEFORE, **fields: Any) -> AssessmentRow:
    defaults: dict[str, Any] = dict.fromkeys(AssessmentRow.__dataclass_fields__)
    defaults |= {
        "as_at": on,
        "score": score,
        "band": "",
        "matrix": "Matrix 1",
        "reason": "",
        "basis": Basis.REPORTED,
        "source": "",
    }
    return AssessmentRow(**defaults | fields)


def risk_row(*assessments: AssessmentRow, **fields: Any) -> RiskRow:
    defaults: dict[str, Any] = dict.fromkeys(RiskRow.__dataclass_fields__, "")
    defaults |= {
        "reference": "staff",
        "number": 1,
        "title": "Too few staff",
        "is_restricted": False,
    }
    return RiskRow(**defaults | {"assessments": assessments, "mitigations": ()} | fields)


def target_row(value: int | None = 60, **fields: Any) -> TargetRow:
    defaults = {
        "measure": "ehcp.twenty_week_rate",
        "first": None,
        "last": None,
        "value": money(value),
        "kind": "Local",
    }
    return TargetRow(
        **defaults | {"basis_text": "", "set_by": "", "basis": Basis.REPORTED} | fields
    )
