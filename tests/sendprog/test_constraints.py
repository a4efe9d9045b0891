"""Every CHECK and UNIQUE of the models: the database refuses the row that breaks it and takes the row beside it."""

import itertools
import sqlite3
import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from committee.models import Correction, EditionContent
from ehcp.models import ContactReturn, MonthlyReturn
from sendprog.models import Load
from sendprog.records.data_version import DataVersion
from sendprog.records.fields import LARGEST_COUNT, NO_VALUE, count_names
from sendprog.records.history import Tracked
from sendprog.values.markers import Marker
from sendprog.values.number_parsing import DIGITS_KEPT
from tests import builders
from tests.builders import (
    make_assessment,
    make_baseline,
    make_commitment,
    make_commitment_report,
    make_condition,
    make_condition_status,
    make_confidence,
    make_contact_return,
    make_contribution,
    make_delivery,
    make_dependency,
    make_file,
    make_indicator,
    make_load,
    make_matrix,
    make_meeting,
    make_milestone,
    make_mitigation,
    make_month_lock,
    make_monthly_return,
    make_officer,
    make_places,
    make_plan,
    make_plan_year,
    make_position,
    make_reminder,
    make_removal,
    make_return,
    make_risk,
    make_round,
    make_saving,
    make_strand,
    make_target,
    make_update,
    make_user,
    make_workstream,
)
from tests.sendprog.test_history import our_models

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = date(2024, 11, 1), date(2024, 12, 1)
Make = Callable[..., Any]


def monthly(**fields: Any) -> MonthlyReturn:
    return make_monthly_return(**{"month": NOVEMBER} | fields)


def position(**fields: Any) -> Any:
    return make_position(**{"month": NOVEMBER} | fields)


def indicator_return(**fields: Any) -> Any:
    return make_return(make_indicator(), **fields)


def decided_update(submitter: str, *, decider: str, **fields: Any) -> Any:
    """An update that one person submitted and another (or nobody) decided on."""
    people = {name: make_user(name) for name in {submitter, decider} - {""}}
    return make_update(submitted_by=people[submitter], decided_by=people.get(decider), **fields)


def exemption(**fields: Any) -> Any:
    return builders.make_exemption(make_milestone(uuid.uuid4().hex), **fields)


def sealing(*, agreed: str = "", replaces_itself: bool = False, **fields: Any) -> Any:
    """Of an edition, asked for by its publisher; `agreed` names who agreed, `replaces_itself` an edition that replaces itself."""
    edition = builders.make_edition()
    asked = builders.make_sealing(edition, **fields)
    if agreed or replaces_itself:
        others = {"asker": edition.published_by, "nobody": None}
        asked.agreed_by = others[agreed] if agreed in others else make_user(f"of-{edition.number}")
        asked.agreed_at, asked.replaced_by = (
            edition.published_at,
            edition if replaces_itself else None,
        )
        asked.save()
    return asked


def acknowledgement(**fields: Any) -> Any:
    return builders.make_acknowledgement(make_meeting(), make_user(), **fields)


def sign_off(**fields: Any) -> Any:
    return builders.make_sign_off(make_meeting(), make_user(), **fields)


def correction(**fields: Any) -> Any:
    """Of an edition, unless one is given."""
    given = {
        "figure": "ehcp.months|2024-11|plans_issued",
        "number": 1,
        "label": "Plans issued",
        "said": "80",
        "old": "80",
    }
    given |= {"new": "81", "reason": "A late return", "changed_at": timezone.now()}
    return builders.saved(
        Correction(
            **{"edition": fields.pop("edition", None) or builders.make_edition()} | given | fields
        )
    )


def edition_numbered(number: int) -> Any:
    published = builders.make_edition()
    return builders.saved(
        type(published)(**edition_fields(published) | {"number": number, "token": f"n{number}"})
    )


def edition_fields(edition: Any) -> dict[str, Any]:
    return {
        field.name: getattr(edition, field.name)
        for field in edition._meta.concrete_fields
        if not field.primary_key
    }


def held(**fields: Any) -> Any:
    """One thing of an edition that says it will hold two of them."""
    published = builders.make_edition()
    other = builders.saved(
        type(published)(
            **edition_fields(published) | {"number": 90, "token": "other", "contents": 2}
        )
    )
    return builders.saved(
        EditionContent(
            **{"edition": other, "kind": "file", "name": "a.txt", "file": make_file()} | fields
        )
    )


# CHECK: (name, how to make the row, what breaks it, the row beside it that is sound)

ORDERED = {"first": date(2024, 6, 1), "last": date(2024, 6, 1)}
REVERSED = ORDERED | {"last": date(2024, 5, 31)}


def confirmed_load(**fields: Any) -> Load:
    person = make_user()
    return make_load(
        person, state="confirmed", confirmed_by=person, confirmed_at=timezone.now(), **fields
    )


def load_set_aside(**fields: Any) -> Load:
    person = make_user()
    return make_load(
        person, state="set_aside", set_aside_by=person, set_aside_at=timezone.now(), **fields
    )


def position_figure(**fields: Any) -> Any:
    return builders.make_position_figure(position(), **fields)


def contribution(**fields: Any) -> Any:
    return make_contribution(make_plan(), **fields)


def strand_one(**fields: Any) -> Any:
    return builders.make_strand(pk=1, **fields)


def range_of(low: int, high: int) -> dict[str, Any]:
    return {"value": None, "low": Decimal(low), "high": Decimal(high)}


def up_to(amount: int) -> dict[str, Any]:
    return {"amount_to": Decimal(amount)}


