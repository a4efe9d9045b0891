"""Since your last meeting: the page, its file and the overview's lines, of the demonstration's two states and of hostile rows."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from unittest.mock import patch
from xml.etree.ElementTree import Element

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import override_settings

from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind
from committee.changes.keys import SECTIONS, SUMMARISED
from committee.changes.summary import COUNTED_HERE, NO_EDITION, changes_summary, since_last
from committee.mounts import front_mount, live_mount
from committee.pages.changes import changes_by_part, changes_csv, changes_page
from committee.snapshot.meetings import MEETINGS
from ehcp.snapshot import MONTHS
from risks.snapshot import RISKS
from sendprog.demo import create_users
from sendprog.pages.mounted_pages import Query
from sendprog.pages.pre_election import PRE_ELECTION
from sendprog.records.snapshots import Section, Snapshot, live_snapshot
from sendprog.values.partial_dates import PartialDate
from strands.rows import TextRow
from strands.snapshot import INDICATORS, MILESTONES, STRANDS, TEXTS
from tests import builders
from tests.committee.test_changes import seven_became_four
from tests.crawling import by_id, parsed, reader, with_class, words
from tests.databases import PASSWORD
from tests.timing import quickest
from tests.two_snapshots import (
    AFTER,
    BEFORE,
    assessment_row,
    demonstration_states,
    frozen,
    indicator_row,
    milestone_row,
    month_row,
    return_row,
    risk_row,
    snapshot_of,
    strand_row,
    update_row,
)

HOSTILE = """<script>alert(1)</script>"'&<img src=file:///etc/passwd onerror=x>\u202egnp=HYPERLINK("http://x")"""
CHANGES = Query("changes/", QueryDict())


def page_of(before: Snapshot | None, after: Snapshot) -> Element:
    return parsed(f"<main>{changes_page(after, before, CHANGES).main}</main>")


def csv_of(before: Snapshot | None, after: Snapshot) -> list[dict[str, str]]:
    content = changes_csv(after, before, CHANGES).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def rows(table: Element) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in table.findall("./tbody/tr")]


def table_named(page: Element, name: str) -> list[list[str]]:
    (found,) = [one for one in page.iter("table") if words(one.find("caption")).endswith(name)]
    return rows(found)


# The demonstration's two states


