"""Headings, numbers and texts that could identify a child (pure), wherever in a file they are."""

import re
import unicodedata
from functools import lru_cache

from sendprog.values.check_digits import is_nhs_number, is_upn

# Characters of the longest text that may be a heading, and words of the longest part of one.
_LONGEST_HEADING = 80
_MOST_WORDS = 7

_CHILD = (
    r"(?:child(?:ren)?|pupil|student|learner|young (?:person|people)|c?yp|client|patient|service user|sibling"
    r"|parent|carer|mother|father|guardian)(?: ?s)?"
)
_WHICH = r"(?:full|first|last|middle|given|family|maiden|legal|preferred|known|home|unique|case)"
_WHO = (
    r"(?:(?:full|sur|fore|nick)? ?names?|initials?|d ?o ?b|(?:date of )?birth ?(?:date|day)?"
    r"|addresse?s?|post ?codes?|e ?mails?|(?:tele)?phones?|mobile|contact)"
)
_ID = r"(?:ids?|identifiers?|identity|ref|reference|no|num|number|code)"
NAME_OF_A_CHILD = "a child’s name"
_HEADINGS = {
    NAME_OF_A_CHILD: (
        rf"(?:\w+ ){{0,2}}{_CHILD} (?:{_WHICH} )?(?:\w{{0,4}} ?names?|initials?|forenames?|surnames?)"
        rf"|(?:{_WHICH} )?(?:full ?)?(?:names?|initials?|forenames?|surnames?) of (?:the |each )?{_CHILD}"
        r"|(?:\w+ ){0,2}(?:fore ?|sur ?)names?"
        r"|(?:\w+ ){0,2}(?:first|last|middle|given|family|maiden|legal|preferred|known) ?names?"
        r"|initials?|full ?names?|names|child|pupil|student|learner|young person|service user|client|patient"
    ),
    "a date of birth": (
        r"(?:\w+ ){0,2}(?:d ?o ?b|date ?of ?birth|birth ?(?:date|day)|birth)(?: \w+){0,3}|(?:date )?born"
    ),
    "an identifier of a child": (
        rf"(?:\w+ ){{0,2}}(?:upn|uln)s?(?: {_ID})?|unique (?:pupil|learner|child) {_ID}"
        rf"|(?:\w+ )?nhs(?: ?{_ID})?|(?:national insurance|ni|passport) (?:no|number)"
        rf"|(?:\w+ ){{0,2}}{_CHILD} (?:{_WHICH} )?{_ID}(?: {_ID})?|{_ID} of (?:the |each )?{_CHILD}"
        rf"|(?:case|person|individual) {_ID}"
        r"|(?:mosaic|liquid ?logic|capita|synergy|impulse|eyes|tribal|framework ?i|care ?first|ssd|ehcp?)"
        rf" ?{_ID}(?: {_ID})?"
    ),
    "an address of a child": (
        rf"(?:\w+ ){{0,2}}{_CHILD} (?:{_WHICH} )?{_WHO}|{_WHO} of (?:the |each )?{_CHILD}"
        r"|(?:\w+ )?home address|address(?: ?(?:line )?[0-9])?|(?:home |full )?post ?codes?"
    ),
}
_COMPILED = {label: re.compile(pattern, re.ASCII) for label, pattern in _HEADINGS.items()}
# Every such heading holds one of these: most texts don't, and are not looked at further.
_STEMS = re.compile(
    r"name|initial|birth|born|d\W*o\W*b|upn|uln|nhs|\bid|id\b|\bno\b|\bref|number|code|address|post|mail|phone"
    r"|child|pupil|student|learner|young|yp|client|patient|user|parent|carer|mother|father|guardian|sibling",
    re.IGNORECASE,
)
# Aggregates, which name nobody.
_COUNTS = re.compile(
    r"(?:no|num|number|numbers|count|total) of .*|.* (?:numbers|count|total)|[0-9 ]*", re.ASCII
)
_CONTACT = re.compile(
    r"(?:\w+ ){0,3}(?:e ?mails?|(?:tele)?phones?|mobile|tel)"
    r"(?: (?:address(?:es)?|no|number|numbers)){0,1}(?: of(?: \w+){1,3})?",
    re.ASCII,
)
# "The NHS and the council agreed the price": words of a sentence are no heading.
_SENTENCE = re.compile(r"(?:\S+ ){7,}\S+[.!?]\s*")
_PARTS = re.compile(r"[/&,;:+|(){}\[\]]| and | or ")