CHECKS: list[tuple[str, Make, dict[str, Any], dict[str, Any]]] = [
    (
        "frequency_is_known",
        builders.make_frequency,
        {"frequency": "weekly"},
        {"frequency": "termly"},
    ),
    (
        "indicator_has_a_best_value_where_nearer_is_better",
        make_indicator,
        {"polarity": "target"},
        {"polarity": "target", "best_value": Decimal(150)},
    ),
    (
        "indicator_frequency_is_known",
        make_indicator,
        {"frequency": "weekly"},
        {"frequency": "termly"},
    ),
    (
        "monthly_return_covers_a_known_period",
        monthly,
        {"covers": "week"},
        {"covers": "quarter"},
    ),
    (
        "contact_return_covers_a_known_period",
        make_contact_return,
        {"covers": "week"},
        {"covers": "year"},
    ),
    ("headline_measure_has_a_place", builders.make_headline_measure, {"order": 9}, {"order": 8}),
    (
        "exception_is_closed_with_day_and_reason",
        builders.make_exception,
        {"closing": "recovered", "closed_on": date(2025, 1, 20)},
        {"closing": "recovered", "closed_on": date(2025, 1, 20), "closing_reason": "Back"},
    ),
    (
        "a_decision_says_what_it_covers",
        partial(builders.make_exception, closed_on=date(2025, 1, 20), closing_reason="Set aside"),
        {"closing": "decision"},
        {"closing": "decision", "covers_to": date(2024, 12, 31)},
    ),
    (
        "exception_is_closed_after_it_opens",
        partial(builders.make_exception, closing="recovered", closing_reason="Back"),
        {"closed_on": date(2024, 12, 15)},
        {"closed_on": date(2024, 12, 16)},
    ),
    ("one_data_version", lambda pk: DataVersion(pk=pk).save(), {"pk": 2}, {"pk": 1}),
    (
        "month_lock_month_is_first_of_month",
        make_month_lock,
        {"month": date(2024, 11, 2)},
        {"month": NOVEMBER},
    ),
    ("a_closed_month_says_why", make_month_lock, {"reason": ""}, {"reason": "Year end"}),
    (
        "a_load_has_a_known_state",
        lambda **f: make_load(make_user(), **f),
        {"state": "lost"},
        {"state": "refused"},
    ),
    (
        "a_confirmed_load_says_who_when_and_why",
        confirmed_load,
        {"reason": ""},
        {"reason": "Monthly return"},
    ),
    (
        "a_load_set_aside_says_who_when_and_why",
        load_set_aside,
        {"reason": ""},
        {"reason": "Sent twice"},
    ),
    ("a_heading_has_a_text", builders.make_heading_choice, {"heading": ""}, {"heading": "area"}),
    ("exempt_under_a_known_paragraph", exemption, {"paragraph": 0}, {"paragraph": 1}),
    ("exempt_under_a_known_paragraph", exemption, {"paragraph": 8}, {"paragraph": 7}),
    (
        "exempt_in_the_public_interest",
        exemption,
        {"public_interest_reason": ""},
        {"public_interest_reason": "x"},
    ),
    (
        "exempt_by_somebodys_decision",
        exemption,
        {"decided_by": ""},
        {"decided_by": "Monitoring Officer"},
    ),
    (
        "removal_has_a_reason",
        lambda **f: make_removal(make_file(), make_user(), **f),
        {"reason": ""},
        {"reason": "A slip"},
    ),
    # Editions
    ("editions_count_from_one", edition_numbered, {"number": 0}, {"number": 7}),
    ("edition_holds_known_kinds", held, {"kind": "picture"}, {"kind": "page"}),
    ("edition_holds_known_kinds", held, {"kind": "part_too"}, {"kind": "part_two"}),
    (
        "withdrawal_has_a_reason",
        lambda **f: builders.make_withdrawal(builders.make_edition(), **f),
        {"reason": ""},
        {"reason": "x"},
    ),
    ("sealing_has_a_reason", sealing, {"reason": ""}, {"reason": "x"}),
    ("sealing_category_known", sealing, {"category": "boredom"}, {"category": "court_order"}),
    ("sealing_agreed_by_somebody", sealing, {"agreed": "nobody"}, {"agreed": "another"}),
    ("sealing_takes_two_people", sealing, {"agreed": "asker"}, {"agreed": "another"}),
    (
        "edition_does_not_replace_itself",
        sealing,
        {"replaces_itself": True},
        {"replaces_itself": False},
    ),
    # Readiness
    (
        "an_acknowledgement_has_a_reason",
        acknowledgement,
        {"reason": ""},
        {"reason": "It comes next month"},
    ),
    ("an_acknowledgement_names_its_warning", acknowledgement, {"key": ""}, {"key": "stale:2"}),
    ("a_sign_off_says_in_which_role", sign_off, {"role": ""}, {"role": "Section 151 officer"}),
    # Asks and corrections
    ("ask_kind_known", builders.make_ask, {"kind": "wish"}, {"kind": "action"}),
    ("ask_says_what_and_of_whom", builders.make_ask, {"to_role": ""}, {"to_role": "Director"}),
    ("ask_says_what_and_of_whom", builders.make_ask, {"text": ""}, {"text": "Why?"}),
    (
        "ask_response_fits_its_kind",
        builders.make_ask,
        {"response": "accepted", "responded_on": NOVEMBER},
        {"response": "answered", "responded_on": NOVEMBER},
    ),
    (
        "ask_response_fits_its_kind",
        builders.make_ask,
        {"kind": "recommendation", "response": "answered", "responded_on": NOVEMBER},
        {"kind": "recommendation", "response": "partly", "responded_on": NOVEMBER},
    ),
    ("ask_response_has_its_day", builders.make_ask, {"response": "answered"}, {"response": ""}),
    (
        "ask_response_has_its_day",
        builders.make_ask,
        {"response_text": "Nine"},
        {"response_text": ""},
    ),
    ("correction_has_a_reason", correction, {"reason": ""}, {"reason": "A late return"}),
    ("corrections_count_from_one", correction, {"number": 0}, {"number": 1}),
    # First of the month
    (
        "update_month_is_first_of_month",
        make_update,
        {"month": date(2024, 11, 2)},
        {"month": NOVEMBER},
    ),
    (
        "monthly_return_month_is_first_of_month",
        monthly,
        {"month": date(2024, 11, 30)},
        {"month": NOVEMBER},
    ),
    (
        "contact_return_month_is_first_of_month",
        make_contact_return,
        {"month": date(2024, 11, 11)},
        {"month": NOVEMBER},
    ),
    (
        "position_month_is_first_of_month",
        position,
        {"month": date(2024, 11, 10)},
        {"month": NOVEMBER},
    ),
    (
        "return_reported_in_is_first_of_month",
        indicator_return,
        {"reported_in": date(2025, 1, 31)},
        {"reported_in": date(2025, 1, 1)},
    ),
    # A period ends on or after the day it begins
    (
        "strand_valid_to_not_before_valid_from",
        make_strand,
        {"valid_from": date(2024, 9, 1), "valid_to": date(2024, 8, 31)},
        {"valid_from": date(2024, 9, 1), "valid_to": date(2024, 9, 1)},
    ),
    (
        "officer_valid_to_not_before_valid_from",
        lambda **f: make_officer(make_strand(), make_user(), **f),
        {"valid_from": date(2024, 9, 1), "valid_to": date(2024, 8, 31)},
        {"valid_from": date(2024, 9, 1), "valid_to": None},
    ),
    ("return_last_not_before_first", indicator_return, REVERSED, ORDERED),
    (
        "return_comparison_last_not_before_comparison_first",
        indicator_return,
        {f"comparison_{name}": day for name, day in REVERSED.items()},
        {f"comparison_{name}": day for name, day in ORDERED.items()},
    ),
    (
        "return_high_not_before_low",
        indicator_return,
        {"low": 400, "high": 300},
        {"low": 300, "high": 300},
    ),
    ("target_last_not_before_first", make_target, REVERSED, ORDERED),
    (
        "commitment_report_last_not_before_first",
        lambda **f: make_commitment_report(make_commitment(), **f),
        REVERSED,
        ORDERED,
    ),
    (
        "target_expected_high_not_before_expected_low",
        make_target,
        {"expected_low": 2, "expected_high": 1},
        {"expected_low": 1, "expected_high": None},
    ),
    (
        "position_forecast_high_not_before_forecast_low",
        position,
        {"forecast_low": Decimal("9.01"), "forecast_high": Decimal("9.00")},
        # As text, "9" would come after "51".
        {"forecast_low": Decimal(9_000_000), "forecast_high": Decimal(51_600_000)},
    ),
    # Updates
    (
        "off_track_or_at_risk_has_a_path_to_green",
        make_update,
        {"stated_rag": "at_risk", "rag_reason": "Late", "state": "submitted"},
        {"stated_rag": "at_risk", "rag_reason": "Late", "state": "draft"},
    ),
    (
        "off_track_or_at_risk_has_a_path_to_green",
        make_update,
        {"stated_rag": "off_track", "rag_reason": "Late"},
        {"stated_rag": "off_track", "rag_reason": "Late", "path_to_green": "A plan"},
    ),
    (
        "off_track_or_at_risk_has_a_path_to_green",
        make_update,
        {"stated_rag": "off_track", "rag_reason": "Late"},
        {"stated_rag": "off_track", "rag_reason": "Late", "path_to_green_marker": "x"},
    ),
    (
        "off_track_or_at_risk_has_a_path_to_green",
        make_update,
        {"stated_rag": "off_track", "rag_reason": "Late"},
        {"stated_rag": "on_track", "rag_reason": "In time"},
    ),
    (
        "a_stated_rating_has_a_reason",
        make_update,
        {"stated_rag": "on_track"},
        {"stated_rag": "not_rated"},
    ),
    (
        "nobody_decides_on_their_own_update",
        lambda **f: decided_update("officer", **f),
        {"decider": "officer"},
        {"decider": "manager"},
    ),
    (
        "what_was_submitted_is_accepted_by_somebody",
        lambda **f: decided_update("officer", **f),
        {"decider": ""},
        {"decider": "", "state": "submitted"},
    ),
    (
        "an_update_is_sent_back_with_a_comment",
        make_update,
        {"state": "sent_back"},
        {"state": "sent_back", "comment": "Say when"},
    ),
    ("round_month_is_first_of_month", make_round, {"month": date(2025, 1, 2)}, {"month": NOVEMBER}),
    (
        "a_round_is_due_in_or_after_its_month",
        make_round,
        {"due": date(2024, 12, 31)},
        {"due": date(2025, 1, 1)},
    ),
    # Milestones
    (
        "a_complete_milestone_has_a_done_date_or_says_so",
        make_milestone,
        {"stage": "complete", "actual_not_known": False},
        {"stage": "complete", "actual_not_known": True},
    ),
    (
        "only_a_complete_milestone_has_a_done_date",
        make_milestone,
        {"stage": "in_progress", "actual": "March 2025"},
        {"stage": "complete", "actual": "March 2025"},
    ),
    (
        "only_a_complete_milestone_has_a_done_date",
        make_milestone,
        {"stage": "withdrawn", "reason": "Replaced", "actual": "2026"},
        {"stage": "complete", "actual": "2026"},
    ),
    (
        "only_a_complete_milestone_has_no_known_date",
        make_milestone,
        {"stage": "complete", "actual": "2026", "actual_not_known": True},
        {"stage": "complete", "actual": "2026"},
    ),
    (
        "only_a_complete_milestone_has_no_known_date",
        make_milestone,
        {"stage": "delayed", "actual_not_known": True},
        {"stage": "delayed"},
    ),
    (
        "a_withdrawn_milestone_has_a_reason",
        make_milestone,
        {"stage": "withdrawn"},
        {"stage": "withdrawn", "reason": "Replaced"},
    ),
    (
        "baseline_has_a_date",
        lambda **f: make_baseline(make_milestone(), **f),
        {"date": None},
        {"date": "autumn term 2025"},
    ),
    (
        "baselines_count_from_one",
        lambda **f: make_baseline(make_milestone(), **f),
        {"number": 0},
        {"number": 1},
    ),
    # Indicators
    ("indicator_shows_four_decimals_at_most", make_indicator, {"decimals": 5}, {"decimals": 4}),
    ("a_value_a_range_or_why_there_is_none", indicator_return, {"value": None}, {"value": 0}),
    (
        "a_value_a_range_or_why_there_is_none",
        indicator_return,
        {"value": 1, "low": 1, "high": 2},
        {"low": 1, "high": 2},
    ),
    ("a_value_a_range_or_why_there_is_none", indicator_return, {"low": 1}, {"low": 1, "high": 1}),
    (
        "a_value_a_range_or_why_there_is_none",
        indicator_return,
        {"value": 1, "missing": "Lost"},
        {"missing": "Lost"},
    ),
    (
        "a_value_a_range_or_why_there_is_none",
        indicator_return,
        {"low": 1, "high": 2, "missing": "Lost"},
        {"value": -1},
    ),
    *[
        (
            "a_value_carries_no_marker_of_absence",
            indicator_return,
            figure | {"marker": marker},
            {"missing": "-", "marker": marker},
        )
        for figure in ({"value": 1}, {"low": 1, "high": 2})
        for marker in NO_VALUE
    ],
    (
        "a_value_carries_no_marker_of_absence",
        indicator_return,
        {"value": 0, "marker": "c"},
        {"value": 0, "marker": "p"},
    ),
    (
        "a_denominator_has_its_numerator",
        indicator_return,
        {"denominator": 12},
        {"numerator": 0, "denominator": 12},
    ),
    (
        "a_denominator_has_its_numerator",
        indicator_return,
        {"numerator": 1, "denominator": -1},
        {"numerator": 0, "denominator": 0},
    ),
    ("places_are_sound", make_places, {"places": LARGEST_COUNT + 1}, {"places": LARGEST_COUNT}),
    (
        "places_are_sound",
        make_places,
        {"places": 0, "places_marker": "x"},
        {"places": None, "places_marker": "x"},
    ),
    # EHCPs
    (
        "satisfaction_is_out_of_five",
        make_contact_return,
        {"satisfaction": Decimal("5.01")},
        {"satisfaction": Decimal("5.00")},
    ),
    (
        "satisfaction_is_out_of_five",
        make_contact_return,
        {"satisfaction": Decimal("-0.01")},
        {"satisfaction": None},
    ),
    # Money
    (
        "planyear_dates_in_programme_years",
        lambda **f: make_plan_year(make_plan(), **f),
        {"financial_year": 24},
        {"financial_year": 2024},
    ),
    *(
        (f"{name}_reference_gives_an_address", make, {"reference": "§"}, {"reference": "§ 1"})
        for name, make in (
            ("milestone", make_milestone),
            ("risk", make_risk),
            ("ask", builders.make_ask),
        )
    ),
    (
        "a_cumulative_deficit_names_its_basis",
        position,
        {"projected_cumulative_deficit": 0, "cumulative_basis": ""},
        {"projected_cumulative_deficit": 0},
    ),
    ("strand_does_not_succeed_itself", strand_one, {"succeeded_by_id": 1}, {}),
    ("strand_is_no_part_of_itself", strand_one, {"split_from_id": 1}, {}),
    (
        "a_forecast_qualifier_has_a_positive_amount",
        position,
        {"forecast_qualifier": "at least", "forecast_in_year_deficit": Decimal(-1)},
        {"forecast_qualifier": "at least", "forecast_in_year_deficit": Decimal(1)},
    ),
    (
        "a_cumulative_qualifier_has_a_positive_amount",
        position,
        {"cumulative_qualifier": "over", "projected_cumulative_deficit": Decimal(0)},
        {"cumulative_qualifier": "over", "projected_cumulative_deficit": Decimal(1)},
    ),
    (
        "an_outturn_is_of_a_year_that_has_ended",
        position,
        {"status": "final", "financial_year": 2024},
        {"status": "final", "financial_year": 2023},
    ),
    (
        "an_outturn_is_of_a_year_that_has_ended",
        position,
        {"status": "audited", "financial_year": 2024, "month": date(2025, 2, 1)},
        {"status": "audited", "financial_year": 2024, "month": date(2025, 3, 1)},
    ),
    *(
        (
            f"{kind}_{name}_is_an_amount_or_a_range",
            make,
            {name: Decimal(2)} | wrong,
            {name: Decimal(2)} | right,
        )
        for kind, make, names in (
            ("saving", make_saving, ("planned", "expected", "achieved")),
            ("position", position, ("planned_in_year_deficit", "opening_balance")),
            (
                "plan_year",
                lambda **f: make_plan_year(make_plan(), **f),
                ("in_year_deficit", "closing_balance"),
            ),
        )
        for name in names
        for wrong, right in (
            ({f"{name}_to": Decimal(1)}, {f"{name}_to": Decimal(2)}),
            ({name: None, f"{name}_to": Decimal(1)}, {name: None}),
            ({name: Decimal(0), f"{name}_qualifier": "about"}, {f"{name}_qualifier": "about"}),
            ({f"{name}_qualifier": "about", f"{name}_to": Decimal(3)}, {f"{name}_to": Decimal(3)}),
            ({name: None, f"{name}_qualifier": "about"}, {name: None}),
        )
    ),
    ("position_figure_high_not_before_low", position_figure, range_of(3, 2), range_of(2, 3)),
    (
        "a_position_figure_is_a_value_or_a_range",
        position_figure,
        range_of(2, 3) | {"value": Decimal(2)},
        range_of(2, 3),
    ),
    (
        "an_in_year_figure_is_of_a_year_not_a_day",
        position_figure,
        {"as_at": NOVEMBER},
        {"as_at": NOVEMBER, "kind": "cumulative"},
    ),
    (
        "a_qualified_position_figure_is_positive",
        position_figure,
        {"qualifier": "about", "value": Decimal(-1)},
        {"qualifier": "about", "value": Decimal(1)},
    ),
    ("contribution_amount_to_not_before_amount", contribution, up_to(4_999_999), up_to(5_000_000)),
    (
        "a_qualified_contribution_is_positive",
        contribution,
        {"qualifier": "under", "amount": Decimal(0)},
        {"qualifier": "under", "amount": Decimal(1)},
    ),
    (
        "a_contribution_is_qualified_or_a_range",
        contribution,
        up_to(6_000_000) | {"qualifier": "about"},
        {"qualifier": "about"},
    ),
    (
        "a_contribution_s_term_is_longer_than_a_year",
        contribution,
        {"last_financial_year": 2024},
        {"last_financial_year": 2025},
    ),
    (
        "not_received_and_withheld",
        lambda **f: make_contribution(make_plan(), **f),
        {"received": "March 2025", "withheld": True},
        {"received": None, "withheld": True},
    ),
    (
        "a_contribution_is_not_negative",
        lambda **f: make_contribution(make_plan(), **f),
        {"amount": Decimal("-0.01")},
        {"amount": Decimal(0)},
    ),
    # Risks
    (
        "likelihood_and_impact_have_a_score",
        lambda **f: make_assessment(make_risk(), **{"score": None} | f),
        {"likelihood": 3, "impact": 4},
        {"likelihood": 3, "impact": 4, "score": 12},
    ),
    (
        "likelihood_and_impact_have_a_score",
        lambda **f: make_assessment(make_risk(), **{"score": None} | f),
        {"likelihood": 3},
        {},
    ),
]

