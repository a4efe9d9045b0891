"""What pages need, loaded before the server makes its workers, which then share it."""

from django.template.loader import get_template
from django.urls import resolve

from committee.editions.freezing import page_addresses, render_page
from sendprog.charts.figures import Series
from sendprog.charts.fluid_chart import fluid_chart
from sendprog.charts.line import line_chart
from sendprog.records.snapshots import Audience, Snapshot, today


def draw_from_nothing() -> None:
    """Draw each page and file of a programme without records, and a chart; load every view and form.

    No database is asked.
    """
    # Imported by the first page with monthly returns.
    import pandas  # noqa: F401

    empty = Snapshot(on=today(), viewer=Audience.MEMBER, key="", read=lambda section: b"[]")
    for address in page_addresses(empty):
        render_page(empty, None, address)
    lines = line_chart([Series("Any", [1, 2])], x_labels=["a", "b"])
    fluid_chart(lines, ident="any", label="Any")
    get_template("page.html")
    # The addresses are read with the first request: here, with all views, the admin and the desk.
    resolve("/accounts/login/")
    get_template("registration/login.html")
