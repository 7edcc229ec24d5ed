"""The dashboard in a real browser: it opens from disk, asks nobody, and shows what stands in the marts."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opened import Opened
from playwright.sync_api import BrowserContext

from tests.python.conftest import run_dbt
from tools.project import ROOT

LANGUAGES = ("en", "zh")
SCOPES = ("company:all", "team:EMEA", "rep:0055i00000003qjAAA")
PERIODS = (
    ("month", "2026-09-01"),
    ("month", "2026-10-01"),
    ("quarter", "2026-07-01"),
    ("week", "2026-10-05"),
    ("year", "2025-01-01"),
)
# Unit -> (factor of the shown number, digits that are shown).
SHOWN = {
    "rate": (100, 1),
    "minutes": (1, 1),
    "days": (1, 1),
    "touches": (1, 2),
    "ratio": (1, 2),
    "count": (1, 0),
    "currency": (1, 0),
}
NONE = "–"


def numbers(text: str) -> list[float]:
    """The numbers in a shown text."""
    return [float(found.replace(",", "").replace("−", "-")) for found in re.findall(r"[−-]?\d[\d,]*\.?\d*", text)]


def same(text: str, value: float | None, unit: str) -> bool:
    """Whether a text shows a value, to the last digit that it shows."""
    if value is None:
        return text.strip() == NONE
    factor, digits = SHOWN[unit]
    found = numbers(text)
    return len(found) == 1 and abs(found[0] - value * factor) <= 0.5 * 10**-digits + 1e-6


def with_unit(number: str, unit: str, language: str) -> str:
    """A number's text with its unit."""
    with (ROOT / "seeds/reference/texts.csv").open(encoding="utf-8", newline="") as lines:
        texts = {row["code"]: row[f"text_{language}"] for row in csv.DictReader(lines) if row["topic"] == "unit"}
    return texts.get(unit, "{n}").format(n=number, currency="USD")


