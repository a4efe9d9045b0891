"""Every regular expression of the project is quick on hostile text: under 0.1 s for 10,000 letters."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as op
from re import _parser as parser
from types import ModuleType

import pytest

from tests.conftest import IS_SOAK

APPS = ("sendprog", "strands", "ehcp", "finance", "risks", "committee")
LETTERS, LIMIT = 10_000, 0.1
METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split")
# What a module that applies or compiles one has in it.
OF_EXPRESSIONS = re.compile(rf"\.(?:compile|{'|'.join(METHODS)})\(")
# Expressions that a function builds, by module: one as it is built.
BUILT = {
    "committee.pages.search": "ab|a",
    "ehcp.official.columns": r"due_(?P<year>[0-9]{4}|[0-9]{2})",
    "ehcp.official.periods": r"([0-9]{4})[/-]?([0-9]{2})",
    "sendprog.loads.delimited": "[,\r\n]",
    "sendprog.loads.heading_words": r"\b(?:ehc plans?)\b",
    "sendprog.pages.drawn_pages": "(one|other)",
    "sendprog.pages.reading_help": r"\b(?:EHCP|EHC plan)s?\b",
    "sendprog.tracked_admin.forms": "returns-[0-9]+-id",
}
MISSES = ("!", "\n")
# So many texts an expression, evenly chosen; in a soak all of them.
MOST = 40


def modules() -> Iterator[ModuleType]:
    for app in APPS:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations." not in found.name and not found.name.endswith(
                ("wsgi", "demonstration")
            ):
                yield importlib.import_module(found.name)


def patterns_in(value: object) -> Iterator[re.Pattern]:
    """The compiled expressions of a module's variable, those in its tuples, lists and dictionaries too."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from patterns_in(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from patterns_in(item)


def calls_in(module: ModuleType) -> Iterator[tuple[ast.Call, str, str]]:
    """The calls of methods of `re` and of expressions: the call, what it is called on, and the method."""
    text = Path(module.__file__).read_text(encoding="utf-8")
    # To parse them all takes a fifth of the time in which the tests are collected.
    for node in ast.walk(ast.parse(text)) if OF_EXPRESSIONS.search(text) else ():
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if isinstance(node.func.value, ast.Name):
            yield node, node.func.value.id, node.func.attr


def applied() -> dict[tuple[str | bytes, int, str], str]:
    """Each expression with its flags and the method that applies it, and where it was found.

    One of a tuple is applied by the methods that its module calls on local names, else by every kind.
    """
    found: dict[tuple[str | bytes, int, str], str] = {}
    methods: dict[str, set[str]] = {}
    named: list[tuple[str, str, re.Pattern]] = []
    for module in modules():
        for call, name, method in calls_in(module):
            if method in METHODS and name != "re":
                methods.setdefault(name, set()).add(method)
            if name == "re" and method in (*METHODS, "compile"):
                for pattern in patterns_of_call(call, module):
                    found[pattern.pattern, pattern.flags, method] = (
                        f"{module.__name__}:{call.lineno}"
                    )
            if method in METHODS and name not in vars(module):
                methods.setdefault(module.__name__, set()).add(method)
        for name, value in vars(module).items():
            named += [(module.__name__, name, pattern) for pattern in patterns_in(value)]
    for module_name, name, pattern in named:
        applied = methods.get(name) or methods.get(module_name) or {"fullmatch", "search"}
        # Sorted: every worker of a run must collect the same tests in the same order.
        for method in sorted(applied):
            found[pattern.pattern, pattern.flags, method] = f"{module_name}.{name}"
    return {key: where for key, where in found.items() if key[2] != "compile"}


def patterns_of_call(call: ast.Call, module: ModuleType) -> Iterator[re.Pattern]:
    """The expressions that a call of `re` compiles: written in it, the module's, or one listed in BUILT."""
    written = call.args[0]
    flags = [
        arg
        for arg in (*call.args[1:], *(word.value for word in call.keywords))
        if "re." in ast.unparse(arg)
    ]
    flag = eval(ast.unparse(flags[0]), {"re": re}) if flags else 0
    try:
        value = eval(ast.unparse(written), dict(vars(module)))
    except NameError:
        value = BUILT.get(module.__name__) or strings_looped_over(written, module)
        assert value, (
            f"{module.__name__}:{call.lineno} builds an expression: list one such in BUILT"
        )
    for text in value if isinstance(value, list) else [value]:
        yield text if isinstance(text, re.Pattern) else re.compile(text, flag)


