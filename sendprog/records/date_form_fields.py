"""Form fields of days and months: text boxes, parsed as the desk parses."""

from datetime import date
from typing import Any

from sendprog.records.number_fields import TypedField
from sendprog.values.month_parsing import parse_month
from sendprog.values.typed_amounts import day_from_text
from sendprog.values.wording import day as day_in_words


class DayFormField(TypedField):
    """A day ("14 August 2024", "14/08/2024"); a month or a year is refused."""

    is_date = True

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example 14 August 2024 or 14/08/2024.")
        super().__init__(**kwargs)

    def parse(self, text: str) -> date:
        return day_from_text(text)

    def prepare_value(self, value: Any) -> Any:
        return day_in_words(value) if isinstance(value, date) else value


class MonthFormField(TypedField):
    """A month ("November 2024", "2024-11"), as its first day."""

    def parse(self, text: str) -> date:
        return parse_month(text).first

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%B %Y}" if isinstance(value, date) else value
