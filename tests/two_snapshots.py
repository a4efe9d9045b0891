"""Snapshots of given rows, without a database, and the demonstration's two states as an edition would freeze them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.test import override_settings

from committee.changes.keys import SECTIONS
from sendprog.demo import load_folder
from sendprog.snapshots import Audience, Section, Snapshot, live

BEFORE, AFTER = date(2024, 11, 19), date(2025, 1, 22)
FOLDERS = {BEFORE: "2024-11-19-state-before", AFTER: "2025-01-22-january-2025"}


def snapshot_of(on: date, rows: dict[Section, Iterable[Any]], viewer: Audience = Audience.MEMBER) -> Snapshot:
    """A snapshot that holds these rows and no others, kept as JSON like any other."""
    kept = {section.name: section.encoded(given) for section, given in rows.items()}
    return Snapshot(on=on, viewer=viewer, key=f"test:{on}", read=lambda section: kept.get(section.name, b"[]"))


def frozen() -> Snapshot:
    """The tables as they are now, whole: nothing that is saved later shows in it."""
    now = live()
    return snapshot_of(now.on, {section: now[section] for section in SECTIONS})


def demonstration_states() -> tuple[Snapshot, Snapshot]:
    """The state before and January 2025, each frozen on its day. Leaves both loaded."""
    states = []
    for day, folder in FOLDERS.items():
        with override_settings(SENDPROG_TODAY=day):
            load_folder(settings.BASE_DIR / "fixtures" / folder)
            states.append(frozen())
    return states[0], states[1]
