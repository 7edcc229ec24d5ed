"""What is imported, in English and Chinese, what each chart asks Superset for, and what the marts say to it."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tools.project import ROOT

EXAMPLE = ROOT / "examples/superset"
Assets = dict[str, Any]
Row = tuple[Any, ...]
# They change what every chart shows.
CHANGES = """
    update main.kpi_scorecard set kpi_value = kpi_value + 1, attainment = attainment + 1, value_text = value_text || ' +1';
    update main.kpi_monthly_recurring_revenue set new_mrr = new_mrr + 1;
    update main.kpi_focus set why_en = why_en || ' +1', why_zh = why_zh || ' +1'
"""


def read_assets() -> Assets:
    """Every asset by its path, and a Chinese copy of each chart and dashboard beside it."""
    folder = EXAMPLE / "assets"
    assets = {
        path.relative_to(folder).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.yaml"))
    }
    words = yaml.safe_load((EXAMPLE / "chinese.yml").read_text(encoding="utf-8"))
    labelled = {path: asset for path, asset in assets.items() if path.startswith(("charts/", "dashboards/"))}
    words |= {asset["uuid"]: str(uuid.uuid5(uuid.UUID(asset["uuid"]), "zh")) for asset in labelled.values()}
    words |= {asset["slug"]: f"{asset['slug']}-zh" for asset in labelled.values() if "slug" in asset}
    return assets | {path.replace(".yaml", "_zh.yaml"): in_chinese(asset, words) for path, asset in labelled.items()}


def in_chinese(value: Any, words: dict[str, str]) -> Any:
    """A part of an asset with Chinese texts, columns and ids in the place of the English ones."""
    if isinstance(value, dict):
        return {in_chinese(key, words): in_chinese(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [in_chinese(item, words) for item in value]
    return words.get(value) or re.sub(r"_en\b", "_zh", value) if isinstance(value, str) else value


def of(assets: Assets, kind: str) -> dict[str, Any]:
    """The assets of a kind by name."""
    return {Path(path).stem: asset for path, asset in assets.items() if path.startswith(f"{kind}/")}


def bundle(assets: Assets, database: Path) -> io.BytesIO:
    """The zip file that Superset imports, with the database file that the charts are to read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, asset in assets.items():
            place = {"sqlalchemy_uri": f"duckdb:///{database.absolute()}"} if path.startswith("databases/") else {}
            archive.writestr(f"assets/{path}", yaml.safe_dump(asset | place, allow_unicode=True, sort_keys=False))
    packed.seek(0)
    return packed


def dataset_of(assets: Assets, chart: dict[str, Any]) -> dict[str, Any]:
    """The dataset that a chart reads."""
    return next(asset for asset in of(assets, "datasets").values() if asset["uuid"] == chart["dataset_uuid"])


def queries_of(assets: Assets, chart: dict[str, Any]) -> list[dict[str, Any]]:
    """What the browser asks for a chart on its dashboard before anybody touches a filter; two queries where it draws two."""
    board = next(board for board in of(assets, "dashboards").values() if chart["uuid"] in str(board["position"]))
    places = (part["meta"] for part in board["position"].values() if isinstance(part, dict) and part["type"] == "CHART")
    number = next(place["chartId"] for place in places if place["uuid"] == chart["uuid"])
    common = [
        held
        for native in board["metadata"]["native_filter_configuration"]
        if number not in native["scope"]["excluded"]
        for held in native["defaultDataMask"]["extraFormData"].get("filters", [])
    ]
    params = chart["params"]
    raw = params.get("all_columns", [])
    axis = [params["x_axis"]] if "x_axis" in params else []

    def query(suffix: str) -> dict[str, Any]:
        keys = (f"groupby{suffix}", "groupbyRows", "groupbyColumns")
        own = params[f"adhoc_filters{suffix}"]
        return {
            "columns": [*axis, *(column for key in keys for column in params.get(key, [])), *raw],
            "metrics": None if raw else params.get(f"metrics{suffix}") or [params["metric"]],
            "filters": [{"col": f["subject"], "op": f["operator"], "val": f["comparator"]} for f in own] + common,
            "orderby": [json.loads(order) for order in params.get("order_by_cols", [])],
            "row_limit": params.get("row_limit", 10000),
            "extras": {},
        }

    return [query(suffix) for suffix in (("", "_b") if "metrics_b" in params else ("",))]


def expected(assets: Assets, database: Path) -> dict[str, list[Row]]:
    """The rows of each chart in both languages, from examples/superset/expected: axis and groups first, then metrics."""
    rows = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for name in of(assets, "charts"):
            chart = name.removesuffix("_zh")
            own = EXAMPLE / f"expected/{chart}.sql"
            query = (own if own.exists() else own.with_name("big_number.sql")).read_text(encoding="utf-8")
            query = query.format(l="en" if chart == name else "zh", kpi=chart)
            rows[name] = [tuple(map(plain, row)) for row in connection.execute(query).fetchall()]
    return rows


def plain(value: Any, column: str = "") -> Any:
    """A value of DuckDB or of Superset's API in one form: days as text, numbers as floats of twelve digits."""
    if column == "period_start" and isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000, UTC).date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(f"{value:.12g}")
    return value.isoformat() if isinstance(value, date) else value


def difference(chart: dict[str, Any], found: list[Row], wanted: list[Row]) -> str | None:
    """How a chart's rows differ from the mart's, in words; the order counts if the chart sorts."""
    if "order_by_cols" not in chart["params"]:
        found, wanted = sorted(found, key=repr), sorted(wanted, key=repr)
    return None if wanted and found == wanted else f"{found[:3]}; the mart has {wanted[:3]}"
