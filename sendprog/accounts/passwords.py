"""Rules for passwords beside Django's own: no names of this site, no runs, no repeats."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError

PRODUCT = "sendprog"
# Letters and digits that a password has beside the names of this site.
FEWEST_OWN = 8
SHORTEST_WORD = 4
SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
LONGEST_RUN = 4
# Of a longer password the beginning is checked.
LONGEST_CHECKED = 200
REPEATED = re.compile(r"(.{1,12}?)\1+.?")
ADVICE = "Three or four words that have nothing to do with each other make a good password."


def squashed(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class SiteNameValidator:
    """Refuses the names of the product, the council and the programme, alone or with little beside
    them.
    """

    def validate(self, password: str, user: object = None) -> None:
        own = whole = squashed(password[:LONGEST_CHECKED])
        names = (PRODUCT, settings.SENDPROG_COUNCIL, settings.SENDPROG_PROGRAMME)
        if any(squashed(name) in own for name in names if squashed(name)):
            raise ValidationError(
                f"Leave out the names of the council and of this site. {ADVICE}", code="site_name"
            )
        words = {squashed(word) for name in names for word in name.split()}
        for word in sorted(words, key=len, reverse=True):
            if len(word) >= SHORTEST_WORD:
                own = own.replace(word, "")
        if own != whole and len(own) < FEWEST_OWN:
            raise ValidationError(
                f"This is little more than the name of the council or of this site. {ADVICE}",
                code="site_name",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be the name of the council or of this site."


class RunValidator:
    """Refuses runs such as abcde, 54321, qwerty or aaaaa, and a short text repeated."""

    def validate(self, password: str, user: object = None) -> None:
        text = password.casefold()[:LONGEST_CHECKED]
        if has_run(text):
            raise ValidationError(
                f"Leave out runs such as 12345, abcde, qwerty or aaaaa. {ADVICE}", code="run"
            )
        if REPEATED.fullmatch(text):
            raise ValidationError(f"This repeats a shorter text. {ADVICE}", code="repeat")

    def get_help_text(self) -> str:
        return "Your password can’t have a run such as 12345 or aaaaa, or repeat a shorter text."


def has_run(text: str) -> bool:
    """Whether more than LONGEST_RUN characters follow one another, up or down, or are the same."""
    length = LONGEST_RUN + 1
    pieces = [text[start : start + length] for start in range(len(text) - length + 1)]
    for piece in pieces:
        if len(set(piece)) == 1:
            return True
        if any(piece in sequence or piece[::-1] in sequence for sequence in SEQUENCES):
            return True
    return False
