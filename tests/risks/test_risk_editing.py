"""Officers keep the register: words, scores that a matrix holds, mitigations; a restricted risk does not exist for them."""

from datetime import date

import pytest
from django.test import Client

from risks.models import Mitigation, Risk, RiskAssessment
from sendprog.records.data_version import DataVersion
from sendprog.records.rights import can_edit, can_see_history
from tests import builders
from tests.builders import PASSWORD
from tests.conftest import pairs
from tests.crawling import main_of, parsed, words
from tests.filling import (
    banner,
    conflict,
    errors,
    fill_in,
    send,
    send_everywhere,
    signed_in,
    standing,
)

pytestmark = pytest.mark.django_db

TODAY = date(2025, 1, 22)
EDIT, ASSESS = "/risks/risk-1/edit/", "/risks/risk-1/assess/"
NEW, FIRST = "/risks/risk-1/mitigations/new/", "/risks/risk-1/mitigations/1/"
FORMS = [EDIT, ASSESS, NEW, FIRST]
every_form = pytest.mark.parametrize("address", FORMS)


@pytest.fixture(autouse=True)
def on_the_day(settings):
    settings.SENDPROG_TODAY = TODAY


@pytest.fixture
def strand():
    return builders.make_strand()


@pytest.fixture
def risk(strand):
    """Scored 12 in November, target 6, with one mitigation."""
    risk = builders.make_risk(strand=strand, owner="Head of SEND", response="treat")
    builders.make_assessment(risk, inherent_score=20, target_score=6)
    builders.make_mitigation(risk)
    return risk


@pytest.fixture
def officer(strand, risk):
    user = builders.make_user(role="officer")
    builders.make_officer(strand, user)
    return signed_in(user)


@pytest.fixture
def manager(risk):
    return signed_in(builders.make_user("manager", role="manager"))


def restrict(risk):
    risk.restricted = True
    risk.save()


def now() -> Risk:
    return Risk.objects.get()


def scored() -> RiskAssessment:
    return RiskAssessment.objects.latest("as_at")


# Who


@every_form
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("member", 403),
        ("officer", 403),
        ("manager", 200),
        ("figures administrator", 403),
        ("auditor", 403),
        ("", 403),
    ],
)
def test_a_role_without_the_strand_edits_only_with_the_permission(role, status, address, risk):
    client = signed_in(builders.make_user("somebody", role=role))
    assert client.get(address).status_code == status
    assert client.post(address, {}).status_code == status


@every_form
def test_officers_of_the_strand_edit_and_anonymous_signs_in(address, officer):
    assert officer.get(address).status_code == 200
    response = Client().get(address)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


@every_form
def test_a_risk_of_no_strand_is_for_those_with_the_permission(address, officer, manager, risk):
    risk.strand = None
    risk.save()
    assert [client.get(address).status_code for client in (officer, manager)] == [403, 200]


@every_form
def test_a_right_withdrawn_is_gone_with_the_next_request(address, officer, strand):
    form = standing(officer.get(address))
    post = strand.officers.get()
    post.valid_to = date(2025, 1, 21)
    post.save()
    assert send(officer, address, form).status_code == 403


@every_form
def test_a_restricted_risk_does_not_exist_for_its_officer(address, officer, manager, risk):
    restrict(risk)
    for ask in (officer.get, officer.post):
        response = ask(address, {})
        assert response.status_code == 404
        assert "Risk 1" not in main_of(response.content.decode())
    assert manager.get(address).status_code == 200


def test_the_history_of_a_restricted_risk_does_not_exist_for_its_officer(officer, manager, risk):
    auditor = signed_in(builders.make_user("auditor", role="auditor"))
    records = [risk, risk.assessments.get(), risk.mitigations.get()]
    addresses = [f"/history/{record._meta.label_lower}/{record.pk}/" for record in records]
    entries = [
        f"{address}{record.history.first().history_id}/undo/"
        for address, record in zip(addresses, records, strict=True)
    ]
    assert {officer.get(address).status_code for address in addresses + entries} == {200}
    restrict(risk)
    assert {officer.get(address).status_code for address in addresses + entries} == {404}
    assert {
        client.get(address).status_code for client in (manager, auditor) for address in addresses
    } == {200}
    user = risk.strand.officers.get().user
    assert not any(
        can_edit(user, record) or can_see_history(user, record)
        for record in [Risk.objects.get(), *records[1:]]
    )


