"""Seal an edition: one person requests it, another agrees, and every byte of its content is
removed.
"""

from collections.abc import Iterable, Iterator

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from committee.editions.exclusive_transaction import exclusive_transaction
from committee.editions.freezing import COMPARING_PAGES
from committee.editions.stored import PDF_NAME, address_of_edition
from committee.models import ContentKind, Correction, Edition, EditionContent, Sealing
from sendprog.models import StoredFile, StoredFileRemoval, User
from sendprog.pages.addresses import address_of
from sendprog.records.history import change

# Rows in one INSERT.
BATCH_SIZE = 100


class NotTwoPeople(Exception):
    """The person who requested a sealing cannot also agree to it."""


def request_sealing(*, by: User, edition: Edition, category: str, reason: str) -> Sealing:
    """Request that the edition's content be removed.

    If there is a request already, return that one.
    """
    with (
        exclusive_transaction(),
        change(by=by, reason=f"Sealing of edition {edition.number} requested"),
    ):
        existing = edition.sealings.last()
        if existing:
            return existing
        sealing = Sealing(
            edition=edition, category=category, reason=reason, asked_at=timezone.now(), asked_by=by
        )
        sealing.save()
        return sealing


def seal_edition(*, by: User, sealing: Sealing, replaced_by: Edition | None = None) -> Sealing:
    """Agree to a request: remove the edition's content, and the pages of other editions that
    compare with it.

    Number, dates and hashes stay. NotTwoPeople if `by` requested it.
    """
    with exclusive_transaction(), change(by=by, reason=f"Edition {sealing.edition.number} sealed"):
        sealing = Sealing.objects.select_related("edition").get(pk=sealing.pk)
        if sealing.agreed_at:
            return sealing
        if sealing.asked_by_id == by.pk:
            raise NotTwoPeople
        sealing.agreed_at, sealing.agreed_by, sealing.replaced_by = timezone.now(), by, replaced_by
        sealing.save()
        remove_contents(sealing, by)
    # Any cache entry may hold a section or page of this edition.
    cache.clear()
    return sealing


def remove_contents(sealing: Sealing, by: User) -> None:
    """Set the content of the edition's files to NULL; each removal says why and by whom."""
    edition = sealing.edition
    contents = EditionContent.objects.filter(edition=edition) | pages_comparing_with(edition)
    files = StoredFile.objects.filter(pk__in=contents.values("file"))
    reason = f"Edition {edition.number} sealed: {sealing.get_category_display().lower()}"
    removals = [
        StoredFileRemoval(file=file, reason=reason, removed_by=by)
        for file in files.defer("content")
    ]
    StoredFileRemoval.objects.bulk_create(removals, batch_size=BATCH_SIZE)
    files.update(content=None)


def pages_comparing_with(edition: Edition) -> QuerySet[EditionContent]:
    """The stored pages of other editions that quote this one."""
    names = [address_of(name) for name in COMPARING_PAGES]
    return EditionContent.objects.filter(
        edition__previous=edition, kind=ContentKind.PAGE, name__in=names
    )


def addresses_to_purge(edition: Edition) -> list[str]:
    """Every address at which a cache outside may still hold something of the edition, sorted."""
    own = address_of_edition(edition)
    stored_pages = edition.held.filter(kind=ContentKind.PAGE).values_list("name", flat=True)
    stored_files = edition.held.filter(kind=ContentKind.FILE).values_list("name", flat=True)
    pages = [*comparison_addresses(edition), *stored_pages]
    addresses = {f"{own}{name}" for name in (*pages, *stored_files, PDF_NAME)}
    # It may have been at the front.
    addresses |= {f"/{name}" for name in pages}
    addresses |= addresses_in_later_editions(edition)
    # The pages of its meeting show its note.
    meeting = f"/meetings/{edition.meeting_date}/"
    addresses |= {"/meetings/", meeting, f"{meeting}asks/"}
    if Correction.objects.filter(edition=edition).exists():
        addresses |= {"/corrections/", "/corrections/corrections.csv"}
    return sorted(addresses)


def addresses_in_later_editions(edition: Edition) -> set[str]:
    """The addresses under other editions whose pages or PDF compare with this one."""
    addresses = set()
    for later in Edition.objects.filter(number__gt=edition.number):
        site = address_of_edition(later)
        addresses |= {
            f"{site}{name}" for name in comparison_addresses(later, since=[edition.number])
        }
    for page in pages_comparing_with(edition).select_related("edition"):
        addresses.add(f"{address_of_edition(page.edition)}{page.name}")
    for following in Edition.objects.filter(previous=edition):
        addresses.add(f"{address_of_edition(following)}{PDF_NAME}")
    return addresses


def comparison_addresses(edition: Edition, since: Iterable[int] = ()) -> Iterator[str]:
    """The addresses inside a mount of "What changed" since the previous edition and since the
    numbers given.

    Without numbers, since every earlier edition.
    """
    numbers = since or range(1, edition.number)
    yield from (address_of("changes"), address_of("changes_csv"))
    for name in ("changes_since", "changes_since_csv"):
        yield from (address_of(name, since=number) for number in numbers)
