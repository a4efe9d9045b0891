"""Values, fields and changes as text. Pure."""

import difflib
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from committee.changes.items import ChangeKind, Item
from committee.changes.records import (
    ABSENT,
    Field,
    RecordChange,
    list_differences,
    nested_key,
)
from sendprog.values.free_text import quoted_if_sentence, without_stop
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import LabelledEnum, day, joined
from strands.succession_row_types import StrandName

NOTHING, OTHER_DETAILS = "not given", "other details"
ONLY_LAYOUT = "Only its layout changed"
# The name of what a field's value refers to, or the value.
NameOf = Callable[[str, str], str]
# Fields whose own name is not the word for them.
LABELS = {
    "beside": "What must be read beside it",
    "best_value": "Best value",
    "cumulative": "Cumulative deficit",
    "filling": "What the records add",
    "forecast_high": "In-year deficit at highest",
    "forecast_low": "In-year deficit at lowest",
    "html": "Text",
    "is_counted": "Counted towards the plan",
    "is_example": "An example",
    "is_part": "Part of the section before",
    "is_restricted": "Restricted",
    "is_silent": "Owes an update",
    "last_heard": "Last update given",
    "matrix_slug": "Short name of the matrix",
    "moves": "Changes of its date",
    "needs": "Waits for",
    "others": "Another figure of the report",
    "rag_reason": "Reason for the rating",
    "reported_variance": "Variance to plan",
    "room": "Where it is shown",
    "set_by": "Set by",
    "succeeds": "Follows",
}
# Fields that repeat the last row of a list.
DERIVED = {"statuses": {"rating", "status_words", "status_as_at"}}
BLOCK_END = re.compile(r"</(?:p|li|blockquote|h[1-6])>|<br ?/?>")
TAG = re.compile(r"<[^<>]*>")
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")


@dataclass(frozen=True)
class ValueWording:
    """How values are worded: those that refer to records by `name_of`, numbers by `number_text`."""

    name_of: NameOf = lambda field, value: value
    number_text: Callable[[Decimal], str] = lambda value: f"{value.normalize():,f}"


PLAIN = ValueWording()


