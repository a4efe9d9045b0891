"""Numbers bound in officers' texts: `{{ address window }}` stands for the reading itself, resolved when a page is made.

A window is months ("2024-06..2024-11", "2024-11") or a calendar year ("2023"); without one it is the latest reading.
The rooms answer by their doors: each app's `headlines` with `measures(snapshot)` and `read(snapshot, address, window)`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from html import escape, unescape
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Month, PeriodError, Window, quoted
from sendprog.values.wording import joined

IN_TEXT = re.compile(r"\{\{([^{}]*)\}\}")
_WRITTEN = re.compile(r"(?P<address>[a-z0-9][a-z0-9._-]*)(?: +(?P<window>[0-9][0-9.-]*))?")
_WINDOW = re.compile(r"(?P<first>[0-9]{4}(?:-[0-9]{2})?)(?:\.\.(?P<last>[0-9]{4}-[0-9]{2}))?")
_EXAMPLE = "{{ ehcp.plans_issued 2024-06..2024-11 }}"
MATCHES = 3
# Words of a unit that the writer's own sentence has: "an average of {{ … }} plans a month".
_SAID_BY_THE_SENTENCE = ("a month", "out of 5", "work days", "a year")


class BindingError(ValueError):
    """A bound number that can't be: its message says what to write instead."""


@dataclass(frozen=True)
class Bound:
    """One bound number as it is written: its measure's address, its window (None: the latest)."""

    address: str
    window: Window | None = None


def window_of(text: str) -> Window:
    """ "2024-06..2024-11", "2024-11" or "2023" as a Window; BindingError for anything else."""
    found = _WINDOW.fullmatch(text)
    if found is None or (found["last"] and "-" not in found["first"]):
        raise BindingError(f"{quoted(text)} is not a window: write 2024-06..2024-11, 2024-11 or 2023")
    first = found["first"]
    try:
        if "-" not in first:
            return Window.of_months(Month.parse(f"{first}-01"), Month.parse(f"{first}-12"))
        return Window.of_months(Month.parse(first), Month.parse(found["last"] or first))
    except PeriodError as error:
        raise BindingError(str(error)) from error


def parsed(inside: str) -> Bound:
    """What stands between the braces; BindingError where it is not an address with or without a window."""
    found = _WRITTEN.fullmatch(unescape(inside).strip())
    if found is None:
        raise BindingError(
            f"{quoted(inside.strip()) or 'Nothing'} is not a number's address: write it like {_EXAMPLE}"
        )
    return Bound(found["address"], window_of(found["window"]) if found["window"] else None)


@cache
def doors() -> tuple[ModuleType, ...]:
    """Each app's headlines, where it has them: found by name, so that nothing here points up."""
    found = [
        one for one in apps.get_app_configs() if one.module and module_has_submodule(one.module, "headlines")
    ]
    return tuple(import_module(f"{one.name}.headlines") for one in found)


def measures(snapshot: Snapshot) -> dict[str, Measure]:
    """Every measure that a text may name, by address."""
    return {measure.address: measure for door in doors() for measure in door.measures(snapshot)}


def read(snapshot: Snapshot, bound: Bound) -> Reading:
    """The reading that a bound number stands for; BindingError, naming near matches, where there is none."""
    for door in doors():
        reading = door.read(snapshot, bound.address, bound.window)
        if reading is not None and not reading.missing:
            return reading
    raise BindingError(_why_not(snapshot, bound))


def _why_not(snapshot: Snapshot, bound: Bound) -> str:
    known = measures(snapshot)
    if bound.address not in known:
        near = get_close_matches(bound.address, known, n=MATCHES, cutoff=0.5) or _by_last_word(
            bound.address, known
        )
        meant = f". Near it: {joined(near)}" if near else ""
        return f"There is no measure at {quoted(bound.address)}{meant}"
    known_readings = [
        one for door in doors() for one in door.series(snapshot, bound.address) if not one.missing
    ]
    windows = [window_as_written(one) for one in known_readings]
    near = list(dict.fromkeys(one for one in reversed(windows) if one))[:MATCHES]
    when = f"for {bound.window.label}" if bound.window else "yet"
    return f"{bound.address} has no reading {when}" + (f". It has one for {joined(near)}" if near else "")


def _by_last_word(address: str, known: dict[str, Measure]) -> list[str]:
    """The addresses whose last part is like this one's."""
    lasts = {one.rpartition(".")[2]: one for one in known}
    return [
        lasts[last] for last in get_close_matches(address.rpartition(".")[2], lasts, n=MATCHES, cutoff=0.5)
    ]


def window_as_written(reading: Reading) -> str:
    """The window that a text names to get this reading: "2024-06..2024-11"; "" where it has none of whole months."""
    if reading.as_at:
        return Month.containing(reading.as_at).iso
    if reading.window is None or reading.window.months is None:
        return ""
    first, last = Month.containing(reading.window.first), Month.containing(reading.window.last)
    return first.iso if first == last else f"{first.iso}..{last.iso}"


def in_a_sentence(reading: Reading) -> str:
    """The number as a sentence takes it: "158", "£51.6 million", "over 100"; a made-up one says so."""
    plain = reading.figure if reading.figure_unit in _SAID_BY_THE_SENTENCE else reading.in_words
    marker = reading.marker.symbol if reading.marker else ""
    shown = plain if not marker or plain.endswith(marker) else f"{plain} {marker}"
    return f"{shown} (illustrative)" if reading.is_illustrative else shown


def problems_in(text: str, snapshot: Callable[[], Snapshot]) -> list[str]:
    """What is wrong with the numbers bound in a text, in order; the snapshot is made only where there is one."""
    if "{{" not in text and "}}" not in text:
        return []
    rest = IN_TEXT.sub(" ", text)
    loose = any(braces in rest for braces in ("{{", "}}")) or any(braces in text for braces in ("{{{", "}}}"))
    found = [f"A number stands between two braces on each side: write it like {_EXAMPLE}"] if loose else []
    inside = IN_TEXT.findall(text)
    on = snapshot() if inside else None
    for one in inside:
        try:
            read(on, parsed(one))
        except BindingError as error:
            found.append(f"{error}.")
    return found


def bound_in(text: str) -> Iterator[Bound]:
    """The numbers bound in a text that are well written."""
    for inside in IN_TEXT.findall(text):
        try:
            yield parsed(inside)
        except BindingError:
            continue


def plainly(text: str, snapshot: Snapshot) -> str:
    """Plain text with its bound numbers told; one that can't be read any more says so in its place."""

    def told(found: re.Match[str]) -> str:
        try:
            return in_a_sentence(read(snapshot, parsed(found[1])))
        except BindingError:
            return f"[no reading: {unescape(found[1]).strip()}]"

    return IN_TEXT.sub(told, text) if "{{" in text else text


def resolved(html: str, snapshot: Snapshot, met: Callable[[Reading], None] | None = None) -> str:
    """Sanitised HTML with its bound numbers told, each with its measure and window for whoever points at it.

    `met` is called with each reading. A number that can't be read any more says so in its place.
    """

    def told(found: re.Match[str]) -> str:
        try:
            reading = read(snapshot, parsed(found[1]))
        except BindingError:
            return f"[no reading: {escape(unescape(found[1]).strip())}]"
        if met:
            met(reading)
        about = f"{reading.measure.label}, {reading.when}" if reading.when else reading.measure.label
        return f'<span title="{escape(about)}">{escape(in_a_sentence(reading))}</span>'

    return IN_TEXT.sub(told, html) if "{{" in html else html
