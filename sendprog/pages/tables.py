"""The one base of every table that declares its columns: caption, scope, aria-sort and CSV."""

from collections.abc import Sequence
from typing import Any

import django_tables2
from django.core.paginator import EmptyPage, Page, Paginator

from sendprog.pages.exports import csv_bytes
from sendprog.pages.mounted_pages import Download, Query

PAGE = 50


class Table(django_tables2.Table):
    """`caption` names the table for readers; `row_header` is the column that heads each row.

    `render_x` is for eyes, `value_x` for files; a column never calculates.
    """

    caption = ""
    row_header = ""
    row_prefix = ""

    class Meta:
        template_name = "components/declared_table.html"
        orderable = False

    def download(self, name: str) -> Download:
        """The table as a CSV file: exactly its rows, in its order."""
        return Download(name, "text/csv; charset=utf-8", csv_bytes(self.as_values()))


def sorted_by(query: Query, allowed: Sequence[str]) -> tuple[str, str]:
    """The column asked for ("forecast", or "-forecast" for descending) and, where it is unknown, what to say of it."""
    asked = query.parameters.get("sort", "")
    if not asked or asked.removeprefix("-") in allowed:
        return asked, ""
    return "", "That order is not known, so the table is in its own order."


def page_asked(query: Query, rows: Sequence[Any]) -> tuple[Page, str]:
    """The page of rows asked for and, where there is none such, what to say of it; the first page is shown then.

    A page to keep holds them all.
    """
    pages = Paginator(rows, max(len(rows), 1) if query.whole else PAGE)
    asked = query.parameters.get("page", "1")
    try:
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
        return pages.page(number), ""
    except EmptyPage:
        return pages.page(1), "There is no such page, so this is the first."
