"""The mount at /: the latest edition in force."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from committee.editions.stored import edition_for_readers
from committee.mounts.edition_mount import EditionSource
from committee.mounts.live_mount import LiveSource
from sendprog.pages.mounted_pages import PageSource


@dataclass(frozen=True)
class FrontMount:
    """The latest edition in force. Until the first edition is published, the live pages for anyone
    signed in.

    Http404 when every edition was withdrawn or sealed.
    """

    own = ()

    def source(self, request: HttpRequest) -> PageSource:
        edition = edition_for_readers()
        if edition is None:
            return LiveSource("/")
        if edition.number != edition.in_force_number:
            in_force = edition.in_force_number
            edition = edition_for_readers(in_force) if in_force else None
        if edition is None:
            raise Http404("There is no current edition: every edition was withdrawn or sealed.")
        return EditionSource("/", edition)


FRONT = FrontMount()
