"""The manager's pages of the paper: sections in order, standing words, the title block, the numbers in the texts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from committee.models.paper import PaperSection, PaperTitleBlock
from committee.paper import paper
from committee.paper.number_check import (
    ReadingIndex,
    TypedNumber,
    find_typed_numbers,
    numbers_in_paper,
)
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from committee.snapshot.usual_sections import USUAL
from sendprog.records.snapshots import uncached_snapshot
from sendprog.values.measures import Comparison, Measure, Reading
from sendprog.values.units import Unit
from tests import builders
from tests.crawling import parsed, reader, words
from tests.filling import banner, conflict, errors, fill_in, send, standing
from tests.word import TITLE, opened, sections

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]
LEGAL = "/paper/legal/edit/"


@pytest.fixture(autouse=True)
def rolled_back(published_demonstration) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told() -> dict[str, str]:
    return sections(opened(paper(uncached_snapshot(), None, draft=True)))


# The sections


def test_sections_are_the_usual_ones_until_somebody_changes_them():
    for section in PaperSection.objects.all():
        section.delete()
    assert [row.slug for row in uncached_snapshot()[PAPER_SECTIONS]] == [one.slug for one in USUAL]


def test_list_shows_every_section_with_its_way_in():
    page = parsed(reader("manager").get("/paper/").content.decode())
    rows = [words(row.find("th")) for row in page.findall(".//tbody/tr")]
    sections = uncached_snapshot()[PAPER_SECTIONS]
    assert [row.removesuffix(" (part)") for row in rows] == [section.title for section in sections]
    links = [link.get("href") for link in page.findall(".//tbody//a")]
    assert [link for link in links if link.endswith("/edit/")] == [
        f"/paper/{section.slug}/edit/" for section in sections
    ]


def test_standing_words_stand_in_the_paper():
    client = reader("manager")
    response = fill_in(client, LEGAL, standing_text="The **Monitoring Officer** was consulted.")
    assert "“Legal Considerations” is changed" in banner(client, response)
    assert "The Monitoring Officer was consulted." in told()["6"]
    text = told()["6"]
    # As the form says: the month's text comes before it.
    form = words(parsed(client.get(LEGAL).content.decode()))
    assert "The month's texts come before it" in form
    assert text.index("no specific legal considerations") < text.index("The Monitoring Officer")
    record = PaperSection.objects.get(slug="legal")
    assert record.history.first().history_user.username == "manager"
    assert f"/history/committee.papersection/{record.pk}/" in client.get("/paper/").content.decode()


def test_a_section_moves_is_renamed_and_is_left_out():
    client = reader("manager")
    send(client, LEGAL, standing(client.get(LEGAL)), title="Law", order="999")
    fill_in(client, "/paper/environment/edit/", shown=None)
    found = told()
    assert found["9"].startswith("9 Law")
    assert not any("Environmental" in text for text in found.values())
    assert found["8"].startswith("8 Summary") and "10" not in found


def test_a_part_becomes_a_section():
    fill_in(reader("manager"), "/paper/commissioning/edit/", is_part=None)
    assert told()["4"].startswith("4 Commissioning and procurement")


def test_a_bound_number_in_standing_words():
    fill_in(
        reader("manager"),
        LEGAL,
        standing_text="{{ strands.indicator.plans-issued-a-month 2024-06..2024-11 }} plans a month.",
    )
    assert "158 plans a month." in told()["6"]
    assert "{{" in PaperSection.objects.get(slug="legal").standing_text


@pytest.mark.parametrize(
    ("typed", "at", "why"),
    [
        (
            {"standing_text": "{{ ehcp.plans_isued }}"},
            "standing_text",
            "There is no measure at ehcp.plans_isued. Similar: ehcp.plans_issued",
        ),
        (
            {"standing_text": "{{ ehcp.plans_issued 2019 }}"},
            "standing_text",
            "has no reading for 2019",
        ),
        ({"standing_text": "x" * 10_001}, "standing_text", "10,001 characters"),
        ({"title": ""}, "title", "Fill in “Title”."),
        ({"order": "-1"}, "order", "This can't be below 0"),
        ({"order": "99999"}, "order", "at most 9,999"),
        ({"texts": "finance pressures"}, "texts", "is not a text's name"),
        ({"filling": "everything"}, "filling", "not one of the available choices"),
    ],
)
def test_what_is_wrong_stands_at_its_field(typed, at, why):
    found = errors(fill_in(reader("manager"), LEGAL, **typed))
    assert list(found) == [at] and why in found[at]
    assert not PaperSection.objects.filter(slug="legal").exists()


def test_second_saver_sees_both_texts():
    first, second = reader("manager"), reader("admin")
    opened_before = standing(second.get(LEGAL))
    fill_in(first, LEGAL, standing_text="First words")
    response = send(second, LEGAL, opened_before, standing_text="Second words")
    assert conflict(response)["Standing text"] == ("Second words", "First words")
    assert PaperSection.objects.get(slug="legal").standing_text == "First words"


def test_an_edit_is_undone():
    client = reader("manager")
    fill_in(client, LEGAL, standing_text="First words")
    response = fill_in(client, LEGAL, standing_text="Second words")
    record = PaperSection.objects.get(slug="legal")
    assert "Undo" in banner(client, response)
    client.post(
        f"/history/committee.papersection/{record.pk}/{record.history.first().history_id}/undo/",
        {"version": record.version},
    )
    assert PaperSection.objects.get(slug="legal").rendered == "<p>First words</p>\n"


def test_unknown_section_is_not_found():
    assert reader("manager").get("/paper/nothing/edit/").status_code == 404


def test_rows_of_a_snapshot_come_back_from_json():
    fill_in(reader("manager"), LEGAL, standing_text="Words")
    fill_in(
        reader("manager"),
        "/paper/title-block/",
        report_number="CS/25/01",
        background_papers="One\n\nTwo",
    )
    snapshot = uncached_snapshot()
    (block,) = snapshot[TITLE_BLOCKS]
    assert (block.meeting, block.report_number, block.background_papers) == (
        date(2025, 1, 22),
        "CS/25/01",
        ("One", "Two"),
    )
    assert {row.slug: row.html for row in snapshot[PAPER_SECTIONS]}["legal"] == "<p>Words</p>\n"
    assert "Report number: CS/25/01" in told()[TITLE]
    assert PaperTitleBlock.objects.count() == 1


# The numbers


def test_numbers_page_lists_bound_and_typed():
    page = parsed(reader("manager").get("/paper/numbers/").content.decode())
    rows = {
        tuple(words(cell) for cell in row)[:2]: words(row.findall("td")[-1])
        for row in page.findall(".//tbody/tr")
    }
    assert "Plans issued each month, June to November 2024" in rows["158", "Bound"]
    assert "EHCP needs assessment requests, on last year" in rows["18.42%", "Typed"]
    assert "Annual reviews overdue, compared with" in rows["1,070", "Typed"]
    assert "Call wait times" in rows["21%", "Typed"]
    assert "Reception aged children identified" in rows["96", "Typed"]


def test_a_typed_number_without_a_reading_says_so():
    fill_in(
        reader("manager"),
        LEGAL,
        standing_text="There were 4,321 of them, {{ ehcp.plans_issued 2024-11 }} in all.",
    )
    lines = {
        line.text: line
        for line in numbers_in_paper(uncached_snapshot())
        if line.section == "Legal Considerations"
    }
    assert lines["4,321"].matches == () and not lines["4,321"].is_known
    assert lines["184 (illustrative)"].is_bound
    assert "Matches no reading" in reader("manager").get("/paper/numbers/").content.decode()


def test_a_bound_number_that_is_gone_is_a_problem():
    section = builders.saved(
        PaperSection(
            slug="legal", order=90, title="Legal Considerations", standing_text="{{ ehcp.gone }}"
        )
    )
    (line,) = [
        line
        for line in numbers_in_paper(uncached_snapshot())
        if line.section == section.title and line.is_bound
    ]
    assert "no measure at ehcp.gone" in line.problem and not line.is_known


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("158 plans and 1,070 reviews", ["158", "1,070"]),
        (
            "£51.6 million, £1 billion, £17,000 and £31.2m",
            ["£51.6 million", "£1 billion", "£17,000", "£31.2m"],
        ),
        ("18.42% and 21 %", ["18.42%", "21 %"]),
        ("On 14 August 2024 and 24th October, in 2025, 2024/25, 2021-2025", []),
        ("300-400 plans", ["300", "400"]),
        ("Home to Onsite (H2O), LGBTQ2, v3.1.2", []),
        ("A sum of 2,025 and 2025.5", ["2,025", "2025.5"]),
        ("by 20.", ["20"]),
    ],
)
def test_typed_numbers(text, shown):
    assert [typed.text for typed, _ in find_typed_numbers(text)] == shown


def reading(unit: Unit, value: str, **fields) -> Reading:
    return Reading(
        measure=Measure("a.b", "A measure", unit, "", "", places=1), value=Decimal(value), **fields
    )


@pytest.mark.parametrize(
    ("text", "unit", "value", "matches"),
    [
        ("£51.6 million", Unit.POUNDS, "51600000", True),
        ("£51.6 million", Unit.POUNDS, "51640000", True),
        ("£51.6 million", Unit.POUNDS, "51660000", False),
        ("£52 million", Unit.POUNDS, "51600000", True),
        ("51.6 million", Unit.POUNDS, "51600000", False),
        ("21%", Unit.PERCENT_CHANGE, "-21", True),
        ("21", Unit.PERCENT_CHANGE, "-21", False),
        ("158", Unit.PER_MONTH, "157.6", True),
        ("158", Unit.PER_MONTH, "157.4", False),
    ],
)
def test_a_typed_number_matches_as_finely_as_it_is_written(text, unit, value, matches):
    ((typed, _),) = find_typed_numbers(text)
    assert bool(ReadingIndex([reading(unit, value)]).titles(typed)) is matches


def test_a_comparison_is_named_as_one():
    typed = TypedNumber("80", Decimal(80), Decimal(1), False, False)
    compared = reading(
        Unit.PER_MONTH, "158", comparison=Comparison(Decimal(80), label="the five months before")
    )
    assert ReadingIndex([compared]).titles(typed) == (
        "A measure, compared with the five months before",
    )


def test_a_section_of_the_councils_own_comes_last_and_is_edited():
    client = reader("manager")
    assert order_of_add(client) == str(
        max(row.order for row in uncached_snapshot()[PAPER_SECTIONS]) + 10
    )
    response = fill_in(client, "/paper/add/", title="Title block", standing_text="Our own words.")
    assert "“Title block” is changed" in banner(client, response)
    assert "Our own words." in told()["11"]
    fill_in(client, "/paper/title-block/edit/", title="Our section")
    assert told()["11"].startswith("11 Our section")


def test_a_new_section_has_a_name_of_its_own():
    client = reader("manager")
    assert "already" in errors(fill_in(client, "/paper/add/", title="Legal"))["title"]
    assert "letters or digits" in errors(fill_in(client, "/paper/add/", title="…"))["title"]


def order_of_add(client) -> str:
    return standing(client.get("/paper/add/"))["order"]
