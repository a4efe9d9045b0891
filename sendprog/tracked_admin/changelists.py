"""Admin change lists that answer every address and selection, however malformed."""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import MAXYEAR, date
from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from sendprog.tracked_admin.fields import key_from

logger = logging.getLogger(__name__)

LONGEST_SEARCH = 100
# More digits than the largest integer of a database has.
TOO_LARGE = re.compile(r"[0-9]{19}")
YEAR_DIGITS, EARLIEST_YEAR = 4, 1000
DEFAULT_DATE_PARTS = {"year": "2000", "month": "1", "day": "1"}


def month_column(field: str, description: str = "month") -> Callable[[models.Model], str]:
    """A column that displays a date field as "November 2024"."""

    @admin.display(description=description, ordering=field)
    def column(record: models.Model) -> str:
        return f"{getattr(record, field):%B %Y}"

    return column


class SafeListMixin:
    """A ModelAdmin whose change list redirects to its error page for any address that can't be
    read.
    """

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        error_page = HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        if has_impossible_value(request) or not self.has_possible_date(request):
            return error_page
        if request.method == "POST":
            request.POST = self.with_possible_selection(request)
        try:
            return super().changelist_view(request, extra_context)
        except (OverflowError, TypeError, ValueError):
            # A filter value that the query can't hold, such as the year 99999. Without one it is a
            # bug.
            if not request.GET:
                raise
            logger.warning(
                "This list can't be filtered so: %s", request.get_full_path(), exc_info=True
            )
            return error_page

    def get_ordering(self, request: HttpRequest) -> Sequence[str]:
        """Always an order, so that the pages of a search for a choice are consistent."""
        return super().get_ordering(request) or ([] if self.opts.ordering else ["-pk"])

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """The record of an address; an empty `_to_field` is none."""
        return super().get_object(request, object_id, from_field or None)

    def has_possible_date(self, request: HttpRequest) -> bool:
        """Whether the date hierarchy's year, month and day, where given, are those of a date."""
        names = {part: f"{self.date_hierarchy}__{part}" for part in DEFAULT_DATE_PARTS}
        parts = [
            request.GET.get(names[part], default) for part, default in DEFAULT_DATE_PARTS.items()
        ]
        if not all(
            part.isascii() and part.isdigit() and len(part) <= YEAR_DIGITS for part in parts
        ):
            return False
        try:
            # The list asks for days before the first of the next year.
            return EARLIEST_YEAR <= date(*map(int, parts)).year < MAXYEAR
        except ValueError:
            return False

    def with_possible_selection(self, request: HttpRequest) -> Any:
        """The posted data without ticked rows whose value can't be a primary key."""
        posted = request.POST.copy()
        ticked = posted.getlist(helpers.ACTION_CHECKBOX_NAME)
        posted.setlist(
            helpers.ACTION_CHECKBOX_NAME, [key for key in ticked if self.key(key) is not None]
        )
        return posted

    def key(self, text: str) -> Any:
        """The primary key in an address, or None."""
        return key_from(unquote(text), self.model._meta.pk)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple:
        return super().get_search_results(
            request, queryset, search_term.replace("\x00", "")[:LONGEST_SEARCH]
        )


def has_impossible_value(request: HttpRequest) -> bool:
    """Whether the query string holds a NUL, or a number larger than a database's outside the search
    box.
    """
    for name, values in request.GET.lists():
        if any("\x00" in text for text in (name, *values)):
            return True
        if name != SEARCH_VAR and any(TOO_LARGE.search(value) for value in values):
            return True
    return False
