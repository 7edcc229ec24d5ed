"""What docglow is shown in place of a parsed export has the columns of the real model, each from its own cell."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from tools.column_lineage import FIRST_PAGE, shortened, with_icon, with_kpis_first
from tools.descriptions import stored_columns
from tools.parsed_exports import ADDED, PARSED, snake_case
from tools.project import Project


def test_a_parsed_export_is_shown_as_a_renaming(project: Project, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        stored = stored_columns(connection)
    nodes = shortened(project.manifest)["nodes"]
    parsed = [node for node in project.models if PARSED.match(node["raw_code"])]
    assert len(parsed) > 20
    for node in parsed:
        select = sqlglot.parse_one(nodes[node["unique_id"]]["compiled_code"], dialect="duckdb")
        assert select.named_selects == stored[node["schema"], node["alias"]], node["name"]
        for column in select.expressions:
            cells = [cell.name for cell in column.find_all(exp.Column)]
            expected = [] if column.alias_or_name in ADDED[1:] else [column.alias_or_name]
            assert [snake_case(cell) for cell in cells] == expected, node["name"]


def test_nothing_else_is_changed(project: Project) -> None:
    nodes = shortened(project.manifest)["nodes"]
    others = [name for name, node in project.manifest["nodes"].items() if not PARSED.match(node.get("raw_code") or "")]
    assert all(nodes[name] is project.manifest["nodes"][name] for name in others)


def test_the_first_page_begins_with_the_kpis_in_their_order() -> None:
    page = with_kpis_first("\n".join(FIRST_PAGE))
    ids = json.loads(page.partition(")(")[2].partition("]")[0] + "]")
    assert ids[0] == "model.sales_kpis.kpi_average_response_time"
    assert ids[-1] == "model.sales_kpis.kpi_share_of_voice"
    assert len(ids) == 14
    with pytest.raises(ValueError, match="any more"):
        with_kpis_first("another page")


def test_the_icon_stands_in_the_page(tmp_path: Path) -> None:
    icon = tmp_path / "favicon.svg"
    icon.write_text("<svg/>", encoding="utf-8")
    page = with_icon('<link rel="icon" href="./favicon.svg" />', icon)
    assert page == '<link rel="icon" href="data:image/svg+xml;base64,PHN2Zy8+" />'
