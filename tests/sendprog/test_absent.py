"""What stands for an absent text or number is a function of the record's basis alone."""

import pytest

from sendprog.values.absent import absent_in_report, absent_text, not_said
from sendprog.values.basis import Basis


@pytest.mark.parametrize("basis", [None, *Basis])
def test_only_what_repeats_a_published_report_lacks_something_in_it(basis):
    words = absent_text(basis)
    assert words == ("Not in the report" if basis is Basis.PUBLISHED else "Not given")


@pytest.mark.parametrize("basis", Basis)
def test_a_milestone_never_given_another_date(basis):
    words = absent_in_report("No earlier date", basis)
    assert words == (
        "No earlier date in the report" if basis is Basis.PUBLISHED else "No earlier date"
    )


@pytest.mark.parametrize("basis", Basis)
def test_what_had_to_be_inferred(basis):
    words = not_said(basis)
    assert words == (
        "the report does not say" if basis is Basis.PUBLISHED else "its source does not say"
    )


def test_a_source_gives_a_reported_value_as_it_is():
    assert [basis for basis in Basis if basis.is_reported] == [Basis.REPORTED, Basis.PUBLISHED]
