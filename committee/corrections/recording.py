"""Listens to figures that change and tells the editions that used them: once for each change, last in its transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from committee.changes.records import Key, Sections, keyed
from committee.corrections.derived_readings import followers
from committee.corrections.exempt_figures import Hidden, hidden_now
from committee.corrections.figures import SECTIONS, Figure, Today, changed_figures, prefix_of
from committee.corrections.undated import compared, said_in
from committee.editions.stored import snapshot_of
from committee.models import Correction, Edition
from committee.models.editions import AGREED
from committee.snapshot.paper import PAPER_SECTIONS
from ehcp.snapshot import MONTHS
from finance.snapshot import CONTRIBUTIONS, PLANS, POSITIONS, SAVINGS
from risks.snapshot import RISKS
from sendprog.loads.revisions import figures_changed
from sendprog.records.data_version import DataVersion
from sendprog.records.history import Change, change
from sendprog.records.snapshots import Audience, Section, uncached_snapshot
from sendprog.values.periods import Month
from sendprog.values.wording import joined, plural
from strands.models import Indicator
from strands.snapshot import INDICATORS, PLACES, STRANDS, TARGETS, TEXTS

NO_REASON = "No reason was recorded."
# What of an edition is needed to compare: its figures, and the texts that bind readings worked out from them.
NEEDED = (*SECTIONS, STRANDS, TEXTS, PAPER_SECTIONS)
KEPT = "corrections"
MOST_NAMED = 3


@receiver(figures_changed)
def hear(sender: type[Model], record: Model, before: dict[str, Any], **kwargs: Any) -> None:
    """Note which row of the sections the figure stands in, and stood in until now."""
    with change(by=None) as current:
        pending: Pending = current.on_exit.setdefault(KEPT, Pending(current))
        for values in filter(None, (before, vars(record))):
            pending.meet(sender, values)


@receiver(post_save, sender=Indicator)
def hear_of_indicator(instance: Indicator, created: bool, **kwargs: Any) -> None:
    """An indicator put in the bin, or back, takes all its figures along."""
    if not created:
        with change(by=None) as current:
            current.on_exit.setdefault(KEPT, Pending(current)).indicator_ids.add(instance.pk)


# The records of figures that belong to no month, with the sections that tell of them.
UNDATED: dict[str, tuple[Section, ...]] = {
    "strands.PlacesScheme": (PLACES,),
    "strands.Target": (TARGETS,),
    "strands.Indicator": (INDICATORS,),
    "strands.IndicatorReturn": (INDICATORS,),
    "finance.Plan": (PLANS, CONTRIBUTIONS),
    "finance.PlanYear": (PLANS,),
    "finance.Contribution": (CONTRIBUTIONS,),
    "finance.Saving": (SAVINGS,),
    "risks.Risk": (RISKS,),
    "risks.RiskAssessment": (RISKS,),
}


@receiver(post_save)
def hear_of_undated(sender: type[Model], created: bool, **kwargs: Any) -> None:
    """Note the sections that a record of such figures stands in. A new one is news."""
    sections = UNDATED.get(sender._meta.label)
    if sections and not created:
        with change(by=None) as current:
            current.on_exit.setdefault(KEPT, Pending(current)).undated.update(sections)


@dataclass
class Pending:
    """The rows whose figures one change touches; called at its end, it writes the corrections."""

    deed: Change
    months: set[Key] = field(default_factory=set)
    positions: set[Key] = field(default_factory=set)
    indicator_ids: set[int] = field(default_factory=set)
    undated: set[Section] = field(default_factory=set)

    def meet(self, model: type[Model], values: dict[str, Any]) -> None:
        match model._meta.label:
            case "ehcp.MonthlyReturn":
                self.months.add((month_of(model, values),))
            case "finance.MonthlyPosition":
                self.positions.add((values["block"], month_of(model, values)))
            case "strands.IndicatorReturn":
                self.indicator_ids.add(values["indicator_id"])

    def __call__(self) -> None:
        editions = list(self.editions())
        if not editions:
            return
        slugs = Indicator.everything.filter(pk__in=self.indicator_ids).values_list("slug", flat=True)
        keys = {
            MONTHS.name: self.months,
            POSITIONS.name: self.positions,
            INDICATORS.name: {(slug,) for slug in slugs},
        }
        now = rows_now(keys)
        known, hidden = Known(editions), hidden_now(now)
        found = [one for edition in editions for one in self.corrections(edition, keys, (now, hidden), known)]
        found += self.of_undated(editions, known)
        Correction.objects.bulk_create(found, batch_size=500)
        self.deed.has_writes = self.deed.has_writes or bool(found)

    def editions(self) -> Iterator[Edition]:
        """Every edition that is not sealed, once whoever publishes or changes another figure is done."""
        if self.months or self.positions or self.indicator_ids or self.undated:
            take_turns()
            yield from Edition.objects.exclude(pk__in=AGREED.values("edition")).order_by("number")

    def corrections(
        self, edition: Edition, keys: dict[str, set], today: tuple[Sections, Hidden], known: "Known"
    ) -> Iterator[Correction]:
        """What one edition has to be told: figures that are others now than it was told last, and those put back."""
        frozen, hidden = snapshot_of(edition), today[1]
        frozen.prefetch(NEEDED)
        now = hidden.in_place(frozen, today[0])
        touched = {
            section.name: {
                key: row
                for key, row in keyed(frozen[section], section.key).items()
                if key in keys[section.name]
            }
            for section in SECTIONS
        }
        if not any(touched.values()):
            return
        direct = {figure.known_as: figure for figure in changed_figures(touched, now)}
        starts = tuple(prefix_of(name, key) for name, rows in touched.items() for key in rows)
        back = {
            figure: None
            for figure in known.figures(edition)
            if figure.startswith(starts) and not hidden.holds(figure)
        }
        names: list[str] = []
        for correction in self.told(edition, back | direct, known):
            names.append(f"{correction.label}, {correction.when}" if correction.when else correction.label)
            yield correction
        touched = {name: {} if hidden.pooled_with(name) else rows for name, rows in touched.items()}
        if names:
            following = followers(frozen, Today(frozen, now), touched, now)
            yield from self.told(edition, following, known, follows=in_short(names))

    def of_undated(self, editions: list[Edition], known: "Known") -> Iterator[Correction]:
        """The same of figures that belong to no month."""
        if not self.undated:
            return
        sections = sorted(self.undated, key=lambda section: section.name)
        now = uncached_snapshot()
        hidden = (
            said_in(uncached_snapshot(Audience.PART_TWO), sections).keys() - said_in(now, sections).keys()
        )
        for edition in editions:
            frozen = snapshot_of(edition)
            frozen.prefetch(sections)
            yield from self.told(edition, compared(frozen, now, sections, hidden), known)

    def told(
        self, edition: Edition, figures: dict[str, Figure | None], known: "Known", *, follows: str = ""
    ) -> Iterator[Correction]:
        for figure, found in figures.items():
            entry = known.entry(edition, figure, found)
            if entry:
                yield Correction(
                    edition=edition,
                    figure=figure[:400],
                    follows=follows,
                    reason=self.deed.reason.strip() or NO_REASON,
                    changed_at=self.deed.at or timezone.now(),
                    **entry,
                )


def in_short(names: list[str]) -> str:
    """The first few of the figures that a reading moved with; a whole load has too many to name."""
    more = len(names) - MOST_NAMED
    return joined(names if more <= 0 else [*names[:MOST_NAMED], plural(more, "more figure")])


def month_of(model: type[Model], values: dict[str, Any]) -> Month:
    return Month.containing(model._meta.get_field("month").to_python(values["month"]))


def take_turns() -> None:
    """Wait for an edition that is being published, and for another change of figures: its corrections are then seen.

    SQLite's writers take turns as they are.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE sendprog_dataversion IN ROW EXCLUSIVE MODE")
        DataVersion.objects.select_for_update().get(pk=1)


