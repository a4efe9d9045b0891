"""What earlier loads say of the next: the kind of a file so named, the reason of a routine one."""

import re
from calendar import month_abbr, month_name

from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load, LoadState

ROUTINE = "New figures, nothing stored changes"
_WORD = re.compile("[a-z]+")
_MONTHS = {name.casefold() for names in (month_name, month_abbr) for name in names}
# The loads among which a file of the same name is looked for.
RECENT = 200
# A reason that is of one time: "The return of November", "Month 8".
_DATED = re.compile(rf"[0-9]|\b(?:{'|'.join(month_abbr[1:])})", re.IGNORECASE)


def routine_reason(load: Load) -> str:
    """The reason of the kind's last load, if that was a routine one and its reason names no date."""
    last = last_load(load.kind)
    if last is None or last.warnings or last.counts.get("changed") or _DATED.search(last.reason):
        return ROUTINE
    return last.reason


def kind_of_name(name: str) -> str:
    """The kind of the loads of files so named, whatever their month; "" for none, or for several."""
    loads = Load.objects.filter(
        kind__in=KINDS, state=LoadState.CONFIRMED, undoes=None, undone_by=None
    )
    named = IncomingFile(name, b"").safe_name
    recent = loads.values_list("file_name", "kind")[:RECENT]
    kinds = {kind for other, kind in recent if undated(other) == undated(named)}
    return kinds.pop() if len(kinds) == 1 else ""


def undated(name: str) -> list[str]:
    """The words of a file's name, without its numbers and months: ehcp, return, csv."""
    return [word for word in _WORD.findall(name.casefold()) if word not in _MONTHS]


def last_load(kind: str) -> Load | None:
    """The latest confirmed load of a kind that was not undone."""
    loads = Load.objects.filter(kind=kind, state=LoadState.CONFIRMED, undoes=None)
    return loads.filter(undone_by=None).first()
