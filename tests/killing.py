"""Processes of their own on a test's database, killed at a statement of choice."""

import os
import signal
import subprocess
import sys

from django.conf import settings
from django.db import connection

# What the worker's code begins with: `dying` kills the process at the statement named on its command line.
PREAMBLE = """
import os, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from sendprog.models import User
asked = 0
def dying(execute, sql, params, many, context):
    global asked
    asked += 1
    if asked == int(sys.argv[1]):
        os.kill(os.getpid(), {signal})
    return execute(sql, params, many, context)
"""


def run_worker(
    code: str, statements: int, *, database: str = "", **environment: str
) -> subprocess.CompletedProcess:
    """A process that runs `code` after the preamble, to be killed at so many statements of its own."""
    told = {
        "DJANGO_SETTINGS_MODULE": "sendprog.settings",
        "SENDPROG_ENV": "development",
        "DATABASE_URL": database or database_url(),
    }
    whole = PREAMBLE.format(signal=int(signal.SIGKILL)) + code
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", whole, str(statements)],
        env=os.environ | told | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def database_url() -> str:
    """The address of the test database as another process opens it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    address = os.environ["TEST_DATABASE_URL"]
    before, _, query = address.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
