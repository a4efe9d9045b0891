"""Commentary: Markdown with raw HTML off, through an allowlist. Rendered when saved; text and HTML are both kept."""

import nh3
from markdown_it import MarkdownIt

# Markdown's parser takes time that grows with the square of a run of brackets: at this length a fraction of a second.
LONGEST_NARRATIVE = 10_000
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3", "h4"}

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")


class TooLong(ValueError):
    """A text longer than is rendered."""


def _without_other_hosts(tag: str, name: str, value: str) -> str | None:
    """The attribute, unless it is a link like //host, which names another site without saying so."""
    plain = "".join(letter for letter in value if letter > " ").replace("\\", "/")
    return None if name == "href" and plain.startswith("//") else value


def rendered(text: str) -> str:
    """Safe HTML of a Markdown text: no images, no raw HTML, links to http(s), mail or pages of this site only.

    TooLong when it has more than LONGEST_NARRATIVE characters.
    """
    if len(text) > LONGEST_NARRATIVE:
        raise TooLong(f"This text has {len(text):,} characters: shorten it to {LONGEST_NARRATIVE:,}.")
    return nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_without_other_hosts,
        url_schemes={"http", "https", "mailto"},
    )
