"""Sessions in the database, which end after a number of hours and, for staff, of idle minutes."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
IS_STAFF, IS_SUPERUSER = "is_staff", "is_superuser"
# Seconds after which a request is noted as the last: not each costs a write.
NOTED_AFTER = 60


class SessionStore(DatabaseSessionStore):
    """Django's session store, with two ends more and one rule.

    A key with anything but ASCII letters and digits is no session: Django could not have made it.
    """

    def _validate_session_key(self, key: str | None) -> bool:
        return (
            bool(super()._validate_session_key(key)) and str(key).isascii() and str(key).isalnum()
        )

    def load(self) -> dict[str, Any]:
        """The session's values; none where it has ended."""
        values = super().load()
        now = int(time.time())
        if SESSION_KEY not in values:
            return values
        if has_ended(values, now):
            self.delete()
            self._session_key = None
            return {}
        if now - values[SEEN_AT] >= NOTED_AFTER:
            values[SEEN_AT] = now
            self.modified = True
        return values


def has_ended(values: dict[str, Any], now: int) -> bool:
    """Whether a signed-in session is too old or, for staff, was idle for too long."""
    if SIGNED_IN_AT not in values:
        return True
    if now - values[SIGNED_IN_AT] >= settings.SENDPROG_SESSION_HOURS * 3600:
        return True
    is_idle = now - values[SEEN_AT] >= settings.SENDPROG_IDLE_MINUTES * 60
    return bool(values[IS_STAFF] and is_idle)
