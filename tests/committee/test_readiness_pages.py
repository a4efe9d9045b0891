"""The readiness page, and publication that waits for it: blocks, acknowledgements, sign-offs by role."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from committee.editions.publish import DataChanged, publish_edition
from committee.managing import sign_offs
from committee.models import Acknowledgement, Edition, SignOff
from committee.readiness.report import NotReady, readiness_for
from committee.readiness.signing import PART_LABELS, PARTS
from committee.snapshot.sections_to_freeze import SECTIONS
from ehcp.models import MonthlyReturn
from sendprog import environment
from sendprog.models import User
from sendprog.records.history import change
from strands.models import Strand, StrandUpdate
from tests import builders
from tests.crawling import by_id, parsed, reader, words
from tests.filling import banner, fill_in
from tests.filling import send as fill_send
from tests.filling import standing as standing_of

pytestmark = pytest.mark.django_db
PAGE = "/readiness/2025-01-22/"
PUBLISH = "/meetings/2025-01-22/publish/"
SECTION_151 = {"finance": "Section 151 officer"}


@pytest.fixture(autouse=True)
def programme(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    strand = builders.make_strand(name="Strategy")
    builders.make_update(date(2024, 12, 1), strand=strand, progress="So far")
    builders.make_monthly_return(date(2024, 11, 1))
    builders.make_whole_paper(builders.make_meeting(recommendation="Note the report"))
    for name, role in (
        ("manager", "manager"),
        ("member", "member"),
        ("officer", "officer"),
        ("auditor", "auditor"),
    ):
        builders.make_user(name, role=role)


def meeting():
    return builders.Meeting.objects.get()


def stands():
    return readiness_for(meeting(), sign_offs.snapshot_for(meeting()), date(2025, 1, 14))


def publish(**fields: object) -> Edition:
    by = User.objects.get(username="manager")
    return publish_edition(by=by, meeting=meeting(), token="one", **fields)


def text_of(client: Client, address: str = PAGE) -> str:
    return words(parsed(client.get(address).content.decode()).find(".//main"))


def forms(client: Client) -> list[dict[str, list[str]]]:
    """The fields of each form of the page as it stands, boxes unticked."""
    main = parsed(client.get(PAGE).content.decode()).find(".//main")
    found = []
    for form in main.iter("form"):
        fields = [one for one in form.iter() if one.get("name") and one.get("type") != "checkbox"]
        found.append(
            {
                one.get("name"): one.get("value", "")
                for one in fields
                if one.get("name") != "csrfmiddlewaretoken"
            }
        )
    return found


def boxes(client: Client, kind: str) -> list[str]:
    main = parsed(client.get(PAGE).content.decode()).find(".//main")
    return [one.get("value") for one in main.iter("input") if one.get("name") == f"{kind}-which"]


def send(client: Client, operation: str, **typed: object):
    form = next(one for one in forms(client) if one["operation"] == operation)
    return client.post(PAGE, form | typed)


def provisional() -> None:
    record = MonthlyReturn.objects.get()
    record.state = "provisional"
    builders.saved(record)


def typed_numbers() -> None:
    update = StrandUpdate.objects.get()
    update.progress = "We saw 151 families and 152 schools"
    builders.saved(update)


# Who may read it


def test_manager_and_auditor_read_it_and_others_do_not():
    assert "Ready to publish." in text_of(reader("manager"))
    assert "Ready to publish." in text_of(reader("auditor"))
    for username in ("member", "officer"):
        assert reader(username).get(PAGE).status_code == 403
        assert reader(username).post(PAGE, {"operation": "acknowledge:stale"}).status_code == 403


def test_with_an_edition_out_it_says_so_and_what_another_would_show():
    publish()
    text = text_of(reader("manager"))
    assert "Edition 1 is published for this meeting. Nothing holds up another edition." in text
    assert "Another edition would show no change from Edition 1." in text
    assert "Nothing holds up another edition." in text_of(reader("manager"), PUBLISH)
    builders.make_milestone(title="Hire a team")
    page = reader("manager").get(PAGE).content.decode()
    assert "Ready to publish" not in page
    links = [one.get("href") for one in parsed(page).iter("a")]
    changes = next(link for link in links if link.endswith("preview/changes/since/1/"))
    assert "Hire a team" in text_of(reader("manager"), changes)


def test_it_is_linked_from_the_meeting_and_from_publishing():
    client = reader("manager")
    assert any(
        one.get("href") == PAGE
        for one in parsed(client.get("/meetings/2025-01-22/").content.decode()).iter("a")
    )
    assert any(
        one.get("href") == PAGE for one in parsed(client.get(PUBLISH).content.decode()).iter("a")
    )
    assert client.get("/readiness/")["Location"] == PAGE


def test_without_a_meeting_there_is_nothing_to_publish_for():
    with change(by=None):
        meeting().delete()
    response = reader("manager").get("/readiness/")
    assert response.status_code == 404
    assert "There is no meeting yet" in response.content.decode()


@pytest.mark.parametrize("day", ["2025-01-23", "nonesuch"])
def test_there_is_no_page_for_another_day(day):
    assert reader("manager").get(f"/readiness/{day}/").status_code == 404


def test_each_finding_links_to_its_mend():
    builders.make_strand("another", number=2)
    builders.make_monthly_return(date(2024, 9, 1))
    provisional_month = MonthlyReturn.objects.get(month=date(2024, 9, 1))
    provisional_month.state = "provisional"
    builders.saved(provisional_month)
    links = {
        one.get("href")
        for one in parsed(reader("manager").get(PAGE).content.decode()).find(".//main").iter("a")
    }
    assert {"/strands/another/update/", "/admin/ehcp/monthlyreturn/"} <= links
    client = reader("manager")
    assert client.get("/strands/another/update/").status_code == 200


# Publication waits


def break_strand() -> None:
    builders.make_strand("another", number=2)


def break_month() -> None:
    builders.make_monthly_return(date(2024, 9, 1))


def break_import() -> None:
    builders.make_load(User.objects.get(username="manager"), file=builders.make_file())


def break_rating() -> None:
    update = StrandUpdate.objects.get()
    update.stated_rag, update.rag_reason = "on_track", "In time"
    builders.saved(update)
    builders.make_milestone(strand=Strand.objects.get(), forecast="November 2024")


def break_number() -> None:
    update = StrandUpdate.objects.get()
    update.progress = "There were {{ ehcp.plans_issued 2024-10 }}"
    builders.saved(update)


def break_person() -> None:
    builders.make_milestone(note="UPN H801200001001")


@pytest.mark.parametrize(
    "breaks", [break_strand, break_month, break_import, break_rating, break_number, break_person]
)
def test_each_block_stops_publication(breaks):
    client = reader("manager")
    breaks()
    with pytest.raises(NotReady) as refused:
        publish()
    assert len(refused.value.readiness.blocks) == 1
    assert not Edition.objects.exists()
    said = text_of(client, PUBLISH)
    assert "1 thing blocks publication" in said
    assert list(parsed(client.get(PUBLISH).content.decode()).find(".//main").iter("form")) == []


def test_a_warning_stops_publication_until_it_is_acknowledged():
    provisional()
    with pytest.raises(NotReady, match="1 warning is not acknowledged"):
        publish()
    sign_offs.acknowledge(
        by=User.objects.get(username="manager"),
        meeting=meeting(),
        findings=stands().open_warnings,
        reason="Final soon",
    )
    assert publish().number == 1


def test_publishing_by_the_page_says_what_is_missing_and_keeps_the_typing():
    """Somebody broke something after the preview, and the data version did not move: an import is no record of readers'."""
    client = reader("manager")
    main = parsed(client.get(PUBLISH).content.decode()).find(".//main")
    form = {
        one.get("name"): one.get("value", "")
        for one in main.iter("input")
        if one.get("name") != "csrfmiddlewaretoken"
    }
    break_import()
    response = client.post(
        PUBLISH, form | {"note": "Typed with care", "unchecked": "No form has such a field"}
    )
    said = response.content.decode()
    assert "Nothing was published: 1 thing blocks publication." in said
    assert 'value="Typed with care"' in said
    assert "An import is unfinished" in said
    assert not Edition.objects.exists()


