"""For which strand, or the whole programme, a new record is: the page that asks, and its answer."""

from typing import TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import today
from strands.filters import WHOLE_PROGRAMME
from strands.models import Strand
from strands.rights import strands_of

Record = TypeVar("Record", bound=Model)


def blank_record(request: HttpRequest, model: type[Record]) -> Record | None:
    """An unsaved record of the strand, or whole programme, that the request names; None without
    one.
    """
    slug = request.POST.get("strand") or request.GET.get("strand")
    if not slug:
        return None
    if slug == WHOLE_PROGRAMME:
        return model()
    # Compared in Python: a database may refuse what was sent.
    for strand in Strand.objects.all():
        if strand.slug == slug:
            return model(strand=strand)
    raise Http404("There is no such strand.")


def strand_slug(record: Model) -> str:
    """The slug of the record's strand, or WHOLE_PROGRAMME."""
    return record.strand.slug if record.strand else WHOLE_PROGRAMME


def choose_strand(request: HttpRequest, title: str, here: str, model: type[Model]) -> HttpResponse:
    """A page of links to `here`, one for each strand whose records of the model this person may edit."""
    edits_all = has_model_permission(request.user, "change", model)
    strands = Strand.objects.current(today()) if edits_all else strands_of(request.user)
    choices = [(f"{here}?strand={strand.slug}", strand.name) for strand in strands]
    if edits_all:
        choices.append((f"{here}?strand={WHOLE_PROGRAMME}", "The whole programme"))
    require_permission(bool(choices))
    return render(request, "strands/which_strand.html", {"title": title, "choices": choices})
