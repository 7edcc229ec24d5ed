"""Prove that nothing is lost when a step is cut off: imports, builds and publications killed at random, a full disk, a folder
that may not be written.

`python -m tools.recovery_proof` (`make prove-recovery`) makes a small company that grows by a day a round, imports it, builds
it and publishes it, in a folder of its own. After each kill and each fault it looks at what is there: the import and the
publication are whole, the histories that builds add to have lost and doubled nothing, and the next run is green by itself.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import json
import multiprocessing as mp
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tools.importer.imports import Request, run
from tools.project import ROOT
from tools.publish_proof import look

FORK = mp.get_context("fork")
DBT = Path(sys.executable).with_name("dbt")
FIRST_DAY = date(2026, 1, 5)
# What builds add to, and what no two rows of it share.
HISTORIES = {
    "main.kpi_as_reported": "history_name, kpi_row_id",
    "main.reported_records": "history_name, kpi_id, period_type, period_start, record_id",
    "main.source_health_history": "run_id, health_id",
}
# No step is waited for longer.
MOST_SECONDS = 1800
MEGABYTE = 1 << 20


@dataclass
class Company:
    """A small company whose exports grow by a day a round, and where its import, warehouse and publication are. `notes` is
    where dbt's own files and the output of the steps are."""

    work: Path
    notes: Path
    day: int = 250
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def source(self) -> Path:
        """The downloads."""
        return self.work / "downloads"

    @property
    def imports(self) -> Path:
        """The import."""
        return self.work / "imports"

    @property
    def warehouse(self) -> Path:
        """The warehouse."""
        return self.work / "warehouse/sales_kpis.duckdb"

    @property
    def published(self) -> Path:
        """The publication."""
        return self.work / "published"

    def write(self) -> None:
        """Write the downloads up to the day, and go on to the next."""
        self.source.mkdir(exist_ok=True)
        days = [FIRST_DAY + timedelta(number) for number in range(self.day)]
        reps, last = 4, days[-1]

        def table(name: str, header: str, rows: list[tuple[object, ...]]) -> None:
            with (self.source / name).open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(header.split(","))
                writer.writerows(rows)

        def later(day: date, more: int) -> date | str:
            return day + timedelta(more) if day + timedelta(more) <= last else ""

        users = [(f"u{n}", f"Rep {n}", f"u{n}@example.com", f"t{n % 2}", f"Team {n % 2}") for n in range(reps)]
        table("users.csv", "user_id,name,email,team_id,team_name", users)
        table(
            "accounts.csv", "account_id,name,owner_id", [(f"a{n}", f"Company {n}", f"u{n % reps}") for n in range(60)]
        )
        leads = [
            (f"l{n}", f"{day}T09:00:00Z", f"{day}T09:00:00Z", later(day, 5), f"u{n % reps}", f"a{n % 60}")
            for n, day in enumerate(days)
        ]
        table("leads.csv", "lead_id,created_at,inquiry_at,qualified_at,owner_id,account_id", leads)
        calls = [
            (f"c{n}", "call", f"{day}T10:30:00Z", f"l{n}", f"u{n % reps}", "outbound") for n, day in enumerate(days)
        ]
        table("activities.csv", "activity_id,activity_type,occurred_at,lead_id,user_id,direction", calls)
        deals = []
        for number, day in enumerate(days[::2]):
            closed = later(day, 20)
            outcome = ("won" if number % 3 else "lost") if closed else "open"
            deals.append(
                (f"d{number}", day, closed, outcome, 100 + number, "USD", f"a{number % 60}", f"u{number % reps}")
            )
        table("deals.csv", "deal_id,created_at,closed_at,outcome,amount,currency,account_id,owner_id", deals)
        terms = [(f"s{n}", f"a{n % 60}", day, later(day, 90), 1, 50 + n, "USD", 1) for n, day in enumerate(days[::3])]
        table(
            "subscriptions.csv",
            "subscription_id,account_id,starts_on,ends_on,quantity,unit_amount,currency,billing_interval_months",
            terms,
        )
        self.day += 1

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the steps."""
        more = {"SALES_KPIS_WAREHOUSE": str(self.warehouse), "SALES_KPIS_PUBLISHED": str(self.published)}
        return os.environ | more | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1", "TZ": "UTC", "DBT_USE_COLORS": "false"}

    def importing(self) -> subprocess.Popen[str]:
        """Start an import."""
        return self.started(
            sys.executable, "-m", "tools.importer", str(self.source), "--to", str(self.imports), "--currency", "USD"
        )

    def building(self) -> subprocess.Popen[str]:
        """Start a whole build with data tests."""
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)
        variables = (self.imports / "vars.yml").read_text(encoding="utf-8")
        folders = ["--target-path", str(self.notes / "target"), "--log-path", str(self.notes / "logs")]
        return self.started(str(DBT), "build", "--quiet", "--vars", variables, *folders)

    def publishing(self) -> subprocess.Popen[str]:
        """Start a publication of the last build."""
        return self.started(sys.executable, "-m", "tools.publish", "--target", str(self.notes / "target"))

    def started(self, *command: str) -> subprocess.Popen[str]:
        """Start a step, its output kept in a file of the folder."""
        with (self.notes / "output.txt").open("w", encoding="utf-8") as output:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT, text=True
            )

    def begun_and_ended(self) -> tuple[str, str]:
        """The builds that began and that ended last: dbt writes the manifest before it touches the warehouse."""
        files = [self.notes / "target" / name for name in ("manifest.json", "run_results.json")]
        begun, ended = (json.loads(file.read_text(encoding="utf-8"))["metadata"]["invocation_id"] for file in files)
        return begun, ended

    def output(self) -> str:
        """What the last step printed."""
        return (self.notes / "output.txt").read_text(encoding="utf-8", errors="replace")

    def green(self, what: str, start: Callable[[], subprocess.Popen[str]]) -> bool:
        """Run a step to its end; whether it went well."""
        is_green = start().wait(MOST_SECONDS) == 0
        self.counts[f"{what} that went well" if is_green else f"WRONG {what} failed: {self.output()[-600:]}"] += 1
        return is_green

    def refused(self, what: str, start: Callable[[], subprocess.Popen[str]], words: str = "") -> None:
        """Run a step that cannot go well; it says why in plain words."""
        code = start().wait(MOST_SECONDS)
        text = self.output()
        is_told = code not in (0, None) and words in text and (what.startswith("a build") or "Traceback" not in text)
        self.counts[f"{what}, refused with a message" if is_told else f"WRONG {what}: exit {code}: {text[-600:]}"] += 1

    def killed(self, what: str, start: Callable[[], subprocess.Popen[str]], seconds: float) -> None:
        """Start a step and kill it after so long."""
        step = start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            step.wait(seconds)
        step.send_signal(signal.SIGKILL)
        self.counts[
            f"{what} killed at work" if step.wait() == -signal.SIGKILL else f"{what} that had ended before the kill"
        ] += 1

    def expect(self, is_so: bool, what: str) -> None:
        """Count what was looked at."""
        self.counts[what if is_so else f"WRONG not so: {what}"] += 1


def import_state(folder: Path) -> str:
    """The digest of an import's manifest where all files are as it says; else what is wrong."""
    text = (folder / "import.json").read_bytes()
    for made in json.loads(text)["files"]:
        data = (folder / made["path"]).read_bytes()
        if len(data) != made["bytes"] or hashlib.sha256(data).hexdigest() != made.get(
            "sha256", hashlib.sha256(data).hexdigest()
        ):
            return f"mixture in {made['path']}"
    return hashlib.sha256(text).hexdigest()


