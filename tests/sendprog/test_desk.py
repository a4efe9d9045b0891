"""The import desk in the admin: bring, mend, preview, confirm, look back, undo, purge; by whom, and by nobody else."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from ehcp.models import MonthlyReturn
from finance.models import MonthlyPosition
from sendprog.loads.actions import check_confirmation, receive
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load, LoadRow, LoadState, MonthLock
from sendprog.loads.planning import LoadPlan, make_plan
from sendprog.models import StoredFile
from sendprog.records.history import change
from sendprog.records.roles import AUDITOR, FIGURES, MANAGER, MEMBER, OFFICER
from sendprog.values.wording import day
from tests.builders import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]

HEADER = "month,requests_received,assessments_agreed,plans_issued,plans_issued_within_20_weeks,plans_maintained,annual_reviews_overdue"
OCTOBER = "2024-10,257,139,166,66,9747,931"
NOVEMBER = "2024-11,243,136,167,71,9812,900"
ADD = "/admin/sendprog/load/add/"


def file_of(*rows: str, name: str = "figures.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join((HEADER, *rows, "")).encode(), "text/csv")


def signed_in(role: str, name: str = "data-lead") -> Client:
    user = make_user(name, role=role, is_staff=True, role_title=f"Role of {name}")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk() -> Client:
    return signed_in(FIGURES)


def bring(client: Client, *rows: str, kind: str = "ehcp", **fields: object) -> Load:
    answer = client.post(ADD, {"kind": kind, "upload": file_of(*rows), **fields})
    assert answer.status_code == 302, answer.content.decode()
    load = Load.objects.latest("pk")
    assert answer["Location"] == f"/admin/sendprog/load/{load.pk}/change/"
    return load


def page(client: Client, load: Load, name: str = "change") -> str:
    answer = client.get(f"/admin/sendprog/load/{load.pk}/{name}/")
    assert answer.status_code == 200
    return answer.content.decode()


def confirm(client: Client, load: Load, **fields: str):
    seen = seen_in(client, load)
    return client.post(
        f"/admin/sendprog/load/{load.pk}/confirm/",
        {"seen": seen, "reason": "The monthly return", **fields},
    )


def loaded(client: Client, *rows: str, **fields: str) -> Load:
    load = bring(client, *rows)
    answer = confirm(client, load, **fields)
    assert answer.status_code == 302, answer.content.decode()
    load.refresh_from_db()
    assert load.state == LoadState.CONFIRMED
    return load


def november() -> MonthlyReturn:
    return MonthlyReturn.objects.get(month="2024-11-01")


ANSWERED = {"looked_restated": "on", "answer_restated": "A plan was issued late"}


def test_a_refused_file_shows_every_problem_with_its_place(desk):
    load = bring(
        desk,
        OCTOBER.replace("166", "1_66"),
        NOVEMBER.replace("2024-11", "Nov").replace("9812", "9.812"),
    )
    shown = page(desk, load)
    assert "<title>Error: " in shown
    assert "3 problems found: nothing was loaded" in shown
    for told in ("Row 2", "Row 3", "“1_66”", "“Nov”", "“9.812”", "plans_maintained"):
        assert told in shown
    assert MonthlyReturn.objects.count() == 0
    rows = desk.get(f"/admin/sendprog/load/{load.pk}/problems.csv").content.decode()
    assert len(rows.splitlines()) == 4
    assert "3,plans_maintained,9.812," in rows


def test_one_cause_in_many_rows_is_told_once(desk):
    load = bring(desk, *(f"2024-{month:02},1,1,x1,1,1,1" for month in range(1, 12)))
    shown = page(desk, load)
    assert shown.count("is not a whole number") == 1
    assert "11 rows: 2, 3, 4, 5, 6, 7, 8, 9 and so on" in shown


def test_the_preview_says_what_would_change_and_loads_nothing(desk):
    loaded(desk, OCTOBER, NOVEMBER)
    shown = page(
        desk,
        bring(desk, OCTOBER, NOVEMBER.replace("167", "169"), "2025-01,243,136,167,71,9812,900"),
    )
    assert "1 new, 1 changed, 1 unchanged. Nothing is loaded yet." in shown
    assert "Plans issued: 167 to <strong>169</strong>" in shown
    assert "No figures for December 2024, in between" in shown
    assert november().plans_issued == 167


def test_confirming_loads_all_rows_with_who_and_why(desk):
    load = loaded(desk, OCTOBER, NOVEMBER)
    assert MonthlyReturn.objects.count() == 2
    entry = november().history.first()
    assert (entry.history_user.username, entry.history_change_reason) == (
        "data-lead",
        f"Load {load.pk}: The monthly return",
    )
    assert load.counts == {"new": 2, "changed": 0, "unchanged": 0}
    assert dict(load.totals)["plans_issued"] == "333"
    assert "plans_maintained" not in dict(load.totals)
    assert "Role of data-lead" in page(desk, load)


def test_each_reading_names_its_load_by_role(desk):
    load = loaded(desk, OCTOBER, NOVEMBER)
    reader = Client()
    reader.force_login(make_user("a-reader", role=FIGURES))
    shown = reader.get("/live/measures/ehcp.plans_issued/").content.decode()
    assert f"load {load.pk} of {day(timezone.localdate())}, by role: Role of data-lead" in shown
    assert "data-lead," not in shown


def test_pressing_twice_loads_once(desk):
    load = bring(desk, OCTOBER, NOVEMBER)
    seen = seen_in(desk, load)
    fields = {"seen": seen, "reason": "The monthly return"}
    answers = [desk.post(f"/admin/sendprog/load/{load.pk}/confirm/", fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert LoadRow.objects.count() == 2
    assert november().history.count() == 1


def test_a_warning_without_its_answer_is_not_loaded_and_typing_is_kept(desk):
    loaded(desk, OCTOBER, NOVEMBER)
    load = bring(desk, NOVEMBER.replace("167", "169"))
    answer = confirm(desk, load, answer_restated="Counted late")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "<title>Error: " in shown
    assert 'href="#id_looked_restated"' in shown
    assert "Counted late" in shown
    assert november().plans_issued == 167
    assert confirm(desk, load, **ANSWERED).status_code == 302
    load.refresh_from_db()
    assert [(one["code"], one["answer"]) for one in load.warnings] == [
        ("restated", "A plan was issued late")
    ]


def test_figures_restated_are_marked_and_their_old_value_kept(desk):
    loaded(desk, OCTOBER, NOVEMBER)
    loaded(desk, NOVEMBER.replace("167", "169"), **ANSWERED)
    assert (november().plans_issued, november().plans_issued_marker) == (169, "r")
    assert [entry.plans_issued for entry in november().history.all()] == [169, 167]
    loaded_again = bring(desk, NOVEMBER.replace("167", "169"))
    assert "there is nothing to load" in page(desk, loaded_again)
    assert confirm(desk, loaded_again).status_code == 409


def test_records_changed_since_the_preview_are_previewed_again(desk):
    loaded(desk, OCTOBER, NOVEMBER)
    load = bring(desk, NOVEMBER.replace("167", "169"))
    seen = seen_in(desk, load)
    with change(by=None, reason="By hand"):
        record = november()
        record.plans_issued = 168
        record.save()
    answer = desk.post(
        f"/admin/sendprog/load/{load.pk}/confirm/",
        {"seen": seen, "reason": "Typed before", **ANSWERED},
    )
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "The records changed since you looked" in shown
    assert "168 to <strong>169</strong>" in shown
    assert "Typed before" in shown and "A plan was issued late" in shown
    assert november().plans_issued == 168


def close_november() -> None:
    with change(by=None, reason="Year end"):
        MonthLock(month="2024-11-01", reason="Year end").save()


def seen_in(client: Client, load: Load) -> str:
    """The digest of the plan that the preview shows."""
    return page(client, load).partition('name="seen" value="')[2].partition('"')[0]


def test_confirming_plans_the_load_once(desk, monkeypatch):
    loaded(desk, OCTOBER)
    load = bring(desk, OCTOBER.replace("166", "167"), NOVEMBER)
    fields = {"seen": seen_in(desk, load), "reason": "The monthly return", **ANSWERED}
    plans = []

    def counting(*args, **kwargs):
        plans.append(make_plan(*args, **kwargs))
        return plans[-1]

    monkeypatch.setattr("sendprog.loads.actions.make_plan", counting)
    confirm_address = f"/admin/sendprog/load/{load.pk}/confirm/"
    assert desk.post(confirm_address, {**fields, "reason": ""}).status_code == 422
    assert len(plans) == 1
    assert desk.post(confirm_address, {**fields, "seen": "of another plan"}).status_code == 409
    assert len(plans) == 2
    assert desk.post(confirm_address, fields).status_code == 302
    assert len(plans) == 3


def test_a_month_closed_between_preview_and_confirm_is_a_message(desk):
    load = bring(desk, OCTOBER, NOVEMBER)
    fields = {"seen": seen_in(desk, load), "reason": "The monthly return"}
    close_november()
    answer = desk.post(f"/admin/sendprog/load/{load.pk}/confirm/", fields)
    assert answer.status_code == 409
    assert "November 2024 is closed: Year end" in answer.content.decode()
    assert MonthlyReturn.objects.count() == 0
    assert "November 2024 is closed: Year end" in page(desk, load)


def test_a_month_closed_between_plan_and_write_is_a_message(desk, monkeypatch):
    """Another process closes the month after the plan was made: the database then refuses the row."""
    load = bring(desk, OCTOBER, NOVEMBER)
    fields = {"seen": seen_in(desk, load), "reason": "The monthly return"}

    def closing(plan: LoadPlan, seen: str, answers: dict[str, str]) -> None:
        check_confirmation(plan, seen, answers)
        close_november()

    monkeypatch.setattr("sendprog.loads.actions.check_confirmation", closing)
    answer = desk.post(f"/admin/sendprog/load/{load.pk}/confirm/", fields)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert (
        "The database refused a row, so nothing was loaded: The figures of this month are closed."
        in told
    )
    assert "The monthly return" in told
    assert MonthlyReturn.objects.count() == 0
    load.refresh_from_db()
    assert load.state == LoadState.WAITING


def test_a_month_closed_while_its_load_is_undone_is_a_message(desk):
    load = loaded(desk, OCTOBER, NOVEMBER)
    close_november()
    answer = desk.post(f"/admin/sendprog/load/{load.pk}/undo/", {"reason": "Wrong file"})
    assert answer.status_code == 409
    assert "nothing was undone: The figures of this month are closed." in answer.content.decode()
    assert MonthlyReturn.objects.count() == 2


def test_the_command_says_that_a_month_was_closed_meanwhile(desk, tmp_path, capsys, monkeypatch):
    path = tmp_path / "figures.csv"
    path.write_text("\n".join((HEADER, NOVEMBER)))

    def receiving(**kwargs):
        load = receive(**kwargs)
        close_november()
        return load

    monkeypatch.setattr("sendprog.management.commands.import_figures.receive", receiving)
    with pytest.raises(SystemExit) as stopped:
        call_command(
            "import_figures", "ehcp", str(path), "--confirm", "--reason", "The monthly return"
        )
    assert stopped.value.code == 1
    assert "Refused: Row 2, month: November 2024 is closed: Year end." in capsys.readouterr().out


def test_undoing_puts_back_bins_and_keeps(desk):
    first = loaded(desk, OCTOBER, NOVEMBER)
    second = loaded(desk, NOVEMBER.replace("167", "169"), **ANSWERED)
    with change(by=None, reason="By hand"):
        record = MonthlyReturn.objects.get(month="2024-10-01")
        record.note = "Looked at"
        record.save()
    shown = page(desk, second, "undo")
    assert "Put back to its earlier values" in shown
    assert (
        desk.post(f"/admin/sendprog/load/{second.pk}/undo/", {"reason": "Wrong file"}).status_code
        == 302
    )
    assert (november().plans_issued, november().plans_issued_marker) == (167, "")
    assert (
        desk.post(f"/admin/sendprog/load/{second.pk}/undo/", {"reason": "Again"}).status_code == 302
    )
    assert Load.objects.filter(undoes=second).count() == 1
    shown = page(desk, first, "undo")
    assert "It was changed since, by somebody on" in shown
    desk.post(f"/admin/sendprog/load/{first.pk}/undo/", {"reason": "Wrong file"})
    batch = Load.objects.get(undoes=first)
    assert batch.counts == {"kept": 1, "binned": 1}
    assert [one.month.month for one in MonthlyReturn.objects.all()] == [10]
    assert november_history() == ["Wrong file"]


def november_history() -> list[str]:
    """Why November's return went into the bin."""
    record = MonthlyReturn.everything.get(month="2024-11-01")
    return [record.history.first().history_change_reason.partition("undone: ")[2]]


