"""Figures that are exempt now. What becomes of one is not the public's, so no edition is told: it stands as it was told last."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from committee.changes.records import Key, Sections, keyed
from committee.corrections.figures import RETURN_KEY, SECTIONS, prefix_of
from sendprog.records.exemptions import EXEMPTIBLE, Exemption
from sendprog.records.snapshots import Audience, Snapshot, uncached_snapshot
from strands.rows import IndicatorRow
from strands.snapshot import INDICATORS


@dataclass(frozen=True)
class Hidden:
    """The rows that only Part II has, by section and key; and of indicators the returns, by slug and key."""

    rows: dict[str, set[Key]] = field(default_factory=dict)
    returns: frozenset[tuple[str, Key]] = frozenset()

    def in_place(self, frozen: Snapshot, now: Sections) -> Sections:
        """Today's rows with the edition's own in the place of those hidden: nothing of them has changed."""
        return {
            section.name: now[section.name]
            | self._own(section.name, keyed(frozen[section], section.key), now[section.name])
            for section in SECTIONS
            if section.name in now
        }

    def _own(self, name: str, frozen: dict[Key, object], now: dict[Key, object]) -> dict[Key, object]:
        own = {key: frozen[key] for key in self.rows.get(name, ()) if key in frozen}
        for slug, key in self.returns if name == INDICATORS.name else ():
            row = frozen.get((slug,))
            if isinstance(row, IndicatorRow) and key in (told := keyed(row.returns, RETURN_KEY)):
                stands = own.get((slug,)) or now.get((slug,)) or replace(row, returns=())
                own[(slug,)] = replace(stands, returns=(*stands.returns, told[key]))
        return own

    def holds(self, figure: str) -> bool:
        """Whether a correction's figure is hidden."""
        rows = tuple(prefix_of(name, key) for name, keys in self.rows.items() for key in keys)
        returns = {
            prefix_of(INDICATORS.name, (slug,)) + "|".join(map(str, key)) for slug, key in self.returns
        }
        return figure.startswith(rows) or figure in returns

    def pooled_with(self, section: str) -> bool:
        """Whether what is worked out of a section's figures would be worked out of a hidden one."""
        return bool(self.rows.get(section))


def hidden_now(now: Sections) -> Hidden:
    """What of the sections only Part II has; one query where no figure is exempt."""
    kinds = [kind for kind, known in EXEMPTIBLE.items() if known.is_figure]
    if not Exemption.objects.filter(kind__in=kinds).exists():
        return Hidden()
    whole = uncached_snapshot(Audience.PART_TWO)
    found = {section.name: keyed(whole[section], section.key) for section in SECTIONS if section.name in now}
    rows = {name: found[name].keys() - now[name].keys() for name in found}
    returns = returns_of(found.get(INDICATORS.name, {}).values()) - returns_of(
        now.get(INDICATORS.name, {}).values()
    )
    return Hidden(rows, frozenset(returns))


def returns_of(rows: Iterable[IndicatorRow]) -> set[tuple[str, Key]]:
    return {(row.slug, key) for row in rows for key in keyed(row.returns, RETURN_KEY)}
