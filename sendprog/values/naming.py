"""Recognise texts that name or describe one person: a title with a surname, an age, a child of
somebody. Pure.

Unlike personal data these may be innocent ("a 10-year-old building"), so that whoever writes them
is asked.
"""

import re

from sendprog.values.personal_data import personal_matches, visible_text

# Between two words, with marks of emphasis.
_APART = r"[\s\u00a0*_]{1,5}"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor)"
TITLED = re.compile(
    rf"\b(?:(?:{_TITLE}|{_TITLE.upper()})\.?{_APART}|Mrs?\.)[A-Z][\w’'-]*"
    rf"|\b(?:mr|mrs)\.?{_APART}[^\W\d]{{2,}}"
)
_RELATION = re.compile(
    rf"\b(?:sons?|daughters?|brothers?|sisters?|twins?|mum|dad|mother|father){_APART}[A-Z][a-z]+"
)
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|twenty-(?:one|two|three|four|five)"
)
_YEARS = rf"(?:(?:1[0-9]|2[0-5]|[0-9])(?![0-9%]|\.[0-9])|(?:{_NUMBERS})\b)"
# "Children aged 5 to 16" and "aged 16 and over" are groups.
_SEVERAL = (
    r"(?:children|pupils|people|persons|learners|students|adults|young|those|boys|girls|infants"
    r"|plans|places|leavers|residents|population|anyone|all|everyone)"
)
_RANGE = (
    r"(?:\s?(?:[-–—/]\s?[0-9]|\+|to\b|until\b|or\b|through\b|upwards|plus\b"
    r"|and (?:over|above|under|older|below|younger|up)\b))"
)
_AGED = re.compile(
    rf"(?<!\w)(?:{_SEVERAL},? )?(?:aged|age of|at age) {_YEARS}(?!{_RANGE})",
    re.IGNORECASE,
)
_YEARS_OLD = re.compile(
    rf"(?<![\w.–-]){_YEARS}[ \u00a0-](?:years?|yrs?)[ \u00a0-]old\b(?! or | and )", re.IGNORECASE
)
_BEGINS_WITH_SEVERAL = re.compile(_SEVERAL, re.IGNORECASE)
# Each pattern with letters that every match of it has: most texts have none, and are read fast.
_LETTERS = {
    TITLED: ("mr", "ms", "miss", "mx", "dr", "cllr", "councillor"),
    _AGED: ("aged", "age of", "at age"),
    _YEARS_OLD: ("old",),
    _RELATION: (
        "son",
        "daughter",
        "brother",
        "sister",
        "twin",
        "mum",
        "dad",
        "mother",
        "father",
    ),
}


def words_that_name(text: str) -> str:
    """The first words of a text that name or describe one person; "" for none."""
    if personal := next(personal_matches(text), None):
        return personal.text
    visible = visible_text(text)
    lower = visible.lower()
    for pattern in (TITLED, _AGED, _YEARS_OLD, _RELATION):
        if not any(letters in lower for letters in _LETTERS[pattern]):
            continue
        for match in pattern.finditer(visible):
            if not _BEGINS_WITH_SEVERAL.match(match[0]):
                return " ".join(match[0].split())
    return ""


def naming_problem(text: str) -> str:
    """What in a text may name somebody; "" for nothing."""
    if not (words := words_that_name(text)):
        return ""
    return f"“{words}” may name or describe a child or another person"
