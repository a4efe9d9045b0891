"""The manager's pages of the committee paper: its sections, title block, and the numbers in its
texts.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.managing.meeting_choice import choose_meeting, meetings_to_come, only_meeting_to_come
from committee.managing.paper_forms import PaperSectionForm, TitleBlockForm
from committee.models.paper import Filling, PaperSection, PaperTitleBlock
from committee.mounts.agenda_mount import meeting_at
from committee.paper.number_check import numbers_in_paper
from committee.snapshot.paper import PAPER_SECTIONS
from committee.snapshot.usual_sections import STEP, SectionRow, usual_order, usual_section
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.records.exemptions import SEE_EXEMPT, Exemption, is_exempt, not_exempt
from sendprog.records.rights import has_model_permission, is_hidden_from, require_permission
from sendprog.records.snapshots import Audience, live_snapshot
from sendprog.values.wording import day as day_text


@dataclass(frozen=True)
class ListedSection:
    """A section in the list; `record` is None while nobody has changed the usual section."""

    row: SectionRow
    record: PaperSection | None

    @property
    def is_exempt(self) -> bool:
        return self.record is not None and is_exempt(self.record)

    @property
    def filling(self) -> str:
        return Filling(self.row.filling).label


@editing_page
@require_safe
def paper_sections(request: HttpRequest) -> HttpResponse:
    """The paper's sections in order, with links to change them.

    Exempt ones for those who may see them.
    """
    require_permission(has_model_permission(request.user, "change", PaperSection))
    stored = PaperSection.objects.annotate(is_public=not_exempt(model=PaperSection))
    records = {record.slug: record for record in stored}
    viewer = Audience.PART_TWO if request.user.has_perm(SEE_EXEMPT) else Audience.MEMBER
    rows = live_snapshot(viewer)[PAPER_SECTIONS]
    context = {
        "sections": [ListedSection(row, records.get(row.slug)) for row in rows],
        "meetings": meetings_to_come(),
    }
    return render(request, "committee/paper.html", context)


def section_at(slug: str) -> PaperSection:
    """The stored section, else the usual one, unsaved; 404 where there is neither."""
    record = PaperSection.objects.filter(slug=slug).first()
    if record:
        return record
    section = usual_section(slug)
    if section is None:
        raise Http404("There is no such section.")
    return PaperSection(
        slug=slug,
        order=usual_order(slug),
        is_part=section.is_part,
        title=section.title,
        standing_text=section.words,
        texts=section.texts,
        filling=section.filling.value,
    )


@editing_page
@form_page
def edit_section(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit a section's place and text."""
    require_permission(has_model_permission(request.user, "change", PaperSection))
    record = section_at(slug)
    if is_hidden_from(request.user, record):
        raise Http404("There is no such section.")
    here = reverse("paper_section_edit", args=[slug])
    return edit_paper_section(request, record, f"Edit “{record.title}”", here)


@editing_page
@form_page
def add_section(request: HttpRequest) -> HttpResponse:
    """Add a section of the council's own, after the others."""
    require_permission(has_model_permission(request.user, "add", PaperSection))
    last = max(row.order for row in live_snapshot()[PAPER_SECTIONS])
    record = PaperSection(order=last + STEP)
    return edit_paper_section(request, record, "Add a section", reverse("paper_section_add"))


def edit_paper_section(
    request: HttpRequest, record: PaperSection, title: str, here: str
) -> HttpResponse:
    context = {
        "is_exempt": record.pk and is_exempt(record),
        "may_mark": record.pk and has_model_permission(request.user, "change", Exemption),
        "title": title,
        "lead": (
            "The text that this section has every month. The month's texts come before it, "
            "and the records follow it."
        ),
        "here": here,
        "back": (reverse("paper_sections"), "The paper's sections"),
    }
    editing = Editing(
        form_class=PaperSectionForm,
        template="committee/paper_section.html",
        context=context,
        success_url=reverse("paper_sections"),
        success_message=lambda saved: f"Saved: “{saved.title}” is changed.",
        find_existing=lambda form: PaperSection.objects.filter(slug=form.instance.slug).first(),
    )
    return edit(request, record, editing)


@editing_page
@form_page
def edit_title_block(request: HttpRequest, day: str = "") -> HttpResponse:
    """Edit the details at the head of a meeting's paper.

    Without a day, of the only meeting to come.
    """
    require_permission(has_model_permission(request.user, "change", PaperTitleBlock))
    meeting = meeting_at(day) if day else only_meeting_to_come()
    if meeting is None:
        return choose_meeting(request, "Title block of the paper", "paper_title_block")
    record = PaperTitleBlock.objects.filter(meeting=meeting).first() or PaperTitleBlock(
        meeting=meeting
    )
    context = {
        "title": "Edit the title block",
        "lead": f"{meeting.committee}, {day_text(meeting.date)}. Empty fields are printed as “Not given”.",
        "here": reverse("paper_title_block", args=[str(meeting.date)]),
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
def paper_numbers(request: HttpRequest) -> HttpResponse:
    """Each number in the paper's texts, inserted or typed, and the readings that it matches."""
    require_permission(has_model_permission(request.user, "change", PaperSection))
    lines = numbers_in_paper(live_snapshot())
    context = {
        "lines": lines,
        "bound": sum(line.is_bound for line in lines),
        "unknown": sum(not line.is_known for line in lines),
    }
    return render(request, "committee/paper_numbers.html", context)
