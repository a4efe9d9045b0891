"""The site's components as template tags.

Only `{% chart %}`, `{% sparkline %}` and `{% narrative %}` mark a string safe.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sendprog.charts.chart_with_table import Chart
from sendprog.charts.fluid import SmallPicture
from sendprog.charts.sparkline import Sparkline
from sendprog.pages import explore_files
from sendprog.pages.addresses import address_of, live_address, relative
from sendprog.pages.card_tables import as_card_tables
from sendprog.pages.mounted_pages import Query
from sendprog.pages.region_names import with_own_region_names
from sendprog.pages.tables import Table
from sendprog.values import free_text, wording
from sendprog.values.absent import absent_text
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import upper_first

register = template.Library()

# Statuses that share the style of another.
STATUS_STYLES = {
    MilestoneStatus.COMPLETE_LATE: "complete",
    MilestoneStatus.NO_DATE_SET: "no-date",
    MilestoneStatus.NOT_STATED: "no-date",
}


@register.simple_tag(name="page", takes_context=True)
def mounted_page_link(context: template.Context, name: str, **values: Any) -> str:
    """The relative link to a mounted page."""
    return relative(address_of(name, **values), seen_from=context["address"])


@register.simple_tag(name="page_of", takes_context=True)
def mounted_page_link_from(context: template.Context, name: str, values: dict[str, str]) -> str:
    """As `{% page %}`, with the URL's values as a dict."""
    return relative(address_of(name, **values), seen_from=context["address"])


@register.simple_tag
def page_address(name: str) -> str:
    """The address of a mounted page inside its mount."""
    return address_of(name)


@register.simple_tag(name="live_page")
def live_page_link(name: str, **values: Any) -> str:
    """The absolute link to a page of the live mount, for pages outside it."""
    return live_address(name, **values)


@register.simple_tag(takes_context=True)
def site_link(context: template.Context, target: str) -> str:
    """The relative link to a site address ("meetings/2025-01-22/"), from a page outside the mounts."""
    return relative(target, seen_from=context["address"])


@register.simple_tag(takes_context=True)
def current_room(context: template.Context, room: str, *also: str) -> SafeString | str:
    """aria-current for the navigation: "page" on the room's own page, "true" below it or in one of
    `also`.
    """
    address = context["address"]
    if address.partition("/")[0] in also:
        return format_html(' aria-current="{}"', "true")
    room_address = "" if room == "overview" else f"{room}/"
    if address == room_address:
        return format_html(' aria-current="{}"', "page")
    if room_address and address.startswith(room_address):
        return format_html(' aria-current="{}"', "true")
    return ""


@register.inclusion_tag("components/chart.html", name="chart")
def chart_figure(chart: Chart) -> dict[str, Any]:
    """A chart with its message, SVG, table and source."""
    drawing = mark_safe(chart.drawn)  # noqa: S308 - fluid_svg escapes all texts
    return {"chart": chart, "drawing": drawing}


@register.inclusion_tag("components/explore_script.html")
def explore_script(root: str | None = None) -> dict[str, str]:
    """The script that lets readers explore the page's charts.

    `root` is the relative link to the root of an export; None on the site itself.
    """

    def address(name: str) -> str:
        return static(name) if root is None else f"{root}static/{name}"

    return {
        "buttons": address(explore_files.BUTTONS),
        "styles": address(explore_files.STYLES),
        "scripts": " ".join(map(address, explore_files.SCRIPTS)),
    }


@register.simple_tag(name="sparkline")
def sparkline_svg(line: Sparkline) -> SafeString:
    """The small line of a card."""
    return mark_safe(line.svg)  # noqa: S308 - to_svg escapes all texts


@register.inclusion_tag("components/reading.html", name="reading", takes_context=True)
def reading_card(
    context: template.Context,
    reading: Reading,
    ident: str = "",
    picture: SmallPicture | None = None,
) -> dict[str, Any]:
    """A reading's card: value, comparison, notes, window, basis, source and, if given, a picture."""
    drawing = mark_safe(picture.drawing) if picture else ""  # noqa: S308 - fluid_svg escapes all
    return {
        "reading": reading,
        "ident": ident,
        "address": context.get("address", ""),
        "drawing": drawing,
        "caption": picture.caption if picture else "",
    }


@register.inclusion_tag("components/rating.html", name="rating")
def rating_tag(rag: Rag) -> dict[str, str]:
    """A stated rating."""
    return {"label": rag.label, "kind": rag.value.replace("_", "-")}


@register.inclusion_tag("components/status.html", name="status")
def status_tag(status: MilestoneStatus) -> dict[str, str]:
    """A milestone's derived status."""
    return {"label": status.label, "kind": status_kind(status)}


@register.simple_tag(name="status_kind")
def status_kind(status: MilestoneStatus) -> str:
    """The style of a derived status: "no-date"."""
    return STATUS_STYLES.get(status, status.value.replace("_", "-"))


