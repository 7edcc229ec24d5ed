"""Remarks on the trends: drawn, listed below, in the values, on paper, and of the right scopes alone."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest
from opened import REP, Opened
from test_file import content

from tools.dashboard.packing import unpacked_rows

KPI, TEAM = "customer_retention_rate", "EMEA"
OF_SCOPE = f"""
select text_en, text_zh from publication.remarks
where coalesce(kpi_id, '{KPI}') = '{KPI}' and (scope_type = 'company' or scope_type || ':' || scope_id = ?)
order by first_on
"""


def card(opened: Opened, language: str, scope: str) -> Any:
    """The card of the KPI's trend."""
    page = opened.show(f"#/kpi/{KPI}?lang={language}&scope={scope}&type=month")
    return page.locator("section.card", has=page.locator(".chart-trend")).first


@pytest.mark.parametrize(("language", "scope"), [("en", "team:EMEA"), ("zh", "team:EMEA"), ("en", "company:all")])
def test_remarks_are_drawn_and_listed(
    opened: Opened, marts: duckdb.DuckDBPyConnection, language: str, scope: str
) -> None:
    texts = [row[language == "zh"] for row in marts.execute(OF_SCOPE, [scope]).fetchall()]
    assert len(texts) == (2 if scope == "team:EMEA" else 1)
    trend = card(opened, language, scope)
    listed = trend.locator(".remarks li").all_inner_texts()
    assert [text for text, shown in zip(texts, listed, strict=True) if text not in shown] == []
    marks = trend.locator(".chart svg .mark-text.role-mark text").all_text_contents()
    assert [mark for mark in marks if mark] == [str(number + 1) for number in range(len(texts))]
    # whoever cannot see the picture hears of them
    label = trend.locator(".chart").get_attribute("aria-label")
    assert re.search(rf"; remarks: {len(texts)}, listed|备注 {len(texts)} 条", label)


def test_remarks_are_in_the_values_of_their_periods_by_keyboard(opened: Opened) -> None:
    trend = card(opened, "en", "team:EMEA")
    trend.locator("summary").focus()
    opened.page.keyboard.press("Enter")
    trend.locator(".values li").first.wait_for()
    values = trend.locator(".values li").all_inner_texts()
    assert [value.split(":")[0] for value in values if "Remark 2: A slump" in value] == ["May 2026", "June 2026"]
    assert sum("Remark 1: Customers leave" in value for value in values) == 10


def test_remarks_are_on_paper(opened: Opened) -> None:
    trend = card(opened, "en", "team:EMEA")
    opened.page.emulate_media(media="print")
    try:
        assert trend.locator(".remarks").is_visible()
        assert trend.locator(".chart svg .mark-text.role-mark text").first.is_visible()
    finally:
        opened.page.emulate_media(media="null")


def test_a_rep_s_file_has_remarks_of_the_company_the_team_and_the_rep(rep_dashboard: Any, opened: Opened) -> None:
    data = content(rep_dashboard)["core"]["data"]
    scopes = {f"{row['scope_type']}:{row['scope_id']}" for row in unpacked_rows(data["remarks"])}
    [team] = [row["team_id"] for row in unpacked_rows(data["reps"]) if row["scope_id"] == REP]
    assert scopes <= {"company:all", f"team:{team}", f"rep:{REP}"}
    assert "company:all" in scopes
