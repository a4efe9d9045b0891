"""Read published editions: their snapshots, stored pages and files."""

import functools
import hashlib
from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate

from committee.models import ContentKind, Correction, Edition, EditionContent, SealingCategory
from committee.models.editions import AGREED
from sendprog.pages.mounted_pages import Download, Gone, Page
from sendprog.records.snapshots import Audience, Section, Snapshot, cached_by_version
from sendprog.values.wording import day

HTML = "text/html; charset=utf-8"
# The largest edition number that the database can store or be queried for.
LARGEST_NUMBER = 2**31 - 1
# The Word file of Part II.
ANNEX = "part-two.docx"
# The print view as a PDF, made on request and not stored.
PDF_NAME = "report.pdf"


def editions_for_readers() -> QuerySet[Edition]:
    """Editions annotated with their withdrawal, sealing and corrections, and which edition is in
    force.

    `corrections` is the number of entries, `corrected` that of corrected figures; None if there are
    none.
    """
    return annotated_editions().all()


def edition_for_readers(number: int | None = None) -> Edition | None:
    """The annotated edition with this number, or the last one published; None if there is none.

    Cached until the data version changes, as it does when an edition is published, corrected,
    withdrawn or sealed.
    """
    if number is not None and number > LARGEST_NUMBER:
        return None

    def find() -> Edition | None:
        editions = editions_for_readers()
        return (editions if number is None else editions.filter(number=number)).first()

    return cached_by_version(f"edition:{number}", find)


@functools.cache
def annotated_editions() -> QuerySet[Edition]:
    """The unevaluated queryset, built once: building it takes a quarter of the time of a page."""
    sealing = AGREED.filter(edition=OuterRef("pk"))
    corrections = Correction.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    return Edition.objects.select_related("withdrawal", "previous").annotate(
        sealed_at=Subquery(sealing.values("agreed_at")[:1]),
        sealed_for=Subquery(sealing.values("category")[:1]),
        replacement=Subquery(sealing.values("replaced_by__number")[:1]),
        previous_is_sealed=Exists(AGREED.filter(edition=OuterRef("previous"))),
        in_force_number=Subquery(Edition.objects.in_force().values("number")[:1]),
        in_force_committee=Subquery(Edition.objects.in_force().values("meeting__committee")[:1]),
        committee=F("meeting__committee"),
        # Pages of this edition may compare with any sealed
        # one, so this is part of their cache key.
        last_sealed_at=Subquery(AGREED.order_by("-agreed_at").values("agreed_at")[:1]),
        corrections=Subquery(corrections.annotate(number_of=Count("pk")).values("number_of")),
        corrected=Subquery(
            corrections.annotate(number_of=Count("figure", distinct=True)).values("number_of")
        ),
        has_part_two=Exists(
            EditionContent.objects.filter(
                edition=OuterRef("pk"), kind=ContentKind.PART_TWO, name=ANNEX
            )
        ),
        last_number=Subquery(Edition.objects.order_by("-number").values("number")[:1]),
    )


def is_withdrawn(edition: Edition) -> bool:
    return hasattr(edition, "withdrawal")


def address_of_edition(edition: Edition) -> str:
    return f"/meetings/{edition.meeting_date}/editions/{edition.number}/"


def check_not_sealed(edition: Edition) -> None:
    """Raise Gone if the edition is sealed."""
    if edition.sealed_at is None:
        return
    category = SealingCategory(edition.sealed_for).label.lower()
    text = (
        f"It was published for the meeting of {day(edition.meeting_date)}. Its content was removed on "
        f"{day(localdate(edition.sealed_at))}. Reason: {category}. "
        f"The SHA-256 of its content was {edition.hash}."
    )
    if edition.replacement:
        text += f" Edition {edition.replacement} replaces it."
    raise Gone(f"Edition {edition.number} is sealed", text)


