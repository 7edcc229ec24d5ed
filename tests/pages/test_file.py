"""The dashboard's file: what it holds, what it must not hold, and what its texts say."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opened import REP, Opened

from tools.dashboard.__main__ import written
from tools.dashboard.hand_written import SOURCE, yaml_of
from tools.dashboard.packing import from_text, packed, unpacked_rows
from tools.dashboard.page import folder_of
from tools.dashboard.source import (
    DATABASE,
    MANIFEST,
    NEEDED,
    RECORDS,
    Columns,
    NotReadable,
    check_no_other_rep,
    read,
)
from tools.warehouse import mart_tables


def changed(publication: Path, folder: Path, *statements: str) -> None:
    """Copy a publication into a folder, and change it there."""
    for name in (DATABASE, MANIFEST):
        shutil.copy(publication / name, folder / name)
    with duckdb.connect(str(folder / DATABASE)) as connection:
        for statement in statements:
            connection.execute(statement)


def content(file: Path) -> dict[str, dict[str, Any]]:
    """The pieces of data in a page and in the folder beside it, by name; the core as core."""
    text = file.read_text(encoding="utf-8")
    texts = dict(re.findall(r'<template data-piece="([^"]+)">([^<]+)</template>', text))
    [texts["core"]] = re.findall(r'<template id="payload">([^<]+)</template>', text)
    for path in folder_of(file).glob("*.js"):
        name, packed_text = json.loads(
            path.read_text(encoding="utf-8").removeprefix("salesKpisPiece(").removesuffix(");").join("[]")
        )
        texts[name] = packed_text
    return {name: from_text(packed_text) for name, packed_text in texts.items()}


def rows_of(file: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a dataset in a page, or of records, with their scopes."""
    if name == RECORDS:
        return [
            row
            for key, piece in content(file).items()
            if key.startswith("records|")
            for row in unpacked_rows(piece["rows"])
        ]
    found = [(piece["scope"], piece["data"].get(name)) for piece in content(file).values() if "scope" in piece]
    return [row | {"scope": scope} for scope, rows in found if rows for row in unpacked_rows(rows)]


def test_packing_loses_nothing() -> None:
    columns = {"a": ("x", None, "x"), "b": (1.5, None, 2), "c": (None, None, None)}
    assert unpacked_rows(packed(columns)) == [
        dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
    ]
    assert unpacked_rows(packed({"a": (), "b": ()})) == []


def test_the_same_publication_gives_the_same_file(publication: Path, dashboard: Path, tmp_path: Path) -> None:
    written(publication, None, tmp_path / "again.html")
    again = (tmp_path / "again.html").read_text(encoding="utf-8")
    assert again.replace("again_data", f"{dashboard.stem}_data") == again
    assert content(tmp_path / "again.html") | {"core": None} == content(dashboard) | {"core": None}
    assert [path.name for path in tmp_path.iterdir()] == ["again.html"]


def test_the_file_is_small_and_closed(dashboard: Path) -> None:
    text = dashboard.read_text(encoding="utf-8")
    assert len(text.encode()) < 3_000_000
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert policy[1].startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe-eval" not in policy[1]
    assert not re.search(
        r"<(?:script|img|iframe)[^>]+src=|<link[^>]+href=(?!\"data:)|@import|url\(", text[: text.index("<template")]
    )


def of_one_cell(cell: str) -> dict[str, Columns]:
    """A dataset with one row of the company."""
    return {"said": {"scope_type": ("company",), "scope_id": ("all",), "text": (cell,)}}


@pytest.mark.parametrize(
    ("other", "cell"),
    [
        ("rep-1", "rep-10"),
        ("2", "2.0"),
        ("8", "8 of 10 days"),
        ("Will", "Will this hold?"),
        ("u-2", "u-22;u-23"),
    ],
)
def test_a_key_that_is_part_of_another_is_no_reason_to_refuse(other: str, cell: str) -> None:
    check_no_other_rep(of_one_cell(cell), [(other, f"Name of {other}")])


