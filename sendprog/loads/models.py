"""Loads: each file with its check, each row with its old and new values.

And the months that are closed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sendprog.loads.heading_words import heading_key
from sendprog.loads.messages import Message, place_text
from sendprog.records.fields import MonthField, check_dates, first_of_month_check
from sendprog.records.history import Tracked
from sendprog.records.triggers import ALWAYS, Trigger, register_append_only, register_triggers


class LoadState(models.TextChoices):
    REFUSED = "refused", "Refused"
    WAITING = "waiting", "Waiting to be confirmed"
    CONFIRMED = "confirmed", "Loaded"
    SET_ASIDE = "set_aside", "Set aside"


class RowOutcome(models.TextChoices):
    """What a load, or undoing it, did to a record."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    BINNED = "binned", "Put in the bin"
    PUT_BACK = "put_back", "Put back to its earlier values"
    KEPT = "kept", "Kept"


class Load(models.Model):
    """An uploaded file, the result of its check, and what was loaded.

    Undoing a load is a load too.
    """

    kind = models.CharField("kind of file", max_length=20)
    # None when the file may identify a child, or is an undo.
    file = models.ForeignKey(
        "sendprog.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=LoadState.choices)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Why it was loaded, or set aside.
    reason = models.TextField(blank=True)
    # Messages of a refused file; the warnings of a confirmed one, which are messages with a code
    # and an answer.
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    totals = models.JSONField(default=list)
    # How the sheet was read, where its layout is not our own.
    reading = models.TextField(blank=True)
    # The file's own headings, each with the column it was read as; "" where it was left out.
    headings = models.JSONField(default=list)
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "file of figures"
        verbose_name_plural = "what was loaded"
        permissions = [
            ("download_load", "Can download the files that were brought"),
            ("set_aside_load", "Can set an unfinished load aside"),
            ("set_up_programme", "Can set a programme up from its workbook"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False
                )
                & ~Q(reason="")
                | Q(confirmed_at=None, confirmed_by=None) & ~Q(state="confirmed"),
                name="a_confirmed_load_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="set_aside", set_aside_at__isnull=False, set_aside_by__isnull=False
                )
                & ~Q(reason="")
                | Q(set_aside_at=None, set_aside_by=None) & ~Q(state="set_aside"),
                name="a_load_set_aside_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LoadState.values), name="a_load_has_a_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"Load {self.pk}: {self.file_name}"

    @property
    def has_content(self) -> bool:
        """Whether the file's content is stored, and was not removed since."""
        return self.file is not None and self.file.content is not None

    @property
    def earlier_load(self) -> "Load | None":
        """A confirmed load of the same file."""
        loads = Load.objects.filter(sha256=self.sha256, state=LoadState.CONFIRMED, undoes=None)
        return loads.exclude(pk=self.pk).first()

    @property
    def messages(self) -> list[Message]:
        """The problems of a refused file."""
        return [Message(**problem) for problem in self.problems]

    @property
    def answered(self) -> list[tuple[Message, str]]:
        """The warnings of a confirmed load, each with its answer."""
        own = ("code", "answer")
        return [
            (
                Message(**{name: warning[name] for name in warning if name not in own}),
                warning["answer"],
            )
            for warning in self.warnings
        ]


register_triggers(
    Trigger(
        "load_no_delete", "sendprog_load", "DELETE", ALWAYS, "Loads cannot be deleted: undo them."
    ),
    Trigger(
        "load_is_settled",
        "sendprog_load",
        "UPDATE",
        "OLD.state <> 'waiting' OR NEW.sha256 <> OLD.sha256 OR NEW.kind <> OLD.kind "
        "OR NEW.received_by_id <> OLD.received_by_id",
        "A load that was confirmed, refused or set aside cannot be changed, and its file never.",
    ),
)


class LoadRow(models.Model):
    """What a load did to one record: its values before and after, as text by field, and its
    version.
    """

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField("row of the file")
    # Where it stands in the sheet, if it is no row there: "column C", "cell D7".
    place = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=200)
    record_model = models.CharField(max_length=60)
    record_pk = models.PositiveBigIntegerField()
    record_version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["load", "number", "pk"]
        indexes = [models.Index(fields=["record_model", "record_pk"], name="loads_of_a_record")]

    def __str__(self) -> str:
        return f"{self.label}: {self.get_outcome_display()}"

    @property
    def where(self) -> str:
        """Where the row stands in the sheet: "Row 5", "Column C", "Cell D7"."""
        return place_text(self.number, self.place)


register_append_only("sendprog_loadrow", "What a load did")


class HeadingChoice(Tracked):
    """What a heading of a kind of file was said to stand for: a column, or nothing."""

    kind = models.CharField("kind of file", max_length=20)
    # As heading_key() gives it.
    heading = models.CharField(max_length=201)
    column = models.CharField(
        max_length=80, blank=True, help_text="A column of the template; empty: left out on purpose."
    )

    class Meta:
        ordering = ["kind", "heading"]
        verbose_name = "heading of yours"
        verbose_name_plural = "headings of yours"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "heading"],
                condition=Q(deleted_at=None),
                name="a_heading_has_one_meaning_a_kind",
            ),
            models.CheckConstraint(condition=~Q(heading=""), name="a_heading_has_a_text"),
        ]

    def __str__(self) -> str:
        return self.heading.replace("_", " ")

    def clean(self) -> None:
        """A heading as it is typed is stored as those of files are."""
        self.heading = heading_key(self.heading)


@check_dates
class MonthLock(Tracked):
    """A closed month: its figures cannot be changed until the lock is put in the bin."""

    month = MonthField()
    reason = models.TextField()

    class Meta:
        ordering = ["-month"]
        verbose_name = "closed month"
        constraints = [
            first_of_month_check("month_lock"),
            models.UniqueConstraint(
                fields=["month"], condition=Q(deleted_at=None), name="a_month_is_closed_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_closed_month_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


def closed_by_month_lock(table: str, month: str = "month") -> None:
    """Register triggers: rows of `table` for a closed month cannot be inserted, updated or deleted."""
    for event, rows in {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}.items():
        closed = " OR ".join(
            "EXISTS (SELECT 1 FROM sendprog_monthlock "
            f"WHERE deleted_at IS NULL AND sendprog_monthlock.month = {row}.{month})"
            for row in rows
        )
        register_triggers(
            Trigger(
                f"{table}_closed_month_on_{event.lower()}",
                table,
                event,
                closed,
                "The figures of this month are closed. Ask for the month to be opened again, with a reason.",
            )
        )