# A part is at most its whole: (constraint, part, whole).
AT_MOST = [
    (
        "ehcp_plans_issued_within_20_weeks_at_most_plans_issued",
        "plans_issued_within_20_weeks",
        "plans_issued",
    ),
    ("ehcp_exceptions_at_most_plans_issued", "exceptions", "plans_issued"),
    ("ehcp_decisions_within_6_weeks_at_most_decisions", "decisions_within_6_weeks", "decisions"),
    ("ehcp_plans_due_issued_on_time_at_most_plans_due", "plans_due_issued_on_time", "plans_due"),
    (
        "ehcp_assessments_open_over_20_weeks_at_most_assessments_open",
        "assessments_open_over_20_weeks",
        "assessments_open",
    ),
    (
        "ehcp_assessments_open_over_52_weeks_at_most_assessments_open_ov",
        "assessments_open_over_52_weeks",
        "assessments_open_over_20_weeks",
    ),
    (
        "ehcp_annual_reviews_completed_on_time_at_most_annual_reviews_du",
        "annual_reviews_completed_on_time",
        "annual_reviews_due",
    ),
    (
        "ehcp_phase_transfers_by_deadline_at_most_phase_transfers_due",
        "phase_transfers_by_deadline",
        "phase_transfers_due",
    ),
    (
        "ehcp_refused_from_parents_at_most_assessments_refused",
        "refused_from_parents",
        "assessments_refused",
    ),
    (
        "ehcp_refused_from_schools_at_most_assessments_refused",
        "refused_from_schools",
        "assessments_refused",
    ),
    (
        "ehcp_refused_from_health_at_most_assessments_refused",
        "refused_from_health",
        "assessments_refused",
    ),
    (
        "ehcp_refused_from_others_at_most_assessments_refused",
        "refused_from_others",
        "assessments_refused",
    ),
    (
        "ehcp_not_issued_within_16_weeks_at_most_assessments_ended_witho",
        "not_issued_within_16_weeks",
        "assessments_ended_without_plan",
    ),
    (
        "ehcp_advice_within_6_weeks_at_most_advice_requested",
        "advice_within_6_weeks",
        "advice_requested",
    ),
    (
        "ehcp_mediations_within_30_days_at_most_mediations",
        "mediations_within_30_days",
        "mediations",
    ),
    (
        "ehcp_audits_good_at_most_audits_done",
        "audits_good",
        "audits_done",
    ),
]
for name, part, whole in AT_MOST:
    for sound in (
        {part: 12, whole: 12},
        {part: 0, whole: 0},
        {part: 12, whole: None},
        {part: None, whole: 11},
    ):
        # Only the counts in question: the others would break rules of their own.
        CHECKS.append(
            (
                name,
                monthly,
                {"plans_issued": None, part: 12, whole: 11},
                {"plans_issued": None} | sound,
            )
        )