@pytest.mark.parametrize("cell", ["u-2", "u-1;u-2", "rep:u-2", "Asked of Name of u-2, who left.", "Name of u-2"])
def test_another_rep_in_a_part_stops_it_and_is_named_by_place(cell: str) -> None:
    with pytest.raises(NotReadable, match="in column text of said"):
        check_no_other_rep(of_one_cell(cell), [("u-2", "Name of u-2")])


def test_a_rep_s_file_holds_no_other_rep(rep_dashboard: Path, marts: duckdb.DuckDBPyConnection) -> None:
    whole = rep_dashboard.read_text(encoding="utf-8")
    data = json.dumps(content(rep_dashboard), ensure_ascii=False)
    others = marts.execute(
        "select rep_id, rep_name from dim_reps where rep_id <> ? and rep_id <> 'unassigned'", [REP]
    ).fetchall()
    assert len(others) == 14
    for key, name in others:
        assert key not in data
        assert name not in data
        assert key not in whole
    assert REP in data
    [team] = marts.execute("select team_id from dim_reps where rep_id = ?", [REP]).fetchone() or [None]
    assert not rows_of(rep_dashboard, "slices")
    found = {row["scope"] for row in rows_of(rep_dashboard, "scorecard")}
    assert found == {"company:all", f"team:{team}", f"rep:{REP}"}


def test_a_rep_s_page_opens_on_own_numbers(opened_rep: Opened, marts: duckdb.DuckDBPyConnection) -> None:
    [name] = marts.execute("select rep_name from dim_reps where rep_id = ?", [REP]).fetchone() or [None]
    opened_rep.complaints.clear()
    page = opened_rep.page
    assert page.inner_text("h1") == f"Scorecard: {name}"
    for route in opened_rep.routes():
        for language in ("en", "zh"):
            opened_rep.show(f"{route}?lang={language}")
    assert page.eval_on_selector_all("#scope option", "all => all.length") in {0, 3}
    assert opened_rep.complaints == []


def test_an_unknown_rep_is_refused(publication: Path) -> None:
    with pytest.raises(NotReadable, match="There is no rep nobody"), read(publication, "nobody"):
        pass


def test_a_rep_s_file_is_refused_where_another_rep_is_left(publication: Path, tmp_path: Path) -> None:
    changed(
        publication,
        tmp_path,
        "update kpi_focus set action_en = 'Maren Holloway was first' where scope_type = 'company'",
    )
    with pytest.raises(NotReadable, match="rep_name of another, in column action_en of focus"):
        written(tmp_path, REP, tmp_path / "rep.html")
    assert not (tmp_path / "rep.html").exists()


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="nothing is published"), read(tmp_path):
        pass


def test_a_mart_that_is_absent_is_an_empty_state(publication: Path, tmp_path: Path, opened: Opened) -> None:
    """Optional marts may be missing: their datasets are None, and the page still opens."""
    with duckdb.connect(str(publication / DATABASE), read_only=True) as connection:
        tables = mart_tables(connection)
    needed = ("dim_kpis", "dim_kpi_support", "kpi_due", "dim_periods", "kpi_scorecard", "dim_reps", "dim_teams")
    changed(publication, tmp_path, *(f"drop table {table}" for table in tables if table not in needed))
    with read(tmp_path) as bare:
        assert {name for name, found in bare.datasets.items() if found} == {*NEEDED, "remarks", "slices"}
    file = tmp_path / "bare.html"
    written(tmp_path, None, file)
    other = Opened(opened.page.context, file)
    for route in other.routes():
        for language in ("en", "zh"):
            other.show(f"{route}?lang={language}")
    assert other.complaints == []
    other.page.close()


