"""What only this reader has in the bar of each page: their name, and how much they have to do."""

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html

from sendprog.pages.reader_roles import roles_of
from sendprog.records.people import User
from sendprog.records.roles import MANAGER, OFFICER

# The session's key for the count, and when it was counted.
TO_DO = "to_do"
# So long a count is told, unless its reader saves something.
SECONDS = 10 * 60
_counters: list[Callable[[User], int]] = []


def register_to_do(counter: Callable[[User], int]) -> None:
    """Have what this counts for a person told beside "My updates"."""
    _counters.append(counter)


def reader_bar(request: HttpRequest) -> str:
    """The reader's name as HTML; for those who write updates with the link to them and its count."""
    name, roles = conditional_escape(request.user.get_username()), roles_of(request)
    if not roles & {OFFICER, MANAGER}:
        return name
    count = to_do(request)
    told = f"My updates ({count:,})" if count else "My updates"
    return format_html('{} · <a href="/my-updates/">{}</a>', name, told)


def to_do(request: HttpRequest) -> int:
    """How many things wait for this person, as counted some minutes ago at most."""
    count, at = request.session.get(TO_DO, (0, 0))
    if time.time() - at >= SECONDS:
        count = sum(counter(request.user) for counter in _counters)
        note_to_do(request, count)
    return count


def note_to_do(request: HttpRequest, count: int) -> None:
    """Keep in the session how many things wait for this person now."""
    request.session[TO_DO] = (count, int(time.time()))


def forget_to_do(request: HttpRequest) -> None:
    """Have what waits for this person counted again: they saved something."""
    request.session.pop(TO_DO, None)
