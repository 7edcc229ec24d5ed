"""The semantic layer: every KPI is a metric or in the list of gaps, and metrics give the numbers of the marts."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import parse, run_dbt
from metric_values import (
    GAPS,
    GRAINS,
    SCOPES,
    Comparison,
    Slice,
    additive_metrics,
    compare,
    coverage,
    differ,
    gaps,
    mart_cells,
    metric_cells,
)
from tools.metrics import Metrics
from tools.project import ROOT

FISCAL_START = 2
SLICES = ("segment", "source", "country", "deal_type")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Metrics that no column of a mart gives: compared with the months that they add up, or parts of other metrics.
CUMULATIVE = {"new_customers_ever", "new_customers_year_to_date"}
PARTS = {"kept_mrr", "known_share_answered_in_5_min", "known_share_followed_up_in_24_hours", "retained_mrr"}


@pytest.fixture(scope="module")
def definitions() -> dict[str, dict[str, str]]:
    """The KPIs as the reference data defines them."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as lines:
        return {row["kpi_id"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def slices(definitions: dict[str, dict[str, str]]) -> list[Slice]:
    """Every KPI by every kind of scope and period that its mart has rows of."""
    return [
        Slice(kpi, scope, period)
        for kpi in definitions
        for scope in SCOPES[: definitions[kpi]["scopes"].count(";") + 1]
        for period in GRAINS
    ]


@pytest.fixture(scope="module")
def parsed(warehouse: Path) -> Path:
    """The folder of what dbt makes of the project, for the built demo."""
    return parse({}, warehouse.stem)


@pytest.fixture(scope="module")
def manifest(parsed: Path) -> dict[str, Any]:
    """Metrics, semantic models and saved queries as dbt knows them."""
    return json.loads((parsed / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def metrics(parsed: Path, built: duckdb.DuckDBPyConnection) -> Metrics:
    """The metrics of the project on the built demo."""
    return Metrics(parsed / "semantic_manifest.json", built)


@pytest.fixture(scope="module")
def compared(manifest: dict[str, Any], metrics: Metrics, built: duckdb.DuckDBPyConnection) -> dict[Slice, Comparison]:
    """Every slice, compared in each column that is a metric."""
    sums = additive_metrics(manifest)
    done = {}
    for part, columns in coverage(manifest).items():
        mart = mart_cells(built, part, columns)
        done[part] = compare(part, mart, metric_cells(metrics, part, columns), sums_of(columns, sums))
    return done


def sums_of(columns: dict[str, str], additive: set[str]) -> set[str]:
    """The columns whose metric is a count or an amount."""
    return {column for column, name in columns.items() if name in additive}


def test_every_kpi_is_a_metric_or_a_gap(manifest: dict[str, Any], slices: list[Slice]) -> None:
    covered = coverage(manifest)
    told = {(part, column) for part, columns in covered.items() for column in columns}
    listed = gaps(slices)
    assert not {(part, "kpi_value") for part in slices} - told - listed
    assert not told & listed
    assert set(covered) <= set(slices)


def test_gaps_name_columns_and_reasons(definitions: dict[str, Any], built: duckdb.DuckDBPyConnection) -> None:
    with GAPS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = {kpi: {row[0] for row in built.execute(f"describe main.kpi_{kpi}").fetchall()} for kpi in definitions}
    everywhere = set.union(*columns.values())
    for row in rows:
        known = everywhere if row["kpi_id"] == "*" else columns[row["kpi_id"]]
        assert set(row["columns"].split(";")) <= known, row
        assert set(row["period_types"].split(";")) <= {"*", *GRAINS}, row
        assert set(row["scope_types"].split(";")) <= {"*", *SCOPES, *SLICES}, row
        assert row["reason_en"], row
        assert CHINESE.search(row["reason_zh"]), row


def test_every_kpi_was_compared(compared: dict[Slice, Comparison], slices: list[Slice]) -> None:
    listed = gaps(slices)
    assert set(compared) == {part for part in slices if (part, "kpi_value") not in listed}


def test_every_metric_equals_a_column_or_is_named_here(manifest: dict[str, Any]) -> None:
    claimed = {name for columns in coverage(manifest).values() for name in columns.values()}
    assert {metric["name"] for metric in manifest["metrics"].values()} - claimed == CUMULATIVE | PARTS


def test_every_row_of_the_scorecard_was_compared(
    compared: dict[Slice, Comparison], built: duckdb.DuckDBPyConnection
) -> None:
    """The scorecard counts rows and values on its own: it is another table than those that were compared."""
    query = """
        select kpi_id, scope_type, period_type, count(*), count(kpi_value)
        from main.kpi_scorecard group by all
    """
    rows = {Slice(kpi, scope, period): counted for kpi, scope, period, *counted in built.execute(query).fetchall()}
    for part, comparison in compared.items():
        assert [comparison.cells["kpi_value"], comparison.numbers["kpi_value"]] == rows[part], part
        assert rows[part][1] > 0, part
    for part, comparison in compared.items():
        assert all(count == comparison.cells["kpi_value"] for count in comparison.cells.values()), part


@pytest.mark.parametrize("period_type", GRAINS)
def test_metrics_equal_the_marts(compared: dict[Slice, Comparison], period_type: str) -> None:
    faults = [fault for part, done in compared.items() if part.period_type == period_type for fault in done.faults]
    assert not faults, f"{len(faults)} differences\n" + "\n".join(faults[:40])


def test_a_difference_is_noticed() -> None:
    part = Slice("x", "company", "month")
    january, february = (dt.date(2026, 1, 1), "all"), (dt.date(2026, 2, 1), "all")
    mart = {january: {"rate": 0.5, "count": 0}, february: {"rate": None, "count": 3}}
    same = {january: {"rate": 0.5, "count": None}, february: {"rate": None, "count": 3}}
    assert not compare(part, mart, same, {"count"}).faults
    for key, column, told in [
        (january, "rate", 0.5001),
        (january, "rate", None),
        (january, "count", 1),
        (february, "rate", 0.0),
        (february, "count", 2),
        ((dt.date(2026, 3, 1), "all"), "count", 1),
    ]:
        other = {**same, key: {**same.get(key, {}), column: told}}
        assert len(compare(part, mart, other, {"count"}).faults) == 1, (key, column, told)
    gone = {january: same[january]}
    assert len(compare(part, mart, gone, {"count"}).faults) == 1


def test_calendar_quarters_are_the_fiscal_ones(metrics: Metrics) -> None:
    """The demo's fiscal year begins in January: both names of a quarter and of a year give the same rows."""
    for calendar, fiscal in [("quarter", "fiscal_quarter"), ("year", "fiscal_year")]:
        names = ["deal_win_loss_ratio", "monthly_recurring_revenue", "new_customers"]
        ways = []
        for grain in (calendar, fiscal):
            period = f"metric_time__{grain}"
            rows = metrics.rows(names, [period, "team"])
            ways.append({(str(row[period])[:10], row["team"]): [row[name] for name in names] for row in rows})
        assert len(ways[0]) > 8
        assert ways[0].keys() == ways[1].keys()
        for key, values in ways[0].items():
            pairs = zip(values, ways[1][key], strict=True)
            assert not any(differ(one, other, is_additive=False) for one, other in pairs), key


@pytest.fixture(scope="module")
def fiscal(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Metrics]:
    """The metrics on a copy of the demo whose fiscal year begins in February."""
    folder = tmp_path_factory.mktemp("fiscal")
    copy = folder / "sales_kpis.duckdb"
    shutil.copy(warehouse, copy)
    changed = ["metric_days", "dim_periods+,+path:models/kpis"]
    variables = json.dumps({"fiscal_year_start_month": FISCAL_START})
    run_dbt("run", "--vars", variables, "--select", *changed, warehouse=copy, target=folder / "target")
    with duckdb.connect(str(copy), read_only=True) as connection:
        yield Metrics(folder / "target/semantic_manifest.json", connection)


def test_metrics_follow_the_fiscal_calendar(fiscal: Metrics, manifest: dict[str, Any], slices: list[Slice]) -> None:
    compared = set()
    sums = additive_metrics(manifest)
    for part, columns in coverage(manifest).items():
        if part.period_type in {"quarter", "year"} and part.scope_type != "rep":
            asked = {"kpi_value": columns["kpi_value"]}
            mart = mart_cells(fiscal.connection, part, asked)
            months = {start.month for start, _ in mart}
            assert months <= ({2, 5, 8, 11} if part.period_type == "quarter" else {FISCAL_START})
            done = compare(part, mart, metric_cells(fiscal, part, asked), sums_of(asked, sums))
            assert not done.faults, "\n".join(done.faults[:20])
            assert done.numbers["kpi_value"] > 0
            compared.add(part)
    listed = gaps(slices)
    wanted = {part for part in slices if part.period_type in {"quarter", "year"} and part.scope_type != "rep"}
    assert compared == {part for part in wanted if (part, "kpi_value") not in listed}


def test_cumulative_metrics_add_up_the_months(metrics: Metrics, built: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            cast(period_start as varchar),
            sum(kpi_value) over (partition by year(period_start) order by period_start),
            sum(kpi_value) over (order by period_start)
        from main.kpi_new_customers where scope_type = 'company' and period_type = 'month'
    """
    names = ["new_customers_year_to_date", "new_customers_ever"]
    expected = {day: values for day, *values in built.execute(query).fetchall()}
    rows = metrics.rows(names, ["metric_time__month"])
    told = {str(row["metric_time__month"])[:10]: [row[name] for name in names] for row in rows}
    assert len(expected) > 24
    assert told == expected


def test_kpis_are_cut_as_the_marts_are(
    metrics: Metrics,
    manifest: dict[str, Any],
    built: duckdb.DuckDBPyConnection,
    definitions: dict[str, dict[str, str]],
) -> None:
    """Each KPI by the slices of its records, month by month, and by the names of reps."""
    covered, sums = coverage(manifest), additive_metrics(manifest)
    compared = 0
    for kpi, definition in definitions.items():
        columns = {"kpi_value": covered[Slice(kpi, "company", "month")]["kpi_value"]}
        for kind in {"segment", "source"} & set(definition["scopes"].split(";")):
            part = Slice(kpi, kind, "month")
            if (part, "kpi_value") in gaps([part]):
                continue
            done = compare(
                part,
                mart_cells(built, part, columns),
                metric_cells(metrics, part, columns, f"record__{kind}"),
                sums_of(columns, sums),
            )
            assert not done.faults, "\n".join(done.faults[:20])
            assert done.numbers["kpi_value"] > 20, part
            compared += 1
    assert compared > 15
    of_reps = metrics.rows(["new_customers"], ["rep__rep_name"])
    expected = built.execute("""
        select reps.rep_name, count(*)
        from main.dim_customers as customers left join main.dim_reps as reps using (rep_id)
        where customers.first_paid_on is not null
        group by reps.rep_name
    """).fetchall()
    assert {row["rep__rep_name"]: row["new_customers"] for row in of_reps if row["new_customers"]} == dict(expected)


@pytest.mark.parametrize("cut", ["country", "deal_type"])
def test_deals_are_cut_by_country_and_type(metrics: Metrics, built: duckdb.DuckDBPyConnection, cut: str) -> None:
    """The demo builds no slices of these."""
    told = {row[f"record__{cut}"]: row["won_deals"] for row in metrics.rows(["won_deals"], [f"record__{cut}"])}
    expected = built.execute(f"""
        select coalesce({"accounts.country" if cut == "country" else "deals.deal_type"}, 'unknown'), count(*)
        from main.fct_deals as deals
        left join main.dim_accounts as accounts on deals.customer_id = accounts.account_id
        where deals.outcome = 'won' and deals.closed_on is not null and deals.deal_type <> 'renewal'
        group by 1
    """).fetchall()
    assert {part: value for part, value in told.items() if value} == dict(expected)


def test_a_share_is_unknown_where_every_answer_is_only_a_day(parsed: Path, tmp_path: Path) -> None:
    """In January an answer without a time and a lead without an answer; in February a known answer besides."""
    rows = "('01', null, true, false), ('01', null, false, true), ('02', null, true, false), ('02', 3, false, true)"
    with duckdb.connect(str(tmp_path / "sales_kpis.duckdb")) as connection:
        connection.execute(f"""
            create schema steps;
            create table steps.records_average_response_time as
            select
                minutes as business_minutes, minutes as calendar_minutes, is_day_only, has_5_min_passed,
                cast('2026-' || month || '-15' as date) as counted_on, 'rep' as rep_id, 'team' as team_id
            from (values {rows}) as records (month, minutes, is_day_only, has_5_min_passed)
        """)
        metrics = Metrics(parsed / "semantic_manifest.json", connection)
        told = metrics.rows(["response_within_5_min_rate", "day_only_responses"], ["metric_time__month"])
    by_month = {
        row["metric_time__month"].month: (row["response_within_5_min_rate"], row["day_only_responses"]) for row in told
    }
    assert by_month == {1: (None, 1), 2: (1.0, 1)}


def test_saved_queries_give_the_numbers_of_the_marts(
    metrics: Metrics, manifest: dict[str, Any], built: duckdb.DuckDBPyConnection
) -> None:
    claims = {name: (part, column) for part, columns in coverage(manifest).items() for column, name in columns.items()}
    queries = {query["name"]: query["query_params"] for query in manifest["saved_queries"].values()}
    assert sum(name.startswith("scorecard") for name in queries) == 3
    periods = {grain: period for period, grain in GRAINS.items()}
    for name, query in queries.items():
        grain = re.findall(r"'metric_time', '(\w+)'", " ".join(query["group_by"]))[0]
        scope = (re.findall(r"Entity\('(\w+)'\)", " ".join(query["group_by"])) or ["company"])[0]
        rows = metrics.saved_rows(name)
        numbers = 0
        for metric in query["metrics"]:
            if metric not in claims:
                continue
            kpi, column = claims[metric][0].kpi_id, claims[metric][1]
            mart = mart_cells(built, Slice(kpi, scope, periods[grain]), [column])
            for row in rows:
                value = row[metric]
                start = row[f"metric_time__{grain}"]
                key = (start.date() if isinstance(start, dt.datetime) else start, row.get(scope, "all"))
                if value:
                    assert value == pytest.approx(mart[key][column], rel=1e-9), (name, metric, key)
                    numbers += 1
        assert numbers >= len(rows) > 0, name
        if name.startswith("scorecard"):
            of_kpis = {one: columns.get("kpi_value") for one, columns in coverage(manifest).items()}
            wanted = {one for part, one in of_kpis.items() if part.scope_type == scope and part.period_type == "month"}
            assert set(query["metrics"]) == wanted - {None}, name


def test_labels_stand_in_both_languages(manifest: dict[str, Any], definitions: dict[str, dict[str, str]]) -> None:
    labelled = [*manifest["metrics"].values(), *manifest["saved_queries"].values()]
    assert len(labelled) > 70
    for thing in labelled:
        meta = thing["config"]["meta"]
        assert all([thing["label"], thing["description"]]), thing["name"]
        assert all(CHINESE.search(meta[key]) for key in ("label_zh", "description_zh")), thing["name"]
    for metric in manifest["metrics"].values():
        if definition := definitions.get(metric["name"]):
            assert metric["label"] == definition["name_en"]
            assert metric["config"]["meta"]["label_zh"] == definition["name_zh"]
            assert metric["config"]["meta"]["unit"] == definition["unit"]
    for model in manifest["semantic_models"].values():
        assert model["description"]
        for dimension in model["dimensions"]:
            assert all([dimension["label"], dimension["description"]]), dimension["name"]
            assert CHINESE.search(dimension["config"]["meta"]["label_zh"]), dimension["name"]


def test_each_kpi_bears_its_own_name(manifest: dict[str, Any], definitions: dict[str, dict[str, str]]) -> None:
    """The metric of a KPI's value, by month and for the company, is called as the KPI is."""
    covered = coverage(manifest)
    for kpi in definitions:
        assert covered[Slice(kpi, "company", "month")]["kpi_value"] == kpi