def test_personal_data_in_the_note_stops_publication():
    with pytest.raises(NotReady) as refused:
        publish(note="Ring 01392 496000")
    assert [one.where for one in refused.value.readiness.blocks] == ["The note to readers"]
    with pytest.raises(NotReady):
        publish(urgency="Write to a.parent@mail.example")


def test_personal_data_in_the_note_is_said_on_the_page_and_the_note_can_be_mended():
    client = reader("manager")
    refused = fill_in(client, PUBLISH, note="Ring 01392 496000")
    assert "The note to readers: This looks like a phone number: 013…00" in words(
        parsed(refused.content.decode()).find(".//main")
    )
    assert standing_of(refused)["note"] == "Ring 01392 496000"
    assert fill_send(client, PUBLISH, standing_of(refused), note="Ask the clerk").status_code == 302
    assert Edition.objects.get().note == "Ask the clerk"


def test_the_very_rows_that_are_frozen_are_checked(monkeypatch):
    """Not rows read before or after: what the check is given is, byte for byte, what the edition holds."""
    seen = {}

    def look(meeting, snapshot, on, typed) -> None:
        seen.update({section.name: section.encode(snapshot[section]) for section in SECTIONS})

    monkeypatch.setattr("committee.editions.publish.require_ready", look)
    held = publish().held.filter(kind="section").select_related("file")
    assert seen and {one.name: bytes(one.file.content) for one in held} == seen


