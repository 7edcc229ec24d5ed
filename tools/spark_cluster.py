"""A Spark cluster of its own for a test: a master, two workers and a Thrift server from the wheel of pyspark, on free ports of loopback, gone afterwards.

Needs Java 17 or later, and pyspark beside it (.spark/venv).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
WORKERS = 2
PATIENCE = 120.0
# What a cluster of this size needs to answer small queries soon: few tasks, and no Java code of its own for each query,
# whose compilation costs more here than the rows.
SETTINGS = {
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.locality.wait": "0",
}
# Java that lives for minutes is soonest done with its quick compiler.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@dataclass
class Cluster:
    """Where the Thrift server listens, and the folder that the whole cluster sees."""

    host: str
    port: int
    folder: Path
    master: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """The variables that profiles.yml and the loader read."""
        return {
            "SALES_KPIS_SPARK_HOST": self.host,
            "SALES_KPIS_SPARK_PORT": str(self.port),
            "SALES_KPIS_SPARK_FILES": str(self.folder / "files"),
        }

    def stored(self, schema: str, table: str) -> Path:
        """The folder of Parquet files that a table is."""
        name = table if schema == "default" else f"{schema}.db/{table}"
        return self.folder / "warehouse" / name

    def kill_worker(self) -> None:
        """End a worker and what runs for it, as a machine that is gone."""
        worker = self.workers.pop()
        os.killpg(worker.pid, 9)
        worker.wait()

    def add_worker(self) -> None:
        """Start one more worker, with one core."""
        options = ["--host", "127.0.0.1", "--cores", "1", "--memory", "3g"]
        place = ["--work-dir", str(self.folder / "work"), "--webui-port", "0"]
        self.workers.append(
            self.start("spark-class", "org.apache.spark.deploy.worker.Worker", *options, *place, self.master)
        )

    def start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one of Spark's programs in a group of processes of its own; what it says goes to a file of the cluster's folder."""
        home = spark_home()
        name = f"{arguments[0].rsplit('.', 1)[-1]}-{len(list(self.folder.glob('*.log')))}.log"
        environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_DAEMON_MEMORY": "512m",
            "SPARK_DAEMON_JAVA_OPTS": JAVA,
            "TZ": "UTC",
        }
        with (self.folder / name).open("wb") as log:
            return subprocess.Popen(
                [str(home / "bin" / program), *arguments],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def spark_home() -> Path:
    """Where pyspark's wheel keeps Spark; end the program where it, or Java, is not there."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        sys.exit("pyspark is not installed in this environment: make .spark/.installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        sys.exit(
            "Spark needs Java 17 or later, and there is no java on the PATH and no JAVA_HOME "
            "(Debian and Ubuntu: apt-get install openjdk-17-jre-headless)."
        )
    return Path(found.origin).parent


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], what: str, folder: Path) -> None:
    """Wait until a port answers.

    Raises:
        RuntimeError: the process has ended, or does not answer within two minutes; with the end of its log.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    said = "".join(path.read_text(errors="replace")[-1500:] for path in sorted(folder.glob("*.log")))
    raise RuntimeError(f"{what} does not answer on port {port}: {said}")


@contextlib.contextmanager
def running_cluster(
    workers: int = WORKERS, memory: str = "2g", settings: dict[str, str] | None = None
) -> Iterator[Cluster]:
    """Start an empty cluster; stop it and delete its files at the end.

    Args:
        workers: how many, each with one core.
        memory: of the Thrift server and of each executor, as Spark writes it.
        settings: Spark's, before those for small queries.
    """
    folder = Path(tempfile.mkdtemp(prefix="sales_kpis_spark_"))
    port, server_port = free_port(), free_port()
    cluster = Cluster("127.0.0.1", server_port, folder, f"spark://127.0.0.1:{port}")
    (folder / "files").mkdir()
    started: list[subprocess.Popen[bytes]] = []
    try:
        address = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
        master = cluster.start("spark-class", "org.apache.spark.deploy.master.Master", *address)
        started.append(master)
        wait_for(port, master, "Spark's master", folder)
        for _ in range(workers):
            cluster.add_worker()
        started.extend(cluster.workers)
        given = SETTINGS | {
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.executor.memory": memory,
            "spark.driver.memory": memory,
            "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={folder}/metastore;create=true",
            "spark.hadoop.hive.server2.thrift.port": str(server_port),
            "spark.hadoop.hive.server2.thrift.bind.host": "127.0.0.1",
            "spark.driver.extraJavaOptions": f"{JAVA} -Dderby.system.home={folder} -Dderby.system.durability=test",
            "spark.executor.extraJavaOptions": JAVA,
        }
        options = [part for name, value in (given | (settings or {})).items() for part in ("--conf", f"{name}={value}")]
        server = cluster.start(
            "spark-submit", "--class", SERVER, "--master", cluster.master, *options, "spark-internal"
        )
        started.append(server)
        wait_for(server_port, server, "Spark's Thrift server", folder)
        yield cluster
    finally:
        for process in reversed(started):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)
