"""Sessions in the database, found only by keys that the site itself could have made."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    """As Django's; a cookie of anything but letters and digits (a NUL, say) never reaches the database."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(super()._validate_session_key(key)) and str(key).isascii() and str(key).isalnum()
