"""Files of 5,000 rows for the import desk, and what the check of one costs a process of its own."""

import csv
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

from django.db import connection
from openpyxl import Workbook

from sendprog.loads.kinds import KINDS
from sendprog.loads.limits import CELLS, ROWS
from sendprog.values.periods import Month

Table = list[list[str]]
ENVIRONMENT = {
    "SENDPROG_ENV": "development",
    "SENDPROG_TODAY": "2026-03-03",
    "DJANGO_SETTINGS_MODULE": "sendprog.settings",
}


def table(kind: str, *, columns: int) -> Table:
    """The kind's stored rows again and again, each of another reference, day or month."""
    stored = list(KINDS[kind].stored_rows())
    names = list(dict.fromkeys(name for row in stored for name, cell in row.items() if cell))
    names = [*KINDS[kind].key, *(name for name in names if name not in KINDS[kind].key)][:columns]
    rows = islice(cycle(stored), ROWS - 1)
    return [names, *(varied(names, row, number) for number, row in enumerate(rows))]


def varied(names: list[str], row: dict, number: int) -> list[str]:
    own = {
        "reference": f"R{number}",
        "month": Month(2015, 1).plus(number // 50).iso,
        "as_at": (date(2015, 1, 1) + timedelta(days=number)).isoformat(),
    }
    cells = {name: row.get(name) for name in names}
    cells |= {name: own[name] for name in names[:3] if name in own}
    return ["" if cells[name] is None else str(cells[name]) for name in names]


def as_file(kind: str, ending: str) -> bytes:
    if ending == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(table(kind, columns=100))
        return text.getvalue().encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table(kind, columns=CELLS // ROWS):
        sheet.append(list(map(typed, row)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def typed(text: str) -> str | int:
    return int(text) if text.isdecimal() and len(text) < 10 else text


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of its own, and the most memory that it held, in megabytes."""

    seconds: float
    megabytes: float


def cost_of_check(kind: str, path: Path) -> Cost:
    """Of `manage.py check_figures` in a process of its own, on the database that is open."""
    command = [sys.executable, "manage.py", "check_figures", kind, str(path)]
    address = {"DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env=os.environ | address | ENVIRONMENT
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
