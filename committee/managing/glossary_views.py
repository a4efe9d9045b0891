"""The manager's pages of the glossary: every term, and the form that changes or adds one."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.managing.glossary_forms import GlossaryTermForm
from committee.models.glossary import GlossaryTerm
from committee.snapshot.glossary import GLOSSARY, TermRow, usual_rows
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import live_snapshot


@dataclass(frozen=True)
class ListedTerm:
    """A term in the list; `record` is None while nobody has changed the usual one."""

    row: TermRow
    record: GlossaryTerm | None


@editing_page
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term with its meaning, and links to change it."""
    require_permission(has_model_permission(request.user, "change", GlossaryTerm))
    records = {record.slug: record for record in GlossaryTerm.objects.all()}
    terms = [ListedTerm(row, records.get(row.slug)) for row in live_snapshot()[GLOSSARY]]
    return render(request, "committee/glossary.html", {"terms": terms})


def term_at(slug: str) -> GlossaryTerm:
    """The stored term, else the usual one, unsaved; 404 where there is neither."""
    if record := GlossaryTerm.objects.filter(slug=slug).first():
        return record
    row = usual_rows().get(slug)
    if row is None:
        raise Http404("There is no such term.")
    return GlossaryTerm(slug=slug, term=row.term, meaning=row.meaning)


@editing_page
@form_page
def edit_term(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a term or its meaning, or take it off the page of definitions."""
    require_permission(has_model_permission(request.user, "change", GlossaryTerm))
    record = term_at(slug)
    return edit_glossary(
        request, record, f"Edit “{record.term}”", reverse("glossary_term_edit", args=[slug])
    )


@editing_page
@form_page
def add_term(request: HttpRequest) -> HttpResponse:
    """Add a term of the council's own."""
    require_permission(has_model_permission(request.user, "add", GlossaryTerm))
    return edit_glossary(request, GlossaryTerm(), "Add a term", reverse("glossary_term_add"))


def edit_glossary(
    request: HttpRequest, record: GlossaryTerm, title: str, here: str
) -> HttpResponse:
    context = {
        "title": title,
        "lead": "It is on the page of definitions. Published editions keep theirs.",
        "here": here,
        "back": (reverse("glossary"), "The glossary"),
    }
    editing = Editing(
        form_class=GlossaryTermForm,
        template="editing/form.html",
        context=context,
        success_url=reverse("glossary"),
        success_message=lambda saved: f"Saved: “{saved.term}”.",
        find_existing=lambda form: GlossaryTerm.objects.filter(slug=form.instance.slug).first(),
    )
    return edit(request, record, editing)
