"""The mount at /: the latest edition in force."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from committee.editions.stored import editions_for_readers
from committee.mounts.edition_mount import EditionShowing
from committee.mounts.live_mount import LiveShowing
from sendprog.pages.mounted_pages import Showing


@dataclass(frozen=True)
class FrontMount:
    """The latest edition in force. Until the first edition is published, the live pages for anyone signed in.

    Http404 when every edition was withdrawn or sealed.
    """

    own = ()

    def showing(self, request: HttpRequest) -> Showing:
        edition = editions_for_readers().order_by("-number").first()
        if edition is None:
            return LiveShowing("/")
        if edition.number != edition.in_force_number:
            edition = editions_for_readers().filter(number=edition.in_force_number).first()
        if edition is None:
            raise Http404("There is no current edition: every edition was withdrawn or sealed.")
        return EditionShowing("/", edition)


FRONT = FrontMount()