# Counts are bounded, and none stands beside a marker that says there is none.
for model, make in ((MonthlyReturn, monthly), (ContactReturn, make_contact_return)):
    for count in count_names(model):
        alone = {"plans_issued": None} if model is MonthlyReturn else {}
        none = {count: None, f"{count}_marker": Marker.SUPPRESSED.value}
        CHECKS.append(
            (
                f"sound_{count}",
                make,
                alone | {count: LARGEST_COUNT + 1},
                alone | {count: LARGEST_COUNT},
            )
        )
        CHECKS.append((f"sound_{count}", make, alone | none | {count: 0}, alone | none))


# UNIQUE: (name, how to make the row, fields of the row beside it that is sound)


def of_one(parent: Callable[[], Any], make: Make) -> Callable[[], Make]:
    """Rows that belong to one parent, which is made once."""

    def ready() -> Make:
        owner = parent()
        return lambda **fields: make(owner, **fields)

    return ready


def ready_made(make: Make) -> Callable[[], Make]:
    return lambda: make


def closed_exception(**fields: Any) -> Tracked:
    closed = {"closing": "recovered", "closed_on": date(2025, 1, 20), "closing_reason": "Back"}
    return builders.make_exception(**closed | fields)


def open_exceptions() -> Make:
    """Each with a number of its own."""
    numbers = itertools.count(1)
    return lambda **fields: builders.make_exception(number=next(numbers), **fields)


