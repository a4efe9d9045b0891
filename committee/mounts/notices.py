"""What is shown above an edition's pages: its state, notices and links to its corrections.

Drawn per request, never stored.
"""

from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.timezone import localdate

from committee.editions.stored import is_withdrawn
from committee.models import Correction, Edition
from sendprog.values.basis import Basis
from sendprog.values.wording import day, plural

CORRECTIONS = "/corrections/"
MEASURES = "measures/"
# The most corrections that a measure's page lists.
MOST_LISTED = 5


def edition_state(edition: Edition) -> str:
    return f"Edition {edition.number}, published for the meeting of {day(edition.meeting_date)}."


def meeting_title(edition: Edition) -> str:
    """ "meeting of 22 January 2025": what the title of each page of an edition names."""
    return f"meeting of {day(edition.meeting_date)}"


def edition_notices(edition: Edition, address: str, *, corrections: str = "") -> list[str]:
    """The notices on one of the edition's pages.

    `corrections` is the link to the corrections if not at /corrections/.
    """
    notices = [edition.note] if edition.note else []
    if is_withdrawn(edition):
        withdrawn_on = day(localdate(edition.withdrawal.withdrawn_at))
        notices.append(f"This edition was withdrawn on {withdrawn_on}: {edition.withdrawal.reason}")
    if edition.in_force_number and edition.in_force_number != edition.number:
        is_own = edition.in_force_committee.casefold() == edition.committee.casefold()
        whose = "" if is_own else f", for {edition.in_force_committee}"
        notices.append(f"Edition {edition.in_force_number} is the latest{whose}.")
    if edition.in_force_number == edition.number != edition.last_number:
        notices.append(
            f"Edition {edition.last_number} was published later and then withdrawn or sealed: see Meetings."
        )
    if edition.corrections:
        link = corrections or f"{CORRECTIONS}?edition={edition.number}"
        notices.extend(correction_notices(edition, measure_in_address(address), link))
    return notices


def correction_notices(edition: Edition, measure: str, link: str) -> Iterator[str]:
    """How many figures of the edition were corrected and, on a measure's page, its latest
    corrections.
    """
    were = "was" if edition.corrected == 1 else "were"
    count = f"{plural(edition.corrected, 'figure')} in this edition {were} corrected later: see"
    yield format_html('{} <a class="govuk-link" href="{}">Corrections</a>', count, link)
    if not measure:
        return
    latest_first = Correction.objects.filter(edition=edition, measure=measure).order_by(
        "-changed_at", "-pk"
    )
    corrections = list(latest_first[: MOST_LISTED + 1])
    for correction in corrections[:MOST_LISTED]:
        yield correction_sentence(correction)
    if len(corrections) > MOST_LISTED:
        yield "There are earlier ones."


def correction_sentence(correction: Correction) -> str:
    """For example "Corrected: Plans maintained, November 2024, from 80 to 81 [r].

    A late return.".
    """
    figure = f"{correction.label}, {correction.when}" if correction.when else correction.label
    if correction.is_back:
        sentence = f"Changed back: {figure}, is {correction.new} again, as this edition says."
    else:
        sentence = f"Corrected: {figure}, from {correction.old} to {correction.new}."
    if correction.basis == Basis.ILLUSTRATIVE:
        sentence += f" {Basis.ILLUSTRATIVE.label}."
    return f"{sentence} {correction.reason}"


def measure_in_address(address: str) -> str:
    """The measure whose page has this address inside the mount; "" for any other page."""
    if address.startswith(MEASURES) and address.endswith("/"):
        return address.removeprefix(MEASURES).strip("/")
    return ""


def measure_links(address: str) -> Iterator[tuple[str, str]]:
    """The link from a measure's page to its corrections."""
    if measure := measure_in_address(address):
        yield f"{CORRECTIONS}?measure={measure}", "Corrections of this measure"
