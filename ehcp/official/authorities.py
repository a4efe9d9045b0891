"""Which published row is of which authority: by its old code and its name, never by a GSS code.

One council has had two GSS codes, and one file of 2025 swaps two old codes. Pure.
"""

import re
from dataclasses import dataclass

# Words that some files write and others leave out.
_LOOSE = frozenset({"city", "county", "borough", "council", "royal", "of", "the", "and"})
_AUTHORITY = re.compile(r"([0-9]{3})[ ,:]+(\S.*)")


class NoAuthority(ValueError):
    """The text names no authority; the message says what to write."""


@dataclass(frozen=True)
class Authority:
    """An authority by its old code, "878", and its name as the Department writes it."""

    code: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "Authority":
        """ "999 Exampleshire"; NoAuthority for anything else."""
        match = _AUTHORITY.fullmatch(text.strip())
        if not match:
            raise NoAuthority(
                f"“{text.strip()[:60]}” is no old code and name: write it like 999 Exampleshire."
            )
        return cls(match[1], match[2].strip())

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def is_row(self, code: str, name: str) -> bool:
        """Whether a row is this authority's: the same name, or its code and no other's name."""
        own, other = name_words(self.name), name_words(name)
        if own == other:
            return True
        return code == self.code and (own <= other or other <= own)

    def code_note(self, code: str) -> str:
        """What to say where the file gives another code; "" where it gives ours."""
        if code == self.code:
            return ""
        return (
            f"This file has the code {code} for {self.name}, whose code is {self.code}: "
            "matched by its name."
        )


def name_words(name: str) -> frozenset[str]:
    """The words that tell a name from others: "Herefordshire, County of" is {"herefordshire"}."""
    words = re.findall(r"[a-z]+", name.lower().replace(".", "").replace("’", "").replace("'", ""))
    return frozenset(words) - _LOOSE


def stored_authorities(text: str) -> list[Authority]:
    """Those of a stored list; a line that names none, which no form takes, is left out."""
    lines = (_AUTHORITY.fullmatch(line.strip()) for line in text.splitlines())
    return [Authority(match[1], match[2].strip()) for match in lines if match]


def parse_authorities(text: str) -> list[Authority]:
    """One authority a line; NoAuthority for the first line that is none, or is there twice."""
    authorities = [Authority.parse(line) for line in text.splitlines() if line.strip()]
    codes = [authority.code for authority in authorities]
    for authority in authorities:
        if codes.count(authority.code) > 1:
            raise NoAuthority(f"The code {authority.code} is there twice.")
    return authorities
