"""The manager's pages that set a programme up, as somebody without JavaScript uses them; and every problem at once."""

import csv
import io
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from committee.readiness.inputs import loads_to_confirm
from risks.models import RiskAssessment, RiskMatrix
from sendprog.loads.kinds import ANY_MONTH as LAST
from sendprog.loads.models import Load, LoadState
from sendprog.loads.past_loads import kind_of_name
from sendprog.setting_up.field_columns import is_filled_by_people
from sendprog.setting_up.ready_made import MATRICES, ready_made_sets
from sendprog.setting_up.sheets import SHEETS
from sendprog.setting_up.writing import template_bytes
from strands.models import Indicator, Milestone, Strand, StrandUpdate
from tests import builders as make
from tests.filling import signed_in

pytestmark = pytest.mark.django_db
APPS = {"strands", "ehcp", "finance", "risks", "committee"}
# What no workbook holds, and why.
LEFT_OUT = {
    "strands.StrandOfficer": "people are added on their own page",
    "strands.UpdateRound": "a month is opened by a person",
    "strands.Reminder": "what was sent",
    "risks.Risk.restricted": "restricted risks are entered on their own pages",
    "risks.RiskMatrixLevel": "lines of their matrix",
    "risks.RiskMatrixCell": "generated from the bands of their matrix",
    "finance.MonthlyPosition.block": "the desk's files are of the high needs block",
    "strands.IndicatorReturn.reported_in": "the column month",
    "strands.IndicatorReturn.marker": "beside the value",
    "committee.Correction": "of editions",
    "committee.Edition": "editions are published",
    "committee.EditionContent": "of editions",
    "committee.EditionWithdrawal": "of editions",
    "committee.Sealing": "of editions",
    "committee.Acknowledgement": "of editions",
    "committee.SignOff": "of editions",
    "ehcp.Sen2Release": "the Department's files are loaded on a page of their own",
    "ehcp.Sen2Statistic": "rows of the Department's files",
}


@pytest.fixture
def manager() -> Client:
    return signed_in(make.make_user("manager", role="manager"))


def filled(sheets: dict[str, list[dict[str, object]]]) -> SimpleUploadedFile:
    """The workbook to fill in with these rows below its examples."""
    book = load_workbook(io.BytesIO(template_bytes()))
    for name, rows in sheets.items():
        page = book[name]
        headings = [cell.value for cell in page[1]]
        first = page.max_row + 1
        for number, row in enumerate(rows, first):
            for heading, value in row.items():
                page.cell(number, headings.index(heading) + 1).value = value
    saved = io.BytesIO()
    book.save(saved)
    return SimpleUploadedFile("our programme.xlsx", saved.getvalue())


PROGRAMME = {
    "strands": [
        {"slug": "old", "number": 1, "name": "Early help", "succeeded_by": "inclusion"},
        {"slug": "inclusion", "number": 2, "name": "Inclusion"},
    ],
    "milestones": [
        {"reference": "1.10", "title": "A base", "strand": "inclusion", "forecast": "March 2027"}
    ],
    "texts": [
        {
            "month": "2024-11",
            "strand": "inclusion",
            "stated_rag": "On track",
            "rag_reason": "As planned.",
        }
    ],
}


def test_every_example_would_load(settings, manager):
    """Together, once their mark is removed."""
    settings.SENDPROG_TODAY = date(2026, 6, 1)
    examples = {slug: list(kind.example) for slug, kind in SHEETS.items()}
    manager.post("/set-up/", {"workbook": filled(examples)})
    load = Load.objects.get()
    assert not load.messages


def test_from_the_workbook_to_a_programme_and_back(manager):
    answer = manager.post("/set-up/", {"workbook": filled(PROGRAMME)})
    preview = manager.get(answer["Location"])
    assert "4 new, 0 changed, 0 unchanged. Nothing is loaded yet." in preview.content.decode()
    assert not Strand.objects.exists()
    form = {"seen": preview.context["form"].initial["seen"], "reason": "Our programme at its start"}
    wrong = manager.post(answer["Location"], form | {"seen": "another"})
    assert wrong.status_code == 409
    assert not Strand.objects.exists()
    other = manager.post("/set-up/", {"workbook": filled(PROGRAMME)})["Location"]
    assert manager.post(other, {"aside": "1"})["Location"] == "/set-up/"
    assert Load.objects.first().state == LoadState.SET_ASIDE
    assert not Strand.objects.exists()
    assert manager.post(answer["Location"], form).status_code == 302
    assert Strand.objects.get(slug="old").succeeded_by.slug == "inclusion"
    assert Milestone.objects.get().reference == "1.10"
    assert StrandUpdate.objects.get().state == "accepted"
    # The desk, which loads files of one kind, takes no next file for one of these.
    assert kind_of_name("our programme.xlsx") == ""
    load = Load.objects.get(state=LoadState.CONFIRMED).pk
    desk = signed_in(make.make_user("admin", is_staff=True, is_superuser=True))
    for page in ("change", "headings", "confirm", "undo", "purge", "set_aside", "problems"):
        address = reverse(f"admin:sendprog_load_{page}", args=[load])
        assert desk.get(address).status_code in (200, 302, 405), page
    assert desk.get(reverse("admin:sendprog_load_changelist")).status_code == 200
    undo = f"{answer['Location']}undo/"
    assert "Put in the bin" in manager.get(undo).content.decode()
    assert manager.post(undo, {"reason": "Too early"}).status_code == 302
    assert not Strand.objects.exists()