_UPN = re.compile(r"(?<![A-Z0-9])([A-HJ-NP-RT-Z])([0-9]{11}[0-9A-HJ-NP-RT-Z])(?![A-Z0-9])")
_ABOUT_CHILDREN = re.compile(rf"\b(?:{_CHILD}s?|upns?)\b")
_NHS = re.compile(r"(?<![0-9])[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}(?![0-9])")
# NHS numbers of England and Wales begin so; other numbers of ten digits are many things.
_TEN_DIGITS = re.compile("[467][0-9]{9}")
_NHS_NAMED = re.compile(r"\bnhs\b[^0-9]{0,20}[0-9]{3} ?[0-9]{3} ?[0-9]{4}(?![0-9])", re.IGNORECASE)
_INSURANCE = re.compile(
    r"(?<![A-Z0-9])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?: ?[0-9]{2}){3} ?[A-D](?![A-Z0-9])"
)
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\b\.?|date of birth|born(?: on)?)[ :=(-]{0,4}"
    r"(?:[0-9]{1,2}(?:[-/. ]|st|nd|rd|th)[0-9A-Za-z ]|[0-9]{4}-[0-9]{2}-[0-9]{2})",
    re.IGNORECASE,
)


def without_invisible(text: str) -> str:
    """The text without characters that take no space, such as a zero-width space."""
    if text.isascii():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def plain_heading(text: str) -> str:
    """A heading in lower-case words: "Child’sName " as "childs name"."""
    visible = unicodedata.normalize("NFKC", without_invisible(text))
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", visible)
    bare = re.sub("['’`.]", "", split.lower())
    return " ".join(re.sub(r"[^a-z0-9/&,;:+|(){}\[\]]+", " ", bare).split())


@lru_cache(maxsize=8192)
def identifying_heading(text: str) -> str:
    """What a heading names ("a date of birth"), wherever it stands.

    "" if nothing that identifies a child.
    """
    if len(text) > _LONGEST_HEADING or (text.isascii() and not _STEMS.search(text)):
        return ""
    if _SENTENCE.fullmatch(text):
        return ""
    for part in _PARTS.split(plain_heading(text)):
        words = part.strip()
        if not words or words.count(" ") >= _MOST_WORDS or _COUNTS.fullmatch(words):
            continue
        for label, pattern in _COMPILED.items():
            if pattern.fullmatch(words):
                return label
    return ""


@lru_cache(maxsize=8192)
def is_bare_name(text: str) -> bool:
    """Whether a heading is "Name" alone: of a child, a risk or an officer."""
    return plain_heading(text) == "name"


def is_contact_heading(text: str) -> bool:
    """Whether a heading is of somebody's e-mail address or telephone: officers', since no child's."""
    return any(_CONTACT.fullmatch(part.strip()) for part in _PARTS.split(plain_heading(text)))


def is_about_children(text: str) -> bool:
    """Whether a heading or title mentions children, pupils or their families."""
    if len(text) > _LONGEST_HEADING or not any(map(str.isalpha, text)):
        return False
    return bool(_ABOUT_CHILDREN.search(plain_heading(text)))


def is_like_upn(text: str) -> bool:
    """Whether a text holds a code of a UPN's form, whatever its check letter."""
    return bool(_UPN.search(text.upper()))


def holds_upn(text: str) -> bool:
    """Whether a text holds a UPN with its check letter."""
    return any(is_upn(letter, rest) for letter, rest in _UPN.findall(text.upper()))


def identifying_text(text: str) -> str:
    """What a text holds: "a pupil's UPN", "an NHS number", "a date of birth", or "" for none of
    them.
    """
    bare = text.strip()
    if len(bare) < 9 or not any(map(str.isdigit, bare)):
        return ""
    if holds_upn(bare) or (is_like_upn(bare) and is_about_children(bare)):
        return "a pupil's UPN"
    spaced = [re.sub("[ -]", "", number) for number in _NHS.findall(bare)]
    whole = [bare] if _TEN_DIGITS.fullmatch(bare) else []
    if _NHS_NAMED.search(bare) or any(
        is_nhs_number(each) and len(set(each)) > 2 for each in spaced + whole
    ):
        return "an NHS number"
    if _INSURANCE.search(bare):
        return "a National Insurance number"
    return "a date of birth" if _BORN.search(bare) else ""
