"""The headings that services usually give the columns of a risk register.

An inherent score is before any action, a residual one is the current one: neither stands for the other.
"""

_CURRENT = ("current", "residual", "net", "mitigated")
_BEFORE_ACTION = (
    "inherent",
    "gross",
    "initial",
    "raw",
    "unmitigated",
    "uncontrolled",
    "pre mitigation",
)

RISKS_LABELS = {
    "reference": ("Number",),
    "title": ("Risk",),
    "score": ("Current score",),
    "inherent_score": ("Score before any action",),
}

RISKS_HEADINGS = {
    "reference": ("risk ref", "risk reference", "risk id", "risk number", "risk ref number"),
    "title": ("risk title", "risk name", "title of risk", "name of risk"),
    "description": ("risk description", "description of risk", "risk details"),
    "strand": ("workstream", "work stream", "strand name"),
    "owner": ("risk owner", "owner role", "role of owner", "risk owner role"),
    "response": ("risk response", "treatment", "risk treatment", "response type"),
    "proximity": ("risk proximity",),
    "closed_on": ("date closed", "closed date", "closure date"),
    "as_at": (
        "date reviewed",
        "last reviewed",
        "date last reviewed",
        "last review date",
        "date of last review",
        "date scored",
        "score date",
        "date of score",
        "date assessed",
        "assessment date",
    ),
    "likelihood": (
        *(f"{word} {axis}" for word in _CURRENT for axis in ("likelihood", "probability")),
        "probability",
        "likelihood score",
    ),
    "impact": (*(f"{word} impact" for word in _CURRENT), "impact score"),
    "score": (
        *(f"{word} {score}" for word in _CURRENT for score in ("score", "risk score")),
        "risk score",
        "total score",
    ),
    "inherent_score": tuple(
        f"{word} {score}" for word in _BEFORE_ACTION for score in ("score", "risk score")
    ),
    "target_score": ("target risk score",),
    "score_reason": ("reason for score", "reason for change of score", "score rationale"),
}
