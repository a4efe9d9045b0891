"""A demonstration's notice is in every file that its site makes."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils.html import escape
from pypdf import PdfReader

from committee.editions.stored import ANNEX, PDF_NAME
from committee.models import Edition
from committee.mounts import pdf
from sendprog.demo import DEVON, EXAMPLESHIRE
from sendprog.loads.kinds import KINDS
from sendprog.loads.templates_and_export import MEDIA_TYPES
from sendprog.values.periods import Month
from tests.crawling import reader, reading_patterns
from tests.databases import DEMONSTRATION, INVENTED, loaded, settings_of

EDITION = "/meetings/2025-01-22/editions/1/"
NOVEMBER = Month(2024, 11)
# Files that people sent, or that say nothing of the programme.
NO_DOCUMENTS = {"council.css"}


def desk_files() -> Iterator[str]:
    """The templates and the stored records of every kind at the import desk."""
    for name in ("admin:sendprog_load_blank", "admin:sendprog_load_stored"):
        for kind in KINDS:
            yield from (reverse(name, args=[kind, ending]) for ending in MEDIA_TYPES)


def demonstration_files() -> Iterator[str]:
    """One file of each kind of every mount and of the meetings, and those of the import desk."""
    for pattern in reading_patterns():
        if pattern.route.rpartition("/")[2] and pattern.name not in NO_DOCUMENTS:
            yield pattern.addresses()[0]
    if pdf.is_installed():
        yield f"/meetings/2025-01-22/editions/2/{PDF_NAME}"
    yield from desk_files()


def texts_in(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The file's text by name; of an archive, that of each file in it; of a workbook or paper, all that it says."""
    ending = name.rpartition(".")[2]
    if ending == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from texts_in(f"{name}/{inner}", archive.read(inner))
    elif ending in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield (
                name,
                "".join(
                    archive.read(inner).decode(errors="ignore") for inner in archive.namelist()
                ),
            )
    elif ending == "pdf":
        yield name, " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        yield name, content.decode("utf-8-sig")


def texts_of(addresses: Iterator[str]) -> dict[str, str]:
    client, found = reader("admin"), {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        found.update(texts_in(address, response.content))
    return found


def says(text: str, notice: str) -> bool:
    folded = " ".join(text.split())
    return notice in folded or escape(notice) in folded


@pytest.fixture(
    scope="module",
    params=[(DEMONSTRATION, DEVON), (INVENTED, EXAMPLESHIRE)],
    ids=["devon", "invented"],
)
def programme(request, django_db_setup, django_db_blocker):
    kind, programme = request.param
    with django_db_blocker.unblock(), override_settings(**settings_of(programme)), loaded(kind):
        yield programme


def invented_files() -> Iterator[str]:
    """The files of the invented council that are made otherwise than from CSV rows, and Part II."""
    for edition in Edition.objects.all():
        site = f"/meetings/{edition.meeting_date}/editions/{edition.number}/"
        yield from (
            f"{site}{name}"
            for name in ("paper.docx", "data.zip", "checksums.csv", "risks/risks.csv")
        )
        yield from (
            f"{site}{content.name}" for content in edition.held.filter(kind="part_two", name=ANNEX)
        )


def test_every_file_of_a_demonstration_has_its_notice(programme):
    texts = texts_of(demonstration_files() if programme is DEVON else invented_files())
    assert len(texts) > 20
    assert [name for name, text in texts.items() if not says(text, programme.notice)] == []
