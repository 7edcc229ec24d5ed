"""Prove that a build which leaves what is unchanged ends in exactly the state of a full build.

`python -m tools.increments_proof --steps 40` (`make prove-increments`) makes a small company and applies weeks of changes in
random order: new parts with late, changed, merged and deleted rows, files rewritten, deleted, touched and spoilt, other
targets, settings, definitions and variables, tables changed by hand, builds of a part and builds that fail. After each it
builds the warehouse, builds everything anew (--full-refresh) in a copy of the warehouse as it was before, and compares every
table of every schema, cell by cell.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from tests.independent.folders import make_folder
from tools.dbt_runs import BUILD, Run, Runner
from tools.project import ROOT
from tools.warehouse import quoted

Row = dict[str, str]
# What tells one run from another, in the histories.
OF_A_RUN = {"reported_by_run", "reported_at", "struck_at", "history_id", "run_id", "ran_at"}
# These come in numbered parts; a share of their rows waits to come later.
IN_PARTS = ("leads", "deals", "activities", "meetings", "subscriptions")
# Tables that outlive builds: nobody makes them anew, so nobody changes them by hand here.
HISTORIES = ("kpi_as_reported", "reported_records", "struck_reports", "source_health_history")
SETTINGS = {"touch_cap": (2, 12), "touch_gap_minutes": (0, 30), "amber_ratio": (0.5, 1)}
TABLES = (
    "select schema_name, table_name from duckdb_tables() where database_name = '{0}' and schema_name <> 'increments' "
    "union all select schema_name, view_name from duckdb_views() where database_name = '{0}' and not internal order by 1, 2"
)


def read(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, rows: list[Row], header: list[str]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, extrasaction="ignore", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class Company:
    """A small company whose files change, and the warehouse that is built from them build by build."""

    def __init__(self, work: Path, rng: Random, months: int, selection: Sequence[str], chosen: Sequence[str]) -> None:
        self.rng = rng
        self.chosen = chosen
        self.selection = ["--select", *selection] if selection else []
        self.work = work
        self.folder = work / "exports"
        self.variables = make_folder(self.folder, rng.randrange(1000), True, months, absent=[])
        self.variables["reporting_currency"] = "USD"
        for name, text in (("fx_rates", "currency,valid_on,rate\nUSD,1990-01-01,1\nEUR,1990-01-01,1.1\n"),):
            (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        self.headers: dict[str, list[str]] = {}
        self.waiting: dict[str, list[Row]] = {}
        for export in IN_PARTS:
            path = self.folder / f"{export}.csv"
            rows = read(path)
            self.headers[export] = list(rows[0])
            self.waiting[export] = [row for row in rows if rng.random() < 0.2]
            self.part(export, [row for row in rows if row not in self.waiting[export]])
            path.unlink()
        self.runner = Runner(work, ROOT)

    @property
    def warehouse(self) -> Path:
        """The warehouse that goes from build to build."""
        return self.work / "kept/warehouse.duckdb"

    def build(self, name: str, *options: str) -> str:
        """Build; what failed, '' where nothing did."""
        os.environ.pop("SALES_KPIS_WAREHOUSE", None)
        selection = [] if "--select" in options else self.selection
        message, _ = self.runner.run(Run(name, (*BUILD, *options, *selection), self.variables))
        DuckDBConnectionManager.close_all_connections()
        return message

    def parts(self, export: str) -> list[Path]:
        """The files of an export, in their order."""
        return sorted(self.folder.glob(f"{export}_[0-9]*.csv"))

    def part(self, export: str, rows: list[Row]) -> str:
        """Add a part with these rows."""
        numbers = [int(path.stem.rsplit("_", 1)[1]) for path in self.parts(export)]
        path = self.folder / f"{export}_{max(numbers, default=0) + 1:03}.csv"
        write(path, rows, self.headers[export])
        return f"{path.name} with {len(rows)} rows"

    # Changes: each makes one and says which.

    def new_part(self) -> str:
        """Rows that waited, some of them long past, or a part without a row."""
        export = self.rng.choice(IN_PARTS)
        count = self.rng.choice([0, 1, 5, 20])
        rows, self.waiting[export] = self.waiting[export][:count], self.waiting[export][count:]
        return self.part(export, rows)

    def day(self) -> str:
        """A few activities that waited; mostly with one that is there already for another lead, or beside leads that waited."""
        rows, self.waiting["activities"] = self.waiting["activities"][:3], self.waiting["activities"][3:]
        told = []
        if self.rng.random() < 0.5:
            known = [row for path in self.parts("activities") for row in read(path)]
            one, other = self.rng.sample(known, 2)
            rows = [*rows, one | {"lead_id": other["lead_id"]}]
        if self.rng.random() < 0.5:
            leads, self.waiting["leads"] = self.waiting["leads"][:2], self.waiting["leads"][2:]
            told.append(self.part("leads", leads))
        return " and ".join([self.part("activities", rows), *told])

    def changed_rows(self) -> str:
        """A part with rows that are there already, a column of each as in another row, or one more time as they are."""
        export = self.rng.choice(IN_PARTS)
        rows = [row for path in self.parts(export) for row in read(path)]
        column = self.rng.choice([name for name in self.headers[export] if name != f"{export[:-1]}_id"])
        changed = [dict(row) for row in self.rng.sample(rows, min(4, len(rows)))]
        for row in changed:
            row[column] = self.rng.choice(rows)[column]
        return f"changed {column}: " + self.part(export, changed)

    def merged(self) -> str:
        """A part in which a lead or a deal is merged into another or deleted."""
        export = self.rng.choice(("leads", "deals"))
        rows = [row for path in self.parts(export) for row in read(path)]
        one, other = self.rng.sample(rows, 2)
        key = f"{export[:-1]}_id"
        more = {"merged_into_id": other[key]} if self.rng.random() < 0.6 else {"is_deleted": "true"}
        known = {name: cell for name, cell in more.items() if name in self.headers[export]}
        return f"{known}: " + self.part(export, [one | known])

    def any_file(self) -> Path:
        """A file of an export with some rows."""
        names = (
            *IN_PARTS,
            "users",
            "accounts",
            "orders",
            "survey_responses",
            "presentation_sessions",
            "brand_mentions",
        )
        paths = [path for name in names for path in self.folder.glob(f"{name}*.csv")]
        return self.rng.choice([path for path in paths if len(read(path)) > 3])

    def deleted_rows(self) -> str:
        """Take rows out of a file, or change their order."""
        path = self.any_file()
        rows = read(path)
        header = list(rows[0])
        self.rng.shuffle(rows)
        write(path, rows[self.rng.choice([0, 1, 3]) :], header)
        return path.name

    def deleted_file(self) -> str:
        """Take a part away, mostly not the last."""
        paths = self.parts(self.rng.choice(IN_PARTS))
        if len(paths) < 2:
            return self.touched()
        path = self.rng.choice(paths)
        path.unlink()
        return path.name

    def same_size(self) -> str:
        """Change a digit of a file, which keeps its size and time."""
        path = self.any_file()
        text, stat = path.read_text(encoding="utf-8"), path.stat()
        begin = text.index("\n")
        places = [match.start() for match in re.finditer("[1-8]", text[begin:])]
        place = begin + self.rng.choice(places)
        path.write_text(text[:place] + str(int(text[place]) + 1) + text[place + 1 :], encoding="utf-8", newline="")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        return path.name

    def touched(self) -> str:
        """Change the time of every file, or the folder's name, and nothing else."""
        if self.rng.random() < 0.5:
            self.folder = self.folder.rename(self.work / f"exports_{self.rng.randrange(10**6)}")
            self.variables["exports_dir"] = str(self.folder)
            return f"the folder is {self.folder.name}"
        for path in self.folder.iterdir():
            path.touch()
        return "every file"

    def target(self) -> str:
        """Another value of a target."""
        path = self.folder / "kpi_targets.csv"
        rows = read(path)
        row = self.rng.choice([row for row in rows if row["target_value"]])
        row["target_value"] = str(round(float(row["target_value"]) * self.rng.choice([0.9, 0.99, 1.1]), 4))
        row["stretch_value"] = ""
        write(path, rows, list(rows[0]))
        return f"{row['kpi_id']} {row['target_value']}"

    def setting(self) -> str:
        """Another setting."""
        name, (low, high) = self.rng.choice(list(SETTINGS.items()))
        value = str(
            self.rng.randint(low, high) if isinstance(high, int) and high > 1 else round(self.rng.uniform(low, high), 2)
        )
        path = self.folder / "settings.csv"
        rows = [row for row in read(path) if row["setting"] != name]
        write(path, [*rows, {"setting": name, "value": value}], ["setting", "value"])
        return f"{name} {value}"

    def definition(self) -> str:
        """Another minimal sample of a KPI."""
        path = self.folder / "kpi_definitions.csv"
        rows = read(path) if path.exists() else read(ROOT / "seeds/reference/kpi_definitions.csv")
        row = self.rng.choice(rows)
        column = self.rng.choice([name for name in ("min_sample", "maturity_days") if name in row])
        row[column] = str(self.rng.randint(1, 12))
        write(path, rows, list(rows[0]))
        return f"{row['kpi_id']} {column} {row[column]}"

    def variable(self) -> str:
        """Another value of a variable; the as-of date moves by a week, mostly forwards."""
        given = self.variables
        if self.rng.random() < 0.5:
            day = date.fromisoformat(given.get("as_of_date") or "2025-01-15")
            days = self.rng.choice([7, 7, 7, 31, -7])
            change = {"as_of_date": self.rng.choice([None, (day + timedelta(days)).isoformat()])}
        else:
            choices: dict[str, list[Any]] = {
                "earliest_date": [None, "2024-06-01", "2024-08-15"],
                "gross_margin": [0.5, 0.8],
                "match_across_systems": [True, False],
                "fiscal_year_start_month": [1, 4],
                "reporting_time_zone": ["UTC", "Asia/Kolkata"],
                "subscription_ends_on": ["first_day_without", "last_day_with"],
                "imported_on": [None, "2025-01-10"],
            }
            name = self.rng.choice(list(choices))
            change = {name: self.rng.choice([value for value in choices[name] if value != given.get(name)])}
        given.update(change)
        return str(change)

    def by_hand(self) -> str:
        """Somebody drops a table, or changes its rows' number or its columns."""
        with duckdb.connect(str(self.warehouse)) as connection:
            names = connection.execute(
                "select schema_name || '.' || table_name from duckdb_tables() where estimated_size > 1 and schema_name <> 'increments' "
                "and table_name not in (select unnest(?)) order by 1",
                [list(HISTORIES)],
            ).fetchall()
            table = self.rng.choice(names)[0]
            change = self.rng.choice(
                [
                    f"drop table {table}",
                    f"delete from {table} where rowid = 0",
                    f"insert into {table} from {table} limit 1",
                    f"alter table {table} add column by_hand integer",
                    f"create or replace table {table} as from {table} limit 1",
                ]
            )
            connection.execute(change)
        return change

    def of_a_part(self) -> str:
        """A build of some models, with what they are made from or without."""
        models = sorted(path.stem for path in (ROOT / "models").rglob("*.sql") if "staging" not in path.parts)
        chosen = [
            self.rng.choice(["", "+"]) + name + self.rng.choice(["", "+1"]) for name in self.rng.sample(models, 3)
        ]
        # another as-of date in the models that are built is a mixture until the whole is built
        self.build("kept", "--select", *chosen)
        return " ".join(chosen)

    def failing(self) -> str:
        """A build that stops at a file, which is put right afterwards."""
        path = self.rng.choice(self.parts(self.rng.choice(IN_PARTS)))
        good = path.read_bytes()
        path.write_bytes(good + b'"a quote that is never closed')
        assert self.build("kept"), "a build of a broken file is green"
        path.write_bytes(good)
        return path.name

    @property
    def changes(self) -> list[Callable[[], str]]:
        """What can happen, what happens often more than once."""
        rows = (
            [self.new_part] * 3 + [self.changed_rows] * 2 + [self.merged] * 2 + [self.deleted_rows, self.deleted_file]
        )
        files = [self.same_size, self.touched, self.target, self.setting, self.definition]
        every = [
            *rows,
            *files,
            *[self.day] * 3,
            self.variable,
            self.variable,
            self.by_hand,
            self.of_a_part,
            self.failing,
        ]
        return [change for change in every if change.__name__ in self.chosen or not self.chosen]


