"""Where a figure comes from. An illustrative one says so wherever it appears."""

from sendprog.values.wording import Worded


class Basis(Worded):
    """Published, worked out here, looking ahead, estimated, or made up for the demonstration."""

    REPORTED = "reported", "Reported"
    COMPUTED = "computed", "Computed"
    FORECAST = "forecast", "Forecast"
    ESTIMATE = "estimate", "Estimate"
    ILLUSTRATIVE = "illustrative", "Illustrative: made up for this demonstration"
