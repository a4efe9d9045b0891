"""The forms that sign somebody in, on the site and in the admin, and that set a password."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AuthenticationForm,
    PasswordChangeForm,
)
from django.contrib.auth.forms import SetPasswordForm as DjangosSetPasswordForm
from django.core.exceptions import ValidationError

from sendprog.accounts.sign_in_limit import (
    Locked,
    TooManySignIns,
    checked_within_limits,
    forget_tries,
)
from sendprog.editing.forms import Form, style_fields
from sendprog.records.people import User

WRONG = "That is not right. Enter your username or e-mail address, and your password."
LOCKED = "Too many wrong passwords. Wait 5 minutes, then try again."
BUSY = "Many passwords are being checked at this moment. Try again in a few seconds."
ADVICE = (
    "At least 12 characters. Three or four words that have nothing to do with each other are good."
)


class RefusalMixin:
    """Says why the authentication backend refused to check the password."""

    def get_invalid_login_error(self) -> ValidationError:
        refusal = getattr(self.request, "sign_in_refusal", "")
        return (
            ValidationError(refusal, code="refused")
            if refusal
            else super().get_invalid_login_error()
        )


class SignInForm(RefusalMixin, AuthenticationForm):
    """The site's sign-in."""

    error_messages = {**AuthenticationForm.error_messages, "invalid_login": WRONG}


class AdminSignInForm(RefusalMixin, AdminAuthenticationForm):
    """The admin's sign-in."""


class ChangePasswordForm(PasswordChangeForm):
    """Changes the user's own password."""

    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = ("Your password now", "New password", "New password again")
        for name, label in zip(self.field_order, labels, strict=True):
            self.fields[name].label = label
            self.fields[name].help_text = ""
        self.fields["new_password1"].help_text = ADVICE
        style_fields(self)

    def clean_old_password(self) -> str:
        """Checked within the limits of a sign-in, since whoever finds an open session may guess
        here too.
        """
        try:
            is_right = checked_within_limits(self.user.username, self.is_old_password_right)
        except Locked as refusal:
            raise ValidationError(LOCKED, code="locked") from refusal
        except TooManySignIns as refusal:
            raise ValidationError(BUSY, code="busy") from refusal
        if not is_right:
            raise ValidationError(
                self.error_messages["password_incorrect"], code="password_incorrect"
            )
        return self.cleaned_data["old_password"]

    def is_old_password_right(self) -> bool:
        return self.user.check_password(self.cleaned_data["old_password"])


class SetPasswordForm(DjangosSetPasswordForm):
    """Sets the password of whoever came by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "New password"
        self.fields["new_password1"].help_text = ADVICE
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""
        style_fields(self)


class ForgottenForm(Form):
    """Asks for the address to which a link is sent."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class CodeForm(Form):
    """A code of an authenticator app, or a recovery code."""

    not_asked = frozenset({"code"})

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input govuk-input--width-10",
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class ResetPasswordForm(AdminPasswordChangeForm):
    """An administrator gives somebody a new password, with which they can sign in at once."""

    def save(self, commit: bool = True) -> User:
        forget_tries(self.user.username, self.user.email)
        return super().save(commit)
