"""Texts that should name a role and never a person: one rule for the desk, the forms and the admin
(pure).
"""

import re

from sendprog.values.naming import TITLED

# Fields of records that hold the name of a role, or one role a line.
ROLE_FIELDS = frozenset(
    (
        "owner",
        "accountable_role",
        "responsible_roles",
        "by_role",
        "to_role",
        "set_by",
        "decided_by",
        "approver",
    )
)
_TELEPHONE = re.compile(r"(?:\+44|\b0)[0-9 ()-]{8,}")


def role_problem(text: str) -> str:
    """What shows that a text names a person, and what to write instead; "" for nothing."""
    if "@" in text:
        return "this is an e-mail address: write a role, never a person"
    if _TELEPHONE.search(text):
        return "this holds a telephone number: write a role alone"
    if TITLED.search(text):
        return "this names a person: write their role, never their name"
    return ""
