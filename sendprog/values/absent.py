"""What stands where a record gives no text or number (pure). It is worded by the record's basis alone."""

from sendprog.values.basis import Basis

# For an officer's page of a record that is still being prepared.
NOT_ENTERED = "Not entered yet"


def absent_text(basis: Basis | None = None) -> str:
    """ "Not in the report" for what a published report leaves out, "Not given" for any other record.

    None: a kind of record that has no basis.
    """
    return "Not in the report" if basis is Basis.PUBLISHED else "Not given"


def no_earlier_date(basis: Basis) -> str:
    """What stands for the slippage of a milestone that was never given another date."""
    return "No earlier date in the report" if basis is Basis.PUBLISHED else "No earlier date"