def test_unchecked_publishes_whatever_is_found():
    break_strand()
    assert publish(unchecked="A test").number == 1


# Acknowledging


def test_warnings_of_a_kind_are_acknowledged_together_with_a_reason():
    typed_numbers()
    client = reader("manager")
    keys = boxes(client, "typed_number")
    assert len(keys) == 2
    response = send(
        client,
        "acknowledge:typed_number",
        **{"typed_number-which": keys, "typed_number-reason": "Counted by hand"},
    )
    assert banner(client, response) == "Acknowledged: 2 warnings."
    kept = Acknowledgement.objects.all()
    assert {one.key for one in kept} == set(keys)
    assert {(one.reason, one.by.username) for one in kept} == {("Counted by hand", "manager")}
    assert "151 matches no reading" in kept[0].words
    assert "Ready to publish." in text_of(client)
    assert "Counted by hand" in text_of(client)
    assert publish().number == 1


def test_some_of_a_kind_leave_the_others_open():
    typed_numbers()
    client = reader("manager")
    keys = boxes(client, "typed_number")
    send(
        client,
        "acknowledge:typed_number",
        **{"typed_number-which": keys[:1], "typed_number-reason": "Counted"},
    )
    assert "1 warning is not acknowledged." in text_of(client)
    assert boxes(client, "typed_number") == keys[1:]


def test_all_of_a_kind_are_those_that_the_page_showed():
    typed_numbers()
    client = reader("manager")
    form = next(one for one in forms(client) if one["operation"] == "acknowledge:typed_number")
    update = StrandUpdate.objects.get()
    update.progress = "We saw 151 families and 153 schools"
    builders.saved(update)
    typed = {"typed_number-every": "on", "typed_number-reason": "Counted"}
    said = client.post(PAGE, form | typed).content.decode()
    assert "These warnings are not the ones that you saw" in said
    assert not Acknowledgement.objects.exists()
    assert send(client, "acknowledge:typed_number", **typed).status_code == 302
    assert Acknowledgement.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Tick the warnings that you acknowledge."),
        (
            {"typed_number-which": "typed_number:0"},
            "A warning you ticked has changed. Read the list again.",
        ),
    ],
)
def test_nothing_ticked_or_something_that_changed_is_refused_with_the_typing_kept(typed, said):
    typed_numbers()
    response = send(
        reader("manager"),
        "acknowledge:typed_number",
        **typed | {"typed_number-reason": "Counted by hand"},
    )
    page = parsed(response.content.decode())
    summary = next(
        one for one in page.iter("ul") if "govuk-error-summary__list" in one.get("class", "")
    )
    assert words(summary) == said
    target = next(summary.iter("a")).get("href").removeprefix("#")
    assert by_id(page, target).tag == "input"
    assert words(page.find(".//head/title")).startswith("Error: ")
    assert words(by_id(page, "id_typed_number-reason")) == "Counted by hand"
    assert not Acknowledgement.objects.exists()


def test_a_reason_is_asked_for():
    typed_numbers()
    client = reader("manager")
    response = send(
        client, "acknowledge:typed_number", **{"typed_number-which": boxes(client, "typed_number")}
    )
    assert "Enter why these warnings are acceptable." in response.content.decode()
    # The ticks are kept.
    ticked = [
        one for one in parsed(response.content.decode()).iter("input") if "checked" in one.attrib
    ]
    assert len(ticked) == 2
    assert not Acknowledgement.objects.exists()


def test_no_personal_data_is_kept_with_an_acknowledgement():
    update = StrandUpdate.objects.get()
    update.progress = "Ring 07700 900123"
    builders.saved(update)
    client = reader("manager")
    keys = boxes(client, "typed_number")
    refused = send(
        client,
        "acknowledge:typed_number",
        **{"typed_number-which": keys, "typed_number-reason": "See 07700 900123"},
    )
    assert (
        "This looks like a phone number, and it would be saved for good: leave it out."
        in refused.content.decode()
    )
    send(
        client,
        "acknowledge:typed_number",
        **{"typed_number-which": keys, "typed_number-reason": "It goes"},
    )
    assert {one.words for one in Acknowledgement.objects.all()} == {
        "A typed number matches no reading. Its words look like personal data."
    }


