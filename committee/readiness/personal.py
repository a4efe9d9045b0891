"""Texts that look like personal data: an NHS number, a pupil's UPN, a date of birth, a phone, an e-mail. Pure.

A finding stops publication, so each is recognised by more than its shape wherever it has more: the check digit of an NHS
number, the check letter of a UPN, the word that makes a date a date of birth.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from sendprog.loads.identifying import is_nhs_number
from sendprog.values.wording import MONTH_NAMES

NHS, UPN, BIRTH, PHONE, EMAIL = (
    "an NHS number",
    "a pupil's UPN",
    "a date of birth",
    "a phone number",
    "an e-mail address",
)
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_APART = r"[ \u00a0.-]?"
_NHS = re.compile(
    rf"(?<![\w£$€.,/+-])(?<!\+\d\d )[0-9]{{3}}{_APART}[0-9]{{3}}{_APART}[0-9]{{4}}(?![\w%/]|[.,-][0-9])"
)
_UPN = re.compile(r"(?<!\w)([A-HJ-NP-RT-Z]) ?([0-9]{3} ?[0-9]{4} ?[0-9]{2} ?[0-9]{2}[0-9A-HJ-NP-RT-Z])(?!\w)")
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTH_NAMES)
_DAY = (
    r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH}),? (?:19|20)[0-9]{{2}}"
    rf"|(?:{_MONTH}) [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{{2}})(?![0-9])"
)
# "Children born after 1 September 2019" says who is meant, not when somebody was born.
_COHORT = r"(?:after|before|since|between|from|until|by|up to|or)"
_BIRTH = re.compile(
    rf"\b(?:(?:date of birth\b|d\.?o\.?b\b\.?|birth ?date\b)[^.;\w]{{0,5}}(?!{_COHORT}\b)(?:\w{{1,6}}\b[ :=]{{1,3}}){{0,3}}?"
    rf"|born\b[ :,]{{1,3}}(?!{_COHORT}\b)(?:on (?:the )?(?!or\b))?){_DAY}(?! (?:and|or|to|onwards)\b)"
    rf"|{_DAY} ?[(,]? ?(?:d\.?o\.?b\b|date of birth\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w£$€.,/-])(?:\+44[ \u00a0]?(?:\(0\)[ \u00a0]?)?|0044[ \u00a0]?|\(?0)(?:[0-9][ \u00a0()-]{0,2}){9,10}"
    r"(?![\w%/]|[.,][0-9])"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w@])")
# Without a digit or an @ there is nothing to look for: most texts are left at that.
_MAY_HOLD = re.compile(r"[\d@]")
# A block ends a line of what is read; other tags stand within a word.
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|br|blockquote|td|tr)\b[^<>]*>")
_TAG = re.compile(r"</?[a-z][^<>]*>")


@dataclass(frozen=True)
class Found:
    """What a piece of a text looks like."""

    what: str
    text: str

    @property
    def masked(self) -> str:
        """Enough to find it by, too little to tell it again: "943…19"."""
        return f"{self.text[:3]}…{self.text[-2:]}"


def read_by_eye(text: str) -> str:
    """A text without its tags, its entities told; addresses behind links stand after it."""
    if "<" not in text:
        return unescape(text)
    links = " ".join(re.findall(r'href="([^"]*)"', text))
    return unescape(_TAG.sub("", _BLOCK.sub("\n", text)) + "\n" + links)


def is_upn(letter: str, rest: str) -> bool:
    """Whether the letter is the check letter of the twelve characters after it (a temporary UPN ends in a letter)."""
    values = [_LETTERS.index(one) if one.isalpha() else int(one) for one in rest]
    return _LETTERS[sum(value * weight for weight, value in enumerate(values, start=2)) % 23] == letter


def is_a_person_s_phone(text: str) -> bool:
    """Whether the digits may be a person's: 03 and 08 numbers, and 09, are given to organisations and services alone."""
    digits = re.sub("[^0-9]", "", text)
    if text.startswith(("+44", "0044")):
        digits = digits.lstrip("0").removeprefix("44")
    digits = digits.lstrip("0")
    return len(digits) in (9, 10) and digits[0] in "127"


def looks_personal(text: str) -> Iterator[Found]:
    """What in a text looks like personal data, each once."""
    if not _MAY_HOLD.search(text):
        return
    seen = read_by_eye(text)
    found = [Found(EMAIL, one[0]) for one in _EMAIL.finditer(seen)]
    found += [Found(BIRTH, one[0]) for one in _BIRTH.finditer(seen)]
    for one in _UPN.finditer(seen):
        if is_upn(one[1], one[2].replace(" ", "")):
            found.append(Found(UPN, one[0]))
    for one in _NHS.finditer(seen):
        digits = re.sub("[^0-9]", "", one[0])
        if is_nhs_number(digits) and len(set(digits)) > 2:
            found.append(Found(NHS, one[0]))
    found += [Found(PHONE, one[0].strip()) for one in _PHONE.finditer(seen) if is_a_person_s_phone(one[0])]
    yield from dict.fromkeys(found)
