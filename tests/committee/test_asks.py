"""What the committee asks: carried on until it is answered, told when it is overdue and how often it was asked."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings

from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind
from committee.editions.seal import seal_edition
from committee.editions.stored import snapshot_of
from committee.managing.publish_views import preview_context
from committee.models import Edition, Meeting
from committee.models.asks import Ask, months_after
from committee.paper import paper
from committee.snapshot.ask_rows import AskStatus
from committee.snapshot.asks import ASKS
from sendprog.models import User
from sendprog.records.history import change
from sendprog.records.snapshots import Audience, live_snapshot, uncached_snapshot
from tests import builders
from tests.crawling import by_id, main_of, parsed, reader, words
from tests.databases import MIGRATED, loaded
from tests.filling import banner, conflict, errors, fill_in, send, standing
from tests.word import opened, sections

pytestmark = pytest.mark.django_db

JUNE, SEPTEMBER, JANUARY = date(2024, 6, 3), date(2024, 9, 4), date(2025, 1, 22)
TODAY = date(2025, 2, 3)
ADD = "/asks/add/?meeting=2025-01-22"


@pytest.fixture(scope="module", autouse=True)
def programme(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What asks are about, and who reads them; each test's changes are rolled back."""
    with django_db_blocker.unblock(), override_settings(SENDPROG_TODAY=TODAY), loaded(MIGRATED):
        make_programme()
        yield


def make_programme() -> None:
    builders.make_strand()
    builders.make_risk("staff", title="Too few staff")
    builders.make_monthly_return(date(2024, 11, 1))
    for day in (JUNE, SEPTEMBER, JANUARY):
        builders.make_meeting(day)
    for name, role in (
        ("manager", "manager"),
        ("second", "manager"),
        ("member", "member"),
        ("auditor", "auditor"),
    ):
        builders.make_user(name, role=role)


def at(day: date) -> Meeting:
    return Meeting.objects.get(date=day)


def strand() -> object:
    return builders.Strand.objects.get()


def statuses() -> dict[str, AskStatus]:
    return {row.reference: row.status for row in live_snapshot()[ASKS]}


def three_times() -> None:
    """One question at three successive meetings."""
    first = builders.make_ask("first", meeting=at(JUNE), text="How many wait?")
    second = builders.make_ask(
        "second", meeting=at(SEPTEMBER), text="How many wait?", repeats=first
    )
    builders.make_ask("third", meeting=at(JANUARY), text="How many wait?", repeats=second)


def publish(*pages: str, meeting: date = JANUARY) -> Edition:
    """An edition with these pages alone."""
    return builders.make_edition(at(meeting), pages=pages)


# How an ask stands


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({}, AskStatus.OPEN, "Open. No date named"),
        ({"due": "3 February 2025"}, AskStatus.OPEN, "Open. Due 3 February 2025"),
        ({"due": "2 February 2025"}, AskStatus.OVERDUE, "Overdue: it was due 2 February 2025"),
        ({"due": "February 2025"}, AskStatus.OPEN, "Open. Due February 2025"),
        (
            {"due": "January 2025", "response": "answered", "responded_on": date(2025, 2, 1)},
            AskStatus.ANSWERED,
            "Answered on 1 February 2025",
        ),
        (
            {"kind": "action", "response": "partly", "responded_on": date(2025, 2, 1)},
            AskStatus.ANSWERED,
            "Answered on 1 February 2025: partly accepted",
        ),
    ],
)
def test_status(fields, status, said):
    builders.make_ask(**fields)
    (row,) = live_snapshot()[ASKS]
    assert (row.status, row.status_words) == (status, said)


def test_a_question_asked_at_three_meetings_is_open_once_and_says_so():
    three_times()
    assert statuses() == {
        "third": AskStatus.OPEN,
        "first": AskStatus.ASKED_AGAIN,
        "second": AskStatus.ASKED_AGAIN,
    }
    (row,) = (row for row in live_snapshot()[ASKS] if row.reference == "third")
    assert row.times_in_words == "Asked on 3 June 2024, 4 September 2024 and 22 January 2025"
    assert row.again_in_words == "Asked again on 22 January 2025; asked before on 3 June 2024"
    page = main_of(reader("manager").get("/live/asks/").content.decode())
    assert "1 open; 0 answered" in page and "Asked on 3 June 2024, " in page


