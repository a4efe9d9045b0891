"""Files stored in the database, and the reasons why the content of some was removed."""

import hashlib

from django.conf import settings
from django.db import models

from sendprog.records.triggers import ALWAYS, Trigger, register_append_only, register_triggers


class StoredFile(models.Model):
    """A file stored in the database, so that transactions, backups and triggers cover it."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(editable=False)
    content = models.BinaryField(null=True)
    stored_at = models.DateTimeField(auto_now_add=True)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        if self._state.adding:
            self.set_hash_and_size()
        super().save(*args, **kwargs)

    def set_hash_and_size(self) -> "StoredFile":
        """Set both from the content, and return self. save() does this; bulk_create() does not."""
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.size = len(self.content)
        return self


class StoredFileRemoval(models.Model):
    """Why a stored file's content was removed, and by whom; the name, size and hash stay."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="removal")
    reason = models.TextField()
    removed_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="removal_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"Removal of {self.file}"


IS_CHANGED = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in ("id", "name", "media_type", "sha256", "size", "stored_at")
)
register_triggers(
    Trigger(
        name="storedfile_no_delete",
        table="sendprog_storedfile",
        event="DELETE",
        refuse_when=ALWAYS,
        message="Stored files cannot be deleted.",
    ),
    Trigger(
        name="storedfile_only_removal",
        table="sendprog_storedfile",
        event="UPDATE",
        refuse_when=f"NEW.content IS NOT NULL OR {IS_CHANGED} "
        "OR COALESCE(NEW.stored_by_id, 0) <> COALESCE(OLD.stored_by_id, 0) "
        "OR NOT EXISTS (SELECT 1 FROM sendprog_storedfileremoval WHERE file_id = OLD.id)",
        message="A stored file can only lose its content, and only once a removal with its reason names it.",
    ),
)
register_append_only("sendprog_storedfileremoval", "A removal")
