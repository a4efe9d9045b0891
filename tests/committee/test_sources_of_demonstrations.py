"""No edition of a demonstration cites a source that is later than the edition."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import override_settings

from committee.models import ContentKind, Edition
from sendprog.demo import DEVON, EXAMPLESHIRE
from sendprog.values.wording import MONTH_NAMES
from tests.databases import DEMONSTRATION, INVENTED, loaded, settings_of

DAY = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTH_NAMES)}) (\d{{4}})")


def days_in(text: str) -> Iterator[date]:
    """The days that a text names; of a month alone, its first."""
    for day, month, year in DAY.findall(text):
        yield date(int(year), MONTH_NAMES.index(month) + 1, int(day or 1))


def sources_of(rows: Any) -> Iterator[str]:
    """Every field called source, however deeply nested in rows of JSON."""
    if isinstance(rows, dict):
        yield from (
            value for name, value in rows.items() if name == "source" and isinstance(value, str)
        )
        for value in rows.values():
            yield from sources_of(value)
    elif isinstance(rows, list):
        for row in rows:
            yield from sources_of(row)


def test_days_are_found_in_a_source():
    assert [*days_in("Observer, 23 November 2024; Report, January 2025")] == [
        date(2024, 11, 23),
        date(2025, 1, 1),
    ]


@pytest.mark.parametrize(("kind", "programme"), [(DEMONSTRATION, DEVON), (INVENTED, EXAMPLESHIRE)])
def test_no_source_is_later_than_the_edition_that_cites_it(
    kind, programme, django_db_setup, django_db_blocker
):
    with django_db_blocker.unblock(), override_settings(**settings_of(programme)), loaded(kind):
        cited, later = 0, []
        for edition in Edition.objects.all():
            for content in edition.held.filter(kind=ContentKind.SECTION).select_related("file"):
                sources = {*sources_of(json.loads(bytes(content.file.content)))}
                cited += len(sources)
                later += [
                    (edition.number, content.name, source)
                    for source in sources
                    if any(day > edition.on for day in days_in(source))
                ]
    assert cited > 5
    assert sorted(later) == []
