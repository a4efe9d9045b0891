"""Readers of environment variables.

Each raises ImproperlyConfigured, with the fix, for an invalid value.
"""

import os
import re
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
LONGEST_LINE = 300
# How an address begins that is of this machine alone.
LOOPBACK = "http://127.0.0.1:"
DATABASE_ADVICE = "Write sqlite:///path or postgresql://user:password@host/name."
PERCENT_ENCODE = "A password's @ / : ? # [ ] are written %40 %2F %3A %3F %23 %5B %5D."


def is_development() -> bool:
    """Whether SENDPROG_ENV is development; the default is production, which is stricter."""
    name = os.environ.get("SENDPROG_ENV", "production")
    if name not in {"production", "development"}:
        raise ImproperlyConfigured(
            f"SENDPROG_ENV is {name!r}: write production or development, or leave it out."
        )
    return name == "development"


def read_flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; the default if empty."""
    text = os.environ.get(name, "").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    if text:
        raise ImproperlyConfigured(f"{name} is {text!r}: write true or false.")
    return default


def read_secret_key(*, development: bool) -> str:
    """SECRET_KEY; in production it must be set, long and not one for development."""
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


def read_debug(*, development: bool) -> bool:
    """DEBUG; refused in production, since error pages would show settings and source code."""
    on = read_flag("DEBUG")
    if on and not development:
        raise ImproperlyConfigured(
            "DEBUG is on in production. Remove DEBUG, or set SENDPROG_ENV=development on a desk."
        )
    return on


def read_allowed_hosts(*, development: bool) -> list[str]:
    """ALLOWED_HOSTS, comma separated; in production at least one, without wildcards."""
    hosts = [
        host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()
    ]
    if development:
        return hosts or ["127.0.0.1", "localhost", "[::1]"]
    if not hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is empty. Set it to the site's name: ALLOWED_HOSTS=send.example.gov.uk"
        )
    if any("*" in host for host in hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS holds a *, which allows any name. Write the site's own names."
        )
    return hosts


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the choices, or "" if it is not set."""
    text = os.environ.get(name, "").strip().lower()
    if text and text not in choices:
        raise ImproperlyConfigured(f"{name} is {text[:20]!r}: write one of {', '.join(choices)}.")
    return text


def read_line(name: str) -> str:
    """A line of text, or "" if it is not set."""
    text = os.environ.get(name, "").strip()
    if len(text) > LONGEST_LINE or not text.isprintable():
        raise ImproperlyConfigured(f"{name} must be one line of at most {LONGEST_LINE} characters.")
    return text


def read_authority(name: str) -> str:
    """An old code and a name, "999 Exampleshire", or "" if it is not set."""
    text = read_line(name)
    if text and not re.fullmatch(r"[0-9]{3} \S.*", text):
        raise ImproperlyConfigured(
            f"{name} is {text[:40]!r}: write an old code and a name, 999 Exampleshire."
        )
    return text


def read_link(name: str) -> str:
    """An address that begins with https://, or "" if it is not set."""
    text = read_line(name)
    if text and not (text.startswith("https://") and urlsplit(text).hostname):
        raise ImproperlyConfigured(f"{name} is {text[:40]!r}: write an address, https://…")
    return text


def read_colour(name: str, *, default: str) -> str:
    """A colour as #rrggbb."""
    text = os.environ.get(name) or default
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        raise ImproperlyConfigured(f"{name} is {text[:20]!r}: write it as {default}.")
    return text


def read_today() -> date | None:
    """SENDPROG_TODAY, the date to use as today, or None; refused in production."""
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
        raise ImproperlyConfigured(
            f"SENDPROG_TODAY is {text[:40]!r}: write it as 2025-01-20."
        ) from error


def read_number(name: str, *, default: int, noun: str, last: int) -> int:
    """A whole number of days, hours or the like, from 1 to `last`."""
    text = os.environ.get(name, "") or str(default)
    if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= last:
        raise ImproperlyConfigured(
            f"{name} is {text[:20]!r}: write a number of {noun} from 1 to {last}."
        )
    return int(text)


def read_addresses(name: str, *, default: str) -> frozenset[str]:
    """IP addresses, comma separated; "none" for none."""
    text = os.environ.get(name, "").strip() or default
    if text.lower() == "none":
        return frozenset()
    try:
        return frozenset(str(ip_address(part.strip())) for part in text.split(","))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} is {text[:60]!r}: write IP addresses as 10.0.0.5,10.0.0.6, or none."
        ) from error


