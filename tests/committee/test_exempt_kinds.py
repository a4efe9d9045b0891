"""What can be exempt, kind by kind: marked where it is kept, gone from public snapshots, told in Part II; and what names it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from committee.models import ContentKind
from committee.models.paper import PaperSection
from committee.paper import paper
from committee.snapshot.asks import ASKS
from committee.snapshot.paper import PAPER_SECTIONS
from committee.snapshot.usual_sections import USUAL
from finance.snapshot import CONTRIBUTIONS, SAVINGS
from sendprog.records.exemptions import (
    EXEMPTIBLE,
    exemptible_address_fields,
    exemptible_foreign_keys,
    exemption_of,
    is_exempt,
)
from sendprog.records.history import Tracked, change
from sendprog.records.rights import is_hidden_from, visible_to_user
from sendprog.records.snapshots import Audience, live_snapshot, uncached_snapshot
from strands.models import ConditionStatus, Target
from strands.snapshot import COMMITMENTS, CONDITIONS, PLACES, TARGETS
from tests import builders, word
from tests.committee.test_exempt import ON, SAID, at, person, published, stored_annex
from tests.crawling import parsed, reader, words
from tests.filling import banner, fill_in

pytestmark = pytest.mark.django_db

# What readers see and yet is never exempt, with the reason. A new kind of record is exemptible, goes with one, or stands here.
NEVER_EXEMPT = {
    "strands.Strand": "What the programme is: its strands and objectives are public from the first report.",
    "strands.StrandOfficer": "A duty of an account, on no page of a reader.",
    "strands.Workstream": "A heading under a strand.",
    "strands.UpdateRound": "When updates are due: on no page of a reader.",
    "strands.Commitment": "That there is an agreement, and with whom, is public; what it asks for is its conditions.",
    "strands.StrandCommitment": "That a strand delivers an agreement.",
    "strands.CommitmentReport": "That a report is due under an agreement, and when it was sent.",
    "strands.SeriesFrequency": "How often figures come.",
    "strands.Indicator": "What is counted, and how; what it comes to is its returns.",
    "ehcp.ContactReturn": "How many families called and how long they waited: no record of a child.",
    "ehcp.ComparatorList": "Which councils published figures are set beside ours.",
    "finance.Plan": "The name and standing of a plan.",
    "finance.PlanYear": "The published plan, against which every position is told; one that is not public is not entered yet.",
    "finance.ConfidenceScale": "Words for how sure a saving is.",
    "risks.RiskMatrix": "How every risk is scored.",
    "risks.RiskMatrixLevel": "How every risk is scored.",
    "risks.RiskMatrixCell": "How every risk is scored.",
    "committee.Meeting": "When the committee meets, and the recommendation and resolution that it minutes in public.",
    "committee.PaperTitleBlock": "The head of a report, which an agenda names in public.",
    "committee.GlossaryTerm": "What a word means on every page.",
    "committee.HeadlineMeasure": "Which measures head the pages; what they come to is their readings.",
    "committee.ScorecardMeasure": "Which measures the scorecard has; what they come to is their readings.",
    "committee.ScorecardException": "What officers say in public of a measure past its floor: an exempt figure opens none.",
    "sendprog.MonthLock": "That a month is closed: on no page of a reader.",
    "sendprog.HeadingChoice": "What a heading of a file stands for: on no page of a reader.",
    "sendprog.Exemption": "What makes others exempt: on no page of a reader.",
}


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.SENDPROG_TODAY = ON
    for name in ("member", "officer", "manager", "auditor"):
        builders.make_user(name, role=name, is_staff=name in ("manager", "auditor"))


def test_every_kind_of_record_can_be_exempt_or_says_why_not():
    tracked = {model for model in apps.get_models() if issubclass(model, Tracked)}
    own = {known.model for known in EXEMPTIBLE.values()}
    along = {
        model
        for model in tracked - own
        if exemptible_foreign_keys(model) or exemptible_address_fields(model)
    }
    never = {apps.get_model(label) for label in NEVER_EXEMPT}
    assert tracked == own | along | never
    assert not never & (own | along)
    # What is said of another record goes with it; a target of any other measure than a scheme's stays.
    said_of_others = {
        "PositionFigure",
        "ConditionStatus",
        "MilestoneDependency",
        "Mitigation",
        "RiskAssessment",
        "Target",
    }
    assert {model.__name__ for model in along} == said_of_others


# Each kind


def saving() -> Tracked:
    return builders.make_saving(
        title="Lower fees", planned=Decimal(617_000), note="Terms of the provider"
    )


def contribution() -> Tracked:
    return builders.make_contribution(
        builders.make_plan(), amount=Decimal(417_000), source="Letter of the Department"
    )


def condition() -> Tracked:
    found = builders.make_condition(
        builders.make_commitment(), wording="Cut the deficit", if_missed="Payments stop"
    )
    builders.make_condition_status(found, stated_rag="at_risk", words="It slips")
    return found


def places() -> Tracked:
    return builders.make_places(
        provision="School at the docks", places=48, definition="Places of the new school"
    )


def section() -> Tracked:
    return builders.make_paper_section(
        "claim", title="A claim", standing_text="Counsel advises to settle"
    )


Make = Callable[[], Tracked]
KINDS: list[tuple[Make, Any, str, list[str]]] = [
    (
        saving,
        SAVINGS,
        "Saving: Lower fees, 2024/25",
        ["Planned £617,000", "Note Terms of the provider"],
    ),
    (
        contribution,
        CONTRIBUTIONS,
        "Contribution: Department for Education, 2024/25",
        ["Amount £417,000", "Plan Plan"],
    ),
    (
        condition,
        CONDITIONS,
        "Condition: Condition 1 of Agreement",
        ["Wording Cut the deficit", "Status It slips"],
    ),
    (places, PLACES, "Places scheme: School at the docks", ["Places 48", "Stage Planned"]),
    (
        section,
        PAPER_SECTIONS,
        "Paper section: A claim",
        ["What it says", "Counsel advises to settle"],
    ),
]
every_kind = pytest.mark.parametrize(
    ("make", "section_of", "title", "told"), KINDS, ids=[make.__name__ for make, *_ in KINDS]
)


@every_kind
def test_it_is_marked_from_its_form_and_leaves_the_public_snapshot(make, section_of, title, told):
    record, client = make(), reader("manager")
    label, whole = record._meta.label_lower, len(live_snapshot()[section_of])
    form = reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]
    )
    links = {
        words(link): link.get("href")
        for link in parsed(client.get(form).content.decode()).iter("a")
    }
    assert links["Exempt from publication"] == at("exempt_mark", record)
    answer = fill_in(client, links["Exempt from publication"], **SAID)
    assert banner(client, answer).startswith(f"Saved: “{record}” is exempt.")
    assert exemption_of(record).kind == label
    assert len(live_snapshot()[section_of]) == whole - 1
    assert len(live_snapshot(Audience.PART_TWO)[section_of]) == whole
    assert [
        is_hidden_from(person(name), record) for name in ("member", "officer", "manager", "auditor")
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert reader("officer").get(at("history", record)).status_code == 404
    fill_in(client, at("exempt_lift", record), why="It is public now")
    assert len(live_snapshot()[section_of]) == whole


def test_list_says_what_can_be_exempt_and_leads_there():
    page = parsed(reader("manager").get("/exempt/").content.decode())
    found = {words(link): link.get("href") for link in page.find(".//main").iter("a")}
    assert len(found) == len(EXEMPTIBLE)
    assert (
        found["Savings"] == "/admin/finance/saving/"
        and found["Places schemes"] == "/admin/strands/placesscheme/"
    )
    assert reader("manager").get(found["Savings"]).status_code == 200


@every_kind
def test_part_two_tells_it(make, section_of, title, told):
    builders.make_meeting()
    builders.make_exemption(make())
    said = word.texts(word.opened(stored_annex(published())))
    assert [words for words in (title, *told) if words not in said] == []


# What names it


def test_rating_of_an_exempt_condition_and_its_agreement_say_nothing_of_it():
    agreement = builders.make_commitment()
    builders.make_condition(agreement, reference="2", wording="Publish the plan")
    exempt = builders.make_condition(agreement)
    status = builders.make_condition_status(exempt, words="It slips")
    builders.make_exemption(exempt)
    (row,) = live_snapshot()[COMMITMENTS]
    assert [one.wording for one in row.conditions] == ["Publish the plan"]
    assert is_hidden_from(person("officer"), status) and not is_hidden_from(
        person("auditor"), status
    )
    assert not visible_to_user(ConditionStatus.objects.all(), person("officer")).exists()


def test_target_of_an_exempt_scheme_goes_with_it_and_no_other():
    scheme = places()
    target, other = builders.make_target(scheme.address), builders.make_target()
    builders.make_exemption(scheme)
    assert [row.measure for row in live_snapshot()[TARGETS]] == [other.measure]
    assert len(live_snapshot(Audience.PART_TWO)[TARGETS]) == 2
    officer = person("officer")
    assert is_hidden_from(officer, target) and not is_hidden_from(officer, other)
    assert list(visible_to_user(Target.objects.all(), officer)) == [other]
    assert set(visible_to_user(Target.objects.all(), person("manager"))) == {target, other}


def test_scheme_in_the_bin_takes_its_address_along():
    scheme = places()
    builders.make_target(scheme.address)
    builders.make_exemption(scheme)
    with change(by=None):
        scheme.delete()
    assert live_snapshot()[TARGETS] == ()


def test_ask_about_an_exempt_scheme_stays_without_its_address():
    builders.make_meeting()
    scheme = places()
    builders.make_ask(measure=scheme.address)
    assert [row.measure for row in live_snapshot()[ASKS]] == [scheme.address]
    builders.make_exemption(scheme)
    assert [row.measure for row in live_snapshot()[ASKS]] == [""]
    assert [row.measure for row in live_snapshot(Audience.PART_TWO)[ASKS]] == [scheme.address]


def test_officers_keep_the_schemes_of_their_strand():
    strand = builders.make_strand()
    builders.make_officer(strand, person("officer"))
    scheme = builders.make_places(strand=strand)
    target = builders.make_target(scheme.address)
    builders.make_exemption(scheme)
    answers = [reader("officer").get(at("history", one)).status_code for one in (scheme, target)]
    assert answers == [200, 200]


def test_number_of_an_exempt_scheme_is_told_in_no_public_text():
    scheme = places()
    builders.make_exemption(scheme)
    words_of = builders.make_paper_section(standing_text=f"Places: {{{{ {scheme.address} }}}}")
    with pytest.raises(ValidationError, match="There is no measure at"):
        words_of.clean()
    assert "[no reading: strands.places.new-school]" in "".join(
        told().values()
    ) and "48" not in "".join(told().values())
    builders.make_exemption(words_of)
    words_of.clean()


# Sections of the paper


def told() -> dict[str, str]:
    return word.sections(word.opened(paper(uncached_snapshot(), None, draft=True)))


def test_usual_section_does_not_come_back_in_the_place_of_an_exempt_one():
    usual = next(one for one in USUAL if one.slug == "legal")
    builders.make_exemption(
        builders.make_paper_section(
            "legal", title="Legal advice", standing_text="Counsel advises to settle"
        )
    )
    slugs = [row.slug for row in live_snapshot()[PAPER_SECTIONS]]
    assert "legal" not in slugs and len(slugs) == len(USUAL) - 1
    assert not [line for line in told() if usual.title in line or "Legal advice" in line]


def test_parts_of_an_exempt_section_are_numbered_on_as_sections():
    before = live_snapshot()[PAPER_SECTIONS]
    assert [row.slug for row in before if row.is_part] == ["strands", "ehcp"]
    usual = next(one for one in USUAL if one.slug == "update")
    builders.make_exemption(builders.make_paper_section("update", order=30, title=usual.title))
    after = live_snapshot()[PAPER_SECTIONS]
    assert [row.slug for row in after] == [row.slug for row in before if row.slug != "update"]
    assert not any(row.is_part for row in after)


def test_exempt_part_leaves_the_others_where_they_are():
    builders.make_exemption(
        builders.make_paper_section("strands", order=40, is_part=True, title="Progress")
    )
    assert [row.slug for row in live_snapshot()[PAPER_SECTIONS] if row.is_part] == ["ehcp"]


def test_section_left_out_of_the_paper_is_in_no_part_of_it():
    builders.make_meeting()
    builders.make_exemption(builders.make_paper_section("claim", shown=False))
    assert not published().held.filter(kind=ContentKind.PART_TWO).exists()


def test_manager_marks_a_section_from_its_page_and_goes_on_editing_it():
    client = reader("manager")
    assert "Exempt from publication" not in client.get("/paper/legal/edit/").content.decode()
    fill_in(client, "/paper/legal/edit/", standing_text="Counsel advises to settle")
    record = PaperSection.objects.get()
    assert at("exempt_mark", record) in client.get("/paper/legal/edit/").content.decode()
    asked = client.get(at("exempt_mark", record)).content.decode()
    assert "The whole section, with its heading, leaves the paper" in asked
    fill_in(client, at("exempt_mark", record), **SAID)
    assert "only Part II prints it" in client.get("/paper/legal/edit/").content.decode()
    assert "(exempt: in Part II only)" in client.get("/paper/").content.decode()
    fill_in(client, "/paper/legal/edit/", standing_text="Counsel advises to wait")
    assert "Counsel" not in " ".join(told().values())
    assert is_exempt(PaperSection.objects.get())


def test_whoever_edits_the_paper_and_not_what_is_exempt_finds_no_exempt_section():
    builders.make_exemption(builders.make_paper_section("claim"))
    editor = builders.make_user("editor", role="member")
    editor.user_permissions.add(Permission.objects.get(codename="change_papersection"))
    client = reader("editor")
    assert "laim" not in client.get("/paper/").content.decode()
    assert client.get("/paper/claim/edit/").status_code == 404
