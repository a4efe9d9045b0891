"""What every test may ask for."""

import os

import pytest
from django.core.cache import cache
from hypothesis import settings

# `make soak` runs the same tests at ten times the count. The first example of many imports what it tests, which is slow.
settings.register_profile("quick", deadline=None, max_examples=100)
settings.register_profile("soak", deadline=None, max_examples=1_000)
settings.load_profile("soak" if os.environ.get("SENDPROG_SOAK") else "quick")


def examples(count: int) -> int:
    """So many examples of a property, and ten times as many in a soak."""
    return count * 10 if os.environ.get("SENDPROG_SOAK") else count


@pytest.fixture(autouse=True)
def nothing_kept():
    """Sections and pages kept for one test's data never reach another test."""
    cache.clear()