def officers() -> Make:
    strand, user = make_strand(), make_user()
    return lambda **fields: make_officer(strand, user, **fields)


def deliveries() -> Make:
    strand, commitment, other = make_strand(), make_commitment(), make_commitment("other")
    return lambda again=False: make_delivery(strand, other if again else commitment)


def dependencies() -> Make:
    first, second, third = (
        make_milestone("first"),
        make_milestone("second"),
        make_milestone("third"),
    )
    return lambda other=False: make_dependency(first, third if other else second)


def updates() -> Make:
    strand = make_strand()
    return lambda **fields: make_update(**{"strand": strand, "month": NOVEMBER} | fields)


def reminders() -> Make:
    due, strand = make_round(), make_strand()
    return lambda **fields: make_reminder(due, strand, **fields)


def position_figures() -> Make:
    owner = position()
    return lambda **fields: builders.make_position_figure(owner, **fields)


def balances() -> Make:
    owner = position()
    fixed = {"kind": "cumulative", "as_at": date(2024, 12, 31)}
    return lambda **fields: builders.make_position_figure(owner, **fixed | fields)


def confidence_steps() -> Make:
    steps = itertools.count(1)
    return lambda **fields: make_confidence(order=next(steps), **fields)


def confidences() -> Make:
    slugs = (f"step-{number}" for number in itertools.count(1))
    return lambda **fields: make_confidence(next(slugs), **fields)


