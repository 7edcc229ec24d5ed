"""What is written by hand for the dashboard: charts, colours, texts. Others read it without what draws the charts."""

from __future__ import annotations

from typing import Any

import yaml

from tools.project import ROOT

SOURCE = ROOT / "dashboard"
LANGUAGES = ("en", "zh")


def yaml_of(name: str) -> Any:
    """A YAML file of dashboard/."""
    return yaml.safe_load((SOURCE / name).read_text(encoding="utf-8"))


def settings() -> dict[str, Any]:
    """What is written by hand and read by the scripts: charts, theme, texts, names of measures, lists of records."""
    return {
        "charts": {path.stem: yaml_of(f"charts/{path.name}") for path in sorted((SOURCE / "charts").glob("*.yml"))},
        "theme": yaml_of("theme.yml"),
        "texts": {language: yaml_of(f"texts/{language}.yml") for language in LANGUAGES},
        "measure_texts": yaml_of("texts/measures.yml"),
        "record_lists": yaml_of("texts/records.yml"),
    }