@pytest.fixture(scope="module")
def states(django_db_setup, django_db_blocker) -> Iterator[tuple[Snapshot, Snapshot]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration_states()
        transaction.set_rollback(True)


def test_demonstration_tells_of_the_forecast(states):
    before, after = states
    told = changes_summary(snapshot_changes(before, after))
    assert told.startswith(
        "The forecast in-year deficit rose by £5.8 million, from £45.8 million to £51.6 million, "
        "both for financial year 2024/25."
    )
    moved = {row[0]: row[1:] for row in table_named(page_of(before, after), "with how each reads")}
    assert moved["Forecast in-year deficit"] == [
        "£45.8 million 2024/25, as at Month 6 (September 2024)",
        "£51.6 million 2024/25, as at Month 8 (November 2024)",
        "+£5.8 million",
        "Worse than before: 2024/25, as at Month 6 (September 2024)",
    ]


def test_demonstration_reports_the_rest_first(states):
    """Whatever has no published earlier state is never done, added or newly at risk."""
    changes = snapshot_changes(*states)
    kinds = {item.kind for item in changes.items}
    assert kinds == {ChangeKind.MOVED, ChangeKind.NEW_FIGURES, ChangeKind.SLIPPED, ChangeKind.FIRST}
    assert [item.which for item in changes.of(ChangeKind.SLIPPED)] == [
        "Example (illustrative): publish a summary of progress"
    ]
    first = {item.which: item for item in changes.of(ChangeKind.FIRST)}
    assert first["Update and rating of Financial Management & Placement Value"].how == "At risk"
    assert (
        first["Deliver Devon's new Local Area SEND Strategy"].how
        == "Complete, October to December 2024"
    )
    assert first["Projected cumulative deficit"].new == "£132.0 million"
    assert len([one for one in first.values() if one.section == MILESTONES.name]) == 37


def test_demonstration_says_what_is_made_up(states):
    page = page_of(*states)
    moved = {row[0]: row[-1] for row in table_named(page, "with how each reads")}
    assert moved["Plans issued each month"] == (
        "Better than before (September 2024) Illustrative: a made-up example"
    )
    (slipped,) = table_named(page, "What changed: Whole programme")
    assert slipped[0] == "Milestone slipped"
    assert "Illustrative: a made-up example" in slipped[2]
    assert "1 milestone slipped (illustrative)" in words(with_class(page, "lede")[0])


def test_demonstration_file_has_every_change_of_the_page(states):
    before, after = states
    changes = snapshot_changes(before, after)
    found = csv_of(before, after)
    assert len(found) == len(changes.items)
    (forecast,) = [row for row in found if row["Which"] == "Forecast in-year deficit"]
    assert (forecast["Earlier edition"], forecast["Now"]) == (
        "£45.8 million",
        "£51.6 million",
    )
    assert (forecast["Change"], forecast["How"]) == (
        "'+£5.8 million",
        "Worse than before: 2024/25, as at Month 6 (September 2024)",
    )
    (slipped,) = [row for row in found if row["What"] == "Milestone slipped"]
    assert (slipped["Days"], slipped["Basis"]) == ("91", "Illustrative: a made-up example")
    on_page = words(page_of(before, after))
    assert [row["Which"] for row in found if row["Which"] not in on_page] == []


def test_every_item_is_in_exactly_one_part(states):
    before, after = states
    changes = snapshot_changes(before, after)
    parts = changes_by_part(changes, after, before)
    inside = [*parts.numbers, *parts.first_figures, *parts.reorganised]
    for part in (parts.figures, *parts.strands, parts.risks, parts.rest):
        inside += [*part.changed, *part.first]
    assert sorted(map(id, inside)) == sorted(map(id, changes.items))


def test_strands_have_anchors_in_their_order(states):
    page = page_of(*states)
    idents = [one.get("id") for one in page.iter("h3")]
    assert idents[0] == "strand-strategy" and idents[-1] == "whole-programme"
    links = [one.get("href") for one in page.iter("a") if one.get("href", "").startswith("#")]
    assert links == [f"#{ident}" for ident in idents]
    assert words(by_id(page, "strand-sufficiency")) == "Sufficiency"


def test_overview_has_two_lines_and_a_link(states):
    before, after = states

    class Compared(live_mount.LiveSource):
        def __init__(self, prefix: str) -> None:
            super().__init__(prefix)
            self.previous = before

    with patch.object(front_mount, "LiveSource", Compared), override_settings(SENDPROG_TODAY=AFTER):
        create_users(PASSWORD)
        client = reader()
        page = parsed(client.get("/").content.decode())
        opened = client.get("/changes/").content.decode()
    said = since_last(after, before)
    assert said.sentence in words(page)
    compared = "Compared with the edition before, as at 26 November 2024, which is illustrative."
    assert f"{compared} {COUNTED_HERE} Read every change" in words(page)
    assert COUNTED_HERE not in opened
    assert compared in opened
    assert "changes/" in [one.get("href") for one in page.iter("a")]
    assert words(with_class(parsed(opened), "lede")[0]).endswith(
        "There is no other change to show."
    )
    assert "<script" not in opened and 'style="' not in opened


def test_overview_reads_no_section_for_it_that_it_does_not_read_anyway(states):
    before, after = states
    read: list[str] = []

    class Watched(Snapshot):
        def __getitem__(self, section: Section) -> tuple:
            read.append(section.name)
            return after[section]

    since_last(
        Watched(on=after.on, viewer=after.viewer, key="", read=lambda section: b"[]"), before
    )
    assert set(read) <= {section.name for section in (*SUMMARISED, PRE_ELECTION, MEETINGS)}


# The first edition


def test_first_edition_has_nothing_to_compare():
    page = page_of(None, snapshot_of(AFTER, {RISKS: [risk_row()]}))
    assert words(with_class(page, "lede")[0]) == NO_EDITION
    assert not list(page.iter("table"))
    assert csv_of(None, snapshot_of(AFTER, {})) == []


def test_same_again_says_that_nothing_changed():
    same = snapshot_of(BEFORE, {RISKS: [risk_row()]})
    page = page_of(same, replace_day(same))
    assert words(with_class(page, "lede")[0]) == "There is no change to show."


def replace_day(snapshot: Snapshot) -> Snapshot:
    return snapshot_of(AFTER, {section: snapshot[section] for section in SECTIONS})


# Reorganisation, from the tables


@pytest.mark.django_db
def test_strand_names_those_that_it_follows():
    with override_settings(SENDPROG_TODAY=BEFORE):
        old = [
            builders.make_strand(slug, number=number) for number, slug in enumerate(("a", "b"), 1)
        ]
        before = frozen()
    new = builders.make_strand("c", number=1, valid_from=date(2025, 1, 1))
    for strand in old:
        strand.valid_to, strand.succeeded_by = date(2024, 12, 31), new
        builders.saved(strand)
    with override_settings(SENDPROG_TODAY=AFTER):
        assert [row.succeeds for row in live_snapshot()[STRANDS]] == [("a", "b")]
        (item,) = snapshot_changes(before, frozen()).items
    assert (item.kind, item.which, item.how) == (
        ChangeKind.REORGANISED,
        "Two strands became one",
        "A and B are now C",
    )


def test_reorganisation_stands_once_at_the_head_of_the_strands():
    before, after = seven_became_four()
    page = page_of(snapshot_of(BEFORE, before), snapshot_of(AFTER, after))
    said = [words(one) for one in page.iter("p") if "reorganised: Seven" in words(one)]
    assert said == [
        "Strands reorganised: Seven strands became four. Old 1, Old 2 and Old 3 are now Families. "
        "Old 4 and Old 5 are now Schools. Old 6 is now Money."
    ]


# Figures revised


def test_revised_figure_is_struck_out_and_marked():
    before = snapshot_of(BEFORE, {MONTHS: [month_row(plans_issued=153)]})
    after = snapshot_of(
        AFTER, {MONTHS: [month_row(plans_issued=155, note="Two plans posted late")]}
    )
    page = page_of(before, after)
    assert table_named(page, "with how each reads") == [
        [
            "Plans issued each month, September 2024",
            "153 a month September 2024",
            "155 a month [r] September 2024",
            "+2",
            "Revised. Reason: Two plans posted late",
        ]
    ]
    assert [words(one) for one in with_class(page, "was")] == ["153 a month"]


# Hostile text


def hostile() -> tuple[Snapshot, Snapshot]:
    """Every name and text of somebody who means harm."""
    shown = f"<p>{HOSTILE}</p>"
    before = {
        STRANDS: [
            strand_row(name="Places"),
            strand_row("bad", name=HOSTILE, update=update_row(html={"progress": "Once."})),
        ],
        MILESTONES: [milestone_row(forecast="March 2025"), milestone_row("gone", title=HOSTILE)],
        RISKS: [risk_row(assessment_row(12)), risk_row(reference="gone", title=HOSTILE)],
        INDICATORS: [indicator_row(return_row(10))],
        TEXTS: [],
    }
    after = {
        STRANDS: [
            strand_row(
                name=HOSTILE,
                objective=HOSTILE,
                update=update_row("at_risk", html={"rag_reason": shown}),
            ),
            strand_row("bad", name=HOSTILE, update=update_row(html={"progress": shown})),
        ],
        MILESTONES: [
            milestone_row(
                forecast="June 2025", title=HOSTILE, note=HOSTILE, reason=HOSTILE, owner=HOSTILE
            )
        ],
        RISKS: [
            risk_row(
                assessment_row(12),
                assessment_row(16, AFTER, reason=HOSTILE),
                title=HOSTILE,
                note=HOSTILE,
            )
        ],
        INDICATORS: [
            indicator_row(return_row(10, note=HOSTILE), name=HOSTILE),
            indicator_row(slug="new", name=HOSTILE),
        ],
        TEXTS: [TextRow("finance-pressures", AFTER, shown, HOSTILE)],
    }
    return snapshot_of(BEFORE, before), snapshot_of(AFTER, after)


def test_hostile_text_runs_nowhere_on_the_page():
    before, after = hostile()
    page = page_of(before, after)
    assert {one.tag for one in page.iter()} & {"script", "img", "iframe", "style", "form"} == set()
    assert [
        name
        for one in page.iter()
        for name in one.attrib
        if name.startswith("on") or name == "style"
    ] == []
    assert HOSTILE.split("&")[0] in "".join(page.itertext())


def test_hostile_text_runs_in_no_cell_of_the_file():
    dangerous = {MILESTONES: [milestone_row(title='=HYPERLINK("http://x")', owner="@SUM(A1)")]}
    (row,) = csv_of(snapshot_of(BEFORE, {}), snapshot_of(AFTER, dangerous))
    assert row["Which"].startswith("'=")
    before, after = hostile()
    for row in csv_of(before, after):
        assert not [cell for cell in row.values() if re.match(r"[=+@\t\r]", cell)]


# Large


def test_two_thousand_milestones_against_two_thousand(capsys):
    """A change in every second one, a new one in every tenth and as many gone."""
    references = [f"m-{number}" for number in range(2_000)]
    old = [
        milestone_row(reference, forecast="March 2025", note=f"Note on {reference}")
        for reference in references
    ]
    later = PartialDate.parse("June 2025")
    new = [
        replace(
            row,
            **(
                {"forecast": later, "reason": "Late"}
                if place % 2
                else {}
                if place % 10
                else {"reference": f"new-{place}"}
            ),
        )
        for place, row in enumerate(old)
    ]
    before, after = (
        snapshot_of(day, {STRANDS: [strand_row()], MILESTONES: one})
        for day, one in ((BEFORE, old), (AFTER, new))
    )
    took, changes = quickest(lambda: snapshot_changes(before, after))
    page_took, _ = quickest(lambda: changes_page(after, before, CHANGES), times=1)
    with capsys.disabled():
        print(f"\n2,000 milestones against 2,000: difference {took:.2f} s, page {page_took:.2f} s")
    assert (
        len(changes.of(ChangeKind.SLIPPED)),
        len(changes.of(ChangeKind.ADDED)),
        len(changes.of(ChangeKind.REMOVED)),
    ) == (
        1_000,
        200,
        200,
    )
    assert took < 1