def of_matrix(related: str, **defaults: Any) -> Callable[[], Make]:
    def ready() -> Make:
        matrix = make_matrix(1, 1)
        return lambda **fields: builders.saved(
            getattr(matrix, related).model(**{"matrix": matrix} | defaults | fields)
        )

    return ready


def assessments() -> Make:
    risk = make_risk()
    return lambda **fields: make_assessment(risk, **fields)


def title_blocks() -> Make:
    meeting, other = make_meeting(), make_meeting(date(2025, 1, 23))
    return lambda another=False: builders.make_title_block(other if another else meeting)


WINDOW = {"first": date(2024, 6, 1), "last": date(2024, 11, 30)}
UNIQUES: list[tuple[str, Callable[[], Make], dict[str, Any]]] = [
    (
        "a_heading_has_one_meaning_a_kind",
        ready_made(builders.make_heading_choice),
        {"heading": "area"},
    ),
    ("a_month_is_closed_once", ready_made(make_month_lock), {"month": DECEMBER}),
    (
        "a_record_is_exempt_once",
        of_one(make_milestone, builders.make_exemption),
        {"kind": "risks.risk"},
    ),
    ("strand_slug_is_its_own", ready_made(make_strand), {"slug": "other"}),
    ("officer_of_a_strand_once", officers, {"valid_from": date(2025, 9, 1)}),
    ("workstream_slug_is_its_own", of_one(make_strand, make_workstream), {"slug": "other"}),
    ("one_update_a_strand_a_month", updates, {"month": DECEMBER}),
    ("one_round_a_month", ready_made(make_round), {"month": DECEMBER, "due": DECEMBER}),
    (
        "one_update_a_section_a_month",
        ready_made(lambda **f: make_update(**{"section": "risks"} | f)),
        {"section": "finance"},
    ),
    ("commitment_slug_is_its_own", ready_made(make_commitment), {"slug": "other"}),
    ("a_strand_delivers_a_commitment_once", deliveries, {"again": True}),
    (
        "report_title_is_its_own",
        of_one(make_commitment, make_commitment_report),
        {"title": "Another"},
    ),
    ("condition_reference_is_its_own", of_one(make_commitment, make_condition), {"reference": "2"}),
    (
        "one_status_a_condition_a_day",
        of_one(lambda: make_condition(make_commitment()), make_condition_status),
        {"as_at": date(2024, 12, 1)},
    ),
    ("milestone_reference_is_its_own", ready_made(make_milestone), {"reference": "other"}),
    ("a_dependency_is_named_once", dependencies, {"other": True}),
    ("indicator_slug_is_its_own", ready_made(make_indicator), {"slug": "other"}),
    (
        "one_return_a_window_a_report",
        of_one(make_indicator, lambda owner, **f: make_return(owner, **WINDOW | f)),
        {"last": date(2024, 10, 31)},
    ),
    ("one_return_without_a_window_a_report", of_one(make_indicator, make_return), WINDOW),
    (
        "one_target_of_a_kind_from_a_day",
        ready_made(lambda **f: make_target(**{"first": date(2024, 9, 1)} | f)),
        {"kind": "statutory"},
    ),
    ("places_slug_is_its_own", ready_made(make_places), {"slug": "other"}),
    ("one_return_a_month", ready_made(monthly), {"month": DECEMBER}),
    ("one_contact_return_a_month", ready_made(make_contact_return), {"month": DECEMBER}),
    ("plan_slug_is_its_own", ready_made(make_plan), {"slug": "other"}),
    ("one_plan_year", of_one(make_plan, make_plan_year), {"financial_year": 2025}),
    ("one_position_a_month_a_block_a_year", ready_made(position), {"block": "Early years"}),
    ("one_position_a_month_a_block_a_year", ready_made(position), {"financial_year": 2023}),
    ("one_position_figure_a_kind_a_year_a_basis", position_figures, {"financial_year": 2025}),
    ("one_position_figure_a_kind_a_day_a_basis", balances, {"as_at": date(2024, 12, 1)}),
    ("confidence_slug_is_its_own", confidence_steps, {"slug": "other"}),
    ("confidence_steps_in_order", confidences, {"order": 2}),
    ("one_saving_a_year", ready_made(make_saving), {"financial_year": 2025}),
    ("matrix_version_is_its_own", ready_made(lambda **f: make_matrix(1, 1, **f)), {"number": 2}),
    (
        "level_number_is_its_own",
        of_matrix("levels", axis="impact", number=2, label="Two"),
        {"axis": "likelihood"},
    ),
    (
        "one_cell_a_likelihood_an_impact",
        of_matrix("cells", likelihood=2, impact=2, score=4),
        {"impact": 3},
    ),
    ("risk_reference_is_its_own", ready_made(make_risk), {"reference": "other"}),
    ("one_assessment_a_risk_a_day", assessments, {"as_at": date(2024, 12, 1)}),
    ("mitigation_number_is_its_own", of_one(make_risk, make_mitigation), {"number": 2}),
    ("one_meeting_a_day", ready_made(make_meeting), {"date": date(2025, 1, 23)}),
    ("ask_reference_is_its_own", ready_made(builders.make_ask), {"reference": "other"}),
    ("paper_section_slug_is_its_own", ready_made(builders.make_paper_section), {"slug": "other"}),
    ("one_frequency_a_series", ready_made(builders.make_frequency), {"series": "dsg"}),
    ("glossary_term_slug_is_its_own", ready_made(builders.make_term), {"slug": "other"}),
    ("one_headline_measure_a_place", ready_made(builders.make_headline_measure), {"order": 2}),
    (
        "on_the_scorecard_once",
        ready_made(builders.make_scorecard_measure),
        {"measure": "ehcp.plans_issued"},
    ),
    (
        "exception_number_is_its_own",
        ready_made(closed_exception),
        {"number": 91},
    ),
    (
        "one_open_exception_a_measure",
        open_exceptions,
        {"measure": "ehcp.plans_issued"},
    ),
    ("one_title_block_a_meeting", title_blocks, {"another": True}),
]


