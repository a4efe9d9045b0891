"""The manager's pages of the paper's texts: all of them as the paper has them, and each one's form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.managing.meeting_choice import meetings_to_come
from committee.managing.paper_text_forms import ProgrammeTextForm, SectionTextForm
from committee.models.paper import Filling, PaperSection
from committee.snapshot.paper import PAPER_SECTIONS
from committee.snapshot.usual_sections import SectionRow
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.inline_figures import resolve_in_html
from sendprog.records.exemptions import SEE_EXEMPT, Exemption, is_exempt
from sendprog.records.history import Tracked
from sendprog.records.rights import (
    has_model_permission,
    is_hidden_from,
    require_permission,
    visible_to_user,
)
from sendprog.records.snapshots import Audience, Snapshot, live_snapshot, today
from strands.choices import UpdateState
from strands.models import StrandUpdate, UpdateRound
from strands.rows import WHOLE_PROGRAMME, TextRow
from strands.snapshot import TEXTS
from strands.texts import latest_texts, programme_update, texts_with_figures
from strands.views.months import month_or_404


@dataclass(frozen=True)
class PlaceOfText:
    """A text of the paper: its name, and the latest text; None while nothing is written."""

    name: str
    text: TextRow | None


@dataclass(frozen=True)
class SectionOfTexts:
    """A section of the paper with its standing text and the places of its texts."""

    row: SectionRow
    standing_text: str
    places: list[PlaceOfText]

    @property
    def filling(self) -> str:
        """What of the records follows the texts; "" for nothing."""
        filling = Filling(self.row.filling)
        return "" if filling is Filling.NOTHING else filling.label


@editing_page
@require_safe
def texts_of_paper(request: HttpRequest) -> HttpResponse:
    """Every text as the paper has it, section by section, each with the link to edit it."""
    require_permission(has_model_permission(request.user, "change", PaperSection))
    viewer = Audience.PART_TWO if request.user.has_perm(SEE_EXEMPT) else Audience.MEMBER
    snapshot = live_snapshot(viewer)
    texts = {text.section: text for text in latest_with_figures(snapshot)}
    sections = list(sections_with_texts(snapshot, texts))
    placed = {place.name for section in sections for place in section.places}
    context = {
        "update": programme_update(snapshot),
        "sections": sections,
        "others": [PlaceOfText(name, texts[name]) for name in texts if name not in placed],
        "month": month_to_write(),
        "meetings": meetings_to_come(),
    }
    return render(request, "committee/paper_texts.html", context)


def latest_with_figures(snapshot: Snapshot) -> list[TextRow]:
    """The latest text of each place that is not the whole programme's."""
    latest = [text for text in latest_texts(snapshot[TEXTS]) if text.section]
    return texts_with_figures(latest, snapshot)


def sections_with_texts(snapshot: Snapshot, texts: dict[str, TextRow]) -> Iterator[SectionOfTexts]:
    for row in snapshot[PAPER_SECTIONS]:
        if row.shown:
            places = [PlaceOfText(name, texts.get(name)) for name in row.texts]
            yield SectionOfTexts(row, resolve_in_html(row.html, snapshot), places)


def month_to_write() -> date:
    """The month that the next texts are of: of the latest round, else of the latest text, else this
    one.
    """
    round = UpdateRound.objects.order_by("-month").first()
    latest = round or StrandUpdate.objects.filter(strand=None).order_by("-month").first()
    return latest.month if latest else today().replace(day=1)


@editing_page
@form_page
def edit_text(request: HttpRequest, place: str) -> HttpResponse:
    """Edit a text of a month; a new month begins with what the last one says."""
    require_permission(has_model_permission(request.user, "change", PaperSection))
    section = "" if place == WHOLE_PROGRAMME else place
    check_place(section)
    typed = request.POST.get("for_month") or request.GET.get("month")
    month = month_or_404(typed).first if typed else latest_month(section)
    record = stored_or_new_text(request, section, month)
    if is_hidden_from(request.user, record):
        raise Http404("There is no such text.")
    return edit(request, record, text_editing(request, record))


def check_place(section: str) -> None:
    """404 unless the paper has a place of this name, or a text of it is stored."""
    is_placed = any(section in row.texts for row in live_snapshot()[PAPER_SECTIONS])
    stored = StrandUpdate.everything.filter(strand=None, section=section)
    if section and not is_placed and not stored.exists():
        raise Http404("There is no such text.")


def latest_month(section: str) -> date:
    stored = StrandUpdate.objects.accepted().filter(strand=None, section=section)
    latest = stored.order_by("-month").first()
    return latest.month if latest else month_to_write()


def stored_or_new_text(request: HttpRequest, section: str, month: date) -> StrandUpdate:
    """The text of a month, or a new one that says what the last one said.

    A POST finds one in the bin too, so that what was typed is not lost.
    """
    stored = StrandUpdate.everything if request.method == "POST" else StrandUpdate.objects
    matching = stored.filter(strand=None, section=section, month=month)
    record = min(matching, key=lambda update: update.deleted_at is not None, default=None)
    if record and (record.deleted_at is None or request.POST.get("version")):
        return record
    new = StrandUpdate(section=section, month=month, state=UpdateState.ACCEPTED)
    earlier = StrandUpdate.objects.accepted().before(month).filter(strand=None, section=section)
    last = visible_to_user(earlier, request.user).first()
    for name in ("stated_rag", *StrandUpdate.NARRATIVE) if last else ():
        setattr(new, name, getattr(last, name))
    return new


def text_editing(request: HttpRequest, record: StrandUpdate) -> Editing:
    section, month = record.section, record.month
    page = reverse("paper_texts")
    begins_with_last = not record.pk and not record.is_blank
    lead = "It begins with what the last one says." if begins_with_last else ""
    context = {
        "title": f"{title_of_place(section)}, {month:%B %Y}",
        "lead": lead,
        "here": reverse("paper_text", args=[section or WHOLE_PROGRAMME]),
        "back": (page, "What the paper says"),
        "is_exempt": record.pk and is_exempt(record),
        "may_mark": has_model_permission(request.user, "change", Exemption),
    }
    return Editing(
        form_class=SectionTextForm if section else ProgrammeTextForm,
        template="committee/paper_text.html",
        context=context,
        success_url=f"{page}#{section or WHOLE_PROGRAMME}",
        success_message=f"Saved: {title_of_place(section)}, {month:%B %Y}. The next edition has it.",
        before_saving=mark_accepted,
        is_action=lambda form, stored: stored.state != UpdateState.ACCEPTED,
        find_existing=lambda form: StrandUpdate.objects.filter(
            strand=None, section=section, month=month
        ).first(),
    )


def mark_accepted(form: TrackedForm, record: Tracked) -> None:
    """What a manager writes in the paper stands in it."""
    record.state = UpdateState.ACCEPTED


def title_of_place(section: str) -> str:
    """ "The whole programme"; of a section's text its name."""
    return f"Text “{section}”" if section else "The whole programme"
