"""Reading what was published: editions, their snapshots, and the bytes that they hold."""

import functools
import hashlib
from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate

from committee.models import Correction, Edition, EditionContent, Kind, SealingCategory
from committee.models.editions import AGREED
from sendprog.pages.mounted_pages import Download, Gone, Page
from sendprog.records.snapshots import Audience, Section, Snapshot
from sendprog.values.wording import day

HTML = "text/html; charset=utf-8"
# What the database can hold as a number, and so be asked for.
LARGEST_NUMBER = 2**31 - 1
# The file of Part II, where an edition has one.
ANNEX = "part-two.docx"
# The print view as a PDF, made when it is asked for.
PDF_NAME = "report.pdf"


def for_readers() -> QuerySet[Edition]:
    """Editions with all that a page says of them, in one query: withdrawal, sealing, corrections, which stands, which is last.

    `corrections` counts the entries, `corrected` the figures that they are about; both are None for none.
    """
    return annotated_editions().all()


@functools.cache
def annotated_editions() -> QuerySet[Edition]:
    """Never evaluated, only copied: to put the query together takes a quarter of the time of a page."""
    sealing = AGREED.filter(edition=OuterRef("pk"))
    corrections = Correction.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    return Edition.objects.select_related("withdrawal", "previous").annotate(
        sealed_at=Subquery(sealing.values("agreed_at")[:1]),
        sealed_for=Subquery(sealing.values("category")[:1]),
        replacement=Subquery(sealing.values("replaced_by__number")[:1]),
        previous_is_sealed=Exists(AGREED.filter(edition=OuterRef("previous"))),
        standing_number=Subquery(Edition.objects.standing().values("number")[:1]),
        # What is sealed anywhere may have been compared with here.
        last_sealed_at=Subquery(AGREED.order_by("-agreed_at").values("agreed_at")[:1]),
        corrections=Subquery(corrections.annotate(number_of=Count("pk")).values("number_of")),
        corrected=Subquery(
            corrections.annotate(number_of=Count("figure", distinct=True)).values("number_of")
        ),
        has_part_two=Exists(
            EditionContent.objects.filter(edition=OuterRef("pk"), kind=Kind.PART_TWO, name=ANNEX)
        ),
        last_number=Subquery(Edition.objects.order_by("-number").values("number")[:1]),
    )


def is_withdrawn(edition: Edition) -> bool:
    return hasattr(edition, "withdrawal")


def address_of_edition(edition: Edition) -> str:
    return f"/meetings/{edition.meeting_date}/editions/{edition.number}/"


def refuse_sealed(edition: Edition) -> None:
    """Gone where the edition's content was removed."""
    if edition.sealed_at is None:
        return
    words = (
        f"It was published for the meeting of {day(edition.meeting_date)}. Its content was removed on "
        f"{day(localdate(edition.sealed_at))}. Reason: {SealingCategory(edition.sealed_for).label.lower()}. "
        f"The SHA-256 over what it held: {edition.hash}."
    )
    if edition.replacement:
        words += f" Edition {edition.replacement} replaces it."
    raise Gone(f"Edition {edition.number} is sealed", words)


def kept_bytes(edition: Edition, kind: Kind, name: str) -> tuple[EditionContent, bytes] | None:
    """One thing that the edition holds, with its bytes; None where it holds no such thing."""
    if "\x00" in name:  # which PostgreSQL can't be asked for
        return None
    held = EditionContent.objects.select_related("file").filter(edition=edition, kind=kind, name=name).first()
    return (held, bytes(held.file.content)) if held and held.file.content is not None else None


def snapshot_of(edition: Edition) -> Snapshot:
    """The edition's frozen records. A section that it was published without has no rows."""

    def stored(section: Section) -> bytes:
        found = kept_bytes(edition, Kind.SECTION, section.name)
        return section.upgrade(found[1], found[0].schema) if found else b"[]"

    whole = f"edition:{edition.pk}:{edition.hash}"

    def key_of(section: Section) -> str:
        return f"{whole}:{section.name}:{section.schema}"

    def read(section: Section) -> bytes:
        return cache.get_or_set(key_of(section), lambda: stored(section), timeout=None)

    def fetch(sections: list[Section]) -> None:
        """Those that are not kept yet, in one query; one that the edition was published without has no rows."""
        known = cache.get_many([key_of(section) for section in sections])
        missing = {section.name: section for section in sections if key_of(section) not in known}
        if not missing:
            return
        held = EditionContent.objects.select_related("file").filter(
            edition=edition, kind=Kind.SECTION, name__in=list(missing)
        )
        found = {one.name: missing[one.name].upgrade(bytes(one.file.content), one.schema) for one in held}
        cache.set_many(
            {key_of(section): found.get(name, b"[]") for name, section in missing.items()}, timeout=None
        )

    return Snapshot(on=edition.on, viewer=Audience.MEMBER, key=whole, read=read, fetch=fetch, published=True)


def previous_of(edition: Edition) -> Snapshot | None:
    """The edition before, as it was when this one was published; None for the first, and once it is sealed."""
    return snapshot_of(edition.previous) if edition.previous and not edition.previous_is_sealed else None


def compared_with(number: int) -> Snapshot:
    """The edition of a number, to compare with. Http404 where there is none, Gone where it is sealed."""
    found = for_readers().filter(number=number).first() if number <= LARGEST_NUMBER else None
    if found is None:
        raise Http404("There is no such edition.")
    refuse_sealed(found)
    return snapshot_of(found)


def as_bytes(page: Page) -> bytes:
    """A page as it is kept: its title on the first line, then the content of <main>."""
    return f"{' '.join(page.title.split())}\n{page.main}".encode()


def kept_page(edition: Edition, address: str) -> Page | Download | None:
    """A page or download of the edition as it was published; None where none was kept at this address."""
    found = kept_bytes(edition, Kind.PAGE, address)
    if found is None:
        return None
    held, content = found
    if held.file.media_type != HTML:
        return Download(address.rpartition("/")[2], held.file.media_type, content)
    title, _, main = content.decode().partition("\n")
    # Escaped when it was rendered; the database lets no one change it since.
    return Page(title, mark_safe(main), filters=held.filters)  # noqa: S308


def hash_of(things: Iterable[tuple[str, str, str]]) -> str:
    """The SHA-256 over kinds, names and hashes: the same for the same content and for no other."""
    lines = sorted(f"{kind} {sha256} {name}\n" for kind, name, sha256 in things)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
