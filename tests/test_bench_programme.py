"""What it takes to load a large programme from its folder, printed beside the limit: `make bench`."""

import csv
import time
from pathlib import Path

import pytest

from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.models import LoadState
from sendprog.setting_up.actions import load_programme_folder, new_load, try_file
from sendprog.setting_up.programme_files import read_workbook
from sendprog.setting_up.ready_made import ready_made_sets
from sendprog.setting_up.writing import stored_workbook
from strands.models import Milestone
from tests.builders import make_user

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
MILESTONES, RISKS, SECONDS = 2_000, 500, 20


def write(folder: Path, sheet: str, rows: list[dict[str, object]]) -> None:
    with (folder / f"{sheet}.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_two_thousand_milestones_and_five_hundred_risks(tmp_path):
    by = make_user("manager", role="manager")
    ready_made_sets()[0].switch_on(by=by)
    write(tmp_path, "strands", [{"slug": "one", "number": 1, "name": "One"}])
    milestones = [f"M{number}" for number in range(MILESTONES)]
    write(
        tmp_path,
        "milestones",
        [
            {
                "reference": reference,
                "title": f"Milestone {reference}",
                "strand": "one",
                "stage": "In progress",
                "forecast": "March 2027",
                "owner": "Head of Inclusion",
            }
            for reference in milestones
        ],
    )
    risks = [f"R{number}" for number in range(RISKS)]
    write(tmp_path, "risks", [{"reference": risk, "title": f"Risk {risk}"} for risk in risks])
    scores = {"as_at": "2024-11-30", "matrix": "matrix-5-by-5 1", "likelihood": 4, "impact": 3}
    write(tmp_path, "risk-scores", [{"risk": risk, **scores, "score": 12} for risk in risks])
    start = time.perf_counter()
    load_programme_folder(by=by, folder=tmp_path, reason="A large programme")
    seconds = time.perf_counter() - start
    print(f"\n{MILESTONES} milestones, {RISKS} risks: {seconds:.1f} s (at most {SECONDS})", end="")
    assert Milestone.objects.count() == MILESTONES
    assert seconds < SECONDS
    file = IncomingFile("programme.xlsx", stored_workbook())
    start = time.perf_counter()
    run = try_file(by, new_load(by, file, state=LoadState.WAITING), read_workbook(file))
    seconds = time.perf_counter() - start
    print(f"\nthe same as a workbook, again: {seconds:.1f} s (at most {SECONDS})", end="")
    assert (run.problems, run.changes_anything) == ([], False)
    assert seconds < SECONDS
