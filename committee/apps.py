from importlib import import_module

from django.apps import AppConfig

# Modules whose makers add files to every edition.
MAKERS_IN = ("committee.editions.checksums",)


class CommitteeConfig(AppConfig):
    name = "committee"
    verbose_name = "Committee"

    def ready(self) -> None:
        for module in MAKERS_IN:
            import_module(module)
        import_module("committee.corrections.recording")
        import_module("committee.demonstration")
