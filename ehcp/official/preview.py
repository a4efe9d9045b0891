"""What is in a file of official statistics, in sentences, before it is loaded."""

from collections.abc import Iterator

from ehcp.models import Sen2Release, Sen2Statistic
from ehcp.official.authorities import Authority
from ehcp.official.quality import quality_notes
from ehcp.official.rows import LOCAL, NATIONAL, OfficialFile, StatisticRow, period_label
from ehcp.official.section import own_authority, stored_comparators
from ehcp.official.storing import Incoming
from sendprog.values.wording import day, joined, plural, whole_number

# Changed rows that are named one by one.
MOST_NAMED = 5


def preview_lines(incoming: Incoming) -> Iterator[str]:
    """What the file is and would change, or every problem."""
    if incoming.problems:
        yield from map(str, incoming.problems)
        return
    if incoming.known:
        yield (
            f"This file was loaded on {day(incoming.known.loaded_at.date())} ({incoming.known}): "
            "loading it again changes nothing."
        )
        return
    yield contents_line(incoming)
    if incoming.file.unknown:
        yield f"Left out, since not known: {joined(list(incoming.file.unknown))}."
    yield from authority_lines(incoming.file)
    yield from news_lines(incoming.file)


def contents_line(incoming: Incoming) -> str:
    """ "Requests for an assessment: 1,141 rows for all children, 2019 to 2025, of 20,312 read."."""
    file = incoming.file
    labels = list(dict.fromkeys(period_label(row.year, row.period) for row in file.rows))
    span = labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
    return (
        f"{incoming.label}: {plural(len(file.rows), 'row')} kept, {span}, "
        f"of {whole_number(file.rows_read)} read."
    )


def authority_lines(file: OfficialFile) -> Iterator[str]:
    """Who of those that pages show is not in the file, and what is wrong with their figures."""
    own, others = own_authority(), stored_comparators()[1]
    if own is None:
        yield "The setting SENDPROG_AUTHORITY does not say which authority is yours."
    for authority in [*([own] if own else []), *others]:
        rows = authority_rows(file, authority)
        if not rows:
            yield f"There is no row for {authority}."
        for row in rows:
            if note := authority.code_note(row.old_code):
                yield f"{authority.name}, {row.year}: {note}"
            cells = [other.values for other in rows if other is not row]
            for note in quality_notes(file.topic, row.values, cells):
                yield f"{authority.name}, {row.year}: {note.text}"


def authority_rows(file: OfficialFile, authority: Authority) -> list[StatisticRow]:
    return [
        row
        for row in file.rows
        if row.level == LOCAL and not row.breakdown and authority.is_row(row.old_code, row.name)
    ]


def news_lines(file: OfficialFile) -> Iterator[str]:
    """What is new for us and for England against the last release of the same kind."""
    releases = Sen2Release.objects.filter(topic=file.topic)
    if not releases.exists():
        yield "No file of this kind was loaded before."
        return
    own = own_authority()
    before = {key_of(stored): stored.values for stored in rows_so_far(file.topic, own)}
    rows = [row for row in file.rows if row.level == NATIONAL and not row.breakdown]
    rows += authority_rows(file, own) if own else []
    new = [row for row in rows if key_of(row) not in before]
    if new:
        names = [f"{row.name}, {period_label(row.year, row.period)}" for row in new]
        yield f"New: {joined(names[:MOST_NAMED])}{more(len(names))}."
    changed = [
        f"{row.name}, {period_label(row.year, row.period)}, {name}: {was} to {row.values[name]}"
        for row in rows
        for name, was in before.get(key_of(row), {}).items()
        if name in row.values and row.values[name] != was
    ]
    if changed:
        yield f"Revised: {'; '.join(changed[:MOST_NAMED])}{more(len(changed))}."
    if not new and not changed:
        yield "Nothing is new for us or for England."


def more(count: int) -> str:
    return f" and {count - MOST_NAMED} more" if count > MOST_NAMED else ""


def key_of(row: StatisticRow | Sen2Statistic) -> tuple[int, str, str]:
    return (row.year, row.period, row.level)


def rows_so_far(topic: str, own: Authority | None) -> list[Sen2Statistic]:
    """The rows of England and of ours in the releases so far, oldest first."""
    stored = Sen2Statistic.objects.filter(release__topic=topic, breakdown="")
    stored = stored.order_by("release__published", "release_id")
    england = list(stored.filter(level=NATIONAL))
    ours = stored.filter(level=LOCAL, old_code=own.code) if own else stored.none()
    return england + [row for row in ours if own.is_row(row.old_code, row.name)]
