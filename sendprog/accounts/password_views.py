"""The pages on which somebody changes their own password, or sets it by a link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from sendprog.accounts.account_events import AccountEvent, save_event
from sendprog.accounts.client_address import client_address
from sendprog.accounts.forms import ChangePasswordForm, ForgottenForm, SetPasswordForm
from sendprog.accounts.set_password_links import (
    can_send_email,
    prints_letters,
    send_reset_in_background,
    site_address,
)
from sendprog.accounts.sign_in_limit import count_try, forget_tries
from sendprog.editing.form_requests import form_page
from sendprog.records.people import User


class ChangePassword(PasswordChangeView):
    """Change the user's own password. Their other sessions end; this one goes on."""

    form_class = ChangePasswordForm
    template_name = "registration/change_password.html"
    success_url = "/"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(
            self.request,
            "Your password is changed. Wherever else you were signed in, you are signed out.",
        )
        return response


class SetPassword(PasswordResetConfirmView):
    """Set one's own password by a link. The link is checked again, locked, before it is used."""

    form_class = SetPasswordForm
    template_name = "registration/set_password.html"
    success_url = "/accounts/login/"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        status = 200 if context["validlink"] else 404
        return super().render_to_response(context, status=status, **kwargs)

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        token = self.request.session.get("_password_reset_token")
        with transaction.atomic():
            person = User.objects.select_for_update(no_key=True).get(pk=self.user.pk)
            if not self.token_generator.check_token(person, token):
                return self.render_to_response(self.get_context_data(validlink=False))
            response = super().form_valid(form)
            save_event(self.user, AccountEvent.Kind.PASSWORD_SET, request=self.request)
        forget_tries(self.user.username, self.user.email)
        messages.success(self.request, "Your password is set. Sign in with it.")
        return response


@never_cache
@form_page
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to set a new password: one answer, known address or not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not can_send_email() or not form.is_valid():
        context = {"form": form, "can_send": can_send_email(), "is_printed": prints_letters()}
        return render(request, "registration/forgotten.html", context)
    email = form.cleaned_data["email"].lower()
    if count_try(f"forgotten {email}", f"forgotten {client_address(request)}"):
        send_reset_in_background(email, site_address(request))
    messages.success(
        request,
        "If this is the address of somebody who may sign in, a letter with a link is on its way. "
        "The link works once, for two hours.",
    )
    return redirect("login")
