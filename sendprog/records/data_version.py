"""The version of the data that readers see: caches are keyed by it."""

import uuid

from django.db import connection, models


def new_token() -> str:
    return uuid.uuid4().hex


class DataVersion(models.Model):
    """One row, updated with every change that a reader can see.

    Cached sections and pages expire with it.
    """

    number = models.PositiveBigIntegerField(default=1)
    # Random, so that a restored backup never reuses a cache key of the database it replaces.
    token = models.CharField(max_length=32, default=new_token)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_data_version")]

    def __str__(self) -> str:
        return f"Version {self.number} of the data"

    @classmethod
    def current(cls) -> "DataVersion":
        return cls.objects.get(pk=1)

    @classmethod
    def current_token(cls) -> str:
        """The token alone, for each request: Django would take longer to write the query than the
        database to answer it.
        """
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT token FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608
            (token,) = cursor.fetchone()
        return token

    @classmethod
    def bump(cls) -> None:
        """Increment the number and replace the token.

        Call it last in a transaction: it locks the row.
        """
        cls.objects.filter(pk=1).update(number=models.F("number") + 1, token=new_token())
