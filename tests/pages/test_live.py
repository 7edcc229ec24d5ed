"""The live page: what the last publication holds, on this machine only."""

from __future__ import annotations

import http.client
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from opened import REP, WAIT_MS
from playwright.sync_api import BrowserContext

from tools.dashboard.live import Pages, is_loopback, server
from tools.dashboard.page import write_page


@pytest.fixture
def own_publication(publication: Path, tmp_path: Path) -> Path:
    """A publication that may be changed."""
    for name in ("sales_kpis.duckdb", "manifest.json"):
        shutil.copy(publication / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def live(own_publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadingHTTPServer]:
    """A live dashboard of that publication."""
    serving, token = server(Pages(own_publication, tmp_path_factory.mktemp("live")), 0)
    assert token is None
    with serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.fixture
def guarded(
    own_publication: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[ThreadingHTTPServer, str]]:
    """A live dashboard that asks for a token, as on an address that others reach."""
    monkeypatch.setattr("tools.dashboard.live.is_loopback", lambda _: False)
    serving, token = server(Pages(own_publication, tmp_path_factory.mktemp("live")), 0)
    assert token
    with serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield serving, token
        serving.shutdown()
        thread.join()


def got(live: ThreadingHTTPServer, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", live.server_port, timeout=60)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_load_shows_the_publication_of_that_moment(
    live: ThreadingHTTPServer, own_publication: Path, browser_online: BrowserContext
) -> None:
    page = browser_online.new_page()
    url = f"http://127.0.0.1:{live.server_port}/"
    page.goto(f"{url}?team=EMEA#/scorecard?lang=en&scope=team:EMEA&type=month&period=2026-09-01")
    value = page.locator(".tile[data-kpi=new_customers] [data-field=kpi_value]")
    value.wait_for(timeout=WAIT_MS)
    before = value.inner_text()
    # a build publishes anew; the page that was open has closed the file
    with duckdb.connect(str(own_publication / "sales_kpis.duckdb")) as connection:
        connection.execute(
            "update kpi_scorecard set kpi_value = kpi_value + 40 where kpi_id = 'new_customers' and scope_id = 'EMEA'"
        )
    page.reload()
    value.wait_for(timeout=WAIT_MS)
    assert int(value.inner_text()) == int(before) + 40
    page.goto(f"{url}?team=APAC")
    page.wait_for_selector("h1:has-text('Scorecard: APAC')", timeout=WAIT_MS)
    page.close()


def test_a_rep_gets_own_rows_only(live: ThreadingHTTPServer) -> None:
    status, text = got(live, f"/rep/{REP}")
    assert status == 200
    assert "default-src" in text
    assert got(live, "/rep/nobody")[0] == 404


def test_data_beside_a_page_is_served(
    live: ThreadingHTTPServer, browser_online: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.dashboard.live.write_page", partial(write_page, most=0))
    page = browser_online.new_page()
    for path, heading in (("#/scorecard?lang=en&scope=team:EMEA", "Scorecard: EMEA"), (f"rep/{REP}#/rep?lang=en", "")):
        page.goto(f"http://127.0.0.1:{live.server_port}/{path}")
        page.wait_for_selector(f"h1:has-text('{heading}')", timeout=WAIT_MS)
        page.wait_for_selector("body[data-ready]", state="attached", timeout=WAIT_MS)
        assert page.locator(".tile[data-kpi], #rep-table tbody tr").count() == 14
    page.close()
    assert got(live, f"/page0_data/{'0' * 20}.js")[0] == 404


def test_an_id_may_hold_any_character(
    live: ThreadingHTTPServer, own_publication: Path, browser_online: BrowserContext
) -> None:
    with duckdb.connect(str(own_publication / "sales_kpis.duckdb")) as connection:
        tables = connection.execute(
            "select table_name, column_name from duckdb_columns() where column_name in ('rep_id', 'scope_id', 'team_id')"
            " and schema_name = 'main' and not internal"
        ).fetchall()
        for table, column in tables:
            connection.execute(f"update {table} set {column} = 'name:伟 王/a%?' where {column} = '{REP}'")
    status, text = got(live, f"/rep/{quote('name:伟 王/a%?', safe='')}")
    assert status == 200, text[:200]
    assert got(live, "/rep/%FF%3Cscript%3E")[0] == 404


def test_on_other_addresses_a_token_is_asked_for(guarded: tuple[ThreadingHTTPServer, str]) -> None:
    live, token = guarded
    for path, headers in (
        ("/", {}),
        ("/?token=", {}),
        ("/?token=guess", {}),
        (f"/rep/{REP}", {"Cookie": "sales_kpis_token=guess"}),
        ("/", {"Authorization": "Bearer guess"}),
        ("/", {"Cookie": "\x80=;;"}),
    ):
        assert got(live, path, **headers)[0] == 401, (path, headers)
    assert got(live, f"/rep/{REP}?token={token}")[0] == 303
    assert got(live, "/", Cookie=f"sales_kpis_token={token}")[0] == 200
    assert got(live, f"/rep/{REP}", Authorization=f"Bearer {token}")[0] == 200


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.7", False),
    ],
)
def test_only_this_machine_needs_no_token(host: str, is_own: bool) -> None:
    assert is_loopback(host) == is_own


def test_nothing_else_is_served_or_written(live: ThreadingHTTPServer) -> None:
    assert live.server_address[0] == "127.0.0.1"
    assert got(live, "/manifest.json")[0] == 404
    assert got(live, "/../sales_kpis.duckdb")[0] == 404
    assert got(live, "/", method="POST")[0] == 501
    assert got(live, "/", Host="attacker.example")[0] == 403


def test_a_missing_publication_is_said(live: ThreadingHTTPServer, own_publication: Path) -> None:
    (own_publication / "manifest.json").unlink()
    status, text = got(live, "/")
    assert status == 404
    assert "nothing is published" in text
