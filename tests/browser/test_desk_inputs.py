"""Each file that people hold, brought to the import desk in a real browser: what its page says is what is wanted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demonstration
from tests.browser.test_demonstration import through_the_form
from tests.browser.test_desk import ADD
from tests.conftest import in_turn
from tests.layouts.test_desk_inputs import FOLDER
from tests.layouts.test_wanted import BEFORE, missing_from
from tests.layouts.wanted import WANTED

# In `make test` some; in a soak each. Two are compared with a file that is loaded before.
CASES = [
    pytest.param(name, kind, id=f"{name} {kind}")
    for place, (name, kind) in enumerate(WANTED)
    if in_turn(place, of=10) and name not in BEFORE
]


@pytest.fixture
def served(demo: Demonstration) -> str:
    return demo.url


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_the_page_says_what_is_wanted(
    name: str, kind: str, page: Page, demo: Demonstration, watch, sideways: Callable
):
    wanted = WANTED[name, kind]
    watch.allow("422")
    through_the_form(page, "figures", demo.password)
    page.goto(f"{ADD}?kind={kind}")
    page.locator("#id_upload").set_input_files(FOLDER / name)
    page.get_by_role("button", name="Check it").click()
    page.wait_for_load_state()
    said = page.locator("#content-main").inner_text()
    assert missing_from(said, wanted) == []
    is_refused = wanted.rows is None and not wanted.waits
    assert (page.get_by_role("button", name="Load").count() == 0) is is_refused or wanted.waits
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) == 0
