"""Set up and start sendprog with nothing but Python.

`python3 deploy/bootstrap.py demo`, on Windows `py deploy\\bootstrap.py demo`:

    install [--dev]   make .venv and install the locked dependencies, unless that is done already
    demo              install, then serve the demonstration on 127.0.0.1:8000 (PORT, PROGRAMME)
    letters           install, then print the letters that are due on the demonstration's day

Standard library only, with a syntax that Python 3.6 accepts: an old Python must be able to say that
it is too old.
"""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
WINDOWS = os.name == "nt"
VENV_PYTHON = (
    os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")
)
OLDEST = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3", "python")
PROBE = (
    "import sys, importlib.util as u; "
    "print(sys.version_info[0], sys.version_info[1], int(all(u.find_spec(m) for m in ('venv', 'ensurepip'))))"
)


class Missing(Exception):
    """Something that is missing on this machine; the message says what, and how to fix it."""


def probe(python):
    """(version, whether it has venv and ensurepip) of an interpreter; None if it does not run."""
    try:
        result = subprocess.run(
            [python, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60
        )
        major, minor, has_venv = result.stdout.split()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return (int(major), int(minor)), has_venv == b"1"


def candidates():
    """The interpreters to try: only PYTHON if it is set, else those on this machine."""
    chosen = os.environ.get("PYTHON")
    if chosen:
        return [chosen]
    paths = [shutil.which(name) for name in NAMES]
    return [path for path in paths if path] + [sys.executable]


def dotted(version):
    return "{}.{}".format(*version)


def choose_python(uv):
    """An interpreter that is new enough and can make an environment.

    With uv it needs no venv module.
    """
    too_old, without_venv = [], []
    for python in candidates():
        answer = probe(python)
        if answer is None:
            continue
        version, has_venv = answer
        if version < OLDEST:
            too_old.append(version)
        elif has_venv or uv:
            return python
        else:
            without_venv.append(version)
    if without_venv:
        version = dotted(max(without_venv))
        raise Missing(
            f"Python {version} is here, but without its venv module.\n"
            f"On Debian and Ubuntu: apt-get install python{version}-venv"
        )
    reason = "none was found"
    if too_old:
        reason = f"this is {dotted(max(too_old))}"
    elif os.environ.get("PYTHON"):
        reason = f"PYTHON={os.environ['PYTHON']} does not run"
    raise Missing(
        f"Python {dotted(OLDEST)} or newer is needed, {reason}.\n"
        "Install one, or name one that is not on PATH: PYTHON=/path/to/python make demo"
    )


def make_environment(uv):
    """Make .venv unless there is one that works."""
    answer = probe(VENV_PYTHON)
    if answer is not None and answer[0] >= OLDEST:
        return
    python = choose_python(uv)
    print(f"Making .venv with {python} ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    run([uv, "venv", "--quiet", "--python", python, VENV] if uv else [python, "-m", "venv", VENV])


def install(dev=False):
    """Install the packages of the lock file with their hashes, unless they are installed already."""
    name = "requirements-dev.txt" if dev else "requirements.txt"
    with open(os.path.join(ROOT, name), "rb") as lock:
        digest = hashlib.sha256(lock.read()).hexdigest()
    uv = shutil.which("uv")
    make_environment(uv)
    stamp = os.path.join(VENV, name + ".sha256")
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == digest:
                return
    print(f"Installing {name} (a minute or two, the first time) ...", flush=True)
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", VENV_PYTHON]
    else:
        command = [
            VENV_PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ]
        if subprocess.call([VENV_PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL):
            run([VENV_PYTHON, "-m", "ensurepip"])
    run([*command, "--require-hashes", "-r", os.path.join(ROOT, name)])
    with open(stamp, "w") as file:
        file.write(digest)


def run(command):
    """Run a command; Missing if it fails, after its own output."""
    code = subprocess.call(command, cwd=ROOT)
    if code:
        raise Missing(f"This failed with exit code {code}: {' '.join(command)}")


def free_port():
    """PORT, or 8000; Missing if it is invalid or in use."""
    text = os.environ.get("PORT") or "8000"
    if not re.match("^[0-9]{1,5}$", text) or not 0 < int(text) < 65536:
        raise Missing(f"PORT is {text[:20]!r}: write a number from 1 to 65535.")
    with socket.socket() as listener:
        if not WINDOWS:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(text)))
        except OSError as error:
            other = 8001 if text == "8000" else 8000
            retry = (
                f"set PORT={other}, then: py deploy\\bootstrap.py demo"
                if WINDOWS
                else f"PORT={other} make demo"
            )
            reason = (error.strerror or str(error)).lower()
            raise Missing(
                f"Port {text} on 127.0.0.1 can't be used: {reason}.\n"
                f"Stop what uses it, or take another: {retry}"
            ) from error
    return text


def demo(*options):
    """Serve the demonstration, or do what the options of the command say."""
    port = free_port()
    install()
    environment = dict(os.environ, SENDPROG_ENV="development", PORT=port)
    programme = environment.get("PROGRAMME")
    if programme and re.match("^[a-z]+$", programme):
        # Each demonstration has a database of its own.
        database = "sqlite:///" + os.path.join(ROOT, "var", programme + ".sqlite3")
        environment.setdefault("DATABASE_URL", database)
    os.chdir(ROOT)
    command = [VENV_PYTHON, "manage.py", "demo", *options]
    if WINDOWS:
        sys.exit(subprocess.call(command, env=environment))
    sys.stdout.flush()
    os.execve(VENV_PYTHON, command, environment)


def main(arguments):
    if arguments == ["install"]:
        install()
    elif arguments == ["install", "--dev"]:
        install(dev=True)
    elif arguments == ["demo"]:
        demo()
    elif arguments == ["letters"]:
        demo("--letters")
    else:
        raise Missing("Usage: python3 deploy/bootstrap.py install | install --dev | demo | letters")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Missing as missing:
        sys.exit(f"\n{missing}\n")
    except KeyboardInterrupt:
        sys.exit(130)
