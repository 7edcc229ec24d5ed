"""The records behind a number: the queries of docs/drillthrough.md give what the KPI's table and the page say."""

from __future__ import annotations

import re

import duckdb
import pytest

from tools.project import ROOT

PAGE = (ROOT / "docs/drillthrough.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def shown() -> list[list[str]]:
    """The rows of the page's table of deals, cell by cell."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| 006")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_records_of_a_rep_s_win_rate_are_those_of_the_page(
    built: duckdb.DuckDBPyConnection, shown: list[list[str]]
) -> None:
    rows = built.execute(QUERIES[0]).fetchall()
    assert shown == [[*map(str, row[:3]), f"{row[3]:,.2f}", f"{row[4]:.0f}", f"{row[5]:.0f}", row[6]] for row in rows]


def test_they_give_what_the_kpi_s_table_says(built: duckdb.DuckDBPyConnection) -> None:
    rows = built.execute(QUERIES[0]).fetchall()
    table = built.execute(
        """select numerator, denominator, kpi_value, win_rate, sample_size
        from kpi_deal_win_loss_ratio as rows inner join dim_reps as reps on rows.scope_id = reps.rep_id
        where scope_type = 'rep' and period_type = 'month' and period_start = '2026-09-01' and rep_name = 'Maren Holloway'"""
    ).fetchall()
    won, lost = (sum(row[place] for row in rows) for place in (4, 5))
    assert table == [(won, lost, won / lost, won / (won + lost), len(rows))]


def test_who_waited_longest_comes_first(built: duckdb.DuckDBPyConnection) -> None:
    rows = built.execute(QUERIES[1]).fetchall()
    as_of = built.execute("select max(as_of_date) from dim_periods").fetchall()[0][0]
    assert 5 < len(rows) <= 10
    assert (
        [row[4] for row in rows]
        == [(as_of - row[2]).days for row in rows]
        == sorted((row[4] for row in rows), reverse=True)
    )
    unanswered = built.execute(
        """select count(*) from fct_leads as leads where lead_id in (select unnest(?)) and origin = 'inbound'
        and qualified_at is not null and not exists (
            select 1 from fct_activities as activities where activities.lead_id = leads.lead_id and is_human_contact
            and occurred_at >= clock_started_at)""",
        [[row[0] for row in rows]],
    ).fetchall()
    assert unanswered == [(len(rows),)]


def test_who_moved_adds_up_to_the_movements_of_mrr(built: duckdb.DuckDBPyConnection) -> None:
    rows = built.execute(QUERIES[2]).fetchall()
    sums = {movement: sum(row[5] for row in rows if row[0] == movement) for movement in {row[0] for row in rows}}
    new, back, grew, shrank, left = built.execute(
        """select new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churn_mrr from kpi_monthly_recurring_revenue
        where scope_type = 'company' and period_type = 'month' and period_start = '2026-09-01'"""
    ).fetchall()[0]
    expected = {"new": new, "reactivated": back, "expanded": grew, "contracted": shrank, "churned": left}
    assert sums == pytest.approx({name: value for name, value in expected.items() if name in sums})
    assert sum(sums.values()) == pytest.approx(sum(expected.values()))


def test_every_reason_has_its_words(built: duckdb.DuckDBPyConnection) -> None:
    """In both languages, other words for other reasons."""
    rows = built.execute("select distinct reason, reason_en, reason_zh from kpi_drillthrough").fetchall()
    assert (
        len(rows)
        == len({row[0] for row in rows})
        == len({row[1] for row in rows})
        == len({row[2] for row in rows})
        > 20
    )
    movements = built.execute(
        """select count(distinct movement), count(texts.code) = count(*) from kpi_drillthrough
        left join reference.texts on topic = 'customer_movement' and movement = code where movement is not null"""
    ).fetchall()
    assert movements[0][0] > 4
    assert movements[0][1]
