"""The pages of the second step of signing in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp.util import random_hex

from sendprog.accounts.forms import CodeForm
from sendprog.accounts.second_factor import (
    accept_code,
    app_of,
    is_asked,
    is_pending,
    new_app,
    new_recovery_codes,
    qr_path,
    save_app,
    time_step_of,
)
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import SignIn, filled_in_again, load_post

KEY, CARRIED = "second_factor_key", "second_factor_carried"
WRONG = (
    "This is not the code of now. Wait for the next one in the app, and type it while it is shown. "
    "After a wrong code the next is accepted a little later."
)


class SignInPage(SignIn):
    """Sign in; a form that was carried along waits for the second step."""

    def resumed(self, response: HttpResponse) -> HttpResponse:
        if not is_pending(self.request):
            return super().resumed(response)
        self.request.session[CARRIED] = self.request.POST.get("carried", "")
        return response


@login_required
@never_cache
@form_page
def second_factor(request: HttpRequest) -> HttpResponse:
    """Type the code of the app; where there is no app yet, set one up."""
    if not is_pending(request):
        return redirect("account")
    if app_of(request.user) is None:
        return set_up(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return code_page(request, form)
    if not accept_code(request, form.cleaned_data["code"]):
        form.add_error("code", WRONG)
        return code_page(request, form)
    return whereto(request)


def code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return render(
        request, "registration/second_factor.html", {"form": form, "next": next_of(request)}
    )


def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key of a new app, which is saved with the first right code."""
    key = request.session.setdefault(KEY, random_hex(20))
    app, form = new_app(request.user, key), CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        totp = time_step_of(app, "".join(form.cleaned_data["code"].split()))
        codes = save_app(request, app, totp) if totp else None
        if codes:
            del request.session[KEY]
            return codes_page(request, codes)
        form.add_error("code", WRONG)
    side, path = qr_path(app.config_url)
    context = {
        "form": form,
        "next": next_of(request),
        "side": side,
        "path": path,
        "key": spelt(app),
    }
    return render(request, "registration/set_up_second_factor.html", context)


def spelt(app: object) -> str:
    """The key as an app takes it when it is typed, in groups of four."""
    key = app.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))


def codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    context = {"codes": codes, "next": next_of(request) or "/"}
    return render(request, "registration/recovery_codes.html", context)


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards, inside this site; "" if not said."""
    address = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""


def whereto(request: HttpRequest) -> HttpResponse:
    """The form that was carried along, filled in again, or the page that was asked for."""
    carried = load_post(request.session.pop(CARRIED, ""))
    if carried:
        return filled_in_again(request, *carried)
    return redirect(next_of(request) or settings.LOGIN_REDIRECT_URL)


@login_required
@never_cache
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    if not is_asked(request):
        messages.info(request, "No code of an app is asked of you.")
        return redirect("account")
    return codes_page(request, new_recovery_codes(request.user))
