"""Withdraw an edition: its pages carry a notice, and it stays readable."""

from django.utils import timezone

from committee.editions.exclusive_transaction import exclusive_transaction
from committee.models import Edition, EditionWithdrawal
from sendprog.models import User
from sendprog.records.history import change


def withdraw_edition(*, by: User, edition: Edition, reason: str) -> EditionWithdrawal:
    """Withdraw the edition. If it is withdrawn already, return that withdrawal."""
    with exclusive_transaction(), change(by=by, reason=f"Edition {edition.number} withdrawn"):
        existing = EditionWithdrawal.objects.filter(edition=edition).first()
        if existing:
            return existing
        withdrawal = EditionWithdrawal(
            edition=edition, reason=reason, withdrawn_at=timezone.now(), withdrawn_by=by
        )
        withdrawal.save()
        return withdrawal
