from importlib import import_module

from django.apps import AppConfig

# Modules that register files of every edition.
FILE_MAKER_MODULES = ("committee.editions.checksums_file",)


class CommitteeConfig(AppConfig):
    name = "committee"
    verbose_name = "Committee"

    def ready(self) -> None:
        for module in FILE_MAKER_MODULES:
            import_module(module)
        import_module("committee.corrections.recording")
        import_module("committee.exceptions.recording")
        import_module("committee.editions.papers_due")
        import_module("committee.demonstration")
        import_module("committee.readiness.after_load")
