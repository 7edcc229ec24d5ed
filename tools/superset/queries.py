"""What a chart asks Superset's chart data API, as the browser does: from the saved chart and the dashboard's filters."""

from __future__ import annotations

import json
from typing import Any

from tools.superset.assets import Assets

Query = dict[str, Any]


def dashboard_filters(dashboard: dict[str, Any], chart_uuid: str) -> list[dict[str, Any]]:
    """The conditions that the dashboard's filters put on a chart before anybody touches them."""
    numbers = {
        part["meta"]["uuid"]: part["meta"]["chartId"]
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    }
    held: list[dict[str, Any]] = []
    for native in dashboard["metadata"]["native_filter_configuration"]:
        if numbers[chart_uuid] not in native["scope"]["excluded"]:
            held += native["defaultDataMask"]["extraFormData"].get("filters", [])
    return held


def condition(adhoc: dict[str, Any]) -> dict[str, Any]:
    """A filter of a chart as the API names it."""
    return {"col": adhoc["subject"], "op": adhoc["operator"], "val": adhoc["comparator"]}


def queries_of(chart: dict[str, Any], dashboard: dict[str, Any]) -> list[Query]:
    """The queries of a chart on a dashboard; two where it draws two.

    Args:
        chart: the chart's asset.
        dashboard: the asset of the dashboard that shows it.
    """
    params = chart["params"]
    common = dashboard_filters(dashboard, chart["uuid"])
    axis = [params["x_axis"]] if "x_axis" in params else []
    raw = params.get("all_columns", [])
    queries = []
    for suffix in ("", "_b") if "metrics_b" in params else ("",):
        grouped = [
            *params.get(f"groupby{suffix}", []),
            *params.get("groupbyRows", []),
            *params.get("groupbyColumns", []),
        ]
        metrics = params.get(f"metrics{suffix}") or ([params["metric"]] if "metric" in params else [])
        queries.append(
            {
                "columns": [*axis, *grouped, *raw],
                "metrics": None if raw else metrics,
                "filters": [*map(condition, params[f"adhoc_filters{suffix}"]), *common],
                "orderby": [json.loads(order) for order in params.get("order_by_cols", [])],
                "row_limit": params.get("row_limit", 10000),
                "extras": {},
            }
        )
    return queries


def dashboard_of(assets: Assets, chart_uuid: str) -> dict[str, Any]:
    """The dashboard that shows a chart."""
    boards = (asset for path, asset in assets.items() if path.startswith("dashboards/"))
    return next(board for board in boards if any(chart_uuid in str(part) for part in board["position"].values()))


def question(chart: dict[str, Any], assets: Assets, dataset_ids: dict[str, int]) -> dict[str, Any]:
    """The body of a request for a chart's data.

    Args:
        chart: the chart's asset.
        assets: all assets.
        dataset_ids: Superset's own number of each dataset, by its name.
    """
    datasets = {asset["uuid"]: asset for path, asset in assets.items() if path.startswith("datasets/")}
    name = datasets[chart["dataset_uuid"]]["table_name"]
    return {
        "datasource": {"id": dataset_ids[name], "type": "table"},
        "force": True,
        "queries": queries_of(chart, dashboard_of(assets, chart["uuid"])),
        "result_format": "json",
        "result_type": "full",
    }