def test_undoing_needs_its_reason(desk):
    load = loaded(desk, NOVEMBER)
    answer = desk.post(f"/admin/sendprog/load/{load.pk}/undo/", {"reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert november().deleted_at is None


def test_a_closed_month_is_refused_and_nothing_is_loaded(desk):
    close_november()
    load = bring(desk, OCTOBER, NOVEMBER)
    assert load.state == LoadState.REFUSED
    assert "November 2024 is closed" in page(desk, load)
    assert MonthlyReturn.objects.count() == 0


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("UPN", "x"),
        ("Child's name", "x"),
        ("NHS No.", "1"),
        ("DOB", "x"),
        ("area", "T801200001007"),
        ("area", "943 476 5919"),
    ],
)
def test_what_identifies_a_child_is_refused_and_not_kept(desk, heading, value):
    content = f"{HEADER},{heading}\n{NOVEMBER},{value}\n".encode()
    desk.post(ADD, {"kind": "ehcp", "upload": SimpleUploadedFile("figures.csv", content)})
    load = Load.objects.latest("pk")
    assert (load.state, load.file) == (LoadState.REFUSED, None)
    assert StoredFile.objects.count() == 0
    assert value not in str(load.problems) or len(value) == 1


def test_a_purged_file_leaves_its_hash_and_who_purged_it(desk):
    load = loaded(desk, NOVEMBER)
    assert desk.get(f"/admin/sendprog/load/{load.pk}/file/").content.startswith(b"month,")
    answer = desk.post(f"/admin/sendprog/load/{load.pk}/purge/", {"reason": "Kept long enough"})
    assert answer.status_code == 302
    shown = page(desk, load)
    assert load.sha256 in shown
    assert "by Role of data-lead: Kept long enough" in shown
    assert desk.get(f"/admin/sendprog/load/{load.pk}/file/").status_code == 404


