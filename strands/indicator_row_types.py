"""The rows of indicators and their returns: plain typed data, frozen with each edition."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sendprog.pages.room_measures import room_measures
from sendprog.values.basis import Basis
from sendprog.values.frequency import Frequency
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Polarity
from sendprog.values.units import Unit
from strands.choices import PeriodType
from strands.reporting_periods import restart_month

# The addresses of indicators' measures begin with this.
INDICATOR = "strands.indicator."


@dataclass(frozen=True)
class ReturnRow:
    """One reported value of an indicator; see IndicatorReturn."""

    reported_in: date
    first: date | None
    last: date | None
    window_words: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    missing: str
    qualifier: str
    marker: Marker | None
    basis: Basis
    projected: bool
    comparison_value: Decimal | None
    comparison_first: date | None
    comparison_last: date | None
    comparison_words: str
    beside: str
    note: str
    source: str
    loaded: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    baseline_value: Decimal | None = None
    baseline_words: str = ""
    is_provisional: bool = False


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator and its returns, the latest last.

    `reports`: the measure that it reports, or "".
    """

    slug: str
    name: str
    strand: str
    room: str
    definition: str
    unit: Unit
    decimals: int
    polarity: Polarity
    source: str
    note: str
    returns: tuple[ReturnRow, ...]
    reports: str
    frequency: Frequency = Frequency.IRREGULAR
    period_type: PeriodType = PeriodType.OTHER
    accumulates_from: str = ""
    code: str = ""
    area: str = ""
    best_value: Decimal | None = None

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """What its measure does not say, as (label, text), without what is empty."""
        period = "" if self.period_type is PeriodType.OTHER else str(self.period_type.label)
        details = [
            ("Code", self.code),
            ("Area", self.area),
            ("Counted for each", period.lower()),
            ("A running total that starts again", self.accumulates_from),
        ]
        return [(label, text) for label, text in details if text]

    @property
    def own_address(self) -> str:
        """The address that texts may bind whether or not the indicator reports another measure."""
        return f"{INDICATOR}{self.slug}"

    @property
    def reported_measure(self) -> Measure | None:
        """The measure that the indicator reports; None where it has one of its own."""
        return room_measures().get(self.reports)

    @property
    def measure(self) -> str:
        """The address of the measure that its readings are of."""
        return self.reported_measure.address if self.reported_measure else self.own_address

    @property
    def has_overlapping_windows(self) -> bool:
        """Whether a value's window takes in those of earlier values."""
        return self.is_running_total or self.period_type is PeriodType.ROLLING_YEAR

    @property
    def is_running_total(self) -> bool:
        return restart_month(self.period_type, self.accumulates_from) is not None

    def places_of(self, value: Decimal) -> int:
        """With how many decimal places a value is written: all that are stored, except of pounds."""
        stored = max(0, -int(value.normalize().as_tuple().exponent))
        return self.decimals if self.unit.is_scaled else max(self.decimals, stored)

    @property
    def label(self) -> str:
        return self.reported_measure.label if self.reported_measure else self.name

    @property
    def basis(self) -> Basis | None:
        """The basis of the latest return; None where there is none."""
        return self.returns[-1].basis if self.returns else None
