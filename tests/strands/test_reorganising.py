"""A strand splits or merges: what belongs to it moves in one transaction, and readiness names what was left."""

from datetime import date

import pytest

from committee.changes.items import ChangeKind
from committee.changes.summary import snapshot_changes
from committee.managing.sign_offs import snapshot_for
from committee.readiness.findings import Finding, FindingKind, all_findings
from committee.readiness.inputs import read_inputs
from sendprog.records.snapshots import live_snapshot
from strands.models import Condition, Indicator, Milestone, Strand, StrandCommitment
from strands.snapshot import STRANDS
from tests import builders
from tests.filling import fill_in, signed_in
from tests.two_snapshots import frozen

pytestmark = pytest.mark.django_db
ON = date(2025, 1, 14)
HERE = "/strands/all/reorganise/"
LAST_DAY = "31 December 2024"


@pytest.fixture(autouse=True)
def programme(settings):
    settings.SENDPROG_TODAY = ON
    old, early, late = (
        builders.make_strand(slug, number=number)
        for number, slug in enumerate(("all", "early", "late"), 1)
    )
    agreement = builders.make_commitment()
    for strand in (old, early):
        builders.make_delivery(strand, agreement)
    builders.make_indicator("appeals", strand=old)
    builders.make_indicator("transfers", strand=old)
    builders.make_condition(agreement, strand=old)
    builders.make_milestone("school", strand=old)
    builders.make_risk("staff", strand=old)
    builders.make_saving("fees", strand=old)
    return old, early, late


@pytest.fixture
def manager():
    return signed_in(builders.make_user("manager", role="manager"))


def choice(record):
    return f"to-{record._meta.model_name}-{record.pk}"


def split(client, **other):
    """The second indicator goes to the third strand, and everything else to the second."""
    typed = {
        "ends_on": LAST_DAY,
        "successor": str(Strand.objects.get(slug="early").pk),
        "reason": "Two strands are clearer than one",
        choice(Indicator.objects.get(slug="transfers")): str(Strand.objects.get(slug="late").pk),
    }
    return fill_in(client, HERE, **typed | other)


def strands_of(model):
    return {str(record.strand.slug) for record in model.objects.select_related("strand")}


def left_findings() -> list[Finding]:
    meeting = builders.Meeting.objects.first() or builders.make_meeting()
    findings = all_findings(snapshot_for(meeting), read_inputs(meeting, ON))
    return [finding for finding in findings if finding.kind is FindingKind.LEFT]


def left() -> list[str]:
    return [finding.where for finding in left_findings()]


def test_strand_splits_in_one_deed(manager, programme):
    assert split(manager).status_code == 302
    old, early, late = (Strand.objects.get(slug=slug) for slug in ("all", "early", "late"))
    assert (old.valid_to, old.succeeded_by, late.split_from) == (date(2024, 12, 31), early, old)
    by_slug = {row.slug: row.strand.slug for row in Indicator.objects.select_related("strand")}
    assert by_slug == {"appeals": "early", "transfers": "late"}
    assert strands_of(Condition) == strands_of(Milestone) == {"early"}
    assert StrandCommitment.objects.get().strand == early
    rows = {row.slug: row.succeeds for row in live_snapshot()[STRANDS]}
    assert rows == {"early": ("all",), "late": ("all",)}


def test_each_record_keeps_its_history_with_who_and_why(manager):
    split(manager)
    for record in (
        Indicator.objects.get(slug="appeals"),
        Condition.objects.get(),
        Milestone.objects.get(),
    ):
        last, first = record.history.first(), record.history.last()
        assert (first.strand.slug, last.strand.slug) == ("all", "early")
        assert (last.history_user.username, last.history_change_reason) == (
            "manager",
            "Two strands are clearer than one",
        )


def test_readiness_names_what_was_left(manager):
    assert left() == []
    split(manager, **{choice(Condition.objects.get()): "stays"})
    assert left() == ["Conditions: Condition: Keep to the plan.", "Savings: Fees, 2024/25"]
    fill_in(manager, HERE, reason="It was forgotten")
    assert left() == ["Savings: Fees, 2024/25"]
    # A manager may not change figures: the link is to where somebody who may can do so.
    (finding,) = left_findings()
    assert (finding.fix_text, "/admin/finance/saving/" in finding.fix_url) == (
        "Open the saving",
        True,
    )


def test_changes_tell_one_reorganisation(manager, settings):
    settings.SENDPROG_TODAY = date(2024, 12, 2)
    before = frozen()
    settings.SENDPROG_TODAY = ON
    split(manager)
    items = snapshot_changes(before, frozen()).items
    (item,) = [item for item in items if item.kind is ChangeKind.REORGANISED]
    assert item.how == "All is now Early and Late"
    others = [item.how for item in items if item.kind is ChangeKind.OTHER]
    assert not [how for how in others if "strand" in how.lower()]


def test_nothing_moves_where_the_strand_was_saved_meanwhile(manager, programme):
    old = programme[0]
    builders.saved(old)
    typed = {"version": str(old.version - 1)}
    assert split(manager, **typed).status_code == 409
    assert strands_of(Indicator) == {"all"} and Strand.objects.get(slug="all").valid_to is None
    assert split(manager).status_code == 302


def test_wrong_choices_are_refused_whole(manager, programme):
    assert split(manager, successor="").status_code == 200
    assert split(manager, ends_on="December 2024").status_code == 200
    assert split(manager, successor=str(programme[0].pk)).status_code == 200
    assert strands_of(Indicator) == {"all"}


@pytest.mark.parametrize("role", ["member", "officer", "figures administrator", "auditor"])
def test_only_managers_reorganise(role):
    client = signed_in(builders.make_user("somebody", role=role))
    assert client.get(HERE).status_code == 403 and client.post(HERE, {}).status_code == 403
