"""The site's components as template tags. Only `{% chart %}` and `{% narrative %}` mark a string safe."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField, CheckboxInput
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sendprog.charts.chart import Chart
from sendprog.pages.addresses import address_of, live_address, relative
from sendprog.pages.mounted_pages import Query
from sendprog.pages.tables import Table
from sendprog.values import wording
from sendprog.values.measures import Reading
from sendprog.values.rag import MilestoneStatus, Rag

register = template.Library()

QUIETER = {MilestoneStatus.COMPLETE_LATE: "complete", MilestoneStatus.NO_DATE_SET: "no-date"}


@register.simple_tag(takes_context=True)
def page(context: template.Context, name: str, **values: Any) -> str:
    """A relative link to a mounted page from the page being drawn."""
    return relative(address_of(name, **values), seen_from=context["address"])


@register.simple_tag(takes_context=True)
def page_of(context: template.Context, name: str, values: dict[str, str]) -> str:
    """As `{% page %}`, where a row names the page."""
    return relative(address_of(name, **values), seen_from=context["address"])


@register.simple_tag
def live_page(name: str, **values: Any) -> str:
    """The address of a mounted page as it is live, from a page that edits."""
    return live_address(name, **values)


@register.simple_tag(takes_context=True)
def site_link(context: template.Context, target: str) -> str:
    """A relative link to an address of the site itself ("meetings/2025-01-22/") from a page that exists once."""
    return relative(target, seen_from=context["address"])


@register.simple_tag(takes_context=True)
def current_room(context: template.Context, room: str, *also: str) -> SafeString | str:
    """aria-current for the navigation: "page" on a room's first page, "true" on what lies under it, or `also` does."""
    here = context["address"]
    if here.partition("/")[0] in also:
        return format_html(' aria-current="{}"', "true")
    first = "" if room == "overview" else f"{room}/"
    if here == first:
        return format_html(' aria-current="{}"', "page")
    return format_html(' aria-current="{}"', "true") if first and here.startswith(first) else ""


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """A chart complete in the HTML: message, drawing, table and source."""
    return {"chart": chart, "svg": drawn(chart)}


def drawn(chart: Chart) -> SafeString:
    """The chart's SVG, which escapes every text it holds."""
    return mark_safe(chart.svg)  # noqa: S308 - to_svg escapes


@register.inclusion_tag("components/reading.html", takes_context=True)
def reading(context: template.Context, reading: Reading, ident: str = "") -> dict[str, Any]:
    """A reading's card: number, comparison, what must be read beside it, window, basis and source."""
    return {"reading": reading, "ident": ident, "address": context.get("address", "")}


@register.inclusion_tag("components/rating.html")
def rating(rag: Rag) -> dict[str, str]:
    """A stated rating: a word in a shape."""
    return {"words": rag.label, "kind": rag.value.replace("_", "-")}


@register.inclusion_tag("components/status.html")
def status(status: MilestoneStatus) -> dict[str, str]:
    """A milestone's derived status."""
    return {"words": status.label, "kind": QUIETER.get(status, status.value.replace("_", "-"))}


@register.inclusion_tag("components/table.html")
def plain_table(caption: str, head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    """A table of words: the first cell of a row heads it."""
    return {"caption": caption, "head": head, "rows": rows}


@register.inclusion_tag("components/form_field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """A field with its label, hint and error."""
    return {"field": field, "is_checkbox": isinstance(field.field.widget, CheckboxInput)}


@register.filter
def day(when: date | None) -> str:
    """ "14 August 2024"; nothing for None."""
    return wording.day(when) if when else ""


@register.filter
def month(when: date | None) -> str:
    """ "November 2024"; nothing for None."""
    return f"{when:%B %Y}" if when else ""


@register.filter
def sentence(text: str) -> str:
    """With a capital first letter, the rest as it stands."""
    return text[:1].upper() + text[1:]


@register.filter
def pounds(amount: Decimal) -> str:
    """ "£31.2 million"."""
    return wording.pounds_in_text(amount)


@register.simple_tag
def narrative(html: str) -> SafeString:
    """Commentary, rendered and sanitised when it was saved (sendprog.narrative)."""
    return mark_safe(html)  # noqa: S308 - nh3 cleaned it


@register.inclusion_tag("components/declared_table.html")
def declared_table(table: Table, query: Query | None = None) -> dict[str, Any]:
    """A table that declares its columns. With the query of its page, its headings sort."""
    return {"table": table, "query": query}


@register.simple_tag
def sort_state(column: Any, query: Query | None) -> str:
    """The heading's aria-sort, where the table is sorted by it."""
    asked = query.parameters.get("sort", "") if query else ""
    if asked.removeprefix("-") != column.name:
        return ""
    return "descending" if asked.startswith("-") else "ascending"


@register.simple_tag
def sort_link(column: Any, query: Query) -> str:
    """The link that sorts by a column; the other way round when it is sorted by it already."""
    return query.changed(
        sort=f"-{column.name}" if query.parameters.get("sort") == column.name else column.name, page=None
    )


@register.simple_tag
def page_link(query: Query, number: int) -> str:
    """The link to another page of a table, its filter and order kept."""
    return query.changed(page=str(number))


@register.filter
def label_of(record: Model) -> str:
    """ "strands.milestone": the kind of a record, for its history's address."""
    return record._meta.label_lower


@register.filter
def kind_of(record: Model) -> str:
    """ "Milestone": the kind of a record in words."""
    return str(record._meta.verbose_name).capitalize()
