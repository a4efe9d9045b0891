"""Every change leaves who, why and when; nothing is overwritten or deleted for good; the data version moves once."""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import ForeignKey
from simple_history.models import HistoricalChanges

from sendprog.records.data_version import DataVersion
from sendprog.records.history import BumpsDataVersion, Tracked, UntrackedWrite, change
from tests import builders

pytestmark = pytest.mark.django_db

OURS = ("sendprog", "strands", "ehcp", "finance", "risks", "committee")
AT = datetime(2024, 11, 26, 12, tzinfo=UTC)

# How to make one record of each tracked model.
MAKERS: dict[str, Callable[[], models.Model]] = {
    "strands.Strand": builders.make_strand,
    "strands.StrandOfficer": lambda: builders.make_officer(
        builders.make_strand(), builders.make_user()
    ),
    "strands.Workstream": lambda: builders.make_workstream(builders.make_strand()),
    "strands.StrandUpdate": builders.make_update,
    "strands.UpdateRound": builders.make_round,
    "strands.Milestone": builders.make_milestone,
    "strands.MilestoneDependency": lambda: builders.make_dependency(
        builders.make_milestone("a"), builders.make_milestone("b")
    ),
    "strands.Commitment": builders.make_commitment,
    "strands.StrandCommitment": lambda: builders.make_delivery(
        builders.make_strand(), builders.make_commitment()
    ),
    "strands.Condition": lambda: builders.make_condition(builders.make_commitment()),
    "strands.ConditionStatus": lambda: builders.make_condition_status(
        builders.make_condition(builders.make_commitment())
    ),
    "strands.Indicator": builders.make_indicator,
    "strands.IndicatorReturn": lambda: builders.make_return(builders.make_indicator()),
    "strands.SeriesFrequency": builders.make_frequency,
    "strands.CommitmentReport": lambda: builders.make_commitment_report(builders.make_commitment()),
    "strands.Target": builders.make_target,
    "strands.PlacesScheme": builders.make_places,
    "ehcp.MonthlyReturn": lambda: builders.make_monthly_return(date(2024, 11, 1)),
    "ehcp.ContactReturn": builders.make_contact_return,
    "ehcp.ComparatorList": builders.make_comparators,
    "finance.Plan": builders.make_plan,
    "finance.PlanYear": lambda: builders.make_plan_year(builders.make_plan()),
    "finance.MonthlyPosition": lambda: builders.make_position(date(2024, 11, 1)),
    "finance.PositionFigure": lambda: builders.make_position_figure(
        builders.make_position(date(2024, 11, 1))
    ),
    "finance.Contribution": lambda: builders.make_contribution(builders.make_plan()),
    "finance.ConfidenceScale": builders.make_confidence,
    "finance.Saving": builders.make_saving,
    "risks.RiskMatrix": lambda: builders.make_matrix(2, 2),
    "risks.RiskMatrixLevel": lambda: builders.make_matrix(2, 2).levels.first(),
    "risks.RiskMatrixCell": lambda: builders.make_matrix(2, 2).cells.first(),
    "risks.Risk": builders.make_risk,
    "risks.RiskAssessment": lambda: builders.make_assessment(builders.make_risk()),
    "risks.Mitigation": lambda: builders.make_mitigation(builders.make_risk()),
    "committee.Meeting": builders.make_meeting,
    "committee.Ask": builders.make_ask,
    "committee.PaperSection": builders.make_paper_section,
    "committee.PaperTitleBlock": lambda: builders.make_title_block(builders.make_meeting()),
    "committee.GlossaryTerm": builders.make_term,
    "committee.HeadlineMeasure": builders.make_headline_measure,
    "committee.ScorecardMeasure": builders.make_scorecard_measure,
    "committee.ScorecardException": builders.make_exception,
    "sendprog.MonthLock": builders.make_month_lock,
    "sendprog.HeadingChoice": builders.make_heading_choice,
    "sendprog.Exemption": lambda: builders.make_exemption(builders.make_milestone()),
}


def our_models() -> list[type[models.Model]]:
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def tracked_models() -> list[type[Tracked]]:
    return [model for model in our_models() if issubclass(model, Tracked)]


every_tracked = pytest.mark.parametrize("label", [model._meta.label for model in tracked_models()])


def number() -> int:
    return DataVersion.current().number


