"""The datasets, charts and dashboards that are imported: examples/superset/assets, and their Chinese copies."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from pathlib import Path
from typing import Any

import yaml

from tools.project import ROOT

ASSETS = ROOT / "examples/superset/assets"
CHINESE = ROOT / "examples/superset/chinese.yml"
# What carries labels and is copied; databases and datasets serve both languages.
LABELLED = ("charts/", "dashboards/")
COPY = "zh"
ENGLISH_COLUMN = re.compile(r"_en\b")

Assets = dict[str, Any]


def read_assets(folder: Path = ASSETS) -> Assets:
    """Every asset's content by its path below the folder."""
    paths = sorted(folder.rglob("*.yaml"))
    return {path.relative_to(folder).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}


def read_words() -> dict[str, str]:
    """English texts of charts and dashboards -> Chinese ones."""
    return yaml.safe_load(CHINESE.read_text(encoding="utf-8"))


def copied_uuid(original: str) -> str:
    """The id of the Chinese copy of a chart, dashboard or row: always the same for the same original."""
    return str(uuid.uuid5(uuid.UUID(original), COPY))


def in_chinese(value: Any, words: dict[str, str], ids: dict[str, str]) -> Any:
    """A part of an asset with Chinese texts, columns and ids in the place of the English ones."""
    if isinstance(value, dict):
        return {in_chinese(key, words, ids): in_chinese(item, words, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [in_chinese(item, words, ids) for item in value]
    if isinstance(value, str):
        return ids.get(value) or words.get(value) or ENGLISH_COLUMN.sub("_zh", value)
    return value


def with_chinese(assets: Assets) -> Assets:
    """The assets, and a Chinese copy of each chart and dashboard beside them."""
    words = read_words()
    labelled = {path: asset for path, asset in assets.items() if path.startswith(LABELLED)}
    ids = {asset["uuid"]: copied_uuid(asset["uuid"]) for asset in labelled.values()}
    copies = {
        f"{path.removesuffix('.yaml')}_{COPY}.yaml": in_chinese(asset, words, ids) for path, asset in labelled.items()
    }
    for path, copy in copies.items():
        if path.startswith("dashboards/"):
            copy["slug"] = f"{copy['slug']}-{COPY}"
    return assets | copies


def on_database(assets: Assets, database: Path) -> Assets:
    """The assets with a database file in the place of the one that they name."""
    place = {"sqlalchemy_uri": f"duckdb:///{database.absolute()}"}
    return {path: asset | place if path.startswith("databases/") else asset for path, asset in assets.items()}


def bundle(assets: Assets) -> bytes:
    """The assets as the zip file that Superset imports."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, asset in assets.items():
            archive.writestr(f"assets/{path}", yaml.safe_dump(asset, allow_unicode=True, sort_keys=False))
    return packed.getvalue()
