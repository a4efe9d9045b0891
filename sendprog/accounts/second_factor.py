"""The second step of signing in: a code of an authenticator app.

It is asked of those who may change much.
A session says whether the step is asked and done.
A change of rights ends it, and so does removing the app.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as mark_as_done
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from sendprog.accounts.account_events import AccountEvent, save_event
from sendprog.accounts.session_store import IS_SUPERUSER
from sendprog.pages.reader_roles import ROLES
from sendprog.records.people import User, end_sessions
from sendprog.records.roles import FIGURES, MANAGER

ASKED_OF = {MANAGER, FIGURES}
RECOVERY_CODES = 10
# Of a code that is a little early or late, as clocks differ: one step of 30 seconds.
TOLERANCE = 1
# What everybody may open between the two steps.
OPEN_TO_ALL = {
    "healthz",
    "readyz",
    "council.css",
    "accessibility/",
    "privacy/",
    "cookies/",
}
PAGE = "/accounts/second-factor/"
OPEN_PATHS = {
    PAGE,
    "/accounts/login/",
    "/accounts/logout/",
    *(f"/{path}" for path in OPEN_TO_ALL),
}


def is_asked(request: HttpRequest) -> bool:
    """Whether the second step is asked of whoever is signed in."""
    if not settings.SENDPROG_SECOND_FACTOR or SESSION_KEY not in request.session:
        return False
    roles = ASKED_OF.intersection(request.session.get(ROLES, ()))
    return bool(roles or request.session.get(IS_SUPERUSER))


def is_pending(request: HttpRequest) -> bool:
    """Whether the second step is asked and not yet done."""
    return is_asked(request) and DEVICE_ID_SESSION_KEY not in request.session


def ask_for_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: until the second step is done, each page leads to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.SENDPROG_SECOND_FACTOR or request.path in OPEN_PATHS:
            return get_response(request)
        # Without the cookie the session is not touched:
        # public pages stay cacheable.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        if not is_pending(request):
            return get_response(request)
        if request.method != "GET":
            return redirect("second_factor")
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{PAGE}?{query}")

    return middleware


def app_of(person: User) -> TOTPDevice | None:
    """The authenticator app that the person set up, or None."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def new_app(person: User, key: str) -> TOTPDevice:
    """An app that is not saved yet."""
    return TOTPDevice(user=person, name="Authenticator app", key=key)


def time_step_of(app: TOTPDevice, code: str) -> TOTP | None:
    """The time step whose code this is, or None."""
    if not (code.isascii() and code.isdigit()):
        return None
    totp = TOTP(app.bin_key, app.step, app.t0)
    return totp if totp.verify(int(code), TOLERANCE) else None


def save_app(request: HttpRequest, app: TOTPDevice, totp: TOTP) -> list[str] | None:
    """Save an app whose code was right, and return recovery codes.

    None if there is an app already.
    """
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=request.user.pk)
        if app_of(person):
            return None
        # The code that was typed is not good again.
        app.last_t = totp.t()
        app.save()
        save_event(person, AccountEvent.Kind.FACTOR_SET, request=request)
        mark_as_done(request, app)
        return new_recovery_codes(person)


def new_recovery_codes(person: User) -> list[str]:
    """Codes that each work once, in place of any made before."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=person).delete()
        device = StaticDevice.objects.create(user=person, name="Recovery codes")
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        for code in codes:
            StaticToken.objects.create(device=device, token=code)
    return codes


def count_recovery_codes(person: User) -> int:
    return StaticToken.objects.filter(device__user=person).count()


def accept_code(request: HttpRequest, typed: str) -> bool:
    """Whether the code is that of the app or a recovery code; then the second step is done.

    After a wrong one django-otp accepts none for a second, then two, then four.
    """
    code = "".join(typed.split()).lower()
    model = TOTPDevice if code.isdigit() else StaticDevice
    with transaction.atomic():
        devices = model.objects.filter(user=request.user, confirmed=True)
        devices = devices.select_for_update()
        device = next((one for one in devices if one.verify_token(code)), None)
    if device is None:
        return False
    # After a sign-in the key of the session is a new one, as after the first step.
    request.session.cycle_key()
    mark_as_done(request, device)
    return True


def remove_app(person: User, *, by: User, request: HttpRequest) -> None:
    """Remove the app and the recovery codes, and end the person's sessions."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=person).delete()
        StaticDevice.objects.filter(user=person).delete()
        end_sessions(person)
        save_event(person, AccountEvent.Kind.FACTOR_REMOVED, request=request, by=by)


def qr_path(text: str) -> tuple[int, str]:
    """The QR code of a text, as an SVG path of its dark squares.

    Before it comes the length of its side.
    """
    # 8 MB that no page needs but the one that sets up a second factor.
    import segno

    code = segno.make(text, error="m")
    rows = [list(row) for row in code.matrix_iter(border=4)]
    squares = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    ]
    return len(rows), "".join(squares)
