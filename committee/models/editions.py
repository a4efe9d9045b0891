"""Editions published for meetings, their withdrawals and sealings. An edition is inserted whole and never changes."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from committee.models.meetings import Meeting
from sendprog.models import StoredFile
from sendprog.records.fields import DayField, check_dates
from sendprog.records.history import BumpsDataVersion
from sendprog.records.triggers import ALWAYS, Trigger, register_append_only, register_triggers


class EditionQuerySet(models.QuerySet):
    def sealed(self) -> "EditionQuerySet":
        """Those whose content was removed."""
        return self.filter(sealings__agreed_at__isnull=False)

    def in_force(self) -> "EditionQuerySet":
        """Neither withdrawn nor sealed, the latest first."""
        gone = Sealing.objects.filter(edition=models.OuterRef("pk"), agreed_at__isnull=False)
        return self.filter(~models.Exists(gone), withdrawal=None).order_by("-number")

    def of_meetings_before(self, day: date) -> "EditionQuerySet":
        """Those published for earlier meetings, the latest meeting's last edition first."""
        return self.filter(meeting_date__lt=day).order_by("-meeting_date", "-number")


@check_dates
class Edition(BumpsDataVersion):
    """One published snapshot with the pages and files made of it. `number` counts across the programme.

    `previous` is the last edition of the meeting before, which is what readers were given last: a supplement or a redacted
    edition for the same meeting is compared with it too. `token` is of the form that published it, so that a second press
    finds the first. `contents` is how many things it holds: the database takes no more. `hash` is over the names and hashes
    of all but Part II.
    """

    number = models.PositiveIntegerField(unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="editions")
    # Of its address, which stays when the meeting is moved.
    meeting_date = DayField()
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = DayField()
    data_version = models.CharField(max_length=32)
    release = models.CharField(max_length=20)
    figures = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    urgency = models.TextField(blank=True)
    token = models.CharField(max_length=64, unique=True)
    contents = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="editions_count_from_one")]

    def __str__(self) -> str:
        return f"Edition {self.number}"


class ContentKind(models.TextChoices):
    """What an edition holds."""

    SECTION = "section", "Section of the snapshot"
    PAGE = "page", "Page"
    FILE = "file", "File"
    # What is exempt: for those alone who may see it, and on no list.
    PART_TWO = "part_two", "Part II"


class EditionContent(models.Model):
    """One thing that an edition holds: a section by its name and schema, a page by its address, a file by its name."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="held")
    kind = models.CharField(max_length=8, choices=ContentKind.choices)
    name = models.CharField(max_length=200)
    schema = models.PositiveSmallIntegerField(default=1)
    # Whether readers may filter and sort what the page shows, in a view that is then worked out.
    filters = models.BooleanField(default=False)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "name"], name="edition_holds_a_thing_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["section", "page", "file", "part_two"]),
                name="edition_holds_known_kinds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class EditionWithdrawal(BumpsDataVersion):
    """A notice that an edition no longer stands, and why. It stays readable."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")]

    def __str__(self) -> str:
        return f"Withdrawal of {self.edition}"


class SealingCategory(models.TextChoices):
    """Why an edition's content may be removed; readers are told this and no more."""

    PERSONAL_DATA = "personal_data", "Personal data"
    COURT_ORDER = "court_order", "Court order"
    OTHER = "other", "Other"


class Sealing(BumpsDataVersion):
    """One person asked that an edition's content be removed; once another has agreed, it is. `replaced_by` may be redacted."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sealings")
    category = models.CharField(max_length=16, choices=SealingCategory.choices)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_by = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(agreed_at__isnull=True), name="one_open_request_to_seal"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="sealing_has_a_reason"),
            models.CheckConstraint(
                condition=Q(category__in=["personal_data", "court_order", "other"]),
                name="sealing_category_known",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="sealing_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="sealing_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("edition")),
                name="edition_does_not_replace_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"Sealing of {self.edition}"


# Sealings that a second person agreed to.
AGREED = Sealing.objects.filter(agreed_at__isnull=False)

register_append_only("committee_edition", "An edition")
register_append_only("committee_editioncontent", "What an edition holds")
register_append_only("committee_editionwithdrawal", "A withdrawal")
ASKED = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in ("id", "edition_id", "category", "reason", "asked_at", "asked_by_id")
)
# That of the edition itself, or, where a page compares, that of the edition before.
SEALED = (
    "SELECT 1 FROM committee_sealing WHERE agreed_at IS NOT NULL AND (committee_sealing.edition_id = "
    "committee_editioncontent.edition_id OR (committee_editioncontent.kind = 'page' AND committee_sealing.edition_id = "
    "(SELECT previous_id FROM committee_edition WHERE committee_edition.id = committee_editioncontent.edition_id)))"
)
register_triggers(
    Trigger(
        "edition_is_whole",
        "committee_editioncontent",
        "INSERT",
        "(SELECT count(*) FROM committee_editioncontent WHERE edition_id = NEW.edition_id) >= "
        "(SELECT contents FROM committee_edition WHERE id = NEW.edition_id)",
        "An edition is inserted whole: nothing can be added to it.",
    ),
    Trigger(
        "sealing_is_asked_for_first",
        "committee_sealing",
        "INSERT",
        "NEW.agreed_at IS NOT NULL OR NEW.agreed_by_id IS NOT NULL OR NEW.replaced_by_id IS NOT NULL",
        "A sealing is asked for before another person can agree to it.",
    ),
    Trigger(
        "sealing_only_agreed_to",
        "committee_sealing",
        "UPDATE",
        f"OLD.agreed_at IS NOT NULL OR NEW.agreed_at IS NULL OR {ASKED}",
        "A request to seal can only be agreed to, once.",
    ),
    Trigger(
        "edition_loses_bytes_by_sealing",
        "sendprog_storedfileremoval",
        "INSERT",
        f"EXISTS (SELECT 1 FROM committee_editioncontent WHERE file_id = NEW.file_id AND NOT EXISTS ({SEALED}))",
        "What an edition holds is removed only once two people have sealed it.",
    ),
    Trigger(
        "committee_sealing_no_delete", "committee_sealing", "DELETE", ALWAYS, "A sealing cannot be deleted."
    ),
)
