"""Superset on the published marts: `python -m tools.superset serve|check`, in Superset's own environment."""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from tools.project import ROOT
from tools.superset import assets as example
from tools.superset.assets import EXAMPLE, bundle, dataset_of, difference, of, plain, queries_of, read_assets

PUBLISHED = ROOT / "published/sales_kpis.duckdb"
HOME = ROOT / ".superset/home"
BIN = Path(sys.executable).parent
ADDRESS = "127.0.0.1:8088"


def set_up() -> None:
    """Make Superset's own database, its administrator and its roles, unless they are there."""
    if (HOME / ".set-up").exists():
        return
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    made = {"secret_key": secrets.token_urlsafe(42), "admin_password": secrets.token_urlsafe(18)}
    (HOME / "secrets.json").touch(mode=0o600)
    (HOME / "secrets.json").write_text(json.dumps(made), encoding="utf-8")
    print("Setting Superset up (a few minutes, once) ...", flush=True)
    person = ["--username=admin", "--firstname=Local", "--lastname=Admin", "--email=admin@localhost"]
    person.append(f"--password={made['admin_password']}")
    with (HOME / "setup.log").open("w") as log:
        for arguments in (["db", "upgrade"], ["fab", "create-admin", *person], ["init"]):
            subprocess.run([BIN / "superset", *arguments], check=True, stdout=log, stderr=log)
    (HOME / ".set-up").touch()


class Session:
    """The administrator's session with Superset's API, in this process."""

    def __init__(self) -> None:
        from superset.app import create_app  # it reads the settings when it is imported

        self._client = create_app().test_client()
        password = json.loads((HOME / "secrets.json").read_text(encoding="utf-8"))["admin_password"]
        login = {"username": "admin", "password": password, "provider": "db", "refresh": False}
        self._headers = {"Authorization": f"Bearer {self.ask('security/login', json=login)['access_token']}"}
        self._headers["X-CSRFToken"] = self.ask("security/csrf_token/")["result"]

    def ask(self, path: str, **content: Any) -> dict[str, Any]:
        """The answer of the API; a question with content is posted."""
        headers = getattr(self, "_headers", {})
        answer = self._client.open(f"/api/v1/{path}", method="POST" if content else "GET", headers=headers, **content)
        if answer.status_code >= 400:
            sys.exit(f"Superset refuses {path}: {answer.status_code} {answer.text[:2000]}")
        return answer.json

    def rows(self, assets: dict[str, Any], chart: dict[str, Any]) -> list[tuple[Any, ...]]:
        """The rows that a chart shows; of a chart with two queries those of both."""
        name = dataset_of(assets, chart)["table_name"]
        listed = self.ask("dataset/?q=(page_size:100)")["result"]
        source = {"id": next(one["id"] for one in listed if one["table_name"] == name), "type": "table"}
        form = {"force": True, "result_format": "json", "result_type": "full"}
        answer = self.ask("chart/data", json=form | {"datasource": source, "queries": queries_of(assets, chart)})
        shown = [row for result in answer["result"] for row in result["data"]]
        return [tuple(plain(value, column) for column, value in row.items()) for row in shown]


def serve() -> None:
    """Import the dashboards, over those of the same ids, and serve them until the command is interrupted."""
    Session().ask("assets/import/", data={"bundle": (bundle(read_assets(), PUBLISHED), "assets.zip")})
    url = f"http://{ADDRESS}/superset/dashboard/sales-kpis"
    print(f"English: {url}/\n中文：    {url}-zh/")
    print(f"User admin; the password is in {HOME / 'secrets.json'}. Ctrl-C ends it.", flush=True)
    options = f"--bind {ADDRESS} --workers 1 --worker-class gthread --threads 4 --timeout 120 --log-level warning"
    os.execv(BIN / "gunicorn", ["gunicorn", *options.split(), "superset.app:create_app()"])


def check(folder: Path) -> int:
    """Compare every chart with the marts, publish other numbers, compare again; 1 if anything differs."""
    # a copy of the set-up, so that nobody's own charts and connections are touched
    os.environ["SUPERSET_HOME"] = str(shutil.copytree(HOME, folder / "home"))
    assets, session, database = read_assets(), Session(), folder / PUBLISHED.name
    session.ask("assets/import/", data={"bundle": (bundle(assets, database), "assets.zip")})
    rows, faults = 0, []
    for changes in ("", example.CHANGES):
        coming = Path(shutil.copy(PUBLISHED, folder / "coming.duckdb"))
        with duckdb.connect(str(coming)) as connection:
            connection.execute(changes)
        coming.replace(database)
        wanted = example.expected(assets, database)
        for name, chart in of(assets, "charts").items():
            rows += len(wanted[name])
            if fault := difference(chart, session.rows(assets, chart), wanted[name]):
                faults.append(f"{name}{', after a new publication' if changes else ''}: {fault}")
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    print(f"{len(wanted)} charts, twice: {rows} rows, {len(faults)} charts differ from the marts.")
    return int(bool(faults))


def main() -> int:
    """Do what was asked for."""
    if sys.argv[1:] not in (["serve"], ["check"]):
        sys.exit(__doc__)
    if not PUBLISHED.exists():
        sys.exit(f"{PUBLISHED} is not there: nothing was published. Run make build.")
    settings = {"SUPERSET_CONFIG_PATH": str(EXAMPLE / "superset_config.py"), "SUPERSET_HOME": str(HOME)}
    os.environ.update(settings, FLASK_APP="superset.app:create_app()", SCARF_ANALYTICS="false", TZ="UTC")
    logging.disable(logging.WARNING)
    set_up()
    if sys.argv[1] == "serve":
        serve()
    with tempfile.TemporaryDirectory(dir=HOME.parent) as folder:
        return check(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
