"""Marking a record exempt and lifting it; who sees it meanwhile; what the public pages, Part I and Part II then say."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from committee.editions.publish import publish_edition
from committee.editions.seal import request_sealing, seal_edition
from committee.models import ContentKind, Edition, Meeting
from committee.snapshot.part_two import EXEMPT, NOTICES
from committee.snapshot.sections_to_freeze import SECTIONS
from ehcp.snapshot import MONTHS
from sendprog.loads.actions import IncomingFile, check_file
from sendprog.loads.kinds import KINDS
from sendprog.loads.templates_and_export import stored_file
from sendprog.models import User
from sendprog.records.exemptions import Exemption, Paragraph, exemption_of, visible_to
from sendprog.records.history import change
from sendprog.records.rights import is_hidden_from, visible_to_user
from sendprog.records.snapshots import Audience, live_snapshot
from sendprog.values.periods import Month
from strands.choices import UpdateState
from strands.models import Milestone, MilestoneDependency, StrandUpdate
from strands.snapshot import INDICATORS, MILESTONES, STRANDS, TEXTS
from tests import builders, word
from tests.crawling import parsed, reader, words
from tests.filling import banner, errors, fill_in, send, standing

pytestmark = pytest.mark.django_db

ON = date(2025, 1, 14)
DECEMBER, NOVEMBER = date(2024, 12, 1), date(2024, 11, 1)
SAID = {
    "paragraph": "3",
    "public_interest_reason": "Terms are still negotiated",
    "decided_by": "Monitoring Officer",
    "decided_on": "10 January 2025",
}


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.SENDPROG_TODAY = ON
    for name in ("member", "officer", "manager", "auditor"):
        builders.make_user(name, role=name)


def person(username: str) -> User:
    """Read anew: rights are kept with the object."""
    return User.objects.get(username=username)


def lease(**fields: object) -> Milestone:
    strand = builders.make_strand("own", number=1)
    return builders.make_milestone("lease", strand=strand, title="Sign the lease", **fields)


def at(name: str, record: object) -> str:
    return reverse(name, args=[record._meta.label_lower, record.pk])


# Marking and lifting


def test_manager_marks_a_milestone_and_lifts_it_again():
    milestone, client = lease(), reader("manager")
    assert client.get("/live/milestones/lease/").status_code == 200
    answer = fill_in(client, at("exempt_mark", milestone), **SAID)
    assert answer["Location"] == "/exempt/"
    assert banner(client, answer).startswith("Saved: “Sign the lease” is exempt.")
    listed = words(parsed(client.get("/exempt/").content.decode()).find(".//main"))
    assert "Sign the lease" in listed and Paragraph.AFFAIRS.label in listed
    assert (
        "Terms are still negotiated" in listed and "Monitoring Officer, 10 January 2025" in listed
    )
    assert client.get("/live/milestones/lease/").status_code == 404
    exemption = exemption_of(milestone)
    entry = exemption.history.get()
    assert (entry.history_user.username, entry.history_change_reason) == (
        "manager",
        "Terms are still negotiated",
    )

    answer = fill_in(client, at("exempt_lift", milestone), why="It is signed")
    assert banner(client, answer).startswith("Lifted: “Sign the lease” is no longer exempt.")
    assert client.get("/live/milestones/lease/").status_code == 200
    assert "Nothing is exempt." in client.get("/exempt/").content.decode()
    last = exemption.history.first()
    assert (last.history_user.username, last.history_change_reason) == (
        "manager",
        "Exemption lifted. It is signed",
    )


def test_lifting_can_be_undone():
    milestone, client = lease(), reader("manager")
    exemption = builders.make_exemption(milestone)
    fill_in(client, at("exempt_lift", milestone), why="A slip")
    undo = reverse(
        "undo", args=["sendprog.exemption", exemption.pk, exemption.history.first().history_id]
    )
    assert fill_in(client, undo).status_code == 302
    assert exemption_of(milestone) == exemption
    assert client.get("/live/milestones/lease/").status_code == 404


def test_form_pressed_twice_marks_once():
    milestone, client = lease(), reader("manager")
    form = standing(client.get(at("exempt_mark", milestone))) | SAID
    assert [send(client, at("exempt_mark", milestone), form).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert Exemption.everything.count() == 1
    lifting = standing(client.get(at("exempt_lift", milestone)))
    answers = [send(client, at("exempt_lift", milestone), lifting, why="Signed") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Exemption.everything.get().history.count() == 2


def test_second_manager_sees_what_the_first_said():
    milestone, client = lease(), reader("manager")
    form = standing(client.get(at("exempt_mark", milestone))) | SAID
    builders.make_exemption(milestone, paragraph=5, public_interest_reason="Counsel's advice")
    answer = send(client, at("exempt_mark", milestone), form)
    assert answer.status_code == 409
    assert (
        "Counsel&#x27;s advice" in answer.content.decode()
        and "Terms are still negotiated" in answer.content.decode()
    )
    assert Exemption.objects.get().paragraph == 5


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("paragraph", "", "Choose “Paragraph of Schedule 12A”."),
        ("public_interest_reason", "", "Fill in “Public-interest reason”."),
        ("public_interest_reason", "x" * 2_001, "At most 2,000 characters, this has 2,001."),
        ("decided_by", "", "Fill in “Decided by”."),
        ("decided_on", "", "Fill in “Decided on”."),
        (
            "decided_on",
            "15 January 2025",
            "15 January 2025 has not come yet: give the day of the decision.",
        ),
    ],
)
def test_nothing_is_exempt_without_its_reason(field, typed, said):
    milestone = lease()
    answer = fill_in(reader("manager"), at("exempt_mark", milestone), **SAID | {field: typed})
    assert errors(answer) == {field: said}
    assert not Exemption.objects.exists()


def test_lifting_needs_a_reason():
    milestone = lease()
    builders.make_exemption(milestone)
    answer = fill_in(reader("manager"), at("exempt_lift", milestone))
    assert "Say why it is no longer exempt" in answer.content.decode()
    assert exemption_of(milestone)


def test_figures_are_marked_from_the_admin():
    month = builders.make_monthly_return(DECEMBER)
    for name in ("manager", "auditor"):
        user = person(name)
        user.is_staff = True
        builders.saved(user)
    address = f"/admin/ehcp/monthlyreturn/{month.pk}/change/"
    links = [
        link.get("href")
        for link in parsed(reader("manager").get(address).content.decode()).iter("a")
    ]
    assert at("exempt_mark", month) in links
    assert at("exempt_mark", month) not in reader("auditor").get(address).content.decode()


def test_only_managers_mark_and_only_what_can_be_exempt():
    milestone, strand = lease(), builders.make_strand("other", number=2)
    for name in ("member", "officer", "auditor"):
        assert reader(name).get(at("exempt_mark", milestone)).status_code == 403
        assert reader(name).post(at("exempt_lift", milestone)).status_code == 403
    assert reader("manager").get(at("exempt_mark", strand)).status_code == 404
    assert reader("auditor").get("/exempt/").status_code == 200
    with pytest.raises(ValidationError, match="can't be exempt"):
        Exemption(kind="strands.strand", key=strand.pk).clean()


def test_paragraphs_are_the_seven_of_the_act():
    assert [one.value for one in Paragraph] == [1, 2, 3, 4, 5, 6, 7]
    assert (
        Paragraph(2).label
        == "2: Information which is likely to reveal the identity of an individual"
    )


# Who sees it


def test_who_sees_an_exempt_milestone():
    milestone = lease()
    builders.make_officer(
        milestone.strand, builders.make_user("keeper", role="officer"), valid_from=date(2024, 9, 1)
    )
    builders.make_user("listener", role="part two reader")
    assert [
        name
        for name in ("member", "officer", "keeper", "manager")
        if is_hidden_from(person(name), milestone)
    ] == []
    builders.make_exemption(milestone)
    seen = [
        name
        for name in ("member", "officer", "keeper", "manager", "auditor", "listener")
        if not is_hidden_from(person(name), milestone)
    ]
    assert seen == ["keeper", "manager", "auditor", "listener"]
    for name in ("member", "officer", "keeper", "manager"):
        found = {one.reference for one in visible_to_user(Milestone.objects.all(), person(name))}
        assert ("lease" in found) == (name in seen)
    assert reader("officer").get(at("history", milestone)).status_code == 404
    assert reader("keeper").get(at("history", milestone)).status_code == 200


def test_what_names_an_exempt_record_is_hidden_with_it():
    milestone, other = lease(), builders.make_milestone("other")
    dependency = builders.make_dependency(other, milestone)
    assert not is_hidden_from(person("officer"), dependency)
    builders.make_exemption(milestone)
    assert is_hidden_from(person("officer"), dependency) and not is_hidden_from(
        person("auditor"), dependency
    )
    assert reader("officer").get(at("history", dependency)).status_code == 404


def test_whoever_loads_figures_keeps_them_and_no_other():
    figures = builders.make_user("figures", role="figures administrator")
    month, milestone = builders.make_monthly_return(DECEMBER), lease()
    for one in (month, milestone):
        builders.make_exemption(one)
    assert not is_hidden_from(figures, month) and is_hidden_from(figures, milestone)


@pytest.mark.parametrize("viewer", list(Audience))
def test_part_two_alone_sees_it_and_no_query_is_added(viewer, django_assert_num_queries):
    builders.make_exemption(lease())
    with django_assert_num_queries(1):
        found = [one.reference for one in visible_to(Milestone.objects.all(), viewer)]
    assert found == (["lease"] if viewer is Audience.PART_TWO else [])


def test_a_risk_restricted_and_exempt_is_in_part_two_to_nobody():
    risk = builders.make_risk("claim", restricted=True)
    builders.make_exemption(risk)
    assert (
        list(NOTICES.build(on=ON, viewer=Audience.MEMBER))
        == list(EXEMPT.build(on=ON, viewer=Audience.PART_TWO))
        == []
    )


# What the pages say of it sideways


def test_others_do_not_wait_for_it_and_no_warning_names_it():
    milestone = lease(forecast="March 2025")
    waits = builders.make_milestone("waits", forecast="February 2025")
    builders.make_dependency(waits, milestone)
    (row,) = [row for row in live_snapshot()[MILESTONES] if row.reference == "waits"]
    assert row.needs == ("lease",) and "Sign the lease" in row.warnings[0]
    builders.make_exemption(milestone)
    (row,) = live_snapshot()[MILESTONES]
    assert (row.reference, row.needs, row.warnings) == ("waits", (), ())


def test_strand_shows_its_update_before_and_is_not_called_silent():
    strand = builders.make_strand()
    builders.make_round(DECEMBER, due=date(2025, 1, 5))
    builders.make_update(
        NOVEMBER, strand=strand, stated_rag="on_track", rag_reason="In time", state="accepted"
    )
    latest = builders.make_update(DECEMBER, strand=strand, progress="Secret", state="accepted")
    assert live_snapshot()[STRANDS][0].update.month == DECEMBER
    builders.make_exemption(latest)
    (row,) = live_snapshot()[STRANDS]
    assert (row.update.month, row.rating.label, row.silence) == (NOVEMBER, "On track", "")
    assert live_snapshot(Audience.PART_TWO)[STRANDS][0].update.month == DECEMBER


def test_exempt_section_text_and_return_leave_their_rows():
    text = builders.make_update(section="finance-pressures", progress="Secret")
    indicator = builders.make_indicator()
    builders.make_return(indicator, value=Decimal(1), reported_in=NOVEMBER)
    latest = builders.make_return(indicator, value=Decimal(2), reported_in=DECEMBER)
    for one in (text, latest):
        builders.make_exemption(one)
    assert live_snapshot()[TEXTS] == ()
    assert [one.value for one in live_snapshot()[INDICATORS][0].returns] == [Decimal(1)]


def bound_text(**fields: object) -> StrandUpdate:
    words = "Issued: {{ ehcp.plans_issued 2024-12 }}"
    return builders.make_update(
        strand=builders.make_strand(), progress=words, state="accepted", **fields
    )


def test_public_text_can_neither_bind_nor_tell_an_exempt_figure():
    builders.make_exemption(builders.make_monthly_return(DECEMBER, plans_issued=51))
    builders.make_monthly_return(NOVEMBER, plans_issued=40)
    text = bound_text()
    with pytest.raises(ValidationError) as refused:
        text.clean()
    assert "has no reading for December 2024" in str(refused.value) and "51" not in str(
        refused.value
    )
    html = reader("manager").get("/live/strands/strategy/").content.decode()
    assert "[no reading: ehcp.plans_issued 2024-12]" in html


def test_exempt_text_binds_an_exempt_figure_and_part_two_tells_it():
    builders.make_exemption(builders.make_monthly_return(DECEMBER, plans_issued=51))
    text = bound_text()
    builders.make_exemption(text)
    text.clean()
    builders.make_meeting()
    assert "Issued: 51" in word.texts(word.opened(stored_annex(published())))


def test_circle_through_an_exempt_milestone_is_refused_without_its_name():
    first, last = (
        builders.make_milestone("first", title="First"),
        builders.make_milestone("last", title="Last"),
    )
    hidden = lease()
    builders.make_dependency(last, hidden)
    builders.make_dependency(hidden, first)
    builders.make_exemption(hidden)
    with pytest.raises(ValidationError) as refused:
        MilestoneDependency(milestone=first, needs=last).clean()
    said = refused.value.message_dict["needs"][0]
    assert (
        said
        == "“First” can't wait for “Last”: that one waits for another milestone, which waits for “First”. Choose another."
    )


def test_dependencies_of_another_strand_offer_no_exempt_milestone():
    hidden = lease()
    strand = builders.make_strand("mine", number=2)
    builders.make_officer(strand, person("officer"), valid_from=date(2024, 9, 1))
    mine = builders.make_milestone("mine", strand=strand, title="My own", forecast="March 2025")
    builders.make_dependency(mine, hidden)
    client = reader("officer")
    assert client.get("/milestones/mine/dependencies/").content.decode().count("Sign the lease") > 1
    builders.make_exemption(hidden)
    html = client.get("/milestones/mine/dependencies/").content.decode()
    assert "Sign the lease" not in html and "It waits for nothing yet." in html
    answer = client.post("/milestones/mine/dependencies/", {"needs": str(hidden.pk)})
    assert "Sign the lease" not in answer.content.decode()
    assert client.get("/milestones/lease/edit/").status_code == 404


def test_saving_an_exempt_milestone_leads_back_to_its_form():
    milestone, client = lease(), reader("manager")
    builders.make_exemption(milestone)
    assert "is exempt from publication" in client.get("/milestones/lease/edit/").content.decode()
    answer = fill_in(client, "/milestones/lease/edit/", owner="Head of Property")
    assert answer["Location"] == "/milestones/lease/edit/"


def test_import_desk_neither_reads_nor_writes_an_exempt_milestone():
    milestone = lease(forecast="March 2025", reason="Negotiated")
    builders.make_exemption(milestone)
    found = check_file(
        "milestones", IncomingFile("rows.csv", b"reference,forecast\nlease,June 2025\n")
    )
    assert [str(one.wrong) for one in found.problems] == [
        "This reference can't be used in a file: leave the row out."
    ]
    assert b"lease" not in stored_file(KINDS["milestones"], "csv", Month(2025, 1))
    with change(by=None):
        Exemption.objects.get().delete()
    assert b"lease" in stored_file(KINDS["milestones"], "csv", Month(2025, 1))


# Editions


def published(token: str = "1") -> Edition:
    meeting = Meeting.objects.get()
    unchecked = "A test publishes what it made"
    return publish_edition(
        by=person("manager"), meeting=meeting, token=token, on=ON, unchecked=unchecked
    )


def file_of(edition: Edition, name: str, kind: ContentKind) -> bytes:
    return bytes(edition.held.get(kind=kind, name=name).file.content)


def stored_annex(edition: Edition) -> bytes:
    return file_of(edition, "part-two.docx", ContentKind.PART_TWO)


def test_part_two_says_of_each_item_why_and_by_whom():
    builders.make_meeting()
    builders.make_exemption(lease(success_criteria="Rent under £90,000"), paragraph=3)
    builders.make_exemption(
        builders.make_monthly_return(DECEMBER, appeals_open=3, plans_issued=51), paragraph=1
    )
    said = word.texts(word.opened(stored_annex(published())))
    assert (
        "NOT FOR PUBLICATION: exempt under paragraphs 1 and 3 of Schedule 12A of the Local Government Act 1972"
        in said
    )
    assert "Milestone: Sign the lease" in said and "Rent under £90,000" in said
    assert (
        "Paragraph 3: Information relating to the financial or business affairs of any particular person"
        in said
    )
    assert "Public interest: Terms are still negotiated" in said
    assert "Decided by: Monitoring Officer, 10 January 2025" in said
    # Small counts of children are hidden in Part II too.
    assert "Plans issued 51" in said and "Appeals open [c]" in said


def test_part_one_says_that_there_is_a_part_two_and_nothing_of_it():
    builders.make_meeting()
    for paragraph, record in (
        (3, lease()),
        (3, builders.make_milestone("b")),
        (1, builders.make_risk()),
    ):
        builders.make_exemption(record, paragraph=paragraph)
    said = word.texts(word.opened(file_of(published(), "paper.docx", ContentKind.PAGE)))
    assert (
        "An annex to this report (Part II) holds information that is exempt under paragraphs 1 and 3 of Schedule 12A of the "
        "Local Government Act 1972. It is not for publication."
    ) in said
    assert "Sign the lease" not in said and "Terms are still negotiated" not in said
    assert [row.paragraph for row in live_snapshot()[NOTICES]] == [1, 3]


def test_without_anything_exempt_there_is_no_part_two():
    builders.make_meeting()
    # Not yet accepted, it would be on no page either.
    draft = builders.make_update(
        strand=builders.make_strand(), progress="Not accepted", state=UpdateState.SUBMITTED
    )
    builders.make_exemption(draft)
    edition = published()
    assert not edition.held.filter(kind=ContentKind.PART_TWO).exists()
    assert "Part II" not in word.texts(
        word.opened(file_of(edition, "paper.docx", ContentKind.PAGE))
    )


def test_edition_keeps_the_exempt_rows_apart_from_the_public_ones():
    builders.make_meeting()
    builders.make_monthly_return(NOVEMBER)
    builders.make_exemption(builders.make_monthly_return(DECEMBER))
    edition = published()
    apart = MONTHS.decode(file_of(edition, "ehcp.months", ContentKind.PART_TWO))
    public = MONTHS.decode(file_of(edition, "ehcp.months", ContentKind.SECTION))
    assert ([row.month.iso for row in public], [row.month.iso for row in apart]) == (
        ["2024-11"],
        ["2024-12"],
    )
    (item,) = EXEMPT.decode(file_of(edition, EXEMPT.name, ContentKind.PART_TWO))
    assert (item.paragraph, item.decided_by, item.title) == (
        3,
        "Monitoring Officer",
        "EHCP figures, December 2024",
    )
    held = set(edition.held.filter(kind=ContentKind.PART_TWO).values_list("name", flat=True))
    assert held == {"committee.exempt", "ehcp.months", "part-two.docx"}
    assert edition.contents == edition.held.count()
    assert EXEMPT.name not in {section.name for section in SECTIONS}


def test_what_is_published_of_part_one_does_not_hang_on_part_two():
    """The hash is public: with Part II in it, somebody could try out what Part II says."""
    builders.make_meeting()
    milestone = lease(success_criteria="Rent under £90,000")
    builders.make_exemption(milestone)
    first = published("1")
    milestone.success_criteria = "Rent under £80,000"
    builders.saved(milestone)
    second = published("2")
    assert stored_annex(first) != stored_annex(second)
    assert file_of(first, "strands.milestones", ContentKind.SECTION) == file_of(
        second, "strands.milestones", ContentKind.SECTION
    )
    said = [one for one in first.held.exclude(kind=ContentKind.PART_TWO) if "part" in one.name]
    assert [one.name for one in said] == ["committee.part_two"]


def test_part_two_never_changes_and_goes_when_its_edition_is_sealed():
    builders.make_meeting()
    milestone = lease()
    builders.make_exemption(milestone)
    edition = published()
    before = stored_annex(edition)
    fill_in(reader("manager"), at("exempt_lift", milestone), why="Signed")
    milestone.title = "Another name"
    builders.saved(milestone)
    address = f"/meetings/2025-01-22/editions/{edition.number}/part-two.docx"
    assert reader("manager").get(address).content == stored_annex(edition) == before
    asked = request_sealing(
        by=person("manager"), edition=edition, category="other", reason="A slip"
    )
    seal_edition(by=person("auditor"), sealing=asked)
    assert {one.file.content for one in edition.held.select_related("file")} == {None}
    assert reader("manager").get(address).status_code == 404


def test_publish_preview_says_how_it_splits():
    builders.make_meeting()
    builders.make_exemption(lease())
    address = "/meetings/2025-01-22/publish/"
    said = words(parsed(reader("manager").get(address).content.decode()).find(".//main"))
    assert (
        "Part II, not for publication" in said and "Milestone: Sign the lease Paragraph 3." in said
    )
    assert "/live/milestones/lease/" not in reader("manager").get(address).content.decode()