HOSTILE = [
    "../../evil.csv",
    '"><img src=x>.csv',
    "a\r\nSet-Cookie: x=1.csv",
    "figures.csv\x00.php",
    "x" * 4000 + ".csv",
    "..\\..\\e.csv",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_an_upload_name_never_becomes_a_path_a_header_or_markup(desk, name):
    upload = BytesIO("\n".join((HEADER, NOVEMBER)).encode())
    upload.name = name
    answer = desk.post(ADD, {"kind": "ehcp", "upload": upload})
    # The longest is refused before it reaches the desk.
    assert answer.status_code == (400 if len(name) > 1000 else 302)
    for load in Load.objects.all():
        assert not set(load.file_name) & set('/\\\r\n\x00<>"')
        assert len(load.file_name) <= 200
        shown = page(desk, load)
        assert "<img src=x>" not in shown
        disposition = desk.get(f"/admin/sendprog/load/{load.pk}/file/")["Content-Disposition"]
        assert disposition == f'attachment; filename="load-{load.pk}.csv"'


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": ""}, "Choose “What does it hold?”."),
        ({"kind": "nothing"}, "not one of the available choices"),
        ({"upload": ""}, "Choose a file, or paste rows below"),
        ({"pasted": HEADER}, "not both"),
    ],
)
def test_an_upload_that_lacks_something_says_so(desk, fields, told):
    answer = desk.post(ADD, {"kind": "ehcp", "upload": file_of(NOVEMBER)} | fields)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Load.objects.count() == 0