def test_those_that_wait_come_first():
    three_times()
    builders.make_ask("late", due="January 2025")
    builders.make_ask("done", response="answered", responded_on=TODAY)
    assert [row.reference for row in live_snapshot()[ASKS]] == [
        "late",
        "third",
        "first",
        "second",
        "done",
    ]


def test_an_ask_in_the_bin_leaves_the_chain():
    three_times()
    with change(by=None):
        Ask.objects.get(reference="third").delete()
    assert statuses() == {"second": AskStatus.OPEN, "first": AskStatus.ASKED_AGAIN}


@pytest.mark.parametrize(
    ("meeting", "months", "due"),
    [
        (JANUARY, 2, "22 March 2025"),
        (date(2024, 12, 31), 2, "28 February 2025"),
        (date(2024, 11, 30), 3, "28 February 2025"),
    ],
)
def test_so_many_months_after_a_meeting(meeting, months, due):
    assert str(months_after(meeting, months)) == due


def test_a_recommendation_without_a_date_is_due_after_two_months_and_others_are_not():
    builders.make_ask("one", kind="recommendation", meeting=at(JANUARY))
    builders.make_ask("two", kind="recommendation", meeting=at(JANUARY), due="May 2025")
    builders.make_ask("three", kind="action", meeting=at(JANUARY))
    assert {one.reference: str(one.due) for one in Ask.objects.all()} == {
        "one": "22 March 2025",
        "two": "May 2025",
        "three": "None",
    }
    with override_settings(SENDPROG_RECOMMENDATION_MONTHS=3):
        assert (
            str(builders.make_ask("four", kind="recommendation", meeting=at(JANUARY)).due)
            == "22 April 2025"
        )


# What the database keeps


