"""The manager's pages: publish an edition after a preview, withdraw it, and seal it with a second person."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from committee.editions.freezing import MAKERS, addresses, frozen_snapshot, made_sections
from committee.editions.part_two import exempt_items
from committee.editions.publish import (
    MovedOn,
    addresses_to_purge,
    agree_to_seal,
    ask_to_seal,
    deadline_of,
    next_number,
    publish_edition,
    withdraw_edition,
)
from committee.editions.stored import address_of_edition, kept_bytes
from committee.managing.publish_forms import AgreeForm, PublishForm, SealForm, WithdrawForm
from committee.models import Edition, EditionWithdrawal, Kind, Meeting, Sealing
from committee.mounts.mounts import SEES_LIVE, EditionShowing, edition_at
from committee.readiness.report import NotReady, standing
from committee.snapshot.as_at import figures_words
from committee.snapshot.sections import SECTIONS
from sendprog.editing.edit_views import SHOW_ONLY
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.addresses import LIVE_PREFIX, address_of
from sendprog.pages.mounted_pages import (
    Download,
    Mount,
    Showing,
    at_mount,
    attachment,
    cached_by,
    entity_tag,
    has_it,
)
from sendprog.records.exemptions import SEE_EXEMPT
from sendprog.records.history import DataVersion, new_token
from sendprog.records.rights import may_do, require
from sendprog.records.snapshots import today
from sendprog.values.clear_days import UnknownYear

form_page = require_http_methods(["GET", "HEAD", "POST"])


def meeting_at(day: str) -> Meeting:
    """The meeting of a day; 404 where there is none."""
    try:
        return get_object_or_404(Meeting, date=date.fromisoformat(day))
    except ValueError as error:
        raise Http404("There is no such meeting.") from error


@editing_page
@form_page
def publish(request: HttpRequest, day: str) -> HttpResponse:
    """What would be published, and the button."""
    require(may_do(request.user, "add", Edition))
    meeting = meeting_at(day)
    deadline, problem = due(meeting)
    told: dict[str, Any] = {"deadline": deadline, "problem": problem}
    if request.user.has_perm(SEE_EXEMPT):
        told["part_two"] = exempt_items(today())
    options = {"is_late": deadline is not None and today() > deadline}
    form = PublishForm(request.POST, **options) if request.method == "POST" else opened(options)
    if not problem and form.is_bound and SHOW_ONLY not in request.POST and form.is_valid():
        try:
            edition = publish_edition(by=request.user, meeting=meeting, **form.cleaned_data)
            messages.success(request, f"Published: edition {edition.number}. It is what members read now.")
            return redirect(address_of_edition(edition))
        except MovedOn:
            form = opened(options, request.POST)
            form.add_error(
                None,
                "Somebody changed something after you opened this page. Read the preview again, then publish.",
            )
        except NotReady as found:
            form = opened(options, request.POST)
            form.add_error(None, f"Nothing was published: {found} See what is missing below.")
            return render(
                request,
                "committee/publish.html",
                previewed(meeting, form) | {"stands": found.readiness, **told},
            )
    return render(request, "committee/publish.html", previewed(meeting, form) | told)


def due(meeting: Meeting) -> tuple[date | None, str]:
    """The day by which to publish, or None and why it is not known."""
    try:
        return deadline_of(meeting), ""
    except UnknownYear as error:
        return None, str(error)


def opened(options: dict[str, bool], typed: QueryDict | None = None) -> PublishForm:
    """The form of a preview made now: a token of its own and the data version; with typing where there was some."""
    fresh = {"token": new_token(), "seen": DataVersion.current().token}
    if typed is None:
        return PublishForm(initial=fresh, **options)
    again = typed.copy()
    for name, value in fresh.items():
        again[name] = value
    return PublishForm(again, **options)


def previewed(meeting: Meeting, form: PublishForm) -> dict[str, Any]:
    """What the page says of the edition to come: its records as they would be frozen, and its pages, to be read live."""
    sections = made_sections(meeting, today())
    snapshot = frozen_snapshot(sections, today())
    last = Edition.objects.standing().first()
    return {
        "meeting": meeting,
        "stands": standing(meeting, snapshot, today()),
        "form": form,
        "number": next_number(),
        "last": last,
        "figures": figures_words(snapshot),
        "rows": [(section.label, len(snapshot[section])) for section in SECTIONS],
        "addresses": sorted(addresses(snapshot)),
        "files": list(MAKERS),
    }


@editing_page
@form_page
def withdraw(request: HttpRequest, meeting: str, edition: int) -> HttpResponse:
    """Say on an edition that it no longer stands. It stays readable."""
    require(may_do(request.user, "add", EditionWithdrawal))
    found = edition_at(meeting, edition)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and SHOW_ONLY not in request.POST and form.is_valid():
        withdraw_edition(by=request.user, edition=found, reason=form.cleaned_data["reason"])
        messages.success(request, f"Withdrawn: edition {found.number}. Its pages say so.")
        return redirect("meetings")
    return render(request, "committee/withdraw.html", {"form": form, "edition": found})


@editing_page
@form_page
def seal(request: HttpRequest, meeting: str, edition: int) -> HttpResponse:
    """Ask that an edition's content be removed, or, as a second person, agree to it; afterwards, what caches must drop.

    Whoever reads every log reads what was asked and agreed.
    """
    may_seal = may_do(request.user, "add", Sealing)
    require(may_seal or may_do(request.user, "view", Sealing))
    found = edition_at(meeting, edition)
    asked = found.sealings.select_related("asked_by", "agreed_by").last()
    if asked is None:
        require(may_seal)
        return ask(request, found)
    if not may_seal or asked.agreed_at or asked.asked_by == request.user:
        context = {"edition": found, "sealing": asked, "purge": addresses_to_purge(found)}
        return render(request, "committee/sealing.html", context)
    return agree(request, found, asked)


def ask(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = SealForm(request.POST if request.method == "POST" else None)
    if form.is_bound and SHOW_ONLY not in request.POST and form.is_valid():
        ask_to_seal(by=request.user, edition=edition, **form.cleaned_data)
        messages.success(request, "Asked for. Another person has to agree before anything is removed.")
        return redirect(request.path)
    return render(request, "committee/seal.html", {"form": form, "edition": edition})


def agree(request: HttpRequest, edition: Edition, asked: Sealing) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = AgreeForm(posted, edition=edition)
    if form.is_bound and SHOW_ONLY not in request.POST and form.is_valid():
        agree_to_seal(by=request.user, sealing=asked, replaced_by=form.cleaned_data["replaced_by"])
        messages.success(
            request, f"Sealed: edition {edition.number}. Now have the addresses below dropped from caches."
        )
        return redirect(request.path)
    return render(request, "committee/seal.html", {"form": form, "edition": edition, "sealing": asked})


@require_safe
def meeting_changes(request: HttpRequest, *, mount: Mount, **address: Any) -> HttpResponse:
    """Since the last meeting: the changes of the meeting's latest standing edition; before there is one, what is live."""

    def leads_to(showing: Showing) -> HttpResponse:
        meeting = meeting_at(address["day"])
        latest = Edition.objects.standing().filter(meeting=meeting).first()
        if latest is None and not request.user.has_perm(SEES_LIVE):
            raise Http404("No edition stands for this meeting.")
        return redirect(f"{address_of_edition(latest) if latest else LIVE_PREFIX}{address_of('changes')}")

    return at_mount(request, mount, address, leads_to)


@require_safe
def edition_file(request: HttpRequest, *, mount: Mount, **address: Any) -> HttpResponse:
    """A named file of an edition, as it was made when the edition was published."""
    return at_mount(request, mount, address, lambda showing: file_of(request, showing, address["name"]))


def file_of(request: HttpRequest, showing: Showing, name: str) -> HttpResponse:
    tag = entity_tag(request, showing)
    if has_it(request, tag):
        return cached_by(request, HttpResponseNotModified(), tag)
    assert isinstance(showing, EditionShowing)  # noqa: S101 - the URL names the mount
    found = kept_bytes(showing.edition, Kind.FILE, name)
    if found is None:
        raise Http404("This edition has no such file.")
    return cached_by(request, attachment(Download(name, found[0].file.media_type, found[1])), tag)