def stored_content(
    edition: Edition, kind: ContentKind, name: str
) -> tuple[EditionContent, bytes] | None:
    """The content of this kind and name with its bytes; None if there is none or it was removed."""
    if "\x00" in name:  # PostgreSQL refuses NUL in a query.
        return None
    content = (
        EditionContent.objects.select_related("file")
        .filter(edition=edition, kind=kind, name=name)
        .first()
    )
    if content is None or content.file.content is None:
        return None
    return content, bytes(content.file.content)


def stored_section(edition: Edition, section: Section) -> bytes:
    """The section's rows as JSON of the current schema.

    No rows if the edition did not have the section.
    """
    stored = stored_content(edition, ContentKind.SECTION, section.name)
    if stored is None:
        return b"[]"
    content, encoded = stored
    return section.upgrade(encoded, content.schema)


def snapshot_of(edition: Edition) -> Snapshot:
    """The edition's frozen records. A section that it was published without has no rows."""

    def read(section: Section) -> bytes:
        return cache.get_or_set(
            section_key(edition, section), lambda: stored_section(edition, section), timeout=None
        )

    meeting = day(edition.meeting_date)
    return Snapshot(
        on=edition.on,
        viewer=Audience.MEMBER,
        key=content_key(edition),
        read=read,
        fetch=lambda sections: cache_sections(edition, sections),
        published=True,
        name=f"edition {edition.number}, for the meeting of {meeting}",
    )


def content_key(edition: Edition) -> str:
    """What changes with the content of an edition."""
    return f"edition:{edition.pk}:{edition.hash}"


def section_key(edition: Edition, section: Section) -> str:
    """The cache key of a section of an edition."""
    return f"{content_key(edition)}:{section.name}:{section.schema}"


def cache_sections(edition: Edition, sections: list[Section]) -> None:
    """Cache those of these sections that are not cached yet, with one query."""
    keys = {section.name: section_key(edition, section) for section in sections}
    cached = cache.get_many(keys.values())
    missing = {section.name: section for section in sections if keys[section.name] not in cached}
    if not missing:
        return
    encoded = dict.fromkeys(missing, b"[]")
    contents = edition.held.filter(kind=ContentKind.SECTION, name__in=list(missing))
    for content in contents.select_related("file"):
        section = missing[content.name]
        encoded[content.name] = section.upgrade(bytes(content.file.content), content.schema)
    cache.set_many({keys[name]: rows for name, rows in encoded.items()}, timeout=None)


def previous_snapshot(edition: Edition) -> Snapshot | None:
    """The snapshot that this edition is compared with; None for the first edition and if it is
    sealed.
    """
    if edition.previous is None or edition.previous_is_sealed:
        return None
    return snapshot_of(edition.previous)


def snapshot_of_number(number: int) -> Snapshot:
    """The snapshot of the edition with this number.

    Http404 if there is none, Gone if it is sealed.
    """
    edition = edition_for_readers(number)
    if edition is None:
        raise Http404("There is no such edition.")
    check_not_sealed(edition)
    return snapshot_of(edition)


def page_as_bytes(page: Page) -> bytes:
    """A page as it is stored: the title on the first line, then the content of <main>."""
    title = " ".join(page.title.split())
    return f"{title}\n{page.main}".encode()


def stored_page(edition: Edition, address: str) -> Page | Download | None:
    """The page or download stored for this address inside the mount, or None if there is none."""
    stored = stored_content(edition, ContentKind.PAGE, address)
    if stored is None:
        return None
    content, encoded = stored
    if content.file.media_type != HTML:
        return Download(address.rpartition("/")[2], content.file.media_type, encoded)
    title, _, main = encoded.decode().partition("\n")
    # It was escaped when it was rendered, and the
    # database refuses changes to it.
    return Page(title, mark_safe(main), filters=content.filters)  # noqa: S308


def hash_of_contents(contents: Iterable[tuple[str, str, str]]) -> str:
    """One SHA-256 over (kind, name, SHA-256) of each content, whatever their order."""
    lines = sorted(f"{kind} {sha256} {name}\n" for kind, name, sha256 in contents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