def test_every_tracked_model_has_a_maker():
    assert set(MAKERS) == {model._meta.label for model in tracked_models()}


@every_tracked
def test_every_tracked_model_has_a_history_of_its_own(label):
    history = apps.get_model(label).history.model
    assert issubclass(history, HistoricalChanges)
    assert history.__name__ == f"Historical{label.partition('.')[2]}"


@every_tracked
def test_a_save_leaves_one_history_row_with_who_why_and_when(label):
    record = MAKERS[label]()
    by = builders.make_user("figures")
    version = record.version
    assert record.history.count() == 1

    with change(by=by, reason="A slip of the pen", at=AT):
        record.save()

    latest = record.history.order_by("history_id").last()
    assert record.history.count() == 2
    assert (latest.history_user, latest.history_change_reason, latest.history_date) == (
        by,
        "A slip of the pen",
        AT,
    )
    assert (
        latest.version,
        record.version,
        apps.get_model(label).objects.get(pk=record.pk).version,
    ) == (version + 1,) * 3


@every_tracked
def test_delete_puts_in_the_bin_and_keeps_the_history(label):
    model = apps.get_model(label)
    record = MAKERS[label]()
    by = builders.make_user("figures")

    with change(by=by, reason="Entered twice"):
        assert record.delete() == (1, {label: 1})

    assert not model.objects.filter(pk=record.pk).exists()
    binned = model.everything.get(pk=record.pk)
    assert binned.deleted_at is not None
    assert binned.history.count() == 2
    assert (
        binned.history.latest().history_user,
        binned.history.latest().history_change_reason,
    ) == (
        by,
        "Entered twice",
    )
    assert binned.history.latest().history_type == "~"


@every_tracked
def test_silent_writes_are_refused(label):
    model = apps.get_model(label)
    arguments = {"update": [], "bulk_update": [[], ["version"]], "bulk_create": [[]], "delete": []}
    for manager, deed in product(
        (model.objects, model.everything, model._default_manager), arguments
    ):
        with pytest.raises(
            UntrackedWrite, match=rf"{model.__name__}\.{deed}\(\) leaves no history"
        ):
            getattr(manager.filter(pk=1), deed)(*arguments[deed])


def test_silent_writes_through_a_related_manager_are_refused():
    strand, commitment = builders.make_strand(), builders.make_commitment()
    for deed in (
        lambda: strand.milestones.update(room=""),
        lambda: strand.milestones.all().delete(),
    ):
        with pytest.raises(UntrackedWrite):
            deed()
    with pytest.raises(UntrackedWrite):
        commitment.strands.add(strand)


def test_a_record_put_in_the_bin_leaves_what_is_related_to_it():
    strand = builders.make_strand()
    kept, binned = (
        builders.make_milestone("kept", strand=strand),
        builders.make_milestone("binned", strand=strand),
    )
    binned.delete()
    assert list(strand.milestones.all()) == [kept]
    assert [
        one.pk for one in type(strand).objects.prefetch_related("milestones").get().milestones.all()
    ] == [kept.pk]


def test_a_record_taken_from_the_bin_is_in_use_again():
    strand = builders.make_strand()
    strand.delete()
    strand.deleted_at = None
    strand.save()
    assert type(strand).objects.get() == strand
    assert [row.deleted_at is None for row in strand.history.order_by("history_id")] == [
        True,
        False,
        True,
    ]


def test_partial_saves_move_the_version_too():
    strand = builders.make_strand()
    strand.name = "Renamed"
    strand.save(update_fields=["name"])
    again = type(strand).objects.get()
    assert (again.name, again.version) == ("Renamed", 2)


def test_saves_outside_a_change_are_recorded_as_nobodys():
    strand = builders.make_strand()
    strand.save()
    assert (
        strand.history.latest().history_user,
        strand.history.latest().history_change_reason,
    ) == (None, "")


def test_a_change_moves_the_data_version_once():
    before, token = number(), DataVersion.current().token
    with change(by=None):
        for slug in ("a", "b", "c"):
            builders.make_strand(slug)
        assert number() == before
    assert number() == before + 1
    assert DataVersion.current().token != token