def differences(kept: Path, full: Path) -> list[str]:
    """Where two warehouses differ, a line for each table; empty where nowhere."""
    found = []
    with duckdb.connect(str(kept), read_only=True) as connection:
        connection.execute(f"attach '{full}' as full_build (read_only)")
        here = connection.execute(TABLES.format(kept.stem)).fetchall()
        there = connection.execute(TABLES.format("full_build")).fetchall()
        if here != there:
            found.append(f"only in one: {sorted(set(here) ^ set(there))}")
        for schema, table in sorted(set(here) & set(there)):
            name = f"{quoted(schema)}.{quoted(table)}"
            columns = [column for column, *_ in connection.execute(f"describe {name}").fetchall()]
            others = [column for column, *_ in connection.execute(f"describe full_build.{name}").fetchall()]
            if columns != others:
                found.append(f"{schema}.{table}: columns {sorted(set(columns) ^ set(others)) or 'in another order'}")
                continue
            listed = ", ".join(quoted(column) for column in columns if column not in OF_A_RUN)
            one, other = f"select {listed} from {name}", f"select {listed} from full_build.{name}"
            rows = connection.execute(
                f"select 'kept' as build, * from ({one} except all {other}) union all select 'full', * from ({other} except all {one})"
            ).fetchall()
            if rows:
                found.append(f"{schema}.{table}: {len(rows)} rows, for example {rows[0]} and {rows[-1]}")
    return found