@pytest.mark.parametrize(
    "address",
    [
        "/risks/nonesuch/edit/",
        "/risks/nonesuch/assess/",
        "/risks/risk-1/mitigations/2/",
        f"/risks/risk-1/mitigations/{'9' * 40}/",
    ],
)
def test_what_is_not_there_is_not_found(address, officer, manager):
    assert manager.get(address).status_code == 404


@every_form
def test_opening_a_form_changes_nothing(address, officer):
    before = DataVersion.current().token
    assert officer.get(address)["Cache-Control"] == "private, no-store"
    assert officer.head(address).status_code == 200
    assert DataVersion.current().token == before


# The risk


def test_a_risk_is_edited_and_the_edit_undone(officer, risk):
    response = fill_in(
        officer, EDIT, title="Money runs out", proximity="Within a year", why="As the board put it"
    )
    assert response["Location"] == "/live/risks/risk-1/"
    assert banner(officer, response) == "Saved: the risk is changed. Undo"
    assert (now().title, now().proximity, now().owner, now().version) == (
        "Money runs out",
        "Within a year",
        "Head of SEND",
        2,
    )
    entry = risk.history.first()
    assert (entry.history_user.username, entry.history_change_reason) == (
        "officer",
        "As the board put it",
    )
    assert (
        officer.post(f"/history/risks.risk/{risk.pk}/{entry.history_id}/undo/").status_code == 302
    )
    assert (now().title, now().version) == ("Risk 1", 3)


def test_the_reading_page_leads_here_and_this_page_to_the_others(officer, risk):
    shell = parsed(officer.get("/risks/risk-1/").content.decode())
    assert {"/risks/risk-1/edit/", f"/history/risks.risk/{risk.pk}/"} <= {
        link.get("href") for link in shell.iter("a")
    }
    page = parsed(officer.get(EDIT).content.decode()).find(".//main")
    assert {ASSESS, NEW, FIRST, "/live/risks/risk-1/"} <= {
        link.get("href") for link in page.iter("a")
    }
    assert "Score: 12 , as at 30 November 2024." in words(page)


def test_only_those_with_the_permission_restrict_a_risk(officer, manager):
    assert "restricted" not in officer.get(EDIT).content.decode()
    fill_in(officer, EDIT, restricted="on", title="Renamed")
    assert (now().restricted, now().title) == (False, "Renamed")
    response = fill_in(manager, EDIT, restricted="on")
    assert now().restricted
    assert response["Location"] == EDIT
    assert banner(manager, response) == "Saved: the risk is changed. Undo"


def test_a_closed_risk_is_opened_again(officer):
    response = fill_in(officer, EDIT, closed_on="20/01/2025")
    assert (now().closed_on, response["Location"]) == (date(2025, 1, 20), EDIT)
    assert banner(officer, response) == "Saved: the risk is changed. Undo"
    assert fill_in(officer, EDIT, closed_on="")["Location"] == "/live/risks/risk-1/"
    assert now().closed_on is None


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"title": ""}, "title", "Fill in “Title”."),
        ({"title": "a" * 301}, "title", "at most 300 characters"),
        ({"description": "a" * 10_001}, "description", "at most 10000 characters"),
        (
            {"closed_on": "January 2025"},
            "closed_on",
            "January 2025 is not a day: write the day too",
        ),
        (
            {"closed_on": "31 February 2025"},
            "closed_on",
            "There is no 31 February 2025: check the day.",
        ),
        ({"response": "panic"}, "response", "Select a valid choice"),
    ],
)
def test_errors_of_a_risk_stand_at_their_fields(typed, field, said, officer):
    response = fill_in(officer, EDIT, owner="Kept as typed", **typed)
    assert errors(response).keys() == {field}
    assert said in errors(response)[field]
    assert standing(response)["owner"] == "Kept as typed"
    assert now().version == 1


