"""Numbers on the pages other than the scorecard, against SQL on the published marts."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest
from opened import Opened


def numbers(text: str) -> list[float]:
    """The numbers in a shown text."""
    return [float(found.replace(",", "").replace("−", "-")) for found in re.findall(r"[−-]?\d[\d,]*\.?\d*", text)]


def lines(opened: Opened, table: str) -> dict[str, list[str]]:
    """The cells of a table by the key of their line."""
    script = (
        "all => Object.fromEntries(all.map(line => [line.dataset.key, [...line.cells].map(cell => cell.textContent)]))"
    )
    return opened.page.eval_on_selector_all(f"#{table} tbody tr", script)


def one(marts: duckdb.DuckDBPyConnection, query: str, values: list[Any] | None = None) -> tuple[Any, ...]:
    """The one row of a query."""
    [row] = marts.execute(query, values or []).fetchall()
    return row


@pytest.mark.parametrize("scope", ["company:all", "team:APAC", "rep:0055i00000003qjAAA"])
def test_the_bridge_shows_the_movements_and_adds_up(
    opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str
) -> None:
    page = opened.show(f"#/revenue?lang=en&scope={scope}&type=month&period=2026-08-01")
    wanted = one(
        marts,
        """select opening_mrr, new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churn_mrr, fx_mrr, kpi_value
        from kpi_monthly_recurring_revenue
        where period_type = 'month' and period_start = '2026-08-01' and scope_type = ? and scope_id = ?""",
        scope.split(":"),
    )
    label = page.get_attribute(".chart-bridge", "aria-label") or ""
    shown = [numbers(part.replace("+", ""))[-1:] for part in label.split(":", 1)[1].split(";")]
    signed = [
        -abs(found[0]) if "−" in part else found[0]
        for found, part in zip(shown, label.split(":", 1)[1].split(";"), strict=True)
    ]
    assert signed == pytest.approx(list(wanted), abs=0.5 + 1e-6)
    assert abs(float(page.get_attribute("#bridge-sum", "data-residual") or "nan")) < 0.01


def test_the_forecast_shows_the_errors_of_all_methods(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    opened.show("#/revenue?lang=en")
    shown = lines(opened, "forecast-errors")
    assert list(shown) == ["movements", "naive", "seasonal_naive"]
    for method, cells in shown.items():
        query = f"""select {method}_mae from mrr_forecast
            where scope_type = 'company' and horizon_months in (1, 3, 6, 12, 24) order by horizon_months"""
        found = [value for (value,) in marts.execute(query).fetchall()]
        for cell, value in zip(cells[1:], found, strict=True):
            assert numbers(cell) == ([] if value is None else [pytest.approx(value, abs=0.5 + 1e-6)]), (
                method,
                cell,
                value,
            )


def test_one_month_has_one_forecast(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    """The page of revenue, the pace and the tables say the same of October; table and errors are of the same months ahead."""
    page = opened.show("#/revenue?lang=en")
    (wanted,) = one(marts, "select forecast_mrr from mrr_forecast where scope_type = 'company' and horizon_months = 1")
    note = page.inner_text(".card:has(.chart-forecast) .note")
    (errors,) = one(
        marts, "select movements_mae from mrr_forecast where scope_type = 'company' and horizon_months = 12"
    )
    assert f"movements {errors:,.0f} USD" in note
    table = page.locator("#forecast-months tbody tr")
    assert table.count() == page.locator("#forecast-errors thead th").count() - 1
    assert table.first.inner_text().split("\t")[1] == f"{wanted:,.0f} USD"
    opened.show("#/together?lang=en")
    cells = lines(opened, "pacing-table")["monthly_recurring_revenue"]
    assert f"{wanted:,.0f} USD" in cells[7]


def test_words_of_pace_fit_the_side_that_is_good(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    for language in ("en", "zh"):
        opened.show(f"#/together?lang={language}")
        shown = {key: cells[6] for key, cells in lines(opened, "pacing-table").items()}
        query = f"select kpi_id, coalesce(needed_{language}, '–') from kpi_pacing where is_official and scope_type = 'company'"
        told = dict(marts.execute(query).fetchall())
        assert shown == {kpi_id: told[kpi_id] for kpi_id in shown}
    (text,) = one(
        marts,
        "select needed_en from kpi_pacing where kpi_id = 'average_response_time' and is_official and scope_type = 'company'",
    )
    assert text.startswith("may take up to ")
    page = opened.show("#/kpi/average_response_time?lang=en")
    assert text in page.inner_text("#content")


@pytest.mark.parametrize(("scope", "where"), [("company:all", "true"), ("team:EMEA", "team_id = 'EMEA'")])
def test_the_funnel_counts_leads(opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str, where: str) -> None:
    """Counted a second time, lead by lead."""
    opened.show(f"#/funnel?lang=en&scope={scope}&type=quarter&period=2026-04-01")
    cells = lines(opened, "funnel-table")["2026-04-01"]
    leads = marts.execute(
        f"select lead_id, deal_id, qualified_on from fct_leads where {where} and clock_started_on between '2026-04-01' and '2026-06-30'"
    ).fetchall()
    met = {
        row[0]
        for row in marts.execute(
            "select lead_id from fct_meetings where is_external and accepted_at is not null"
        ).fetchall()
    }
    won = marts.execute("select deal_id, lead_id from fct_deals where outcome = 'won'").fetchall()
    won_deals, won_leads = {deal for deal, _ in won}, {lead for _, lead in won if lead}
    paying = {
        row[0] for row in marts.execute("select lead_id from fct_prospects where converted_on is not null").fetchall()
    }
    qualified = [(lead, deal) for lead, deal, day in leads if day is not None]
    expected = [
        len(leads),
        len(qualified),
        sum(lead in met for lead, _ in qualified),
        sum(lead in won_leads or deal in won_deals or lead in paying for lead, deal in qualified),
        sum(lead in paying for lead, _ in qualified),
    ]
    assert [numbers(cell)[0] for cell in cells[1:6]] == expected
    assert numbers(cells[6])[0] == pytest.approx(100 * expected[1] / expected[0], abs=0.05 + 1e-6)


def test_cohorts_are_those_of_the_marts(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    page = opened.show("#/funnel?lang=en")
    texts = page.eval_on_selector_all(
        ".chart-heat", "all => all.map(e => [...e.querySelectorAll('.role-mark text')].map(t => t.textContent))"
    )
    conversion, retention = ([numbers(text)[0] for text in shown] for shown in texts)
    rates = marts.execute(
        """select converted_30_days_rate, converted_60_days_rate, kpi_value, converted_180_days_rate
        from kpi_sql_to_customer_conversion_rate
        where scope_type = 'company' and period_type = 'month' and sample_size > 0 order by period_start desc limit 18"""
    ).fetchall()
    wanted = sorted(100 * rate for row in rates for rate in row if rate is not None)
    assert sorted(conversion) == pytest.approx(wanted, abs=0.05 + 1e-6)
    customers = marts.execute(
        "select customer_id, date_trunc('quarter', first_paid_on)::date from dim_customers where first_paid_on is not null"
    ).fetchall()
    active = set(
        marts.execute(
            "select customer_id, period_start from fct_customer_periods where period_type = 'quarter' and is_active_at_end"
        ).fetchall()
    )
    quarters = [
        day
        for (day,) in marts.execute(
            "select period_start from dim_periods where period_type = 'quarter' and is_complete_period order by 1"
        ).fetchall()
    ]
    shares = []
    for cohort in quarters:
        members = [customer for customer, day in customers if day == cohort]
        if members:
            shares += [
                100 * sum((member, day) in active for member in members) / len(members)
                for day in quarters
                if day >= cohort
            ]
    assert sorted(retention) == pytest.approx(sorted(shares), abs=0.5 + 1e-6)


def test_presentations_show_sessions_and_what_followed(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    opened.show("#/presentations?lang=en&type=month&period=2026-09-01")
    shown = [numbers(cell) for cell in lines(opened, "presentations-table")["2026-09-01"][1:]]
    row = one(
        marts,
        """select engagement.denominator, engagement.numerator, page_views, video_views, 100 * video_watch_share,
            email_count, sms_count, meetings_scheduled, 100 * close_rate
        from kpi_presentation_engagement as engagement
        inner join kpi_follow_up_time as follow using (period_type, period_start, scope_type, scope_id)
        where period_type = 'month' and period_start = '2026-09-01' and scope_type = 'company'""",
    )
    assert [found[0] for found in shown] == pytest.approx(list(row), abs=0.05 + 1e-6)


def test_a_rep_s_page_shows_own_and_team_s_values(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    rep, team = one(marts, "select rep_id, team_id from dim_reps where rep_name = 'Maren Holloway'")
    opened.show(f"#/rep?lang=en&scope=rep:{rep}&type=month&period=2026-09-01")
    shown = lines(opened, "rep-table")
    of_reps = dict(marts.execute("select kpi_id, scopes like '%rep%' from dim_kpis").fetchall())
    assert {kpi_id: cells[4] != "Company only" for kpi_id, cells in shown.items()} == of_reps
    for kpi_id, cells in shown.items():
        for column, scope in ((1, rep), (3, team)):
            found = marts.execute(
                """select case when unit = 'rate' then 100 else 1 end * kpi_value from kpi_scorecard
                where kpi_id = ? and period_type = 'month' and period_start = '2026-09-01' and scope_id = ?""",
                [kpi_id, scope],
            ).fetchone()
            wanted = [] if found is None or found[0] is None else [pytest.approx(found[0], abs=0.5 + 1e-6)]
            assert numbers(cells[column]) == wanted, (kpi_id, cells, found)
        if not of_reps[kpi_id]:
            continue
        share = marts.execute(
            f"select {kpi_id}_percentile from rep_scorecard where rep_id = ? and month_start = '2026-09-01'", [rep]
        ).fetchone()
        wanted = [] if share is None or share[0] is None else [pytest.approx(100 * share[0], abs=0.5 + 1e-6)]
        assert numbers(cells[6]) == wanted, (kpi_id, cells)


def test_a_rep_s_page_is_of_one_period(opened: Opened) -> None:
    """The last month where none is chosen; reps are ranked by month alone."""
    page = opened.show("#/rep?lang=en&scope=rep:0055i00000003qjAAA")
    assert page.inner_text(".lead").startswith("September 2026")
    assert page.input_value("#period") == "2026-09-01"
    assert "Rank" in page.inner_text("#rep-table thead")
    # the choice of the page is none of the reader
    assert "type=" not in (page.get_attribute("#side a[href*=scorecard]", "href") or "")
    opened.show("#/rep?lang=en&scope=rep:0055i00000003qjAAA&type=quarter")
    assert page.inner_text(".lead").startswith("Q3 2026")
    assert "Rank" not in page.inner_text("#rep-table thead")


@pytest.mark.parametrize("scope", ["company:all", "team:EMEA"])
def test_focus_and_pace_show_their_rows(opened: Opened, marts: duckdb.DuckDBPyConnection, scope: str) -> None:
    opened.show(f"#/together?lang=en&scope={scope}")
    focus = marts.execute(
        "select kpi_id from kpi_focus where scope_type = ? and scope_id = ? order by focus_rank", scope.split(":")
    ).fetchall()
    assert list(lines(opened, "focus-table")) == [kpi_id for (kpi_id,) in focus]
    pace = marts.execute(
        """select kpi_id, pace_status from kpi_pacing
        where is_official and scope_type = ? and scope_id = ? and pace_status not in ('not_assessed', 'no_target')""",
        scope.split(":"),
    ).fetchall()
    shown = opened.page.eval_on_selector_all(
        "#pacing-table tbody tr",
        "all => Object.fromEntries(all.map(line => [line.dataset.key, line.querySelector('.badge').dataset.status]))",
    )
    assert shown == dict(pace)


def test_related_pairs_and_identities_are_those_of_the_marts(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    page = opened.show("#/together?lang=en")
    related = marts.execute(
        "select kpi_a || '|' || kpi_b from kpi_overlap where relation = 'related' order by abs(rank_correlation) desc"
    ).fetchall()
    assert page.eval_on_selector_all("#related li", "all => all.map(e => e.dataset.key)") == [
        pair for (pair,) in related
    ]
    shown = lines(opened, "identities-table")
    found = marts.execute(
        """select identity_id, count(*), count(*) filter (where status = 'holds'), count(*) filter (where status = 'apart')
        from kpi_identities where scope_type = 'company' and period_type = 'month' group by 1"""
    ).fetchall()
    assert {key: tuple(int(cell) for cell in cells[1:4]) for key, cells in shown.items()} == {
        key: rest for key, *rest_ in found for rest in [tuple(rest_)]
    }


def test_sources_show_every_export(opened: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    opened.show("#/sources?lang=en")
    shown = {
        key: tuple(int(numbers(cell)[0]) for cell in cells[2:6])
        for key, cells in lines(opened, "exports-table").items()
    }
    found = marts.execute(
        """select export, raw_row_count, accepted_row_count, rejected_row_count, coalesce(left_out.total, 0)
        from dim_exports left join (select export, sum(record_count) as total from left_out_records group by 1) as left_out using (export)"""
    ).fetchall()
    assert shown == {export: tuple(map(int, rest)) for export, *rest in found}
    rejected = dict(marts.execute("select reason, count(*) from rejected_records group by 1").fetchall())
    assert {key: int(cells[1]) + int(cells[2]) for key, cells in lines(opened, "rejected-table").items()} == rejected
