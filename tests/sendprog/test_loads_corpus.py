"""The corpus of hostile files: each has the outcome that its manifest names, by the code that the desk and the command run."""

import csv
import json
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command

from ehcp.models import MonthlyReturn
from sendprog.loads.actions import IncomingFile, PreviewOutdated, confirm, plan_load, receive
from sendprog.loads.models import Load, LoadRow
from sendprog.records.history import change
from sendprog.records.roles import FIGURES
from tests.builders import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]
CORPUS = Path(__file__).parent.parent / "import_corpus"
MANIFEST = list(csv.DictReader((CORPUS / "MANIFEST.csv").read_text(encoding="utf-8").splitlines()))
# One file corrects what another loaded.
AFTER = {"ehcp_reimport_changed.csv": "ehcp_ok.csv"}
# The slowest is a workbook of 3,000 formatted rows.
SECONDS = 2


def corpus_judge() -> ModuleType:
    spec = spec_from_file_location("check_corpus", CORPUS / "check_corpus.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


JUDGE = corpus_judge()


def answer(kind: str, path: Path, capsys: pytest.CaptureFixture) -> dict:
    """What `manage.py check_figures --json` prints, with its exit code held against it."""
    code = 0
    try:
        call_command("check_figures", kind, str(path), "--json")
    except SystemExit as error:
        code = error.code
    told = json.loads(capsys.readouterr().out)
    assert code == (0 if told["accepted"] else 1)
    return told


def load(name: str) -> Load:
    """Bring a file of the corpus and confirm it, every warning answered."""
    person = make_user("data-lead", role=FIGURES)
    made = receive(by=person, kind="ehcp", file=IncomingFile(name, (CORPUS / name).read_bytes()))
    plan = plan_load(made)
    return confirm(
        by=person,
        load=made,
        seen=plan.digest,
        reason="Monthly return",
        answers=dict.fromkeys(plan.codes, "Right"),
    )


@pytest.mark.parametrize("entry", MANIFEST, ids=[entry["file"] for entry in MANIFEST])
def test_each_file_has_its_outcome(entry, capsys):
    if entry["file"] in AFTER:
        load(AFTER[entry["file"]])
    before = MonthlyReturn.objects.count()
    began = time.process_time()
    told = answer(entry["kind"], CORPUS / entry["file"], capsys)
    took = time.process_time() - began
    verdict, why = JUDGE.judge(entry, "ok", told)
    assert (verdict, why) == ("pass", "")
    assert MonthlyReturn.objects.count() == before
    assert took < SECONDS


def test_the_judge_can_fail():
    """A wrong figure, a refusal without a place and a silent acceptance are told apart."""
    entries = {entry["file"]: entry for entry in MANIFEST}
    wrong = {
        "accepted": True,
        "rows": {f"2024-{month:02}": {"plans_issued": 1} for month in range(4, 12)},
    }
    assert JUDGE.judge(entries["ehcp_ok.csv"], "ok", wrong)[0] == "silent-wrong"
    assert (
        JUDGE.judge(entries["ehcp_underscore.csv"], "ok", {"accepted": False, "messages": ["No."]})[
            0
        ]
        == "no-location"
    )
    assert (
        JUDGE.judge(entries["ehcp_underscore.csv"], "ok", {"accepted": True, "rows": {}})[0]
        == "accepted-bad"
    )


def test_the_corpus_is_whole():
    assert len(MANIFEST) == 129
    assert {entry["file"] for entry in MANIFEST} == {path.name for path in CORPUS.iterdir()} - {
        "MANIFEST.csv",
        "check_corpus.py",
        "__pycache__",
    }


@pytest.mark.parametrize("name", [entry["file"] for entry in MANIFEST if entry["upload_as"]])
def test_hostile_upload_names_load_and_never_become_paths(name):
    upload_as = json.loads(next(entry["upload_as"] for entry in MANIFEST if entry["file"] == name))
    person = make_user("data-lead", role=FIGURES)
    made = receive(
        by=person, kind="ehcp", file=IncomingFile(upload_as, (CORPUS / name).read_bytes())
    )
    assert not set(made.file_name) & set("/\\\r\n\x00")


def test_a_load_that_fails_in_the_middle_leaves_nothing(monkeypatch):
    person = make_user("data-lead", role=FIGURES)
    made = receive(
        by=person,
        kind="ehcp",
        file=IncomingFile("ehcp_ok.csv", (CORPUS / "ehcp_ok.csv").read_bytes()),
    )
    plan = plan_load(made)
    save, saved = MonthlyReturn.save, []

    def failing(self, *args, **kwargs):
        saved.append(self)
        if len(saved) == 5:
            raise RuntimeError("the disk is full")
        save(self, *args, **kwargs)

    monkeypatch.setattr(MonthlyReturn, "save", failing)
    with pytest.raises(RuntimeError, match="disk"):
        confirm(by=person, load=made, seen=plan.digest, reason="Monthly return", answers={})
    assert (MonthlyReturn.objects.count(), LoadRow.objects.count()) == (0, 0)
    monkeypatch.undo()
    confirm(by=person, load=made, seen=plan.digest, reason="Monthly return", answers={})
    assert MonthlyReturn.objects.count() == 8


def test_a_record_made_meanwhile_by_hand_stops_the_load():
    person = make_user("data-lead", role=FIGURES)
    made = receive(
        by=person,
        kind="ehcp",
        file=IncomingFile("ehcp_ok.csv", (CORPUS / "ehcp_ok.csv").read_bytes()),
    )
    plan = plan_load(made)
    with change(by=None):
        MonthlyReturn(month="2024-11-01", plans_issued=5).save()
    with pytest.raises(PreviewOutdated):
        confirm(by=person, load=made, seen=plan.digest, reason="Monthly return", answers={})
    assert MonthlyReturn.objects.count() == 1
