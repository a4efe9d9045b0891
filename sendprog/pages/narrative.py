"""Markdown commentary to safe HTML.

It is rendered when saved; both the text and the HTML are stored.
"""

import nh3
from markdown_it import MarkdownIt

# The parser's time grows with the square of the number of brackets; a text of this length takes a
# fraction of a second.
LONGEST_NARRATIVE = 10_000
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3", "h4"}

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")


class NarrativeTooLong(ValueError):
    """The text has more than LONGEST_NARRATIVE characters."""


def _without_other_hosts(tag: str, name: str, value: str) -> str | None:
    """The attribute's value; None for a link like //host, which leads to another site."""
    plain = "".join(letter for letter in value if letter > " ").replace("\\", "/")
    return None if name == "href" and plain.startswith("//") else value


def render_markdown(text: str) -> str:
    """The text as safe HTML: no images, no raw HTML, links only to http(s), mail or pages of this
    site.

    NarrativeTooLong if it has more than LONGEST_NARRATIVE characters.
    """
    if len(text) > LONGEST_NARRATIVE:
        raise NarrativeTooLong(
            f"This text has {len(text):,} characters: shorten it to {LONGEST_NARRATIVE:,}."
        )
    return nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_without_other_hosts,
        url_schemes={"http", "https", "mailto"},
    )
