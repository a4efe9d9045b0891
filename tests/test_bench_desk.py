"""What the check of 5,000 rows of each kind costs, printed beside its limits: `make bench`."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from sendprog.loads.kinds import KINDS
from tests.conftest import ON_POSTGRESQL
from tests.databases import INVENTED, loaded
from tests.desk_bench import Cost, as_file, cost_of_check

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(ON_POSTGRESQL, reason="the check opens the database's file"),
]
SECONDS, MEGABYTES = 5, 150


@pytest.fixture(scope="module")
def invented_council(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), loaded(INVENTED):
        yield


@pytest.mark.usefixtures("invented_council")
def test_five_thousand_rows_of_each_kind(tmp_path):
    """In a process of its own each, beyond what one takes for a file of one row."""
    one = tmp_path / "one.csv"
    one.write_text("month\n2024-11\n")
    rest = cost_of_check("contact", one)
    files = itertools.product(sorted(KINDS), ("csv", "xlsx"))
    assert [each for each in files if not is_within_limits(*each, tmp_path, rest)] == []


def is_within_limits(kind: str, ending: str, folder: Path, rest: Cost) -> bool:
    path = folder / f"{kind}.{ending}"
    path.write_bytes(as_file(kind, ending))
    cost = cost_of_check(kind, path)
    seconds, megabytes = cost.seconds - rest.seconds, cost.megabytes - rest.megabytes
    print(
        f"\n{kind} {ending}: {seconds:.1f} s (at most {SECONDS}), {megabytes:.0f} MB "
        f"(at most {MEGABYTES}) beyond the {rest.megabytes:.0f} MB of the process",
        end="",
    )
    return seconds < SECONDS and megabytes < MEGABYTES
