"""Headings and cells that could identify a child (pure): refused even in columns that would be ignored."""

import re

_WORDS = (
    r"(?:child|pupil|student|learner|young_person|yp|client|patient"
    r"|first|last|middle|given|family|full|legal|preferred)s?_?name"
    r"|(?:fore|sur)name|initials|name|names|upn|uln|unique_(?:pupil|learner)_(?:number|reference|id)"
    r"|nhs(?:_?(?:no|num|number|id))?|d_?o_?b|(?:date_of_)?birth(?:_?date|day)?|date_of_birth|born"
    r"|address|home_address|post_?code"
    r"|(?:child|pupil|student|learner|case|client|person|patient)_?(?:id|ref|reference|no|number)"
    r"|(?:mosaic|liquidlogic|capita|eyes|synergy|impulse|ssd|ehcp?)_?(?:id|ref|reference|no|number)"
    r"|parents?_?(?:name|email|phone|carer)?|carer(?:_name)?|e_?mail(?:_address)?|phone(?:_number)?|telephone"
)
_HEADING = re.compile(f"(?:{_WORDS})", re.ASCII)
_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
# Characters of the longest number below, with spaces.
_LONGEST_NUMBER = 20
_NHS = re.compile(r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}")


def is_identifying_header(heading: str) -> bool:
    """Whether a heading ("date_of_birth", "nhs_no") names something that identifies a child."""
    bare = re.sub(r"[^a-z0-9_]", "", heading.replace("-", "_").replace(".", "").replace("'", ""))
    return bool(_HEADING.fullmatch(bare))


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end with the check digit of an NHS number (weights 10 to 2, modulus 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    check = (11 - total % 11) % 11
    return check < 10 and check == int(digits[9])


def identifying_text(text: str) -> str:
    """What a cell's text looks like: "a pupil's UPN", "an NHS number", or "" for neither."""
    bare = text.strip()
    if len(bare) > _LONGEST_NUMBER:
        return ""
    if _UPN.fullmatch(bare.upper()):
        return "a pupil's UPN"
    if _NHS.fullmatch(bare) and is_nhs_number(re.sub(r"[ -]", "", bare)) and len(set(bare)) > 2:
        return "an NHS number"
    return ""
