"""The database's own text search, for records of a snapshot: those of an edition are in no table."""

from collections.abc import Sequence

from django.db import connection

# A record's title counts more than its texts; a long text counts less
# for the same words.
RANKS = """
SELECT ts_rank(
    setweight(to_tsvector('english', title), 'A') ||
    setweight(to_tsvector('english', body), 'D'),
    query,
    1
)
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS record (title,
body, place),
    to_tsquery('english', %s) AS query
ORDER BY place
"""


def text_ranks(words: Sequence[str], records: Sequence[tuple[str, str]]) -> list[float]:
    """PostgreSQL's rank of each record (its title and its texts) for these words or their beginnings.

    0 for each where the database has no text search (SQLite). Only the
    records given are read, and
    a rank depends on nothing but its own record.
    """
    if connection.vendor != "postgresql" or not records:
        return [0.0] * len(records)
    titles, bodies = zip(*records, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(RANKS, [list(titles), list(bodies), beginnings(words)])
        return [rank for (rank,) in cursor.fetchall()]


def beginnings(words: Sequence[str]) -> str:
    """A tsquery of words that begin with each of these, whatever they
    contain.
    """
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words)
    return " & ".join(f"'{word}':*" for word in quoted)
