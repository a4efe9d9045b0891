"""Sessions in the database, looked up only by keys that Django could have made."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore


class SessionStore(DatabaseSessionStore):
    """Django's session store, which treats a key with anything but ASCII letters and digits as no
    session.
    """

    def _validate_session_key(self, key: str | None) -> bool:
        return (
            bool(super()._validate_session_key(key)) and str(key).isascii() and str(key).isalnum()
        )
