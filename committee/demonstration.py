"""What happened between the states of a demonstration, done by the actions that pages call.

A state is a dated folder of records (sendprog/demo.py); here is what no workbook holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.dispatch import receiver

from committee.editions.publish import publish_edition
from committee.models import Meeting
from sendprog.demo import state_loaded
from sendprog.models import User
from sendprog.records.exemptions import Exemption
from sendprog.records.history import change

# The council checked these reports when it published
# them; its acknowledgements are not known.
UNCHECKED = "The demonstration publishes what a report said."
SAME_DAY = "Illustrative: the demonstration publishes on the day of the meeting."


@dataclass(frozen=True)
class Moment:
    """The state that was loaded, noon of its day, and who acts."""

    state: str
    at: datetime
    by: User


Event = Callable[[Moment], None]


def publication(meeting: date, *, note: str = "", urgency: str = "") -> Event:
    """An edition for the meeting of this day."""

    def publish(moment: Moment) -> None:
        publish_edition(
            by=moment.by,
            meeting=Meeting.objects.get(date=meeting),
            token=moment.state,
            note=note,
            urgency=urgency,
            on=moment.at.date(),
            at=moment.at,
            unchecked=UNCHECKED,
        )

    return publish


def keep_the_price_exempt(moment: Moment) -> None:
    """Mark a milestone exempt while a price is negotiated."""
    milestone = apps.get_model("strands.Milestone").objects.get(reference="east-site")
    exemption = Exemption(
        kind="strands.milestone",
        key=milestone.pk,
        paragraph=3,
        public_interest_reason="The price is still being negotiated.",
        decided_by="Monitoring Officer",
        decided_on=date(2025, 9, 8),
    )
    exemption.full_clean()
    with change(by=moment.by, reason="A price is being negotiated", at=moment.at):
        exemption.save()


EVENTS: dict[str, tuple[Event, ...]] = {
    "2024-11-26-state-before": (
        publication(
            date(2024, 11, 26),
            note="Illustrative: no Devon committee received this paper",
            urgency=SAME_DAY,
        ),
    ),
    "2025-01-22-january-2025": (publication(date(2025, 1, 22), urgency=SAME_DAY),),
    "2025-06-03-summer": (publication(date(2025, 6, 12)),),
    "2025-09-09-autumn": (keep_the_price_exempt, publication(date(2025, 9, 18))),
    "2025-11-18-winter": (publication(date(2025, 11, 27)),),
    "2026-03-03-spring": (publication(date(2026, 3, 12)),),
}


@receiver(state_loaded)
def act(sender: object, name: str, at: datetime, by: User, **kwargs: object) -> None:
    """What happened on the day of the state that was just loaded."""
    for event in EVENTS.get(name, ()):
        event(Moment(name, at, by))
