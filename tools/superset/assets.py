"""What is imported, in English and Chinese, and what each chart asks Superset for."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from pathlib import Path
from typing import Any

import yaml

from tools.project import ROOT

EXAMPLE = ROOT / "examples/superset"
Assets = dict[str, Any]


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
    queries = []
    for suffix in ("", "_b") if "metrics_b" in params else ("",):
        keys = (f"groupby{suffix}", "groupbyRows", "groupbyColumns")
        groups = [column for key in keys for column in params.get(key, [])]
        own = [
            {"col": one["subject"], "op": one["operator"], "val": one["comparator"]}
            for one in params[f"adhoc_filters{suffix}"]
        ]
        queries.append(
            {
                "columns": [*axis, *groups, *raw],
                "metrics": None if raw else params.get(f"metrics{suffix}") or [params["metric"]],
                "filters": [*own, *common],
                "orderby": [json.loads(order) for order in params.get("order_by_cols", [])],
                "row_limit": params.get("row_limit", 10000),
                "extras": {},
            }
        )
    return queries
