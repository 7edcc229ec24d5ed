"""What `make bench` compares with: the scripts in SQL compute the KPIs that Python computes, and a difference is found.

The independent computation stands in for a warehouse, so that nothing is built. Polars and pandas have an environment of
their own, and `make bench` compares them.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.independent.api import compute
from tools.bench.company import add_a_day, write_exports
from tools.bench.compare import compare, kpis_in
from tools.bench.dbt_floor import write_empty_project
from tools.bench.engines import Measured, Watch
from tools.bench.engines import rows as engine_rows
from tools.bench.scripts.shared import COLUMNS, COMMON, PARTS, ends_of
from tools.bench.targets import TARGETS, limits, paragraph, rows
from tools.project import ROOT

ACTIVITIES = 2000
ALL_KPIS = tuple(kpi for kpis in PARTS.values() for kpi in kpis)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "exports"
    write_exports(folder, ACTIVITIES)
    return folder


@pytest.fixture(scope="module")
def computed(exports: Path) -> Path:
    """A warehouse whose kpi_values were computed in Python."""
    path = exports.parent / "computed.duckdb"
    tables = compute(exports, systems=["generic"])
    with (exports.parent / "computed.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([row[column] for column in COLUMNS] for table in tables.values() for row in table)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema steps")
        connection.execute(f"create table steps.kpi_values as from read_csv('{file.name}', header = true)")
    return path


def run_script(name: str, exports: Path) -> Path:
    out = exports.parent / f"{name}.csv"
    command = [
        sys.executable,
        "-m",
        f"tools.bench.scripts.{name}",
        str(exports),
        str(ROOT / "seeds/reference"),
        str(out),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def floor(exports: Path) -> Path:
    return run_script("floor", exports)


def test_every_cell_of_the_floor_script_is_equal(computed: Path, floor: Path) -> None:
    found = compare(computed, floor, ALL_KPIS)
    assert not found.differences
    assert found.kpis == len(ALL_KPIS)
    assert found.equal == found.cells > 10_000


def test_every_cell_of_sqlite_is_equal(computed: Path, exports: Path) -> None:
    kpis = tuple(kpi for part in COMMON for kpi in PARTS[part])
    found = compare(computed, run_script("sqlite", exports), kpis)
    assert not found.differences
    assert found.kpis == len(kpis)
    assert found.equal == found.cells > 10_000


def test_the_parts_are_made_of_kpis(computed: Path) -> None:
    """A KPI that is added later is compared once somebody writes it here too."""
    assert set(ALL_KPIS) <= set(kpis_in(computed))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        # one more in a numerator
        (lambda cells: [*cells[:5], str(float(cells[5] or 0) + 1), *cells[6:]], "project"),
        (lambda cells: [*cells[:7], "inf"], "Infinity"),
        (lambda _: None, "no such row"),
        (lambda cells: [*cells[:4], "nobody", *cells[5:]], "no such row"),
    ],
)
def test_one_spoiled_row_is_found(spoil: object, told: str, computed: Path, floor: Path, tmp_path: Path) -> None:
    lines = floor.read_text().splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("system_touches,month"))
    assert callable(spoil)
    cells = spoil(lines[place].split(","))
    spoiled = tmp_path / "spoiled.csv"
    spoiled.write_text("\n".join([*lines[:place], *([",".join(cells)] if cells else []), *lines[place + 1 :]]) + "\n")
    found = compare(computed, spoiled, ALL_KPIS)
    assert found.equal < found.cells
    assert "system_touches month" in found.differences[0]
    assert told in found.differences[0]


def test_circles_end_at_their_smallest_id() -> None:
    assert ends_of({"a": "b", "b": "c", "x": "y", "y": "x", "w": "y", "s": "s"}) == {
        "a": "c",
        "b": "c",
        "x": "x",
        "y": "x",
        "w": "x",
        "s": "s",
    }


def test_a_day_less_is_the_same_company_before_that_day(exports: Path, tmp_path: Path) -> None:
    write_exports(tmp_path / "before", ACTIVITIES, 699)
    before, after = ((folder / "activities.csv").read_text().splitlines() for folder in (tmp_path / "before", exports))
    assert set(before) < set(after)
    assert max(line.split(",")[1] for line in before if "T" in line) < max(
        line.split(",")[1] for line in after if "T" in line
    )


def test_a_day_s_part_is_what_the_day_before_lacks(exports: Path, tmp_path: Path) -> None:
    write_exports(tmp_path / "days", ACTIVITIES, 699)
    (tmp_path / "days/activities.csv").rename(tmp_path / "days/activities_001.csv")
    add_a_day(tmp_path / "days", ACTIVITIES)
    rows = {}
    for part in ("days/activities_001.csv", "days/activities_002.csv"):
        with (tmp_path / part).open(newline="") as lines:
            rows[part] = set(map(tuple, csv.reader(lines)))
    with (exports / "activities.csv").open(newline="") as lines:
        whole = set(map(tuple, csv.reader(lines)))
    first, second = rows.values()
    assert first | second == whole
    # the head alone is in both
    assert len(first & second) == 1
    assert len(second) > 1


def test_the_empty_project_has_as_many_nodes(tmp_path: Path) -> None:
    write_empty_project(tmp_path / "empty", Counter(model=3, seed=2, test=7), threads=1)
    files = Counter(path.suffix for path in (tmp_path / "empty").rglob("*") if path.parent.name in ("models", "seeds"))
    assert files == {".sql": 3, ".csv": 2, ".yml": 1}
    assert (tmp_path / "empty/models/models.yml").read_text().count("- nothing:") == 7


DEMO = {"demo_ratio": 1.31, "demo_seconds": 30.5, "demo_cpu": 29.0, "parse_seconds": 12.0, "parse_cpu": 2.5}


def test_a_target_is_met_missed_or_not_measured() -> None:
    told = {(row[0], row[1]): row[3] for row in rows(DEMO, {1_000_000: {"day_share": 0.15}})}
    assert told["demo, warm build: times the CPU of dbt's floor", "1.30"] == "not met"
    assert told["demo, warm build: wall", "30.00 s"] == "not met"
    assert told["parse, nothing changed: wall", "3.00 s"] == "met by CPU (2.50 s): the machine was busy"
    assert told["1 M activities: a day's part of the CPU of a whole build", "15 %"] == "met"
    assert told["10 M activities: peak memory", "4.00 GB"] == "not measured: make bench ACTIVITIES=10000000"


def test_the_page_says_of_every_target_what_was_tried() -> None:
    assert all(len(paragraph(target.limit).split()) > 8 for target in TARGETS)


def test_what_was_tried_is_told_of_the_targets_that_are_missed() -> None:
    told = limits(DEMO, {1_000_000: {"day_share": 0.9, "tests_share": 0.2}})
    assert [text.partition(".")[0] for text in told] == ["Warm build of the demo", "A day's part"]


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")
def test_what_a_process_has_started_is_watched() -> None:
    """A child's memory is seen while it lives, and its CPU seconds after its end."""
    watch = Watch()
    before = watch.cpu()
    watch.look()
    alone = watch.peak
    held = "import time; held = bytearray(200 << 20); end = time.process_time() + 0.5\nwhile time.process_time() < end: pass\ninput()"
    with subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE) as child:
        while watch.cpu() - before < 0.5:
            watch.look()
        watch.look()
        child.communicate(b"\n")
    assert watch.peak > alone + 190
    assert watch.cpu() - before >= 0.5


def test_engines_are_compared_at_each_size() -> None:
    found = [Measured("postgres", 1000, 2, 9, 60, 2048), Measured("duckdb", 1000, 0, 4, 20, 1024)]
    assert engine_rows(found)[1:] == [
        ["1,000", "duckdb", "in the build", "4", "20", "1.0", "1.0"],
        ["1,000", "postgres", "2", "9", "60", "3.0", "2.0"],
    ]