def test_a_workbook_that_changes_nothing_waits_for_nobody(manager):
    rows = {"strands": [{"slug": "inclusion", "number": 1, "name": "Inclusion"}]}
    first = manager.post("/set-up/", {"workbook": filled(rows)})["Location"]
    (waits,) = loads_to_confirm()
    assert waits[0] == first
    form = {"seen": manager.get(first).context["form"].initial["seen"], "reason": "Ours"}
    assert manager.post(first, form).status_code == 302
    again = manager.post("/set-up/", {"workbook": filled(rows)})["Location"]
    assert "nothing was loaded. Every row is stored already" in manager.get(again).content.decode()
    assert Load.objects.first().state == LoadState.SET_ASIDE and not loads_to_confirm()


def test_every_problem_is_told_at_once_and_only_where_it_is(manager):
    """A row that names a record whose own row is refused is not refused for that."""
    sheets = {
        "strands": [{"slug": "inclusion", "number": "many", "name": "Inclusion"}],
        "milestones": [
            {"reference": "M1", "title": "A base", "strand": "inclusion"},
            {"reference": "M2", "title": "Another", "strand": "nowhere", "forecast": "soon"},
        ],
        "texts": [{"month": "2024-11", "strand": "inclusion", "stated_rag": "On track"}],
        "risks": [
            {"reference": "R1", "title": "Too few places", "owner": "Mrs Smith"},
            {"reference": "R2", "title": "Too few staff", "owner": "Head of Staff"},
        ],
        "matrices": [{"slug": "ours", "number": "first", "name": "Ours"}],
        "risk-scores": [{"risk": "R2", "as_at": "2024-11-30", "likelihood": "Rare", "impact": 1}],
    }
    answer = manager.post("/set-up/", {"workbook": filled(sheets)})
    page = manager.get(answer["Location"])
    found = {(group.cells, group.column) for group in page.context["groups"]}
    assert found == {
        (("sheet strands, row 3", "sheet matrices, row 3"), "number"),
        (("sheet milestones, row 5",), "forecast"),
        (("sheet milestones, row 5",), "strand"),
        (("sheet risks, row 3",), "owner"),
    }
    assert Load.objects.get().state == LoadState.REFUSED
    assert not Strand.objects.exists()


def test_a_rule_of_the_database_is_told_with_its_row(manager):
    rows = [{"month": "2024-11", "section": "finance-pressures", "stated_rag": "Off track"}]
    answer = manager.post("/set-up/", {"workbook": filled({"texts": rows})})
    text = manager.get(answer["Location"]).content.decode()
    assert "This breaks a rule: " in text
    assert "Sheet texts, row 3" in text


@pytest.mark.parametrize("chosen", ready_made_sets(), ids=lambda each: each.slug)
def test_what_is_ready_made_is_switched_on_once(manager, chosen):
    address = f"/set-up/ready-made/{chosen.slug}/"
    assert manager.post(address).status_code == 302
    load = Load.objects.get()
    assert load.state == LoadState.CONFIRMED
    assert manager.post(address)["Location"] == "/set-up/"
    assert Load.objects.count() == 1
    if chosen.group == MATRICES:
        rows, columns = map(int, chosen.title.split(" by "))
        assert RiskMatrix.objects.get().cells.count() == rows * columns
        for page in (f"/set-up/{load.pk}/", f"/set-up/{load.pk}/undo/"):
            assert f": {rows * columns} risk matrix cells" in manager.get(page).content.decode()
        assert not RiskMatrix.objects.get().cells.filter(band="").exists()


def test_a_ready_made_set_leaves_what_the_council_changed(manager):
    """Its own wording would be lost: the set is refused, not written over it."""
    make.make_indicator(slug="attendance-ehcp", name="Our attendance")
    answer = manager.post("/set-up/ready-made/measures-attendance/")
    assert answer.status_code == 409
    assert Indicator.objects.get().name == "Our attendance"


