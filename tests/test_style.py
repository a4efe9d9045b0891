"""The measures of style that this code keeps, in one table. They may get better: then lower the limit.

Those of the apps' Python without its migrations, which Django writes, and of every template. `pytest -s` prints the
table as it is now.
"""

import ast
from collections import Counter
from collections.abc import Callable
from functools import cache
from statistics import mean, median, quantiles

import pytest

from tests.test_architecture import (
    APPS,
    ROOT,
    Function,
    full_lines,
    functions,
    imported,
    sources,
    tree,
)


@cache
def function_lines() -> list[int]:
    """The lines of every function, blank ones left out."""
    found = []
    for path in sources():
        full = full_lines(path)
        for function in functions(path):
            found.append(
                sum(function.lineno <= line <= (function.end_lineno or 0) for line in full)
            )
    return found


@cache
def file_lines() -> list[int]:
    """The lines of every file that has any, blank ones left out."""
    return [lines for path in sources() if (lines := len(full_lines(path)))]


@cache
def python_lines() -> list[str]:
    """Every line of Python that isn't blank."""
    lines = [line for path in sources() for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line.strip()]


def template_lines() -> list[str]:
    lines = [
        line
        for folder in ("templates", *APPS)
        for path in (ROOT / folder).rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if line.strip()]


def percent(part: int, whole: int) -> float:
    return 100 * part / whole


def longer_than(length: int, lines: list[str]) -> float:
    return percent(sum(len(line) > length for line in lines), len(lines))


def names_in_several_modules() -> float:
    """Of the names of functions that a module defines, those that another one defines too."""
    counts = Counter(
        name
        for path in sources()
        for name in {node.name for node in tree(path).body if isinstance(node, Function)}
    )
    return percent(sum(count > 1 for count in counts.values()), len(counts))


def apps_in_a_cycle() -> int:
    """Apps that reach themselves by imports, those inside functions too."""
    reached: dict[str, set[str]] = {app: set() for app in APPS}
    for path in sources():
        app = path.relative_to(ROOT).parts[0]
        for module in (module for node in ast.walk(tree(path)) for module in imported(node)):
            reached[app] |= {module.partition(".")[0]} & set(APPS) - {app}
    for _ in APPS:
        for app in APPS:
            reached[app] |= {further for near in reached[app] for further in reached[near]}
    return sum(app in others for app, others in reached.items())


def deferred_imports() -> int:
    """Imports of our own modules inside functions."""
    return sum(
        module.partition(".")[0] in APPS
        for path in sources()
        for function in functions(path)
        for node in ast.walk(function)
        for module in imported(node)
    )


# What is measured, how, and at most what it may be.
LIMITS: dict[str, tuple[Callable[[], float], float]] = {
    "function lines, median": (lambda: median(function_lines()), 7),
    "function lines, 90th percentile": (lambda: quantiles(function_lines(), n=10)[-1], 17),
    "function lines, longest": (lambda: max(function_lines()), 35),
    "file lines, median": (lambda: median(file_lines()), 78),
    "file lines, largest": (lambda: max(file_lines()), 300),
    "characters a line, mean": (lambda: mean(map(len, python_lines())), 46),
    "Python lines over 100 characters, %": (lambda: longer_than(100, python_lines()), 1),
    "template lines over 200 characters, %": (lambda: longer_than(200, template_lines()), 0),
    "function names in several modules, %": (names_in_several_modules, 1),
    "apps in a cycle": (apps_in_a_cycle, 0),
    "deferred imports of our own": (deferred_imports, 0),
}


@pytest.mark.parametrize("name", LIMITS)
def test_style_is_no_worse_than_it_was(name):
    measure, limit = LIMITS[name]
    value = measure()
    print(f"\n{name}: {value:.1f} (at most {limit})")
    assert value <= limit
