"""What the loader writes for Spark: a load counts whole or not at all. What PostgreSQL and Spark make of a load: their checks."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tools.load.read import Loaded
from tools.load.spark import FOLDER, load, written


def loaded(folder: Path, rows: int) -> Loaded:
    """A seed of so many rows, as DuckDB has read it."""
    built = duckdb.connect()
    built.execute("create schema raw")
    built.execute(
        "create table raw.leads as select 'o''lead' || i as \"Lead ID\", 0.5::double as share, i::integer as place, i as _row "
        f"from range({rows}) as numbers (i)"
    )
    note = dict.fromkeys(("exports_dir", "systems", "system", "kinds", "files", "missing_parts", "import_id"))
    built.execute(f"comment on table raw.leads is '{json.dumps(note | {'has_plain_cells': True, 'made_from': 'x'})}'")
    seed = {"schema": "raw", "alias": "leads", "checksum": {"checksum": f"of {rows}"}}
    return Loaded(built, [seed], folder)


def tables(folder: Path) -> list[dict[str, str]]:
    """The list that Spark reads."""
    return [json.loads(line) for line in (folder / "loaded/tables.json").read_text(encoding="utf-8").splitlines()]


def test_a_load_is_listed_with_its_columns_and_note(tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    folder.mkdir()
    assert written(loaded(tmp_path, 3), folder) == 3
    (table,) = tables(folder)
    assert table["name"] == "raw.leads"
    assert table["table_columns"] == "`Lead ID` string, `share` double, `place` int, `_row` bigint"
    note = json.loads(table["note"])
    assert note["checksum"] == "of 3"
    assert note["has_plain_cells"] is True
    assert "made_from" not in note
    with duckdb.connect() as connection:
        found = connection.execute("from read_parquet(?)", [f"{folder / table['path']}/*.parquet"])
        assert [column[0] for column in found.description] == ["Lead ID", "share", "place", "_row"]
        assert found.fetchall()[2] == ("o'lead2", 0.5, 2, 2)


def test_a_load_that_stops_on_the_way_changes_nothing(tmp_path: Path) -> None:
    written(loaded(tmp_path, 3), tmp_path)
    before = tables(tmp_path)
    broken = loaded(tmp_path, 4)
    broken.seeds.append({"schema": "raw", "alias": "deals", "checksum": {"checksum": "x"}})
    with pytest.raises(duckdb.CatalogException):
        written(broken, tmp_path)
    assert tables(tmp_path) == before
    with duckdb.connect() as connection:
        assert connection.execute("from read_parquet(?)", [f"{tmp_path / before[0]['path']}/*.parquet"]).fetchall()


def test_the_load_before_stays_until_the_one_after_the_next(tmp_path: Path) -> None:
    for rows in (1, 2, 3):
        written(loaded(tmp_path, rows), tmp_path)
    kept = sorted(path.name for path in tmp_path.glob("load-*"))
    assert len(kept) == 2
    assert tables(tmp_path)[0]["path"].startswith(kept[-1])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for given in ("", str(tmp_path / "none")):
        monkeypatch.setenv(FOLDER, given)
        with pytest.raises(SystemExit, match="every worker of the cluster see"):
            load("")
