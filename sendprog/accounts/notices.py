"""What people are told of by e-mail: collected here, and sent in one letter a day."""

from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from sendprog.records.fields import DayField, check_dates
from sendprog.records.people import User


@check_dates
class Notice(models.Model):
    """One thing that one person is told; `day` is that of the letter that told it."""

    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    # Inside the site, from the first slash.
    link = models.CharField(max_length=200)
    day = DayField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


def notify(people: Iterable[User], text: str, link: str) -> None:
    """Tell each of these people with the next letter; call it inside the change that it is about."""
    for person in people:
        Notice.objects.create(to=person, text=text, link=link)
