"""Rules that the database itself keeps: refused by raw SQL, back after a migration and after a flush."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model, ProtectedError
from simple_history.models import HistoricalChanges

from sendprog.models import StoredFile, User
from sendprog.records import roles, triggers
from sendprog.records.data_version import DataVersion
from tests import builders

KEPT = {trigger.stored_name: trigger.table for trigger in triggers.triggers_for(connection.vendor)}


def run(sql: str, *values: Any) -> int:
    """Run a statement past every model; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def refused(message: str, sql: str, *values: Any) -> None:
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        run(sql, *values)


@pytest.mark.django_db
def test_the_database_holds_the_registered_triggers():
    assert triggers.installed_triggers("default") == KEPT


def test_the_tables_that_need_one_have_a_trigger():
    assert set(KEPT.values()) >= {
        "sendprog_storedfile",
        "sendprog_storedfileremoval",
        "sendprog_rolechange",
        "sendprog_user",
        "strands_baseline",
        "strands_indicator",
        "strands_milestone",
        "risks_riskassessment",
    }


def test_a_second_trigger_of_one_name_is_a_mistake():
    with pytest.raises(ValueError, match=f"Two triggers are called {triggers.REGISTERED[0].name}"):
        triggers.register_triggers(triggers.REGISTERED[0])


@pytest.mark.django_db
def test_installing_twice_changes_nothing():
    triggers.install_triggers("default")
    triggers.install_triggers("default")
    assert triggers.installed_triggers("default") == KEPT


@pytest.mark.django_db
def test_one_that_is_no_longer_registered_is_dropped(monkeypatch):
    monkeypatch.setattr(triggers, "REGISTERED", triggers.REGISTERED[1:])
    triggers.install_triggers("default")
    dropped = set(KEPT) - set(triggers.installed_triggers("default"))
    first = next(iter(KEPT))
    assert first in dropped
    assert all(name.startswith(first.removesuffix("_no_delete")) for name in dropped)


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_names_are_unique_and_not_cut_by_postgresql(vendor):
    names = [trigger.stored_name for trigger in triggers.triggers_for(vendor)]
    assert len(set(names)) == len(names)
    assert [name for name in names if len(name) > 63] == []


@pytest.mark.django_db(transaction=True)
def test_an_installation_that_fails_half_way_changes_nothing(monkeypatch):
    broken = replace(triggers.REGISTERED[-1], refuse_when="no such column")
    monkeypatch.setattr(triggers, "REGISTERED", [*triggers.REGISTERED[:-1], broken])
    with pytest.raises(DatabaseError):
        triggers.install_triggers("default")
    assert triggers.installed_triggers("default") == KEPT


@pytest.mark.django_db
def test_missing_triggers_are_named():
    assert triggers.missing_triggers("default") == []
    name, table = next(iter(KEPT.items()))
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    run(f'DROP TRIGGER "{name}"{on_table}')
    assert triggers.missing_triggers("default") == [name]


# Each rule, past the models


def undeletable() -> list[str]:
    """The tables whose rows are never deleted."""
    return sorted(
        {
            one.table
            for one in triggers.REGISTERED
            if one.event == "DELETE" and one.refuse_when == triggers.ALWAYS
        }
    )


def a_row_of(table: str) -> None:
    """A row to try on."""
    by = builders.make_user("somebody")
    made = {
        "sendprog_user": lambda: by,
        "sendprog_storedfile": lambda: builders.make_file(),
        "sendprog_storedfileremoval": lambda: builders.make_removal(builders.make_file(), by),
        "sendprog_load": lambda: builders.make_load(by),
        "strands_baseline": lambda: builders.make_baseline(builders.make_milestone("guide")),
        "committee_edition": builders.make_edition,
        "committee_editioncontent": builders.make_edition,
        "committee_editionwithdrawal": lambda: builders.make_withdrawal(builders.make_edition()),
        "committee_sealing": lambda: builders.make_sealing(builders.make_edition()),
        "strands_historicalmilestone": builders.make_milestone,
        "finance_historicalmonthlyposition": lambda: builders.make_position(date(2024, 11, 1)),
    }
    made[table]()


