"""No word of a demonstration is in a file of a council's own site; and the notice's column in a file to load."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import override_settings

from committee.editions.freezing import page_addresses
from committee.editions.stored import ANNEX, snapshot_of
from committee.models import Edition
from sendprog.demo import DEVON
from sendprog.loads.checking import check_grid
from sendprog.loads.file_reader import read_file
from sendprog.loads.kinds import KINDS
from sendprog.loads.templates_and_export import stored_file
from sendprog.models import User
from sendprog.pages.exports import MADE_FOR
from sendprog.values.periods import Month
from strands.models import Strand
from strands.reminding import Letter, MissingUpdate
from tests import builders
from tests.crawling import is_download
from tests.databases import MIGRATED, loaded
from tests.pages.test_notices import desk_files, texts_of

EDITION = "/meetings/2025-01-22/editions/1/"
NOVEMBER = Month(2024, 11)


def council_files() -> Iterator[str]:
    """Every file of the edition and of the import desk, and what changed."""
    snapshot = snapshot_of(Edition.objects.get())
    for address in (*page_addresses(snapshot), "changes.csv", "checksums.csv", ANNEX):
        if is_download(f"/{address}") and address:
            yield f"{EDITION}{address}"
    yield from ("/live/paper.docx", "/live/data.zip", "/corrections/corrections.csv")
    yield from desk_files()


@pytest.fixture(scope="module")
def council(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A council's own site with one edition and something exempt; it is no demonstration."""
    site = override_settings(SENDPROG_TODAY=date(2025, 1, 20), SENDPROG_DEMONSTRATION="")
    with django_db_blocker.unblock(), loaded(MIGRATED), site:
        strand = builders.make_strand(name="Strategy")
        builders.make_update(date(2024, 12, 1), strand=strand)
        builders.make_milestone("open", strand=strand)
        builders.make_exemption(builders.make_milestone("secret", strand=strand))
        builders.make_monthly_return(date(2024, 11, 1))
        builders.make_position(date(2024, 11, 1))
        builders.make_risk("risk", number=1)
        builders.make_user("admin", is_staff=True, is_superuser=True)
        builders.make_edition(builders.make_meeting())
        yield


def test_no_file_of_a_council_has_one(council):
    texts = texts_of(council_files())
    assert len(texts) > 30
    assert [name for name, text in texts.items() if "demonstration" in text.lower()] == []


def test_reminder_of_a_demonstration_says_so(council):
    strand = Strand.objects.get()
    update_round = builders.make_round(date(2025, 1, 1), due=date(2025, 1, 10))
    missing = MissingUpdate(strand, update_round, date(2025, 1, 20))
    person = User(username="manager", email="manager@example.org")
    for letter in (Letter(person, owed=[missing]), Letter(person, escalated=[missing])):
        assert "emonstration" not in letter.message.body
        with override_settings(SENDPROG_DEMONSTRATION=DEVON.notice):
            assert letter.message.body.rstrip().endswith(DEVON.notice)


def test_column_of_the_notice_is_read_without_a_word_on_its_own_site_alone(council):
    kind = KINDS["ehcp"]
    with override_settings(SENDPROG_DEMONSTRATION=DEVON.notice):
        content = stored_file(kind, "csv", NOVEMBER)
        heading, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        assert (heading[-1], row[-1]) == (DEVON.notice, MADE_FOR)
        own = check_grid(kind, read_file("ehcp.csv", content), until=NOVEMBER)
    elsewhere = check_grid(kind, read_file("ehcp.csv", content), until=NOVEMBER)
    assert own.rows == elsewhere.rows and own.rows and not elsewhere.problems
    assert "ignored" not in {warning.code for warning in own.warnings}
    (ignored,) = (warning for warning in elsewhere.warnings if warning.code == "ignored")
    assert "Demonstration by the sendprog project" in str(ignored)
