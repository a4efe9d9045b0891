"""The measures that head the overview, the briefing and the paper, as the council chose them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from sendprog.records.history import Tracked

LAST_PLACE = 8


class HeadlineMeasure(Tracked):
    """The measure at one place; "" leaves it empty.

    A place that is not stored has its usual measure.
    """

    order = models.PositiveSmallIntegerField(
        "place", validators=[MinValueValidator(1), MaxValueValidator(LAST_PLACE)]
    )
    measure = models.CharField(
        max_length=120,
        blank=True,
        help_text="The measure's address, for example ehcp.plans_issued.",
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(deleted_at=None), name="one_headline_measure_a_place"
            ),
            models.CheckConstraint(
                condition=Q(order__gte=1, order__lte=LAST_PLACE),
                name="headline_measure_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"Headline {self.order}"
