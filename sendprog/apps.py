from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules

from sendprog.records import migration_reversal, roles, triggers


class RecordsAdminConfig(admin_apps.AdminConfig):
    """The admin app, with this project's site."""

    default = False

    default_site = "sendprog.tracked_admin.site.RecordsAdminSite"


class SendprogConfig(AppConfig):
    default = True
    name = "sendprog"
    verbose_name = "People and files"

    def ready(self) -> None:
        # Register each app's kinds of file to load, and its models that can be exempt.
        autodiscover_modules("loads", "exempt", "programme_sheets")
        triggers.register_history_triggers()
        pre_migrate.connect(before_migrations, dispatch_uid="sendprog.before_migrations")
        post_migrate.connect(after_migrations, dispatch_uid="sendprog.after_migrations")


def before_migrations(sender: AppConfig, using: str, plan: list, **kwargs: Any) -> None:
    """Refuse to reverse migrations, and remove the triggers on SQLite.

    SQLite can't rebuild a table that a trigger of another table names.
    """
    migration_reversal.refuse_reversal(using, plan)
    if plan and connections[using].vendor == "sqlite":
        triggers.remove_triggers(using)


def after_migrations(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Create triggers, groups and data version after the last app's migrations, when all
    permissions exist.

    post_migrate is also sent by flush, which empties the tables of groups and of the data version.
    """
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender.name != last.name:
        return
    triggers.install_triggers(using)
    roles.sync_groups(using)
    apps.get_model("sendprog", "DataVersion").objects.using(using).get_or_create(pk=1)
