"""Recognise personal data: NHS numbers, UPNs, dates of birth, phone numbers, e-mail addresses.
Pure.

A match blocks publication, so its shape is not enough where there is more to check: the check digit
of an NHS number, the check letter of a UPN, the words that make a date a date of birth.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from sendprog.values.check_digits import is_nhs_number, is_upn
from sendprog.values.wording import MONTH_NAMES

NHS, UPN, BIRTH, PHONE, EMAIL = (
    "an NHS number",
    "a pupil's UPN",
    "a date of birth",
    "a phone number",
    "an e-mail address",
)
_APART = r"[ \u00a0.-]?"
_NHS = re.compile(
    rf"(?<![\w£$€.,/+-])(?<!\+\d\d )[0-9]{{3}}{_APART}[0-9]{{3}}{_APART}[0-9]{{4}}(?![\w%/]|[.,-][0-9])"
)
_UPN = re.compile(
    r"(?<!\w)([A-HJ-NP-RT-Z]) ?([0-9]{3} ?[0-9]{4} ?[0-9]{2} ?[0-9]{2}[0-9A-HJ-NP-RT-Z])(?!\w)"
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTH_NAMES)
_DAY = (
    r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH}),? (?:19|20)[0-9]{{2}}"
    rf"|(?:{_MONTH}) [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{{2}})(?![0-9])"
)
# "Children born after 1 September 2019" says who is meant, not when somebody was born.
_COHORT = r"(?:after|before|since|between|from|until|by|up to|or)"
_BIRTH = re.compile(
    rf"\b(?:(?:date of birth\b|d\.?o\.?b\b\.?|birth ?date\b)[^.;\w]{{0,5}}(?!{_COHORT}\b)"
    r"(?:\w{1,6}\b[ :=]{1,3}){0,3}?"
    rf"|born\b[ :,]{{1,3}}(?!{_COHORT}\b)(?:on (?:the )?(?!or\b))?){_DAY}(?! (?:and|or|to|onwards)\b)"
    rf"|{_DAY} ?[(,]? ?(?:d\.?o\.?b\b|date of birth\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w£$€.,/-])(?:\+44[ \u00a0]?(?:\(0\)[ \u00a0]?)?|0044[ \u00a0]?|\(?0)"
    r"(?:[0-9][ \u00a0()-]{0,2}){9,10}(?![\w%/]|[.,][0-9])"
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w@])"
)
# Every pattern has a digit or an @: most texts have neither.
_MAY_HOLD = re.compile(r"[\d@]")
# A block's tag separates words; other tags may be inside a word.
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|br|blockquote|td|tr)\b[^<>]*>")
_TAG = re.compile(r"</?[a-z][^<>]*>")


@dataclass(frozen=True)
class PersonalMatch:
    """A piece of a text, and what it looks like."""

    what: str
    text: str

    @property
    def masked(self) -> str:
        """Enough to find it, too little to repeat it: "943…19"."""
        return f"{self.text[:3]}…{self.text[-2:]}"


def visible_text(text: str) -> str:
    """A text without its tags, its entities decoded, followed by the addresses of its links."""
    if "<" not in text:
        return unescape(text)
    links = " ".join(re.findall(r'href="([^"]*)"', text))
    return unescape(_TAG.sub("", _BLOCK.sub("\n", text)) + "\n" + links)


def is_personal_phone(text: str) -> bool:
    """Whether a phone number may be a person's: 03, 08 and 09 numbers are organisations' and
    services'.
    """
    digits = re.sub("[^0-9]", "", text)
    if text.startswith(("+44", "0044")):
        digits = digits.lstrip("0").removeprefix("44")
    digits = digits.lstrip("0")
    return len(digits) in (9, 10) and digits[0] in "127"


def personal_matches(text: str) -> Iterator[PersonalMatch]:
    """What in a text looks like personal data, without repetitions."""
    if not _MAY_HOLD.search(text):
        return
    visible = visible_text(text)
    matches = [PersonalMatch(EMAIL, match[0]) for match in _EMAIL.finditer(visible)]
    matches += [PersonalMatch(BIRTH, match[0]) for match in _BIRTH.finditer(visible)]
    for match in _UPN.finditer(visible):
        if is_upn(match[1], match[2].replace(" ", "")):
            matches.append(PersonalMatch(UPN, match[0]))
    for match in _NHS.finditer(visible):
        digits = re.sub("[^0-9]", "", match[0])
        if is_nhs_number(digits) and len(set(digits)) > 2:
            matches.append(PersonalMatch(NHS, match[0]))
    for match in _PHONE.finditer(visible):
        if is_personal_phone(match[0]):
            matches.append(PersonalMatch(PHONE, match[0].strip()))
    yield from dict.fromkeys(matches)
