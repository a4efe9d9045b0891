"""A council's own references, "SEND 12" or "MS/4": kept as text, with a slug in addresses, in every form, file and page."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from committee.models import Ask
from risks.models import Risk
from sendprog.loads.actions import IncomingFile, check_file, confirm, plan_load, receive
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load
from sendprog.loads.templates_and_export import stored_file
from sendprog.records.history import change
from sendprog.records.references import new_reference
from sendprog.records.roles import FIGURES, MANAGER
from sendprog.values.periods import Month
from sendprog.values.references import (
    LONGEST_REFERENCE,
    normalised_reference,
    reference_problem,
    slug_of,
)
from strands.models import Milestone
from tests.builders import (
    make_ask,
    make_assessment,
    make_dependency,
    make_edition,
    make_meeting,
    make_milestone,
    make_risk,
    make_round,
    make_strand,
    make_user,
)
from tests.crawling import parsed

SLUGS = {
    "SEND 12": "send-12",
    "MS/4": "ms-4",
    "MS–4.1": "ms-4-1",
    "Ref. 2024/25 (b)": "ref-2024-25-b",
    "Élan N°3": "elan-n-3",
    "risk-1": "risk-1",
    "a_b-c": "a_b-c",
    "new": "new",
    "§": "",
    "": "",
}


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


@pytest.mark.parametrize(("reference", "slug"), SLUGS.items())
def test_a_reference_has_one_slug(reference, slug):
    assert slug_of(reference) == slug


@given(st.text(max_size=100))
def test_a_slug_is_one_in_an_address_and_its_own_slug(reference):
    slug = slug_of(reference)
    assert re.fullmatch(r"[a-z0-9_-]*", slug) and len(slug) <= LONGEST_REFERENCE
    assert slug_of(slug) == slug
    assert slug_of(f"  {reference.upper()} ") == slug_of(reference.upper().lower())


@given(st.text(max_size=100))
def test_a_reference_without_a_problem_has_a_slug(text):
    reference = normalised_reference(text)
    if not reference_problem(reference):
        assert (
            slug_of(reference) and reference.isprintable() and len(reference) <= LONGEST_REFERENCE
        )


@pytest.mark.parametrize("text", ["§", "", "a\u202eb", "x" * 61, "new", "NEW", "\x00a", "\u200b"])
def test_what_is_no_reference_is_refused_by_the_field(text):
    with pytest.raises(ValidationError):
        Milestone._meta.get_field("reference").clean(text, Milestone())


def test_the_demonstrations_references_are_their_own_slugs(settings):
    """So the addresses of what was published stay."""
    for path in Path(settings.BASE_DIR / "fixtures").rglob("*.csv"):
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        if header.startswith("reference,"):
            for line in lines:
                reference = line.partition(",")[0]
                assert slug_of(reference) == reference


# Uniqueness


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["SEND 12", "send 12", "Send-12", "SEND/12"])
@pytest.mark.parametrize(
    ("model", "make"), [(Milestone, make_milestone), (Risk, make_risk), (Ask, make_ask)]
)
def test_references_with_one_slug_are_refused(model, make, other):
    first = make("SEND 12")
    assert (first.reference, first.slug) == ("SEND 12", "send-12")
    with pytest.raises(IntegrityError), transaction.atomic():
        make(other)
    with pytest.raises(ValidationError) as refused:
        model(reference=other).clean()
    assert ("is in use" if other.lower() == "send 12" else "same address") in str(refused.value)
    with change(by=None):
        first.delete()
    make(other)


@pytest.mark.django_db
def test_a_changed_reference_changes_the_slug():
    risk = make_risk("SEND 12")
    with change(by=None):
        risk.reference = "  SEND   13 "
        risk.save(update_fields=["reference"])
    risk.refresh_from_db()
    assert (risk.reference, risk.slug, risk.history.first().slug) == (
        "SEND 13",
        "send-13",
        "send-13",
    )


# The import desk

RISKS = "reference,title\n{},A delay\n"
MILESTONES = "reference,title\n{},A new school\n"


def problems(kind: str, content: str) -> list[str]:
    return [
        str(problem)
        for problem in check_file(kind, IncomingFile("a.csv", content.encode())).problems
    ]


def load(kind: str, content: str) -> None:
    person = make_user(f"for-{kind}", role=FIGURES)
    waiting = receive(by=person, kind=kind, file=IncomingFile("a.csv", content.encode()))
    assert waiting.messages == []
    plan = plan_load(waiting)
    confirm(
        by=person,
        load=waiting,
        seen=plan.digest,
        reason="A test",
        answers=dict.fromkeys(plan.codes, "Yes"),
    )


@pytest.mark.django_db
def test_the_desk_keeps_the_councils_own_reference():
    load("risks", RISKS.format("SEND 12"))
    load("milestones", MILESTONES.format("MS/4"))
    assert (Risk.objects.get().reference, Risk.objects.get().slug) == ("SEND 12", "send-12")
    assert (Milestone.objects.get().reference, Milestone.objects.get().slug) == ("MS/4", "ms-4")


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["SEND 12", "send 12", "  SEND   12 "])
def test_the_desk_finds_the_record_again(again):
    risk = make_risk("SEND 12", title="A delay")
    load("risks", f'reference,title\n"{again}",A longer delay\n')
    risk.refresh_from_db()
    assert (risk.reference, risk.title, Risk.objects.count()) == ("SEND 12", "A longer delay", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["SEND-12", "send/12", "SEND.12"])
def test_the_desk_refuses_another_reference_with_the_same_slug(other):
    make_risk("SEND 12")
    (problem,) = problems("risks", RISKS.format(other))
    assert problem.startswith(
        f"Row 2, reference: “{other}” has the same address as another reference"
    )


@pytest.mark.django_db
def test_the_desk_refuses_two_rows_with_the_same_slug():
    (problem,) = problems("risks", "reference,title\nSEND 12,A\nSEND-12,B\n")
    assert problem == "Row 3, reference: Row 2 is for the same: SEND-12. Keep one of the two."


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["§", "new", "change", "New"])
def test_the_desk_refuses_what_gives_no_address(reference):
    (problem,) = problems("milestones", MILESTONES.format(reference))
    assert problem.startswith("Row 2, reference")


@pytest.mark.django_db
def test_a_restricted_risk_is_not_named_by_the_desk():
    make_risk("SEND 12", restricted=True)
    assert not any("SEND 12" in problem for problem in problems("risks", RISKS.format("SEND-12")))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["risks", "milestones"])
def test_what_is_stored_loads_back(kind):
    make_risk("SEND 12")
    make_milestone("MS/4")
    result = check_file(
        kind, IncomingFile("a.csv", stored_file(KINDS[kind], "csv", Month(2025, 1)))
    )
    assert result.problems == ()


# Forms


@pytest.mark.django_db
@pytest.mark.parametrize("model", ["risks/risk", "strands/milestone"])
def test_the_admin_adds_a_councils_reference(model):
    client = signed_in(MANAGER, is_staff=True, is_superuser=True)
    address = f"/admin/{model}/add/"
    added = add_in_admin(client, address, title="A delay", reference="SEND 12")
    assert added.status_code == 302, added.context["errors"]
    again = add_in_admin(client, address, title="Another", reference="SEND-12")
    assert again.status_code == 200
    form = again.context["adminform"].form
    assert form.errors.keys() == {"reference"} and len(form.errors["reference"]) == 1
    assert "same address as another reference" in form.errors["reference"][0]
    nothing = add_in_admin(client, address, title="A third", reference="§")
    assert nothing.context["adminform"].form.errors.keys() == {"reference"}
    if model == "strands/milestone":
        reserved = add_in_admin(client, address, title="Another", reference="New")
        assert "since a page of the site has this address" in reserved.content.decode()


def add_in_admin(client: Client, address: str, **typed: str) -> HttpResponse:
    """Send the admin's form as a browser would."""
    form = next(
        form for form in parsed(client.get(address).content.decode()).iter("form") if form.get("id")
    )
    fields = {}
    for field in form.iter():
        name = field.get("name")
        if not name or field.get("type") == "submit" or "__prefix__" in name:
            continue
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((option for option in options if "selected" in option.attrib), options[0])
            fields[name] = chosen.get("value", "")
        elif field.get("type") != "checkbox":
            fields[name] = field.get("value", "") or "".join(field.itertext()).strip()
    return client.post(address, fields | typed)


