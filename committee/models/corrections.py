"""Corrections: figures that an edition published and that changed afterwards."""

from django.db import models
from django.db.models import Q

from sendprog.records.fields import basis_field
from sendprog.records.history import BumpsDataVersion
from sendprog.records.triggers import register_append_only


class Correction(BumpsDataVersion):
    """One change of one figure of one edition. Written once: a figure that changes again gets
    another.

    `figure` is its key, and `number` counts its corrections from 1. `said` is the figure as the
    edition published it, `old` and `new` before and after this change, as readers see them;
    `old_value` and `new_value` are plain values. `is_back`: it is again what the edition says.
    `follows` names the figures that a derived reading changed with. Who made the change is in the
    history alone.
    """

    edition = models.ForeignKey("committee.Edition", on_delete=models.PROTECT, related_name="+")
    figure = models.CharField(max_length=400)
    number = models.PositiveIntegerField()
    measure = models.CharField(max_length=160, blank=True)
    label = models.TextField()
    when = models.TextField(blank=True)
    said = models.TextField()
    old = models.TextField()
    new = models.TextField()
    old_value = models.CharField(max_length=60, blank=True)
    new_value = models.CharField(max_length=60, blank=True)
    marker = models.CharField(max_length=4, blank=True)
    basis = basis_field()
    is_back = models.BooleanField(default=False)
    follows = models.TextField(blank=True)
    reason = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "figure", "number"], name="a_change_is_corrected_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(condition=Q(number__gt=0), name="corrections_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.when}: {self.old} to {self.new}"


register_append_only("committee_correction", "A correction")