def test_a_form_sent_twice_acknowledges_once():
    provisional()
    client = reader("manager")
    found = stands().open_warnings
    by = User.objects.get(username="manager")
    assert sign_offs.acknowledge(by=by, meeting=meeting(), findings=found, reason="One") == 1
    assert sign_offs.acknowledge(by=by, meeting=meeting(), findings=found, reason="Two") == 0
    assert Acknowledgement.objects.get().reason == "One"
    assert "Ready to publish." in text_of(client)


def test_an_acknowledgement_stops_counting_when_the_warning_changes():
    provisional()
    sign_offs.acknowledge(
        by=User.objects.get(username="manager"),
        meeting=meeting(),
        findings=stands().open_warnings,
        reason="Soon",
    )
    assert stands().is_ready
    builders.make_monthly_return(date(2024, 10, 1), state="provisional")
    assert [one.text for one in stands().open_warnings] == [
        "Provisional: October 2024 to November 2024"
    ]


def test_an_acknowledgement_is_of_one_meeting():
    provisional()
    sign_offs.acknowledge(
        by=User.objects.get(username="manager"),
        meeting=meeting(),
        findings=stands().open_warnings,
        reason="Soon",
    )
    other = builders.make_meeting(date(2025, 3, 5))
    builders.make_title_block(other, **builders.WHOLE_TITLE_BLOCK)
    assert (
        len(readiness_for(other, sign_offs.snapshot_for(other), date(2025, 1, 14)).open_warnings)
        == 1
    )


def test_the_auditor_reads_and_acknowledges_nothing():
    provisional()
    auditor = reader("auditor")
    assert "1 warning is not acknowledged" in text_of(auditor)
    assert forms(auditor) == []
    assert (
        auditor.post(
            PAGE, {"operation": "acknowledge:provisional", "provisional-reason": "x"}
        ).status_code
        == 403
    )
    assert not Acknowledgement.objects.exists()


def test_typing_of_an_expired_session_is_not_lost():
    typed_numbers()
    form = next(
        one for one in forms(reader("manager")) if one["operation"] == "acknowledge:typed_number"
    )
    answer = Client().post(PAGE, form | {"typed_number-reason": "Typed with care"})
    assert "carried" in answer.content.decode()
    assert not Acknowledgement.objects.exists()


# Sign-offs


def officer_of(part: str, username: str = "treasurer") -> User:
    user = builders.make_user(username, role="officer")
    with change(by=None):
        user.user_permissions.add(Permission.objects.get(codename=f"sign_off_{part}"))
    return user


def test_no_sign_off_is_asked_for_unless_settings_do():
    assert stands().sign_offs == ()
    assert "None is required." in text_of(reader("manager"))


def test_finance_waits_for_the_section_151_officer(settings):
    settings.SENDPROG_SIGN_OFFS = SECTION_151
    with pytest.raises(NotReady, match="1 sign-off is missing"):
        publish()
    assert (
        "Finance: Section 151 officer Not signed off. Read it as it would be published"
        in text_of(reader("manager"))
    )
    treasurer = officer_of("finance")
    client = reader("treasurer")
    assert "Tick the box to sign off." in send(client, "sign:finance").content.decode()
    assert (
        banner(client, send(client, "sign:finance", **{"finance-sure": "on"}))
        == "Signed off: finance."
    )
    given = SignOff.objects.get()
    assert (given.by, given.role, given.part, len(given.hash)) == (
        treasurer,
        "Section 151 officer",
        "finance",
        64,
    )
    assert "Signed off on" in text_of(client)
    assert publish().number == 1


@pytest.mark.parametrize("username", ["manager", "auditor", "root", "head"])
def test_nobody_signs_off_for_another_role(username, settings):
    """Not the manager, not the auditor, not an administrator with every right, not the officer of another part."""
    settings.SENDPROG_SIGN_OFFS = SECTION_151
    if username == "root":
        builders.make_user("root", is_superuser=True)
    if username == "head":
        officer_of("ehcp", "head")
    client = reader(username)
    assert [one["operation"] for one in forms(client)] == []
    seen = stands().sign_offs[0].hash
    response = client.post(
        PAGE, {"operation": "sign:finance", "finance-seen": seen, "finance-sure": "on"}
    )
    assert response.status_code == 403
    assert not SignOff.objects.exists()


