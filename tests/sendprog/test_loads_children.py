"""Nothing that may identify a child is kept or repeated, in whatever layout, sheet or hidden part it stands."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl import Workbook
from openpyxl.comments import Comment

from sendprog.loads.actions import check_file, receive
from sendprog.loads.child_identifiers import (
    identifying_heading,
    identifying_text,
    is_contact_heading,
)
from sendprog.loads.incoming_file import PASTED, IncomingFile
from sendprog.loads.kinds import KINDS
from sendprog.loads.limits import unreadable
from sendprog.loads.models import Load, LoadState
from sendprog.loads.templates_and_export import stored_file, template_file
from sendprog.models import StoredFile, User
from sendprog.records.roles import FIGURES
from sendprog.values.check_digits import is_learner_number
from sendprog.values.periods import Month
from tests.builders import make_user
from tests.spreadsheets import midnight

pytestmark = pytest.mark.takes_turns

COUNTS = (
    "Month",
    "Requests received",
    "Assessments agreed",
    "Plans issued",
    "Plans issued within 20 weeks",
    "Plans maintained",
    "Annual reviews overdue",
)
NOVEMBER = ("2024-11", 243, 136, 167, 71, 9812, 900)
CHILDREN = (
    ("Case", "Name of child", "Date of birth", "Outcome"),
    ("c1", "Zebedee Quillfeather", "01/05/2012", "agreed"),
    ("c2", "Ottoline Marrowby", "14/02/2014", "refused"),
)
SECRETS = ("Zebedee", "Quillfeather", "Ottoline", "01/05/2012", "T801200001007", "943 476 5919")

Rows = list[tuple]


def csv_file(rows: Rows, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)


def workbook(*sheets: Rows, change: Callable[[Workbook], None] = lambda book: None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        page = book.create_sheet(f"Sheet{number}")
        for row in rows:
            page.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def hide_sheet(state: str) -> Callable[[Workbook], None]:
    def hide(book: Workbook) -> None:
        book["Sheet2"].sheet_state = state

    return hide


def hide_columns(book: Workbook) -> None:
    for letter in "HIJ":
        book["Sheet1"].column_dimensions[letter].hidden = True


def hide_rows(book: Workbook) -> None:
    for row in (3, 4):
        book["Sheet1"].row_dimensions[row].hidden = True


def merge_title(book: Workbook) -> None:
    book["Sheet1"].merge_cells("A1:D1")


def comment(book: Workbook) -> None:
    book["Sheet1"]["B2"].comment = Comment("UPN T801200001007 is still open", "x")


def page_header(book: Workbook) -> None:
    book["Sheet1"].oddHeader.center.text = "NHS number 943 476 5919"


def far_away(book: Workbook) -> None:
    book["Sheet1"]["ZZ900"] = "T801200001007"


FIGURES_TABLE = [COUNTS, NOVEMBER]
BESIDE = [(*COUNTS, "", *CHILDREN[0]), (*NOVEMBER, "", *CHILDREN[1])]
TURNED = list(zip(*CHILDREN, strict=True))
HEADLESS = [(name, born, outcome) for _, name, born, outcome in CHILDREN[1:]]
BELOW = [*FIGURES_TABLE, (), ("Notes",), *CHILDREN]
LAYOUTS = {
    "header first": csv_file(list(CHILDREN)),
    "title above": csv_file([("Plans issued, autumn term",), (), *CHILDREN]),
    "semicolons": csv_file(list(CHILDREN), ";"),
    "tabs in UTF-16": csv_file(list(CHILDREN), "\t", "utf-16"),
    "Windows text": csv_file([*CHILDREN, ("c3", "Zoë", "01/05/2013", "£")], encoding="cp1252"),
    "turned round": csv_file(TURNED),
    "below the figures": csv_file(BELOW),
    "beside the figures": csv_file(BESIDE),
    "a quote that never closes": csv_file([*CHILDREN, ('"c3', "x", "y", "z")]),
    "rows of unequal width": csv_file([*CHILDREN, ("c3",) * 9, ("c4",)]),
    "as many commas as semicolons": csv_file([(*CHILDREN[0], ";;;"), *CHILDREN]),
    "a heading on two lines": csv_file([("Case", '"Name\nof child"'), ("c1", "Zebedee")]),
    "label and value": csv_file([("Child name: Zebedee Quillfeather",), *FIGURES_TABLE]),
    "no headings": csv_file(HEADLESS),
    "no headings, surnames first": csv_file([("14/02/2014", '"QUILLFEATHER, Zebedee"', "open")]),
    "a number in a note": csv_file([*FIGURES_TABLE, ("Note: NHS number 943 476 5919 was late",)]),
    "learner numbers alone": csv_file([("list", "x"), ("9876543201", 1), ("9876543228", 2)]),
    "names alone": csv_file([("List", "Name", "School"), ("1", "Zebedee", "A school")]),
    "a workbook": workbook(list(CHILDREN)),
    "a workbook of days": workbook(
        [("Pupil", "Born"), ("Zebedee Quillfeather", midnight(date(2012, 5, 1)))]
    ),
    "merged title": workbook([("Plans issued",), *CHILDREN], change=merge_title),
    "two sheets": workbook(list(CHILDREN), list(CHILDREN)),
    "a sheet beside the figures": workbook(FIGURES_TABLE, list(CHILDREN)),
    "hidden sheet": workbook(FIGURES_TABLE, list(CHILDREN), change=hide_sheet("hidden")),
    "very hidden sheet": workbook(FIGURES_TABLE, list(CHILDREN), change=hide_sheet("veryHidden")),
    "hidden columns": workbook(BESIDE, change=hide_columns),
    "hidden rows": workbook(BELOW, change=hide_rows),
    "offset table": workbook([(), (), *(("", "", *row) for row in CHILDREN)]),
    "comment": workbook(FIGURES_TABLE, change=comment),
    "page header": workbook(FIGURES_TABLE, change=page_header),
    "far from the table": workbook(FIGURES_TABLE, change=far_away),
    # What can't be read through is not kept either.
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Zebedee Quillfeather",
    "PDF": b"%PDF-1.7 Zebedee Quillfeather",
    "JSON": b'[{"child": "Zebedee Quillfeather"}]',
    "no encoding": csv_file(list(CHILDREN)) + b"\x81\xff",
}


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK")


def uploaded(kind: str, path: Path) -> str:
    """What the browser shows after an upload, the load's own pages included."""
    client = Client()
    client.force_login(User.objects.get())
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    page = client.post("/admin/sendprog/load/add/", {"kind": kind, "upload": upload}, follow=True)
    load = Load.objects.latest("pk")
    problems = client.get(f"/admin/sendprog/load/{load.pk}/problems.csv")
    assert client.get(f"/admin/sendprog/load/{load.pk}/file/").status_code == 404
    return page.content.decode() + problems.content.decode()