def test_a_change_within_a_change_joins_it():
    outer = builders.make_user("outer")
    before = number()
    with change(by=outer, reason="Outer", at=AT):
        with change(by=None, reason="Inner"):
            strand = builders.make_strand()
        assert number() == before
    assert number() == before + 1
    row = strand.history.get()
    assert (row.history_user, row.history_change_reason, row.history_date) == (outer, "Outer", AT)


def test_a_change_without_a_write_moves_nothing():
    before = number()
    with change(by=None):
        list(apps.get_model("strands.Strand").objects.all())
    assert number() == before


def test_a_change_that_fails_leaves_nothing():
    before = number()
    fails_halfway = pytest.raises(RuntimeError, match="halfway")
    with fails_halfway, change(by=None):
        builders.make_strand()
        raise RuntimeError("halfway")
    assert number() == before
    assert not apps.get_model("strands.Strand").everything.exists()
    assert not apps.get_model("strands.Strand").history.exists()


def test_the_change_after_one_that_failed_is_its_own():
    by = builders.make_user("figures")
    with pytest.raises(RuntimeError), change(by=by, reason="Failed"):
        raise RuntimeError
    strand = builders.make_strand()
    assert strand.history.get().history_user is None


def test_a_record_without_a_history_that_readers_see_moves_the_data_version():
    milestone = builders.make_milestone()
    before = number()
    builders.make_baseline(milestone)
    assert number() == before + 1
    area = builders.make_area()
    assert number() == before + 2
    area.delete()
    assert number() == before + 3


def test_every_record_that_readers_see_moves_the_data_version():
    """All of ours do, but for those that no page shows."""
    unseen = {
        "sendprog.User",  # pages name roles, never people
        "sendprog.RoleChange",
        "sendprog.AccountEvent",
        "sendprog.Notice",  # what a letter says
        "sendprog.SentForm",
        "sendprog.SignInTries",
        "strands.Reminder",  # a letter that was sent: no page of a snapshot names it
        "sendprog.StoredFile",  # reached through what it belongs to
        "sendprog.StoredFileRemoval",
        "sendprog.Load",  # what it changes moves the version; its own pages are the desk's
        "sendprog.LoadRow",
        "committee.EditionContent",  # inserted with its edition, which does
        "ehcp.Sen2Statistic",  # inserted with its release, which does
        "sendprog.DataVersion",
        "sendprog.DemoMark",
    }
    silent = {
        model._meta.label
        for model in our_models()
        if not issubclass(model, (Tracked, BumpsDataVersion, HistoricalChanges))
        and model._meta.label not in unseen
    }
    assert silent == set()


# Keys between tables


def foreign_keys() -> list[ForeignKey]:
    return [
        field
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
    ]


def test_foreign_keys_that_leave_an_app_have_no_way_back():
    open_ways = [
        str(field)
        for field in foreign_keys()
        if field.related_model._meta.app_label != field.model._meta.app_label
        and not (field.remote_field.related_name or "").endswith("+")
    ]
    assert open_ways == []


def test_nothing_cascades():
    assert [
        str(field) for field in foreign_keys() if field.remote_field.on_delete is models.CASCADE
    ] == []


# Silent writes in the source

