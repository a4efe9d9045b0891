"""The page on which somebody changes their own password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse

from sendprog.accounts.forms import ChangePasswordForm


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