def signed_in(role: str, **fields: object) -> Client:
    client = Client()
    client.force_login(make_user("a-manager", role=role, **fields))
    return client


# Pages


@pytest.fixture
def programme(db) -> None:
    strand = make_strand("strategy")
    make_round()
    needed = make_milestone("MS/4", strand=strand, title="The school opens", forecast="June 2024")
    make_dependency(make_milestone("MS 5 (b)", strand=strand, title="The school is full"), needed)
    risk = make_risk("SEND 12", strand=strand, title="A delay")
    make_assessment(risk)
    make_ask("PSC 24/31", meeting=make_meeting(), risk=risk, kind="question")


READ = (
    "",
    "strands/",
    "strands/strategy/",
    "strands/strategy/milestones.csv",
    "milestones/",
    "milestones/milestones.csv",
    "milestones/ms-4/",
    "milestones/ms-5-b/",
    "risks/",
    "risks/risks.csv",
    "risks/send-12/",
    "asks/",
    "print/",
    "briefing/",
    "changes/",
    "data.zip",
    "paper.docx",
    "search/?q=SEND+12",
)
EDIT = (
    "/my-updates/",
    "/milestones/ms-4/edit/",
    "/milestones/ms-4/rebaseline/",
    "/milestones/ms-4/dependencies/",
    "/risks/send-12/edit/",
    "/risks/send-12/assess/",
    "/risks/send-12/mitigations/new/",
    "/asks/psc-24-31/edit/",
    "/meetings/2025-01-22/asks/",
    "/meetings/2025-01-22/publish/",
    "/readiness/2025-01-22/",
    "/search/?q=SEND+12",
)


