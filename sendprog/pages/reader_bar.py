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
# So long a reading page tells the count that the reader's last editing page showed.
SECONDS = 10 * 60
_counters: list[Callable[[User], int]] = []


def register_to_do(counter: Callable[[User], int]) -> None:
    """Have what this counts for a person told beside "My updates"."""
    _counters.append(counter)


def reader_bar(request: HttpRequest, *, is_fresh: bool = False) -> str:
    """The reader's name as HTML; for those who write updates with the link to them and its count.

    `is_fresh`: counted now, as the pages on which people edit tell it.
    """
    name, roles = conditional_escape(request.user.get_username()), roles_of(request)
    if not roles & {OFFICER, MANAGER}:
        return name
    count = count_again(request) if is_fresh else last_count(request)
    told = f"My updates ({count:,})" if count else "My updates"
    return format_html('{} · <a href="/my-updates/">{}</a>', name, told)


def last_count(request: HttpRequest) -> int:
    """How many things wait for this person, as counted some minutes ago at most."""
    count, at = request.session.get(TO_DO, (0, 0))
    return count if time.time() - at < SECONDS else count_again(request)


def count_again(request: HttpRequest) -> int:
    """How many things wait for this person now; the session keeps it for the pages that follow."""
    count = sum(counter(request.user) for counter in _counters)
    last, at = request.session.get(TO_DO, (0, 0))
    if count != last or time.time() - at >= SECONDS:
        request.session[TO_DO] = (count, int(time.time()))
    return count