def test_the_right_may_be_a_group_s_and_ends_with_it(settings):
    settings.SENDPROG_SIGN_OFFS = SECTION_151
    with change(by=None):
        group = Group.objects.create(name="section 151 officer")
        group.permissions.add(Permission.objects.get(codename="sign_off_finance"))
        user = builders.make_user("treasurer")
        user.groups.add(group)
    client = reader("treasurer")
    assert [one["operation"] for one in forms(client)] == ["sign:finance"]
    with change(by=None):
        user.groups.clear()
    assert client.get(PAGE).status_code == 302, "signed out"
    client = reader("treasurer")
    assert client.get(PAGE).status_code == 403
    assert (
        client.post(
            PAGE, {"operation": "sign:finance", "finance-seen": "x", "finance-sure": "on"}
        ).status_code
        == 403
    )


def test_a_sign_off_holds_only_for_what_was_signed(settings):
    settings.SENDPROG_SIGN_OFFS = SECTION_151
    treasurer = officer_of("finance")
    given = {
        "by": treasurer,
        "meeting": meeting(),
        "part": "finance",
        "role": "Section 151 officer",
    }
    seen = stands().sign_offs[0].hash
    first = sign_offs.sign_off(**given, seen=seen)
    assert sign_offs.sign_off(**given, seen=seen) == first
    strand = Strand.objects.get()
    strand.objective = "Another part's"
    builders.saved(strand)
    assert stands().is_ready
    builders.make_position(date(2024, 11, 1))
    assert not stands().is_ready
    assert "has changed since: it must be signed off again" in text_of(reader("manager"))
    with pytest.raises(DataChanged):
        sign_offs.sign_off(**given, seen=seen)
    sign_offs.sign_off(**given, seen=stands().sign_offs[0].hash)
    assert stands().is_ready


def test_what_changed_while_the_page_was_open_is_not_signed_off(settings):
    settings.SENDPROG_SIGN_OFFS = SECTION_151
    officer_of("finance")
    client = reader("treasurer")
    form = forms(client)[0]
    builders.make_position(date(2024, 11, 1))
    response = client.post(PAGE, form | {"finance-sure": "on"})
    assert "Somebody changed this part after you opened the page." in response.content.decode()
    assert not SignOff.objects.exists()


def test_a_sign_off_in_another_role_does_not_count(settings):
    settings.SENDPROG_SIGN_OFFS = SECTION_151
    treasurer = officer_of("finance")
    sign_offs.sign_off(
        by=treasurer,
        meeting=meeting(),
        part="finance",
        role="Somebody else",
        seen=stands().sign_offs[0].hash,
    )
    assert not stands().is_ready


CHANGES = {
    "strands": lambda: builders.make_milestone(),
    "ehcp": lambda: builders.make_monthly_return(date(2024, 10, 1)),
    "finance": lambda: builders.make_update(section="finance-pressures"),
    "risks": lambda: builders.make_risk(),
    "paper": lambda: builders.make_update(section="paper-legal"),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_each_part_is_signed_by_itself(changed, settings):
    settings.SENDPROG_SIGN_OFFS = dict.fromkeys(PARTS, "A role")
    before = {one.part: one.hash for one in stands().sign_offs}
    CHANGES[changed]()
    after = {one.part: one.hash for one in stands().sign_offs}
    assert {part for part in PARTS if before[part] != after[part]} == {changed}


def test_the_parts_are_those_that_settings_know():
    assert set(PARTS) == set(environment.SIGN_OFF_PARTS)
    assert set(PART_LABELS) == {*PARTS, "monitoring"}
    known = set(
        Permission.objects.filter(content_type__model="signoff").values_list("codename", flat=True)
    )
    assert {f"sign_off_{part}" for part in PART_LABELS} <= known


def test_no_role_of_the_site_s_own_may_sign_off():
    for group in Group.objects.all():
        assert not group.permissions.filter(codename__startswith="sign_off_").exists(), group


# Queries


def test_the_page_asks_no_more_of_a_large_programme(django_assert_max_num_queries):
    client = reader("manager")

    def grow(number: int) -> None:
        strand = builders.make_strand(f"strand-{number}", number=number)
        builders.make_update(
            date(2024, 12, 1), strand=strand, progress=f"We saw {300 + number} families"
        )
        builders.make_milestone(f"milestone-{number}", strand=strand, note="Ring 01392 496000")
        builders.make_assessment(builders.make_risk(f"risk-{number}"))
        builders.make_return(builders.make_indicator(f"indicator-{number}"))

    grow(2)
    with django_assert_max_num_queries(200) as few:
        client.get(PAGE)
    for number in range(3, 12):
        grow(number)
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)
