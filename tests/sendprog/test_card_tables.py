"""Tables shown as cards: a table still by its roles, each cell with the heading of its column."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sendprog.pages.card_tables import LONG, WIDE, as_card_tables, words_of_html

TEXTS = st.text(st.characters(blacklist_characters="<>&\"'", categories=("L", "N")), min_size=1)


def table(headings: list[str], rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col" class="govuk-table__header">{text}</th>' for text in headings)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="govuk-table__cell">{text}</td>'
            if place
            else f'<th scope="row" class="govuk-table__header">{text}</th>'
            for place, text in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<table class="govuk-table"><caption>C</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


@given(st.integers(1, 10), st.integers(0, 4), st.data())
def test_each_cell_has_the_heading_of_its_column_and_no_text_changes(columns, rows, data):
    texts = st.lists(TEXTS, min_size=columns, max_size=columns)
    headings, content = data.draw(texts), [data.draw(texts) for _ in range(rows)]
    html = as_card_tables(f"<p>Before</p>{table(headings, content)}<p>After</p>")
    assert words_of_html(html) == words_of_html(f"Before {table(headings, content)} After")
    assert re.findall('data-label="([^"]*)"', html) == headings[1:] * rows
    assert html.count('role="row"') == rows + 1
    assert html.count('role="cell"') == (columns - 1) * rows
    assert ("card-table--wide" in html) is (columns >= WIDE)


def test_heading_with_a_sort_link_is_a_label_of_words_alone():
    html = as_card_tables(table(["A", '<a href="?sort=b">B &amp; "c"</a>'], [["1", "2"]]))
    assert 'data-label="B &amp; &quot;c&quot;"' in html


def test_row_of_one_cell_across_has_no_label():
    html = as_card_tables(
        table(["A", "B"], []).replace("<tbody>", '<tbody><tr><td colspan="2">N</td></tr>')
    )
    assert '<td role="cell" colspan="2">N</td>' in html


def test_other_tables_and_those_without_headings_are_left_as_they_are():
    for html in (
        "<table><tr><td>1</td></tr></table>",
        '<table class="govuk-table"><tbody><tr><td>1</td></tr></tbody></table>',
    ):
        assert as_card_tables(html) == html


def months(rows: int, columns: int, *, numbers: bool = True) -> str:
    """A table of so many months; its cells are numbers, or texts."""
    heads = ["Month", *(f"Count {place}" for place in range(1, columns))]
    html = table(heads, [[f"M{row}", *["7"] * (columns - 1)] for row in range(rows)])
    return html.replace('"govuk-table__cell"', '"govuk-table__cell number"') if numbers else html


def test_many_rows_of_numbers_stay_a_table_that_scrolls():
    html = as_card_tables(months(LONG, 3))
    assert 'class="govuk-table long-table"' in html and "data-label" not in html
    assert "long-table--wide" in as_card_tables(months(LONG, WIDE))
    for cards in (
        months(LONG - 1, WIDE),
        months(LONG, WIDE, numbers=False),
        months(LONG, WIDE).replace("7", "a figure with its window and source"),
    ):
        assert "long-table" not in as_card_tables(cards)
