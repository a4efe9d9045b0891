"""Files stored in the database, and the removals that name why their bytes are gone."""

import hashlib

from django.conf import settings
from django.db import models

from sendprog.records.triggers import ALWAYS, Trigger, never_changes, register


class StoredFile(models.Model):
    """Bytes kept in the database, so that its transactions, backups and triggers cover them too."""

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
            self.weigh()
        super().save(*args, **kwargs)

    def weigh(self) -> "StoredFile":
        """Set the hash and the size from the content; for rows that are inserted many at once, without save()."""
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.size = len(self.content)
        return self


class StoredFileRemoval(models.Model):
    """Why a stored file's bytes were removed, and by whom; its name, size and hash stay."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="removal")
    reason = models.TextField()
    removed_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="removal_has_a_reason")]

    def __str__(self) -> str:
        return f"Removal of {self.file}"


UNTOUCHED = " OR ".join(
    f"NEW.{column} <> OLD.{column}" for column in ("id", "name", "media_type", "sha256", "size", "stored_at")
)
register(
    Trigger(
        "storedfile_no_delete", "sendprog_storedfile", "DELETE", ALWAYS, "Stored files cannot be deleted."
    ),
    Trigger(
        "storedfile_only_removal",
        "sendprog_storedfile",
        "UPDATE",
        f"NEW.content IS NOT NULL OR {UNTOUCHED} OR COALESCE(NEW.stored_by_id, 0) <> COALESCE(OLD.stored_by_id, 0) "
        "OR NOT EXISTS (SELECT 1 FROM sendprog_storedfileremoval WHERE file_id = OLD.id)",
        "A stored file can only lose its content, and only once a removal with its reason names it.",
    ),
)
never_changes("sendprog_storedfileremoval", "A removal")