def unchanged(warehouse: Path, before: Path) -> tuple[int, int]:
    """How many tables a build left as they were, and how many there are; told apart by their notes and places."""
    query = (
        "select schema_name || table_name, comment, table_oid from duckdb_tables() where schema_name <> 'increments'"
    )
    with duckdb.connect(str(warehouse), read_only=True) as now, duckdb.connect(str(before), read_only=True) as then:
        old = set(then.execute(query.replace(", table_oid", "")).fetchall())
        new = set(now.execute(query.replace(", table_oid", "")).fetchall())
    return len(old & new), len(new)


def prove(work: Path, asked: argparse.Namespace) -> int:
    """Apply changes and compare; how many comparisons found a difference."""
    rng = Random(asked.seed)
    company = Company(work, rng, asked.months, asked.select, asked.changes)
    assert not (message := company.build("kept")), message
    wrong, counts = 0, Counter[str]()
    deck: list[Callable[[], str]] = []
    before = work / "full/warehouse.duckdb"
    before.parent.mkdir()
    for step in range(1, asked.steps + 1):
        told = []
        # the first build follows a day as most days are
        for _ in range(rng.randint(asked.least_changes, asked.most_changes) if step > 1 else 1):
            if not deck:
                deck = company.changes
                rng.shuffle(deck)
            change = deck.pop() if step > 1 else company.day
            told.append(f"{change.__name__} ({change()})")
            counts[change.__name__] += 1
        shutil.copy(company.warehouse, before)
        started = time.process_time()
        message = company.build("kept")
        took = time.process_time() - started
        left, tables = unchanged(company.warehouse, before)
        started = time.process_time()
        others = company.build("full", "--full-refresh")
        full = time.process_time() - started
        if message or others:
            found = [f"the build failed: {message or 'not'}; the full build: {others or 'not'}"]
            found = found if message != others else []
        else:
            found = differences(company.warehouse, before)
        print(f"{step}. {'; '.join(told)}: {left} of {tables} tables left, {took:.1f} of {full:.1f} CPU s", flush=True)
        for line in found:
            print(f"   WRONG: {line}", flush=True)
        wrong += bool(found)
        if message and message == others:
            print(f"   both builds stopped: {message[:300]}", flush=True)
    print("changes: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    print(f"{asked.steps} builds compared with full builds, {wrong} differ.")
    return wrong


def main() -> int:
    """Run the proof; 1 where a build differs from a full one."""
    parser = argparse.ArgumentParser(prog="python -m tools.increments_proof", description=__doc__)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--least-changes", type=int, default=1, help="changes before a build, at least")
    parser.add_argument("--most-changes", type=int, default=2, help="changes before a build, at most")
    parser.add_argument("--select", nargs="*", default=[], help="models to build, instead of all")
    parser.add_argument("--changes", nargs="*", default=[], help="changes to choose among, by name, instead of all")
    parser.add_argument("--work", type=Path, help="an empty folder to keep the files and warehouses in")
    asked = parser.parse_args()
    if asked.work:
        asked.work.mkdir(parents=True)
        return 1 if prove(asked.work, asked) else 0
    with tempfile.TemporaryDirectory() as name:
        return 1 if prove(Path(name), asked) else 0


if __name__ == "__main__":
    sys.exit(main())
