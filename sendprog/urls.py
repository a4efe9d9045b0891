"""The root URLconf. The apps are included by name, since sendprog must not import them."""

from django.contrib import admin
from django.urls import include, path

from sendprog import views
from sendprog.accounts import account_views, password_views, people_views, second_factor_views
from sendprog.accounts.forms import SignInForm
from sendprog.accounts.set_password_links import INVITATION, RESET
from sendprog.editing import exemption_views, history_views
from sendprog.editing.signin_resume import carried_page

handler400, handler403, handler404, handler500 = (
    "sendprog.views.bad_request",
    "sendprog.views.forbidden",
    "sendprog.views.not_found",
    "sendprog.views.server_error",
)
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("council.css", views.council_css, name="council_css"),
    path("accessibility/", views.statement, name="accessibility"),
    path("privacy/", views.statement, name="privacy"),
    path("cookies/", views.statement, name="cookies"),
    path("accounts/", account_views.account, name="account"),
    path(
        "accounts/login/",
        second_factor_views.SignInPage.as_view(authentication_form=SignInForm),
        name="login",
    ),
    path("accounts/carried/", carried_page, name="carried"),
    path("accounts/second-factor/", second_factor_views.second_factor, name="second_factor"),
    path("accounts/recovery-codes/", second_factor_views.recovery_codes, name="recovery_codes"),
    path("accounts/password/", password_views.ChangePassword.as_view(), name="change_password"),
    path("accounts/forgotten/", password_views.forgotten, name="forgotten"),
    path(
        "accounts/invitation/<str:uidb64>/<str:token>/",
        password_views.SetPassword.as_view(token_generator=INVITATION),
        name=INVITATION.address_name,
    ),
    path(
        "accounts/reset/<str:uidb64>/<str:token>/",
        password_views.SetPassword.as_view(token_generator=RESET),
        name=RESET.address_name,
    ),
    path("accounts/logout/", views.sign_out, name="logout"),
    path("history/<str:label>/<int:pk>/", history_views.history, name="history"),
    path("history/<str:label>/<int:pk>/<int:entry>/undo/", history_views.undo_change, name="undo"),
    path(
        "history/<str:label>/<int:pk>/<int:entry>/restore/", history_views.restore, name="restore"
    ),
    path("bin/", history_views.bin_page, name="bin"),
    path("exempt/", exemption_views.exempt_list, name="exempt"),
    path("exempt/<str:label>/<int:pk>/", exemption_views.mark, name="exempt_mark"),
    path("exempt/<str:label>/<int:pk>/lift/", exemption_views.lift, name="exempt_lift"),
    path("people/<int:pk>/history/", people_views.person_history, name="person_history"),
    path("admin/", admin.site.urls),
    path("", include("sendprog.setting_up.urls")),
    path("", include("strands.editing_urls")),
    path("", include("risks.edit_urls")),
    path("", include("ehcp.edit_urls")),
    path("", include("committee.urls")),
]
