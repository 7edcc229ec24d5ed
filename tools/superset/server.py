"""Set Superset up in an environment of its own, start it, and stop it with everything that it started."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.project import ROOT

HOME = ROOT / ".superset"
BIN = HOME / "venv/bin"
CONFIG = ROOT / "examples/superset/superset_config.py"
ADDRESS = "127.0.0.1"
# seconds; on two busy cores each takes minutes
SETUP_LIMIT, START_LIMIT, STOP_LIMIT = 900, 300, 20


def environment(home: Path) -> dict[str, str]:
    """The environment variables of every Superset command; no analytics, no other configuration."""
    own = {
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(CONFIG),
        "FLASK_APP": "superset.app:create_app()",
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }
    return os.environ | own


def admin_password(home: Path) -> str:
    """The password that was made up at set-up."""
    return json.loads((home / "secrets.json").read_text(encoding="utf-8"))["admin_password"]


def write_secrets(home: Path) -> None:
    """Make up the key that signs sessions and the administrator's password, for the owner's eyes only."""
    made = {"secret_key": secrets.token_urlsafe(42), "admin_password": secrets.token_urlsafe(18)}
    handle = os.open(home / "secrets.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(made, file)


def superset(home: Path, *arguments: str) -> None:
    """Run a command of Superset; its output goes to home/setup.log.

    Raises:
        subprocess.CalledProcessError: it failed.
        subprocess.TimeoutExpired: it took longer than SETUP_LIMIT seconds.
    """
    with (home / "setup.log").open("a", encoding="utf-8") as log:
        command = [str(BIN / "superset"), *arguments]
        subprocess.run(command, env=environment(home), stdout=log, stderr=log, check=True, timeout=SETUP_LIMIT)


def set_up(home: Path) -> None:
    """Make Superset's own database, its administrator and its roles; nothing where they stand already."""
    done = home / ".set-up"
    if done.exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "secrets.json").exists():
        write_secrets(home)
    print("Setting Superset up (a few minutes, once) ...", flush=True)
    superset(home, "db", "upgrade")
    person = ("--username", "admin", "--firstname", "Local", "--lastname", "Admin", "--email", "admin@localhost")
    superset(home, "fab", "create-admin", *person, "--password", admin_password(home))
    superset(home, "init")
    done.touch()


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as found:
        found.bind((ADDRESS, 0))
        return found.getsockname()[1]


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers.

    Raises:
        RuntimeError: it ended, or did not answer within START_LIMIT seconds.
    """
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"Superset did not start; the end of {log}:\n{log.read_text(encoding='utf-8')[-2000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and its workers: they are one process group."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
            process.wait(STOP_LIMIT)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def running(home: Path, port: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Superset on the loopback interface, for as long as the block lasts: its address and its process."""
    url = f"http://{ADDRESS}:{port}"
    log = home / "server.log"
    command = [
        str(BIN / "gunicorn"), "--bind", f"{ADDRESS}:{port}", "--workers", "1", "--worker-class", "gthread", "--threads", "4",
        "--timeout", "120", "superset.app:create_app()",
    ]  # fmt: skip
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, env=environment(home), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until_up(url, process, log)
        yield url, process
    finally:
        stop(process)
