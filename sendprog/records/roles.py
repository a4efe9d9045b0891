"""The five roles, and the readers of Part II, as Django groups, and what each may do. Made after every migration."""

from django.apps import apps
from simple_history.models import HistoricalChanges

MEMBER, OFFICER, MANAGER, FIGURES, AUDITOR = (
    "member",
    "officer",
    "manager",
    "figures administrator",
    "auditor",
)
# Given beside a role: a member of the committee who may read Part II.
PART_TWO_READER = "part two reader"

ROLES = (MEMBER, OFFICER, MANAGER, FIGURES, AUDITOR, PART_TWO_READER)

PROGRAMME = ("strands", "risks")
FIGURE_APPS = ("ehcp", "finance")


def _permissions(app_labels: tuple[str, ...], deeds: tuple[str, ...]) -> set[str]:
    """Of every model of the apps; a history is read by whoever reads the record, and written by nobody."""
    return {
        f"{model._meta.app_label}.{deed}_{model._meta.model_name}"
        for label in app_labels
        for model in apps.get_app_config(label).get_models()
        for deed in deeds
        if deed == "view" or not issubclass(model, HistoricalChanges)
    }


def permissions_of(role: str) -> set[str]:
    """The permissions of a role, as "app.deed_model"."""
    read_all = _permissions(("sendprog", "strands", "ehcp", "finance", "risks", "committee"), ("view",))
    write = ("add", "change", "delete", "view")
    return {
        MEMBER: set(),
        OFFICER: _permissions(PROGRAMME, ("view",)),
        MANAGER: read_all | _permissions((*PROGRAMME, "committee"), write) | RESTRICTED | EXEMPT | EXEMPTING,
        FIGURES: _permissions(FIGURE_APPS, write)
        | _permissions(("strands",), ("view",))
        | INDICATOR_FIGURES
        | IMPORT_DESK,
        AUDITOR: read_all | RESTRICTED | EXEMPT | {"sendprog.download_load"},
        PART_TWO_READER: EXEMPT,
    }[role]


INDICATOR_FIGURES = {
    f"strands.{deed}_{model}"
    for deed in ("add", "change", "delete")
    for model in ("indicator", "indicatorreturn", "target")
}
# Bringing and undoing files of figures, milestones and risks, and closing months.
IMPORT_DESK = {
    "sendprog.add_load",
    "sendprog.view_load",
    "sendprog.download_load",
    *(f"sendprog.{deed}_monthlock" for deed in ("add", "change", "delete", "view")),
}
# Who sees the risks that members and officers don't.
RESTRICTED = {"risks.see_restricted_risk"}
# Who sees what is exempt from publication, and who says what is.
EXEMPT = {"sendprog.see_exempt"}
EXEMPTING = {f"sendprog.{deed}_exemption" for deed in ("add", "change", "delete")}


def make_groups(using: str) -> None:
    """Give each group exactly its permissions."""
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.using(using).select_related("content_type")
    }
    for role in ROLES:
        group, _ = group_model.objects.using(using).get_or_create(name=role)
        group.permissions.set([known[name] for name in sorted(permissions_of(role)) if name in known])
