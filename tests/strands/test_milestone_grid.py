"""An officer changes the dates and stages of their milestones on one page, with one Save."""

import pytest

from strands.models import Milestone
from tests import builders
from tests.crawling import parsed, words
from tests.filling import banner, fill_in, send, standing
from tests.officers_month import ON, client_of, programme

PAGE = "/my-updates/milestones/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def it(settings):
    settings.SENDPROG_TODAY = ON
    it = programme()
    for title in ("First", "Second"):
        builders.make_milestone(title.lower(), title=title, strand=it.strand, forecast="May 2030")
    return it


def row(title: str, **typed: str) -> dict[str, str]:
    key = Milestone.objects.get(title=title).pk
    return {f"m{key}-{name}": text for name, text in typed.items()}


def problems(response) -> list[str]:
    page = parsed(response.content.decode())
    return [words(item) for item in page.findall(".//*[@role='alert']//li")]


def test_two_dates_are_moved_with_their_own_reasons(it):
    client = client_of(it.officer)
    assert PAGE in client.get("/my-updates/").content.decode()
    typed = row("First", forecast="end of June 2030", why="A late start")
    typed |= row("Second", forecast="July 2030", why="It waits for the first", stage="in_progress")
    first = fill_in(client, PAGE, **typed)
    (asked,) = problems(first)
    assert asked.startswith("end of June 2030 is understood as June 2030.")
    answer = send(client, PAGE, standing(first))
    assert banner(client, answer) == "Saved: 2 milestones."
    stored = {each.title: each for each in Milestone.objects.all()}
    assert (str(stored["First"].forecast), stored["First"].reason) == (
        "June 2030",
        "A late start",
    )
    assert stored["Second"].stage == "in_progress"
    reasons = [
        each.history.first().history_change_reason for each in (stored["First"], stored["Second"])
    ]
    assert reasons == ["A late start", "It waits for the first"]


def test_one_wrong_row_saves_none_and_keeps_the_typing(it):
    client = client_of(it.officer)
    typed = row("First", forecast="June 2030") | row("Second", stage="complete")
    answer = fill_in(client, PAGE, **typed)
    assert problems(answer) == [
        "Say why the forecast moves from May 2030 to June 2030 : First",
        "Give the day it was done; where nobody knows it, open the milestone and say so : Second",
    ]
    assert standing(answer).items() >= typed.items()
    assert str(Milestone.objects.get(title="First").forecast) == "May 2030"
    named = fill_in(client, PAGE, **row("First", forecast="June 2030", why="Mrs. Brown asked"))
    assert "may name or describe a child" in problems(named)[0]
    ticked = standing(named) | row("First", names_nobody="on")
    assert client.post(PAGE, ticked).status_code == 302
    assert Milestone.objects.get(title="First").reason == "Mrs. Brown asked"


def test_what_somebody_else_saved_is_shown_and_not_overwritten(it):
    client, other = client_of(it.officer), client_of(it.deputy)
    mine = standing(client.get(PAGE))
    fill_in(
        other,
        PAGE,
        **row("First", forecast="April 2030", why="Sooner"),
        **row("Second", stage="delayed"),
    )
    answer = send(client, PAGE, mine, **row("First", forecast="June 2030", why="Later"))
    assert problems(answer)[1] == "Saved meanwhile: April 2030 : First"
    assert client.post(PAGE, standing(answer)).status_code == 302
    stored = {each.title: each for each in Milestone.objects.all()}
    assert str(stored["First"].forecast) == "June 2030" and stored["Second"].stage == "delayed"


def test_only_ones_own_milestones(it):
    mine = standing(client_of(it.officer).get(PAGE)) | row(
        "First", forecast="June 2030", why="A slip"
    )
    assert client_of(it.stranger).post(PAGE, mine).status_code == 403
    assert client_of(it.member).get(PAGE).status_code == 403
    with builders.change(by=None):
        Milestone.objects.get(title="First").delete()
    answer = client_of(it.officer).post(PAGE, mine)
    assert any("Somebody put this in the bin" in problem for problem in problems(answer))
