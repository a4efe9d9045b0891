"""The month in an address."""

from django.http import Http404

from sendprog.values.periods import Month, PeriodError
from sendprog.values.year_limits import year_problem


def month_or_404(text: str) -> Month:
    """The month of an address such as 2024-11; 404 for anything else."""
    try:
        month = Month.parse(text)
    except PeriodError as error:
        raise Http404("There is no such month.") from error
    if year_problem(month.year):
        raise Http404("There is no such month.")
    return month
