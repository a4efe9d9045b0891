"""A limit on how long the check of a file may take, whatever the file holds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sendprog.loads.limits import unreadable

# Less than the time after which a server gives up on a request.
SECONDS = 20

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Within the block, require_time() raises once this many seconds (by default SECONDS) have
    passed.
    """
    token = _deadline.set(time.monotonic() + (SECONDS if seconds is None else seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


def require_time() -> None:
    """Raise Unreadable if the limit of the block has passed; call it for every row."""
    deadline = _deadline.get()
    if deadline is not None and time.monotonic() > deadline:
        raise unreadable(
            f"The file takes more than {SECONDS} seconds to check. "
            "Send fewer rows at a time, and take long texts out of the columns of figures."
        )
