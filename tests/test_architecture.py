"""The shape of the source: short files and functions, imports at the top, slow libraries only where they are used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("sendprog", "strands", "ehcp", "finance", "risks", "committee")
LONGEST_FILE = 300
LONGEST_FUNCTION = 35
# Longer than that, and why.
ALLOWED: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[Path]:
    """Every Python file of the apps but their migrations, which are written by Django."""
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def full_lines(path: Path) -> list[int]:
    """The numbers of the lines that aren't blank."""
    return [
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip()
    ]


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def imports_when_loaded(node: ast.AST) -> Iterator[str]:
    """The modules imported as soon as the file is: not inside a function, nor for type checkers alone."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function) and not is_type_checking(child):
            yield from imported(child)
            yield from imports_when_loaded(child)


def test_there_is_something_to_measure():
    assert len(sources()) > 50


def too_long() -> dict[str, int]:
    """Files and functions ("file:function") with the number of their lines."""
    found = {}
    for path in sources():
        full = set(full_lines(path))
        if len(full) > LONGEST_FILE:
            found[name_of(path)] = len(full)
        for function in functions(path):
            lines = len(full & set(range(function.lineno, (function.end_lineno or 0) + 1)))
            if lines > LONGEST_FUNCTION:
                found[f"{name_of(path)}:{function.name}"] = lines
    return found


def test_files_and_functions_are_short():
    assert {name: lines for name, lines in too_long().items() if name not in ALLOWED} == {}


def test_nothing_is_allowed_that_is_gone():
    assert [name for name in ALLOWED if not (ROOT / name.partition(":")[0]).exists()] == []


def test_our_own_modules_are_imported_at_the_top():
    """An import inside a function hides a knot."""
    deferred = [
        f"{name_of(path)}: {module}"
        for path in sources()
        for function in functions(path)
        for node in ast.walk(function)
        for module in imported(node)
        if module.partition(".")[0] in APPS
    ]
    assert deferred == []


def test_slow_libraries_are_imported_where_they_are_used():
    """pandas takes more than a second to import."""
    slow = [
        name_of(path)
        for path in sources()
        if any(module.partition(".")[0] == "pandas" for module in imports_when_loaded(tree(path)))
    ]
    assert slow == []


def test_plotly_express_is_never_used():
    """It imports pandas, and takes half a second of its own."""
    express = re.compile(r"plotly\.express|from plotly import .*\bexpress\b")
    assert [
        name_of(path) for path in sources() if express.search(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import pandas as pd", ["pandas"]),
        ("try:\n    import pandas\nexcept ImportError:\n    pass", ["pandas"]),
        ("class A:\n    import pandas", ["pandas"]),
        ("if TYPE_CHECKING:\n    import pandas", []),
        ("def f():\n    import pandas", []),
        ("class A:\n    def f(self):\n        import pandas", []),
    ],
)
def test_the_walk_knows_when_an_import_happens(source, found):
    assert list(imports_when_loaded(ast.parse(source))) == found


def test_there_is_one_settings_file_beside_the_tests_own():
    outside = {".venv", "node_modules", "var"}
    found = {
        name_of(path)
        for path in ROOT.rglob("*settings*.py")
        if not outside & set(path.relative_to(ROOT).parts)
    }
    assert found == {"sendprog/settings.py", "tests/settings.py"}


def test_each_app_has_the_agreed_file_names():
    """A new name is a decision: most things already have a file."""
    agreed = {"utils", "helpers", "common", "core", "manager", "data", "info"}
    assert [name_of(path) for path in sources() if path.stem in agreed] == []


def test_one_helper_says_whether_a_form_was_submitted():
    """`is_submitted` alone reads the mark that `signin_resume` sets: a view that forgets it would save what it is to show."""
    marked = re.compile(r"""\bSHOW_ONLY\b|["']_show["']""")
    readers = {
        name_of(path) for path in sources() if marked.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"sendprog/editing/form_requests.py", "sendprog/editing/signin_resume.py"}