def test_rows_are_pasted_from_a_spreadsheet(desk):
    pasted = "\n".join((HEADER, NOVEMBER)).replace(",", "\t")
    assert desk.post(ADD, {"kind": "ehcp", "pasted": pasted}).status_code == 302
    assert confirm(desk, Load.objects.get()).status_code == 302
    assert november().plans_issued == 167


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_kind_has_its_templates(desk, kind, ending):
    blank = desk.get(f"/admin/sendprog/load/blank/{kind}.{ending}")
    assert blank.status_code == 200
    upload = SimpleUploadedFile(f"{kind}.{ending}", blank.content)
    desk.post(ADD, {"kind": kind, "upload": upload})
    (problem,) = Load.objects.get().messages
    assert "no row under it" in problem.wrong


def test_what_is_stored_loads_back_unchanged(desk):
    loaded(desk, OCTOBER, NOVEMBER.replace("71", "[c]"))
    for ending in ("csv", "xlsx"):
        content = desk.get(f"/admin/sendprog/load/stored/ehcp.{ending}").content
        desk.post(ADD, {"kind": "ehcp", "upload": SimpleUploadedFile(f"stored.{ending}", content)})
        load = Load.objects.latest("pk")
        assert load.messages == []
        assert "0 new, 0 changed, 2 unchanged" in page(desk, load)


