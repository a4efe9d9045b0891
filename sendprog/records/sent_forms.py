"""Forms already submitted, so that a form sent twice creates one record."""

from django.db import connection, models

from sendprog.records.history import Tracked
from sendprog.records.triggers import register_append_only


class SentForm(models.Model):
    """The record that a form created, by the form's token."""

    token = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    key = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.label} {self.key}"

    @classmethod
    def saved_record(cls, token: str, model: type[Tracked]) -> Tracked | None:
        """The record created by the form with this token, in the bin or not; None if it created
        none.
        """
        if not token:
            return None
        sent = cls.objects.filter(token=token, label=model._meta.label_lower).first()
        return model.everything.get(pk=sent.key) if sent else None

    @classmethod
    def lock(cls, token: str) -> None:
        """Wait for other requests with this token. Call it first in the transaction that creates
        the record.

        PostgreSQL holds an advisory lock until the transaction ends; SQLite has one writer at a
        time anyway.
        """
        if token and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [token])

    @classmethod
    def store(cls, token: str, record: models.Model) -> None:
        """Save which record the form created; IntegrityError if the token was used."""
        if token:
            cls.objects.create(token=token, label=record._meta.label_lower, key=record.pk)


register_append_only("sendprog_sentform", "That a form was sent")
