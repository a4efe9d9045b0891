"""What a figure is based on (pure)."""

from sendprog.values.wording import LabelledEnum


class Basis(LabelledEnum):
    """Reported by a source, computed here, a forecast, an estimate, or made up for the demonstration."""

    REPORTED = "reported", "Reported"
    COMPUTED = "computed", "Computed"
    FORECAST = "forecast", "Forecast"
    ESTIMATE = "estimate", "Estimate"
    ILLUSTRATIVE = "illustrative", "Illustrative: made up for this demonstration"
