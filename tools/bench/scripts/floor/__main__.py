"""python -m tools.bench.scripts.floor EXPORTS REFERENCE OUT.csv: reading, records and periods once, then the parts."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tools.bench.scripts.shared import PARTS, script

HERE = Path(__file__).parent


def main() -> None:
    """Run the files one after another and write the KPIs."""
    run = script(tuple(PARTS))
    with duckdb.connect() as connection:
        connection.execute(f"set threads = {run.threads}; set TimeZone = 'UTC'")
        connection.execute("set variable exports = ?", [str(run.exports)])
        connection.execute("set variable reference = ?", [str(run.reference)])
        for name in ("reading", "records", "periods", *(f"kpis/{part}" for part in run.parts)):
            with run.part(Path(name).name):
                connection.execute((HERE / f"{name}.sql").read_text())
        with run.part("writing"):
            connection.execute(f"copy kpis to '{run.out}' (header)")
    run.told()


if __name__ == "__main__":
    main()
