"""Values, fields and records in plain words. Pure."""

import difflib
import html
import re
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from committee.changes.items import Item, Kind
from committee.changes.records import ABSENT, Field, RecordChange
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import LabelledEnum, day, joined

NOTHING = "not given"
# Fields whose own name is not the word for them.
LABELS = {
    "beside": "What must be read beside it",
    "cumulative": "Projected cumulative deficit",
    "forecast_high": "Highest forecast",
    "forecast_low": "Lowest forecast",
    "html": "Text",
    "is_silent": "Owes an update",
    "is_restricted": "Restricted",
    "last_heard": "Last update given",
    "moves": "Changes of its date",
    "needs": "Waits for",
    "rag_reason": "Reason for the rating",
    "reported_variance": "Variance to plan",
    "room": "Where it is shown",
    "set_by": "Set by",
    "succeeds": "Follows",
}
# What of a row inside a row names it, tried in this order.
NAMES = ("number", "reported_in", "as_at", "on", "financial_year", "reference", "score")
BLOCK_END = re.compile(r"</(?:p|li|blockquote|h[1-6])>|<br ?/?>")
TAG = re.compile(r"<[^>]*>")
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")


def said(value: Any) -> str:
    """A value as a reader would say it; nothing is "not given"."""
    if value is None or value is ABSENT or value == "" or value == () or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, LabelledEnum):
        return value.label
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (Decimal, int)):
        return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"
    if isinstance(value, tuple):
        return joined([said(one) for one in value])
    if isinstance(value, dict):
        return joined([f"{label(name)}: {said(one)}" for name, one in value.items()])
    if is_dataclass(value) and not isinstance(value, (PartialDate, Month, FinancialYear)):
        return said_of_row(value)
    return str(getattr(value, "label", value))


def said_of_row(row: Any) -> str:
    """A row inside a row, by what it gives: "Number 1, date March 2025"."""
    told = {name: getattr(row, name) for name in row.__dataclass_fields__}
    return joined(
        [f"{label(name).lower()} {said(one)}" for name, one in told.items() if said(one) != NOTHING]
    )


def label(name: Any) -> str:
    """A field's or an entry's name in words."""
    if isinstance(name, tuple):
        return joined([said(part) for part in name])
    return LABELS.get(name) or str(name).replace("_", " ").capitalize()


def field_label(field: Field) -> str:
    """ "Owner", "Plans issued", "Returns (1 January 2025)"."""
    first, *rest = field
    if not rest or first in ("counts", "html", "update"):
        return label(field[-1])
    return f"{label(first)} ({label(rest[-1])})"


def is_rendered(field: Field) -> bool:
    """Whether the field holds the HTML of a narrative."""
    return "html" in field


def plain(rendered: Any) -> str:
    """A narrative's words without its tags: text again, to be escaped like any other."""
    if rendered is ABSENT or rendered is None:
        return ""
    return " ".join(html.unescape(TAG.sub("", BLOCK_END.sub(" ", rendered))).split())


def detail(change: RecordChange) -> str:
    """ "Owner: the Director to the Head of Service"."""
    read = plain if is_rendered(change.field) else said
    old, new = read(change.old) or NOTHING, read(change.new) or NOTHING
    return f"{field_label(change.field)}: {old} to {new}"


def text_difference(old: str, new: str) -> str:
    """The sentences taken out and put in, so that a long text is not read twice."""
    was, now = SENTENCE_END.split(old) if old else [], SENTENCE_END.split(new) if new else []
    steps = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    out = " ".join(" ".join(was[a:b]) for kind, a, b, _, _ in steps if kind != "equal" and a < b)
    put = " ".join(" ".join(now[c:d]) for kind, _, _, c, d in steps if kind != "equal" and c < d)
    told = [f"Taken out: “{out}”" if out else "", f"Now says: “{put}”" if put else ""]
    return " ".join(one for one in told if one) or "Only its layout changed"


def text_item(change: RecordChange, **about: Any) -> Item:
    """A text that changed, old and new in full, and in short what is different."""
    read = plain if is_rendered(change.field) else lambda value: "" if value is ABSENT else str(value or "")
    old, new = read(change.old), read(change.new)
    which = f"{about.pop('which')}: {field_label(change.field).lower()}"
    return Item(
        kind=Kind.TEXT,
        which=which,
        how=text_difference(old, new),
        old=old,
        new=new,
        records=(change,),
        **about,
    )
