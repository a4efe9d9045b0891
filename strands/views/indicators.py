"""The page where an officer enters or corrects an indicator's value for a month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.models import User
from sendprog.pages.addresses import live_address
from sendprog.records.rights import can_edit, require_permission
from sendprog.records.snapshots import today
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Month, days_in_words
from sendprog.values.wording import day
from strands.forms.indicators import ReturnForm
from strands.headlines import indicator_measure, return_reading
from strands.indicator_rows import indicator_row, return_row
from strands.metrics import VALUES_IN_RANGE
from strands.models import Indicator, IndicatorReturn, Target
from strands.reporting_periods import usual_window
from strands.snapshot import target_row
from strands.targets import amounts_in_words, target_kind
from strands.views.after_saving import after_saving
from strands.views.months import month_or_404

EARLIER_SHOWN = 6


@dataclass(frozen=True)
class ReferenceValue:
    """A row of the table above the form: an earlier value, with the address of its form, or a
    target.
    """

    label: str
    text: str
    when: str
    about: str
    address: str = ""


@editing_page
@form_page
def edit_month(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """The form of what was reported in a month: the return with the latest window, or a new one."""
    indicator = get_object_or_404(Indicator.objects.select_related("strand"), slug=slug)
    reported_in = month_or_404(month)
    require_permission(can_edit(request.user, IndicatorReturn(indicator=indicator)))
    if reported_in.first > today():
        return future_month_page(request, reported_in)
    record = stored_return(indicator, reported_in) or new_return(indicator, reported_in)
    return edit(request, record, return_editing(request.user, indicator, reported_in))


def future_month_page(request: HttpRequest, month: Month) -> HttpResponse:
    advice = (
        f"Today is {day(today())}. Enter a value in the month of its report or later. "
        "This applies to projections too."
    )
    context = {"title": f"{month.label} has not come yet", "advice": advice}
    return render(request, "stand_in.html", context, status=404)


def stored_return(indicator: Indicator, month: Month) -> IndicatorReturn | None:
    """The return of the latest window reported in a month; None where nothing was reported."""
    return indicator.returns.filter(reported_in=month.first).latest_first().first()


def new_return(indicator: Indicator, month: Month) -> IndicatorReturn:
    window = usual_window(month, indicator.period_type, indicator.accumulates_from)
    return IndicatorReturn(
        indicator=indicator, reported_in=month.first, first=window.first, last=window.last
    )


def return_editing(user: User, indicator: Indicator, month: Month) -> Editing:
    measure = indicator_measure(indicator_row(indicator))
    measure_page = live_address("measure", address=measure.address)
    context = {
        "title": f"{indicator.name}: {month.label}",
        "lead": indicator.definition,
        "here": form_address(indicator, month),
        "back": (measure_page, "Back to what is live"),
        "values": [*earlier_values(indicator, measure, month), *target_values(indicator, measure)],
        "others": other_windows(indicator, measure, month),
        "months": [(form_address(indicator, other), other.label) for other in neighbours(month)],
    }
    return Editing(
        form_class=ReturnForm,
        template="strands/indicator_month.html",
        context=context,
        success_url=after_saving(user, measure_page),
        success_message=lambda saved: (
            f"Saved: {measure.label}, {month.label}: {value_in_words(measure, saved)}."
        ),
        form_options={"measure": measure, "known": earlier_numbers(indicator, month)},
        find_existing=lambda form: stored_return(indicator, month),
    )


def form_address(indicator: Indicator, month: Month) -> str:
    return reverse("indicator_month", args=[indicator.slug, month.iso])


def neighbours(month: Month) -> list[Month]:
    """The month before and, unless it is in the future, the month after."""
    return [other for other in (month.previous, month.next) if other.first <= today()]


def stored_reading(measure: Measure, stored: IndicatorReturn) -> Reading:
    return return_reading(indicator_row(stored.indicator), return_row(stored))


def value_in_words(measure: Measure, saved: IndicatorReturn) -> str:
    """The saved value, followed by its numerator and denominator where it has them."""
    text = stored_reading(measure, saved).in_words
    if saved.value is None or saved.denominator is None:
        return text
    return f"{text}, {saved.numerator.normalize():,f} of {saved.denominator.normalize():,f}"


def earlier_numbers(indicator: Indicator, month: Month) -> list[Decimal]:
    """The values of the months before, oldest first: of each month's report the latest window."""
    returns = (
        indicator.returns.reported_before(month.first).filter(value__isnull=False).latest_first()
    )
    latest: dict[date, Decimal] = {}
    for reported_in, value in returns.values_list("reported_in", "value")[: VALUES_IN_RANGE * 4]:
        latest.setdefault(reported_in, value)
    newest_first = list(latest.values())[:VALUES_IN_RANGE]
    return newest_first[::-1]


def earlier_values(
    indicator: Indicator, measure: Measure, month: Month
) -> Iterator[ReferenceValue]:
    for stored in indicator.returns.reported_before(month.first).latest_first()[:EARLIER_SHOWN]:
        reported_in, reading = Month.containing(stored.reported_in), stored_reading(measure, stored)
        is_told = reading.basis is Basis.FORECAST
        about = ["Projected" if stored.projected and not is_told else "", reading.basis.label]
        yield ReferenceValue(
            label=f"Reported {reported_in.label}",
            text=reading.in_words,
            when=reading.when,
            about=", ".join(filter(None, about)),
            address=form_address(indicator, reported_in),
        )


def target_values(indicator: Indicator, measure: Measure) -> Iterator[ReferenceValue]:
    addresses = {measure.address, indicator_row(indicator).own_address}
    for target in Target.objects.filter(measure__in=addresses):
        row = target_row(target)
        yield ReferenceValue(
            label=target_kind(row),
            text=amounts_in_words(row, measure) or "No value",
            when=days_in_words(row.first, row.last),
            about=target.basis_text,
        )


def other_windows(indicator: Indicator, measure: Measure, month: Month) -> list[str]:
    """The values of earlier windows reported in the same month.

    A figures administrator corrects those.
    """
    values = []
    for stored in indicator.returns.filter(reported_in=month.first).latest_first()[1:]:
        reading = stored_reading(measure, stored)
        values.append(f"{reading.in_words} ({reading.when or 'no window stated'})")
    return values
