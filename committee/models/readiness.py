"""Who acknowledged what before an edition was published, and who signed off which part. Written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sendprog.records.history import BumpsDataVersion
from sendprog.records.triggers import register_append_only


class Acknowledgement(BumpsDataVersion):
    """That somebody read a warning before a meeting's edition, and why it may stand.

    `key` carries what was found: a warning that says something else has another key, and nobody acknowledged it yet.
    """

    meeting = models.ForeignKey("committee.Meeting", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    words = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="a_warning_is_acknowledged_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_acknowledgement_has_a_reason"),
            models.CheckConstraint(condition=~Q(key=""), name="an_acknowledgement_names_its_warning"),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class SignOff(BumpsDataVersion):
    """That a role signed off a part of what a meeting's edition holds; it stands while that part has this hash."""

    meeting = models.ForeignKey("committee.Meeting", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40)
    role = models.CharField(max_length=120)
    hash = models.CharField(max_length=64)
    data_version = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        # Given by an administrator to the person or group whose role it is; no role of this site's own has one.
        permissions = [
            ("sign_off_strands", "Can sign off the strands before publication"),
            ("sign_off_ehcp", "Can sign off the EHCP figures before publication"),
            ("sign_off_finance", "Can sign off finance before publication (the section 151 officer)"),
            ("sign_off_risks", "Can sign off the risks before publication"),
            ("sign_off_paper", "Can sign off the committee paper before publication"),
            ("sign_off_monitoring", "Can sign off publication before an election (the monitoring officer)"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "part", "hash"], name="a_part_is_signed_off_once_as_it_stands"
            ),
            models.CheckConstraint(condition=~Q(role=""), name="a_sign_off_says_in_which_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.part}"


register_append_only("committee_acknowledgement", "An acknowledgement")
register_append_only("committee_signoff", "A sign-off")
