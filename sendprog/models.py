"""The models of this app.

Django looks for them here, so those defined in its packages are imported.
"""

from django.db import models

from sendprog.accounts.account_events import AccountEvent
from sendprog.accounts.notices import Notice
from sendprog.accounts.sign_in_limit import SignInTries
from sendprog.loads.models import HeadingChoice, Load, LoadRow, MonthLock
from sendprog.records.data_version import DataVersion
from sendprog.records.exemptions import Exemption
from sendprog.records.files import StoredFile, StoredFileRemoval
from sendprog.records.people import RoleChange, User
from sendprog.records.sent_forms import SentForm

__all__ = [
    "AccountEvent",
    "DataVersion",
    "DemoMark",
    "Exemption",
    "HeadingChoice",
    "Load",
    "LoadRow",
    "MonthLock",
    "Notice",
    "RoleChange",
    "SentForm",
    "SignInTries",
    "StoredFile",
    "StoredFileRemoval",
    "User",
]


class DemoMark(models.Model):
    """Marks a database that the demonstration filled: its users are created in no other."""

    programme = models.CharField(max_length=100)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.programme
