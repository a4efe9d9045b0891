"""Editions published for meetings, with their contents, withdrawals and sealings."""

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
        """Editions whose content was removed."""
        return self.filter(sealings__agreed_at__isnull=False)

    def in_force(self) -> "EditionQuerySet":
        """Editions that are neither withdrawn nor sealed, latest first."""
        gone = Sealing.objects.filter(edition=models.OuterRef("pk"), agreed_at__isnull=False)
        return self.filter(~models.Exists(gone), withdrawal=None).order_by("-number")

    def of_meetings_before(self, day: date, committee: str) -> "EditionQuerySet":
        """Editions of the committee's earlier meetings, the latest meeting's last edition first."""
        earlier = self.filter(meeting_date__lt=day, meeting__committee__iexact=committee)
        return earlier.order_by("-meeting_date", "-number")


@check_dates
class Edition(BumpsDataVersion):
    """A published snapshot with the pages and files made from it. Inserted whole, it never changes.

    `number` counts across the programme. `previous` is the last edition of an earlier meeting of
    the same committee, with which this one is compared. `token` is that of the form that published
    it: a second POST finds the same edition. `contents` is the number of its contents; the database
    refuses more. `hash` is over the kinds, names and hashes of all contents but Part II.
    """

    number = models.PositiveIntegerField(unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="editions")
    # Part of its address, which stays the same if the meeting is moved.
    meeting_date = DayField()
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    on = DayField()
    data_version = models.CharField(max_length=32)
    release = models.CharField(max_length=20)
    figures = models.CharField(max_length=1_000, blank=True)
    note = models.CharField(max_length=300, blank=True)
    urgency = models.TextField(blank=True)
    token = models.CharField(max_length=64, unique=True)
    contents = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="editions_count_from_one")
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"


class ContentKind(models.TextChoices):
    """The kinds of content of an edition."""

    SECTION = "section", "Section of the snapshot"
    PAGE = "page", "Page"
    FILE = "file", "File"
    # Exempt content: only for those with the permission, and never listed.
    PART_TWO = "part_two", "Part II"


class EditionContent(models.Model):
    """A section (by name and schema), page (by address inside the mount) or file (by name) of an
    edition.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="held")
    kind = models.CharField(max_length=8, choices=ContentKind.choices)
    name = models.CharField(max_length=200)
    schema = models.PositiveSmallIntegerField(default=1)
    # Whether the page can be filtered and sorted; it is
    # then rendered from the frozen sections.
    filters = models.BooleanField(default=False)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "name"], name="edition_holds_a_thing_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["section", "page", "file", "part_two"]),
                name="edition_holds_known_kinds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class EditionWithdrawal(BumpsDataVersion):
    """The notice that an edition is withdrawn, and why. It stays readable."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"Withdrawal of {self.edition}"


class SealingCategory(models.TextChoices):
    """Why an edition's content was removed; readers see this and nothing more."""

    PERSONAL_DATA = "personal_data", "Personal data"
    COURT_ORDER = "court_order", "Court order"
    OTHER = "other", "Other"


class Sealing(BumpsDataVersion):
    """A request to remove an edition's content, which takes effect when another person agrees.

    `replaced_by` is an edition that readers are pointed to instead, for example a redacted one.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sealings")
    category = models.CharField(max_length=16, choices=SealingCategory.choices)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_by = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(agreed_at__isnull=True),
                name="one_open_request_to_seal",
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


# Sealings in effect.
AGREED = Sealing.objects.filter(agreed_at__isnull=False)

register_append_only("committee_edition", "An edition")
register_append_only("committee_editioncontent", "The content of an edition")
register_append_only("committee_editionwithdrawal", "A withdrawal")
REQUEST_CHANGED = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in ("id", "edition_id", "category", "reason", "asked_at", "asked_by_id")
)
# A sealing of the edition itself or, for a page, of
# the edition that it is compared with.
SEALED = (
    "SELECT 1 FROM committee_sealing WHERE agreed_at IS NOT NULL AND ("
    "committee_sealing.edition_id = committee_editioncontent.edition_id "
    "OR (committee_editioncontent.kind = 'page' AND committee_sealing.edition_id = (SELECT previous_id "
    "FROM committee_edition WHERE committee_edition.id = committee_editioncontent.edition_id)))"
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
        "A sealing is requested before another person can agree to it.",
    ),
    Trigger(
        "sealing_only_agreed_to",
        "committee_sealing",
        "UPDATE",
        f"OLD.agreed_at IS NOT NULL OR NEW.agreed_at IS NULL OR {REQUEST_CHANGED}",
        "A request to seal can only be agreed to, once.",
    ),
    Trigger(
        "edition_loses_bytes_by_sealing",
        "sendprog_storedfileremoval",
        "INSERT",
        "EXISTS (SELECT 1 FROM committee_editioncontent "
        f"WHERE file_id = NEW.file_id AND NOT EXISTS ({SEALED}))",
        "The content of an edition is removed only once two people have sealed it.",
    ),
    Trigger(
        "committee_sealing_no_delete",
        "committee_sealing",
        "DELETE",
        ALWAYS,
        "A sealing cannot be deleted.",
    ),
)