def refused(message: str, sql: str, *values: object) -> None:
    with (
        pytest.raises(IntegrityError, match=message),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_a_recommendation_has_a_due_date():
    builders.make_ask("one", kind="recommendation")
    refused("recommendation_has_a_due_date", "UPDATE committee_ask SET due = NULL")


def test_an_ask_keeps_its_reference():
    builders.make_ask("one")
    refused("An ask keeps its reference", "UPDATE committee_ask SET reference = 'two'")


def test_an_ask_repeats_one_of_an_earlier_meeting_and_never_itself_or_a_later_one():
    first, again = (
        builders.make_ask("first", meeting=at(JUNE)),
        builders.make_ask("again", meeting=at(SEPTEMBER)),
    )
    same = builders.make_ask("same", meeting=at(JUNE))
    sql = "UPDATE committee_ask SET repeats_id = %s WHERE id = %s"
    for one, repeats in ((first, first), (first, again), (first, same)):
        refused("repeats one of an earlier meeting", sql, repeats.pk, one.pk)
    with (
        pytest.raises(IntegrityError, match="repeats one of an earlier meeting"),
        transaction.atomic(),
    ):
        builders.make_ask("new", meeting=at(JUNE), repeats=again)
    again.repeats = first
    builders.saved(again)
    refused(
        "repeats one of an earlier meeting",
        "UPDATE committee_ask SET meeting_id = %s WHERE id = %s",
        at(JANUARY).pk,
        first.pk,
    )


def test_a_ring_that_a_moved_meeting_made_is_read_all_the_same():
    three_times()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE committee_meeting SET date = '2024-01-10' WHERE date = '2025-01-22'")
        first, third = (Ask.objects.get(reference=one).pk for one in ("first", "third"))
        cursor.execute("UPDATE committee_ask SET repeats_id = %s WHERE id = %s", [third, first])
    assert len(live_snapshot()[ASKS]) == 3


# Editions


def test_an_edition_keeps_them_as_they_stood_and_the_next_carries_the_open_ones():
    ask = builders.make_ask("first", meeting=at(JUNE), due="January 2025", text="How many wait?")
    publish("asks/")
    ask.response, ask.responded_on = "answered", TODAY
    builders.saved(ask)
    client = reader()
    assert "Overdue: it was due January 2025" in main_of(client.get("/asks/").content.decode())
    assert "Answered on 3 February 2025" in main_of(
        reader("manager").get("/live/asks/").content.decode()
    )
    publish("asks/")
    assert "Answered on 3 February 2025" in main_of(client.get("/asks/").content.decode())
    assert "Overdue" in main_of(
        client.get("/meetings/2025-01-22/editions/1/asks/").content.decode()
    )


def test_asks_of_later_meetings_are_not_in_an_edition_and_leave_the_earlier_open():
    three_times()
    edition = publish(meeting=SEPTEMBER)
    rows = {row.reference: row for row in snapshot_of(edition)[ASKS]}
    assert {reference: row.status for reference, row in rows.items()} == {
        "second": AskStatus.OPEN,
        "first": AskStatus.ASKED_AGAIN,
    }
    assert rows["second"].later == ()


def test_the_preview_counts_them():
    three_times()
    assert ("Asks", 3) in preview_context(at(JANUARY), None)["rows"]


def test_a_restricted_risk_is_never_named():
    risk = builders.make_risk("secret", title="Canaryword", restricted=True)
    builders.make_ask("about", risk=risk)
    assert [row.risk for row in live_snapshot()[ASKS]] == [""]
    assert [row.risk for row in live_snapshot(Audience.RESTRICTED)[ASKS]] == ["secret"]
    publish("asks/", "asks.csv")
    html = reader().get("/asks/").content.decode()
    assert "secret" not in html and "Canaryword" not in html
    assert "secret" not in reader().get("/asks.csv").content.decode()


# Pages


def test_an_empty_programme_says_so():
    assert (
        "No ask of the committee is listed."
        in reader("manager").get("/live/asks/").content.decode()
    )
    assert (
        "No ask of this meeting is listed."
        in reader().get("/meetings/2025-01-22/asks/").content.decode()
    )


def test_overdue_ones_stand_on_the_overview_each_with_its_link():
    builders.make_ask("late", due="January 2025", text="How many <wait>?")
    builders.make_ask("later", due="December 2025", text="Not yet")
    publish("")
    shown = by_id(parsed(reader().get("/").content.decode()), "overdue-asks")
    assert "Overdue: 1 ask of the committee" in words(shown)
    assert "How many <wait>? Overdue: it was due January 2025." in words(
        shown
    ) and "Not yet" not in words(shown)
    assert [one.get("href") for one in shown.iter("a")] == ["asks/", "asks/#ask-late"]


@pytest.mark.parametrize(
    "address", ["strands/strategy/", "measures/ehcp.plans_issued/", "risks/staff/"]
)
def test_what_it_is_about_shows_it(address):
    from_risks = builders.Risk.objects.get(reference="staff")
    builders.make_ask(
        "about",
        strand=strand(),
        measure="ehcp.plans_issued",
        risk=from_risks,
        text="How many <wait>?",
    )
    builders.make_ask("other", text="Something else")
    publish(address)
    shown = by_id(parsed(reader().get(f"/{address}").content.decode()), "asks")
    assert "Question of 22 January 2025 : How many <wait>? Open. No date named." in words(shown)
    assert "Something else" not in words(shown)
    (link,) = shown.iter("a")
    assert link.get("href").endswith("../asks/#ask-about")


def test_the_page_links_to_what_it_is_about_where_that_is_there():
    from_risks = builders.Risk.objects.get(reference="staff")
    builders.make_ask("about", strand=strand(), measure="ehcp.plans_issued", risk=from_risks)
    builders.make_ask("gone", measure="strands.indicator.gone")
    publish("asks/")
    client = reader()
    page = parsed(client.get("/asks/").content.decode())
    links = [one.get("href") for one in by_id(page, "ask-about").iter("a")]
    assert links == ["../strands/strategy/", "../measures/ehcp.plans_issued/", "../risks/staff/"]
    assert [*by_id(page, "ask-gone").iter("a")] == []


def test_the_file_has_every_ask():
    three_times()
    publish("asks.csv")
    lines = reader().get("/asks.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "2024-06-03; 2024-09-04; 2025-01-22" in lines[1]


def test_a_meetings_page_has_its_asks_alone_as_they_stand_now():
    """Seen by somebody who sees what is live; the others read the latest edition's."""
    three_times()
    publish(meeting=SEPTEMBER)
    client = reader("auditor")
    page = client.get("/meetings/2024-09-04/asks/").content.decode()
    assert [one.get("id") for one in parsed(page).find(".//main").iter("section")] == ["ask-second"]
    assert "Not answered; asked again on 22 January 2025." in page
    assert client.get("/meetings/2024-09-05/asks/").status_code == 404
    assert 'href="asks/"' in client.get("/meetings/2024-09-04/").content.decode()


def test_members_and_the_public_read_a_meetings_asks_as_they_were_published(settings):
    settings.SENDPROG_PUBLIC_EDITIONS = True
    three_times()
    publish(meeting=SEPTEMBER)
    for client in (reader(), Client()):
        page = main_of(client.get("/meetings/2024-09-04/asks/").content.decode())
        assert "1 ask of" in page and "as published in the latest edition" in page
        assert "Open. No date named" in page and "asked again" not in page


LATER = "Wallaby"


def said_after_publication(pages: tuple[str, ...] | None = None) -> None:
    """An edition, then: an answer to what it asks, another ask, and a meeting to come with its own."""
    ask = builders.make_ask("first", meeting=at(JANUARY), text="How many wait?")
    builders.make_edition(at(JANUARY), pages=pages)
    with change(by=None):
        ask.response, ask.responded_on, ask.response_text = "answered", TODAY, f"{LATER} answered"
        ask.save()
    builders.make_ask("second", meeting=at(JANUARY), text=f"{LATER} asked")
    to_come = builders.make_meeting(
        date(2025, 3, 19), date_note=f"{LATER} Hall", recommendation=f"{LATER} is recommended"
    )
    builders.make_ask("third", meeting=to_come, text=f"{LATER} asked again")


@pytest.mark.parametrize("who", ["anonymous", "member"])
def test_what_is_entered_after_publication_waits_for_the_next_edition(who, settings):
    settings.SENDPROG_PUBLIC_EDITIONS = True
    said_after_publication(("", "asks/", "asks.csv"))
    client = Client() if who == "anonymous" else reader(who)
    january, march = "/meetings/2025-01-22/", "/meetings/2025-03-19/"
    read = [
        "/",
        "/asks/",
        "/asks.csv",
        "/meetings/",
        january,
        f"{january}asks/",
        march,
        f"{march}asks/",
        "/corrections/",
    ]
    responses = {address: client.get(address) for address in read}
    assert [
        address
        for address, one in responses.items()
        if one.status_code != 200 or LATER in one.content.decode()
    ] == []
    assert "No report is published for this meeting." in responses[march].content.decode()
    for address in (march, f"{march}asks/", f"{january}asks/"):
        assert LATER in reader("auditor").get(address).content.decode()


def test_what_is_entered_after_publication_is_in_no_export(tmp_path):
    said_after_publication()
    call_command("export_editions", str(tmp_path / "export"), verbosity=0)
    files = [path for path in (tmp_path / "export").rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [path for path in files if LATER.encode() in path.read_bytes()] == []


def test_what_was_asked_is_not_told_once_no_edition_stands(settings):
    settings.SENDPROG_PUBLIC_EDITIONS = True
    three_times()
    builders.make_withdrawal(publish())
    assert (
        "No ask of this meeting is listed."
        in Client().get("/meetings/2025-01-22/asks/").content.decode()
    )


def test_only_those_who_may_see_the_ways_to_add_and_mend():
    three_times()
    for name, links in (("member", 0), ("auditor", 0), ("manager", 1)):
        html = reader(name).get("/meetings/2024-09-04/asks/").content.decode()
        assert html.count("/asks/add/?meeting=2024-09-04") == links
        assert html.count("/asks/second/edit/") == links


# The manager's forms


def test_manager_enters_an_ask():
    client = reader("manager")
    response = fill_in(
        client,
        ADD,
        kind="recommendation",
        text="Publish the <plan>",
        to_role="Director",
        by_role="A member",
        strand=str(strand().pk),
    )
    assert response["Location"] == "/meetings/2025-01-22/asks/"
    assert "Saved: “Publish the <plan>”." in banner(client, response)
    one = Ask.objects.get()
    assert (one.reference, str(one.due), one.strand, one.version) == (
        "2025-01-22-1",
        "22 March 2025",
        strand(),
        1,
    )
    assert one.history.get().history_user.username == "manager"


def test_the_next_reference_counts_those_in_the_bin():
    client = reader("manager")
    for text in ("One", "Two"):
        fill_in(client, ADD, kind="action", text=text, to_role="Director")
    with change(by=None):
        Ask.objects.get(text="Two").delete()
    fill_in(client, ADD, kind="action", text="Three", to_role="Director")
    assert Ask.objects.get(text="Three").reference == "2025-01-22-3"


def test_a_form_sent_twice_makes_one():
    client = reader("manager")
    form = standing(client.get(ADD)) | {"kind": "action", "text": "Act", "to_role": "Director"}
    send(client, ADD, form)
    send(client, ADD, form)
    assert Ask.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"to_role": ""}, "to_role", "Fill in “Asked of”."),
        (
            {"response": "accepted", "responded_on": "01/02/2025"},
            "response",
            "A question is answered",
        ),
        (
            {"kind": "action", "response": "answered", "responded_on": "01/02/2025"},
            "response",
            "It is accepted, partly accepted",
        ),
        ({"response": "answered"}, "responded_on", "Enter the day of the response."),
        ({"response_text": "Nine"}, "response", "Choose the response"),
        (
            {"response": "answered", "responded_on": "01/03/2025"},
            "responded_on",
            "has not come yet",
        ),
        (
            {"response": "answered", "responded_on": "01/01/2025"},
            "responded_on",
            "before the meeting",
        ),
        ({"due": "Q1 2025"}, "due", "January to March"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(typed, field, said):
    given = {"kind": "question", "text": "How many <wait>?", "to_role": "Director"} | typed
    response = fill_in(reader("manager"), ADD, **given)
    assert said in errors(response)[field]
    assert standing(response)["text"] == "How many <wait>?"
    assert not Ask.objects.exists()


def test_manager_writes_down_the_response_and_history_keeps_it():
    ask = builders.make_ask("one", meeting=at(JANUARY))
    client = reader("manager")
    response = fill_in(
        client,
        "/asks/one/edit/",
        response="answered",
        response_text="Nine",
        responded_on="03/02/2025",
    )
    assert "Saved" in banner(client, response)
    ask.refresh_from_db()
    assert (ask.response, ask.response_text, ask.responded_on, ask.version) == (
        "answered",
        "Nine",
        TODAY,
        2,
    )
    page = client.get("/asks/one/edit/").content.decode()
    assert f"/history/committee.ask/{ask.pk}/" in page
    assert "Nine" in client.get(f"/history/committee.ask/{ask.pk}/").content.decode()


def test_two_managers_at_one_ask_both_see_both_texts():
    builders.make_ask("one", meeting=at(JANUARY), text="As it was")
    mine, theirs = reader("manager"), reader("second")
    form = standing(mine.get("/asks/one/edit/"))
    fill_in(theirs, "/asks/one/edit/", text="Theirs")
    response = send(mine, "/asks/one/edit/", form, text="Mine")
    assert response.status_code == 409
    assert list(conflict(response).values()) == [("Mine", "Theirs")]


def test_repeats_offers_the_asks_of_earlier_meetings_alone():
    three_times()
    client = reader("manager")
    field = by_id(parsed(client.get("/asks/second/edit/").content.decode()), "id_repeats")
    assert [words(one) for one in field.iter("option")][1:] == ["3 June 2024: How many wait?"]


@pytest.mark.parametrize(("role", "status"), [("member", 403), ("auditor", 403), ("manager", 200)])
def test_who_may_enter_and_mend(role, status):
    builders.make_ask("one")
    client = reader(role)
    assert [client.get(one).status_code for one in (ADD, "/asks/one/edit/")] == [status, status]
    assert client.post(ADD, {"text": "x"}).status_code == status


def test_an_ask_about_a_restricted_risk_is_not_there_for_who_may_not_see_the_risk():
    risk = builders.make_risk("secret", title="Canaryword", restricted=True)
    builders.make_ask("about", risk=risk)
    user = builders.make_user("narrow")
    user.user_permissions.add(Permission.objects.get(codename="change_ask"))
    assert reader("narrow").get("/asks/about/edit/").status_code == 404
    assert reader("manager").get("/asks/about/edit/").status_code == 200


def test_no_such_meeting_and_none_at_all():
    client = reader("manager")
    assert client.get("/asks/add/?meeting=2031-01-01").status_code == 404
    assert client.get("/asks/add/?meeting=nonsense").status_code == 404
    assert "22 January 2025" in client.get("/asks/add/").content.decode()
    with change(by=None):
        for one in Meeting.objects.all():
            one.delete()
    assert client.get("/asks/add/").status_code == 404


# The paper and the changes


def told() -> str:
    return " ".join(sections(opened(paper(uncached_snapshot(), None, draft=True))).values())


def test_a_council_may_put_the_open_asks_in_its_paper():
    three_times()
    assert "How many wait?" not in told()
    builders.make_paper_section("asks", title="What the committee asked", order=500, filling="asks")
    assert (
        "Question of the meeting of 22 January 2025, asked of Director: How many wait? Asked again on 22 January 2025"
        in told()
    )
    assert told().count("How many wait?") == 1


def test_a_paper_without_open_asks_says_so():
    builders.make_paper_section("asks", title="What the committee asked", order=500, filling="asks")
    assert "No open ask of the committee is listed." in told()


def changes() -> dict[ChangeKind, list[str]]:
    first, last = Edition.objects.order_by("number")
    found = snapshot_changes(snapshot_of(first), snapshot_of(last), (ASKS,))
    return {
        kind: [item.how for item in found.of(kind)] for kind in {item.kind for item in found.items}
    }


def test_changes_tell_asks_made_answered_overdue_and_removed(settings):
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    answered = builders.make_ask("answered", meeting=at(JUNE))
    builders.make_ask("overdue", meeting=at(JUNE), due="January 2025")
    gone = builders.make_ask("gone", meeting=at(JUNE), text="Gone")
    publish()
    settings.SENDPROG_TODAY = TODAY
    answered.response, answered.responded_on, answered.response_text = "answered", TODAY, "Nine"
    builders.saved(answered)
    with change(by=None):
        gone.delete()
    builders.make_ask("new", meeting=at(JANUARY), due="May 2025")
    publish()
    assert changes() == {
        ChangeKind.ASKED: ["At the meeting of 22 January 2025, of Director. Open. Due May 2025"],
        ChangeKind.ANSWERED: ["Answered on 3 February 2025. Nine"],
        ChangeKind.ASK_OVERDUE: ["Overdue: it was due January 2025"],
        ChangeKind.REMOVED: ["It was in the earlier edition and is no longer listed"],
    }
    page = reader().get("/changes/since/1/").content.decode()
    assert "1 new ask of the committee, 1 ask answered" in page
    assert "Answered on 3 February 2025. Nine" in page


def test_sealing_leaves_no_ask_readable():
    builders.make_ask("one", text="Canaryword")
    edition = publish("asks/")
    with change(by=None):
        Ask.objects.get().delete()
    sealing = builders.make_sealing(edition)
    seal_edition(by=User.objects.get(username="manager"), sealing=sealing)
    for address in (
        "/asks/",
        "/meetings/2025-01-22/editions/1/asks/",
        "/meetings/2025-01-22/asks/",
    ):
        assert "Canaryword" not in reader().get(address).content.decode()
