"""Official statistics as they were published, file by file, and the councils we compare with."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ehcp.official.authorities import NoAuthority, parse_authorities
from ehcp.official.topics import TOPICS
from sendprog.models import StoredFile
from sendprog.records.fields import DayField, PartialDateField, check_dates
from sendprog.records.history import BumpsDataVersion, Tracked
from sendprog.records.triggers import Trigger, register_append_only, register_triggers
from sendprog.values.basis import Basis
from sendprog.values.year_limits import FIRST_YEAR, LAST_YEAR

TOPIC_CHOICES = [(topic.slug, topic.label) for topic in TOPICS.values()]
PUBLISHED_BASES = (Basis.REPORTED.value, Basis.ILLUSTRATIVE.value)


class Level(models.TextChoices):
    NATIONAL = "national", "National"
    REGIONAL = "regional", "Regional"
    LOCAL = "local", "Local authority"


class Period(models.TextChoices):
    CALENDAR = "calendar", "Calendar year"
    ACADEMIC = "academic", "Academic year"
    JANUARY = "january", "January"


@check_dates
class Sen2Release(BumpsDataVersion):
    """One file of a release of official statistics. Inserted with its rows, it never changes.

    `published` is None where the day is not known; the note then says why. `rows` is the number of
    its statistics; the database refuses more.
    """

    topic = models.CharField("kind of file", max_length=20, choices=TOPIC_CHOICES)
    title = models.CharField(max_length=150)
    published = DayField(null=True, blank=True)
    basis = models.CharField(
        max_length=12,
        choices=[(Basis(value).value, Basis(value).label) for value in PUBLISHED_BASES],
        default=Basis.REPORTED.value,
    )
    note = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    # None where the demonstration brought it.
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["topic", "published", "pk"]
        verbose_name = "file of official statistics"
        verbose_name_plural = "files of official statistics"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "sha256"], name="a_file_of_statistics_is_loaded_once"
            ),
            models.CheckConstraint(
                condition=Q(published__isnull=False) | ~Q(note=""),
                name="an_undated_release_says_why",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=PUBLISHED_BASES), name="a_release_is_published_or_made_up"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_release_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_topic_display()}"


class Sen2Statistic(models.Model):
    """A row of a release's file: its cells as text, by our names of the columns.

    A cell is a number or the Department's own marker: never changed, filled in or rounded. `year`
    is that in which an academic year begins. `breakdown`: "", or a source of requests.
    """

    release = models.ForeignKey(Sen2Release, on_delete=models.PROTECT, related_name="statistics")
    line = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=10, choices=Period.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    old_code = models.CharField(max_length=10, blank=True)
    gss_code = models.CharField("GSS code", max_length=10, blank=True)
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    breakdown = models.CharField(max_length=100, blank=True)
    values = models.JSONField()

    class Meta:
        ordering = ["release", "line"]
        verbose_name = "official statistic"
        constraints = [
            models.UniqueConstraint(
                fields=["release", "line"], name="a_line_of_a_release_is_stored_once"
            ),
            models.UniqueConstraint(
                fields=["release", "year", "period", "level", "old_code", "name", "breakdown"],
                name="an_area_has_one_statistic_a_year",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="a_statistic_has_a_year_of_the_programme",
            ),
            models.CheckConstraint(
                condition=~Q(level="local") | ~Q(old_code=""), name="a_council_has_its_old_code"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values, period__in=Period.values),
                name="a_statistic_has_a_known_level_and_period",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "name"], name="statistics_of_an_area"),
            models.Index(fields=["level", "old_code"], name="statistics_of_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.year}"


register_append_only("ehcp_sen2release", "A release of official statistics")
register_append_only("ehcp_sen2statistic", "An official statistic")
register_triggers(
    Trigger(
        "ehcp_sen2statistic_whole",
        "ehcp_sen2statistic",
        "INSERT",
        "NEW.line < 1 OR NEW.line > (SELECT ehcp_sen2release.rows FROM ehcp_sen2release "
        "WHERE ehcp_sen2release.id = NEW.release_id)",
        "A release of official statistics is whole: no row is added to it.",
    )
)


def validate_authorities(text: str) -> None:
    try:
        parse_authorities(text)
    except NoAuthority as error:
        raise ValidationError(str(error), code="authorities") from error


@check_dates
class ComparatorList(Tracked):
    """The councils that ours is compared with, and who says so: the newest list is shown."""

    title = models.CharField(
        "what the list is",
        max_length=120,
        help_text="For example: Statistical neighbours.",
    )
    source = models.CharField(
        max_length=300, help_text="Whose list it is, and where it is published."
    )
    dated = PartialDateField("date of the list")
    authorities = models.TextField(
        "councils",
        max_length=4_000,
        validators=[validate_authorities],
        help_text="One a line, each with its old code: 999 Exampleshire.",
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "list of comparators"
        verbose_name_plural = "lists of comparators"
        constraints = [
            models.UniqueConstraint(
                fields=["title"], condition=Q(deleted_at=None), name="one_comparator_list_a_title"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(source="") & ~Q(authorities=""),
                name="a_comparator_list_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return self.title
