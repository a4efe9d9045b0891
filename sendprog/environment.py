"""What the environment decides. Each reader refuses what it cannot use and says how to mend it."""

import os
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
DATABASE_ADVICE = "Write sqlite:///path or postgresql://user:password@host/name."
PERCENT_ENCODE = "A password's @ / : ? # [ ] are written %40 %2F %3A %3F %23 %5B %5D."


def is_development() -> bool:
    """Only SENDPROG_ENV=development relaxes anything; production is the default."""
    named = os.environ.get("SENDPROG_ENV", "production")
    if named not in {"production", "development"}:
        raise ImproperlyConfigured(
            f"SENDPROG_ENV is {named!r}: write production or development, or leave it out."
        )
    return named == "development"


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and empty."""
    text = os.environ.get(name, "").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    if text:
        raise ImproperlyConfigured(f"{name} is {text!r}: write true or false.")
    return default


def secret_key(*, development: bool) -> str:
    """SECRET_KEY; in production it must be there, long, and not one that was made for a tutorial."""
    key = os.environ.get("SECRET_KEY", "")
    if development:
        return key or "development-only-" + "x" * SHORTEST_SECRET
    advice = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY is not set. {advice}")
    if key.startswith(("django-insecure-", "development-only-")):
        raise ImproperlyConfigured(f"SECRET_KEY was made for development. {advice}")
    if len(key) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"SECRET_KEY has {len(key)} characters, at least {SHORTEST_SECRET} are needed. {advice}"
        )
    return key


def debug(*, development: bool) -> bool:
    """DEBUG shows settings and source to whoever meets an error, so production refuses it."""
    on = flag("DEBUG")
    if on and not development:
        raise ImproperlyConfigured(
            "DEBUG is on in production. Remove DEBUG, or set SENDPROG_ENV=development on a desk."
        )
    return on


def allowed_hosts(*, development: bool) -> list[str]:
    """The names this site answers to, comma separated in ALLOWED_HOSTS."""
    hosts = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if development:
        return hosts or ["127.0.0.1", "localhost", "[::1]"]
    if not hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is empty. Set it to the site's name: ALLOWED_HOSTS=send.example.gov.uk"
        )
    if any("*" in host for host in hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS holds a *, which answers to any name. Write the site's own names."
        )
    return hosts


def colour(name: str, *, default: str) -> str:
    """A colour as #rrggbb, and nothing else that a style sheet could hold."""
    text = os.environ.get(name) or default
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        raise ImproperlyConfigured(f"{name} is {text[:20]!r}: write it as {default}.")
    return text


def today() -> date | None:
    """SENDPROG_TODAY: the day the site takes as today; for the demo and for tests, refused in production."""
    text = os.environ.get("SENDPROG_TODAY", "")
    if not text:
        return None
    if not is_development():
        raise ImproperlyConfigured(
            "SENDPROG_TODAY is set in production, which must use the real day. Remove it."
        )
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"SENDPROG_TODAY is {text[:40]!r}: write it as 2025-01-20.") from error


def days(name: str, *, default: int) -> int:
    """A number of days, from 1 to 60."""
    text = os.environ.get(name, "") or str(default)
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= 60:
        raise ImproperlyConfigured(f"{name} is {text[:20]!r}: write a number of days from 1 to 60.")
    return int(text)


def months(name: str, *, default: int) -> int:
    """A number of months, from 1 to 24."""
    text = os.environ.get(name, "") or str(default)
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= 24:
        raise ImproperlyConfigured(f"{name} is {text[:20]!r}: write a number of months from 1 to 24.")
    return int(text)


def dates(name: str) -> frozenset[date]:
    """Days, comma separated: 2025-12-29,2025-12-30."""
    texts = [text.strip() for text in os.environ.get(name, "").split(",") if text.strip()]
    try:
        return frozenset(date.fromisoformat(text) for text in texts)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} holds what is no day: write days as 2025-12-29,2025-12-30."
        ) from error