OF_EDITIONS = [
    f"committee_{name}" for name in ("edition", "editioncontent", "editionwithdrawal", "sealing")
]
OF_HISTORY = ["strands_historicalmilestone", "finance_historicalmonthlyposition"]
OF_FILES = [f"sendprog_{name}" for name in ("load", "storedfile", "storedfileremoval")]
REPLACED = [
    *OF_EDITIONS,
    "sendprog_load",
    "sendprog_storedfile",
    "sendprog_storedfileremoval",
    "sendprog_user",
    "strands_baseline",
]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no INSERT OR REPLACE")
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "table", [*OF_EDITIONS, *OF_FILES, "sendprog_user", "strands_baseline", *OF_HISTORY]
)
def test_no_row_is_replaced(table, recursive):
    """By a connection of ours, and by one that does not ask what a replacement deletes."""
    a_row_of(table)
    run(f"PRAGMA recursive_triggers={recursive}")
    try:
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        columns = ", ".join(f'"{column.name}"' for column in described)
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            with pytest.raises(IntegrityError), transaction.atomic():
                run(f"{verb} INTO {table} ({columns}) SELECT {columns} FROM {table}")
    finally:
        run("PRAGMA recursive_triggers=ON")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no INSERT OR REPLACE")
def test_no_edition_gives_way_to_another_of_its_number():
    """Another id, and what is unique the same: the older row would be deleted."""
    edition = builders.make_edition()
    names = [
        f'"{field.attname}"' for field in edition._meta.concrete_fields if field.attname != "id"
    ]
    values = ", ".join("'another'" if name == '"token"' else name for name in names)
    refused(
        "cannot be deleted",
        f"REPLACE INTO committee_edition ({', '.join(names)}) SELECT {values} FROM committee_edition",
    )


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", undeletable())
def test_no_table_is_truncated(table):
    with pytest.raises(IntegrityError, match="delete"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")


def histories() -> list[str]:
    models = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    return sorted(model._meta.db_table for model in models)


@pytest.mark.parametrize("table", histories())
def test_every_history_is_append_only(table):
    events = {one.event for one in triggers.triggers_for(connection.vendor) if one.table == table}
    by_other_means = "TRUNCATE" if connection.vendor == "postgresql" else "INSERT"
    assert events == {"UPDATE", "DELETE", by_other_means}


@pytest.mark.django_db
@pytest.mark.parametrize("table", OF_HISTORY)
def test_an_entry_of_a_history_is_neither_changed_nor_deleted(table):
    a_row_of(table)
    refused(
        "cannot be changed once written", f"UPDATE {table} SET history_change_reason = 'Another'"
    )
    refused("cannot be deleted", f"DELETE FROM {table}")


@pytest.mark.django_db
def test_a_history_goes_on():
    milestone = builders.make_milestone()
    milestone.title = "Another"
    milestone.save()
    milestone.delete()
    assert milestone.history.count() == 3


@pytest.mark.django_db
def test_user_is_not_deleted():
    user = builders.make_user()
    refused(
        "People are deactivated, never deleted", "DELETE FROM sendprog_user WHERE id = %s", user.pk
    )
    assert run("UPDATE sendprog_user SET is_active = %s WHERE id = %s", False, user.pk) == 1
    with pytest.raises(ProtectedError):
        user.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).delete()
    assert User.objects.filter(pk=user.pk, is_active=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date", "2026"),
        ("number", 2),
        ("reason", "Another"),
        ("approver", "Another"),
        ("basis", "illustrative"),
    ],
)
def test_baseline_is_never_changed(column, value):
    baseline = builders.make_baseline(builders.make_milestone())
    refused(
        "baseline cannot be changed",
        f"UPDATE strands_baseline SET {column} = %s WHERE id = %s",
        value,
        baseline.pk,
    )


