"""Records of figures: a changed value is marked [r] (revised), and every change sends a signal."""

from typing import Any, ClassVar

from django.db import models
from django.dispatch import Signal

from sendprog.records.fields import count_names
from sendprog.records.history import Tracked, change
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker

# Sent inside the transaction that changes a figure, whatever changed it. Arguments: sender (the
# model), record, old (the old values of changed figures, by field), before (all values before the
# save, by field; empty for a new record).
figures_changed = Signal()

PROVISIONAL = "provisional"
# Markers that [r] may replace.
REPLACEABLE = (
    "",
    Marker.PROVISIONAL.value,
    *(marker.value for marker in Marker if marker.means_no_value),
)


class FigureRecord(Tracked):
    """A record of figures. A value that changes is marked [r], however it is saved."""

    # Figures that share the field `marker`; each count has a marker field of its own.
    figures: ClassVar[tuple[str, ...]] = ()
    # Whether a provisional value may change without being marked [r].
    provisional_is_free: ClassVar[bool] = False
    # Other fields that change what readers see of the figures: the month, or a text beside or
    # instead of them.
    context_fields: ClassVar[tuple[str, ...]] = ("month",)

    load = models.ForeignKey(
        "sendprog.Load",
        verbose_name="loaded by",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True

    @classmethod
    def markers(cls) -> dict[str, str]:
        """The name of the marker field of each figure."""
        own = {name: f"{name}_marker" for name in count_names(cls)}
        return own | dict.fromkeys(cls.figures, "marker")

    @classmethod
    def from_db(cls, db: str, field_names: list[str], values: list[Any]) -> "FigureRecord":
        record = super().from_db(db, field_names, values)
        record._remember()
        return record

    def changed_figures(self) -> dict[str, Any]:
        """The old values of the figures that differ from the database, by field."""
        loaded = getattr(self, "_loaded", {})
        return {
            name: loaded[name]
            for name in self.markers()
            if name in loaded and loaded[name] != getattr(self, name)
        }

    def replaces_made_up(self, basis: str) -> bool:
        """Whether figures with this basis replace a made-up example, which nothing revises."""
        illustrative = Basis.ILLUSTRATIVE.value
        return getattr(self, "_loaded", {}).get("basis") == illustrative != basis

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._remember()

    def _remember(self) -> None:
        """Remember the values in the database; deferred fields are left out."""
        names = [field.attname for field in self._meta.concrete_fields]
        self._loaded = {name: self.__dict__[name] for name in names if name in self.__dict__}

    def save(self, *args: Any, mark_revised: bool = True, **kwargs: Any) -> None:
        """Save, mark changed figures [r] unless an undo puts them back, and send figures_changed."""
        old, adding = self.changed_figures(), self._state.adding
        if mark_revised:
            self._mark(old)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {
                *kwargs["update_fields"],
                *(self.markers()[name] for name in old),
            }
        before = {} if adding else dict(getattr(self, "_loaded", {}))
        context = ("deleted_at", *self.context_fields)
        has_changed = (
            adding or old or any(before.get(name) != getattr(self, name) for name in context)
        )
        with change(by=None):
            super().save(*args, **kwargs)
            self._remember()
            if has_changed:
                figures_changed.send(sender=type(self), record=self, old=old, before=before)

    save.alters_data = True

    def _mark(self, old: dict[str, Any]) -> None:
        """Mark changed figures [r], where the marker may be replaced."""
        if self.provisional_is_free and getattr(self, "state", "") == PROVISIONAL:
            return
        if self.replaces_made_up(getattr(self, "basis", "")):
            return
        for name, value in old.items():
            marker = self.markers()[name]
            if value is None or getattr(self, name) is None:
                continue
            if getattr(self, marker) in REPLACEABLE:
                setattr(self, marker, Marker.REVISED.value)
