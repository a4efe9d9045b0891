"""What strands came from and what follows them, on their pages and in the list; worked by hand."""

from datetime import date

import pytest

from committee.changes.difference import snapshot_changes
from committee.editions.freezing import render_page
from committee.pages.strand_lineage import lineage
from sendprog.records.snapshots import Snapshot, uncached_snapshot
from strands.models import Strand
from strands.snapshot import ENDED_STRANDS, STRANDS
from tests import builders
from tests.crawling import parsed, words
from tests.two_snapshots import frozen

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 3)
END = date(2025, 5, 31)


@pytest.fixture(autouse=True)
def the_day(settings) -> None:
    settings.SENDPROG_TODAY = ON


def merged() -> Snapshot:
    """Two strands that became one."""
    families = builders.make_strand("families", name="Families", valid_from=date(2025, 6, 1))
    for number, name in enumerate(("Early help", "Short breaks"), 2):
        slug = name.lower().replace(" ", "-")
        builders.make_strand(slug, name=name, number=number, valid_to=END, succeeded_by=families)
    return uncached_snapshot()


def split() -> Snapshot:
    """A strand that became two: its successor, and a further part."""
    places = builders.make_strand("places", name="Places", number=1)
    whole = builders.make_strand("sufficiency", name="Sufficiency", number=2, valid_to=END)
    with_values(whole, succeeded_by=places)
    builders.make_strand("transport", name="Transport", number=3, split_from=whole)
    return uncached_snapshot()


def with_values(strand: Strand, **fields: object) -> None:
    for name, value in fields.items():
        setattr(strand, name, value)
    builders.saved(strand)


def lineages(snapshot: Snapshot) -> dict[str, list[tuple[str, list[tuple[str, str]]]]]:
    """By strand, each label with the names and the slugs that are linked."""
    return {
        row.slug: [
            (label, [(one.name, one.slug) for one in others])
            for label, others in lineage(snapshot, row)
        ]
        for row in snapshot[STRANDS]
    }


def text_of(snapshot: Snapshot, address: str) -> str:
    return words(parsed(f"<main>{render_page(snapshot, None, address).main}</main>")).replace(
        " ,", ","
    )


def test_merge_of_several_follows_each():
    snapshot = merged()
    assert lineages(snapshot) == {
        "families": [("Follows", [("Early help", ""), ("Short breaks", "")])]
    }
    assert "Follows Early help and Short breaks" in text_of(snapshot, "strands/families/")
    listed = text_of(snapshot, "strands/")
    assert "Strands that ended Early help, until 31 May 2025 Followed by Families" in listed
    assert "Short breaks, until 31 May 2025 Followed by Families" in listed


def test_parts_of_a_strand_were_split_from_it():
    snapshot = split()
    from_whole = [("Split from", [("Sufficiency", "")])]
    assert lineages(snapshot) == {"places": from_whole, "transport": from_whole}
    assert "Sufficiency, until 31 May 2025 Split into Places and Transport" in text_of(
        snapshot, "strands/"
    )


def test_strand_that_will_end_names_its_successor_with_a_link():
    later = builders.make_strand("later", name="Later", number=2)
    builders.make_strand("now", name="Now", valid_to=date(2025, 12, 31), succeeded_by=later)
    told = lineages(uncached_snapshot())
    assert told["now"] == [("Followed by", [("Later", "later")])]
    assert told["later"] == [("Follows", [("Now", "now")])]


def test_part_that_was_split_off_from_a_strand_that_goes_on():
    whole = builders.make_strand("whole", name="Whole")
    builders.make_strand("part", name="Part", number=2, split_from=whole)
    told = lineages(uncached_snapshot())
    assert told["whole"] == [("Split off from it", [("Part", "part")])]
    assert told["part"] == [("Split from", [("Whole", "whole")])]


def test_successor_named_in_time_is_told_by_its_name():
    later = builders.make_strand("later", name="Later", number=2)
    now = builders.make_strand("now", name="Now")
    before = frozen()
    with_values(now, succeeded_by=later, valid_to=date(2025, 12, 31))
    told = " ".join(item.how for item in snapshot_changes(before, frozen()).items)
    assert "Followed by: not given to Later" in told and "slug" not in told.lower()


def test_strand_without_a_successor_is_listed_alone():
    builders.make_strand("gone", name="Gone", valid_to=END)
    snapshot = uncached_snapshot()
    (row,) = snapshot[ENDED_STRANDS]
    assert (row.name, row.term, row.followed_by) == ("Gone", "until 31 May 2025", ())
    assert "Gone, until 31 May 2025" in text_of(snapshot, "strands/")


def test_saving_left_on_an_ended_strand_has_its_name():
    split()
    ended = Strand.objects.get(slug="sufficiency")
    builders.make_saving("reviews", strand=ended, confidence=builders.make_confidence())
    text = text_of(uncached_snapshot(), "finance/")
    assert "Sufficiency" in text and "not running" not in text
