"""What stands where a record gives no text or number (pure)."""

import re

from sendprog.values.basis import Basis

A_REPORT = re.compile(r"\breports?\b", re.IGNORECASE)


def is_from_report(source: str, basis: Basis | None = Basis.REPORTED) -> bool:
    """Whether a record repeats what a report says: a reported one whose source is a report."""
    return basis is Basis.REPORTED and bool(A_REPORT.search(source))


def absent_text(source: str, basis: Basis | None = Basis.REPORTED) -> str:
    """ "Not in the report" for what a report leaves out, "Not given" for a council's own record."""
    return "Not in the report" if is_from_report(source, basis) else "Not given"