# Writes without save(). A dict's update() takes one dict in this project, but for those that Django calls so.
DICTS = {"initial", "attrs", "context"}
ALWAYS_SILENT = {
    "bulk_update",
    "bulk_create",
    "abulk_update",
    "abulk_create",
    "aupdate",
    "_raw_delete",
    "_update",
}
CHAINS = {"filter", "exclude", "all", "objects", "everything", "not_deleted", "order_by"}
# Writes that are meant, and why.
MEANT = {
    (
        "sendprog/accounts/sign_in_limit.py",
        "forget_tries",
    ): "tries to sign in are counted, they are no record",
    ("sendprog/accounts/sign_in_limit.py", "purge_expired"): "the same, when they count no more",
    ("sendprog/accounts/sign_in_limit.py", "forget_username_of"): "the same, of an address",
    ("sendprog/accounts/sign_in_limit.py", "forget_addresses"): "the same, of every address",
    ("sendprog/accounts/account_events.py", "delete_old_events"): "they are stored for a year",
    ("sendprog/accounts/second_factor.py", "new_recovery_codes"): "codes are replaced by new ones",
    ("sendprog/accounts/second_factor.py", "remove_app"): "an event of the account says by whom",
    ("sendprog/records/people.py", "end_sessions"): "a number that the change of rights tells of",
    ("ehcp/official/storing.py", "store_file"): "rows of a release, which never change",
    ("strands/reminding.py", "record"): "a notice has no history: it says on which day it was told",
    (
        "sendprog/records/data_version.py",
        "DataVersion.bump",
    ): "the version is not a record: it says that records changed",
    (
        "sendprog/records/people.py",
        "PersonQuerySet.update",
    ): "it refused already what the history tells",
    (
        "sendprog/records/people.py",
        "PersonQuerySet.bulk_update",
    ): "it refused already what the history tells",
    (
        "sendprog/records/people.py",
        "PersonQuerySet.bulk_create",
    ): "it refused already: what is made is told",
    (
        "sendprog/admin.py",
        "StoredFileRemovalAdmin.save_model",
    ): "a stored file has no history: its removal says who and why",
    ("sendprog/loads/actions.py", "purge"): "the same, for the file of a load",
    (
        "sendprog/loads/actions.py",
        "_confirm",
    ): "what a load did is written once, beside the history of each record",
    ("sendprog/loads/undoing.py", "_undo"): "the same, for an undo",
    ("sendprog/setting_up/actions.py", "settle"): "the same, for a workbook",
    (
        "committee/editions/publish.py",
        "insert_edition",
    ): "what an edition holds has no history: it is inserted with it and never changes",
    (
        "committee/corrections/recording.py",
        "Pending.__call__",
    ): "a correction has no history: it is written once, in the change that it tells of",
    (
        "committee/editions/seal.py",
        "remove_contents",
    ): "a stored file has no history: its removal says who and why",
}


def related_names() -> set[str]:
    """The names by which a record reaches the tracked records that point at it."""
    return {
        relation.get_accessor_name()
        for model in our_models()
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, Tracked) and not relation.hidden
    }


def is_silent(call: ast.Call, related: set[str]) -> bool:
    """Whether the call writes tracked rows, if its subject is a queryset or a related manager of theirs."""
    if not isinstance(call.func, ast.Attribute):
        return False
    deed, subject = call.func.attr, call.func.value
    if deed == "update":
        return (
            bool(call.keywords)
            and not call.args
            and not (isinstance(subject, ast.Attribute) and subject.attr in DICTS)
        )
    if deed in {"delete", "adelete"}:
        return any(
            isinstance(node, ast.Attribute) and node.attr in CHAINS for node in ast.walk(subject)
        )
    if deed in {"add", "set", "remove", "clear"}:
        # A reverse foreign key's add() goes past the default manager, and so past TrackedQuerySet.
        return isinstance(subject, ast.Attribute) and subject.attr in related
    return deed in ALWAYS_SILENT


def silent_writes(source: str, related: set[str]) -> list[tuple[str, int]]:
    """(qualified name, line) of each such call."""
    found = []

    def walk(node: ast.AST, names: tuple[str, ...]) -> None:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            names = (*names, node.name)
        if isinstance(node, ast.Call) and is_silent(node, related):
            found.append((".".join(names), node.lineno))
        for child in ast.iter_child_nodes(node):
            walk(child, names)

    walk(ast.parse(source), ())
    return found


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("Strand.objects.filter(pk=1).update(name='x')", 1),
        ("queryset.update(**values)", 1),
        ("Strand.objects.bulk_create(rows)", 1),
        ("Strand.objects.all().delete()", 1),
        ("strand.milestones.add(milestone)", 1),
        ("values.update(other)", 0),
        ("self.initial.update(value=None)", 0),
        ("strand.delete()", 0),
        ("names.add(name)", 0),
    ],
)
def test_the_walk_knows_a_silent_write(source, count):
    assert len(silent_writes(source, {"milestones"})) == count


def test_no_silent_write_in_the_source():
    related = related_names()
    assert {"milestones", "returns", "assessments"} <= related
    found = []
    for label in OURS:
        for path in sorted((Path(settings.BASE_DIR) / label).rglob("*.py")):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            if "migrations" in path.parts:
                # They fill a new column of records and histories alike, before anybody can read it.
                continue
            for inside, line in silent_writes(path.read_text(encoding="utf-8"), related):
                if (name, inside) not in MEANT:
                    found.append(f"{name}:{line}")
    assert found == []
