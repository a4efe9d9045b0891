"""The manager's pages of the paper: its sections, its title block, and the numbers in its texts."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.managing.paper_forms import PaperSectionForm, TitleBlockForm
from committee.models import Meeting
from committee.models.paper import Filling, PaperSection, PaperTitleBlock
from committee.paper.number_check import reconciled
from committee.snapshot.paper import PAPER_SECTIONS
from committee.snapshot.usual_sections import SectionRow, usual, usual_order
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import form_page
from sendprog.records.exemptions import SEE_EXEMPT, Exemption, is_exempt, not_exempt
from sendprog.records.rights import has_model_permission, is_hidden_from, require_permission
from sendprog.records.snapshots import Audience, live_snapshot, today
from sendprog.values.wording import day


@dataclass(frozen=True)
class Listed:
    """A section as the list shows it: the record that keeps it, where somebody entered one."""

    row: SectionRow
    record: PaperSection | None

    @property
    def is_exempt(self) -> bool:
        return self.record is not None and is_exempt(self.record)

    @property
    def filling(self) -> str:
        return Filling(self.row.filling).label


def next_meeting() -> Meeting | None:
    """The meeting that the next paper goes to, as committee.paper.told has it."""
    return (
        Meeting.objects.filter(date__gte=today()).order_by("date").first()
        or Meeting.objects.order_by("date").last()
    )


@editing_page
@require_safe
def sections(request: HttpRequest) -> HttpResponse:
    """The paper's sections in their order, and the ways to change them; exempt ones for those who see them."""
    require_permission(has_model_permission(request.user, "change", PaperSection))
    records = {
        one.slug: one for one in PaperSection.objects.annotate(is_public=not_exempt(model=PaperSection))
    }
    viewer = Audience.PART_TWO if request.user.has_perm(SEE_EXEMPT) else Audience.MEMBER
    listed = [Listed(row, records.get(row.slug)) for row in live_snapshot(viewer)[PAPER_SECTIONS]]
    return render(request, "committee/paper.html", {"sections": listed, "meeting": next_meeting()})


def section_at(slug: str) -> PaperSection:
    """The section of an address: as entered, else as it usually is, not yet saved; 404 where there is neither."""
    record = PaperSection.objects.filter(slug=slug).first()
    if record:
        return record
    standing = usual(slug)
    if standing is None:
        raise Http404("There is no such section.")
    return PaperSection(
        slug=slug,
        order=usual_order(slug),
        is_part=standing.is_part,
        title=standing.title,
        standing_text=standing.words,
        texts=standing.texts,
        filling=standing.filling.value,
    )


@editing_page
@form_page
def edit_section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section's place and words."""
    require_permission(has_model_permission(request.user, "change", PaperSection))
    record = section_at(slug)
    if is_hidden_from(request.user, record):
        raise Http404("There is no such section.")
    context = {
        "is_exempt": is_exempt(record),
        "may_mark": record.pk and has_model_permission(request.user, "change", Exemption),
        "title": f"Edit “{record.title}”",
        "lead": "What the paper says here whatever the month; the month's texts and the records follow.",
        "here": reverse("paper_section_edit", args=[slug]),
        "back": (reverse("paper_sections"), "The paper's sections"),
    }
    editing = Editing(
        form_class=PaperSectionForm,
        template="committee/paper_section.html",
        context=context,
        success_url=reverse("paper_sections"),
        success_message=lambda saved: f"Saved: “{saved.title}” is changed.",
        find_existing=lambda form: PaperSection.objects.filter(slug=slug).first(),
    )
    return edit(request, record, editing)


@editing_page
@form_page
def edit_title_block(request: HttpRequest) -> HttpResponse:
    """What heads the next meeting's paper."""
    require_permission(has_model_permission(request.user, "change", PaperTitleBlock))
    meeting = next_meeting()
    if meeting is None:
        advice = (
            "No meeting has been entered, so there is no paper to head. The programme manager enters one."
        )
        return render(
            request, "stand_in.html", {"title": "There is no meeting yet", "advice": advice}, status=404
        )
    record = PaperTitleBlock.objects.filter(meeting=meeting).first() or PaperTitleBlock(meeting=meeting)
    context = {
        "title": "Edit the title block",
        "lead": f"{meeting.committee}, {day(meeting.date)}. What is left empty reads “Not in the report”.",
        "here": reverse("paper_title_block"),
        "back": (reverse("paper_sections"), "The paper's sections"),
    }
    editing = Editing(
        form_class=TitleBlockForm,
        template="editing/form.html",
        context=context,
        success_url=reverse("paper_sections"),
        success_message="Saved: the title block is changed.",
        find_existing=lambda form: PaperTitleBlock.objects.filter(meeting=meeting).first(),
    )
    return edit(request, record, editing)


@editing_page
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Each number in the paper's texts, bound or typed, and what it matches."""
    require_permission(has_model_permission(request.user, "change", PaperSection))
    lines = reconciled(live_snapshot())
    return render(
        request,
        "committee/paper_numbers.html",
        {
            "lines": lines,
            "bound": sum(line.is_bound for line in lines),
            "unknown": sum(not line.is_known for line in lines),
        },
    )