@pytest.mark.django_db
def test_baseline_is_never_deleted_and_the_next_is_a_new_row():
    milestone = builders.make_milestone()
    baseline = builders.make_baseline(milestone)
    refused("baseline cannot be deleted", "DELETE FROM strands_baseline WHERE id = %s", baseline.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        baseline.delete()
    builders.make_baseline(milestone, number=2, date="2026")
    assert [str(one.date) for one in milestone.baselines.all()] == ["March 2025", "2026"]


@pytest.mark.django_db
def test_indicator_keeps_its_slug():
    indicator = builders.make_indicator("appeals")
    refused(
        "keeps its slug", "UPDATE strands_indicator SET slug = 'other' WHERE id = %s", indicator.pk
    )
    assert (
        run(
            "UPDATE strands_indicator SET slug = 'appeals', name = 'Renamed' WHERE id = %s",
            indicator.pk,
        )
        == 1
    )


# Stored files: the bytes may go, once a removal says why; nothing else may change


@pytest.mark.django_db
def test_stored_file_is_never_deleted():
    file = builders.make_file()
    builders.make_removal(file, builders.make_user())
    refused(
        "Stored files cannot be deleted", "DELETE FROM sendprog_storedfile WHERE id = %s", file.pk
    )


@pytest.mark.django_db
@pytest.mark.parametrize("removal", [False, True])
@pytest.mark.parametrize(
    ("change", "values"),
    [
        pytest.param("content = %s", [b"Other bytes"], id="other_content"),
        pytest.param("content = NULL, name = 'other'", [], id="name"),
        pytest.param("content = NULL, media_type = 'text/html'", [], id="media_type"),
        pytest.param("content = NULL, sha256 = 'other'", [], id="hash"),
        pytest.param("content = NULL, size = 1", [], id="size"),
        pytest.param("content = NULL, stored_at = '2020-01-01 00:00:00+00:00'", [], id="time"),
        pytest.param("content = NULL, stored_by_id = NULL", [], id="person_left_out"),
        pytest.param("name = 'other'", [], id="name_alone"),
    ],
)
def test_stored_file_is_never_changed(change, values, removal):
    user = builders.make_user()
    file = builders.make_file(stored_by=user)
    if removal:
        builders.make_removal(file, user)
    refused(
        "can only lose its content",
        f"UPDATE sendprog_storedfile SET {change} WHERE id = %s",
        *values,
        file.pk,
    )


@pytest.mark.django_db
def test_stored_file_loses_its_content_once_a_removal_names_it():
    user = builders.make_user()
    file, other = builders.make_file("named"), builders.make_file("other")
    empty = "UPDATE sendprog_storedfile SET content = NULL WHERE id = %s"
    refused("once a removal with its reason names it", empty, file.pk)
    builders.make_removal(file, user)
    refused("once a removal with its reason names it", empty, other.pk)
    assert run(empty, file.pk) == 1
    again = StoredFile.objects.get(pk=file.pk)
    assert (again.content, again.name, again.size, again.sha256) == (
        None,
        "named",
        file.size,
        file.sha256,
    )
    refused(
        "can only lose its content",
        "UPDATE sendprog_storedfile SET content = %s WHERE id = %s",
        b"back",
        file.pk,
    )


@pytest.mark.django_db
def test_stored_file_knows_its_hash_and_size():
    file = builders.make_file(content=b"abc")
    assert file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file.size == 3
    file.content = b"other"
    with pytest.raises(IntegrityError), transaction.atomic():
        file.save()


@pytest.mark.django_db
def test_removal_is_never_changed_or_deleted():
    removal = builders.make_removal(builders.make_file(), builders.make_user())
    refused(
        "removal cannot be changed",
        "UPDATE sendprog_storedfileremoval SET reason = 'x' WHERE id = %s",
        removal.pk,
    )
    refused(
        "removal cannot be deleted",
        "DELETE FROM sendprog_storedfileremoval WHERE id = %s",
        removal.pk,
    )


# Risk scores: a cell of the matrix holds each


@dataclass
class Scores:
    """Scores of an assessment in a matrix of five by five, and whether one of its cells can hold them."""

    likelihood: int | None
    impact: int | None
    score: int | None
    inherent_score: int | None = None
    target_score: int | None = None


SOUND = [
    pytest.param(Scores(None, None, None), id="nothing_known"),
    pytest.param(Scores(None, None, 12), id="score_alone"),
    pytest.param(Scores(3, 4, 12), id="score_of_its_cell"),
    pytest.param(Scores(3, None, 12), id="likelihood_known"),
    pytest.param(Scores(None, 4, 12), id="impact_known"),
    pytest.param(Scores(3, 4, 12, 25, 1), id="inherent_and_target_anywhere_in_the_matrix"),
]
UNSOUND = [
    pytest.param(Scores(None, None, 13), id="no_cell_scores_13"),
    pytest.param(Scores(None, None, 0), id="nought"),
    pytest.param(Scores(3, 5, 12), id="score_of_another_cell"),
    pytest.param(Scores(5, None, 12), id="no_such_score_at_this_likelihood"),
    pytest.param(Scores(None, 5, 12), id="no_such_score_at_this_impact"),
    pytest.param(Scores(6, 2, 12), id="likelihood_off_the_matrix"),
    pytest.param(Scores(3, 4, 12, inherent_score=7), id="inherent"),
    pytest.param(Scores(3, 4, 12, target_score=7), id="target"),
]


def assess(scores: Scores, **fields: Any) -> Any:
    return builders.make_assessment(builders.make_risk(), **vars(scores), **fields)


@pytest.mark.django_db
@pytest.mark.parametrize("scores", SOUND)
def test_a_score_that_the_matrix_holds_is_accepted(scores):
    assessment = assess(scores)
    assert run("UPDATE risks_riskassessment SET reason = 'x' WHERE id = %s", assessment.pk) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("scores", UNSOUND)
def test_a_score_that_no_cell_holds_is_refused_when_made(scores):
    builders.make_matrix()
    with (
        pytest.raises(IntegrityError, match="No cell of this risk matrix holds that score"),
        transaction.atomic(),
    ):
        assess(scores)


@pytest.mark.django_db
@pytest.mark.parametrize("scores", UNSOUND)
def test_a_score_that_no_cell_holds_is_refused_when_changed(scores):
    assessment = assess(Scores(3, 4, 12))
    sets = ", ".join(f"{name} = %s" for name in vars(scores))
    values = vars(scores).values()
    refused(
        "No cell of this risk matrix",
        f"UPDATE risks_riskassessment SET {sets} WHERE id = %s",
        *values,
        assessment.pk,
    )


@pytest.mark.django_db
def test_a_score_is_looked_up_in_its_own_matrix():
    small, large = (
        builders.make_matrix(2, 2, slug="small"),
        builders.make_matrix(5, 5, slug="large"),
    )
    assessment = assess(Scores(5, 5, 25), matrix=large)
    refused(
        "No cell of this risk matrix",
        "UPDATE risks_riskassessment SET matrix_id = %s WHERE id = %s",
        small.pk,
        assessment.pk,
    )


@pytest.mark.django_db
def test_a_cell_in_the_bin_holds_no_score():
    matrix = builders.make_matrix()
    matrix.cells.get(likelihood=5, impact=5).delete()
    with pytest.raises(IntegrityError, match="No cell"), transaction.atomic():
        assess(Scores(5, 5, 25))


@pytest.mark.django_db
def test_an_assessment_goes_to_the_bin_when_its_cell_is_gone():
    assessment = assess(Scores(5, 5, 25))
    assessment.matrix.cells.get(likelihood=5, impact=5).delete()
    with pytest.raises(IntegrityError, match="No cell"), transaction.atomic():
        assessment.save()
    type(assessment).objects.get(pk=assessment.pk).delete()
    assert not type(assessment).objects.exists()
    refused(
        "No cell", "UPDATE risks_riskassessment SET deleted_at = NULL WHERE id = %s", assessment.pk
    )


@pytest.mark.django_db
def test_an_acknowledgement_is_written_once():
    given = builders.make_acknowledgement(builders.make_meeting(), builders.make_user())
    refused(
        "cannot be changed",
        "UPDATE committee_acknowledgement SET reason = 'Another' WHERE id = %s",
        given.pk,
    )
    refused("cannot be deleted", "DELETE FROM committee_acknowledgement WHERE id = %s", given.pk)


@pytest.mark.django_db
def test_a_sign_off_is_written_once():
    given = builders.make_sign_off(builders.make_meeting(), builders.make_user())
    refused(
        "cannot be changed", "UPDATE committee_signoff SET role = 'Another' WHERE id = %s", given.pk
    )
    refused("cannot be deleted", "DELETE FROM committee_signoff WHERE id = %s", given.pk)


# What takes them away, and what puts them back


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_back_what_was_dropped():
    triggers.remove_triggers("default")
    assert triggers.installed_triggers("default") == {}
    call_command("migrate", verbosity=0)
    assert triggers.installed_triggers("default") == KEPT


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL changes a table without rebuilding it"
)
def test_a_rebuilt_table_loses_its_triggers_until_migrate_has_run():
    builders.make_indicator("appeals")
    as_migrations_see_it = MigrationExecutor(connection).loader.project_state().apps
    with connection.schema_editor() as editor:
        editor._remake_table(as_migrations_see_it.get_model("strands", "Indicator"))
    assert KEPT.items() - triggers.installed_triggers("default").items() == {
        ("sendprog_indicator_slug_is_fixed", "strands_indicator")
    }
    call_command("migrate", verbosity=0)
    refused("keeps its slug", "UPDATE strands_indicator SET slug = 'other'")