def sealings() -> Make:
    """Of one edition, or (`other`) of another."""
    first, second = builders.make_edition(), builders.make_edition()
    return lambda other=False: builders.make_sealing(second if other else first)


def holdings() -> Make:
    """Of an edition that says it will hold nine things."""
    published = builders.make_edition()
    other = builders.saved(
        type(published)(
            **edition_fields(published) | {"number": 90, "token": "other", "contents": 9}
        )
    )
    return lambda **fields: builders.saved(
        EditionContent(
            **{"edition": other, "kind": "file", "name": "a.txt", "file": make_file()} | fields
        )
    )


def for_a_meeting(builder: Make) -> Callable[[], Make]:
    """Of one meeting, by one person."""

    def ready() -> Make:
        meeting, by = make_meeting(), make_user()
        return lambda **fields: builder(meeting, by, **fields)

    return ready


def corrections() -> Make:
    edition = builders.make_edition()
    return lambda **fields: correction(edition=edition, **fields)


# What is never deleted: its place is never free again.
KEPT_FOR_EVER: list[tuple[str, Callable[[], Make], dict[str, Any]]] = [
    ("baseline_number_is_its_own", of_one(make_milestone, make_baseline), {"number": 2}),
    ("one_open_request_to_seal", sealings, {"other": True}),
    (
        "a_warning_is_acknowledged_once",
        for_a_meeting(builders.make_acknowledgement),
        {"key": "stale:2"},
    ),
    (
        "a_part_is_signed_off_once_as_it_stands",
        for_a_meeting(builders.make_sign_off),
        {"hash": "1" * 64},
    ),
    ("edition_holds_a_thing_once", holdings, {"name": "b.txt"}),
    ("a_change_is_corrected_once", corrections, {"number": 2}),
    ("one_reminder_a_day_to_an_address", reminders, {"to": "sponsor@council.example"}),
]


def named(table: list[tuple[Any, ...]]) -> list[Any]:
    """The rows of a table as pytest's parameters, each called by its constraint and its place."""
    return [pytest.param(*row, id=f"{row[0]}-{number}") for number, row in enumerate(table)]


def constraints() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    return {one.name: (model, one) for model in our_models() for one in model._meta.constraints}


