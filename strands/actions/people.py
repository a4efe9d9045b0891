"""Actions on people: add, change, end their assignments when they leave, let them come back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sendprog.accounts.giving_roles import free_username, give_roles
from sendprog.models import User
from sendprog.records.history import change
from strands.models import Strand, StrandOfficer
from strands.owed import officers_of


@dataclass(frozen=True)
class Assignment:
    """One strand that somebody is to look after; without a strand, a stored one that goes."""

    officer: int | None
    strand: Strand | None
    deputy: bool
    valid_from: date
    valid_to: date | None


def add_person(
    *,
    by: User,
    reason: str,
    name: str,
    email: str,
    role_title: str,
    roles: Iterable[str],
    assignments: Iterable[Assignment],
) -> User:
    """Save somebody new without a password: they set their own by a link."""
    with change(by=by, reason=reason or "Added"):
        person = User(username=free_username(email))
        person.set_unusable_password()
        set_fields(person, name=name, email=email, role_title=role_title)
        give_roles(person, roles)
        save_assignments(person, assignments)
    return person


def change_person(
    person: User,
    *,
    by: User,
    reason: str,
    name: str,
    email: str,
    role_title: str,
    roles: Iterable[str],
    assignments: Iterable[Assignment],
) -> None:
    with change(by=by, reason=reason or "Changed"):
        set_fields(person, name=name, email=email, role_title=role_title)
        give_roles(person, roles)
        save_assignments(person, assignments)


def set_fields(person: User, *, name: str, email: str, role_title: str) -> None:
    """Save these fields; the last word of a name is stored apart, as Django has it."""
    first, _, last = name.rpartition(" ")
    person.first_name, person.last_name = (first, last) if first else (last, "")
    person.email, person.role_title = email, role_title
    person.save()


def current_assignments(person: User) -> list[StrandOfficer]:
    """What the person looks after, has looked after or will, in the form's order."""
    return list(
        StrandOfficer.objects.filter(user=person)
        .select_related("strand")
        .order_by("strand__number", "valid_from", "pk")
    )


def save_assignments(person: User, wanted: Iterable[Assignment]) -> None:
    """Save the rows of a form; what somebody else added meanwhile stays."""
    stored = current_assignments(person)
    by_key = {officer.pk: officer for officer in stored}
    by_strand = {(officer.strand_id, officer.valid_from): officer for officer in stored}
    for row in wanted:
        officer = by_key.get(row.officer)
        if row.strand is None:
            if officer:
                officer.delete()
            continue
        officer = officer or by_strand.get((row.strand.pk, row.valid_from))
        save_assignment(officer or StrandOfficer(user=person), row)


def save_assignment(officer: StrandOfficer, row: Assignment) -> None:
    """Save an assignment as the row has it, unless it is so already."""
    values = {
        "strand": row.strand,
        "deputy": row.deputy,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
    if officer.pk and all(getattr(officer, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(officer, name, value)
    officer.save()


def leave(person: User, *, by: User, reason: str, on: date) -> list[Strand]:
    """End the person's sessions, links and assignments. Return the strands that have nobody now."""
    with change(by=by, reason=reason):
        person.is_active = False
        person.save()
        left = [officer for officer in current_assignments(person) if is_open(officer, on)]
        for officer in left:
            end(officer, on)
    strands = {officer.strand.pk: officer.strand for officer in left}
    return without_officer(strands.values(), on)


def is_open(officer: StrandOfficer, on: date) -> bool:
    return officer.valid_to is None or officer.valid_to >= on


def end(officer: StrandOfficer, on: date) -> None:
    """The day before is the last; an assignment that has not begun by then goes in the bin."""
    last = on - timedelta(days=1)
    if officer.valid_from > last:
        officer.delete()
        return
    officer.valid_to = last
    officer.save()


def come_back(person: User, *, by: User) -> None:
    """Let somebody sign in again: with the roles they had, and no strand."""
    with change(by=by, reason="Came back"):
        person.is_active = True
        person.set_unusable_password()
        person.save()


def without_officer(strands: Iterable[Strand], on: date) -> list[Strand]:
    """Those of the current strands that nobody looks after on a day, not even a deputy."""
    current = [strand for strand in strands if strand.is_current(on)]
    officers = officers_of(current, on)
    return [strand for strand in current if not officers.get(strand.pk)]
