"""The rules that a reading page needs: they stand in the page itself.

A browser then paints it without waiting for a style sheet. A page of an
old edition may use classes of GOV.UK's that nothing names any more: it
has the whole sheets as well.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHEETS = ("govuk/govuk-frontend.css", "css/app.css")
# Pages that only people who edit open have their sheets in the head.
EDITING = ("admin", "editing", "email", "registration", "simple_history")
FRAME = ("page.html", "base.html", "plain.html")
# A space that must not break is not one of them.
BLANKS = re.compile("[ \t\n]+")
WORD = re.compile(r"[A-Za-z0-9_!-]+")
CLASS = re.compile(r"\.(govuk-[A-Za-z0-9_\\!-]+)")
CLASSES = re.compile('class="([^"]+)"')
# Rules that hold others.
GROUPS = ("@media", "@supports", "@container")


@cache
def first_styles(colour: str) -> str:
    """Our own rules, and those of GOV.UK for what reading pages and
    their scripts name.
    """
    names = names_in_templates(ROOT / "templates")
    for path in (ROOT / "static" / "js").iterdir():
        names.update(WORD.findall(path.read_text(encoding="utf-8")))
    css = "".join((ROOT / "static" / sheet).read_text(encoding="utf-8") for sheet in SHEETS)
    css = BLANKS.sub(" ", without_comments(css))
    rules = kept_rules(rules_of(css), names)
    # More specific than the colour of whole sheets after it.
    return f"{''.join(rules)}html:root{{--council:{colour}}}"


def without_comments(css: str) -> str:
    first, *others = css.split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


@cache
def policy_source(colour: str) -> str:
    """What the content security policy calls them: "'sha256-…'"."""
    digest = hashlib.sha256(first_styles(colour).encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


@cache
def left_out() -> frozenset[str]:
    """The classes of GOV.UK's that are in the sheets and not in the
    first styles.
    """
    sheets = "".join((ROOT / "static" / sheet).read_text(encoding="utf-8") for sheet in SHEETS)
    return frozenset(classes_in(sheets) - classes_in(first_styles("")))


def classes_in(css: str) -> set[str]:
    """The classes of GOV.UK's in the selectors, as pages have them."""
    return {name.replace("\\", "") for name in CLASS.findall(css)}


def needs_sheets(html: str) -> bool:
    """Whether the HTML has a class whose rules are not in the first styles."""
    return any(not left_out().isdisjoint(found.split()) for found in CLASSES.findall(html))


def names_in_templates(folder: Path) -> set[str]:
    """Every word in the templates of reading pages and in the frame
    around them.
    """
    names: set[str] = set()
    for path in folder.rglob("*.html"):
        place = path.relative_to(folder)
        text = path.read_text(encoding="utf-8")
        is_whole_page = "{% extends" in text
        is_frame = str(place) in FRAME
        if is_frame or not (is_whole_page or place.parts[0] in EDITING or "form" in place.stem):
            names.update(WORD.findall(text))
    return names


def rules_of(css: str) -> Iterator[str]:
    """The rules of a sheet without comments, each from its selector to
    its last brace.
    """
    start = depth = 0
    for brace in re.finditer("[{}]", css):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            yield css[start : brace.end()].strip()
            start = brace.end()


def kept_rules(rules: Iterable[str], names: set[str]) -> Iterator[str]:
    """The rules that may apply where only these names are classes of
    GOV.UK's.
    """
    for rule in rules:
        head, _, body = rule.partition("{")
        if head.startswith(GROUPS):
            inner = "".join(kept_rules(rules_of(body.rpartition("}")[0]), names))
            if inner:
                yield f"{head}{{{inner}}}"
        elif selectors := kept_selectors(head, names):
            yield f"{selectors}{{{body}"


def kept_selectors(head: str, names: set[str]) -> str:
    """The selectors whose classes of GOV.UK's are all among the names,
    commas between.
    """
    # A comma inside brackets, as in :is(a, b), divides no selectors:
    # they are kept whole.
    parts = [head] if "(" in head else head.split(",")
    return ",".join(part.strip() for part in parts if classes_in(part) <= names)
