"""Links with which somebody sets their own password: an invitation, or after a forgotten one.

A link works once, for a limited time, and no longer once the person's password, e-mail address or
rights are other ones.
"""

import logging
import smtplib
from datetime import timedelta
from threading import Thread

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode

from sendprog.environment import LOOPBACK
from sendprog.records.people import User

FAILURES = (OSError, smtplib.SMTPException, ValueError)
logger = logging.getLogger(__name__)


class LinkTokens(PasswordResetTokenGenerator):
    """Django's tokens, void after `lifetime` and once rights change or the person may not sign in."""

    def __init__(self, address_name: str, lifetime: timedelta) -> None:
        super().__init__()
        self.key_salt = f"sendprog.accounts.set_password_links.{address_name}"
        self.address_name = address_name
        self.lifetime = lifetime

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}:{user.rights_version}"

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not user.is_active or not super().check_token(user, token):
            return False
        begun = base36_to_int(str(token).partition("-")[0])
        return self._num_seconds(self._now()) - begun <= self.lifetime.total_seconds()


# PASSWORD_RESET_TIMEOUT is as long as the longer of the two.
INVITATION = LinkTokens("invitation", timedelta(hours=72))
RESET = LinkTokens("reset_password", timedelta(hours=2))


def site_address(request: HttpRequest) -> str:
    """What links begin with: SENDPROG_ADDRESS, or as the request names the site.

    In development an address that is not set is a guess: the server may listen elsewhere.
    """
    address: str = settings.SENDPROG_ADDRESS
    if address and not address.startswith(LOOPBACK):
        return address
    return request.build_absolute_uri("/").removesuffix("/")


def link_for(person: User, tokens: LinkTokens, address: str = "") -> str:
    """A new link for this person, at the site's address."""
    key = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse(tokens.address_name, args=[key, tokens.make_token(person)])
    return f"{address}{path}"


def can_send_email() -> bool:
    return bool(settings.SENDPROG_EMAIL_URL and settings.SENDPROG_ADDRESS)


def prints_letters() -> bool:
    """Whether letters are printed in the window where the server runs, and reach nobody."""
    return can_send_email() and settings.SENDPROG_EMAIL_URL.startswith("console:")


def reaches_nobody() -> bool:
    """Whether a letter would be printed where the server runs, or not be sent at all."""
    return not can_send_email() or prints_letters()


def send_link(person: User, tokens: LinkTokens, link: str) -> str:
    """Send a link by e-mail. Return why it failed, or ""."""
    context = {
        "person": person,
        "link": link,
        "hours": int(tokens.lifetime.total_seconds() // 3600),
        "programme": settings.SENDPROG_PROGRAMME,
        "council": settings.SENDPROG_COUNCIL,
        "demonstration": settings.SENDPROG_DEMONSTRATION,
    }
    subject = f"{settings.SENDPROG_PROGRAMME}: set your password"
    body = render_to_string(f"email/{tokens.address_name}.txt", context).lstrip()
    try:
        EmailMessage(subject, body, to=[person.email]).send()
    except FAILURES as problem:
        return str(problem) or type(problem).__name__
    return ""


def send_reset(email: str, address: str) -> None:
    """Send a link to whoever has this address and may sign in; to anybody else nothing."""
    person = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    if person is None:
        return
    if problem := send_link(person, RESET, link_for(person, RESET, address)):
        logger.error("No link was sent to a person who forgot their password: %s", problem)


def send_reset_in_background(email: str, address: str) -> None:
    """Send it from a thread, so that the answer comes as fast for an address that nobody has."""
    Thread(target=send_and_disconnect, args=(email, address), daemon=True).start()


def send_and_disconnect(email: str, address: str) -> None:
    try:
        send_reset(email, address)
    except Exception:  # nobody waits for the thread: what fails in it is logged, or lost
        logger.exception("No link was sent to a person who forgot their password")
    finally:
        connection.close()
