"""Figures that an edition used and that changed afterwards: told beside its bytes for ever, never in them."""

from django.db import models
from django.db.models import Q

from sendprog.records.fields import basis_field
from sendprog.records.history import BumpsDataVersion
from sendprog.records.triggers import register_append_only


class Correction(BumpsDataVersion):
    """One change of one figure that one edition holds. Written once; a figure put back makes another entry.

    `said` is what the edition says, `old` what stood until this change, `new` what stands now: each as readers are told
    it, with the plain values beside the last two. `figure` is what it is known by, `number` counts its entries from 1.
    `follows` names the figures that a worked-out reading moved with. Who changed it is in the history alone.
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