@register.inclusion_tag("components/mark.html")
def status_mark(status: MilestoneStatus) -> dict[str, str]:
    """The shape of a derived status."""
    return {"kind": status_kind(status)}


@register.inclusion_tag("components/table.html")
def plain_table(caption: str, head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    """A table of texts; the first cell of each row is its heading."""
    return {"caption": caption, "head": head, "rows": rows}


@register.simple_block_tag
def fold(content: SafeString, what: str, look: str = "fold") -> SafeString:
    """A part of a page that is folded where there is little room: "View every saving".

    With the look "folded" it is folded on any screen, with the look "" on none.
    """
    if not look:
        return content
    return format_html(
        '<details class="govuk-details {}"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">View {}</span></summary>'
        '<div class="fold__content">{}</div></details>',
        look,
        what,
        content,
    )


@register.inclusion_tag("components/form_field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """A field with its label, hint and errors."""
    return {"field": field, "is_checkbox": isinstance(field.field.widget, CheckboxInput)}


@register.filter(is_safe=True)
def card_tables(html: str) -> str:
    """The rendered HTML with its tables ready to be shown as cards on a narrow screen."""
    return as_card_tables(html)


@register.filter(is_safe=True)
def own_region_names(html: str) -> str:
    """The rendered HTML with regions that a screen reader can tell apart."""
    return with_own_region_names(html)


@register.filter(name="day")
def format_day(when: date | None) -> str:
    """ "14 August 2024"; "" for None."""
    return wording.day(when) if when else ""


@register.filter(name="absent")
def format_absent(basis: Basis | None) -> str:
    """ "Not given": what stands where a record of this basis has no text or number."""
    return absent_text(basis)


@register.filter(name="month")
def format_month(when: date | None) -> str:
    """ "November 2024"; "" for None."""
    return f"{when:%B %Y}" if when else ""


@register.filter(name="sentence")
def capitalise_first(text: str) -> str:
    """The text with a capital first letter."""
    return upper_first(text)


@register.filter(name="with_stop", is_safe=True)
def end_sentence(text: str) -> str:
    """A council's own text as a sentence: with a full stop unless it ends like one."""
    return free_text.with_stop(text)


@register.filter(name="without_stop", is_safe=True)
def leave_open(text: str) -> str:
    """A council's own text for the middle of a sentence: without the full stop at its end."""
    return free_text.without_stop(text)


@register.simple_tag(name="sentences")
def joined_sentences(*texts: str) -> str:
    """The different texts that are not empty, each as a sentence."""
    return free_text.sentences(texts)


@register.filter(name="quoted")
def in_quotation_marks(text: str) -> str:
    """ "“On track”"; "" for nothing."""
    return f"“{text}”" if text else ""


@register.filter(name="pounds")
def format_pounds(amount: Decimal) -> str:
    """ "£31.2 million"."""
    return wording.pounds_in_text(amount)


@register.filter(name="plural")
def format_plural(number: int, nouns: str) -> str:
    """The number and its noun: `{{ rows|length|plural:"entry,entries" }}` is "1 entry"."""
    singular, _, several = nouns.partition(",")
    return wording.plural(number, singular, several)


@register.simple_tag
def narrative(html: str) -> SafeString:
    """Commentary, which sendprog.pages.narrative rendered and sanitised when it was saved."""
    return mark_safe(html)  # noqa: S308 - nh3 sanitised it


@register.inclusion_tag("components/declared_table.html")
def declared_table(table: Table, query: Query | None = None) -> dict[str, Any]:
    """A Table; its headings are sort links if the page's query is given."""
    return {"table": table, "query": query}


@register.simple_tag
def sort_state(column: Any, query: Query | None) -> str:
    """The column's aria-sort; "" unless the table is sorted by it."""
    sort = query.parameters.get("sort", "") if query else ""
    if sort.removeprefix("-") != column.name:
        return ""
    return "descending" if sort.startswith("-") else "ascending"


@register.simple_tag
def sort_link(column: Any, query: Query) -> str:
    """The link that sorts by a column, descending if it is sorted ascending already."""
    is_sorted = query.parameters.get("sort") == column.name
    return query.link_with(sort=f"-{column.name}" if is_sorted else column.name, page=None)


@register.simple_tag
def page_link(query: Query, number: int) -> str:
    """The link to another page of a table, with the same filter and order."""
    return query.link_with(page=str(number))


@register.filter(name="label_of")
def model_label(record: Model) -> str:
    """The record's model label, for the address of its history: "strands.milestone"."""
    return record._meta.label_lower


@register.filter(name="kind_of")
def model_name(record: Model) -> str:
    """The name of the record's model for readers: "Milestone"."""
    return str(record._meta.verbose_name).capitalize()
