"""Roles are never people, levels are the matrix's own words, and an indicator's numbers are in its unit: by every door."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from sendprog.loads.actions import IncomingFile, check_file, current_month
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import make_plan
from sendprog.records.history import change
from sendprog.values.roles import role_problem
from strands.models import IndicatorReturn
from tests.builders import make_indicator, make_matrix, make_return, make_risk, make_user
from tests.filling import standing

pytestmark = pytest.mark.takes_turns

HEAD = "reference,title,as_at,likelihood,impact,score\n"


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


@pytest.fixture
def browser(db) -> Client:
    client = Client()
    client.force_login(make_user("admin", is_superuser=True, is_staff=True))
    return client


@pytest.mark.parametrize(
    "text",
    ["a.person@example.gov.uk", "Mrs Example", "Head of SEND, Cllr Example", "Lead, 01632 960001"],
)
def test_a_text_that_names_a_person(text):
    assert role_problem(text)


@pytest.mark.parametrize(
    "text",
    [
        "Head of SEND",
        "Director of Children's Services",
        "Designated clinical officer",
        "SRO 2025/26",
        "",
    ],
)
def test_a_text_that_names_a_role(text):
    assert not role_problem(text)


@pytest.mark.django_db
def test_no_door_takes_a_person_for_an_owner(browser):
    content = b"reference,title,owner\nS1,x,a.person@example.gov.uk\n"
    for kind in ("risks", "milestones"):
        (problem,) = check_file(kind, IncomingFile("a.csv", content)).problems
        assert problem.column == "owner" and "a role, never a person" in problem.wrong
    risk = make_risk("S1")
    for address in (f"/admin/risks/risk/{risk.pk}/change/", "/risks/s1/edit/"):
        answer = browser.post(address, standing(browser.get(address)) | {"owner": "Mr Example"})
        assert "This names a person" in answer.content.decode()


def matrix_with_words() -> None:
    matrix = make_matrix()
    words = {"likelihood": ("Rare", "Unlikely", "Possible", "Likely", "Certain")}
    words["impact"] = ("Minor", "Slight", "Medium", "Major", "Critical")
    with change(by=None):
        for level in matrix.levels.all():
            level.label = words[level.axis][level.number - 1]
            level.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "scores"),
    [
        ("4 - Likely,5 - Critical,20", (4, 5, 20)),
        ("Possible,Major,12 (Amber)", (3, 4, 12)),
        ("4,5,20 - Red", (4, 5, 20)),
        ("likely,CRITICAL,20", (4, 5, 20)),
        ("4 (Likely),5: Critical,20", (4, 5, 20)),
    ],
)
def test_levels_by_number_word_or_both(cells, scores):
    matrix_with_words()
    result = check_file("risks", IncomingFile("a.csv", f"{HEAD}S1,x,04/12/2024,{cells}\n".encode()))
    assert [str(problem) for problem in result.problems] == []
    (row,) = make_plan(KINDS["risks"], result, until=current_month()).rows
    values = row.records[1].values
    assert (values["likelihood"], values["impact"], values["score"]) == scores


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("Probable,5,20", "the matrix has no such likelihood: write one of 1 (Rare)"),
        ("4 - Unlikely,5,20", "“Unlikely” is likelihood 2: which is meant?"),
        ("TBC,5,20", "this is not known yet"),
    ],
)
def test_a_level_that_the_matrix_lacks_is_one_message(cells, said):
    matrix_with_words()
    (problem,) = check_file(
        "risks", IncomingFile("a.csv", f"{HEAD}S1,x,04/12/2024,{cells}\n".encode())
    ).problems
    assert problem.column == "likelihood" and said in problem.wrong


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [
        ("percent", "42.5%", "42.5"),
        ("percent", "£51.6m", None),
        ("pounds", "£51.6m", "51600000"),
        ("count", "42.5%", None),
    ],
)
def test_an_indicators_number_is_in_its_unit(browser, unit, typed, value):
    record = make_return(
        make_indicator("appeals", unit=unit), value=Decimal(10), reported_in=date(2024, 12, 1)
    )
    address = f"/admin/strands/indicatorreturn/{record.pk}/change/"
    sent = standing(browser.get(address)) | {"value": typed, "change_reason": "Recount"}
    answer = browser.post(address, sent)
    if value is None:
        assert answer.status_code == 200 and "this is not" in answer.content.decode()
    else:
        assert answer.status_code in (302, 422)
    assert IndicatorReturn.objects.get(pk=record.pk).value in (Decimal(10), Decimal(value or 10))