ROLES = {MEMBER: 403, OFFICER: 403, MANAGER: 403, FIGURES: 200, AUDITOR: 403}


@pytest.mark.parametrize(("role", "status"), ROLES.items())
def test_only_figures_administrators_bring_files(role, status):
    client = signed_in(role, name="somebody")
    assert client.get(ADD).status_code == status
    assert client.get("/admin/sendprog/load/blank/ehcp.csv").status_code == status


def test_auditors_read_and_download_and_managers_only_read(desk):
    load = loaded(desk, NOVEMBER)
    waiting = bring(desk, OCTOBER)
    addresses = [
        f"/admin/sendprog/load/{load.pk}/{name}/" for name in ("change", "file", "undo", "purge")
    ]
    expected = {
        AUDITOR: [200, 200, 403, 403],
        MANAGER: [200, 403, 403, 403],
        OFFICER: [403] * 4,
        MEMBER: [403] * 4,
    }
    for role, statuses in expected.items():
        client = signed_in(role, name=f"a-{role}")
        assert [client.get(address).status_code for address in addresses] == statuses, role
        assert client.post(f"/admin/sendprog/load/{waiting.pk}/confirm/", {}).status_code == 403


def test_loads_are_never_changed_or_deleted(desk):
    loaded(desk, NOVEMBER)
    for statement in (
        "UPDATE sendprog_load SET reason = 'another'",
        "DELETE FROM sendprog_load",
        "UPDATE sendprog_loadrow SET number = 9",
        "DELETE FROM sendprog_loadrow",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_dsg_files_keep_the_basis_of_the_month_before(desk):
    rows = "month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit,basis\n2024-10,31200000,£49.3m,129700000,net\n"
    for content in (
        rows,
        "month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit\n2024-11,31200000,51.6m,132000000",
    ):
        desk.post(ADD, {"kind": "dsg", "upload": SimpleUploadedFile("dsg.csv", content.encode())})
        assert confirm(desk, Load.objects.latest("pk")).status_code == 302
    november_position = MonthlyPosition.objects.get(month="2024-11-01")
    assert (november_position.cumulative_basis, november_position.cumulative_basis_is_inferred) == (
        "net",
        True,
    )
    assert november_position.forecast_in_year_deficit == 51_600_000


@pytest.mark.parametrize(("head", "cell"), [("", ""), (",basis", ",not stated")])
def test_dsg_files_may_leave_the_basis_not_stated(desk, head, cell):
    content = (
        f"month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit{head}\n"
        f"2024-11,31200000,51.6m,132000000{cell}"
    )
    desk.post(ADD, {"kind": "dsg", "upload": SimpleUploadedFile("dsg.csv", content.encode())})
    assert confirm(desk, Load.objects.latest("pk")).status_code == 302
    position = MonthlyPosition.objects.get()
    assert (position.in_year_basis, position.cumulative_basis) == ("not_stated", "not_stated")
    assert not position.cumulative_basis_is_inferred


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)
