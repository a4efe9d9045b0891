"""Figures are held against one another, their neighbours and 100; markers are kept or refused; no score is of tomorrow."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from sendprog.loads.actions import IncomingFile, check_file, current_month
from sendprog.loads.cross_checks import (
    issued_question,
    rate_questions,
    scale_question,
    share_question,
)
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import make_plan
from sendprog.values.periods import Month
from tests.builders import (
    make_assessment,
    make_indicator,
    make_matrix,
    make_monthly_return,
    make_position,
    make_return,
    make_risk,
    make_user,
)
from tests.filling import standing

HEADER = "month,requests_received,assessments_agreed,plans_issued,plans_issued_within_20_weeks,plans_maintained,annual_reviews_overdue"
DSG = "month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit"


@pytest.fixture(autouse=True)
def in_january_2025(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 22)


@pytest.mark.parametrize(
    ("value", "before", "after", "asked"),
    [
        (90, 900, 931, True),
        (9, 900, None, True),
        (9000, None, 900, True),
        (900, 931, 870, False),
        (0, 900, 900, False),
        (90, 900, 95, False),
        (300, 900, 900, False),
        (Decimal("5160000"), Decimal("51600000"), None, True),
    ],
)
def test_a_value_of_another_size_than_its_neighbours(value, before, after, asked):
    assert bool(scale_question(value, before, after)) is asked


def series(*pairs: tuple[int, int]) -> dict[Month, dict[str, int]]:
    return {
        Month(2024, number): {"part": part, "whole": whole}
        for number, (part, whole) in enumerate(pairs, 1)
    }


@pytest.mark.parametrize(
    ("pairs", "asked"),
    [
        ([(58, 155), (66, 166), (43, 167)], True),
        ([(58, 155), (66, 166), (71, 167)], False),
        ([(58, 155), (43, 167)], False),
        # As many as the usual percentage are asked about sooner.
        ([(60, 150), (62, 150), (41, 120)], True),
        ([(60, 150), (62, 150), (55, 150)], False),
        ([(0, 155), (0, 166), (60, 167)], True),
        ([(5, 10), (9, 11), (1, 12)], False),
    ],
)
def test_a_share_that_moves(pairs, asked):
    assert bool(share_question("part", "whole", Month(2024, len(pairs)), series(*pairs))) is asked


def test_more_plans_than_requests_make_plausible():
    assert issued_question(500, [243, 257]) and not issued_question(380, [243, 257])
    assert not issued_question(500, []) and not issued_question(None, [243])


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "asked"),
    [
        ("3.2", "41", "1277", ""),
        ("3.3", "41", "1277", ""),
        ("32", "41", "1277", "comes to 3.21"),
        ("0.42", "42", "100", "comes to 42"),
        ("1234", None, None, "above 100 per cent"),
        ("100", "12", "12", ""),
    ],
)
def test_a_rate_against_its_parts_and_100(value, numerator, denominator, asked):
    parts = [Decimal(text) if text else None for text in (numerator, denominator)]
    said = " ".join(rate_questions(Decimal(value), *parts, is_percent=True))
    assert (asked in said) if asked else said == ""


def warnings_of(kind: str, content: str) -> list[str]:
    result = check_file(kind, IncomingFile("a.csv", content.encode()))
    assert [str(problem) for problem in result.problems] == []
    plan = make_plan(KINDS[kind], result, until=current_month())
    return [f"{warning.message.column}: {warning.message.wrong}" for warning in plan.warnings]


@pytest.mark.django_db
def test_a_count_typed_from_a_percentage_is_asked_about():
    for month, issued, on_time in ((9, 155, 58), (10, 166, 66), (11, 167, 71)):
        make_monthly_return(
            date(2024, month, 1),
            plans_issued=issued,
            plans_issued_within_20_weeks=on_time,
            annual_reviews_overdue=900,
        )
    said = " ".join(warnings_of("ehcp", f"{HEADER}\n2024-12,243,136,167,43,9812,9\n"))
    assert "plans_issued_within_20_weeks: 43 of 167 is 26%, after 37% to 43%" in said
    assert "annual_reviews_overdue: 9 after 900" in said


@pytest.mark.django_db
def test_a_correction_is_held_against_the_month_after_it():
    make_monthly_return(date(2024, 11, 1), plans_maintained=9812)
    said = warnings_of("ehcp", f"{HEADER}\n2024-10,243,136,160,60,975,900\n")
    assert any(
        "plans_maintained: 975 is a small part of the values beside it (9,812)" in text
        for text in said
    )


DSG_BASIS = "Give in_year_basis"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "heads", "cells", "asked"),
    [
        ("gross", "", "", "The figures stored last are before any contributions;"),
        ("not_stated", "", "", ""),
        ("not_stated", ",council_contribution", ",5000000", "Are the contributions taken off"),
        ("gross", ",in_year_basis", ",not stated", ""),
        ("gross", ",in_year_basis", ",gross", ""),
    ],
)
def test_in_year_figures_that_may_be_on_another_basis_are_asked_about(stored, heads, cells, asked):
    make_position(date(2024, 10, 1), in_year_basis=stored)
    content = f"{DSG}{heads}\n2024-11,30000000,40000000,120000000{cells}\n"
    told = [text for text in warnings_of("dsg", content) if DSG_BASIS in text]
    assert len(told) == bool(asked) and all(asked in text for text in told)


@pytest.mark.django_db
def test_zero_after_a_deficit_is_asked_about():
    make_position(date(2024, 11, 1), forecast_in_year_deficit=Decimal(51_600_000))
    said = " ".join(warnings_of("dsg", f"{DSG}\n2024-12,31.2m,0,0\n"))
    assert "forecast_in_year_deficit: £0 after £51,600,000" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("dsg", f"{DSG}\n2024-12,31.2m,[x],[x]\n"),
        ("dsg", f"{DSG}\n2024-12,31.2m,51.6m [p],132m\n"),
        ("risks", "reference,title,as_at,score\nS1,x,2024-12-04,[x]\n"),
        ("contact", "month,calls_handled,satisfaction\n2024-12,12,[x]\n"),
        ("indicators", "indicator,month,value,low\nappeals,2024-12,[x],[x]\n"),
    ],
)
def test_a_marker_that_a_column_cannot_keep_is_refused(kind, content):
    make_indicator("appeals")
    result = check_file(kind, IncomingFile("a.csv", content.encode()))
    assert result.problems and "marker" in " ".join(map(str, result.problems))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "content", "marker"),
    [
        ("ehcp", f"{HEADER}\n2024-12,[x],136,167,60,9812,900 [p]\n", "x"),
        ("indicators", "indicator,month,value\nappeals,2024-12,[x]\n", "x"),
        ("indicators", "indicator,month,value\nappeals,2024-12,12 [p]\n", "p"),
    ],
)
def test_a_marker_is_kept_with_its_value(kind, content, marker):
    make_indicator("appeals")
    result = check_file(kind, IncomingFile("a.csv", content.encode()))
    (row,) = make_plan(KINDS[kind], result, until=current_month()).rows
    (record,) = row.records
    assert marker in (record.values.get("marker"), record.values.get("requests_received_marker"))


@pytest.mark.django_db
def test_a_percentage_above_100_and_a_jump_between_quarters_are_asked_about():
    indicator = make_indicator("overdue", unit="percent")
    make_return(indicator, reported_in=date(2024, 9, 1), value=Decimal("10.9"))
    assert "above 100 per cent" in " ".join(
        warnings_of("indicators", "indicator,month,value\noverdue,2024-12,1234\n")
    )
    assert "0.109 after 10.9 in September 2024" in " ".join(
        warnings_of("indicators", "indicator,month,value\noverdue,2024-12,0.109\n")
    )


@pytest.mark.django_db
def test_a_score_of_a_day_to_come_is_refused_by_both_doors():
    risk = make_risk("S1")
    matrix = make_matrix()
    content = b"reference,title,as_at,score\nS1,x,2025-01-23,20\n"
    (problem,) = check_file("risks", IncomingFile("a.csv", content)).problems
    assert problem.column == "as_at" and "still to come" in problem.wrong
    assessment = make_assessment(risk, as_at=date(2025, 1, 20), matrix=matrix)
    client = Client()
    client.force_login(make_user("admin", is_superuser=True, is_staff=True))
    address = f"/admin/risks/riskassessment/{assessment.pk}/change/"
    answer = client.post(
        address, standing(client.get(address)) | {"as_at": "23 January 2025", "change_reason": "x"}
    )
    assert "This day is still to come" in answer.content.decode()
