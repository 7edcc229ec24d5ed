"""What is said of each system and KPI: complete, with reasons, and the pages are what the seeds give."""

from __future__ import annotations

import re

from tools.project import ROOT
from tools.support_page import (
    GENERIC,
    KEYS,
    NAMES,
    PAGE,
    REFERENCE,
    generic_page,
    keys_page,
    page,
    read,
    reference_page,
)

SEEDS = ROOT / "seeds/reference"


def test_every_system_speaks_of_every_kpi_once() -> None:
    kpis = {row["kpi_id"] for row in read(SEEDS / "kpi_definitions.csv")}
    found = [(row["system"], row["kpi_id"]) for row in read(SEEDS / "kpi_support.csv")]
    assert sorted(found) == sorted((system, kpi) for system in NAMES for kpi in kpis)


def test_the_systems_are_those_that_can_be_loaded() -> None:
    text = (ROOT / "macros/exports/exports_of.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"^        '(\w+)': \[", text, re.MULTILINE)) == set(NAMES)


def test_whatever_is_not_full_has_a_reason_in_both_languages() -> None:
    for row in read(SEEDS / "kpi_support.csv"):
        reasons = (row["reason_en"], row["reason_zh"])
        assert (row["support"] == "full" and reasons == ("", "")) or (row["support"] != "full" and all(reasons)), row


def test_the_pages_are_what_the_seeds_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(SEEDS)
    assert GENERIC.read_text(encoding="utf-8") == generic_page(SEEDS)
    assert REFERENCE.read_text(encoding="utf-8") == reference_page(SEEDS)
    assert KEYS.read_text(encoding="utf-8") == keys_page()
