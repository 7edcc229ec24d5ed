"""Prove what publishing promises: readers open publications while builds write and publishers are killed.

`python -m tools.publish_proof` makes a copy of the built warehouse, builds into it and publishes from it, while readers
in processes of their own open what is published, by its three ways. What each reader saw is counted and printed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from queue import Empty
from typing import Any

import duckdb
from python_calamine import CalamineWorkbook

from tools import versions
from tools.digest.content import read as digest_of
from tools.digest.rendering import rendered
from tools.digest_proof import senders_are_killed, writers_are_killed
from tools.project import ROOT
from tools.publish.__main__ import WAREHOUSE, published
from tools.publish.last_build import LastBuild, NotPublishable, last_build
from tools.publish.marts import BI, DATABASE, HISTORIES, LANGUAGES, MANIFEST, PARQUET, checksum
from tools.publish.workbook import CSV, file_name

FORK = mp.get_context("fork")
PAUSE_SECONDS = 0.02
# What was counted and is as it should be; everything else went wrong.
GOOD = ("saw ", "killed at work", "had ended", "versions that became", "opens", "senders ", "writers ", "digests that ")


def unlike_manifest(version: Path) -> list[str]:
    """The files of a version that are not there, not as its manifest says, or not named in it."""
    manifest = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    named = [table["parquet"] for table in manifest["tables"].values()]
    named += [manifest["database"], *manifest[HISTORIES].values()]
    known = {file["path"]: file for file in named} | manifest["files"]
    found = {path.relative_to(version).as_posix() for path in version.rglob("*") if path.is_file()} - {MANIFEST}
    changed = {name for name in found & set(known) if checksum(version / name)["sha256"] != known[name]["sha256"]}
    return sorted(changed | (found ^ set(known)))


def same_version(version: Path) -> str:
    """What is wrong with one version ('' where nothing is): manifest, database, Parquet and workbooks are of one build."""
    unlike = unlike_manifest(version)
    if unlike:
        return f"not as the manifest says: {', '.join(unlike)}"
    manifest = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    files = [str(version / folder / "*.parquet") for folder in (PARQUET, BI)]
    found = duckdb.execute("select distinct value from parquet_kv_metadata(?) where key = 'build_id'", [files])
    marks = {bytes(value).decode() for (value,) in found.fetchall()}
    with duckdb.connect(str(version / DATABASE), read_only=True) as connection:
        [(database, rows)] = connection.execute(
            "select (select build_id from publication.build), (select count(*) from main.kpi_scorecard)"
        ).fetchall()
    if marks != {manifest["build_id"]} or database != manifest["build_id"]:
        return f"mixture: manifest {manifest['build_id']}, database {database}, Parquet {sorted(marks)}"
    parquet = duckdb.execute("select count(*) from read_parquet(?)", [str(version / "parquet/kpi_scorecard.parquet")])
    if (rows,) != parquet.fetchone() or rows != manifest["tables"]["kpi_scorecard"]["rows"]:
        return "rows differ"
    return ""


def look(folder: Path) -> tuple[str, str]:
    """Open what is published as tools would, and as a careful reader would.

    Returns:
        The build that the plain path showed, and what was wrong with it or with the version that `current` leads to.
    """
    try:
        with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
            [(database,)] = connection.execute("select build_id from publication.build").fetchall()
        for language in LANGUAGES:
            CalamineWorkbook.from_path(folder / file_name(language)).get_sheet_by_index(0).to_python()
        duckdb.execute("select count(*) from read_csv(?)", [str(folder / CSV)]).fetchall()
        return database, same_version((folder / versions.CURRENT).resolve())
    except Exception as error:
        return "", f"{type(error).__name__}: {str(error)[:120]}"


def read_on(folder: Path, stop: Any, seen: Any) -> None:
    """Open until told to stop, and report what was seen."""
    while not stop.is_set():
        seen.put(look(folder))
        time.sleep(PAUSE_SECONDS)


def build_into(warehouse: Path, work: Path) -> None:
    """Build some marts of the copy again, in a process of its own, as dbt does."""
    os.environ["SALES_KPIS_WAREHOUSE"] = str(warehouse)
    from dbt.cli.main import dbtRunner

    common = ["--quiet", "--target-path", str(work / "target"), "--log-path", str(work / "logs")]
    done = dbtRunner().invoke(["run", "--select", "kpi_scorecard", "rep_scorecard", *common])
    sys.exit(0 if done.success else 1)


def in_process(target: Any, *arguments: Any) -> Any:
    """Start a function in a process of its own."""
    process = FORK.Process(target=target, args=arguments)
    process.start()
    return process


def readers_meet_builds(work: Path, warehouse: Path, build: LastBuild, builds: int, opens: int) -> Counter[str]:
    """Builds and publications, one after the other, while two readers open what is published."""
    folder, counts = work / "published", Counter[str]()
    published(folder, warehouse, replace(build, build_id="build-0"), True)
    stop, seen = FORK.Event(), FORK.Queue()
    readers = [in_process(read_on, folder, stop, seen) for _ in range(2)]
    looks = 0
    for number in range(1, builds + 1):
        building = in_process(build_into, warehouse, work)
        building.join()
        counts["builds that failed"] += building.exitcode != 0
        published(folder, warehouse, replace(build, build_id=f"build-{number}"), True)
    while looks < opens or any(reader.is_alive() for reader in readers):
        if looks >= opens:
            stop.set()
        try:
            name, wrong = seen.get(timeout=1)
        except Empty:
            if any(reader.is_alive() for reader in readers):
                continue
            break
        looks += 1
        counts[wrong or f"saw {name}"] += 1
    for reader in readers:
        reader.join()
        counts["readers that died"] += reader.exitcode != 0
    counts["opens"] = looks
    return counts


def publishers_are_killed(work: Path, warehouse: Path, build: LastBuild, kills: int) -> Counter[str]:
    """Publishers that are killed at any moment, each followed by a look at what is published."""
    folder, counts, dice = work / "killed", Counter[str](), random.Random(7)
    started = time.monotonic()
    published(folder, warehouse, replace(build, build_id="kill-0"), True)
    whole = time.monotonic() - started
    for number in range(1, kills + 1):
        publisher = in_process(published, folder, warehouse, replace(build, build_id=f"kill-{number}"), True)
        time.sleep(dice.uniform(0, 1.2 * whole))
        os.kill(publisher.pid, signal.SIGKILL)
        publisher.join()
        counts["killed at work" if publisher.exitcode == -signal.SIGKILL else "had ended"] += 1
        name, wrong = look(folder)
        counts[wrong or "saw a whole version"] += 1
        counts["versions that became the published one"] += name == f"kill-{number}"
    return counts


def digests_are_killed(work: Path, kills: int) -> Counter[str]:
    """Senders and writers of digests of the publication that killed publishers left, killed in turn."""
    folder, dice = work / "killed", random.Random(8)
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        scopes = connection.execute(
            "select distinct case scope_type when 'company' then 'company' else scope_type || ':' || scope_id end"
            " from kpi_scorecard where is_as_due and scope_type in ('company', 'team') order by 1"
        ).fetchall()
    counts = senders_are_killed(folder, work, [scope for (scope,) in scopes], kills, dice)
    digest = rendered(digest_of(folder, "company:all", "en"), None)
    return counts + writers_are_killed(digest, work / "digest", kills, dice)


def main() -> int:
    """Run the proofs and print what was seen."""
    parser = argparse.ArgumentParser(prog="python -m tools.publish_proof", description=__doc__)
    parser.add_argument("--builds", type=int, default=10)
    parser.add_argument("--opens", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    asked = parser.parse_args()
    if not WAREHOUSE.exists():
        print(f"There is no warehouse at {WAREHOUSE} to publish: run make build first.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        warehouse = work / "sales_kpis.duckdb"
        shutil.copy(WAREHOUSE, warehouse)
        try:
            with duckdb.connect(str(warehouse), read_only=True) as connection:
                build = last_build(ROOT / "target", connection, warehouse)
        except NotPublishable as refusal:
            print(refusal, file=sys.stderr)
            return 1
        proofs = {
            f"{asked.builds} builds and publications under readers": readers_meet_builds(
                work, warehouse, build, asked.builds, asked.opens
            ),
            f"{asked.kills} publishers killed": publishers_are_killed(work, warehouse, build, asked.kills),
            f"{asked.kills} senders and {asked.kills} writers of digests killed": digests_are_killed(work, asked.kills),
        }
    failed = 0
    for title, counts in proofs.items():
        print(title)
        for what, count in sorted(counts.items()):
            print(f"  {count:6,}  {what}")
            good = what.startswith(GOOD)
            failed += count if not good else 0
    print(
        "No reader met an error or a mixture, and no digest came twice."
        if not failed
        else f"{failed} looks or builds went wrong."
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