def spans(name: str) -> tuple[tuple[date, date], ...]:
    """Spans of days, both ends included, comma separated: 2025-03-25..2025-05-01."""
    found = []
    for text in (text.strip() for text in os.environ.get(name, "").split(",") if text.strip()):
        first, dots, last = text.partition("..")
        try:
            span = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
        except ValueError as error:
            advice = "write each span as 2025-03-25..2025-05-01, with commas between."
            raise ImproperlyConfigured(f"{name} holds {text[:40]!r}: {advice}") from error
        if not dots or span[0] > span[1]:
            raise ImproperlyConfigured(
                f"{name} holds {text[:40]!r}, which ends before it begins: write the first day first."
            )
        found.append(span)
    return tuple(found)


# The parts of an edition that somebody may have to sign off.
PARTS = ("strands", "ehcp", "finance", "risks", "paper")


def sign_offs(name: str) -> dict[str, str]:
    """Which part waits for which role, comma separated: finance:Section 151 officer,ehcp:Head of SEND."""
    found: dict[str, str] = {}
    for text in (text.strip() for text in os.environ.get(name, "").split(",") if text.strip()):
        part, _, role = (one.strip() for one in text.partition(":"))
        if part not in PARTS or not role:
            known = f"{', '.join(PARTS[:-1])} or {PARTS[-1]}"
            advice = f"write a part ({known}), a colon and a role: finance:Section 151 officer"
            raise ImproperlyConfigured(f"{name} holds {text[:60]!r}: {advice}.")
        if part in found:
            raise ImproperlyConfigured(f"{name} names {part} twice: one role signs off a part.")
        found[part] = role
    return found


def database_from_url(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name` (`?host=/socket/folder`)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # Python's own message may quote part of the password.
        raise ImproperlyConfigured(f"DATABASE_URL can't be read. {PERCENT_ENCODE}") from None
    if parts.scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL doesn't begin with sqlite: or postgresql:. {DATABASE_ADVICE}"
        )
    if (parts.netloc and parts.scheme == "sqlite") or len(parts.path) < 2:
        raise ImproperlyConfigured(f"DATABASE_URL names no database. {DATABASE_ADVICE} {PERCENT_ENCODE}")
    if parts.scheme == "sqlite":
        return sqlite_database(Path(unquote(parts.path[1:])))
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite_database(path: Path) -> dict[str, object]:
    """SQLite as a server needs it: writers queue (IMMEDIATE) instead of failing, readers never wait (WAL)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; "
            # What INSERT OR REPLACE deletes is asked for like any other deletion.
            "PRAGMA recursive_triggers=ON",
        },
    }


def cache_from_url(url: str) -> dict[str, object]:
    """Django's settings for `locmem://` (each worker its own) or `file:///folder` (shared by workers on one machine)."""
    parts = urlsplit(url)
    if parts.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": unquote(parts.path),
        }
    raise ImproperlyConfigured(
        f"CACHE_URL begins with {parts.scheme[:20]!r}: write locmem:// or file:///folder."
    )


class Email(NamedTuple):
    """How e-mail leaves: Django's settings in their order."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def email_from_url(url: str) -> Email:
    """Django's settings for `smtp://user:password@host:587` (STARTTLS), `smtps://host:465`, `smtp+plain://relay`, `console://`."""
    advice = "Write smtp://user:password@host:587 (with STARTTLS), smtps://host:465, smtp+plain://relay:25 or console://."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # Python's own message may quote part of the password.
        raise ImproperlyConfigured(f"SENDPROG_EMAIL_URL can't be read. {PERCENT_ENCODE}") from None
    if parts.scheme == "console":
        return Email("django.core.mail.backends.console.EmailBackend")
    usual = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if parts.scheme not in usual or not parts.hostname:
        raise ImproperlyConfigured(f"SENDPROG_EMAIL_URL names no mail server. {advice}")
    return Email(
        "django.core.mail.backends.smtp.EmailBackend",
        parts.hostname,
        port or usual[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp",
        use_ssl=parts.scheme == "smtps",
    )


def address(*, development: bool) -> str:
    """SENDPROG_ADDRESS: where readers reach this site, for the links in e-mail; empty where it is not set."""
    text = os.environ.get("SENDPROG_ADDRESS", "").rstrip("/")
    if not text:
        return f"http://127.0.0.1:{os.environ.get('PORT', '8000')}" if development else ""
    parts = urlsplit(text)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.netloc
        or parts.path
        or parts.query
        or parts.fragment
    ):
        raise ImproperlyConfigured(
            f"SENDPROG_ADDRESS is {text[:60]!r}: write it as https://send.example.gov.uk"
        )
    return text
