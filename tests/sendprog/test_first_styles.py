"""The rules that stand in each reading page: which are taken from the sheets, and how."""

import pytest

from sendprog.pages.first_styles import (
    CLASS,
    ROOT,
    SHEETS,
    first_styles,
    kept_rules,
    needs_sheets,
    rules_of,
)

SHEET = "".join((ROOT / "static" / sheet).read_text() for sheet in SHEETS)
KEPT = {
    "a rule of ours": (".card{a:b}", ".card{a:b}"),
    "an element": ("h1{a:b}", "h1{a:b}"),
    "a class that is named": (".govuk-link{a:b}", ".govuk-link{a:b}"),
    "a class that is not": (".govuk-hint{a:b}", ""),
    "one selector of two": (".govuk-hint,.govuk-link{a:b}", ".govuk-link{a:b}"),
    "inside another": (".govuk-hint .govuk-link{a:b}", ""),
    "an escaped class": (".govuk-\\!-display-none{a:b}", ".govuk-\\!-display-none{a:b}"),
    "of a width": (
        "@media (min-width: 1em){.govuk-hint{a:b}.govuk-link{c:d}}",
        "@media (min-width: 1em){.govuk-link{c:d}}",
    ),
    "nothing of a width": ("@media (min-width: 1em){.govuk-hint{a:b}}", ""),
    "on paper": ("@media print {.card{a:b}}", "@media print {.card{a:b}}"),
}


@pytest.mark.parametrize("name", KEPT)
def test_rule_is_kept(name):
    css, expected = KEPT[name]
    assert "".join(kept_rules(rules_of(css), {"govuk-link", "govuk-!-display-none"})) == expected


def test_colour_wins_over_the_sheet_that_is_read_later():
    assert first_styles("#005a30").endswith("html:root{--council:#005a30}")
    assert ":root {\n  --council: #12436d" in SHEET


def test_styles_are_small_and_balanced():
    """They come with each page: about as much as its own text."""
    styles = first_styles("#12436d")
    assert styles.count("{") == styles.count("}") and "</" not in styles
    assert len(styles) < 60_000 and len(set(CLASS.findall(styles))) > 30


def test_page_of_an_old_edition_has_the_whole_sheets():
    assert needs_sheets('<p class="lede govuk-inset-text">') == (".govuk-inset-text" in SHEET)
    assert needs_sheets('<table class="govuk-table govuk-table--small-text-until-tablet">')
    assert not needs_sheets('<p class="govuk-link"><b class="whatever">') and not needs_sheets("")
