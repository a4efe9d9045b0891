"""What every test may ask for."""

import gc
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.template import Context, Template
from django.test import override_settings
from django.test.signals import template_rendered
from hypothesis import settings

from tests.crawling import demonstration
from tests.databases import MIGRATED, copies, drop_templates, open_database

# `make test` tries the same examples each time, so that it says of a change whether it is sound, and not of luck; `make soak`
# runs the same tests at ten times the count, on examples of its own. The first of many imports what it tests, which is slow.
settings.register_profile("quick", deadline=None, max_examples=100, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=1_000)
IS_SOAK = bool(os.environ.get("SENDPROG_SOAK"))
ON_POSTGRESQL = os.environ.get("SENDPROG_TEST_DATABASE") == "postgresql"
LONGEST = "test_programmes.py"
# Folders of what databases may do differently: rules, triggers, locks, histories, loads.
ON_BOTH = {"sendprog", "races", "properties"}
# The last two make databases of their own, of the kind that is tested.
REACHES_A_DATABASE = {
    "db",
    "transactional_db",
    "live_server",
    "django_db_setup",
    "make_scratch",
    "own_server",
}
settings.load_profile("soak" if IS_SOAK else "quick")


def examples(count: int) -> int:
    """So many examples of a property, and ten times as many in a soak."""
    return count * 10 if IS_SOAK else count


def in_turn(place: int, *, of: int) -> bool:
    """Whether this one of many like cases is tried: one in `of`, another on PostgreSQL than on SQLite; in a soak each."""
    return IS_SOAK or (place + ON_POSTGRESQL) % of == 0


def pairs(first: Iterable, second: Iterable, *, of: int) -> list[tuple]:
    """Of all pairs one in `of`, so that each value of either is tried with some of the other; in a soak each pair."""
    second = list(second)
    return [
        (one, other)
        for row, one in enumerate(first)
        for column, other in enumerate(second)
        if IS_SOAK or (row + column) % of == 0
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What can't reach a database runs once, with SQLite. In `make test` most of the rest runs on one of the databases."""
    chosen = [item for item in items if not ON_POSTGRESQL or reaches_a_database(item)]
    if os.environ.get("SENDPROG_TEST_IN_TURN"):
        others = set(turns_of_the_other(chosen))
        chosen = [item for item in chosen if item not in others]
    left = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    # The longest file goes first: begun last, one worker would be at it when the other has nothing left.
    items[:] = sorted(chosen, key=lambda item: item.path.name != LONGEST)


def pytest_collection_finish() -> None:
    """What is collected lives to the end: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def turns_of_the_other(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Every second file of a folder, since its tests share what is dear to make, and every second test that `takes_turns`.

    What databases may do differently (`both_databases`, and ON_BOTH) runs on both.
    """
    turning = [item for item in items if reaches_a_database(item) and not runs_on_both(item)]
    cases = [item for item in turning if item.get_closest_marker("takes_turns")]
    yield from cases[not ON_POSTGRESQL :: 2]
    together = [item for item in turning if not item.get_closest_marker("takes_turns")]
    files = sorted({item.path for item in together})
    for _, of_folder in groupby(files, key=lambda path: path.parent):
        others = set(list(of_folder)[not ON_POSTGRESQL :: 2])
        yield from (item for item in together if item.path in others)


def runs_on_both(item: pytest.Item) -> bool:
    """Whether databases may do differently what it tests: by its mark, else by its folder."""
    if item.get_closest_marker("both_databases"):
        return True
    return item.path.parent.name in ON_BOTH and not item.get_closest_marker("takes_turns")


def reaches_a_database(item: pytest.Item) -> bool:
    """pytest-django lets only those that ask for it through."""
    return bool(item.get_closest_marker("django_db") or REACHES_A_DATABASE & set(item.fixturenames))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The ten slowest files of a run of many."""
    seconds = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.partition("::")[0]] += report.duration
    if len(seconds) > 10:
        terminalreporter.section("ten slowest files")
        for name, taken in seconds.most_common(10):
            terminalreporter.write_line(f"{taken:7.1f} s  {name}")


def render_and_tell(template: Template, context: Context) -> str:
    """Django's test rendering, which copies the context of every template included; here of the whole page only."""
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def whole_pages_are_told(django_test_environment: None) -> Iterator[None]:
    """`response.context` is of the page; its parts are included thousands of times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render_and_tell)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """A copy of the run's migrated database, where pytest-django's own fixture would migrate in every worker."""
    with django_db_blocker.unblock():
        open_database(copies.name(MIGRATED))
    yield
    with django_db_blocker.unblock():
        copies.drop()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The first process removes the run's templates last: after pytest-django lets it connect."""
    if "PYTEST_XDIST_WORKER" not in os.environ and not config.getoption("reuse_db"):
        drop_templates()


@pytest.fixture(scope="module")
def published_demonstration(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration with its editions, on its own day, for all the tests of a module."""
    with django_db_blocker.unblock(), demonstration():
        yield


@pytest.fixture(scope="module")
def unpublished_demonstration(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration before its first edition, on its own day, for all the tests of a module."""
    with django_db_blocker.unblock(), demonstration(published=False):
        yield


@pytest.fixture
def nothing_cached() -> Iterator[None]:
    """For tests that put other bytes in an edition: its pages are cached for good, as its bytes never change."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def without_sidebar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin without its list of every kind of record, which is the same at the side of each of its pages.

    It is a third of the work of a page; tests of the index, of each role and of every page have it.
    """
    monkeypatch.setattr(admin.site, "enable_nav_sidebar", False)
    monkeypatch.setattr(admin.site, "get_app_list", lambda request, app_label=None: [])


@pytest.fixture(scope="module")
def static_files() -> Iterator[None]:
    """A test's Client serves static files too, from where they are written."""
    with override_settings(WHITENOISE_USE_FINDERS=True):
        yield