def test_the_command_checks_and_loads(tmp_path, capsys):
    with (tmp_path / "strands.csv").open("w") as file:
        csv.writer(file).writerows([["slug", "number", "name"], ["inclusion", 1, "Inclusion"]])
    with pytest.raises(CommandError, match="None exists yet: run createsuperuser"):
        call_command("load_programme", str(tmp_path), "--check")
    make.make_user("manager", role="manager")
    call_command("load_programme", str(tmp_path), "--check")
    assert not Strand.objects.exists()
    call_command("load_programme", str(tmp_path))
    assert Strand.objects.get().history.get().history_user.username == "manager"
    with pytest.raises(SystemExit) as stopped:
        call_command("load_programme", str(tmp_path))
    assert stopped.value.code == 0
    assert "strands: 1 new, 0 changed, 0 unchanged" in capsys.readouterr().out


def test_no_field_of_a_programme_is_forgotten():
    """Each field that people fill is a column of a sheet, or left out for a reason."""
    forgotten = []
    for model in apps.get_models():
        label = model._meta.label
        is_ours = model._meta.app_label in APPS and not hasattr(model, "history_id")
        if not is_ours or label in LEFT_OUT or model._meta.auto_created:
            continue
        columns = [
            column
            for kind in SHEETS.values()
            if kind.model is model
            for column in kind.columns(LAST)
        ]
        held = {column.stored_in for column in columns} | {
            name
            for column in columns
            for name in (column.name, column.marker_field, column.link and column.link.field)
        }
        forgotten += [
            f"{label}.{field.name}"
            for field in model._meta.concrete_fields
            if is_filled_by_people(field) and field.name not in held
        ]
    assert sorted(set(forgotten) - LEFT_OUT.keys()) == []


def test_a_closed_month_may_stand_in_the_workbook_unless_it_changes(manager):
    """So that a workbook with years of figures can be loaded again for one new milestone."""
    month = {"month": "2024-11", "calls_handled": 12}
    make.make_contact_return(calls_handled=12)
    make.make_month_lock()
    strand = {"slug": "inclusion", "number": 1, "name": "Inclusion"}
    pages = {}
    for calls in (12, 13):
        sheets = {"contact": [month | {"calls_handled": calls}], "strands": [strand]}
        answer = manager.post("/set-up/", {"workbook": filled(sheets)})
        pages[calls] = manager.get(answer["Location"]).content.decode()
    assert "1 new, 0 changed, 1 unchanged. Nothing is loaded yet." in pages[12]
    assert "The figures of this month are closed." in pages[13]


def test_what_is_no_workbook_is_told_so(manager):
    upload = SimpleUploadedFile("strands.csv", b"slug,number,name\ninclusion,1,Inclusion\n")
    answer = manager.post("/set-up/", {"workbook": upload})
    assert "This file has no sheets" in manager.get(answer["Location"]).content.decode()
    assert Load.objects.get().state == LoadState.REFUSED


def test_the_home_of_who_sets_up_is_the_checklist_until_there_is_a_strand(manager):
    assert manager.get(reverse("home"))["Location"] == "/first-steps/"
    assert "Next: the programme." in manager.get("/first-steps/").content.decode()
    make.make_strand()
    assert manager.get(reverse("home")).status_code == 200
    assert "Next: people." in manager.get("/first-steps/").content.decode()


def test_scores_are_those_of_the_matrix(manager):
    """Levels by number or word; the score itself may be left out, and the matrix where it is the latest."""
    matrix = {"slug": "ours", "number": 1, "name": "Ours", "bands": "Low 1 to 2\nHigh 4"}
    sheets = {
        "matrices": [matrix | {"likelihood": "Rare\nLikely", "impact": "Minor\nMajor"}],
        "risks": [{"reference": "R1", "title": "Too few places"}],
        "risk-scores": [
            {"risk": "R1", "as_at": "2024-10-31", "likelihood": "Likely", "impact": 1},
            {"risk": "R1", "as_at": "2024-11-30", "likelihood": "Often", "impact": "Major"},
        ],
        "headlines": [{"order": 1, "measure": "ehcp.no_such_measure"}],
    }
    refused = manager.get(manager.post("/set-up/", {"workbook": filled(sheets)})["Location"])
    (group,) = refused.context["groups"]
    assert (group.column, group.found) == ("likelihood", ("Often",))
    sheets["risk-scores"][1]["likelihood"] = "2"
    answer = manager.post("/set-up/", {"workbook": filled(sheets)})
    preview = manager.get(answer["Location"])
    assert "No measure has this address" in preview.content.decode()
    form = {"seen": preview.context["form"].initial["seen"], "reason": "Our register"}
    assert manager.post(answer["Location"], form).status_code == 422
    assert manager.post(answer["Location"], form | {"looked": "on"}).status_code == 302
    scores = RiskAssessment.objects.values_list("likelihood", "impact", "score")
    assert list(scores) == [(2, 1, 2), (2, 2, 4)]
