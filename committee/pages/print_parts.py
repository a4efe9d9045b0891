"""A page of the site as a part of a longer document (pure): headings one level lower, ids of its
own.
"""

import re
from dataclasses import dataclass
from html import escape

# A tag as our templates, our charts and nh3 write them: values in double quotes, every "<" in a
# text escaped.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?:[^<>"]|"[^"]*+")*+)>""")
_IDS = re.compile(r'(\s(?:id|for|headers|aria-labelledby|aria-describedby)=")([^"]*)(")')
_FRAGMENT = re.compile(r'(\shref="#)([^"]*)(")')
_REGION = re.compile(r'(\srole="region" aria-label=")')
# The figures of charts, which nobody explores on paper.
_FIGURE = re.compile(r'<script type="application/json">[^<]*</script>')
_FILL = re.compile(r'(="url\(#)([^")]*)(\)")')


@dataclass(frozen=True)
class PrintPart:
    """A part of the document: its id, its title for the contents, and its HTML."""

    ident: str
    title: str
    html: str


def as_print_part(html: str, ident: str, title: str) -> str:
    """The HTML of a page with h1 as h2 and so on, and each id and reference to one prefixed with
    `ident`.

    The label of each region is prefixed with `title`: another part may have a region of the same
    name.
    """

    def prefix_ids(match: re.Match[str]) -> str:
        return match[1] + " ".join(f"{ident}-{name}" for name in match[2].split()) + match[3]

    def prefix_reference(match: re.Match[str]) -> str:
        return f"{match[1]}{ident}-{match[2]}{match[3]}"

    def rewrite_tag(match: re.Match[str]) -> str:
        attributes = _IDS.sub(prefix_ids, match[3])
        attributes = _FRAGMENT.sub(prefix_reference, attributes)
        attributes = _FILL.sub(prefix_reference, attributes)
        attributes = _REGION.sub(lambda region: f"{region[1]}{escape(title)}: ", attributes)
        return f"<{match[1]}{lowered(match[2])}{attributes}>"

    return _TAG.sub(rewrite_tag, _FIGURE.sub("", html))


def lowered(tag: str) -> str:
    """h1 to h5 one level down; any other element unchanged."""
    return f"h{int(tag[1]) + 1}" if re.fullmatch("h[1-5]", tag) else tag
