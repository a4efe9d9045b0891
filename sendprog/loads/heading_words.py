"""The words of a heading, as the field writes them in many ways (pure)."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sendprog.loads.child_identifiers import without_invisible

# Characters of the longest text that may be a heading.
LONGEST_HEADING = 200
_GAPS = re.compile(r"[\s_]+")
# Marks of notes and markers: "[note 1]", "[r]", "(2)".
_FOOTNOTE = re.compile(r"\[(?:note )?[0-9a-z]{1,2}\]|\([0-9]\)", re.IGNORECASE)
# Other spellings of the field's words, the longer ones first.
_SPELLINGS = (
    (r"education health and care (?:needs )?assessments?|ehc needs? assessments?", "assessments"),
    (r"needs? assessments?|ehcnas?|ehcas?|ehc assessments?", "assessments"),
    (r"education health and care plans?|ehc plans?|ehcps?", "plans"),
    (r"twenty", "20"),
    (r"(?:w in|in|inside|under|by) ([0-9]+) ?(?:weeks?|wks?)", r"within \1 weeks"),
    (r"w in", "within"),
    (r"([0-9]+) ?(?:weeks?|wks?)", r"\1 weeks"),
    (r"reqs?", "requests"),
    (r"recd|rec d|rcvd", "received"),
    (r"excl|exc|exclude[sd]?|exceptions? (?:excluded|left out|removed)", "excluding"),
    (r"without|not including|excluding excluding", "excluding"),
    (r"incl|inc", "including"),
    (r"avg|mean", "average"),
    (r"ars?", "annual reviews"),
    (r"(?:la|local authority)(?: s)?", "council"),
    (r"dfe|department for education", "department"),
    (r"inyear", "in year"),
)
_SPELT = tuple((re.compile(rf"\b(?:{pattern})\b"), word) for pattern, word in _SPELLINGS)
# What adds nothing to a count's heading.
_BEFORE = re.compile(r"^(?:(?:total )?(?:numbers?|nos?|num|count) (?:of )?(?:the )?)+(?=\S)")
# Words about the month at the end of a heading; with them, "plans issued in the month".
_MONTH = frozenset(("month", "monthly", "period"))
_AROUND_MONTH = frozenset(
    ("end", "in", "during", "for", "at", "each", "per", "this", "as", "by", "the", "of")
)
_MARKS = str.maketrans(
    {"&": " and ", "%": " percent ", "#": " number ", "_": " ", "'": "", "’": "", "`": ""}
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_PER_CENT = re.compile(r"\bper ?cent(?:age)?\b|\bpct\b")
_WORD = re.compile(r"\w+")
# The least length of a word in which one wrong letter is taken for a slip.
_LONG_WORD = 5


def heading_key(text: str) -> str:
    """ "Plans Issued " as "plans_issued".

    A text too long to be a heading is cut, and is like no heading.
    """
    text = without_invisible(text).strip().lower()
    if len(text) > LONGEST_HEADING:
        return f"{text[:LONGEST_HEADING]}…"
    return _GAPS.sub("_", text).strip("_")


@lru_cache(maxsize=8192)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a heading in lower case: "PlansIssued (£) " as plans, issued."""
    visible = unicodedata.normalize("NFKC", without_invisible(text)).translate(_MARKS)
    words = _CAPITAL.sub(" ", _FOOTNOTE.sub(" ", visible)).casefold()
    return tuple(_WORD.findall(_PER_CENT.sub(" percent ", words)))


@lru_cache(maxsize=8192)
def in_usual_words(text: str) -> str:
    """A heading in the field's usual words, each in the singular, to be compared: "plan issued"."""
    words = " ".join(plain_words(text))
    for pattern, word in _SPELT:
        words = pattern.sub(word, words)
    bare = _without_month(_BEFORE.sub("", words, count=1).split())
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in bare)


def _without_month(words: list[str]) -> list[str]:
    """The words without "in the month", "at month end" and the like at their end."""
    last = len(words)
    while last and words[last - 1] in _MONTH | _AROUND_MONTH:
        last -= 1
    return words[:last] if last and _MONTH.intersection(words[last:]) else words


def is_misspelt(words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether one long word of the two differs, by one letter: "plan isued" for "plan issued"."""
    if len(words) != len(known):
        return False
    differing = [pair for pair in zip(words, known, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and _is_slip(*differing[0])


def may_be_misspelt(word: str) -> bool:
    """Whether a word is long enough for one wrong letter to be taken for a slip."""
    return len(word) >= _LONG_WORD and word.isalpha()


def _is_slip(word: str, meant: str) -> bool:
    """Whether two long words differ by a letter added, dropped, changed, or put before its neighbour."""
    if abs(len(word) - len(meant)) > 1:
        return False
    if not (may_be_misspelt(word) and may_be_misspelt(meant)):
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other = word[start:], meant[start:]
    swapped = rest[1::-1] + rest[2:]
    return other in (swapped, rest[1:]) or rest == other[1:] or rest[1:] == other[1:]