def rows_now(keys: dict[str, set]) -> Sections:
    """Today's rows of the sections that were touched, whole: a reading over many months needs them all."""
    snapshot = uncached_snapshot()
    return {section.name: keyed(snapshot[section], section.key) for section in SECTIONS if keys[section.name]}


class Known:
    """What the editions were told of their figures so far: the first entry of each, and the last."""

    def __init__(self, editions: list[Edition]) -> None:
        self._entries: dict[int, dict[str, list[Correction]]] = {}
        for one in Correction.objects.filter(edition__in=editions).order_by("number"):
            self._entries.setdefault(one.edition_id, {}).setdefault(one.figure, []).append(one)

    def figures(self, edition: Edition) -> list[str]:
        return list(self._entries.get(edition.pk, {}))

    def entry(self, edition: Edition, known_as: str, figure: Figure | None) -> dict[str, Any] | None:
        """The fields of a new entry; None where the edition was told so already. `figure` None: it is as the edition says."""
        entries = self._entries.get(edition.pk, {}).get(known_as, [])
        last = entries[-1] if entries else None
        if figure is None:
            return None if last is None or last.is_back else put_back(entries)
        stands, value = (last.new, last.new_value) if last else (figure.said, figure.said_value)
        if (
            last
            and not last.is_back
            and (figure.now_value == value if figure.now_value else figure.now == stands)
        ):
            return None
        return {
            "number": len(entries) + 1,
            "measure": figure.measure,
            "label": figure.label,
            "when": figure.when,
            "said": figure.said,
            "old": stands,
            "old_value": value,
            "new": figure.now,
            "new_value": figure.now_value,
            "marker": figure.marker.value,
            "basis": figure.basis.value,
        }


def put_back(entries: list[Correction]) -> dict[str, Any]:
    """A figure that is again what the edition says."""
    first, last = entries[0], entries[-1]
    kept = {name: getattr(last, name) for name in ("measure", "label", "when", "said", "basis")}
    new = {"new": last.said, "new_value": first.old_value, "is_back": True}
    return kept | new | {"number": last.number + 1, "old": last.new, "old_value": last.new_value}
