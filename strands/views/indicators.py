"""An officer enters or corrects an indicator's value for a month."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.addresses import live_address
from sendprog.records.rights import can_edit, require_permission
from sendprog.records.snapshots import today
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Month, PeriodError
from sendprog.values.programme_years import year_problem
from sendprog.values.wording import day
from strands.forms.indicators import ReturnForm
from strands.headlines import indicator_measure, return_reading
from strands.indicator_rows import indicator_row, return_row
from strands.metrics import VALUES_IN_RANGE
from strands.models import Indicator, IndicatorReturn, Target
from strands.reporting_periods import usual_window

LAST_SHOWN = 6


@dataclass(frozen=True)
class Line:
    """One row beside the boxes: an earlier value with its form's address, or a target."""

    label: str
    words: str
    when: str
    about: str
    address: str = ""


@editing_page
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_month(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """The form of what was reported in a month: the return with the latest window, or a new one."""
    indicator = get_object_or_404(Indicator.objects.select_related("strand"), slug=slug)
    asked = month_at(month)
    require_permission(can_edit(request.user, IndicatorReturn(indicator=indicator)))
    if asked.first > today():
        advice = f"It is {day(today())}: a value is entered in the month of its report, or after it. A projection is entered too."
        return render(
            request,
            "stand_in.html",
            {"title": f"{asked.label} has not come yet", "advice": advice},
            status=404,
        )
    return edit(
        request, standing(indicator, asked) or new_return(indicator, asked), editing_of(indicator, asked)
    )


def month_at(text: str) -> Month:
    """The month of an address such as 2024-11; 404 for anything else."""
    try:
        month = Month.parse(text)
    except PeriodError as error:
        raise Http404("There is no such month.") from error
    if year_problem(month.year):
        raise Http404("There is no such month.")
    return month


def standing(indicator: Indicator, month: Month) -> IndicatorReturn | None:
    """What was reported in a month: the return with the latest window."""
    return indicator.returns.filter(reported_in=month.first).latest_first().first()


def new_return(indicator: Indicator, month: Month) -> IndicatorReturn:
    window = usual_window(month, indicator.period_type, indicator.accumulates_from)
    return IndicatorReturn(indicator=indicator, reported_in=month.first, first=window.first, last=window.last)


def editing_of(indicator: Indicator, month: Month) -> Editing:
    measure = indicator_measure(indicator_row(indicator))
    here, reading_page = at(indicator, month), live_address("measure", address=measure.address)
    context = {
        "title": f"{indicator.name}: {month.label}",
        "lead": indicator.definition,
        "here": here,
        "back": (reading_page, "Back to what is live"),
        "lines": [*earlier(indicator, measure, month), *targets(measure)],
        "others": others(indicator, measure, month),
        "months": [(at(indicator, one), one.label) for one in neighbours(month)],
    }
    return Editing(
        form_class=ReturnForm,
        template="strands/indicator_month.html",
        context=context,
        success_url=reading_page,
        success_message=lambda saved: f"Saved: {measure.label}, {month.label}: {understood(measure, saved)}.",
        form_options={"measure": measure, "known": known_values(indicator, month)},
        find_existing=lambda form: standing(indicator, month),
    )


def at(indicator: Indicator, month: Month) -> str:
    return reverse("indicator_month", args=[indicator.slug, month.iso])


def neighbours(month: Month) -> list[Month]:
    """The month before and, once it has come, the month after."""
    return [one for one in (month.previous, month.next) if one.first <= today()]


def reading_of(measure: Measure, one: IndicatorReturn) -> Reading:
    return return_reading(measure, return_row(one))


def understood(measure: Measure, saved: IndicatorReturn) -> str:
    """What was saved, in words, with the two numbers that it was worked out from."""
    from_two = saved.value is not None and saved.denominator is not None
    parts = f", {saved.numerator.normalize():,f} of {saved.denominator.normalize():,f}" if from_two else ""
    return f"{reading_of(measure, saved).in_words}{parts}"


def known_values(indicator: Indicator, month: Month) -> list[Decimal]:
    """The values of the months before, oldest first: of each month's report the latest window."""
    latest: dict[object, Decimal] = {}
    before = indicator.returns.reported_before(month.first).filter(value__isnull=False).latest_first()
    for reported_in, value in before.values_list("reported_in", "value")[: VALUES_IN_RANGE * 4]:
        latest.setdefault(reported_in, value)
    return list(reversed(list(latest.values())[:VALUES_IN_RANGE]))


def earlier(indicator: Indicator, measure: Measure, month: Month) -> Iterator[Line]:
    for one in indicator.returns.reported_before(month.first).latest_first()[:LAST_SHOWN]:
        reported = Month.containing(one.reported_in)
        reading = reading_of(measure, one)
        about = ", ".join(
            part for part in ("Projected" if one.projected else "", reading.basis.label) if part
        )
        yield Line(
            f"Reported {reported.label}", reading.in_words, reading.when, about, at(indicator, reported)
        )


def targets(measure: Measure) -> Iterator[Line]:
    for one in Target.objects.filter(measure=measure.address):
        when = " ".join(
            f"{word} {day(limit)}" for word, limit in (("from", one.first), ("to", one.last)) if limit
        )
        yield Line(f"{one.get_kind_display()} target", target_words(measure, one), when, one.basis_text)


def target_words(measure: Measure, one: Target) -> str:
    """ "60%, at least 50%"; what is not set is left out."""
    parts = [
        measure.in_text(one.value) if one.value is not None else "",
        f"at least {measure.in_text(one.floor)}" if one.floor is not None else "",
        f"expected from {measure.in_text(one.expected_low)}" if one.expected_low is not None else "",
        f"expected up to {measure.in_text(one.expected_high)}" if one.expected_high is not None else "",
    ]
    return ", ".join(part for part in parts if part) or "No number set"


def others(indicator: Indicator, measure: Measure, month: Month) -> list[str]:
    """What else was reported in the same month, of earlier windows: a figures administrator corrects those."""
    rest = indicator.returns.filter(reported_in=month.first).latest_first()[1:]
    return [
        f"{reading.in_words} ({reading.when or 'no window stated'})"
        for reading in (reading_of(measure, one) for one in rest)
    ]
