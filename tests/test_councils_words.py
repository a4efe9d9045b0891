"""No council's words are in the code: what its programme, paper and report are called stands in records."""

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.test_architecture import APPS, ROOT, sources

DEVON = ROOT / "fixtures" / "devon"
# The columns whose texts name something of Devon's, by sheet; slugs and references too.
NAMES = {
    "strands": ("slug", "name"),
    "commitments": ("slug", "name"),
    "milestones": ("reference", "title"),
    "places": ("reference", "provision"),
    "areas": ("slug",),
    "indicator-definitions": ("slug",),
    "risks": ("reference", "title"),
    "paper-sections": ("title", "standing_text"),
}
# Names of Devon's that are also plain words of the field, which any council uses.
WORDS_OF_THE_FIELD = {
    "strategy",
    "sufficiency",
    "financial considerations",
    "safety valve agreement",
    "safety-valve",
}
DEMONSTRATION = {
    "sendprog/demo.py",
    "sendprog/management/commands/demo.py",
    "committee/demonstration.py",
}
# Where the words for what a published report leaves out are.
ABSENT = "sendprog/values/absent.py"


@cache
def names() -> list[str]:
    """What Devon's fixtures call its things, in lower case."""
    found = set()
    for path in sorted(DEVON.rglob("*.csv")):
        columns = NAMES.get(path.stem, ())
        for values in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True)):
            found |= {values[name].strip().lower() for name in columns if values.get(name)}
    return sorted(found - WORDS_OF_THE_FIELD - {""})


def files() -> Iterator[Path]:
    """Every source and template of the apps."""
    yield from sources()
    for folder in ("templates", *APPS):
        yield from (ROOT / folder).rglob("*.html")


def texts_of(path: Path) -> list[str]:
    """A template whole; of Python every string, docstrings left out, and joined ones as one."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return [source]
    tree = ast.parse(source)
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and is_text(node.value)
    }
    return [node.value for node in ast.walk(tree) if is_text(node) and id(node) not in docstrings]


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@cache
def texts() -> dict[str, str]:
    """All texts of each file, in lower case."""
    paths = {path.relative_to(ROOT).as_posix(): path for path in files()}
    return {name: "\n".join(texts_of(path)).lower() for name, path in paths.items()}


def test_names_are_found():
    assert {
        "early help & inclusion",
        "commissioning and procurement",
        "resource base (added)",
    } <= set(names())
    assert len(names()) > 100


def test_no_name_of_the_demonstrations_council_is_in_the_code():
    pattern = re.compile("|".join(rf"\b{re.escape(name)}(?!\w)" for name in [*names(), "devon"]))
    found = {
        (name, match.group()) for name, text in texts().items() for match in pattern.finditer(text)
    }
    assert {pair for pair in found if pair[0] not in DEMONSTRATION} == set()


@pytest.mark.parametrize(
    "words",
    [
        "in the report",
        "report's words",
        "the report gives",
        "the report says",
        "the report does not",
    ],
)
def test_nothing_is_said_of_a_report_that_a_council_may_not_have(words):
    assert {name for name, text in texts().items() if words in text} - {ABSENT} == set()
