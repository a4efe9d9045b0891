from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules

from sendprog.records import roles, triggers


class SendprogConfig(AppConfig):
    name = "sendprog"
    verbose_name = "People and files"

    def ready(self) -> None:
        # Each app's kinds of file, and what of its records may be exempt.
        autodiscover_modules("loads", "exempt")
        pre_migrate.connect(before_migrations, dispatch_uid="sendprog.before_migrations")
        post_migrate.connect(after_migrations, dispatch_uid="sendprog.after_migrations")


def before_migrations(sender: AppConfig, using: str, plan: list, **kwargs: Any) -> None:
    """Take the triggers away while tables of SQLite are rebuilt: it renames none while a trigger names one that is gone."""
    if plan and connections[using].vendor == "sqlite":
        triggers.remove_triggers(using)


def after_migrations(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Put back what migrations and flushes take away, once the last app is done and every permission exists.

    SQLite has no triggers after a migration, and no permission exists while migrations run.
    """
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender.name != last.name:
        return
    triggers.install_triggers(using)
    roles.sync_groups(using)
    apps.get_model("sendprog", "DataVersion").objects.using(using).get_or_create(pk=1)
