"""Names, addresses and numbers of people that are in any text of any export show nowhere in what is published."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.python.conftest import run_dbt
from tools.dashboard.packing import core, pieces
from tools.dashboard.source import read
from tools.dbt_runs import EVERYTHING, SYSTEMS
from tools.digest.content import read as digest_of
from tools.digest.rendering import rendered
from tools.project import ROOT, Project
from tools.publish.__main__ import published
from tools.publish.last_build import LastBuild, mart_nodes, project_variables
from tools.publish.marts import DATABASE

PLANTED = ("Quentin Planted <quentin.planted@planted.invalid>", "call +49 170 5550123 a.m.", "www.planted.invalid/q")
ADDRESSES = ("quentin.planted@planted.invalid", "+49 170 5550123")
# What a row whose cells are shifted has in columns of dates, numbers and lists.
SHIFTED = (
    "Quentin Planted",
    "Élodie Plantée",
    "张植物",
    "+49 170 5550123",
    "(0170) 5550123",
    "13805550123",
    "Planted 12",
)
# All of the above, and nothing else.
TRACES = "plant|植物|5550123"
ROWS = 120
SEARCH = "public_texts_hold_no_addresses"


def planted_rows(seed: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The first rows of a committed export: half have a name or address in each free text, a few have one as their id, a
    few have one in each column of dates, numbers and lists, or in each of those that reject no row."""
    metas = {name: column["config"].get("meta", {}) for name, column in seed["columns"].items()}
    kinds = {name: given.get("type") for name, given in metas.items()}
    decisive = {name for name, given in metas.items() if given.get("required") or given.get("rejects_row")}
    meta = seed["config"]["meta"]
    with (ROOT / seed["original_file_path"]).open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(islice(csv.DictReader(handle), ROWS)):
            if number % 6 in range(3):
                row |= {name: PLANTED[number % 6] for name in row if kinds.get(name) == "text"}
            if number % 7 == 0:
                row |= {
                    name: ADDRESSES[number % 2]
                    for name in row
                    if kinds.get(name) == "id" and (name in meta["key"]) == (number % 14 == 0)
                }
            if number % 5 == 0:
                kept = decisive if number % 10 else ()
                formed = [name for name in row if kinds.get(name) not in ("text", "id", None) and name not in kept]
                row |= {name: SHIFTED[(number + place) % len(SHIFTED)] for place, name in enumerate(formed)}
            yield row


@pytest.fixture(scope="module")
def publication(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published without names of a build of every system's planted exports."""
    work = tmp_path_factory.mktemp("planted")
    for seed in project.manifest["nodes"].values():
        system = seed["config"].get("meta", {}).get("system") if seed["resource_type"] == "seed" else None
        rows = list(planted_rows(seed)) if system in SYSTEMS else []
        if rows:
            folder = work / "exports" / system
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / f"{seed['name'].removeprefix(f'{system}__')}.csv").open(
                "w", encoding="utf-8", newline=""
            ) as handle:
                writer = csv.DictWriter(handle, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    warehouse, target = work / "warehouse.duckdb", work / "target"
    variables = EVERYTHING | {"exports_dir": str(work / "exports")}
    given = ("--vars", json.dumps(variables))
    # with the one test that takes no id, date or amount of six systems for an address
    chosen = ("--select", "resource_type:seed", "resource_type:model", SEARCH, "--indirect-selection", "empty")
    run_dbt("build", *chosen, *given, warehouse=warehouse, target=target)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    ran = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    assert [r["unique_id"] for r in ran if not r["unique_id"].startswith(("seed.", "model.", "operation."))] == [
        f"test.sales_kpis.{SEARCH}"
    ]
    build = LastBuild(
        "build", "2026-01-01T00:00:00Z", manifest, project_variables() | variables, mart_nodes(manifest), []
    )
    published(work / "published", warehouse, build, names=False)
    return work / "published"


def test_every_public_table_is_searched_for_addresses(project: Project) -> None:
    """In each build; dim_kpis holds the registry's own texts."""
    nodes = project.manifest["nodes"].values()
    search = next(node for node in nodes if node["name"] == SEARCH)
    searched = {project.nodes[name]["name"] for name in search["depends_on"]["nodes"] if name in project.nodes}
    # built only where somebody asks for it
    assert searched == {node["name"] for node in project.marts} - {"dim_kpis", "customer_purchase_value"}


def test_the_name_was_read(publication: Path) -> None:
    with duckdb.connect(str(publication.parent / "warehouse.duckdb"), read_only=True) as connection:
        counts = connection.execute(
            "select (select count(*) from intermediate.int_users where user_name like '%Planted%'),"
            " (select count(*) from fct_leads), (select count(*) from fct_deals where stage like 'digest:%'),"
            " (select count(distinct column_name) from rejected_records where raw_text like '(timestamp, % characters)'),"
            " (select count(distinct column_name) from rejected_records where raw_text like '(number, % characters)')"
        ).fetchone()
    assert counts
    assert min(counts) > 0, counts


def test_remarks_on_the_demo_company_are_not_read_with_other_exports(publication: Path) -> None:
    with duckdb.connect(str(publication.parent / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from reference.remarks").fetchall() == [(0,)]


def test_no_published_table_shows_it(publication: Path) -> None:
    with duckdb.connect(str(publication / DATABASE), read_only=True) as connection:
        texts = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'main' and data_type = 'VARCHAR' and not internal"
        ).fetchall()
        shown = [
            (table, column, row[0])
            for table, column in texts
            for row in connection.execute(
                f"select min({column}) from {table} where regexp_matches({column}, '(?i){TRACES}')"
            ).fetchall()
            if row[0]
        ]
    assert len(texts) > 400
    assert shown == []


def test_no_page_and_no_file_beside_the_tables_shows_it(publication: Path) -> None:
    found = re.compile(TRACES, re.IGNORECASE)
    with read(publication) as whole:
        for piece in [core(whole, {}), *(piece for _, piece in pieces(whole))]:
            assert not found.search(json.dumps(piece, ensure_ascii=False))
    for path in (path for ending in ("*.json", "*.csv") for path in publication.rglob(ending)):
        assert not found.search(path.read_text(encoding="utf-8")), path
    workbooks = list((publication / "current").resolve().glob("*.xlsx"))
    assert len(workbooks) == 2
    for path in workbooks:
        # what the cells and the properties say; a theme names fonts
        with zipfile.ZipFile(path) as parts:
            said = [parts.read(name).decode() for name in parts.namelist() if "theme" not in name]
        assert not found.search(" ".join(said)), path
    for language in ("en", "zh"):
        digest = rendered(digest_of(publication, "company:all", language), None)
        assert not found.search(digest.html + digest.markdown + digest.data)
