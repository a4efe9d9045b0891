"""Compare the figures that editions published with the present ones, and make the missing
corrections.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.utils import timezone

from committee.corrections.derived import SOURCES, present_readings, published_readings
from committee.corrections.entries import has_same_text, next_entry
from committee.corrections.figures import Figures, stored_figures
from committee.editions.stored import snapshot_of
from committee.models import Correction, Edition
from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS
from risks.figures import risk_prefix
from risks.snapshot import RISKS
from sendprog.records.exemptions import Exemption
from sendprog.records.history import Change
from sendprog.records.snapshots import Audience, Section, Snapshot, uncached_snapshot
from sendprog.values.wording import joined, plural

NO_REASON = "No reason was recorded."
# How many figures a correction of a derived reading names.
MOST_NAMED = 3


class FigureComparison:
    """The present figures of some sections.

    Those whose keys have a prefix in `touched` are compared with editions.
    """

    def __init__(
        self,
        change: Change,
        sections: Collection[Section],
        touched: set[str],
        editions: list[Edition],
    ) -> None:
        self.change, self.sections, self.touched = change, sections, tuple(touched)
        self.now = uncached_snapshot()
        self.present = stored_figures(self.now, sections, self.touched)
        self.exempt = exempt_keys(self.now, sections)
        self.earlier: dict[tuple[int, str], list[Correction]] = defaultdict(list)
        for correction in Correction.objects.filter(edition__in=editions).order_by("number"):
            self.earlier[correction.edition_id, correction.figure].append(correction)

    def corrections(self, edition: Edition) -> Iterator[Correction]:
        """The edition's new corrections: of its figures, then of readings derived from them."""
        snapshot = snapshot_of(edition)
        snapshot.prefetch(self.sections)
        names = []
        for key, published in self.comparable_figures(snapshot).items():
            entry = next_entry(key, published, self.present.get(key), self.earlier[edition.pk, key])
            if entry:
                correction = self.correction(edition, key, entry)
                names.append(figure_name(correction))
                yield correction
        if names:
            yield from self.derived_corrections(edition, snapshot, in_short(names))

    def comparable_figures(self, snapshot: Snapshot) -> Figures:
        """The edition's touched figures that may be compared.

        What becomes of an exempt figure is not public, and risks leave the register without
        corrections.
        """
        gone: tuple[str, ...] = ()
        if RISKS in self.sections:
            listed = {row.reference for row in self.now[RISKS]}
            gone = tuple(
                risk_prefix(row.reference) for row in snapshot[RISKS] if row.reference not in listed
            )
        return {
            key: published
            for key, published in stored_figures(snapshot, self.sections, self.touched).items()
            if key not in self.exempt and not key.startswith(gone)
        }

    def derived_corrections(
        self, edition: Edition, snapshot: Snapshot, follows: str
    ) -> Iterator[Correction]:
        """Nothing is derived from a section with exempt figures: it could reveal them."""
        touched = set(self.touched)
        for section in (MONTHS, POSITIONS):
            prefix = f"{section.name}|"
            if any(key.startswith(prefix) for key in self.exempt):
                touched = {key for key in touched if not key.startswith(prefix)}
        snapshot.prefetch(SOURCES)
        present = present_readings(snapshot, self.now, touched)
        for key, published in published_readings(snapshot, touched).items():
            earlier = self.earlier[edition.pk, key]
            entry = next_entry(key, published, present.get(key), earlier, has_same_text)
            if entry:
                yield self.correction(edition, key, entry | {"follows": follows})

    def correction(self, edition: Edition, key: str, entry: dict[str, Any]) -> Correction:
        reason = self.change.reason.strip() or NO_REASON
        changed_at = self.change.at or timezone.now()
        return Correction(
            edition=edition, figure=key, reason=reason, changed_at=changed_at, **entry
        )


def exempt_keys(now: Snapshot, sections: Collection[Section]) -> set[str]:
    """The keys of present figures that only Part II has."""
    if not Exemption.objects.exists():
        return set()
    part_two = uncached_snapshot(Audience.PART_TWO)
    return stored_figures(part_two, sections).keys() - stored_figures(now, sections).keys()


def figure_name(correction: Correction) -> str:
    return f"{correction.label}, {correction.when}" if correction.when else correction.label


def in_short(names: list[str]) -> str:
    """The first names and how many more: a load may change hundreds of figures."""
    more = len(names) - MOST_NAMED
    return joined(names if more <= 0 else [*names[:MOST_NAMED], plural(more, "more figure")])