def rows(marts: duckdb.DuckDBPyConnection, query: str, values: list[Any]) -> list[dict[str, Any]]:
    """Rows of a query as mappings."""
    cursor = marts.execute(query, values)
    names = [name for name, *_ in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def tiles(opened: Opened) -> dict[str, dict[str, str]]:
    """What each tile shows, by KPI and field."""
    script = """all => Object.fromEntries(all.map(tile => [tile.dataset.kpi, {
        status: tile.querySelector('.badge').dataset.status,
        verdict: tile.querySelector('.badge').textContent,
        period: tile.querySelector('.period').textContent,
        ...(tile.querySelector('.flag-young') ? { remark: tile.querySelector('.flag-young').textContent } : {}),
        ...Object.fromEntries([...tile.querySelectorAll('[data-field]')].map(part => [part.dataset.field, part.textContent]))}]))"""
    return opened.page.eval_on_selector_all(".tile[data-kpi]", script)


def check_tile(shown: dict[str, str], row: dict[str, Any], language: str = "en") -> None:
    """Hold what a tile shows against its row of the scorecard: number, target and verdict letter by letter."""
    unit = row["unit"]
    value = NONE if row["value_text"] is None else with_unit(row["value_text"], unit, language)
    assert shown["kpi_value"] == value, (row["kpi_id"], shown)
    assert shown["status"] == row["target_status"], (row["kpi_id"], shown)
    assert shown["target"] == (row["target_text"] or NONE), (row["kpi_id"], shown)
    assert "verdict" not in shown or shown["verdict"].casefold() == row[f"verdict_{language}"], (row["kpi_id"], shown)
    if row["attainment"] is None:
        assert shown["attainment"] == NONE
    else:
        attained = "> 999 %" if row["attainment"] >= 10 else f"{math.floor(100 * row['attainment'] + 1e-9)} %"
        assert shown["attainment"] == row["attained_text"] == attained, (row["kpi_id"], shown)
    if row["kpi_value"] is None or row["previous_value"] is None:
        assert shown["change"] == NONE
    else:
        [change] = numbers(shown["change"].replace("±", "").replace("+", ""))
        difference = row["kpi_value"] - row["previous_value"]
        if unit == "currency":
            assert row["previous_value"] == 0 or abs(change / 100 - difference / row["previous_value"]) <= 0.0005 + 1e-9
        else:
            factor, digits = SHOWN[unit]
            assert abs(change - difference * factor) <= 0.5 * 10**-digits + 1e-6, (row["kpi_id"], shown, difference)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_without_a_complaint(opened: Opened, language: str) -> None:
    opened.complaints.clear()
    routes = opened.routes()
    assert len(routes) >= 14
    for route in routes:
        page = opened.show(f"{route}?lang={language}")
        assert page.inner_text("h1").strip(), route
        assert (
            page.eval_on_selector_all(
                ".chart", "all => all.filter(c => !c.querySelector('svg') && !c.classList.contains('none')).length"
            )
            == 0
        ), route
        text = page.inner_text("body")
        assert not re.search(r"\b(undefined|null|NaN|Infinity)\b", text), (
            route,
            re.findall(r".{30}(?:undefined|null|NaN|Infinity)", text),
        )
    assert opened.complaints == []


def test_chinese_pages_are_chinese(opened: Opened) -> None:
    for route in opened.routes():
        page = opened.show(f"{route}?lang=zh")
        headings = page.eval_on_selector_all(
            "h1, h2, h3, dt, thead th, .badge", "all => all.map(e => e.textContent.trim())"
        )
        latin = [text for text in headings if re.search(r"[A-Za-z]{4,}", text) and not re.search(r"[一-鿿]", text)]
        # people, teams and keys keep their names
        assert [text for text in latin if text not in {"Americas", "EMEA", "APAC"} and "_" not in text] == [], route
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scope", SCOPES)
def test_tiles_show_the_rows_as_due(
    opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str, language: str
) -> None:
    query = "select * from kpi_scorecard where is_as_due and scope_type = ? and scope_id = ?"
    expected = {row["kpi_id"]: row for row in rows(marts, query, scope.split(":"))}
    opened.show(f"#/scorecard?lang={language}&scope={scope}")
    shown = tiles(opened)
    assert set(shown) == {kpi_id for (kpi_id,) in marts.execute("select kpi_id from dim_kpis").fetchall()}
    assert len(expected) >= 10
    for kpi_id, tile in shown.items():
        if kpi_id in expected:
            check_tile(tile, expected[kpi_id], language)
            assert tile["period"] == expected[kpi_id][f"period_label_{language}"], kpi_id
            assert tile.get("remark") == expected[kpi_id][f"remark_{language}"], kpi_id
        else:
            assert tile["kpi_value"] == NONE
    if scope == "company:all":
        assert any("remark" in tile for tile in shown.values())


@pytest.mark.parametrize("scope", SCOPES[:2])
@pytest.mark.parametrize(("period_type", "period_start"), [(None, None), *PERIODS])
def test_what_comes_first_is_of_the_shown_period(
    opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str, period_type: str | None, period_start: str | None
) -> None:
    """Of the chosen period and scope, each sentence with its period; as due it is what kpi_focus has."""
    wanted = rows(
        marts,
        """select name_en || ' ' || period_label_en || ': ' || value_text_en || ' against ' || target_text || ', '
            || attained_text || ' attained' as told, kpi_id
        from kpi_scorecard
        where scope_type = ? and scope_id = ? and target_status in ('at_risk', 'off_target')
            and case when ? is null then is_as_due else period_type = ? and period_start = cast(? as date) end
        order by attainment, kpi_id""",
        [*scope.split(":"), period_type, period_type, period_start],
    )
    if period_type is None:
        focus = "select kpi_id from kpi_focus where is_judged and scope_type = ? and scope_id = ? order by focus_rank"
        assert [row["kpi_id"] for row in rows(marts, focus, scope.split(":"))] == [row["kpi_id"] for row in wanted]
    chosen = f"&type={period_type}&period={period_start}" if period_type else ""
    page = opened.show(f"#/scorecard?lang=en&scope={scope}{chosen}")
    shown = page.eval_on_selector_all(
        ".first li", "all => all.map(e => e.querySelector('a').textContent + ' ' + e.querySelector('span').textContent)"
    )
    assert shown == [row["told"] for row in wanted[:3]]
    opened.show(f"#/together?lang=en&scope={scope}{chosen}")
    listed = page.eval_on_selector_all("#focus-table tbody tr", "all => all.map(line => line.dataset.key)")
    assert listed[: len(wanted)] == [row["kpi_id"] for row in wanted]


@pytest.mark.parametrize(("period_type", "period_start"), PERIODS)
def test_tiles_show_the_chosen_period(
    opened: Opened, marts: duckdb.DuckDBPyConnection, period_type: str, period_start: str
) -> None:
    for scope in SCOPES[:2]:
        query = (
            "select * from kpi_scorecard where period_type = ? and period_start = ? and scope_type = ? and scope_id = ?"
        )
        expected = rows(marts, query, [period_type, period_start, *scope.split(":")])
        opened.show(f"#/scorecard?lang=en&scope={scope}&type={period_type}&period={period_start}")
        shown = tiles(opened)
        assert len(expected) >= 10
        for row in expected:
            check_tile(shown[row["kpi_id"]], row)


def test_kpi_pages_show_their_rows(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    for scope in SCOPES:
        query = "select * from kpi_scorecard where period_type = 'quarter' and period_start = '2026-07-01' and scope_type = ? and scope_id = ?"
        for row in rows(marts, query, scope.split(":")):
            page = opened.show(f"#/kpi/{row['kpi_id']}?lang=en&scope={scope}&type=quarter&period=2026-07-01")
            fields = page.eval_on_selector_all(
                ".headline [data-field]", "all => Object.fromEntries(all.map(e => [e.dataset.field, e.textContent]))"
            )
            check_tile(fields | {"status": page.get_attribute(".page-side .badge", "data-status") or ""}, row)
            assert numbers(fields["sample"]) == ([row["sample_size"]] if row["sample_size"] is not None else [])
            if row["ci_low"] is not None:
                low, high = numbers(fields["interval"].replace("–", " "))
                assert abs(low - row["ci_low"] * 100) <= 0.05 + 1e-6
                assert abs(high - row["ci_high"] * 100) <= 0.05 + 1e-6


def test_measures_show_the_kpi_s_own_table(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    page = opened.show("#/kpi/monthly_recurring_revenue?lang=en&type=month&period=2026-09-01")
    [row] = rows(
        marts,
        "select * from kpi_monthly_recurring_revenue where period_type = 'month' and period_start = '2026-09-01' and scope_type = 'company'",
        [],
    )
    script = "all => Object.fromEntries(all.map(line => [line.dataset.key, line.lastElementChild.textContent]))"
    shown = page.eval_on_selector_all("#measures tbody tr", script)
    own = list(row)[list(row).index("source_status") + 1 :]
    assert set(own) <= set(shown)
    for name in own:
        unit = {"customers": "count", "quick_ratio": "ratio"}.get(name, "currency")
        assert same(shown[name].replace("$", ""), row[name], unit), (name, shown[name], row[name])


@pytest.mark.parametrize("scope", ["company:all", "team:EMEA"])
def test_the_card_to_date_shows_the_scorecard(opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str) -> None:
    """Running periods with earlier ones up to the same day, and the last twelve months with those before."""
    columns = "kpi_value, previous_to_date_value, last_year_to_date_value"
    found = rows(
        marts,
        f"""select kpi_id, unit, period_type as line, {columns} from kpi_scorecard
        where not is_complete_period and coalesce(previous_to_date_value, last_year_to_date_value) is not null
            and scope_type = ? and scope_id = ?
        union all
        select this_year.kpi_id, this_year.unit, 'twelve_months', this_year.trailing_12_months_value, null, last_year.trailing_12_months_value
        from kpi_scorecard as this_year
        left join kpi_scorecard as last_year
            on this_year.kpi_id = last_year.kpi_id and this_year.scope_type = last_year.scope_type
            and this_year.scope_id = last_year.scope_id and last_year.period_type = 'month'
            and last_year.period_start = this_year.period_start - interval 12 month
        where this_year.trailing_12_months_value is not null and this_year.scope_type = ? and this_year.scope_id = ?
        qualify row_number() over (partition by this_year.kpi_id order by this_year.period_start desc) = 1""",
        [*scope.split(":"), *scope.split(":")],
    )
    assert len(found) > 40
    for kpi_id in {row["kpi_id"] for row in found}:
        page = opened.show(f"#/kpi/{kpi_id}?lang=en&scope={scope}")
        shown = page.eval_on_selector_all(
            "#to-date tbody tr",
            "all => all.map(line => [line.dataset.key, ...[...line.cells].slice(1).map(cell => cell.textContent)])",
        )
        wanted = {row["line"]: row for row in found if row["kpi_id"] == kpi_id}
        assert {line for line, *_ in shown} == wanted.keys()
        for line, *cells in shown:
            row = wanted[line]
            for cell, name in zip(cells, columns.split(", "), strict=True):
                assert same(cell, row[name], row["unit"]), (kpi_id, line, name, cell, row[name])


def test_low_samples_and_immature_periods_are_marked(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    opened.show("#/scorecard?lang=en&scope=team:EMEA&type=month&period=2026-10-01")
    query = """select scorecard.kpi_id, value_status, scorecard.sample_size < kpis.min_sample as is_small
        from kpi_scorecard as scorecard inner join dim_kpis as kpis using (kpi_id)
        where period_type = 'month' and period_start = '2026-10-01' and scope_id = 'EMEA'"""
    found = marts.execute(query).fetchall()
    assert any(small for _, _, small in found)
    for kpi_id, status, small in found:
        tile = opened.page.locator(f".tile[data-kpi={kpi_id}]")
        assert tile.locator(".flag-incomplete").count() == 1, kpi_id
        assert tile.locator(".flag-low_sample").count() == int(bool(small)), kpi_id
        assert tile.locator(".flag-immature").count() == int(status == "immature"), kpi_id


def test_language_and_filters_change_everything_and_stand_in_the_address(opened: Opened) -> None:
    page = opened.show("#/scorecard?lang=en")
    assert page.inner_text("h1") == "Scorecard: Company"
    page.click("#lang-zh")
    page.wait_for_selector("html[lang=zh-CN]")
    page.select_option("#scope", "team:APAC")
    page.wait_for_selector("h1:has-text('记分卡：APAC')")
    page.select_option("#type", "quarter")
    page.wait_for_selector("#period")
    page.select_option("#period", "2026-04-01")
    page.wait_for_selector(".lead:has-text('2026年第2季度')")
    address = page.evaluate("window.location.hash")
    for part in ("lang=zh", "scope=team:APAC", "type=quarter", "period=2026-04-01"):
        assert part in address
    # the address alone leads back there
    before = tiles(opened)
    opened.show("#/sources?lang=en")
    opened.show(address)
    assert tiles(opened) == before


def test_an_unknown_address_falls_back(opened: Opened) -> None:
    page = opened.show("#/nowhere?lang=xx&scope=rep:nobody&type=day&period=2026")
    assert page.inner_text("h1") == "Scorecard: Company"


def test_the_keyboard_reaches_the_numbers(context: BrowserContext, dashboard: Path) -> None:
    page = Opened(context, dashboard).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    unnamed = page.eval_on_selector_all(
        "button, select, a", "all => all.filter(e => !(e.textContent.trim() || e.getAttribute('aria-label'))).length"
    )
    assert unnamed == 0
    labels = page.eval_on_selector_all("[role=img]", "all => all.map(e => e.getAttribute('aria-label'))")
    assert len(labels) >= page.locator(".tile[data-kpi]").count() > 0
    assert all(labels)
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_shows_the_same(opened: Opened, warehouse: Path, tmp_path: Path, language: str) -> None:
    """Period, value, target, attainment, verdict and change as due, letter by letter; what comes first, owner and action."""
    given = (
        "run-operation",
        "print_scorecard",
        "--quiet",
        "--printer-width",
        "120",
        "--args",
        f"{{language: {language}}}",
    )
    text = run_dbt(*given, warehouse=warehouse, target=tmp_path).stdout
    told = [re.split(r"\s{2,}", line[3:].rstrip()) for line in text.splitlines()]
    terminal = {cells[0]: cells[1:] for cells in told if len(cells) == 7}
    page = opened.show(f"#/scorecard?lang={language}")
    names = page.eval_on_selector_all(
        ".tile[data-kpi]",
        "all => Object.fromEntries(all.map(tile => [tile.dataset.kpi, tile.querySelector('h2').textContent]))",
    )
    for kpi_id, tile in tiles(opened).items():
        period, value, target, attained, verdict, change = terminal[names[kpi_id]]
        assert "remark" not in tile or tile["remark"] in text
        assert period == tile["period"], kpi_id
        assert (tile["kpi_value"], tile["target"], tile["attainment"]) == (value, target, attained), kpi_id
        assert (tile["verdict"].casefold(), tile["change"].lstrip("▲▼■ ")) == (verdict, change), kpi_id
    assert len(terminal) == len(names) + 1
    first = re.findall(r"^ +\d\. (.+)\n +(.+)$", text, re.MULTILINE)
    shown = page.eval_on_selector_all(
        ".first li", "all => all.map(e => [e.querySelector('a').textContent, e.querySelector('span').textContent])"
    )
    assert [list(pair) for pair in first] == shown
    furthest = [kpi_id for kpi_id in names if names[kpi_id] in dict(first)]
    assert furthest
    for kpi_id in furthest:
        advice = opened.show(f"#/kpi/{kpi_id}?lang={language}").inner_text(".action")
        owner = re.search(rf"\. {re.escape(names[kpi_id])}\n.*\n +\S+[:：] ?([^\n]+)", text)
        assert owner
        assert owner[1] in advice, kpi_id
