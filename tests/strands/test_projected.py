"""A projected return says that it is projected, whatever its note."""

import pytest

from strands.headlines import return_reading
from tests.two_snapshots import indicator_row, return_row


@pytest.mark.parametrize(
    ("projected", "note", "expected"),
    [
        (True, "", "Projected"),
        (True, "Of all plans", "Projected. Of all plans"),
        (True, "Projected from six months", "Projected from six months"),
        (False, "Of all plans", "Of all plans"),
    ],
)
def test_note_of_a_reading_says_projected(projected, note, expected):
    row = return_row(projected=projected, note=note)
    assert return_reading(indicator_row(row), row).note == expected
