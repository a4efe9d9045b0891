"""Acknowledged warnings and sign-offs before an edition is published. Both are written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sendprog.records.history import BumpsDataVersion
from sendprog.records.triggers import register_append_only


class Acknowledgement(BumpsDataVersion):
    """A warning that somebody acknowledged before a meeting's edition, and why.

    `key` includes the text of the warning: if that changes, the warning has to be acknowledged
    again.
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
            models.UniqueConstraint(
                fields=["meeting", "key"], name="a_warning_is_acknowledged_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_acknowledgement_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(key=""), name="an_acknowledgement_names_its_warning"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class SignOff(BumpsDataVersion):
    """A role's sign-off of a part of a meeting's edition.

    It is valid while the part has this hash.
    """

    meeting = models.ForeignKey("committee.Meeting", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40)
    role = models.CharField(max_length=120)
    hash = models.CharField(max_length=64)
    data_version = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        # An administrator gives these to a person or
        # group; none of this site's groups has one.
        permissions = [
            ("sign_off_strands", "Can sign off the strands before publication"),
            ("sign_off_ehcp", "Can sign off the EHCP figures before publication"),
            (
                "sign_off_finance",
                "Can sign off finance before publication (the section 151 officer)",
            ),
            ("sign_off_risks", "Can sign off the risks before publication"),
            ("sign_off_paper", "Can sign off the committee paper before publication"),
            (
                "sign_off_monitoring",
                "Can sign off publication before an election (the monitoring officer)",
            ),
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
