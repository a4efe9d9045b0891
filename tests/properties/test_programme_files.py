"""Any programme is written as its folder and loaded into an empty database: the same is written again."""

from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings

from committee.exceptions.recording import judge_readings
from ehcp.models import MonthlyReturn
from finance.models import Contribution
from sendprog.loads.actions import LoadError
from sendprog.records.history import change
from sendprog.records.snapshots import uncached_snapshot
from sendprog.setting_up.actions import NOTHING_NEW, load_programme_folder
from sendprog.setting_up.writing import Rows, stored_rows, write_folder
from sendprog.values.units import Unit
from strands.models import Indicator, IndicatorReturn, Target
from tests.builders import make_user
from tests.conftest import IS_SOAK
from tests.programmes import Shape, insert, records_of, shapes

any_programme = settings(
    max_examples=200 if IS_SOAK else 3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
)

# What the desk knows records by, where the database accepts two of a kind.
KEYS = {
    Contribution: ("plan_id", "payer", "financial_year", "last_financial_year", "due"),
    Target: ("measure", "kind", "first"),
}


def is_odd(record: Model, scores: Collection[str]) -> bool:
    """Whether the desk refuses what the database accepts, as it does where it is typed."""
    if isinstance(record, Target):
        return record.measure in scores
    if isinstance(record, IndicatorReturn) and record.indicator.unit == Unit.OUT_OF_FIVE:
        return record.numerator is not None
    return isinstance(record, MonthlyReturn)


def told_apart(records: list[Model]) -> Iterator[Model]:
    """Without what the desk refuses: returns that contradict themselves, and two of one key."""
    seen = set()
    # Above 5, no score out of 5 is accepted.
    scores = {
        f"strands.indicator.{record.slug}"
        for record in records
        if isinstance(record, Indicator) and record.unit == Unit.OUT_OF_FIVE
    }
    for record in records:
        names = KEYS.get(type(record), ("pk",))
        key = (type(record), *(getattr(record, name) for name in names))
        if key not in seen and not is_odd(record, scores):
            yield record
        seen.add(key)


def stripped(sheets: dict[str, Rows]) -> dict[str, list[dict[str, object]]]:
    """Spaces around a text are no part of it."""
    return {
        name: [
            {
                column: cell.strip() if isinstance(cell, str) else cell
                for column, cell in row.items()
            }
            for row in rows
        ]
        for name, rows in sheets.items()
    }


def written(shape: Shape, folder: Path) -> dict[str, Rows]:
    """What is written of such a programme; its records are gone again."""
    with transaction.atomic():
        insert(list(told_apart(records_of(shape))))
        # No exception stays open that no reading asks for: loading judges them too.
        with change(by=None):
            judge_readings(uncached_snapshot(on=shape.today))
        list(write_folder(folder))
        rows = stripped(stored_rows())
        transaction.set_rollback(True)
    return rows


def loaded_again(folder: Path) -> dict[str, Rows]:
    """What is written of a database that was empty when the folder was loaded, twice."""
    with transaction.atomic():
        by = make_user("manager", role="manager")
        load_programme_folder(by=by, folder=folder, reason="Set up")
        rows = stripped(stored_rows())
        with pytest.raises(LoadError, match=NOTHING_NEW):
            load_programme_folder(by=by, folder=folder, reason="Set up again")
        transaction.set_rollback(True)
    return rows


@pytest.mark.django_db
@any_programme
@given(shape=shapes())
def test_any_programme_loads_back_the_same(shape):
    with override_settings(SENDPROG_TODAY=shape.today), TemporaryDirectory() as name:
        folder = Path(name)
        rows = written(shape, folder)
        if any(rows.values()):
            again = loaded_again(folder)
            assert {name: again[name] for name in rows if again[name] != rows[name]} == {}
