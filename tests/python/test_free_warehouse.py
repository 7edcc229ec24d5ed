"""A warehouse that somebody reads: one line says who, and what to do, before a build begins."""

from __future__ import annotations

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


def test_another_fault_is_left_to_dbt(path: Path) -> None:
    path.write_bytes(b"no database" * 2000)
    assert main(waits=()) == 0
