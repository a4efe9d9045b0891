"""Admin of users, groups, stored files and exemptions."""

import mimetypes
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from sendprog.accounts.forms import AdminSignInForm, ResetPasswordForm
from sendprog.accounts.people_views import person_history
from sendprog.accounts.sign_in_limit import forget_addresses, forget_tries, locked_until
from sendprog.loads import desk, desk_records  # noqa: F401 - register their own
from sendprog.loads.admin_questions import questions_about_figures
from sendprog.records.exemptions import SEE_EXEMPT, Exemption
from sendprog.records.files import StoredFile, StoredFileRemoval
from sendprog.records.people import LastSuperuser, User
from sendprog.tracked_admin import (
    AddOnly,
    OneChangeMixin,
    PlainAdmin,
    RefusableForm,
    TrackedAdmin,
    why_field,
)
from sendprog.tracked_admin.questions import questions_about_names, register_questioner

LARGEST_FILE = 5 * 1024 * 1024

admin.site.site_header = admin.site.site_title = "Records"
admin.site.index_title = "Records of the programme"
admin.site.login_form = AdminSignInForm
admin.site.unregister(Group)
# Keys of authenticator apps and recovery codes are nobody's to read.
admin.site.unregister((TOTPDevice, StaticDevice))
register_questioner(questions_about_figures)
register_questioner(questions_about_names)


@admin.register(Group)
class RoleAdmin(OneChangeMixin, GroupAdmin):
    """Groups and their permissions.

    Every migration restores those of the roles in `records.roles`.
    """


class PersonForm(UserChangeForm):
    """A user, with the reason for the change."""

    change_reason = why_field()

    def clean(self) -> dict[str, Any]:
        """Name the last superuser's problem at its field; User.save() would refuse it too."""
        cleaned_data = super().clean()
        remaining = User(pk=self.instance.pk)
        for name in ("is_active", "is_superuser"):
            setattr(remaining, name, cleaned_data.get(name, getattr(self.instance, name)))
        try:
            remaining.check_superuser_left()
        except LastSuperuser as error:
            self.add_error("is_superuser" if remaining.is_active else "is_active", error)
        return cleaned_data


class NewPersonForm(AdminUserCreationForm):
    change_reason = why_field()


@admin.register(User)
class PersonAdmin(OneChangeMixin, UserAdmin):
    """Users. They are deactivated, never deleted."""

    form, add_form, change_password_form = PersonForm, NewPersonForm, ResetPasswordForm
    list_display = ("username", "role_title", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("username", "role_title", "first_name", "last_name", "email")
    fieldsets = (
        (None, {"fields": ("username", "password", "role_title")}),
        ("Not shown to readers", {"fields": ("first_name", "last_name", "email")}),
        (
            "What they may do",
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        ("Signing in", {"fields": ("sign_in_lock", "last_login", "date_joined")}),
        ("Why", {"fields": ("change_reason",)}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "role_title", "usable_password", "password1", "password2"),
            },
        ),
        ("Why", {"fields": ("change_reason",)}),
    )
    readonly_fields = ("sign_in_lock", "last_login", "date_joined")
    actions = ("let_sign_in",)

    @admin.display(description="too many tries")
    def sign_in_lock(self, person: User) -> str:
        until = locked_until(person.username)
        return f"Locked until {localtime(until):%H:%M}" if until else "Not locked"

    @admin.action(description="Let them sign in again after too many tries", permissions=["change"])
    def let_sign_in(self, request: HttpRequest, people: QuerySet) -> None:
        for person in people:
            forget_tries(person.username, person.email)
        forget_addresses()
        self.message_user(request, "They can sign in again.", messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """The page of role changes that auditors read, in place of Django's history."""
        person = (
            self.get_object(request, unquote(object_id))
            if self.key(object_id) is not None
            else None
        )
        if person is None:
            raise Http404
        return person_history(request, person.pk)


class StoredFileForm(RefusableForm):
    """A file to upload."""

    upload = forms.FileField(
        max_length=200, help_text="At most 5 MB. Its bytes can't be changed afterwards."
    )

    class Meta:
        model = StoredFile
        fields = ()

    def clean_upload(self) -> UploadedFile:
        upload = self.cleaned_data["upload"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 5 MB.")
        self.instance.name = upload.name
        self.instance.media_type = (
            mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        )
        self.instance.content = upload.read()
        return upload


@admin.register(StoredFile)
class StoredFileAdmin(AddOnly, PlainAdmin):
    """Files stored in the database."""

    form = StoredFileForm
    list_display = ("name", "media_type", "size", "stored_at", "stored_by")
    list_filter = ("media_type",)
    search_fields = ("name", "sha256")
    list_select_related = ("stored_by",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return (
            ["name", "media_type", "size", "sha256", "stored_at", "stored_by"]
            if obj
            else ["upload"]
        )

    def save_model(
        self, request: HttpRequest, obj: StoredFile, form: forms.ModelForm, change: bool
    ) -> None:
        obj.stored_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(StoredFileRemoval)
class StoredFileRemovalAdmin(AddOnly, PlainAdmin):
    """Removes a stored file's content for good, with a reason."""

    list_display = ("file", "reason", "removed_at", "removed_by")
    search_fields = ("file__name", "reason")
    autocomplete_fields = ("file",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .select_related("file", "removed_by")
            .defer("file__content")
        )

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["file", "reason", *(["removed_at", "removed_by"] if obj else [])]

    def save_model(
        self, request: HttpRequest, obj: StoredFileRemoval, form: Any, change: bool
    ) -> None:
        obj.removed_by = request.user
        super().save_model(request, obj, form, change)
        StoredFile.objects.filter(pk=obj.file_id).update(content=None)


@admin.register(Exemption)
class ExemptionAdmin(TrackedAdmin):
    """Exemptions.

    They are usually marked and lifted on the site's own pages, which name the record.
    """

    list_display = ("kind", "key", "paragraph", "decided_by", "decided_on")
    list_filter = ("kind", "paragraph")
    search_fields = ("public_interest_reason", "decided_by")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and request.user.has_perm(SEE_EXEMPT)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """An exemption's record never changes."""
        fixed = super().get_readonly_fields(request, obj)
        return list(dict.fromkeys([*fixed, "kind", "key"])) if obj else fixed