# Its score


def test_a_score_is_looked_up_and_carries_on(officer, risk):
    response = fill_in(officer, ASSESS, likelihood="4", impact="5", reason="Two more tribunals")
    assert banner(officer, response) == "Saved: the score is 20. Undo"
    saved = scored()
    assert (saved.as_at, saved.likelihood, saved.impact, saved.score) == (TODAY, 4, 5, 20)
    assert (saved.inherent_score, saved.target_score, saved.reason) == (20, 6, "Two more tribunals")
    assert saved.history.get().history_change_reason == "Two more tribunals"
    assert "Up from 12" in words(parsed(officer.get("/risks/").content.decode()))


def test_a_score_alone_is_enough(officer):
    assert fill_in(officer, ASSESS, score="15", reason="As published").status_code == 302
    assert (scored().likelihood, scored().impact, scored().score) == (None, None, 15)


def test_the_same_score_again_needs_no_reason(officer):
    assert fill_in(officer, ASSESS, score="12").status_code == 302
    assert scored().as_at == TODAY


def test_a_first_score_needs_no_reason(manager):
    builders.make_risk("risk-2")
    assert fill_in(manager, "/risks/risk-2/assess/", score="25").status_code == 302


ALLOWED = "Its scores are 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20 and 25."


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            {"score": "7", "reason": "So"},
            {"score": f"No cell of Matrix, version 1 holds 7. {ALLOWED}"},
        ),
        (
            {"score": "12", "inherent_score": "7"},
            {"inherent_score": "No cell of Matrix, version 1 holds 7."},
        ),
        (
            {"score": "12", "target_score": "0"},
            {"target_score": "No cell of Matrix, version 1 holds 0."},
        ),
        ({"score": "9999", "reason": "So"}, {"score": "No cell of Matrix, version 1 holds 9999."}),
        ({"score": "9999999"}, {"score": "This is more than a million: check the digits."}),
        ({"score": "-1"}, {"score": "This can't be below 0: write the number without a sign."}),
        ({"score": "12.5"}, {"score": "A count is a whole number"}),
        ({}, {"score": "Give a score, or likelihood and impact."}),
        ({"likelihood": "3"}, {"impact": "Give both likelihood and impact, or neither."}),
        (
            {"impact": "3", "score": "12"},
            {"likelihood": "Give both likelihood and impact, or neither."},
        ),
        ({"likelihood": "6", "impact": "3"}, {"likelihood": "Select a valid choice"}),
        (
            {"likelihood": "3", "impact": "4", "score": "15", "reason": "So"},
            {
                "score": "Likelihood 3 with impact 4 scores 12 in Matrix, version 1: leave the score empty, or change the two."
            },
        ),
        ({"score": "15"}, {"reason": "Say why the score moved: it was 12 on 30 November 2024."}),
        ({"likelihood": "1", "impact": "1"}, {"reason": "Say why the score moved"}),
        ({"score": "12", "as_at": ""}, {"as_at": "Give the day of the assessment."}),
        (
            {"score": "12", "as_at": "23 January 2025"},
            {"as_at": "23 January 2025 has not come yet"},
        ),
        ({"score": "12", "as_at": "２２/01/2025"}, {"as_at": "has characters that no date has"}),
    ],
)
def test_errors_of_an_assessment_stand_at_their_fields(typed, found, officer):
    response = fill_in(officer, ASSESS, source="Kept as typed", **typed)
    said = errors(response)
    assert said.keys() == found.keys()
    assert [name for name, some in found.items() if some not in said[name]] == []
    assert standing(response)["source"] == "Kept as typed"
    assert RiskAssessment.objects.count() == 1


def test_a_score_is_of_the_newest_version_of_its_matrix(officer):
    builders.make_matrix(2, 2, number=2)
    builders.make_matrix(9, 9, slug="another")
    said = errors(fill_in(officer, ASSESS, score="12"))
    assert said == {
        "score": "No cell of Matrix, version 2 holds 12. Its scores are 1, 2 and 4."
    } | {
        name: f"No cell of Matrix, version 2 holds {score}. Its scores are 1, 2 and 4."
        for name, score in (("inherent_score", 20), ("target_score", 6))
    }


