"""A warehouse that somebody reads: one line says who, and what to do, before a build begins."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tools.free_warehouse import main

READER = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse that nobody holds."""
    path = tmp_path / "w.duckdb"
    monkeypatch.setenv("SALES_KPIS_WAREHOUSE", str(path))
    duckdb.connect(str(path)).close()
    return path


@pytest.fixture
def reader(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that reads it."""
    with subprocess.Popen([sys.executable, "-c", READER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_who_holds_it_is_told(path: Path, reader: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(waits=(0,)) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"{path} is open in process {reader.pid} (" in line
    assert "SALES_KPIS_WAREHOUSE=" in line


def test_a_reader_that_leaves_is_waited_for(
    path: Path, reader: subprocess.Popen[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(_seconds: float) -> None:
        reader.kill()
        reader.wait()

    monkeypatch.setattr("tools.free_warehouse.time.sleep", leave)
    assert main(waits=(1, 1)) == 0
    assert path.exists()
    assert capsys.readouterr().err == ""


def test_a_free_warehouse_and_none_are_fine(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    path.unlink()
    assert main() == 0
    assert not path.exists()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("content", [b"no database" * 2000, b"", bytes(4096)])
def test_a_damaged_warehouse_is_told(path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_bytes(content)
    assert main(waits=()) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert f"{path} cannot be opened as a warehouse" in line
    assert "make restore" in line
    assert path.read_bytes() == content


def test_names_that_duckdb_cannot_read_are_told(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, variables = tmp_path / "exports", tmp_path / "vars.yml"
    (folder / "generic").mkdir(parents=True)
    variables.write_text(f'exports_dir: "{folder}"\n', encoding="utf-8")
    (folder / "generic/leads.csv").symlink_to("nowhere.csv")
    (folder / "数据.csv").touch()
    assert main(waits=(), variables=variables) == 0
    assert "links that lead nowhere, and are not read: generic/leads.csv (to nowhere.csv)" in capsys.readouterr().err
    os.close(os.open(os.fsencode(folder) + b"/caf\xe9.csv", os.O_CREAT | os.O_WRONLY))
    assert main(waits=(), variables=variables) == 1
    assert "not UTF-8: caf\\xe9.csv" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[", "exports_dir: 5", "\xff"])
def test_variables_that_cannot_be_read_are_left_to_dbt(path: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "vars.yml").write_text(text, encoding="latin-1")
    assert main(waits=(), variables=tmp_path / "vars.yml") == 0
    assert main(waits=(), variables=tmp_path / "none.yml") == 0
