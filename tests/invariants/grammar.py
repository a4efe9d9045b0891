"""Sentences that no careful writer would leave: a word twice, "a" for "an", a range of one value, £0.0 million."""

import re
from collections.abc import Iterator

from sendprog.values.basis import Basis
from tests.invariants.told import PAPER, TREE, Told

WORD_TWICE = re.compile(r"\b([a-z]+) \1\b")
ARTICLE = re.compile(
    r"\b[Aa] (?=[aeioAEIO])(?!one|once|euro)\w+|\b[Aa]n (?![aeiouhAEIOUH8]|1[18]\b|RAG|FOI|SEN)\w+"
)
# What figures are based on is said of each: between two of one basis stands another figure.
BASES = "|".join(re.escape(basis.label.partition(":")[0]) for basis in Basis)
SENTENCE_TWICE = re.compile(r"(?:^|[.;:] )([A-Z][^.;:\n]{3,})[.;:] \1(?=[.;:]|$)", re.MULTILINE)
SENTENCE_AGAIN = re.compile(
    rf"(?:^|[.;:] )(?!(?:{BASES})[.;:])([A-Z][^.;:\n]{{3,}})[.;:] [^.;:\n]*[.;:] \1(?=[.;:]|$)",
    re.MULTILINE,
)
RANGE_OF_ONE = re.compile(
    r"\bbetween (\S+(?: million| billion)?) and \1(?![\w,]|\.\d| million| billion)|\bfrom (\S+(?: million| billion)?) to \2(?![\w,]|\.\d| million| billion)"
)
NOTHING_SIGNED = re.compile(
    r"(?<!\w)[-−+]£?0(?:\.0+)?(?:%|m\b| million)?(?![\d.,])|£0\.0+(?: million|m\b)"
)
DAY_WITH_ZERO = re.compile(
    r"\b0\d (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
# Two different amounts, of money too, are told with as many digits as they need to differ.
SAME_AGAIN = re.compile(r"(?:^|: )([^:;\n·]+) to \1(?=;|\.(?!\d)|$)", re.MULTILINE)
RULES = (
    SENTENCE_TWICE,
    SENTENCE_AGAIN,
    WORD_TWICE,
    ARTICLE,
    RANGE_OF_ONE,
    NOTHING_SIGNED,
    DAY_WITH_ZERO,
)
# A change of one list to another names most of it twice, but none goes from a text to the same.
RULES_OF_CHANGES = (ARTICLE, RANGE_OF_ONE, NOTHING_SIGNED, DAY_WITH_ZERO, SAME_AGAIN)


def slips(told: Told) -> Iterator[str]:
    """A slip on a page or in a paragraph of the paper; rows of its tables run cells together."""
    changes = told.once("changes/")
    others = told.once(*(address for address in (*told.pages, PAPER) if address != "changes/"))
    for lines, rules in ((others, RULES), (changes, RULES_OF_CHANGES)):
        text = TREE.sub("·", "\n".join(lines))
        for rule in rules:
            for found in rule.finditer(text):
                line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
                yield f"“{found[0]}” in “{line[:240]}”"
