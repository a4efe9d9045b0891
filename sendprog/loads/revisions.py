"""Figures that were loaded and change: the old value stays in history, the new one is marked [r], and others are told."""

from typing import Any, ClassVar

from django.db import models
from django.dispatch import Signal

from sendprog.records.fields import count_names
from sendprog.records.history import Tracked, change
from sendprog.values.markers import Marker

# Sent inside the transaction that changes a figure, by whatever path: sender (its model), record, old (values by field),
# before (every value that the database held, for where the figure stood; empty for a new record).
figures_changed = Signal()

PROVISIONAL = "provisional"
# Markers in whose place [r] may stand.
GIVE_WAY = ("", Marker.PROVISIONAL.value, *(marker.value for marker in Marker if marker.means_no_value))


class Restated(Tracked):
    """A record of figures. A value that was there and becomes another is marked [r], whoever changes it and wherever."""

    # Figures that share the record's one marker; counts have each their own.
    figures: ClassVar[tuple[str, ...]] = ()
    # Whether a provisional value may change without being called revised.
    provisional_is_free: ClassVar[bool] = False
    # What else readers take for the figure: the month it is of, and what stands in its place or before it.
    told_by: ClassVar[tuple[str, ...]] = ("month",)

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
    def from_db(cls, db: str, field_names: list[str], values: list[Any]) -> "Restated":
        record = super().from_db(db, field_names, values)
        record._remember()
        return record

    def restated(self) -> dict[str, Any]:
        """The figures that differ from what was read from the database, with their old values."""
        loaded = getattr(self, "_loaded", {})
        return {
            name: loaded[name]
            for name in self.markers()
            if name in loaded and loaded[name] != getattr(self, name)
        }

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._remember()

    def _remember(self) -> None:
        """Keep what the database holds now; fields not read yet are left out."""
        names = [field.attname for field in self._meta.concrete_fields]
        self._loaded = {name: self.__dict__[name] for name in names if name in self.__dict__}

    def save(self, *args: Any, restating: bool = True, **kwargs: Any) -> None:
        """Save, mark what is restated (unless the save puts things back), and tell who listens, in the same transaction."""
        old, adding = self.restated(), self._state.adding
        if restating:
            self._mark(old)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *(self.markers()[name] for name in old)}
        before = {} if adding else dict(getattr(self, "_loaded", {}))
        moved = (
            adding
            or old
            or any(before.get(name) != getattr(self, name) for name in ("deleted_at", *self.told_by))
        )
        with change(by=None):
            super().save(*args, **kwargs)
            self._remember()
            if moved:
                figures_changed.send(sender=type(self), record=self, old=old, before=before)

    save.alters_data = True

    def _mark(self, old: dict[str, Any]) -> None:
        """[r] where no other marker stands beside the new value."""
        if self.provisional_is_free and getattr(self, "state", "") == PROVISIONAL:
            return
        for name, was in old.items():
            marker = self.markers()[name]
            if was is not None and getattr(self, name) is not None and getattr(self, marker) in GIVE_WAY:
                setattr(self, marker, Marker.REVISED.value)
