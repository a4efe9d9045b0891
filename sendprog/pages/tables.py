"""The base class of tables that declare their columns, and their sorting, paging and CSV."""

from collections.abc import Callable, Sequence
from copy import copy
from types import MethodType
from typing import Any

import django_tables2
import django_tables2.utils
from django.core.paginator import EmptyPage, Page, Paginator

from sendprog.pages.exports import csv_bytes
from sendprog.pages.mounted_pages import Download, Query

PAGE_SIZE = 50
# A longer list is cut into pages where it is stored as well.
MOST_WHOLE = 200
Signature = tuple[tuple[str, ...], str | None]
work_out_signature = django_tables2.utils.signature
signatures: dict[Callable, Signature] = {}


def signature(function: Callable) -> Signature:
    """As django_tables2's, which works it out again for every cell: a tenth of the time of a page."""
    if not isinstance(function, MethodType):
        return work_out_signature(function)
    key = function.__func__
    if key not in signatures:
        signatures[key] = work_out_signature(function)
    return signatures[key]


django_tables2.utils.signature = signature


class DeclaredColumns(dict[str, django_tables2.Column]):
    """The columns of a class of tables: each table has its own copies of them.

    django_tables2 copies all that is in them too, which takes as long as rendering a small table.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, django_tables2.Column]:
        return {name: copy(column) for name, column in self.items()}


class Table(django_tables2.Table):
    """`caption` names the table for readers; `row_header` is the column that heads each row.

    `render_<column>` is for HTML, `value_<column>` for files. Columns never calculate.
    """

    caption = ""
    row_header = ""
    row_prefix = ""

    class Meta:
        template_name = "components/declared_table.html"
        orderable = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.base_columns = DeclaredColumns(cls.base_columns)

    def download(self, name: str) -> Download:
        """The table's rows as a CSV file."""
        return Download(name, "text/csv; charset=utf-8", csv_bytes(self.as_values()))


def parse_sort(query: Query, allowed: Sequence[str]) -> tuple[str, str]:
    """The column to sort by ("forecast", or "-forecast" descending) and a problem to show.

    Each may be "".
    """
    sort = query.parameters.get("sort", "")
    if not sort or sort.removeprefix("-") in allowed:
        return sort, ""
    return "", "The table can't be sorted by that column, so it has its usual order."


def paginated(query: Query, rows: Sequence[Any]) -> tuple[Page, str]:
    """The requested page of rows and a problem to show ("" if none); the first page if there is no
    such page.

    A static page has all rows of a list that is not long.
    """
    is_whole = query.is_static and len(rows) <= MOST_WHOLE
    pages = Paginator(rows, max(len(rows), 1) if is_whole else PAGE_SIZE)
    text = query.parameters.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) < 7
    try:
        return pages.page(int(text) if is_number else 0), ""
    except EmptyPage:
        return pages.page(1), "There is no such page, so this is the first."
