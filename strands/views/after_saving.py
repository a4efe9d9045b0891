"""Where an officer goes on after saving: to what is left to do."""

from django.urls import reverse

from sendprog.models import User
from strands.owed import manages_rounds, writes_updates


def after_saving(user: User, page: str) -> str:
    """My updates for those who write updates; for others this page."""
    if manages_rounds(user) or not writes_updates(user):
        return page
    return reverse("my_updates")
