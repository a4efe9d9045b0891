"""What every test may ask for."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_kept():
    """Sections and pages kept for one test's data never reach another test."""
    cache.clear()