def test_without_a_matrix_the_page_says_so(manager):
    risk = builders.make_risk("risk-2")
    for one in (*RiskAssessment.objects.all(), *risk.assessments.all()):
        one.delete()
    for matrix in builders.RiskMatrix.objects.all():
        matrix.delete()
    response = manager.get("/risks/risk-2/assess/")
    assert response.status_code == 404
    assert "This risk can't be scored yet" in words(parsed(response.content.decode()))


def test_the_same_assessment_sent_twice_is_one(officer):
    form = standing(officer.get(ASSESS))
    typed = {"score": "15", "reason": "So"}
    assert [send(officer, ASSESS, form, **typed).status_code for _ in range(2)] == [302, 302]
    assert (RiskAssessment.objects.count(), scored().version) == (2, 1)


def test_the_assessment_of_a_day_is_corrected_only_after_both_are_shown(officer, manager):
    forms = [standing(client.get(ASSESS)) for client in (officer, manager)]
    send(officer, ASSESS, forms[0], score="15", reason="Two more tribunals")
    response = send(manager, ASSESS, forms[1], score="16", reason="Three more <tribunals>")
    assert response.status_code == 409
    assert conflict(response) == {
        "Score now": ("16", "15"),
        "Why the score moved": ("Three more <tribunals>", "Two more tribunals"),
    }
    assert scored().score == 15
    assert send(manager, ASSESS, standing(response)).status_code == 302
    assert (scored().score, scored().reason, scored().version) == (16, "Three more <tribunals>", 2)


# What is done about it


def test_mitigations_are_numbered_and_never_take_a_number_twice(officer, risk):
    response = fill_in(officer, NEW, text="Ask the board monthly.", owner="Head of SEND")
    assert banner(officer, response) == "Saved: the risk has one more mitigation. Undo"
    second = risk.mitigations.get(number=2)
    assert (second.text, second.owner, second.history.get().history_user.username) == (
        "Ask the board monthly.",
        "Head of SEND",
        "officer",
    )
    second.delete()
    fill_in(officer, NEW, text="Ask them again.")
    assert [one.number for one in risk.mitigations.all()] == [1, 3]


def test_a_mitigation_is_edited(officer, risk):
    assert fill_in(officer, FIRST, text="Watch it weekly.").status_code == 302
    assert risk.mitigations.get().text == "Watch it weekly."


def test_the_same_mitigation_sent_twice_is_one(officer, risk):
    form = standing(officer.get(NEW))
    responses = [send(officer, NEW, form, text="Ask the board.\r\nMonthly.") for _ in range(2)]
    assert banner(officer, responses[1]).endswith("Saved: nothing was different.")
    assert risk.mitigations.count() == 2


def test_two_people_add_two_mitigations(officer, manager, risk):
    forms = [standing(client.get(NEW)) for client in (officer, manager)]
    send(officer, NEW, forms[0], text="Ask the board.")
    send(manager, NEW, forms[1], text="Ask the department.")
    assert [(one.number, one.text) for one in risk.mitigations.all()][1:] == [
        (2, "Ask the board."),
        (3, "Ask the department."),
    ]


def test_an_empty_mitigation_is_refused(officer):
    assert errors(fill_in(officer, NEW, text=" \n ")) == {
        "text": "Fill in “What is done about it”."
    }


# Two people, and one who was away


@pytest.mark.parametrize(
    ("address", "field", "label"),
    [(EDIT, "title", "Title"), (FIRST, "text", "What is done about it")],
)
def test_the_second_saver_sees_both_texts_and_loses_nothing(
    address, field, label, officer, manager
):
    forms = [standing(client.get(address)) for client in (officer, manager)]
    before = forms[0]["owner"]
    send(officer, address, forms[0], **{field: "Theirs", "owner": "Their owner"})
    response = send(manager, address, forms[1], **{field: "Mine <b>"})
    assert response.status_code == 409
    assert conflict(response) == {label: ("Mine <b>", "Theirs")}
    merged = standing(response)
    assert (merged[field], merged["owner"]) == ("Mine <b>", "Their owner")
    assert before != "Their owner"
    assert send(manager, address, merged).status_code == 302
    record = now() if address == EDIT else Mitigation.objects.get()
    assert (getattr(record, field), record.owner, record.version) == ("Mine <b>", "Their owner", 3)


