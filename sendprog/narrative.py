"""Commentary: Markdown with raw HTML off, through an allowlist. Rendered when saved; text and HTML are both kept."""

import nh3
from markdown_it import MarkdownIt

# Markdown's parser slows down and then overflows on long runs of brackets or list marks.
LONGEST_NARRATIVE = 20_000
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3", "h4"}

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")


def rendered(text: str) -> str:
    """Safe HTML of a Markdown text: no images, no raw HTML, links to http(s), mail or pages of this site only."""
    return nh3.clean(_markdown.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
