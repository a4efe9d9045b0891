"""The site's addresses. The apps are named as strings, so that nothing here points up."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from sendprog import views

handler400, handler403, handler404, handler500 = (
    "sendprog.views.bad_request",
    "sendprog.views.forbidden",
    "sendprog.views.not_found",
    "sendprog.views.server_error",
)
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("council.css", views.council_css, name="council_css"),
    path("accounts/login/", auth.LoginView.as_view(template_name="registration/login.html"), name="login"),
    path("accounts/logout/", views.sign_out, name="logout"),
    path("admin/", admin.site.urls),
    path("", include("committee.urls")),
]