def histories(warehouse: Path, work: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """The rows of the histories, read from a copy: to open a warehouse that was left would change it."""
    copy = work / "copy.duckdb"
    for end in ("", ".wal"):
        Path(f"{copy}{end}").unlink(missing_ok=True)
        if Path(f"{warehouse}{end}").exists():
            shutil.copy(f"{warehouse}{end}", f"{copy}{end}")
    with duckdb.connect(str(copy)) as connection:
        present = {
            f"{schema}.{table}"
            for schema, table in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        }
        return {
            name: Counter(connection.execute(f"select * from {name}").fetchall())
            for name in HISTORIES
            if name in present
        }


def doubled(work: Path) -> int:
    """How many keys of the histories come twice, in the copy that was read last."""
    with duckdb.connect(str(work / "copy.duckdb")) as connection:
        queries = [f"select count(*) - count(distinct ({key})) from {name}" for name, key in HISTORIES.items()]
        return sum(connection.execute(query).fetchall()[0][0] for query in queries)


def look_at_build(
    company: Company, before: dict[str, Counter[tuple[object, ...]]], last: str
) -> dict[str, Counter[tuple[object, ...]]]:
    """Look at histories and publication after something happened; the histories as they are now."""
    now = histories(company.warehouse, company.work)
    lost = sum((before.get(name, Counter()) - now.get(name, Counter())).total() for name in HISTORIES)
    company.expect(lost == 0, "histories that lost nothing")
    company.expect(doubled(company.work) == 0, "histories that doubled nothing")
    build, wrong = look(company.published)
    company.expect(not wrong and build == last, "publications that were whole and the last")
    return now


def kill_imports(company: Company, kills: int, dice: random.Random) -> None:
    """Imports killed at random: the old one is whole each time, and the next removes what is left."""
    company.write()
    run(Request((company.source,), company.imports))
    states = {import_state(company.imports)}
    started = time.monotonic()
    run(Request((company.source,), company.imports))
    usual = time.monotonic() - started
    for _ in range(kills):
        company.write()
        importer = FORK.Process(target=run, args=(Request((company.source,), company.imports),))
        importer.start()
        time.sleep(dice.uniform(0, 1.2 * usual))
        importer.kill()
        importer.join()
        company.counts[
            "imports killed at work"
            if importer.exitcode == -signal.SIGKILL
            else "imports that had ended before the kill"
        ] += 1
        state = import_state(company.imports)
        company.expect("mixture" not in state, "imports that were whole")
        if dice.random() < 0.5:
            run(Request((company.source,), company.imports))
            left = [path.name for path in company.imports.iterdir() if path.name.startswith(".staging")]
            company.expect(
                not left and len(list((company.imports / "versions").iterdir())) == 1,
                "left-overs that the next import removed",
            )
        states.add(import_state(company.imports))
    company.counts["different imports seen"] += len(states)


def built_and_published(company: Company) -> str:
    """Import, build and publish to the end; the id of the publication."""
    if company.green("imports", company.importing) and company.green("builds", company.building):
        company.green("publications", company.publishing)
    return look(company.published)[0]


def kill_builds(company: Company, kills: int, dice: random.Random) -> None:
    """Builds killed at random: the next is green by itself."""
    built_and_published(company)
    company.write()
    company.green("imports", company.importing)
    started = time.monotonic()
    company.green("builds", company.building)
    usual = time.monotonic() - started
    company.green("publications", company.publishing)
    last = look(company.published)[0]
    before = histories(company.warehouse, company.work)
    for number in range(kills):
        company.write()
        company.green("imports", company.importing)
        # hardly before the first model: until then, nothing is written
        company.killed("builds", company.building, dice.uniform(0.15, 1.0) * usual)
        between = look_at_build(company, before, last)
        begun, ended = company.begun_and_ended()
        if begun != ended:
            company.refused("a publication of a killed build", company.publishing, "Not published")
        else:
            company.green("publications after a kill before the build began or after it ended", company.publishing)
            company.expect(look(company.published)[0] == ended, "publications that were whole and the last")
            last = ended
        started = time.monotonic()
        is_built = company.green("builds", company.building)
        usual = time.monotonic() - started
        if is_built:
            company.green("publications", company.publishing)
            company.expect(look(company.published)[0] != last, "publications that took the place of the last")
            last = look(company.published)[0]
        before = look_at_build(company, between, last)
        print(f"build {number + 1} of {kills} killed", file=sys.stderr)


def kill_publishers(company: Company, kills: int, dice: random.Random) -> None:
    """Publishers killed at random: readers find the last publication, whole."""
    started = time.monotonic()
    company.green("publications", company.publishing)
    usual = time.monotonic() - started
    last = look(company.published)[0]
    for _ in range(kills):
        company.killed("publishers", company.publishing, dice.uniform(0.2, 1.1) * usual)
        build, wrong = look(company.published)
        company.expect(not wrong and build == last, "publications that were whole and the last")
    company.green("publications", company.publishing)
    company.expect(not list(company.published.glob(".staging*")), "left-overs of publishers that the next removed")


@contextlib.contextmanager
def small_disk(place: Path, size: int) -> Iterator[Callable[[str], None] | None]:
    """A file system of so many bytes; None where this user may not mount one. What is given changes its options."""
    place.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        yield None
        return
    try:
        yield lambda options: subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True) and None
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill_disk(company: Company) -> None:
    """A full disk and a folder that may not be written, for import, build and publication in turn."""
    last = look(company.published)[0]
    before = histories(company.warehouse, company.work)
    with small_disk(company.work / "disk", 400 * MEGABYTE) as changed:
        if changed is None:
            company.counts["disks that this user may not mount (left out)"] += 1
            return
        places = {name: company.work / "disk" / name for name in ("imports", "warehouse", "published")}
        for name, place in places.items():
            shutil.copytree(company.work / name, place, symlinks=True)
        notes = company.work / "notes"
        notes.mkdir()
        small = Company(company.work / "disk", notes, company.day, company.counts)
        small.write()
        # the import that was copied names the folder it was made in
        small.green("imports", small.importing)
        state, filler = import_state(small.imports), small.work / "filler"
        for fault in ("a full disk", "a folder that may not be written"):
            if fault == "a full disk":
                small.write()
                filler.write_bytes(bytes(max(shutil.disk_usage(small.work).free - 20_000, 0)))
            else:
                changed("ro")
            small.refused(f"an import with {fault}", small.importing, "nothing was changed")
            small.refused(f"a build with {fault}", small.building)
            small.refused(f"a publication with {fault}", small.publishing, "Not published")
            changed("rw")
            filler.unlink(missing_ok=True)
            company.expect(import_state(small.imports) == state, "imports that were whole")
            now = histories(small.warehouse, company.work)
            lost = sum((before[name] - now[name]).total() for name in HISTORIES)
            company.expect(lost == 0, "histories that lost nothing")
            company.expect(doubled(company.work) == 0, "histories that doubled nothing")
            build, wrong = look(small.published)
            company.expect(not wrong and build == last, "publications that were whole and the last")
            last = built_and_published(small)
            state, before = import_state(small.imports), histories(small.warehouse, company.work)


def main() -> int:
    """Run the proofs and print what was seen."""
    parser = argparse.ArgumentParser(prog="python -m tools.recovery_proof", description=__doc__)
    parser.add_argument("--imports", type=int, default=20)
    parser.add_argument("--builds", type=int, default=10)
    parser.add_argument("--publishers", type=int, default=10)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--without-disks", action="store_true", help="leave out the full disk and the read-only folder")
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        company = Company(Path(name), Path(name))
        kill_imports(company, asked.imports, dice)
        if asked.builds or asked.publishers:
            kill_builds(company, asked.builds, dice)
            kill_publishers(company, asked.publishers, dice)
            if not asked.without_disks:
                fill_disk(company)
    for what, count in sorted(company.counts.items()):
        print(f"  {count:6,}  {what}")
    wrong = sum(count for what, count in company.counts.items() if what.startswith("WRONG"))
    print(
        f"{time.monotonic() - started:.0f} seconds. "
        + (f"{wrong} things went wrong." if wrong else "Nothing was lost, doubled or mixed.")
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