@pytest.mark.parametrize(("address", "field"), [(EDIT, "title"), (FIRST, "text")])
def test_an_equal_second_save_is_a_success(address, field, officer, manager):
    forms = [standing(client.get(address)) for client in (officer, manager)]
    assert send(officer, address, forms[0], **{field: "The same"}).status_code == 302
    assert (
        banner(manager, send(manager, address, forms[1], **{field: "The same"}))
        == "Saved: nothing was different."
    )
    assert (now() if address == EDIT else Mitigation.objects.get()).version == 2


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        (EDIT, {"title": "Typed while away"}),
        (ASSESS, {"score": "15", "reason": "Typed while away"}),
        (NEW, {"text": "Typed while away"}),
        (FIRST, {"text": "Typed while away"}),
    ],
)
def test_typing_survives_a_sign_in(address, typed, officer):
    before = DataVersion.current().token
    away = Client()
    sign_in = send(away, address, standing(officer.get(address)), **typed)
    shown = send(away, "/accounts/login/", standing(sign_in), username="officer", password=PASSWORD)
    again = standing(shown)
    assert {name: again[name] for name in typed} == typed
    assert DataVersion.current().token == before
    assert send(away, address, again).status_code == 302
    assert DataVersion.current().token != before


# Hostile input

HOSTILE = [
    "\x00",
    "9" * 5_000,
    "1e999",
    "NaN",
    "Infinity",
    "１２",
    "1_0",
    "\u202eright to left",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[" * 5_000,
    "- " * 2_000,
    "[x](javascript:alert(1))",
    "//evil.example/",
]


@pytest.mark.parametrize(("place", "address"), pairs(range(len(HOSTILE)), FORMS, of=2))
def test_hostile_text_is_saved_as_text_or_refused_at_its_field(place, address, officer):
    hostile = HOSTILE[place]
    valid = {ASSESS: {"score": "12"}, NEW: {"text": "Ask the board."}}.get(address, {})
    names = [name for name in standing(officer.get(address)) if name != "version"]
    for page in send_everywhere(officer, address, hostile, names, **valid):
        assert page.status_code in (200, 409)
        assert b"<script>alert" not in page.content and b"<img src=x" not in page.content
    assert officer.get("/risks/").status_code == 200
    assert RiskAssessment.objects.filter(score=12).exists()


# My updates, and a new risk


def test_an_officers_risks_stand_on_my_updates(officer, strand, risk):
    builders.make_risk("risk-2", title="Not scored yet", strand=strand)
    builders.make_risk("risk-3", title="Closed", strand=strand, closed_on=date(2025, 1, 1))
    builders.make_risk("risk-4", title="Of another strand")
    page = words(
        parsed(officer.get("/my-updates/").content.decode()).find(".//section[@id='risks']")
    )
    assert "Score 12, as at " in page
    assert "Not scored yet Strategy. Not scored. Score : Not scored yet" in page
    assert "Closed" not in page and "Of another strand" not in page


def test_a_new_risk_is_scored_next(officer, strand, risk):
    response = fill_in(
        officer, "/risks/new/?strand=strategy", title="Too few places", owner="Head of SEND"
    )
    assert response["Location"] == "/risks/too-few-places/assess/"
    made = Risk.objects.get(slug="too-few-places")
    assert (made.strand, made.owner, made.restricted) == (strand, "Head of SEND", False)
    refused = fill_in(officer, "/risks/new/?strand=strategy", title="")
    assert "title" in errors(refused)


def test_a_new_risk_is_of_a_strand_one_looks_after(officer):
    builders.make_strand("sufficiency", name="Sufficiency")
    assert officer.get("/risks/new/?strand=sufficiency").status_code == 403
    assert officer.get("/risks/new/?strand=whole-programme").status_code == 403
    assert "Sufficiency" not in officer.get("/risks/new/").content.decode()
