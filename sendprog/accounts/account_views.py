"""The page of one's own account."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from sendprog.accounts.account_events import last_sign_ins
from sendprog.accounts.second_factor import count_recovery_codes, is_asked
from sendprog.accounts.set_password_links import can_send_email
from sendprog.editing.form_requests import form_page
from sendprog.editing.forms import Form

SIGN_INS_SHOWN = 6


class LettersForm(Form):
    """Which letters somebody asks for."""

    wants_edition_letters = forms.BooleanField(
        label="Tell me by e-mail when an edition is published", required=False
    )


@login_required
@never_cache
@form_page
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, when and from where one signed in, and which letters one asks for."""
    person = request.user
    form = LettersForm(
        request.POST if request.method == "POST" else None,
        initial={"wants_edition_letters": person.wants_edition_letters},
    )
    if form.is_valid():
        person.wants_edition_letters = form.cleaned_data["wants_edition_letters"]
        person.save(update_fields=["wants_edition_letters"])
        messages.success(request, "Saved.")
        return redirect("account")
    now, *before = last_sign_ins(person, SIGN_INS_SHOWN) or [None]
    context = {
        "form": form,
        "person": person,
        "can_send": can_send_email(),
        "now": now,
        "before": before,
        "is_asked": is_asked(request),
        "recovery_codes": count_recovery_codes(person) if is_asked(request) else 0,
    }
    return render(request, "registration/account.html", context)
