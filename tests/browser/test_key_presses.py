"""An officer's month by keyboard alone: how many presses it takes beside what is typed."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from risks.models import RiskAssessment
from strands.models import IndicatorReturn, Milestone, StrandUpdate
from tests import builders

MOST_PRESSES = 25


class CountedKeyboard:
    """Types without counting, and counts Tab, Enter and the like."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, once the page has put the focus where it begins."""
        self.page.locator(":focus").wait_for(state="attached")
        for _ in range(times):
            self.page.keyboard.press(key)
            self.presses += 1

    def follow(self) -> None:
        """Enter, which leads to another page."""
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, ident: str, text: str) -> None:
        """Type in the field that has the focus, over what it holds."""
        expect(self.page.locator(f"#{ident}")).to_be_focused()
        self.page.keyboard.type(text)


def programme() -> None:
    """A strand whose officer owes an update, two dates and a value, and has a risk to score."""
    strand = builders.make_strand()
    officer = builders.make_user("officer", role="officer")
    builders.make_officer(strand, officer)
    builders.make_round(date(2024, 12, 1), due=date(2025, 1, 31))
    builders.make_update(date(2024, 12, 1), strand=strand, state="draft")
    for title in ("First", "Second"):
        builders.make_milestone(
            title.lower(),
            title=title,
            strand=strand,
            forecast="December 2024",
        )
    builders.make_indicator(strand=strand, period_type="month")
    matrix, risk = builders.make_matrix(), builders.make_risk(strand=strand)
    builders.make_assessment(
        risk,
        matrix=matrix,
        as_at=date(2024, 12, 1),
        likelihood=4,
        impact=4,
        score=16,
    )


def write_update(keyboard: CountedKeyboard) -> None:
    keyboard.follow()
    keyboard.write("id_stated_rag", "On")
    keyboard.press("Tab")
    keyboard.write("id_rag_reason", "One date moved.")
    keyboard.press("Tab")
    keyboard.write("id_disagreement", "Both are done in February.")
    keyboard.press("Tab", 2)
    keyboard.write("id_progress", "Work goes on.")
    keyboard.press("Tab", 3)
    keyboard.follow()


def move_two_dates(keyboard: CountedKeyboard) -> None:
    keyboard.follow()
    first, second = Milestone.objects.order_by("pk")
    keyboard.press("ControlOrMeta+A")
    keyboard.write(f"id_m{first.pk}-forecast", "March 2025")
    keyboard.press("Tab")
    keyboard.write(f"id_m{first.pk}-why", "A late start")
    keyboard.press("Tab", 3)
    keyboard.write(f"id_m{second.pk}-forecast", "April 2025")
    keyboard.press("Tab")
    keyboard.write(f"id_m{second.pk}-why", "It waits for the first")
    keyboard.follow()


def give_a_value(keyboard: CountedKeyboard) -> None:
    keyboard.follow()
    keyboard.write("id_value", "12")
    keyboard.follow()


def score_a_risk(keyboard: CountedKeyboard) -> None:
    keyboard.follow()
    keyboard.write("id_likelihood", "3")
    keyboard.press("Tab")
    keyboard.write("id_impact", "4")
    keyboard.press("Tab", 2)
    keyboard.write("id_reason", "Two posts are filled.")
    keyboard.press("Tab")
    keyboard.follow()


def test_an_officers_month_in_few_key_presses(
    page: Page,
    sign_in: Callable,
    transactional_db: None,
    static_files: None,
    settings,
):
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    programme()
    sign_in(page, "officer")
    # As after signing in.
    page.goto("/start/")
    keyboard = CountedKeyboard(page)
    write_update(keyboard)
    move_two_dates(keyboard)
    give_a_value(keyboard)
    score_a_risk(keyboard)
    assert "Saved: the score is 12." in page.locator("body").inner_text()
    assert StrandUpdate.objects.get().state == "submitted"
    forecasts = [str(each.forecast) for each in Milestone.objects.order_by("pk")]
    assert forecasts == ["March 2025", "April 2025"]
    assert IndicatorReturn.objects.get().value == 12
    assert RiskAssessment.objects.order_by("as_at").last().score == 12
    print(f"\nAn officer's month: {keyboard.presses} key presses beside the typing")
    assert keyboard.presses <= MOST_PRESSES