def test_every_live_page_and_form_answers(programme):
    client = signed_in(MANAGER)
    assert {
        address: client.get(f"/live/{address}").status_code for address in READ
    } == dict.fromkeys(READ, 200)
    assert {address: client.get(address).status_code for address in EDIT} == dict.fromkeys(
        EDIT, 200
    )


def test_every_page_of_an_edition_answers_and_its_links_lead_somewhere(programme, tmp_path):
    make_edition()
    client = signed_in(MANAGER)
    for address in READ:
        if not address.startswith("search"):
            answer = client.get(f"/meetings/2025-01-22/editions/1/{address}")
            assert answer.status_code == 200, address
    folder = tmp_path / "export"
    call_command("export_editions", str(folder), verbosity=0)
    edition = folder / "meetings/2025-01-22/editions/1"
    assert (edition / "milestones/ms-4/index.html").exists()
    assert (edition / "risks/send-12/index.html").exists()
    for link in re.findall(r'href="([^"#?]*)', (edition / "milestones/index.html").read_text()):
        assert ".." not in link or (edition / "milestones" / link).resolve().exists(), link


def test_pages_show_the_councils_own_reference(programme):
    client = signed_in(MANAGER)
    for address, reference in (
        ("milestones/ms-4/", "MS/4"),
        ("risks/send-12/", "Reference SEND 12."),
    ):
        assert reference in client.get(f"/live/{address}").content.decode()
    assert "PSC 24/31" in client.get("/meetings/2025-01-22/asks/").content.decode()


def test_a_reference_is_found_by_search(programme):
    client = signed_in(MANAGER)
    shown = client.get("/live/search/?q=MS/4").content.decode()
    assert "The school opens" in shown
    assert 'href="../milestones/ms-4/"' in shown


def test_record_links_and_changes_name_the_address(programme):
    make_edition()
    client = signed_in(MANAGER)
    assert 'href="/milestones/ms-4/edit/"' in client.get("/live/milestones/ms-4/").content.decode()
    assert 'href="/risks/send-12/edit/"' in client.get("/live/risks/send-12/").content.decode()
    with change(by=None):
        milestone = Milestone.objects.get(slug="ms-4")
        milestone.forecast, milestone.reason = "August 2026", "Planning"
        milestone.save()
        make_milestone("MS/9", title="A second school")
    shown = client.get("/live/changes/since/1/").content.decode()
    assert "milestones/ms-4/" in shown and "milestones/ms-9/" in shown


@pytest.mark.django_db
def test_a_new_milestone_is_named_unlike_a_councils_reference():
    make_milestone("A New School")
    assert new_reference(Milestone, "A new school") == "a-new-school-2"
    assert new_reference(Milestone, "New") == "new-2"
    assert new_reference(Milestone, "§") == "milestone"


def test_a_file_that_once_broke_every_page(client, programme):
    """One row `SEND 12` of risks, or `MS/4` of milestones, made every page answer 500."""
    officer = signed_in(FIGURES, is_staff=True)
    for kind, content in (
        ("risks", RISKS.format("SEND 99")),
        ("milestones", MILESTONES.format("MS/99")),
    ):
        upload = SimpleUploadedFile("a.csv", content.encode())
        officer.post("/admin/sendprog/load/add/", {"kind": kind, "upload": upload})
        load_page = f"/admin/sendprog/load/{Load.objects.latest('pk').pk}/"
        seen = (
            officer.get(f"{load_page}change/").content.decode().partition('name="seen" value="')[2]
        )
        confirmed = officer.post(
            f"{load_page}confirm/", {"seen": seen.partition('"')[0], "reason": "A test"}
        )
        assert confirmed.status_code == 302
    for address in ("", "risks/", "milestones/", "print/", "changes/"):
        assert officer.get(f"/live/{address}").status_code == 200