def commanded(kind: str, path: Path) -> str:
    """What the commands print, and how they end."""
    said = io.StringIO()
    for command, options in (("check_figures", ["--json"]), ("import_figures", [])):
        with pytest.raises(SystemExit) as ended:
            call_command(command, kind, str(path), *options, stdout=said)
        assert ended.value.code == 1
    return said.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("door", "kind"),
    [(uploaded, "ehcp"), (uploaded, "risks"), (commanded, "ehcp"), (commanded, "indicators")],
)
def test_children_are_refused_not_kept_and_not_repeated(door, kind, settings, tmp_path):
    """In each layout, by the browser and by the commands; the store is read back."""
    settings.SENDPROG_TODAY = date(2025, 1, 22)
    make_user("data-lead", role=FIGURES, is_staff=True)
    leaks = []
    for layout, content in LAYOUTS.items():
        if kind == "ehcp" or layout != "names alone":
            path = tmp_path / f"figures.{'xlsx' if is_workbook(content) else 'csv'}"
            path.write_bytes(content)
            said = door(kind, path)
            leaks += [(layout, secret) for secret in SECRETS if secret in said]
    assert leaks == []
    assert StoredFile.objects.count() == 0
    loads = Load.objects.filter(state=LoadState.REFUSED, file=None)
    assert loads.count() == Load.objects.count() >= len(LAYOUTS) - 1
    stored = str(list(Load.objects.values("problems", "reading", "headings", "file_name")))
    assert [secret for secret in SECRETS if secret in stored] == []


@pytest.mark.django_db
def test_pasted_rows_and_names_of_files_are_scanned():
    person = make_user("data-lead", role=FIGURES)
    pasted = csv_file(list(CHILDREN), "\t", "utf-8")
    load = receive(by=person, kind="ehcp", file=IncomingFile(PASTED, pasted, pasted=True))
    named = receive(
        by=person, kind="ehcp", file=IncomingFile("T801200001007.csv", csv_file(FIGURES_TABLE))
    )
    assert (load.file, named.file, named.file_name) == (None, None, "unnamed")


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["child_scan", "workbook_texts"])
def test_a_file_whose_scan_takes_too_long_is_not_kept(where, monkeypatch):
    """And is called slow, not damaged."""

    def too_late() -> None:
        raise unreadable("The file takes more than 20 seconds to check.")

    monkeypatch.setattr(f"sendprog.loads.{where}.require_time", too_late)
    person = make_user("data-lead", role=FIGURES)
    load = receive(
        by=person, kind="ehcp", file=IncomingFile("figures.xlsx", workbook(FIGURES_TABLE))
    )
    assert (load.state, load.file) == (LoadState.REFUSED, None)
    assert "more than 20 seconds" in str(load.problems)


