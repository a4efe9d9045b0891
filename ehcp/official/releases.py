"""The releases that the page of official statistics uses, and how old they are."""

from collections.abc import Sequence
from datetime import date

from ehcp.official.row_types import ComparisonRow, OfficialRow
from ehcp.official.section import OFFICIAL
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences, with_stop, without_stop
from sendprog.values.wording import day

# A release comes once a year; after so many months a newer one is probably out.
STALE_MONTHS = 15


def releases_text(snapshot: Snapshot) -> list[str]:
    """Each release that the page uses, with its day and what is said of it, the newest first."""
    releases: dict[tuple, list[OfficialRow]] = {}
    for row in sorted(snapshot[OFFICIAL], key=lambda row: row.window):
        key = (row.published or date.min, row.release, row.release_note, row.basis.note)
        releases.setdefault(key, []).append(row)
    return [release_text(rows) for _, rows in sorted(releases.items(), reverse=True)]


def release_text(rows: Sequence[OfficialRow]) -> str:
    """ "Education, health and care plans: 2026 (published 25 June 2026). Used here for 2019 to 2025"."""
    first, last = rows[0], rows[-1]
    when = f" (published {day(first.published)})" if first.published else ""
    periods = list(dict.fromkeys([first.period_label, last.period_label]))
    parts = [
        f"{without_stop(first.release)}{when}",
        first.release_note,
        first.basis.note,
        f"Used here for {' to '.join(periods)}",
    ]
    return sentences(parts)


def comparators_text(compared: ComparisonRow) -> str:
    """With whom we are compared, and whose list that is; the council may end its texts as it likes."""
    if not compared.comparators:
        return "No list of comparators is chosen."
    dated = f" ({compared.dated})" if compared.dated else ""
    return sentences(
        [
            f"Compared with a list, “{compared.title.strip('“”')}”: {'; '.join(compared.comparators)}",
            f"Source: {without_stop(compared.source) if dated else with_stop(compared.source)}{dated}",
            "The list is in no order of merit",
        ]
    )


def stale_text(snapshot: Snapshot) -> str:
    """Says that a newer release is probably out, 15 months after the newest here; "" before that."""
    days = [row.published or date(row.window.last.year + 1, 6, 30) for row in snapshot[OFFICIAL]]
    if not days:
        return ""
    newest = max(days)
    months = (snapshot.on.year - newest.year) * 12 + snapshot.on.month - newest.month
    months -= snapshot.on.day < newest.day
    if months < STALE_MONTHS:
        return ""
    return (
        f"The newest release here is {months} months old on {day(snapshot.on)}: "
        "a newer release is probably out."
    )
