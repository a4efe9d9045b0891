"""A council's own references ("SEND 12", "MS/4") and the slugs that stand for them in addresses
(pure).
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from sendprog.values.periods import quoted

LONGEST_REFERENCE = 60
# What is its own slug, as most references are.
PLAIN = re.compile(r"(?!.*--)[a-z0-9](?:[a-z0-9_-]{0,58}[a-z0-9])?")


def normalised_reference(text: str) -> str:
    """The text trimmed, with single spaces."""
    return " ".join(text.split())


def slug_of(reference: str) -> str:
    """The slug of a reference: "SEND 12" becomes "send-12", "MS/4" becomes "ms-4"; "" if nothing is
    left.

    Accents and capitals are dropped, and whatever is no letter from a to z, digit or underscore
    becomes a hyphen. So references may share a slug, and a model accepts only one of them.
    """
    return reference if PLAIN.fullmatch(reference) else spelled_out_slug(reference)


@lru_cache(maxsize=4096)
def spelled_out_slug(reference: str) -> str:
    """The slug of any reference, letter by letter."""
    decomposed = unicodedata.normalize("NFKD", reference)
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    slug = re.sub(r"[^a-z0-9_]+", "-", letters.casefold()).strip("-_")
    return slug[:LONGEST_REFERENCE].strip("-_")


def own_reference(reference: str) -> str:
    """The reference if it is the council's own; "" if it is only a slug."""
    return "" if reference == slug_of(reference) else reference


def reference_problem(reference: str, reserved: Collection[str] = ()) -> str:
    """What is wrong with a normalised reference, in a sentence, or "".

    `reserved`: slugs not to use.
    """
    if not reference.isprintable():
        return "A reference can't have characters that can't be seen: type it again."
    if len(reference) > LONGEST_REFERENCE:
        return f"A reference has at most {LONGEST_REFERENCE} characters: shorten it."
    slug = slug_of(reference)
    if not slug:
        return "A reference needs at least one letter from a to z or a digit."
    if slug in reserved:
        return f"“{quoted(reference)}” can't be a reference, since a page of the site has this address."
    return ""


def clash_text(reference: str, other: str) -> str:
    """Why a reference with the slug of another is refused.

    It may be confidential, so it isn't quoted.
    """
    if reference.casefold() == other.casefold():
        return f"The reference “{quoted(reference)}” is in use: choose another."
    return (
        f"“{quoted(reference)}” has the same address as another reference, {slug_of(reference)}: "
        "choose one that differs in letters or digits, or write the other as it is."
    )
