"""Send each person the letter that is due to them, if any. For cron, once a day."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sendprog.accounts.account_events import delete_old_events
from sendprog.models import User
from sendprog.records.snapshots import today
from sendprog.values.wording import plural
from strands.reminding import Post, post_of, send_letter


class Command(BaseCommand):
    help = (
        "Send the letters that are due today, at most one to each person. A second run on the same "
        "day sends nothing twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        delete_old_events()
        on = today()
        post = post_of(on)
        refuse_unset(post)
        results = [send_letter(letter, on) for letter in post.letters]
        failures = [failure for failure in results if failure]
        self.stdout.write(f"{plural(len(results) - len(failures), 'letter')} sent.")
        for text in post.unwritten:
            self.stdout.write(f"Not written to: {text}.")
        refuse_unreachable(post)
        if failures:
            raise CommandError("Not sent, and tried again at the next run: " + "; ".join(failures))


def refuse_unset(post: Post) -> None:
    """CommandError if there are letters and nothing to send them with."""
    if post.letters and not (settings.SENDPROG_EMAIL_URL and settings.SENDPROG_ADDRESS):
        raise CommandError(
            f"{plural(len(post.letters), 'letter')} not sent: set SENDPROG_EMAIL_URL "
            "(smtp://user:password@host:587) and SENDPROG_ADDRESS (https://send.example.gov.uk)."
        )


def refuse_unreachable(post: Post) -> None:
    """CommandError if nobody has an address, or nobody of those to write to."""
    if not User.objects.filter(is_active=True).exclude(email="").exists():
        raise CommandError(
            "Nobody who may sign in has an e-mail address, so nobody can be written to. "
            "Add addresses at /people/."
        )
    if post.unwritten and not post.letters:
        raise CommandError(
            "None of those who are to be written to can be: " + "; ".join(post.unwritten)
        )
