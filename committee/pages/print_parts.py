"""A page of the site as a part of a longer one (pure): its headings one level down, its ids its own."""

import re
from dataclasses import dataclass
from html import escape

# A tag as our templates, our charts and nh3 write them: values in double quotes, every "<" in a text escaped.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"]|"[^"]*")*)>""")
_IDS = re.compile(r'(\s(?:id|for|headers|aria-labelledby|aria-describedby)=")([^"]*)(")')
_HERE = re.compile(r'(\shref="#)([^"]*)(")')
_REGION = re.compile(r'(\srole="region" aria-label=")')
_FILL = re.compile(r'(="url\(#)([^")]*)(\)")')


@dataclass(frozen=True)
class Part:
    """A part of a document: its id, its title for the contents, and its content."""

    ident: str
    title: str
    html: str


def as_part(html: str, ident: str, title: str) -> str:
    """The content of a page with h1 as h2 and so on, every id that it names or points at beginning with `ident`.

    What it calls a region begins with its title, since another part may have one of the same name.
    """

    def named(found: re.Match[str]) -> str:
        return found[1] + " ".join(f"{ident}-{name}" for name in found[2].split()) + found[3]

    def pointed(found: re.Match[str]) -> str:
        return f"{found[1]}{ident}-{found[2]}{found[3]}"

    def fixed(found: re.Match[str]) -> str:
        attributes = _FILL.sub(pointed, _HERE.sub(pointed, _IDS.sub(named, found[3])))
        attributes = _REGION.sub(lambda region: f"{region[1]}{escape(title)}: ", attributes)
        return f"<{found[1]}{lowered(found[2])}{attributes}>"

    return _TAG.sub(fixed, html)


def lowered(tag: str) -> str:
    """h1 to h5 one level down; any other element as it is."""
    return f"h{int(tag[1]) + 1}" if re.fullmatch("h[1-5]", tag) else tag