def strings_looped_over(written: ast.expr, module: ModuleType) -> list[str]:
    """The strings of the module's variable over which a loop or comprehension takes this name."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, (ast.For, ast.comprehension)) and ast.unparse(written) in ast.unparse(
            node.target
        ):
            looped = eval(ast.unparse(node.iter), dict(vars(module)))
            return [
                text
                for item in looped
                for text in (item if isinstance(item, tuple) else [item])
                if isinstance(text, str)
            ]
    return []


# Texts made of an expression's own pieces


def sample(nodes: object, branch: int, groups: dict[int, str]) -> str:
    """A text that the nodes of a parsed expression match, or nearly."""
    return "".join(sample_of(operator, argument, branch, groups) for operator, argument in nodes)


def sample_of(operator: object, argument: object, branch: int, groups: dict[int, str]) -> str:
    if operator is op.LITERAL:
        return chr(argument)
    if operator is op.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if operator is op.ANY:
        return "a"
    if operator is op.IN:
        return letter_of(argument, branch)
    if operator is op.BRANCH:
        return sample(argument[1][branch % len(argument[1])], branch, groups)
    if operator is op.SUBPATTERN:
        groups[argument[0]] = sample(argument[-1], branch, groups)
        return groups[argument[0]]
    if operator in REPEATS:
        return sample(argument[2], branch, groups) * max(argument[0], 1)
    if operator is op.GROUPREF:
        return groups.get(argument, "")
    return ""


REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
CATEGORIES = {op.CATEGORY_DIGIT: "7", op.CATEGORY_SPACE: " ", op.CATEGORY_WORD: "w"}


def letter_of(options: list, branch: int) -> str:
    """A letter of a set; of a negated one, a letter that is not in it."""
    letters = []
    for operator, argument in options:
        if operator is op.LITERAL:
            letters.append(chr(argument))
        elif operator is op.RANGE:
            letters += [chr(argument[0]), chr(argument[1])]
        elif operator is op.CATEGORY:
            letters.append(CATEGORIES.get(argument, "-"))
    if options[0][0] is op.NEGATE:
        return next(letter for letter in "a1 -~é" if letter not in letters)
    return letters[branch % len(letters)]


def pieces(nodes: object, prefix: str, branch: int) -> Iterator[tuple[str, str]]:
    """Each repeated piece of an expression, with a text that leads to it."""
    groups: dict[int, str] = {}
    for operator, argument in nodes:
        if operator in REPEATS:
            yield prefix, sample(argument[2], branch, groups)
            yield from pieces(argument[2], prefix, branch)
        elif operator is op.SUBPATTERN:
            yield from pieces(argument[-1], prefix, branch)
        elif operator is op.BRANCH:
            for option in argument[1]:
                yield from pieces(option, prefix, branch)
        prefix += sample_of(operator, argument, branch, groups)
    if prefix:
        yield "", prefix


PLAIN = ("9", " ", "\n", "a", "<a ", '"', "(", "[", "{{", "_", "-", "1,", "9 ", "a.", "\u27e6", "é")


def hostile_texts(pattern: re.Pattern) -> Iterator[str]:
    """Texts of LETTERS letters: one letter, the expression's own pieces repeated, and near misses of it."""
    for piece in PLAIN:
        yield repeated(piece)
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    parsed = parser.parse(text, pattern.flags & ~re.DEBUG)
    seen = set()
    for branch in range(3):
        for prefix, piece in pieces(parsed, "", branch):
            if piece and (prefix, piece) not in seen:
                seen.add((prefix, piece))
                yield prefix + repeated(piece)
                yield repeated(prefix + piece)
                for miss in MISSES:
                    yield prefix + repeated(piece)[:-1] + miss


def repeated(piece: str) -> str:
    return (piece * (LETTERS // len(piece) + 1))[:LETTERS]


def seconds(pattern: re.Pattern, method: str, text: str) -> float:
    """The best of up to three runs, by the processor's clock."""
    subject = (
        text if isinstance(pattern.pattern, str) else text.encode("utf-8", "replace")[:LETTERS]
    )
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        if method in ("match", "fullmatch"):
            getattr(pattern, method)(subject)
        else:
            for _ in pattern.finditer(subject):
                pass
        best = min(best, time.process_time() - began)
        if best < LIMIT:
            break
    return best


def slowest(pattern: re.Pattern, method: str) -> tuple[float, str]:
    """The longest time that a hostile text takes, tried at growing lengths so that none hangs."""
    worst = (0.0, "")
    texts = list(hostile_texts(pattern))
    for text in texts if IS_SOAK else texts[:: max(1, len(texts) // MOST)]:
        for length in (16, 20, 24, 28, 200, LETTERS):
            took = seconds(pattern, method, text[:length] if length < LETTERS else text)
            worst = max(worst, (took, text[:length]))
            if took >= LIMIT:
                return worst
    return worst


APPLIED = applied()


@pytest.mark.parametrize(
    "key", APPLIED, ids=[f"{where}-{method}" for (_, _, method), where in APPLIED.items()]
)
def test_expression_is_quick_on_hostile_text(key):
    pattern, flags, method = key
    took, text = slowest(
        re.compile(pattern, flags & ~re.UNICODE if isinstance(pattern, bytes) else flags), method
    )
    assert took < LIMIT, f"{took:.2f} s for {len(text)} letters: {text[:60]!r} … {text[-20:]!r}"


def test_slow_expressions_are_found():
    assert slowest(re.compile(r"[0-9][0-9,.]*\s?\("), "search")[0] >= LIMIT


def test_every_expression_is_found():
    assert len(APPLIED) > 90
    assert {where.partition(".")[0] for where in APPLIED.values()} >= {
        "sendprog",
        "strands",
        "committee",
    }