def value_text(value: Any, field: str = "", wording: ValueWording = PLAIN) -> str:
    """A value of the field as text; "not given" for an empty one."""
    if value is None or value is ABSENT or value == "" or value == () or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, LabelledEnum):
        return value.label
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return wording.number_text(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return joined(list(dict.fromkeys(value_text(item, field, wording) for item in value)))
    if isinstance(value, dict):
        texts = {name: value_text(item, field, wording) for name, item in value.items()}
        return joined([f"{name_label(name)}: {text}" for name, text in texts.items()])
    if is_nested_row(value):
        return nested_row_text(value, wording)
    if hasattr(value, "label"):
        return str(value.label)
    return quoted_if_sentence(wording.name_of(field, str(value))) or NOTHING


def is_nested_row(value: Any) -> bool:
    """Whether the value is a row with fields of its own, not a date, period or name."""
    plain = (PartialDate, Month, FinancialYear, StrandName)
    return is_dataclass(value) and not isinstance(value, plain)


def nested_row_text(row: Any, wording: ValueWording = PLAIN) -> str:
    """A nested row as it words itself, else by its fields: "number 1, date March 2025"."""
    if hasattr(row, "in_words"):
        return str(row.in_words)
    texts = {
        name: value_text(getattr(row, name), name, wording) for name in row.__dataclass_fields__
    }
    return joined(
        [f"{name_label(name).lower()} {text}" for name, text in texts.items() if text != NOTHING]
    )


def name_label(name: Any) -> str:
    """The name of a field or entry, or a nested row's key, in words."""
    if isinstance(name, tuple):
        return joined([text for part in name if (text := value_text(part)) != NOTHING])
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


def change_text(change: RecordChange, wording: ValueWording = PLAIN) -> str:
    """ "Owner: the Director to the Head", "Years (2024/25): source the board to the cabinet"."""
    return f"{field_label(change.field)}: {step_text(change, wording)}"


def step_text(change: RecordChange, wording: ValueWording) -> str:
    """From what to what a field changed; of a row that words itself alike, by the fields that differ."""
    old, new = change.old, change.new
    if is_narrative(change.field):
        was, now = (quoted_if_sentence(without_tags(text)) for text in (old, new))
        return texts_to(was or NOTHING, now or NOTHING)
    if is_nested_row(old) and type(old) is type(new):
        if hasattr(old, "texts_beside"):
            was, now = old.texts_beside(new)
            if was != now:
                return parts_to(was, now)
        return joined(list(differing_fields(old, new, wording))) or OTHER_DETAILS
    if is_nested_row(old) and new is ABSENT:
        return f"removed, {nested_row_text(old, wording)}"
    if is_nested_row(new) and old is ABSENT:
        return f"added, {nested_row_text(new, wording)}"
    name = str(change.field[0]) if change.field else ""
    return texts_to(value_text(old, name, wording), value_text(new, name, wording))


def parts_to(old: str, new: str) -> str:
    """From what to what a list of several facts changed, without those that stand in both."""
    was, now = old.split("; "), new.split("; ")
    gone = "; ".join(part for part in was if part not in now)
    came = "; ".join(part for part in now if part not in was)
    if gone and came:
        return f"{gone} to {came}"
    return f"added, {came}" if came else f"removed, {gone}" if gone else OTHER_DETAILS


def texts_to(old: str, new: str) -> str:
    return f"{old} to {new}" if old != new else OTHER_DETAILS


def differing_fields(old: Any, new: Any, wording: ValueWording) -> Iterator[str]:
    """ "note Draft to Final" for each field in which two rows of one kind differ."""
    fields = {name: (getattr(old, name), getattr(new, name)) for name in old.__dataclass_fields__}
    changed = {name for name, (was, now) in fields.items() if was != now}
    for name in changed & DERIVED.keys():
        changed -= DERIVED[name]
    for name, (was, now) in fields.items():
        if name in changed:
            yield f"{name_label(name).lower()} {values_to(was, now, name, wording)}"


def values_to(old: Any, new: Any, name: str, wording: ValueWording) -> str:
    """From what to what a value changed; of nested rows, each that did."""
    names = nested_key(old, new)
    if names is None:
        was, now = (value_text(value, name, wording) for value in (old, new))
        return texts_to(was, now)
    steps = []
    for key, was, now, _ in list_differences(old, new, (), names):
        change = RecordChange("", (), key, was, now)
        is_in_both = key and ABSENT not in (was, now)
        steps.append((change_text if is_in_both else step_text)(change, wording))
    return "; ".join(steps)


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
    return " ".join(parts) or ONLY_LAYOUT


def text_item(change: RecordChange, **fields: Any) -> Item:
    """The item of a changed text: old and new in full, and the sentences that differ.

    Another layout alone is no changed text.
    """
    as_text = without_tags if is_narrative(change.field) else text_or_empty
    old, new = as_text(change.old), as_text(change.new)
    which = f"{without_stop(fields.pop('which'))}: {field_label(change.field).lower()}"
    how = text_difference(old, new)
    kind = ChangeKind.OTHER if how == ONLY_LAYOUT else ChangeKind.TEXT
    fields |= {"which": which, "old": old, "new": new}
    return Item(kind=kind, how=how, records=(change,), **fields)


def text_with_figures(item: Item, old: str, new: str) -> Item:
    """The item of a text once its figures are in it.

    They may differ where it does not, or be alike.
    """
    how = text_difference(old, new)
    if how != ONLY_LAYOUT:
        return replace(item, kind=ChangeKind.TEXT, how=how, old=old, new=new)
    if item.kind is ChangeKind.TEXT:
        item = replace(item, kind=ChangeKind.OTHER, how=how)
    return replace(item, old=old, new=new)
