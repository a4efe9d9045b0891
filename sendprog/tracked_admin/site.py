"""The admin's index: what a person may change, and for those who load figures only that."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest


class RecordsAdminSite(AdminSite):
    """The admin, whose index leaves out what a figures administrator may only look at."""

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The apps with their models; those who load figures see what they may change, loads first."""
        listed = super().get_app_list(request, app_label)
        if app_label or request.user.is_superuser or not request.user.has_perm("sendprog.add_load"):
            return listed
        for app in listed:
            app["models"] = [model for model in app["models"] if may_write(model)]
        return sorted((app for app in listed if app["models"]), key=has_no_loads)


def may_write(model: dict[str, Any]) -> bool:
    """Whether the person may add, change or delete records of a model of the index."""
    return any(model["perms"][action] for action in ("add", "change", "delete"))


def has_no_loads(app: dict[str, Any]) -> bool:
    """Whether files of figures are not in an app of the index: they come first."""
    return all(model["object_name"] != "Load" for model in app["models"])
