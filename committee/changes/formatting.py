"""Values, fields and changes as text. Pure."""

import difflib
import html
import re
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from committee.changes.items import ChangeKind, Item
from committee.changes.records import ABSENT, Field, RecordChange
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import LabelledEnum, day, joined
from strands.succession_row_types import StrandName

NOTHING = "not given"
# Fields whose own name is not the word for them.
LABELS = {
    "beside": "What must be read beside it",
    "cumulative": "Cumulative deficit",
    "forecast_high": "In-year deficit at highest",
    "forecast_low": "In-year deficit at lowest",
    "html": "Text",
    "is_silent": "Owes an update",
    "is_restricted": "Restricted",
    "last_heard": "Last update given",
    "matrix_slug": "Short name of the matrix",
    "moves": "Changes of its date",
    "needs": "Waits for",
    "rag_reason": "Reason for the rating",
    "reported_variance": "Variance to plan",
    "room": "Where it is shown",
    "set_by": "Set by",
    "succeeds": "Follows",
}
BLOCK_END = re.compile(r"</(?:p|li|blockquote|h[1-6])>|<br ?/?>")
TAG = re.compile(r"<[^<>]*>")
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")


def value_text(value: Any) -> str:
    """A value as text; "not given" for an empty one."""
    if value is None or value is ABSENT or value == "" or value == () or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, LabelledEnum):
        return value.label
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return joined([value_text(item) for item in value])
    if isinstance(value, dict):
        return joined([f"{name_label(name)}: {value_text(item)}" for name, item in value.items()])
    if is_dataclass(value) and not isinstance(
        value, (PartialDate, Month, FinancialYear, StrandName)
    ):
        return nested_row_text(value)
    return str(getattr(value, "label", value))


def nested_row_text(row: Any) -> str:
    """A nested row as it words itself, else by its fields: "number 1, date March 2025"."""
    if hasattr(row, "in_words"):
        return str(row.in_words)
    texts = {name: value_text(getattr(row, name)) for name in row.__dataclass_fields__}
    return joined(
        [f"{name_label(name).lower()} {text}" for name, text in texts.items() if text != NOTHING]
    )


def name_label(name: Any) -> str:
    """The name of a field or entry, or a nested row's key, in words."""
    if isinstance(name, tuple):
        return joined([value_text(part) for part in name])
    return LABELS.get(name) or str(name).replace("_", " ").capitalize()


def field_label(field: Field) -> str:
    """ "Owner", "Plans issued", "Returns (1 January 2025)"."""
    first, *rest = field
    if not rest or first in ("counts", "html", "update"):
        return name_label(field[-1])
    return f"{name_label(first)} ({name_label(rest[-1])})"


def is_narrative(field: Field) -> bool:
    """Whether the field holds the HTML of a narrative."""
    return "html" in field


def without_tags(rendered: Any) -> str:
    """A narrative's text without its tags, its entities decoded: to be escaped again like any other
    text.
    """
    if rendered is ABSENT or rendered is None:
        return ""
    return " ".join(html.unescape(TAG.sub("", BLOCK_END.sub(" ", rendered))).split())


def text_or_empty(value: Any) -> str:
    return "" if value is ABSENT else str(value or "")


def change_text(change: RecordChange) -> str:
    """ "Owner: the Director to the Head".

    "Years (2024/25): other details" where both read alike.
    """
    as_text = without_tags if is_narrative(change.field) else value_text
    old, new = as_text(change.old) or NOTHING, as_text(change.new) or NOTHING
    return f"{field_label(change.field)}: {f'{old} to {new}' if old != new else 'other details'}"


def text_difference(old: str, new: str) -> str:
    """The sentences removed and added, so that nobody reads a long text twice."""
    was = SENTENCE_END.split(old) if old else []
    now = SENTENCE_END.split(new) if new else []
    steps = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    changed = [step for step in steps if step[0] != "equal"]
    removed = " ".join(" ".join(was[a:b]) for _, a, b, _, _ in changed if a < b)
    added = " ".join(" ".join(now[c:d]) for _, _, _, c, d in changed if c < d)
    parts = []
    if removed:
        parts.append(f"Taken out: “{removed}”")
    if added:
        parts.append(f"Now says: “{added}”")
    return " ".join(parts) or "Only its layout changed"


def text_item(change: RecordChange, **fields: Any) -> Item:
    """The item of a changed text: old and new in full, and the sentences that differ."""
    as_text = without_tags if is_narrative(change.field) else text_or_empty
    old, new = as_text(change.old), as_text(change.new)
    which = f"{fields.pop('which')}: {field_label(change.field).lower()}"
    how = text_difference(old, new)
    return Item(
        kind=ChangeKind.TEXT, which=which, how=how, old=old, new=new, records=(change,), **fields
    )