def read_dates(name: str) -> frozenset[date]:
    """Dates, comma separated: 2025-12-29,2025-12-30."""
    texts = [text.strip() for text in os.environ.get(name, "").split(",") if text.strip()]
    try:
        return frozenset(date.fromisoformat(text) for text in texts)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} holds an invalid date: write dates as 2025-12-29,2025-12-30."
        ) from error


def read_periods(name: str) -> tuple[tuple[date, date], ...]:
    """(first, last) dates, comma separated: 2025-03-25..2025-05-01."""
    periods = []
    for text in (text.strip() for text in os.environ.get(name, "").split(",") if text.strip()):
        first, dots, last = text.partition("..")
        try:
            period = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
        except ValueError as error:
            advice = "write each period as 2025-03-25..2025-05-01, with commas between."
            raise ImproperlyConfigured(f"{name} holds {text[:40]!r}: {advice}") from error
        if not dots or period[0] > period[1]:
            raise ImproperlyConfigured(
                f"{name} holds {text[:40]!r}, which ends before it begins: write the first day first."
            )
        periods.append(period)
    return tuple(periods)


# The parts of an edition that may need a sign-off.
SIGN_OFF_PARTS = ("strands", "ehcp", "finance", "risks", "paper")


def read_sign_offs(name: str) -> dict[str, str]:
    """The role that signs off each part, comma separated: finance:Section 151 officer,ehcp:Head of
    SEND.
    """
    roles: dict[str, str] = {}
    for text in (text.strip() for text in os.environ.get(name, "").split(",") if text.strip()):
        part, _, role = (half.strip() for half in text.partition(":"))
        if part not in SIGN_OFF_PARTS or not role:
            known = f"{', '.join(SIGN_OFF_PARTS[:-1])} or {SIGN_OFF_PARTS[-1]}"
            advice = f"write a part ({known}), a colon and a role: finance:Section 151 officer"
            raise ImproperlyConfigured(f"{name} holds {text[:60]!r}: {advice}.")
        if part in roles:
            raise ImproperlyConfigured(f"{name} names {part} twice: one role signs off a part.")
        roles[part] = role
    return roles


def database_from_url(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`."""
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
        raise ImproperlyConfigured(
            f"DATABASE_URL names no database. {DATABASE_ADVICE} {PERCENT_ENCODE}"
        )
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
    """SQLite for a server: writers queue (IMMEDIATE) instead of failing, and readers never wait
    (WAL).
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # To open it costs more than a page does: SQLite reads the schema anew.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; "
            # INSERT OR REPLACE fires the DELETE triggers.
            "PRAGMA recursive_triggers=ON",
        },
    }


def cache_from_url(url: str) -> dict[str, object]:
    """Django's settings for `locmem://` (one cache a worker) or `file:///folder` (shared on one
    machine).
    """
    parts = urlsplit(url)
    if parts.scheme == "locmem":
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": unquote(parts.path),
        }
    raise ImproperlyConfigured(
        f"CACHE_URL begins with {parts.scheme[:20]!r}: write locmem:// or file:///folder."
    )


class EmailSettings(NamedTuple):
    """Django's EMAIL_* settings, in the order of settings.py."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def email_from_url(url: str) -> EmailSettings:
    """Django's settings for `smtp://` (STARTTLS), `smtps://`, `smtp+plain://` (a relay) or
    `console://`.
    """
    advice = (
        "Write smtp://user:password@host:587 (with STARTTLS), smtps://host:465, smtp+plain://relay:25 or "
        "console://."
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # Python's own message may quote part of the password.
        raise ImproperlyConfigured(f"SENDPROG_EMAIL_URL can't be read. {PERCENT_ENCODE}") from None
    if parts.scheme == "console":
        return EmailSettings("django.core.mail.backends.console.EmailBackend")
    default_ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if parts.scheme not in default_ports or not parts.hostname:
        raise ImproperlyConfigured(f"SENDPROG_EMAIL_URL names no mail server. {advice}")
    return EmailSettings(
        "django.core.mail.backends.smtp.EmailBackend",
        parts.hostname,
        port or default_ports[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp",
        use_ssl=parts.scheme == "smtps",
    )


def read_address(*, development: bool) -> str:
    """SENDPROG_ADDRESS, the site's address for links in e-mail; "" if it is not set."""
    text = os.environ.get("SENDPROG_ADDRESS", "").rstrip("/")
    if not text:
        return f"{LOOPBACK}{os.environ.get('PORT', '8000')}" if development else ""
    parts = urlsplit(text)
    if (
        parts.scheme not in {"http", "https"}
        or text != f"{parts.scheme}://{parts.netloc}"
        or not parts.netloc
    ):
        raise ImproperlyConfigured(
            f"SENDPROG_ADDRESS is {text[:60]!r}: write it as https://send.example.gov.uk"
        )
    return text
