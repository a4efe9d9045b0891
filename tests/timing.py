"""How long a deed takes, by the processor's clock: what else a busy machine does is not counted."""

import time
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


def quickest(deed: Callable[[], Made], *, times: int = 3) -> tuple[float, Made]:
    """The seconds of the best of several runs, since other work of the machine only ever adds to them, and what was made."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        made = deed()
        best = min(best, time.process_time() - began)
    return best, made
