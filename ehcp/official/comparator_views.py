"""The page that changes the list of comparators."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ehcp.models import ComparatorList
from ehcp.official.forms import ComparatorForm
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import has_model_permission, require_permission


@editing_page
@form_page
def edit_comparators(request: HttpRequest) -> HttpResponse:
    """Change the newest list of comparators, or write the first one."""
    require_permission(has_model_permission(request.user, "change", ComparatorList))
    stored = ComparatorList.objects.first()
    editing = Editing(
        form_class=ComparatorForm,
        template="editing/form.html",
        context={
            "title": "Comparators",
            "lead": "The councils that official statistics set beside yours. They are never ranked.",
            "here": reverse("comparators"),
            "back": ("/official-statistics/", "Official statistics"),
        },
        success_url=reverse("comparators"),
        success_message="Saved: the list of comparators is changed.",
        find_existing=lambda form: ComparatorList.objects.first(),
    )
    return edit(request, stored or ComparatorList(), editing)
