"""Send reminders to officers, and escalations to managers. For cron, once a day."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sendprog.records.snapshots import today
from sendprog.values.wording import plural
from strands.reminding import letters, send_letter


class Command(BaseCommand):
    help = (
        "Send the reminders that are due today. A second run on the same day sends nothing twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        on = today()
        due = letters(on)
        if due and not (settings.SENDPROG_EMAIL_URL and settings.SENDPROG_ADDRESS):
            raise CommandError(
                f"{plural(len(due), 'letter')} not sent: set SENDPROG_EMAIL_URL "
                "(smtp://user:password@host:587) and SENDPROG_ADDRESS (https://send.example.gov.uk)."
            )
        failures = []
        for letter in due:
            if failure := send_letter(letter, on):
                failures.append(failure)
        self.stdout.write(f"{plural(len(due) - len(failures), 'letter')} sent.")
        if failures:
            raise CommandError("Not sent, and tried again at the next run: " + "; ".join(failures))
