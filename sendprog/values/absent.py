"""What stands where a record gives no text or number (pure).

It is worded by the record's basis alone.
"""

from sendprog.values.basis import Basis

# For an officer's page of a record that is still being prepared.
NOT_ENTERED = "Not entered yet"


def absent_text(basis: Basis | None = None) -> str:
    """ "Not in the report" for what a published report leaves out, "Not given" for any other
    record.

    None: a kind of record that has no basis.
    """
    return "Not in the report" if basis is Basis.PUBLISHED else "Not given"


def absent_in_report(text: str, basis: Basis | None) -> str:
    """The text, said of the report where the record repeats one: "No earlier date in the report"."""
    return f"{text} in the report" if basis is Basis.PUBLISHED else text


def not_said(basis: Basis) -> str:
    """Why something had to be inferred, for the middle of a sentence."""
    return "the report does not say" if basis is Basis.PUBLISHED else "its source does not say"
