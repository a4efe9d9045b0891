"""Our site and the bare one under gunicorn, with the same settings of workers and threads."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from sendprog.demo import DEVON, PROGRAMMES

ROOT = Path(__file__).resolve().parent.parent.parent
LOAD = Path(__file__).parent / "load.py"
PASSWORD = "for this bench alone"
GUNICORN = ["-m", "gunicorn", "--workers", "2"]
OF_OURS = ["--config", "deploy/gunicorn.conf.py"]
# As there, but for what loads our pages.
OF_THE_BARE_PAGE = ["--threads", "4", "--keep-alive", "75", "--preload", "--log-level", "warning"]


@dataclass(frozen=True)
class Server:
    """A site that is served on this machine; `first_page` is how long a fresh process took for one."""

    port: int
    pid: int
    first_page: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def session(self, username: str) -> str:
        """The cookie of someone who has signed in through the form."""
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        address = f"{self.url}/accounts/login/"
        with browser.open(address) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        assert token
        typed = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        request = urllib.request.Request(address, urlencode(typed).encode(), {"Referer": address})
        browser.open(request).close()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def requests_a_second(self, path: str = "/", cookie: str = "", *, seconds: float = 3) -> float:
        command = [sys.executable, str(LOAD), str(self.port), path, cookie, str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return float(done.stdout)

    def worker_megabytes(self) -> float:
        """The memory of the workers, each shared page counted in parts (PSS)."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        kilobytes = 0
        for child in children:
            rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
            kilobytes += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])
        return kilobytes / 1024


@contextmanager
def served(application: str, **environment: str) -> Iterator[Server]:
    """gunicorn with this application, until the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    is_ours = application.startswith("sendprog")
    settings = OF_OURS if is_ours else OF_THE_BARE_PAGE
    bind = ["--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, *GUNICORN, *settings, *bind, application]
    process = subprocess.Popen(command, cwd=ROOT, env=clean_environment() | environment)
    try:
        while not is_listening(port):
            assert process.poll() is None
            time.sleep(0.05)
        began = time.monotonic()
        path = "accounts/login/" if is_ours else ""
        urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30).close()
        yield Server(port, process.pid, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(timeout=30)


def clean_environment() -> dict[str, str]:
    own = ("SENDPROG_", "DJANGO_", "PYTEST_", "DATABASE_URL")
    return {name: text for name, text in os.environ.items() if not name.startswith(own)}


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def demonstration(folder: Path, programme: str = DEVON.slug) -> Iterator[Server]:
    """A demonstration with its editions, public, on a SQLite database in this folder."""
    shown = PROGRAMMES[programme]
    environment = {
        "PROGRAMME": programme,
        "SENDPROG_ENV": "development",
        "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
        "SENDPROG_DEMO_PASSWORD": PASSWORD,
        "SENDPROG_PUBLIC_EDITIONS": "1",
        "SENDPROG_COUNCIL": shown.council,
        "SENDPROG_AUTHORITY": shown.authority,
        "SENDPROG_TODAY": shown.today.isoformat(),
        "SENDPROG_DEMONSTRATION": shown.notice,
    }
    command = [sys.executable, "manage.py", "demo", "--no-serve"]
    subprocess.run(command, cwd=ROOT, env=clean_environment() | environment, check=True)
    with served("sendprog.wsgi", **environment) as server:
        yield server
