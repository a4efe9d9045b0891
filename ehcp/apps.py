from importlib import import_module

from django.apps import AppConfig


class EhcpConfig(AppConfig):
    name = "ehcp"
    verbose_name = "EHCPs"

    def ready(self) -> None:
        import_module("ehcp.official.demonstration")