def naming(name: str) -> str:
    """What the database's message must hold: SQLite names a unique index by its columns."""
    model, constraint = constraints()[name]
    if connection.vendor != "sqlite" or not isinstance(constraint, models.UniqueConstraint):
        return rf"\b{name}\b"
    columns = [model._meta.get_field(field).column for field in constraint.fields]
    return (
        "UNIQUE constraint failed: "
        + ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
        + "$"
    )


def test_every_constraint_is_tested():
    """In the tables above, or by name in another test."""
    tested = {row[0] for table in (CHECKS, UNIQUES, KEPT_FOR_EVER) for row in table}
    assert tested <= set(constraints())
    sources = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.parent.rglob("test_*.py")
    )
    assert [name for name in set(constraints()) - tested if f'"{name}"' not in sources] == []


@pytest.mark.parametrize(("name", "make", "broken", "sound"), named(CHECKS))
def test_check(name, make, broken, sound):
    with pytest.raises(IntegrityError, match=naming(name)), transaction.atomic():
        make(**broken)
    make(**sound)


def test_no_milestone_waits_for_itself():
    milestone, other = make_milestone("one"), make_milestone("other")
    with (
        pytest.raises(IntegrityError, match=naming("no_milestone_waits_for_itself")),
        transaction.atomic(),
    ):
        make_dependency(milestone, milestone)
    make_dependency(milestone, other)


@pytest.mark.parametrize(("name", "ready", "beside"), named(UNIQUES + KEPT_FOR_EVER))
def test_unique(name, ready, beside):
    make = ready()
    make()
    with pytest.raises(IntegrityError, match=naming(name)), transaction.atomic():
        make()
    make(**beside)


@pytest.mark.parametrize(("name", "ready", "beside"), named(UNIQUES))
def test_unique_leaves_out_what_is_in_the_bin(name, ready, beside):
    make = ready()
    first = make()
    first.delete()
    make().delete()
    make()
    first.deleted_at = None
    with pytest.raises(IntegrityError, match=naming(name)), transaction.atomic():
        first.save()


def test_updates_of_the_whole_programme_and_of_a_strand_stand_in_one_month():
    strand, other = make_strand(), make_strand("other")
    for fields in ({"strand": strand}, {"strand": other}, {}, {"section": "risks"}):
        make_update(NOVEMBER, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_update(NOVEMBER)


def test_names_are_stored_whole():
    """PostgreSQL cuts a longer name short, and then another can be the same."""
    assert [name for name in constraints() if len(name) > 63] == []


def test_what_no_check_can_know_is_refused_by_the_form():
    update = builders.saved(builders.StrandUpdate(month=NOVEMBER, progress="x" * 10_000))
    update.full_clean()
    update.progress, update.next_steps = "x" * 10_001, "y" * 20_000
    with pytest.raises(ValidationError) as refusal:
        update.full_clean()
    assert refusal.value.message_dict == {
        "progress": ["This text has 10,001 characters: shorten it to 10,000."],
        "next_steps": ["This text has 20,000 characters: shorten it to 10,000."],
    }


# No rule needs a function that only Django brings


@pytest.fixture
def migrated_file(tmp_path: Path) -> Path:
    """The migrated database file, copied by VACUUM INTO on a connection that Python alone opened."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL brings its own functions")
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    target = tmp_path / "copy.sqlite3"
    source.execute("VACUUM INTO ?", [str(target)])
    source.close()
    return target


def test_a_plain_connection_copies_and_changes_the_database(migrated_file):
    plain = sqlite3.connect(migrated_file, isolation_level=None)
    day, now = "2024-11-01", "2024-11-01 00:00:00"
    counts = count_names(MonthlyReturn)
    columns = [
        "version",
        "month",
        "covers",
        "state",
        "basis",
        "note",
        "source",
        *[f"{name}_marker" for name in counts],
    ]
    values = [1, day, "month", "final", "reported", "", "", *[""] * len(counts)]
    marks = ", ".join("?" * len(values))
    plain.execute(f"INSERT INTO ehcp_monthlyreturn ({', '.join(columns)}) VALUES ({marks})", values)
    plain.execute("UPDATE ehcp_monthlyreturn SET plans_issued = 12, deleted_at = ?", [now])
    with pytest.raises(sqlite3.IntegrityError, match="monthly_return_month_is_first_of_month"):
        plain.execute("UPDATE ehcp_monthlyreturn SET month = '2024-11-02'")
    plain.execute("UPDATE sendprog_dataversion SET number = number + 1")
    with pytest.raises(sqlite3.IntegrityError, match="one_data_version"):
        plain.execute(
            "INSERT INTO sendprog_dataversion (id, number, token, tables) VALUES (2, 1, 'x', '{}')"
        )
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert plain.execute(
        "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%django_%_extract%'"
    ).fetchone() == (0,)
    assert plain.execute(
        "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%REGEXP%'"
    ).fetchone() == (0,)
    plain.close()


def test_every_check_runs_on_a_plain_connection(migrated_file):
    """Each column of each table takes an UPDATE: SQLite compiles every CHECK and trigger on it, rows or none."""
    plain = sqlite3.connect(migrated_file)
    for model in our_models():
        for field in model._meta.concrete_fields:
            plain.execute(
                f'UPDATE "{model._meta.db_table}" SET "{field.column}" = "{field.column}"'
            )
    plain.close()


def test_sqlite_can_read_every_decimal_that_a_field_accepts():
    """It stores floating-point numbers: a longer one makes each page fail that reads it."""
    fields = [field for model in apps.get_models() for field in model._meta.fields]
    digits = {
        str(field): field.max_digits for field in fields if isinstance(field, models.DecimalField)
    }
    assert digits and {name: count for name, count in digits.items() if count > DIGITS_KEPT} == {}