@pytest.mark.django_db
def test_figures_beside_notes_and_a_hidden_sheet_are_read(settings):
    settings.SENDPROG_TODAY = date(2025, 1, 22)
    notes = [
        ("Contact", "performance team"),
        ("Name", "Head of SEND"),
        ("E-mail", "send@example.gov.uk"),
    ]
    content = workbook(FIGURES_TABLE, notes, change=hide_sheet("hidden"))
    assert check_file("ehcp", IncomingFile("a.xlsx", content)).problems == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heads", "advice", "is_kept"),
    [
        ("Reference,Name,As at,Score", "is meant, write title", True),
        ("Reference,Title,Owner,Email", "a role, never a person", False),
        ("Reference,Title,Owner phone", "a role, never a person", False),
        ("Reference,Title,Risk lead e-mail address", "a role, never a person", False),
        ("Reference,Title,Email of owner", "a role, never a person", False),
        ("Reference,Title,Owner (phone)", "a role, never a person", False),
        ("Reference,Title,Owner surname", "a role, never a person", False),
        ("Reference,Title,Full name,Score", "a role, never a person", False),
    ],
)
def test_a_risks_name_and_an_owners_address_have_their_own_advice(heads, advice, is_kept):
    content = f"{heads}\nSEND1,Demand outgrows places,04/12/2024,20\n".encode()
    result = check_file("risks", IncomingFile("a.csv", content))
    said = " ".join(map(str, result.problems))
    assert advice in said and "child" not in said
    assert result.may_be_stored is is_kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heading", "code", "is_refused"),
    [
        ("Area", "T801200001007", True),
        ("Area", "A801200001007", False),
        ("Area", "ref T801200001007", True),
        ("Pupil code", "A801200001007", True),
        ("Learners’ list", "A80120000100B", True),
        ("Area", "upn A801200001007", True),
        ("Invoice", "B202411300012", False),
    ],
)
def test_a_upn_is_told_by_its_check_letter_or_by_what_stands_beside_it(heading, code, is_refused):
    row = ",".join(map(str, NOVEMBER))
    content = f"{','.join(COUNTS)},{heading}\n{row},{code}\n".encode()
    result = check_file("ehcp", IncomingFile("a.csv", content))
    assert result.may_be_stored is not is_refused


@pytest.mark.usefixtures("unpublished_demonstration")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("slug", sorted(KINDS))
def test_our_own_templates_and_stored_records_name_nobody(slug, ending):
    for make in (template_file, stored_file):
        content = make(KINDS[slug], ending, Month(2025, 1))
        said = check_file(slug, IncomingFile(f"a.{ending}", content)).problems
        assert [str(problem) for problem in said if "looks like" in problem.wrong] == []


NAMING = """Name of child|Student|Initial|Initials|Mosaic ID number|UPN|ULN|Date of birth|Child's name|CHILD’S NAME
childName|Pupil ID|pupil_id|DOB|D.O.B.|nhs_no|NHS Number|NHS No.|forename|First Name|surname|Full name|Child's DOB
Name/DOB|Learner reference no|Parent e-mail|Home address|Postcode|EHCP ID|Case ref|Young person's name|Client ID
Names of children|Child name: Sample One|date_of_birth|Unique Pupil Number|Liquidlogic ref|YP name|Pupil surname
Initials of the child|Child\u200b name|Birth date (dd/mm/yyyy)|SEN pupil name|Child - Name|Mother's name|Student No."""
NOBODY = """month|Name|Number of children|No. of EHC plans issued|Pupil numbers|Total EHCPs|EHCNA requests|Risk Owner
Reference|Ref|Risk|Address pupil absence|Name a lead for children|Owner|Unique ID|Child count|Students|Annual reviews
Children and young people|Parent carer forum|Contact: performance team|SEND 12|MS/4|Learners with plans|School name
Number of pupils with EHC plans|Improve pupil referral units|Co-production with parents|EHCP numbers|Reported
The NHS and the council agreed the price of the contract.|The child, and those who know them, are asked first."""


@pytest.mark.parametrize("heading", NAMING.replace("\n", "|").split("|"))
def test_a_heading_that_names_a_child(heading):
    assert identifying_heading(heading)


@pytest.mark.parametrize("heading", NOBODY.replace("\n", "|").split("|"))
def test_a_heading_that_names_nobody(heading):
    assert not identifying_heading(heading)


def test_no_heading_of_ours_names_anybody():
    names = [column.name for kind in KINDS.values() for column in kind.columns(Month(2025, 1))]
    assert [name for name in names if identifying_heading(name) or is_contact_heading(name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "T801200001007",
        "upn t801200001007, year 9",
        "943 476 5919",
        "NHS no 943 476 5918",
        "AB 12 34 56 C",
        "dob 01/05/2012",
        "born on 3 May 2012",
    ],
)
def test_a_text_that_identifies_a_child(text):
    assert identifying_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "9434765918",
        "51600000",
        "1234567890",
        "2147483647",
        "167",
        "the cohort born 2012-13",
        "01632 960001",
    ],
)
def test_a_text_that_identifies_nobody(text):
    assert not identifying_text(text)


def test_the_check_digit_of_a_learner_number():
    assert is_learner_number("1000000027") and not is_learner_number("1000000028")
