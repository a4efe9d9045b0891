"""A month opened by mistake: its untouched drafts go with it and come back with it; what somebody wrote stays."""

from datetime import date

import pytest

from sendprog.records.history import change
from strands.models import StrandUpdate, UpdateRound
from tests.filling import send, standing
from tests.officers_month import ADDRESS, MONTH, ON, client_of, programme, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def it(settings):
    settings.SENDPROG_TODAY = ON
    return programme()


def undo_address(it) -> str:
    return f"/history/strands.updateround/{it.round.pk}/{it.round.history.first().history_id}/undo/"


def test_the_untouched_drafts_go_with_their_round_and_the_page_says_so(it):
    with change(by=it.officer):
        update = it.update
        update.progress = "Half a page"
        update.save()
    client = client_of(it.manager)
    said = "1 draft in which nobody wrote goes in the bin with it. 1 update in which somebody wrote stays."
    page = client.get(undo_address(it))
    assert said in text(page)
    answer = client.post(undo_address(it), {"version": it.round.version}, follow=True)
    assert f"It is in the bin. {said}" in answer.content.decode()
    assert not UpdateRound.objects.exists()
    assert [one.strand for one in StrandUpdate.objects.all()] == [it.strand]
    binned = StrandUpdate.everything.get(strand=it.other)
    assert (binned.history.first().history_user, binned.history.count()) == (it.manager, 2)


def test_they_come_back_with_it_but_not_in_the_place_of_another(it):
    client = client_of(it.manager)
    first = it.round.history.last().history_id
    client.post(undo_address(it), {"version": it.round.version})
    assert not StrandUpdate.objects.exists()
    with change(by=it.manager):
        StrandUpdate(strand=it.other, month=MONTH, progress="Written meanwhile").save()
    client.post(f"/history/strands.updateround/{it.round.pk}/{first}/restore/", {})
    assert UpdateRound.objects.get().month == date(2025, 1, 1)
    assert StrandUpdate.objects.get(strand=it.strand).is_blank
    assert StrandUpdate.objects.get(strand=it.other).progress == "Written meanwhile"


def test_typing_sent_to_a_draft_that_went_is_not_lost(it):
    officer = client_of(it.officer)
    opened = standing(officer.get(ADDRESS))
    client_of(it.manager).post(undo_address(it), {"version": it.round.version})
    answer = send(officer, ADDRESS, opened, progress="Typed with care", preview=None, submit=None)
    assert answer.status_code == 409
    assert "Somebody put this in the bin" in answer.content.decode()
    assert "Typed with care" in answer.content.decode()
