"""The dashboard's file: what it holds, what it must not hold, and what its texts say."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opened import REP, Opened

from tools.dashboard.__main__ import written
from tools.dashboard.hand_written import SOURCE, yaml_of
from tools.dashboard.packing import from_text, packed_rows, unpacked_rows
from tools.dashboard.page import page
from tools.dashboard.source import DATABASE, MANIFEST, NEEDED, NotReadable, Publication, of_rep, read


def payload(file: Path) -> dict[str, Any]:
    """The data of a page."""
    found = re.search(r'<template id="payload">([^<]+)</template>', file.read_text(encoding="utf-8"))
    assert found
    return from_text(found[1])


def test_packing_loses_nothing() -> None:
    rows = [{"a": "x", "b": 1.5, "c": None}, {"a": None, "b": None, "c": None}, {"a": "x", "b": 2, "c": None}]
    assert unpacked_rows(packed_rows(rows)) == rows
    assert unpacked_rows(packed_rows([])) == []


def test_the_same_publication_gives_the_same_file(publication: Path, dashboard: Path) -> None:
    assert page(read(publication)) == dashboard.read_text(encoding="utf-8")


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


def of_two_reps(own: str, other: str, **cells: str) -> Publication:
    """A publication with two reps of a team, and a dataset with one row of the company."""
    reps = [
        {"scope_type": "rep", "scope_id": key, "team_id": "EMEA", "rep_name": f"Name of {key}"} for key in (own, other)
    ]
    return Publication({}, {"reps": reps, "said": [{"scope_type": "company", "scope_id": "all", **cells}]}, {})


@pytest.mark.parametrize(
    ("own", "other", "cell"),
    [
        ("rep-10", "rep-1", "rep-10"),
        ("1", "2", "2.0"),
        ("7", "8", "8 of 10 days"),
        ("a", "Will", "Will this hold?"),
        ("u-22", "u-2", "u-22;u-23"),
    ],
)
def test_a_key_that_is_part_of_another_is_no_reason_to_refuse(own: str, other: str, cell: str) -> None:
    assert of_rep(of_two_reps(own, other, text=cell), own)


@pytest.mark.parametrize("cell", ["u-2", "u-1;u-2", "rep:u-2", "Asked of Name of u-2, who left.", "Name of u-2"])
def test_another_rep_in_a_part_stops_it_and_is_named_by_place(cell: str) -> None:
    with pytest.raises(NotReadable, match="in column text of said"):
        of_rep(of_two_reps("u-1", "u-2", text=cell), "u-1")


def test_a_rep_s_file_holds_no_other_rep(rep_dashboard: Path, marts: duckdb.DuckDBPyConnection) -> None:
    whole = rep_dashboard.read_text(encoding="utf-8")
    data = json.dumps(payload(rep_dashboard), ensure_ascii=False)
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
    rows = unpacked_rows(payload(rep_dashboard)["data"]["scorecard"])
    assert {(row["scope_type"], row["scope_id"]) for row in rows} == {("company", "all"), ("team", team), ("rep", REP)}


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
    with pytest.raises(NotReadable, match="There is no rep nobody"):
        of_rep(read(publication), "nobody")


def test_a_rep_s_file_is_refused_where_another_rep_is_left(publication: Path) -> None:
    whole = read(publication)
    leaking = replace(whole, datasets=whole.datasets | {"leak": [{"text": "Maren Holloway was first"}]})
    with pytest.raises(NotReadable, match="rep_name of another"):
        of_rep(leaking, REP)


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="nothing is published"):
        read(tmp_path)


def test_a_mart_that_is_absent_is_an_empty_state(publication: Path, tmp_path: Path, opened: Opened) -> None:
    """Optional marts may be missing: their datasets are None, and the page still opens."""
    whole = read(publication)
    bare = replace(whole, datasets={name: rows if name in NEEDED else None for name, rows in whole.datasets.items()})
    file = tmp_path / "bare.html"
    file.write_text(page(bare), encoding="utf-8")
    other = Opened(opened.page.context, file)
    for route in other.routes():
        for language in ("en", "zh"):
            other.show(f"{route}?lang={language}")
    assert other.complaints == []
    other.page.close()


def test_words_and_numbers_are_those_of_the_build(publication: Path, tmp_path: Path, opened: Opened) -> None:
    """A folder of exports may bring its own texts and settings; tables, terminal and page say the same."""
    for name in (DATABASE, MANIFEST):
        shutil.copy(publication / name, tmp_path / name)
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute(
            "update publication.texts set text_en = 'as we hoped' where topic || code = 'target_statuson_target'"
        )
        connection.execute("update publication.settings set value = 0.8 where setting = 'interval_level'")
        connection.execute("update publication.settings set value = 21 where setting = 'unanswered_days'")
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
    with pytest.raises(NotReadable, match="lacks texts: it was made by another version"):
        read(tmp_path)


def test_both_languages_have_the_same_texts(publication: Path) -> None:
    english, chinese = yaml_of("texts/en.yml"), yaml_of("texts/zh.yml")
    assert set(english) == set(chinese)
    shared = {f"{row['topic']}.{row['code']}" for row in read(publication).datasets["texts"] or []}
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
    settings = {row["setting"] for row in read(publication).datasets["settings"] or []}
    for name, text in measures.items():
        english, chinese = (set(re.findall(r"\{(\w+)\}", text[language])) for language in ("en", "zh"))
        assert english == chinese <= settings, name
    query = "select distinct column_name from information_schema.columns where table_name = ? and ordinal_position > 23"
    own = {name for kpi_id in kpis for (name,) in marts.execute(query, [f"kpi_{kpi_id}"]).fetchall()}
    assert own == set(measures)
