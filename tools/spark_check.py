"""Build the demo on a Spark cluster, then the HubSpot sample from a folder of exports, and compare every table of the marts with DuckDB's, cell by cell.

While the second build runs a worker is killed; after it the first reports of the first build are still there. `--part` builds
and compares a part of the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from pyhive import hive

from tools.dbt_build import parse_options
from tools.project import ROOT, is_built
from tools.same_tables import HISTORIES, compared, grown, parquet_rows
from tools.spark_cluster import Cluster, running_cluster
from tools.warehouse import mart_tables, quoted

DBT = Path(sys.executable).with_name("dbt")
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")
TABLES_BEFORE_THE_KILL = 40


def dbt(*arguments: str | Path, target: str = "spark") -> list[str]:
    """A command of dbt for the cluster, with parsed files of its own."""
    place = ["--target", target, "--target-path", str(ROOT / "target/spark")]
    return [str(DBT), "--no-use-colors", *map(str, arguments), *place]


def environment(given: dict[str, str]) -> dict[str, str]:
    """This process's variables and these."""
    return os.environ | given | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}


def run(command: Sequence[str], given: dict[str, str]) -> None:
    """Run a command in the project; end the program if it fails."""
    if subprocess.run(command, cwd=ROOT, env=environment(given), check=False).returncode:
        sys.exit(f"{' '.join(command)} failed.")


def load(cluster: Cluster, variables: Path | None = None) -> None:
    """Write the files for the cluster, as `make load-spark` does."""
    run([sys.executable, "-m", "tools.load", "spark", *([str(variables)] if variables else [])], cluster.environment())


def starts_without_tables(cluster: Cluster) -> bool:
    """Whether a run begins where nothing is loaded."""
    done = subprocess.run(
        dbt("run", "--select", "stg_generic__users"),
        cwd=ROOT,
        env=environment(cluster.environment()),
        capture_output=True,
        text=True,
        check=False,
    )
    is_told = "is not loaded on spark. Nothing was changed." in done.stdout
    print("a run before the tables are loaded", "is refused" if is_told else f"says: {done.stdout[-500:]}", flush=True)
    return done.returncode == 0 or not is_told


def build_under_a_kill(cluster: Cluster, variables: str) -> bool:
    """Build without tests, and kill a worker when so many tables are there; whether the build ends well."""
    command = dbt("build", "--vars", variables, *NO_TESTS)
    building = subprocess.Popen(
        command, cwd=ROOT, env=environment(cluster.environment()), stdout=subprocess.PIPE, text=True
    )
    assert building.stdout is not None
    made = 0
    for line in building.stdout:
        print(line, end="", flush=True)
        made += "OK created" in line
        if made == TABLES_BEFORE_THE_KILL and "OK created" in line:
            cluster.kill_worker()
            print(f"one of two workers was killed after {made} tables", flush=True)
    return building.wait() == 0 and made > TABLES_BEFORE_THE_KILL


@contextmanager
def asked(cluster: Cluster) -> Iterator[Any]:
    """A cursor of the Thrift server."""
    connection = hive.connect(
        cluster.host, cluster.port, username="reader", configuration={"spark.sql.session.timeZone": "UTC"}
    )
    try:
        yield connection.cursor()
    finally:
        connection.close()


def compare_all(cluster: Cluster, warehouse: Path, left_out: Sequence[str] = (), is_part: bool = False) -> int:
    """Compare the tables of the marts' schema, print counts and the first differences of each; give the number of rows that differ.

    Args:
        cluster: where they were built.
        warehouse: the DuckDB file.
        left_out: tables that are not compared.
        is_part: whether tables that Spark does not have are left out as well.
    """
    tables = rows = cells = differences = 0
    with duckdb.connect(str(warehouse), read_only=True) as built, asked(cluster) as cursor:
        built.execute("set TimeZone = 'UTC'")
        cursor.execute("show tables in main")
        there = {name for _, name, _ in cursor.fetchall()}
        left = (*left_out, *grown(built))
        for table in (name for name in mart_tables(built) if name not in left):
            if table not in there:
                if not is_part:
                    print(f"{table} is not on Spark", flush=True)
                    differences += 1
                continue
            folder = cluster.folder / "compared" / table
            cursor.execute(
                f"insert overwrite directory '{folder}' using parquet select * from main.{quoted(table).replace(chr(34), '`')}"
            )
            found = compared(built, table, parquet_rows(folder), "Spark")
            print("\n".join(found.faults), end="\n" if found.faults else "", flush=True)
            tables, rows, cells = tables + 1, rows + found.rows, cells + found.cells
            differences += found.differences
    print(
        f"{tables} tables, {rows:,} rows, {cells:,} cells compared with DuckDB: {differences} rows differ", flush=True
    )
    return differences if tables else 1


def first_reports(cluster: Cluster) -> int:
    """How many first reports of the demo are kept."""
    with asked(cluster) as cursor:
        cursor.execute("select count(*) from main.kpi_as_reported where history_name = 'demo'")
        return int(cursor.fetchone()[0])


def macros_differ(cluster: Cluster) -> bool:
    """Whether a macro gives something else on Spark than it must on every engine; pytest says what."""
    engine = {"DBT_TARGET": "spark", "SALES_KPIS_TEST_ENGINE": "spark"}
    command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "tests/python/test_macros.py"]
    environment = os.environ | cluster.environment() | engine
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0


def check_all(cluster: Cluster, warehouse: Path) -> bool:
    """Try the macros, build and compare twice; whether anything is wrong."""
    differ = macros_differ(cluster)
    early = starts_without_tables(cluster)
    load(cluster)
    run(dbt("build", "--exclude-resource-type", "unit_test"), cluster.environment())
    faults = compare_all(cluster, warehouse)
    kept = first_reports(cluster)

    given = json.dumps({"systems": ["hubspot"], "exports_dir": str(ROOT / "seeds/exports/hubspot")})
    variables, own = cluster.folder / "vars.yml", cluster.folder / "warehouse.duckdb"
    variables.write_text(given, encoding="utf-8")
    command = [str(DBT), "--quiet", "build", *parse_options(given), "--vars", given, *NO_TESTS]
    run(command, {"SALES_KPIS_WAREHOUSE": str(own)})
    load(cluster, variables)
    ends_well = build_under_a_kill(cluster, given)
    print(f"the build {'ends well' if ends_well else 'FAILS'} with a worker less", flush=True)
    faults += compare_all(cluster, own, HISTORIES)
    lost = kept - first_reports(cluster)
    print(f"first reports of the demo: {kept:,} before the second build, {lost} of them lost")
    return bool(differ or early or faults or lost or not kept or not ends_well)


def main() -> int:
    """Start a cluster, load, build and compare, stop."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--part", nargs="+", help="what to build of the demo, as dbt selects it; default: all, and a folder"
    )
    parser.add_argument("--warehouse", type=Path, help="a built DuckDB warehouse; default: that of make build")
    given = parser.parse_args()
    warehouse = given.warehouse or ROOT / "warehouse/sales_kpis.duckdb"
    if not given.warehouse and not is_built():
        sys.exit("The DuckDB warehouse is older than the project: run make build first.")
    with running_cluster() as cluster:
        if not given.part:
            return check_all(cluster, warehouse)
        load(cluster)
        run(dbt("build", "--exclude-resource-type", "unit_test", "--select", *given.part), cluster.environment())
        return compare_all(cluster, warehouse, is_part=True) > 0


if __name__ == "__main__":
    sys.exit(main())
