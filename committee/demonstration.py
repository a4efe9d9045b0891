"""What happened between the states of a demonstration, done by the actions that pages call.

A state is a dated folder of records (sendprog/demo.py); here is what no workbook holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.dispatch import receiver

from committee.editions.publish import publish_edition
from committee.models import Meeting
from sendprog.demo import state_loaded
from sendprog.models import User
from sendprog.records.exemptions import Exemption
from sendprog.records.history import change
from sendprog.values.periods import Month
from strands.actions.updates import mark_submitted, open_round
from strands.models import Milestone, StrandUpdate

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
    milestone = Milestone.objects.get(reference="east-site")
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


def round_opened(month: Month, *, due: date, reminder_days: str = "7, 1, -1, -3") -> Event:
    """The round of a month: each strand that has no update owes one, and what is open is empty."""

    def open_month(moment: Moment) -> None:
        with change(by=moment.by, reason=f"Opened the round of {month}", at=moment.at):
            open_round(
                by=moment.by,
                on=moment.at.date(),
                month=month.first,
                due=due,
                reminder_days=reminder_days,
                grace_days=5,
            )

    return open_month


def submitted(strand: str, month: Month) -> Event:
    """The officer submits what the state holds of a strand, for the manager to decide on."""

    def submit(moment: Moment) -> None:
        officer = User.objects.get(username="officer")
        update = StrandUpdate.objects.get(strand__slug=strand, month=month.first)
        with change(by=officer, reason="Submitted", at=moment.at):
            mark_submitted(update, by=officer, on=moment.at.date())
            update.save()

    return submit


def ask_for_letters(moment: Moment) -> None:
    """The member asks to be told of each edition from now on."""
    member = User.objects.get(username="member")
    member.wants_edition_letters = True
    member.save(update_fields=["wants_edition_letters"])


EVENTS: dict[str, tuple[Event, ...]] = {
    "2024-11-26-state-before": (
        publication(
            date(2024, 11, 26),
            note="Illustrative: no Devon committee received this paper",
            urgency=SAME_DAY,
        ),
    ),
    "2025-01-22-january-2025": (
        ask_for_letters,
        publication(date(2025, 1, 22), urgency=SAME_DAY),
        # The first reminder is due on the day on which the demonstration is looked at.
        round_opened(Month(2025, 2), due=date(2025, 2, 21), reminder_days="30, 7, 1, -1, -3"),
    ),
    "2025-06-03-summer": (publication(date(2025, 6, 12)),),
    "2025-09-09-autumn": (keep_the_price_exempt, publication(date(2025, 9, 18))),
    "2025-11-18-winter": (publication(date(2025, 11, 27)),),
    "2026-03-03-spring": (ask_for_letters, publication(date(2026, 3, 12))),
    "2026-03-10-after-the-papers": (
        round_opened(Month(2026, 2), due=date(2026, 2, 27)),
        round_opened(Month(2026, 3), due=date(2026, 3, 19)),
        submitted("health", Month(2026, 3)),
    ),
}


@receiver(state_loaded)
def act(sender: object, name: str, at: datetime, by: User, **kwargs: object) -> None:
    """What happened on the day of the state that was just loaded."""
    for event in EVENTS.get(name, ()):
        event(Moment(name, at, by))
