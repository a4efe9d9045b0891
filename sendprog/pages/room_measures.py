"""The measures that the apps define in code, by address: those that an indicator may report."""

from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from sendprog.values.measures import Measure


@cache
def room_measures() -> dict[str, Measure]:
    """The MEASURES of each app's `measures` module, by name, since this package can't import the
    apps.
    """
    measures: dict[str, Measure] = {}
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, "measures"):
            for measure in getattr(import_module(f"{config.name}.measures"), "MEASURES", ()):
                measures[measure.address] = measure
    return measures


def measure_choices() -> list[tuple[str, str]]:
    """The addresses with their labels, for a form field."""
    return [
        (address, f"{measure.label} ({address})") for address, measure in room_measures().items()
    ]