def fill_protected_tables() -> None:
    user = builders.make_user()
    builders.make_removal(builders.make_file(stored_by=user), user)
    builders.make_baseline(builders.make_milestone())
    builders.make_indicator()
    builders.make_assessment(builders.make_risk())


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_protected_tables_and_leaves_what_every_database_has():
    fill_protected_tables()
    before = DataVersion.current()
    call_command("flush", verbosity=0, interactive=False)

    assert not User.objects.exists()
    for table in set(KEPT.values()):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
    assert triggers.installed_triggers("default") == KEPT
    assert (DataVersion.objects.get().pk, DataVersion.current().token != before.token) == (1, True)
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)

    fill_protected_tables()
    refused("never deleted", "DELETE FROM sendprog_user")
    refused("cannot be deleted", "DELETE FROM strands_baseline")
    refused("cannot be deleted", "DELETE FROM sendprog_storedfile")


# Groups

EVERY_APP = ("sendprog", "strands", "ehcp", "finance", "risks", "committee")


def records(label: str) -> list[type[Model]]:
    """The models of an app, their histories left out."""
    return [
        model
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
    ]


def may_view(*labels: str) -> set[str]:
    """To view the records of these apps, and their histories."""
    return {
        f"{label}.view_{model._meta.model_name}"
        for label in labels
        for model in apps.get_app_config(label).get_models()
    }


