"""The roles as Django groups with their permissions. `sync_groups` runs after every migration."""

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


def _permissions(app_labels: tuple[str, ...], actions: tuple[str, ...]) -> set[str]:
    """Permissions for every model of the apps; history models get "view" only."""
    return {
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for label in app_labels
        for model in apps.get_app_config(label).get_models()
        for action in actions
        if action == "view" or not issubclass(model, HistoricalChanges)
    }


def permissions_of(role: str) -> set[str]:
    """The permissions of a role, as "app.action_model"."""
    view_all = _permissions(
        ("sendprog", "strands", "ehcp", "finance", "risks", "committee"), ("view",)
    )
    write = ("add", "change", "delete", "view")
    view_programme = _permissions(PROGRAMME, ("view",))
    write_programme = _permissions((*PROGRAMME, "committee"), write)
    write_figures = _permissions(FIGURE_APPS, write) | _permissions(("strands",), ("view",))
    return {
        MEMBER: set(),
        OFFICER: view_programme,
        MANAGER: view_all
        | write_programme
        | RESTRICTED
        | EXEMPT
        | EXEMPTING
        | SETTING_UP
        | INVITING
        | COMPARATORS,
        FIGURES: write_figures | INDICATOR_FIGURES | IMPORT_DESK,
        AUDITOR: view_all | RESTRICTED | EXEMPT | {"sendprog.download_load"},
        PART_TWO_READER: EXEMPT,
    }[role]


INDICATOR_FIGURES = {
    f"strands.{action}_{model}"
    for action in ("add", "change", "delete")
    for model in ("indicator", "indicatorreturn", "target")
}
# Load and undo files of figures, milestones and risks, and close months.
IMPORT_DESK = {
    "sendprog.add_load",
    "sendprog.view_load",
    "sendprog.download_load",
    "sendprog.set_aside_load",
    *(
        f"sendprog.{action}_{model}"
        for action in ("add", "change", "delete", "view")
        for model in ("monthlock", "headingchoice")
    ),
}
# Set a programme up from its workbook, and set aside a load that nobody finished.
SETTING_UP = {"sendprog.set_up_programme", "sendprog.set_aside_load"}
# Add members, officers and figures administrators, and see to their accounts.
INVITING = {"sendprog.invite_user"}
# Choose the councils that official statistics set beside ours.
COMPARATORS = {f"ehcp.{action}_comparatorlist" for action in ("add", "change", "delete")}
# See the risks that members and officers can't.
RESTRICTED = {"risks.see_restricted_risk"}
# See records that are exempt from publication, and mark records as exempt.
EXEMPT = {"sendprog.see_exempt"}
EXEMPTING = {f"sendprog.{action}_exemption" for action in ("add", "change", "delete")}


def sync_groups(using: str) -> None:
    """Create the groups and give each exactly its permissions."""
    group_model, permission_model = (
        apps.get_model("auth", "Group"),
        apps.get_model("auth", "Permission"),
    )
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.using(using).select_related("content_type")
    }
    for role in ROLES:
        group, _ = group_model.objects.using(using).get_or_create(name=role)
        group.permissions.set(
            [known[name] for name in sorted(permissions_of(role)) if name in known]
        )
