"""A projected return says that it is projected, whatever its note, and says it once."""

import pytest

from committee.pages.measure_chart import basis_text, measure_subtitle
from sendprog.values.basis import Basis
from sendprog.values.measures import unpublished_measure
from sendprog.values.units import Unit
from strands.headlines import return_reading
from tests.two_snapshots import indicator_row, return_row


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "Projected"),
        ({"note": "Of all plans"}, "Projected. Of all plans"),
        ({"note": "Projected from six months"}, "Projected from six months"),
        ({"note": "Of all plans", "projected": False}, "Of all plans"),
        ({"is_provisional": True}, "Provisional. Projected"),
        ({"basis": Basis.FORECAST}, ""),
        ({"basis": Basis.FORECAST, "is_provisional": True}, "Provisional"),
    ],
)
def test_reading_says_projected_once(fields, expected):
    row = return_row(**{"projected": True} | fields)
    reading = return_reading(indicator_row(row), row)
    assert reading.note == expected
    if row.basis is Basis.FORECAST:
        assert basis_text(reading) == "Forecast"


@pytest.mark.parametrize("unit", Unit)
def test_subtitle_of_a_chart_begins_like_a_sentence(unit):
    subtitle = measure_subtitle(unpublished_measure("Plans", unit), "", "Larch", "Jul 2024", "")
    assert subtitle[0].isupper() or not subtitle[0].isalpha()
    assert not subtitle.startswith(("A month", "Out of"))
