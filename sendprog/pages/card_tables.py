"""Tables that a narrow screen shows as cards (pure): each cell has the heading of its column.

The markup stays a table; the roles say so where a style sheet shows it as blocks.
"""

import re
from html import escape, unescape

# Our templates write tables without nested ones, and escape every "<" in a text.
TABLE = re.compile(r'<table class="govuk-table([^"]*)">(.*?)</table>', re.DOTALL)
HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<(td|th)\b([^<>]*)>")
TAG = re.compile(r"<[^<>]*>")
# From so many columns on a table is cards up to a wider screen.
WIDE = 7
# A table of so many rows of numbers stays one, and scrolls sideways: as cards it would be as long as a book.
LONG = 13
# Letters of a cell, on average, up to which rows are of numbers and not of sentences.
SHORT = 20
NUMBER = re.compile(r'class="[^"]*\bnumber\b')


def as_card_tables(html: str) -> str:
    """The HTML of a page with its tables ready to be shown as cards."""
    return TABLE.sub(lambda match: card_table(match[1], match[2]), html)


def card_table(classes: str, content: str) -> str:
    """The table with roles, and a label on each cell; unchanged without headings of its columns."""
    head = HEAD.search(content)
    labels = [words_of_html(text) for text in HEADING.findall(head[1])] if head else []
    if not head or not labels:
        return f'<table class="govuk-table{classes}">{content}</table>'
    if is_long(content[head.end() :], labels):
        wide = " long-table--wide" if len(labels) >= WIDE else ""
        return f'<table class="govuk-table long-table{wide}{classes}">{content}</table>'
    body = ROW.sub(lambda row: labelled_row(row[0], labels), content[head.end() :])
    heading = head[0].replace("<thead>", '<thead role="rowgroup">')
    heading = heading.replace("<tr>", '<tr role="row">').replace("<th ", '<th role="columnheader" ')
    wide = " card-table--wide" if len(labels) >= WIDE else ""
    body = body.replace("<tbody>", '<tbody role="rowgroup">')
    return (
        f'<table class="govuk-table card-table{wide}{classes}" role="table">'
        f"{content[: head.start()]}{heading}{body}</table>"
    )


def is_long(body: str, labels: list[str]) -> bool:
    """Whether the rows are many, and mostly of numbers."""
    rows = ROW.findall(body)
    cells = len(rows) * len(labels)
    numbers = sum(len(NUMBER.findall(row)) for row in rows)
    is_short = len(words_of_html(body)) <= SHORT * cells
    return len(rows) >= LONG and is_short and 2 * numbers >= cells - len(rows)


def labelled_row(row: str, labels: list[str]) -> str:
    """The row with roles; a label on each cell where there is a cell for each column."""
    cells = CELL.findall(row)
    names = iter(labels if len(cells) == len(labels) else [""] * len(cells))

    def label(cell: re.Match[str]) -> str:
        name, role = next(names), "rowheader" if cell[1] == "th" else "cell"
        attribute = f' data-label="{escape(name)}"' if name and role == "cell" else ""
        return f'<{cell[1]} role="{role}"{attribute}{cell[2]}>'

    return CELL.sub(label, row.replace("<tr", '<tr role="row"', 1))


def words_of_html(html: str) -> str:
    return unescape(" ".join(TAG.sub(" ", html).split()))