def test_words_and_numbers_are_those_of_the_build(publication: Path, tmp_path: Path, opened: Opened) -> None:
    """A folder of exports may bring its own texts and settings; tables, terminal and page say the same."""
    changed(
        publication,
        tmp_path,
        "update publication.texts set text_en = 'as we hoped' where topic || code = 'target_statuson_target'",
        "update publication.settings set value = 0.8 where setting = 'interval_level'",
        "update publication.settings set value = 21 where setting = 'unanswered_days'",
    )
    file = tmp_path / "own.html"
    written(tmp_path, None, file)
    own = Opened(opened.page.context, file)
    for language, texts in {"en": ("80 % interval", "after 21 days"), "zh": ("80 % 置信区间", "21 天后")}.items():
        assert texts[0] in own.show(f"#/kpi/meeting_acceptance_rate?lang={language}").inner_text("#content")
        assert texts[1] in own.show(f"#/kpi/average_response_time?lang={language}").inner_text("#content")
    assert "As we hoped" in own.show("#/scorecard?lang=en").inner_text("#content")
    own.page.close()
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute("drop table publication.texts")
    with pytest.raises(NotReadable, match="lacks texts: it was made by another version"), read(tmp_path):
        pass


def test_both_languages_have_the_same_texts(publication: Path) -> None:
    english, chinese = yaml_of("texts/en.yml"), yaml_of("texts/zh.yml")
    assert set(english) == set(chinese)
    with duckdb.connect(str(publication / DATABASE), read_only=True) as connection:
        shared = {key for (key,) in connection.execute("select topic || '.' || code from publication.texts").fetchall()}
    assert shared
    assert not set(english) & shared, "the seed has it"
    for key in english:
        assert set(re.findall(r"\{(\w+)\}", str(english[key]))) == set(re.findall(r"\{(\w+)\}", str(chinese[key]))), key
    assert all(isinstance(text, str) for text in [*english.values(), *chinese.values()])


def test_every_text_is_used() -> None:
    scripts = "\n".join(
        path.read_text(encoding="utf-8") for path in [*SOURCE.rglob("*.js"), *SOURCE.rglob("charts/*.yml")]
    )
    plain = set(re.findall(r"""(?:t\(|@)['"]?([a-z_]+\.[a-z_0-9]+)""", scripts)) | set(
        re.findall(r"'([a-z_]+\.[a-z_0-9]+)'", scripts)
    )
    topics = (
        set(re.findall(r"""word\('([a-z_]+)'""", scripts))
        | set(re.findall(r"`([a-z_]+)\.\$\{", scripts))
        | set(re.findall(r"`([a-z_]+\.[a-z_]+)_?\$\{", scripts))
    )
    own_words = {"method", "brand_set_version", "page"}
    unused = [
        key
        for key in yaml_of("texts/en.yml")
        if key not in plain
        and key.split(".")[0] not in topics | own_words
        and not any(key.startswith(topic) for topic in topics)
    ]
    assert unused == ["app.title"] or unused == []


def test_every_kpi_and_measure_has_its_words(publication: Path, marts: duckdb.DuckDBPyConnection) -> None:
    kpis = [kpi_id for (kpi_id,) in marts.execute("select kpi_id from dim_kpis").fetchall()]
    chinese = marts.execute("select owner_zh, known_gaming_zh, owner, known_gaming from dim_kpis").fetchall()
    assert all(text and not text.isascii() for row in chinese for text in row[:2])
    measures = yaml_of("texts/measures.yml")
    assert all(set(text) == {"en", "zh", "unit"} for text in measures.values())
    settings = {name for (name,) in marts.execute("select setting from publication.settings").fetchall()}
    for name, text in measures.items():
        english, chinese = (set(re.findall(r"\{(\w+)\}", text[language])) for language in ("en", "zh"))
        assert english == chinese <= settings, name
    query = "select distinct column_name from information_schema.columns where table_name = ? and ordinal_position > 23"
    own = {name for kpi_id in kpis for (name,) in marts.execute(query, [f"kpi_{kpi_id}"]).fetchall()}
    assert own == set(measures)
