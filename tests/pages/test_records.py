"""The records on a KPI's page are those of kpi_drillthrough: their sums, the ten that matter most, the file, the links."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opened import REP, Opened
from playwright.sync_api import BrowserContext
from test_file import changed, content, rows_of

from tools.dashboard.__main__ import written
from tools.dashboard.hand_written import yaml_of
from tools.dashboard.source import QUERIES

TEAM = "EMEA"
SCOPES = {"company:all": "true", f"team:{TEAM}": f"team_id = '{TEAM}'", f"rep:{REP}": f"rep_id = '{REP}'"}
PERIODS = (("week", "2026-10-05"), ("month", "2026-09-01"), ("quarter", "2026-07-01"), ("year", "2025-01-01"))
LISTS: dict[str, dict[str, Any]] = yaml_of("texts/records.yml")
OF_PERIOD = "kpi_id = ? and period_type = ? and period_start = ?"


def route(kpi_id: str, scope: str, period_type: str, start: str, language: str = "en") -> str:
    """Where the page of a KPI in a scope and period is."""
    return f"#/kpi/{kpi_id}?lang={language}&scope={scope}&type={period_type}&period={start}"


def top_ten(marts: duckdb.DuckDBPyConnection, name: str, where: str, values: list[Any]) -> list[str]:
    """The ids that a list shows, in its order, by the mart."""
    wanted = LISTS[name]
    column, codes = ("movement", wanted["movements"]) if "movements" in wanted else ("reason", wanted["reasons"])
    size = "abs(mrr_change)" if column == "movement" else "abs(record_value)"
    unmoved = "" if column == "movement" else "and movement is null"
    found = marts.execute(
        f"""select record_id from kpi_drillthrough where {where} and {OF_PERIOD} and {column} in (select unnest(?)) {unmoved}
        order by coalesce({size}, 0) desc, counted_on, record_id limit 10""",
        [*values, codes],
    ).fetchall()
    return [record_id for (record_id,) in found]


def lists(opened: Opened) -> dict[str, list[str]]:
    """The ids that each list of the page shows."""
    script = """all => Object.fromEntries(all.map(table => [table.id.replace('records-', ''),
        [...table.querySelectorAll('tbody tr')].map(line => line.dataset.key)]))"""
    return opened.page.eval_on_selector_all("#records table", script)


def sums(opened: Opened) -> dict[str, float]:
    """What the page says that the records add up to."""
    found = opened.page.query_selector("#records-sum")
    return (
        {} if found is None else {key: float(value) for key, value in found.evaluate("e => ({...e.dataset})").items()}
    )


def check(opened: Opened, marts: duckdb.DuckDBPyConnection, kpi_id: str, scope: str, period: tuple[str, str]) -> int:
    """Hold the records on a KPI's page against the mart and the KPI's table; how many there are."""
    values = [kpi_id, *period]
    row = marts.execute(
        f"""select count(*), sum(numerator), sum(denominator), count(*) filter (where is_counted) from kpi_drillthrough
        where {SCOPES[scope]} and {OF_PERIOD}""",
        values,
    ).fetchall()[0]
    opened.show(route(kpi_id, scope, *period))
    shown = sums(opened)
    case = (kpi_id, scope, period, shown, row)
    if not row[0]:
        assert not shown, case
        return 0
    assert shown["numerator"] == pytest.approx(row[1] or 0), case
    assert shown["denominator"] == pytest.approx(row[2] or 0), case
    assert shown["counted"] == row[3], case
    of_table = marts.execute(
        f"""select numerator, denominator from kpi_scorecard
        where {OF_PERIOD} and scope_type = ? and scope_id = ?""",
        [*values, *scope.split(":")],
    ).fetchall()[0]
    if row[1] is not None:
        assert (shown["numerator"], shown["denominator"]) == pytest.approx(tuple(value or 0 for value in of_table)), (
            case
        )
    expected = {name: top_ten(marts, name, SCOPES[scope], values) for name in LISTS}
    assert lists(opened) == {name: ids for name, ids in expected.items() if ids}, case
    return row[0]


@pytest.mark.parametrize("scope", SCOPES)
def test_records_of_every_kpi_are_those_of_the_mart(
    opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str
) -> None:
    opened.complaints.clear()
    kpis = [kpi_id for (kpi_id,) in marts.execute("select kpi_id from dim_kpis order by 1").fetchall()]
    periods = PERIODS if scope == "company:all" else PERIODS[1:2]
    counts = {(kpi_id, period): check(opened, marts, kpi_id, scope, period) for kpi_id in kpis for period in periods}
    assert sum(count > 0 for count in counts.values()) > 0.8 * len(counts)
    assert opened.complaints == []


@pytest.mark.parametrize("scope", SCOPES)
def test_as_due_the_records_are_those_of_the_number_shown(
    opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str
) -> None:
    """Each KPI has a period of its own there; one step leads from the number to its records."""
    due = marts.execute(
        """select kpi_id, period_type, period_start, period_label_en from kpi_scorecard
        where is_as_due and scope_type = ? and scope_id = ? and sample_size > 0""",
        scope.split(":"),
    ).fetchall()
    assert len({row[1:3] for row in due}) > 3
    for kpi_id, period_type, start, label in due:
        shown = opened.show(f"#/kpi/{kpi_id}?lang=en&scope={scope}")
        assert shown.inner_text("#records h2").endswith(f", {label}"), kpi_id
        added = marts.execute(
            f"select coalesce(sum(numerator), 0) from kpi_drillthrough where {SCOPES[scope]} and {OF_PERIOD}",
            [kpi_id, period_type, start],
        ).fetchall()[0][0]
        assert sums(opened)["numerator"] == pytest.approx(added), kpi_id
    opened.page.click("#to-records")
    assert opened.page.evaluate("document.activeElement.id") == "records"
    assert 0 <= opened.page.evaluate("document.getElementById('records').getBoundingClientRect().top") < 400


def test_who_came_went_grew_and_shrank_is_on_each_page_of_a_customer_kpi(
    opened: Opened, marts: duckdb.DuckDBPyConnection
) -> None:
    kpis = [
        row[0]
        for row in marts.execute("select distinct kpi_id from kpi_drillthrough where movement is not null").fetchall()
    ]
    assert len(kpis) == 5
    for kpi_id in kpis:
        opened.show(route(kpi_id, "company:all", "year", "2025-01-01"))
        assert list(lists(opened)) == ["came", "went", "grew", "shrank"]
        headings = opened.page.eval_on_selector_all("#records h3", "all => all.map(e => e.textContent)")
        counts = marts.execute(
            f"""select count(*) filter (where movement in ('new', 'reactivated', 'came_and_went')), count(*) filter (where movement = 'churned'),
            count(*) filter (where movement = 'expanded'), count(*) filter (where movement = 'contracted')
            from kpi_drillthrough where {OF_PERIOD}""",
            [kpi_id, "year", "2025-01-01"],
        ).fetchall()[0]
        assert [int(text.rpartition("(")[2].rstrip(")")) for text in headings] == list(counts)


@pytest.mark.parametrize(("language", "why"), [("en", "Lost: it counts below the line."), ("zh", "输单：计入分母。")])
def test_the_file_holds_every_record(opened: Opened, marts: duckdb.DuckDBPyConnection, language: str, why: str) -> None:
    where = ["deal_win_loss_ratio", "quarter", "2026-07-01"]
    shown = opened.show(route(where[0], f"team:{TEAM}", *where[1:], language))
    with shown.expect_download() as waiting:
        shown.click("#records-csv")
    assert waiting.value.suggested_filename == f"deal_win_loss_ratio_quarter_2026-07-01_team-{TEAM}.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = [name for name in rows[0] if name != "why"]
    cursor = marts.execute(
        f"select {', '.join(columns)} from kpi_drillthrough where {SCOPES[f'team:{TEAM}']} and {OF_PERIOD}", where
    )
    expected = {row[4]: row for row in cursor.fetchall()}
    assert {row["record_id"] for row in rows} == set(expected)
    assert len(rows) == len(expected) > 10
    for row in rows:
        for name, value in zip(columns, expected[row["record_id"]], strict=True):
            if isinstance(value, float):
                assert float(row[name]) == pytest.approx(value), (name, row)
            else:
                known = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                assert row[name] == known, (name, row)
    assert {row["why"] for row in rows if row["reason"] == "lost"} == {why}


def test_a_rep_s_file_holds_own_records_alone(
    context: BrowserContext, rep_dashboard: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    own_page = Opened(context, rep_dashboard)
    rows = rows_of(rep_dashboard, "records")
    assert {(row["scope_type"], row["scope_id"]) for row in rows} == {("rep", REP)}
    own = {row[0] for row in marts.execute("select record_id from kpi_drillthrough where rep_id = ?", [REP]).fetchall()}
    assert {row["record_id"] for row in rows} == own
    check(own_page, marts, "deal_win_loss_ratio", f"rep:{REP}", ("quarter", "2026-07-01"))
    own_page.show(route("deal_win_loss_ratio", "company:all", "quarter", "2026-07-01"))
    assert "This file holds your own records only." in own_page.page.inner_text("#records")
    shown = {record_id for ids in lists(own_page).values() for record_id in ids}
    assert shown
    assert shown <= own
    own_page.page.close()


def test_an_id_that_a_rep_has_too_refuses_no_file(publication: Path, tmp_path: Path) -> None:
    """Numbers are ids of leads and of users; a company may be called as a rep is."""
    changed(
        publication,
        tmp_path,
        f"""update kpi_drillthrough set customer_name = 'Maren Holloway Ltd', customer_id = (
            select rep_id from dim_reps where rep_name = 'Maren Holloway') where rep_id = '{REP}'""",
    )
    written(tmp_path, REP, tmp_path / "rep.html")
    assert {row["customer_name"] for row in rows_of(tmp_path / "rep.html", "records")} == {"Maren Holloway Ltd"}


def test_a_record_leads_to_its_page_in_the_crm(publication: Path, tmp_path: Path, opened: Opened) -> None:
    changed(
        publication,
        tmp_path,
        "update kpi_drillthrough set record_url = 'https://crm.example.com/' || record_id || '/view' where export = 'deals'",
    )
    written(tmp_path, None, tmp_path / "linked.html")
    own = Opened(opened.page.context, tmp_path / "linked.html")
    shown = own.show(route("deal_win_loss_ratio", "company:all", "month", "2026-09-01"))
    links = shown.eval_on_selector_all("#records tbody a", "all => all.map(a => [a.textContent, a.href, a.rel])")
    assert len(links) > 10
    assert all(link == [link[0], f"https://crm.example.com/{link[0]}/view", "noopener noreferrer"] for link in links)
    shown = own.show(route("system_touches", "company:all", "month", "2026-09-01"))
    assert shown.query_selector("#records tbody tr")
    assert not shown.query_selector("#records tbody a")
    own.page.close()


def test_a_page_holds_the_newest_periods_whole(
    publication: Path,
    dashboard: Path,
    tmp_path: Path,
    opened: Opened,
    marts: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of more records than a page takes; for an earlier period it says from when on it has them."""
    queries = tmp_path / "data"
    shutil.copytree(QUERIES, queries)
    query = (queries / "records.sql").read_text(encoding="utf-8")
    assert query.count("400000") == 2
    (queries / "records.sql").write_text(query.replace("400000", "30000"), encoding="utf-8")
    monkeypatch.setattr("tools.dashboard.source.QUERIES", queries)
    file = tmp_path / "newest.html"
    written(publication, None, file)
    held_from = content(file)["core"]["about"]["records_from"]
    assert 0 < len(rows_of(file, "records")) < len(rows_of(dashboard, "records"))
    own = Opened(opened.page.context, file)
    for period in PERIODS[:3]:
        if period[1] >= held_from:
            check(own, marts, "deal_win_loss_ratio", "company:all", period)
    assert held_from <= "2026-09-01"
    own.show(route("deal_win_loss_ratio", "company:all", *PERIODS[3]))
    assert "This page holds the records from" in own.page.inner_text("#records")
    assert not lists(own)
    own.page.close()


def test_every_reason_and_list_has_its_place(marts: duckdb.DuckDBPyConnection) -> None:
    """A list is of reasons or movements that the mart knows, in both languages; what only adds to a base is in none."""
    texts = dict(marts.execute("select topic || '.' || code, text_zh from publication.texts").fetchall())
    for name, wanted in LISTS.items():
        assert set(wanted) in ({"reasons", "en", "zh"}, {"movements", "en", "zh"}), name
        assert not wanted["zh"].isascii(), name
        codes = [f"record_reason.{code}" for code in wanted.get("reasons", [])]
        codes += [f"customer_movement.{code}" for code in wanted.get("movements", [])]
        assert codes
        assert set(codes) <= set(texts), name
    dated = {
        row[0]
        for row in marts.execute("select distinct reason from kpi_drillthrough where movement is null").fetchall()
    }
    listed = {code for wanted in LISTS.values() for code in wanted.get("reasons", [])}
    # what went well in a rate is no list to look at first
    assert dated - listed == {"accepted", "converted", "seen_to_end", "untracked_brand"}