def may_write(*labels: str) -> set[str]:
    """To add, change and delete the records of these apps: never their histories."""
    return {
        f"{label}.{deed}_{model._meta.model_name}"
        for label in labels
        for model in records(label)
        for deed in ("add", "change", "delete")
    }


INDICATOR_FIGURES = {
    f"strands.{deed}_{name}"
    for name in ("indicator", "indicatorreturn", "target")
    for deed in ("add", "change", "delete")
}
IMPORT_DESK = {
    "sendprog.add_load",
    "sendprog.view_load",
    "sendprog.download_load",
    "sendprog.set_aside_load",
} | {
    f"sendprog.{deed}_{name}"
    for deed in ("add", "change", "delete", "view")
    for name in ("monthlock", "headingchoice")
}
EXEMPTING = {
    "sendprog.see_exempt",
    *(f"sendprog.{deed}_exemption" for deed in ("add", "change", "delete")),
}
COMPARATORS = {f"ehcp.{deed}_comparatorlist" for deed in ("add", "change", "delete")}
PERMISSIONS = {
    "member": set(),
    "officer": may_view("strands", "risks"),
    "manager": may_view(*EVERY_APP)
    | may_write("strands", "risks", "committee")
    | {"risks.see_restricted_risk"}
    | EXEMPTING
    | COMPARATORS
    | {"sendprog.set_aside_load", "sendprog.set_up_programme", "sendprog.invite_user"},
    "figures administrator": may_view("ehcp", "finance", "strands")
    | may_write("ehcp", "finance")
    | INDICATOR_FIGURES
    | IMPORT_DESK,
    "auditor": may_view(*EVERY_APP)
    | {"risks.see_restricted_risk", "sendprog.download_load", "sendprog.see_exempt"},
    "part two reader": {"sendprog.see_exempt"},
}


def test_the_walk_of_permissions_knows_a_history():
    assert {"strands.view_milestone", "strands.view_historicalmilestone"} <= PERMISSIONS["officer"]
    assert "strands.change_milestone" in PERMISSIONS["manager"]
    assert not any(
        "historical" in name
        for role in PERMISSIONS.values()
        for name in role
        if ".view_" not in name
    )


def permissions(role: str) -> set[str]:
    found = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


@pytest.mark.django_db
@pytest.mark.parametrize("role", PERMISSIONS)
def test_group_has_exactly_its_permissions(role):
    assert permissions(role) == PERMISSIONS[role]


@pytest.mark.django_db
def test_there_are_no_other_groups():
    assert set(Group.objects.values_list("name", flat=True)) == set(PERMISSIONS)


@pytest.mark.django_db(transaction=True)
def test_groups_have_exactly_their_permissions_after_a_flush():
    Group.objects.get(name="officer").permissions.clear()
    Group.objects.get(name="auditor").delete()
    call_command("flush", verbosity=0, interactive=False)
    assert {role: permissions(role) for role in PERMISSIONS} == PERMISSIONS


@pytest.mark.django_db
def test_migrate_takes_away_what_a_group_should_not_have():
    group = Group.objects.get(name="member")
    group.permissions.set(Group.objects.get(name="auditor").permissions.all())
    roles.sync_groups("default")
    assert permissions("member") == set()


@pytest.mark.django_db
def test_an_officer_signs_in_with_the_role():
    user = builders.make_user("officer", role="officer")
    assert user.has_perm("strands.view_milestone")
    assert not user.has_perm("strands.change_milestone")
    assert not user.has_perm("finance.view_monthlyposition")
    assert builders.make_meeting(date(2025, 1, 22)).date == date(2025, 1, 22)
