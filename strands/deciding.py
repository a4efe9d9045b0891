"""Who may decide on an update: a manager who did not submit it or, where there is no other, who did."""

from django.db.models import Q

from sendprog.models import User
from strands.models import StrandUpdate
from strands.owed import manages_rounds

DECIDES = "change_updateround"


def has_other_manager(user: User) -> bool:
    """Whether anybody else has the right to decide: an administrator's right to everything is none."""
    given = Q(groups__permissions__codename=DECIDES) | Q(user_permissions__codename=DECIDES)
    return User.objects.filter(given, is_active=True).exclude(pk=user.pk).exists()


def is_own(user: User, update: StrandUpdate) -> bool:
    """Whether this person submitted the update."""
    return bool(update.submitted_by_id == user.pk)


def may_accept(user: User, update: StrandUpdate) -> bool:
    """Whether a manager may accept the update: their own only where nobody else can."""
    if not manages_rounds(user):
        return False
    return not is_own(user, update) or not has_other_manager(user)


def accepted_alone(user: User) -> str:
    """The reason in the history of an update that somebody submitted and accepted."""
    name = user.get_full_name() or user.get_username()
    return f"submitted and accepted by {name}: no other manager could decide"
