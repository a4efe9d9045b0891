"""A load's page says which pages it changed, what is missing still, and what comes next."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ehcp.models import MonthlyReturn
from sendprog.loads.after_load import changed_pages
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load, LoadRow
from sendprog.records.roles import FIGURES, MANAGER
from tests import builders
from tests.sendprog.test_desk_headings import bring, shown, signed_in

HEADER = (
    "month,requests_received,assessments_agreed,plans_issued,plans_issued_within_20_weeks,"
    "plans_maintained,annual_reviews_overdue"
)
ROWS = "2024-10,257,139,166,66,9747,931\n2024-11,243,136,167,71,9812,900\n"


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


def loaded(client: Client, rows: str = ROWS) -> str:
    """The page of a load of these months."""
    load = bring(client, HEADER, rows)
    seen = shown(client, load).partition('name="seen" value="')[2].partition('"')[0]
    client.post(f"/admin/sendprog/load/{load.pk}/confirm/", {"seen": seen, "reason": "Monthly"})
    return shown(client, load)


@pytest.mark.django_db
def test_a_load_names_its_pages_and_what_is_missing():
    builders.make_position(date(2024, 9, 1))
    builders.make_meeting(date=date(2025, 2, 12))
    desk = signed_in(FIGURES)
    page = " ".join(loaded(desk).split())
    assert (
        '<a href="/live/ehcp/">Returns on EHCPs</a>: 2 new (October 2024 and November 2024)' in page
    )
    assert "DSG deficit: nothing is loaded for November 2024." in page
    assert 'href="/admin/sendprog/load/add/?kind=dsg"' in page
    assert "Contact with families" not in page

    page = " ".join(loaded(desk, ROWS.replace("2024-10", "2024-12").splitlines()[0] + "\n").split())
    assert "1 new (December 2024)" in page
    with_gap = " ".join(loaded(desk, "2024-07,257,139,166,66,9747,931\n").split())
    assert "August 2024 is missing" in with_gap


@pytest.mark.django_db
def test_what_comes_next_depends_on_who_reads():
    builders.make_meeting(date=date(2025, 2, 12))
    desk = signed_in(FIGURES)
    load_page = loaded(desk)
    assert "The programme manager prepares the meeting of 12 February 2025." in load_page
    assert "Open its readiness" not in load_page
    manager = signed_in(MANAGER)
    load = Load.objects.latest("pk")
    assert 'href="/readiness/2025-02-12/"' in shown(manager, load)


@pytest.mark.django_db
def test_an_exempt_record_is_on_no_page():
    loaded(signed_in(FIGURES))
    builders.make_exemption(MonthlyReturn.objects.get(month="2024-11-01"))
    pages = changed_pages(KINDS["ehcp"], list(LoadRow.objects.all()))
    assert [(page.address, page.changes) for page in pages] == [
        ("/live/ehcp/", "1 new (October 2024)"),
        ("", "1 new (November 2024)"),
    ]


@pytest.mark.django_db
def test_the_kind_of_a_file_is_known_from_the_last_one_of_its_name():
    desk = signed_in(FIGURES)
    loaded(desk)
    content = f"{HEADER}\n2024-12,257,139,166,66,9747,931\n".encode()
    add = "/admin/sendprog/load/add/"
    for name, status in (("figures 2024-12.csv", 302), ("Figures Dec24.csv", 302), ("x.csv", 422)):
        upload = SimpleUploadedFile(name, content)
        assert desk.post(add, {"kind": "", "upload": upload}).status_code == status, name
    assert Load.objects.latest("pk").kind == "ehcp"


def rows_of(slug: str) -> list[LoadRow]:
    """A changed row for each of the first records of a kind."""
    return [
        LoadRow(
            record_model=record._meta.label_lower,
            record_pk=record.pk,
            outcome="changed",
            label=str(record),
        )
        for record in KINDS[slug].model.objects.all()[:3]
    ]


@pytest.mark.usefixtures("unpublished_demonstration")
def test_each_kinds_records_are_read_on_pages_that_open():
    client = signed_in(FIGURES)
    for slug, kind in KINDS.items():
        rows = rows_of(slug)
        pages = changed_pages(kind, rows)
        assert bool(pages) == bool(rows), slug
        for page in pages:
            assert page.address, (slug, page)
            assert client.get(page.address).status_code == 200, page
