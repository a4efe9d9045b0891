"""Processes of their own on a test's database, killed at a statement of choice."""

import atexit
import json
import os
import signal
import subprocess
import sys
from functools import cache
from threading import Timer

from django.conf import settings
from django.db import connection

# Imports the site once, then forks a worker for each line that it reads, and says how that ended.
SERVER = """
import json, os, sys, traceback
from importlib import import_module
from tempfile import TemporaryFile
import django
django.setup()
from django.conf import settings
import_module(settings.ROOT_URLCONF)

def work(code, statements, out, err):
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.argv[1:] = [str(statements)]
    try:
        exec(code, {"__name__": "__main__"})
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)

for line in sys.stdin:
    code, statements = json.loads(line)
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        if not (child := os.fork()):
            work(code, statements, out, err)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = [file.seek(0) or file.read() for file in (out, err)]
    print(json.dumps([status, *texts]), flush=True)
"""
# What a worker's code begins with: `dying` kills the process at the statement named on its command line.
PREAMBLE = """
import os, sys
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
SECONDS = 60


def run_worker(
    code: str, statements: int, *, database: str = ""
) -> subprocess.CompletedProcess[str]:
    """A process that runs `code` after the preamble, to be killed at so many statements of its own."""
    server = server_on(database or database_url())
    whole = PREAMBLE.format(signal=int(signal.SIGKILL)) + code
    assert server.stdin and server.stdout
    late = Timer(SECONDS, server.kill)
    late.start()
    try:
        print(json.dumps([whole, statements]), file=server.stdin, flush=True)
        status, out, err = json.loads(server.stdout.readline())
    finally:
        late.cancel()
    return subprocess.CompletedProcess([code], status, out, err)


@cache
def server_on(database: str) -> subprocess.Popen[str]:
    """The process that forks workers on this database, until this one ends."""
    told = {
        "DJANGO_SETTINGS_MODULE": "sendprog.settings",
        "SENDPROG_ENV": "development",
        "DATABASE_URL": database,
    }
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVER],
        env=os.environ | told,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(end, server)
    return server


def end(server: subprocess.Popen[str]) -> None:
    for stream in (server.stdin, server.stdout):
        if stream:
            stream.close()
    server.wait()


def database_url() -> str:
    """The address of the test database as another process opens it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    address = os.environ["TEST_DATABASE_URL"]
    before, _, query = address.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
