"""The pictures of docs/lineage are those of the project, and what they leave out stands behind every KPI."""

from __future__ import annotations

import csv
import re

import pytest

from tools.erd import PAGE as ERD
from tools.erd import page as erd
from tools.lineage import COMMON, PAGES, Chain, pages, without_shortcuts
from tools.project import ROOT, Project, layer


@pytest.fixture(scope="module")
def chains(project: Project) -> dict[str, Chain]:
    """What each KPI is made of, by the name of its model."""
    return {node["name"]: Chain(project, node) for node in project.models if layer(node) == "kpi"}


def above(project: Project, name: str) -> set[str]:
    """The names of everything that a model reads, at any distance."""
    queue = [node for node in project.models if node["name"] == name]
    found: set[str] = set()
    while queue:
        node = queue.pop()
        for parent in project.parents(node) if node["resource_type"] == "model" else []:
            if parent["name"] not in found:
                found.add(parent["name"])
                queue.append(parent)
    return found


def test_pages_are_up_to_date(project: Project) -> None:
    stale = [path.name for path, text in pages(project).items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"run make lineage: {', '.join(stale)}"


def test_the_entities_of_core_are_up_to_date(project: Project) -> None:
    assert ERD.read_text(encoding="utf-8") == erd(project), "run make lineage"


def test_every_page_belongs_to_a_kpi(project: Project) -> None:
    assert {path.name for path in PAGES.iterdir()} == {path.name for path in pages(project)}


def test_what_is_left_out_stands_behind_every_kpi(project: Project, chains: dict[str, Chain]) -> None:
    """Or all that it is made from does."""
    parents = {node["name"]: {parent["name"] for parent in project.parents(node)} for node in project.models}
    missing = {
        (kpi, name)
        for kpi in chains
        for behind in [above(project, kpi)]
        for name in set(COMMON) - behind
        if not parents.get(name) or not parents[name] <= behind
    }
    assert not missing


def test_a_picture_shows_the_exports_that_the_kpi_requires(project: Project, chains: dict[str, Chain]) -> None:
    """kpi_definitions names the kinds of records; the picture has the staging of each."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        required = {row["kpi_id"]: row["required_exports"].split(";") for row in csv.DictReader(handle)}
    faults = [
        f"{kpi} does not show {export}"
        for kpi, exports in required.items()
        for export in exports
        if f"stg_{export}" not in chains[f"kpi_{kpi}"].boxes
    ]
    assert not faults, "\n".join(faults)


def test_every_way_goes_from_an_export_or_seed_to_a_reader(chains: dict[str, Chain]) -> None:
    for kpi, chain in chains.items():
        starts = {first for first, _ in chain.edges} - {second for _, second in chain.edges}
        ends = {second for _, second in chain.edges} - {first for first, _ in chain.edges}
        assert {chain.boxes[name] for name in starts} <= {"export", "reference"}, kpi
        # the KPI's own table is for whoever queries it, whether an exposure names it or not
        assert {chain.boxes[name] for name in ends - {kpi}} == {"exposure"}, kpi


def test_shortcuts_are_left_out_and_nothing_else() -> None:
    assert without_shortcuts([("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")]) == [("a", "b"), ("a", "d"), ("b", "c")]


def test_the_terminal_scorecard_reads_what_its_exposure_says(project: Project) -> None:
    """Its macros look for tables by their names and refer to none."""
    macros = project.manifest["macros"]
    called, queue = set(), ["macro.sales_kpis.print_scorecard"]
    while queue:
        name = queue.pop()
        if name not in called and name.startswith("macro.sales_kpis."):
            called.add(name)
            queue += macros[name]["depends_on"]["macros"]
    texts = [macros[name]["macro_sql"] for name in sorted(called)]
    read = {name for text in texts for name in re.findall(r"built_relation\('(\w+)'\)", text)}
    read |= {name for text in texts for name in re.findall(r"\bref\(\s*'(\w+)'", text)}
    exposure = project.manifest["exposures"]["exposure.sales_kpis.terminal_scorecard"]
    # an exposure names marts alone; the terminal's words and remarks come from beside them
    assert read - {"int_targets", "kpi_definitions", "dim_as_of", "texts"} == {
        name.split(".")[2] for name in exposure["depends_on"]["nodes"]
    }


def test_exposures_are_complete(project: Project) -> None:
    """Each says in both languages what it is, who owns it, how far it is relied on, and where it stands."""
    assert project.manifest["exposures"]
    for name, exposure in project.manifest["exposures"].items():
        assert {"name", "email"} <= {key for key, value in exposure["owner"].items() if value}, name
        assert exposure["maturity"] in {"low", "medium", "high"}, name
        assert (ROOT / exposure["url"]).exists(), f"{name}: {exposure['url']} is no file of the project"
        for text in (exposure["label"], exposure["description"]):
            assert re.search(r"[A-Za-z]{3}", text), name
            assert re.search(r"[\u4e00-\u9fff]{2}", text), name


def named_tables(folder: str, pattern: str) -> set[str]:
    """What the SQL of a folder's files selects from or joins."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob(pattern)]
    assert texts
    return {name for text in texts for name in re.findall(r"\b(?:from|join)\s+(?:main\.)?([a-z_]+)", text)}


@pytest.mark.parametrize(
    ("exposure", "folder", "pattern"),
    [("dashboard", "dashboard/data", "*.sql"), ("superset_dashboard", "examples/superset/assets", "*.yaml")],
)
def test_exposures_name_what_is_really_read(project: Project, exposure: str, folder: str, pattern: str) -> None:
    """Every mart that the reader's queries name stands in its exposure, and nothing else; KPI tables are read by their list."""
    marts = {node["alias"]: node["unique_id"] for node in project.marts}
    read = {marts[name] for name in named_tables(folder, pattern) & set(marts)}
    if exposure == "dashboard":
        read |= {node["unique_id"] for node in project.marts if layer(node) == "kpi"}
    [found] = [e for e in project.manifest["exposures"].values() if e["name"] == exposure]
    assert set(found["depends_on"]["nodes"]) == read


def test_exposures_have_an_owner_a_place_and_both_languages(project: Project) -> None:
    exposures = project.manifest["exposures"].values()
    assert {e["name"] for e in exposures} >= {
        "dashboard",
        "superset_dashboard",
        "terminal_scorecard",
        "published_files",
    }
    for e in exposures:
        assert e["owner"]["name"], e["name"]
        assert e["maturity"] in {"high", "medium", "low"}
        assert (ROOT / e["url"]).exists(), e["url"]
        assert re.search("[\u4e00-\u9fff]", e["label"] + e["description"]), e["name"]
