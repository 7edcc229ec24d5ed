"""Reference data and variables are looked at before anything is built: what is wrong is told by file, row and column, all of it at once."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tools.dbt_runs import Outcome, Run, run_all
from tools.project import ROOT

REFERENCE = ROOT / "seeds/reference"
GENERIC: dict[str, Any] = {"systems": ["generic"]}
LOAD = ("seed", "--select", "time_zones")

Change = dict[str, str]


def rows_of(seed: str) -> list[dict[str, str]]:
    """The rows of the project's own file of a seed."""
    with (REFERENCE / f"{seed}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def changed(seed: str, change: Change, row: int = 1) -> list[dict[str, str]]:
    """Those rows with other cells in one of them, which is counted after the header."""
    rows = rows_of(seed)
    rows[row - 1] |= change
    return rows


def added(seed: str, change: Change) -> list[dict[str, str]]:
    """Those rows and their first once more, with other cells."""
    rows = rows_of(seed)
    return [*rows, rows[0] | change]


def slots(*times: tuple[str, str]) -> list[dict[str, str]]:
    """Opening slots of Mondays."""
    return [{"calendar_id": "default", "weekday": "1", "opens": opens, "closes": closes} for opens, closes in times]


def rates(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
    """Rows of fx_rates."""
    return [dict(zip(("currency", "valid_on", "rate"), row, strict=True)) for row in rows]


def goal(kpi: str, **cells: str) -> list[dict[str, str]]:
    """One target of the company."""
    row = {
        "kpi_id": kpi,
        "scope_type": "company",
        "scope_id": "all",
        "period_type": "month",
        "valid_from": "2026-01-01",
    }
    return [
        row
        | {
            "valid_to": "",
            "target_value": "",
            "target_low": "",
            "target_high": "",
            "stretch_value": "",
            "amber_ratio": "",
        }
        | cells
    ]


def link(**cells: str) -> list[dict[str, str]]:
    """Where the pages of Salesforce's leads are, with other cells."""
    return [{"system": "salesforce", "export": "leads", "url_pattern": "https://crm.example.com/{id}"} | cells]


def weeks(*times: tuple[str, str]) -> list[dict[str, str]]:
    """Those slots from Monday to Friday."""
    return [slot | {"weekday": str(day)} for day in range(1, 6) for slot in slots(*times)]


USD = ("USD", "2024-01-01", "1")
# Name -> seed, its rows, and what the message says. Each stands for a kind.
CASES: dict[str, tuple[str, list[dict[str, str]], list[str]]] = {
    "loader_of_an_unknown_system": ("loader_columns", changed("loader_columns", {"system": "hubspt"}, 4), ["row 4 ", "column system: hubspt", "one of "]),
    "loader_without_a_table": ("loader_columns", changed("loader_columns", {"table_name": ""}, 5), ["row 5 ", "column table_name: nothing was found", "the name of a table"]),
    "loader_without_a_column": ("loader_columns", changed("loader_columns", {"loader_column": ""}, 5), ["row 5 ", "column loader_column: nothing was found"]),
    "look_up_without_a_value": ("loader_columns", changed("loader_columns", {"look_up": "team.id"}, 8), ["row 8 ", "column look_up: team.id", "table.key: value"]),
    "label_without_a_look_up": ("loader_columns", changed("loader_columns", {"reading": "label"}, 5), ["row 5 ", "column look_up, reading: nothing, label"]),
    "reading_of_another_kind": ("loader_columns", changed("loader_columns", {"reading": "lists"}, 8), ["row 8 ", "column reading: lists", "label, list"]),
    "mapped_twice": ("loader_columns", added("loader_columns", {}), ["column loader, system, export, column_name", "(as in row 1)"]),
    "value_of_an_unknown_system": ("loader_values", changed("loader_values", {"system": "close"}), ["row 1 ", "column system: close"]),
    "alias_twice": ("brand_aliases", added("brand_aliases", {}), ["row 11 ", "column alias", "(as in row 1)", "each once"]),
    "set_without_ours": ("brands", [row | {"is_ours": "false"} for row in rows_of("brands")], ["column brand_set_version, is_ours", "a brand of ours"]),
    "set_of_two_days": ("brands", changed("brands", {"valid_from": "2024-02-02"}, 2), ["column brand_set_version, valid_from", "one first day"]),
    "flag": ("brands", changed("brands", {"is_ours": "perhaps"}), ["row 1 ", "column is_ours: perhaps", "true or false"]),
    "overlapping_slots": ("business_hours", slots(("09:00", "17:30"), ("09:30", "17:30")), ["row 2 ", "09:30-17:30, beside 09:00-17:30 of row 1", "do not overlap"]),
    "slot_in_a_slot": ("business_hours", slots(("09:00", "12:00"), ("13:00", "14:00"), ("08:00", "18:00")), ["row 2 ", "of row 3"]),
    "same_slot_twice": ("business_hours", slots(("09:00", "12:00"), ("09:00", "12:00")), ["row 2 ", "of row 1"]),
    "slot_backwards": ("business_hours", slots(("17:00", "09:00")), ["row 1 ", "column opens, closes: 17:00, 09:00", "closes after it opens"]),
    "hour_25": ("business_hours", slots(("09:00", "25:00")), ["column opens, closes: 09:00, 25:00", "HH:MM"]),
    "hour_of_one_digit": ("business_hours", slots(("9:00", "17:00")), ["9:00, 17:00", "for example 09:00"]),
    "weekday_8": ("business_hours", [*slots(("09:00", "17:00")), slots(("09:00", "17:00"))[0] | {"weekday": "8"}], ["row 2 ", "column weekday: 8", "1, 2, 3, 4, 5, 6, 7"]),
    "no_default_calendar": ("business_hours", [slots(("09:00", "17:00"))[0] | {"calendar_id": "ours"}], ["no calendar default", "Add its slots"]),
    "quadrant": ("clv_acquisition_quadrants", changed("clv_acquisition_quadrants", {"name_en": ""}), ["column name_en: nothing was found", "a value"]),
    "band_without_a_name": ("driver_bands", changed("driver_bands", {"band_en": ""}, 2), ["row 2 ", "column band_en: nothing was found"]),
    "overlapping_bands": ("driver_bands", changed("driver_bands", {"above": ""}, 6), ["row 6 ", "column driver, above, up_to: touches, nothing, 8", "follow one another"]),
    "gap_of_bands": ("driver_bands", changed("driver_bands", {"up_to": "45"}), ["row 2 ", "first_answer, 60, nothing", "follow one another"]),
    "two_reference_bands": ("driver_bands", [row | {"is_reference": "true"} for row in rows_of("driver_bands")], ["column driver, is_reference", "one reference band"]),
    "rate_of_zero": ("fx_rates", rates(USD, ("EUR", "2024-01-01", "0")), ["row 2 ", "column rate: 0", "above 0"]),
    "rate_in_words": ("fx_rates", rates(USD, ("EUR", "2024-01-01", "1,08")), ["row 2 ", "column rate: 1,08", "a number"]),
    "day_of_another_form": ("fx_rates", rates(USD, ("EUR", "01.02.2024", "1")), ["column valid_on: 01.02.2024", "YYYY-MM-DD"]),
    "day_that_is_none": ("fx_rates", rates(USD, ("EUR", "2024-02-30", "1")), ["column valid_on: 2024-02-30", "YYYY-MM-DD"]),
    "two_rates_a_day": ("fx_rates", rates(USD, ("EUR", "2024-01-01", "1.1"), ("eur", "2024-01-01", "1.2")), ["row 3 ", "eur, 2024-01-01 (as in row 2)"]),
    "no_currency": ("fx_rates", rates(USD, ("Euro", "2024-01-01", "1.1")), ["column currency: Euro", "three letters"]),
    "own_rate_of_two": ("fx_rates", rates(("USD", "2024-01-01", "2")), ["column currency, rate: USD, 2", "reporting_currency is USD"]),
    "own_rate_late": ("fx_rates", rates(("USD", "2024-02-01", "1"), ("EUR", "2024-01-01", "1.1")), ["USD from 2024-02-01", "from the first day of all rates"]),
    "no_own_rate": ("fx_rates", rates(("EUR", "2024-01-01", "1.1")), ["no rate of USD", "fx_rates.csv"]),
    "margin_in_per_cent": ("gross_margins", changed("gross_margins", {"margin": "80"}), ["row 1 ", "column margin: 80", "80 % is 0.8"]),
    "holiday_twice": ("holidays", added("holidays", {}), ["column calendar_id, holiday_on", "(as in row 1)"]),
    "kpi_not_defined": ("kpi_definitions", [row for row in rows_of("kpi_definitions") if row["kpi_id"] != "new_customers"], ["no row of new_customers", "Copy the row"]),
    "kpi_defined_twice": ("kpi_definitions", added("kpi_definitions", {}), ["row 15 ", "column kpi_id", "(as in row 1)"]),
    "direction": ("kpi_definitions", changed("kpi_definitions", {"direction": "up"}), ["column direction: up", "higher, lower, band"]),
    "unknown_export": ("kpi_definitions", changed("kpi_definitions", {"required_exports": "leads;activites"}), ["leads;activites", "joined by ;"]),
    "definition_without_a_sample": ("kpi_definitions", changed("kpi_definitions", {"min_sample": ""}), ["row 1 ", "column min_sample: nothing was found", "Fill the cell"]),
    "definition_without_exports": ("kpi_definitions", changed("kpi_definitions", {"required_exports": ""}), ["column required_exports: nothing was found"]),
    "sample_below_zero": ("kpi_definitions", changed("kpi_definitions", {"min_sample": "-1"}), ["column min_sample: -1"]),
    "breach": ("kpi_identity_rules", changed("kpi_identity_rules", {"breach_status": "bad"}), ["column breach_status: bad", "broken, apart"]),
    "required_column_twice": ("kpi_required_columns", added("kpi_required_columns", {}), ["(as in row 1)"]),
    "identity_without_a_name": ("kpi_identity_rules", changed("kpi_identity_rules", {"name_zh": ""}), ["column name_zh: nothing was found"]),
    "support_without_a_reason": ("kpi_support", changed("kpi_support", {"reason_en": "", "support": "proxy"}), ["column reason_en: nothing was found"]),
    "check_without_a_name": ("source_check_texts", changed("source_check_texts", {"name_en": ""}), ["column name_en: nothing was found"]),
    "support": ("kpi_support", changed("kpi_support", {"support": "some"}), ["column support: some", "full, proxy, not_possible"]),
    "link_without_an_id": ("record_url_patterns", link(url_pattern="https://crm.example.com/leads"), ["row 1 ", "column url_pattern: https://crm.example.com/leads", "has {id} in it once"]),
    "link_that_is_none": ("record_url_patterns", link(url_pattern="javascript:open('{id}')"), ["row 1 ", "begins with https://"]),
    "link_of_an_unknown_system": ("record_url_patterns", link(system="sugar"), ["row 1 ", "column system: sugar", "one of generic, salesforce"]),
    "link_of_an_unknown_kind": ("record_url_patterns", link(export="Lead"), ["row 1 ", "column export: Lead", "one of leads, deals"]),
    "two_links": ("record_url_patterns", link() + link(), ["row 2 ", "salesforce, leads (as in row 1)"]),
    "remark_backwards": ("remarks", changed("remarks", {"last_on": "2024-03-31"}), ["row 1 ", "column first_on, last_on: 2024-04-01, 2024-03-31", "not before the first"]),
    "remark_of_an_unknown_kpi": ("remarks", changed("remarks", {"kpi_id": "win_rate"}, 2), ["row 2 ", "column kpi_id: win_rate", "nothing for all"]),
    "remark_of_no_scope": ("remarks", changed("remarks", {"scope_type": "person"}), ["row 1 ", "column scope_type: person", "company, team, rep"]),
    "remark_of_a_part_of_the_company": ("remarks", changed("remarks", {"scope_id": "EMEA"}), ["row 1 ", "column scope_type, scope_id: company, EMEA", "about the company"]),
    "remark_with_an_address": ("remarks", changed("remarks", {"text_zh": "问 quentin@planted.invalid"}, 3), ["row 3 ", "column text_zh", "without an address"]),
    "target_in_per_cent": ("kpi_targets", goal("customer_retention_rate", target_value="98"), ["row 1 ", "column target_value: 98", "98 % is 0.98"]),
    "target_of_9800_per_cent": ("kpi_targets", goal("customer_acquisition_rate", target_value="98"), ["column target_value: 98", "98 % is 0.98"]),
    "target_of_an_unknown_kpi": ("kpi_targets", goal("win_rate", target_value="0.5"), ["column kpi_id: win_rate", "a KPI of the project"]),
    "target_of_an_unknown_scope": ("kpi_targets", [goal("new_customers", target_value="5")[0] | {"scope_type": "person"}], ["column scope_type: person"]),
    "target_of_an_unknown_period": ("kpi_targets", [goal("new_customers", target_value="5")[0] | {"period_type": "day"}], ["column period_type: day"]),
    "target_backwards": ("kpi_targets", goal("new_customers", target_value="5", valid_to="2025-12-31"), ["2026-01-01, 2025-12-31"]),
    "target_of_nothing": ("kpi_targets", goal("new_customers"), ["column target_value: nothing was found", "a value to reach"]),
    "target_of_zero": ("kpi_targets", goal("new_customers", target_value="0"), ["column target_value: 0", "above 0"]),
    "half_a_band": ("kpi_targets", goal("system_touches", target_low="2"), ["column target_low, target_high: 2, nothing", "two bounds"]),
    "band_upside_down": ("kpi_targets", goal("system_touches", target_low="4", target_high="2"), ["target_high: 4, 2"]),
    "amber": ("kpi_targets", goal("new_customers", target_value="5", amber_ratio="90"), ["column amber_ratio: 90", "from 0 to 1"]),
    "critical_value_twice": ("overlap_critical_values", added("overlap_critical_values", {}), ["column kpi_count, pair_count", "(as in row 1)"]),
    "check_text": ("source_check_texts", changed("source_check_texts", {"direction": "up"}), ["column direction: up"]),
    "check_of_no_export": ("source_checks", changed("source_checks", {"export": "lead"}), ["column export: lead", "or one of"]),
    "check_below_zero": ("source_checks", changed("source_checks", {"fail": "-1"}), ["column fail: -1"]),
    "text": ("texts", changed("texts", {"text_zh": ""}), ["column text_zh: nothing was found"]),
    "setting": ("settings", changed("settings", {"value": "5 days"}), ["column value: 5 days", "a number"]),
    "setting_without_a_bound": ("settings", changed("settings", {"at_most": ""}), ["column at_most: nothing was found"]),
    "setting_of_no_name": ("settings", changed("settings", {"setting": "ambar_ratio", "at_least": ""}), ["column setting: ambar_ratio", "a setting of the project"]),
    "setting_too_large": ("settings", changed("settings", {"value": "90"}), ["amber_ratio, 90 was found, a number from 0"]),
    "operator": ("test_record_rules", changed("test_record_rules", {"operator": "like"}), ["column operator: like", "starts_with"]),
    "meaning": ("value_mappings", changed("value_mappings", {"meaning": "perhaps"}), ["row 1 ", "column value, meaning", "perhaps was found", "one of "]),
    "mapping_of_no_system": ("value_mappings", changed("value_mappings", {"system": "hubspto"}), ["column system: hubspto", "one of fxiaoke, hubspot"]),
    "rule_of_no_column": ("test_record_rules", changed("test_record_rules", {"column": "e-mail"}), ["column export, column: leads, e-mail", "a text column of the export"]),
    "quadrant_of_no_name": ("clv_acquisition_quadrants", changed("clv_acquisition_quadrants", {"quadrant": "high"}), ["column quadrant: high", "a quadrant of the project"]),
    "scope_of_no_kind": ("kpi_definitions", changed("kpi_definitions", {"scopes": "company;person"}), ["column scopes: company;person", "joined by ;"]),
    "tolerance_below_zero": ("kpi_identity_rules", changed("kpi_identity_rules", {"month_tolerance": "-0.1"}), ["column month_tolerance: -0.1"]),
    "critical_value_of_9": ("overlap_critical_values", changed("overlap_critical_values", {"critical_value": "9"}), ["column critical_value: 9", "from 0 to 1"]),
    "zone_of_no_place": ("time_zones", changed("time_zones", {"time_zone": "Europe/Berln"}), ["column time_zone: Europe/Berln", "IANA"]),
    "time_zone_twice": ("time_zones", added("time_zones", {}), ["(as in row 1)"]),
}  # fmt: skip

# Columns that may be blank, by what the seed's description says; all others may not.
MAY_BE_BLANK: dict[str, set[str]] = {
    "driver_bands": {"above", "up_to"},
    "kpi_definitions": {"maturity_days", "owner", "owner_zh", "action_en", "action_zh", "known_gaming", "known_gaming_zh"},
    "kpi_identity_rules": {"derived_measure", "derived_name_en", "derived_name_zh"},
    "kpi_support": {"reason_en", "reason_zh"},
    "kpi_targets": {"valid_to", "target_value", "target_low", "target_high", "stretch_value", "amber_ratio"},
    "loader_columns": {"table_name", "loader_column", "look_up", "reading"},
    "remarks": {"last_on", "kpi_id", "text_zh"},
    "settings": {"at_least", "meaning"},
    "source_check_texts": {"nothing_en", "nothing_zh"},
    "source_checks": {"warn", "fail", "min_sample", "lookback", "tolerance_days"},
}  # fmt: skip

# Values that a variable cannot have, and what the message names.
VARIABLES: dict[str, list[Any]] = {
    "systems": [None, [], "generic", ["salesfarce"], ["generic", "generic"]],
    "exports_dir": ["", "  "],
    "sources": [
        "fivetran",
        {"close": {"loader": "fivetran", "schema": "crm"}},
        {"hubspot": {"loader": "fivetran"}},
        {"hubspot": {"loader": "dlt", "schema": "a b;"}},
        {"hubspot": {"loader": "dlt", "schema": "crm", "tables": []}},
    ],
    "match_across_systems": ["yes", None],
    "as_of_date": ["2026-02-30", "14.10.2026", "", "2026-10-14' --", 20261014],
    "earliest_date": ["soon", "0001-01-01"],
    "imported_on": ["2026-13-01", "today"],
    "subscription_ends_on": ["last_day", None],
    "reporting_time_zone": ["Berlin", "UTC'", None],
    "pipedrive_time_zone": ["Mars/Base"],
    "reporting_currency": ["EURO", "E'R", None, 978],
    "fiscal_year_start_month": [0, 13, "April", 1.5, True, None],
    "reporting_history": ["our company", "x'; drop table y", "", "_x"],
    "gross_margin": [80, -0.1, "0.8", None],
    "purchase_value": ["yes", 1],
    "purchase_horizon_days": [0, "365"],
    "schema_version": ["two", "2", None],
    "slices": [None, "segment", ["sector"], ["segment", "segment"]],
    "language": ["fr", None],
}


def write(folder: Path, seed: str, rows: list[dict[str, str]]) -> Path:
    """A folder with a seed's file and one export; return it."""
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "seeds/exports/generic/generic__users.csv", folder / "users.csv")
    with (folder / f"{seed}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def unsound() -> list[tuple[str, Any]]:
    """Each variable with each value that it cannot have."""
    return [(name, value) for name, values in VARIABLES.items() for value in values]


def packed() -> list[list[str]]:
    """The cases by folder: each folder has a file of a seed once."""
    folders: list[list[str]] = []
    for name, (seed, _, _) in CASES.items():
        free = next((names for names in folders if all(CASES[other][0] != seed for other in names)), None)
        if free is None:
            folders.append(free := [])
        free.append(name)
    return folders


Place = tuple[str, str, int]  # seed, column, row


def typed_columns() -> dict[str, list[str]]:
    """The columns of each seed that are no text."""
    types = {
        seed["name"]: seed.get("config", {}).get("column_types", {})
        for path in REFERENCE.glob("_*.yml")
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
    }
    return {name: [column for column, kind in columns.items() if kind != "string"] for name, columns in types.items()}


def filled_columns() -> dict[str, list[str]]:
    """The columns of each seed that may not be blank; one without a row is each user's own."""
    return {
        path.stem: [column for column in rows[0] if column not in MAY_BE_BLANK.get(path.stem, ())]
        for path in REFERENCE.glob("*.csv")
        if (rows := rows_of(path.stem))
    }


def damaged(value: str, columns: Mapping[str, list[str]]) -> list[tuple[dict[str, list[dict[str, str]]], list[Place]]]:
    """The seeds with a value in each of these columns, each in a row of its own, in folders of as many as a message tells."""
    folders: list[tuple[dict[str, list[dict[str, str]]], list[Place]]] = []
    for seed, names in sorted((seed, names) for seed, names in columns.items() if names):
        count = len(rows_of(seed))
        for start in range(0, len(names), count):
            part = names[start : start + count]
            fits = (one for one in folders if seed not in one[0] and len(one[1]) + len(part) <= 30)
            found = next(fits, None)
            if found is None:
                folders.append(found := ({}, []))
            rows = rows_of(seed)
            for row, column in enumerate(part):
                rows[row][column] = value
            found[0][seed] = rows
            found[1].extend((seed, column, row + 1) for row, column in enumerate(part))
    return folders


DAMAGED = {f"{kind}_{place}": one for kind, ones in {
    "blank": damaged("", filled_columns()),
    "word": damaged("some", typed_columns()),
}.items() for place, one in enumerate(ones)}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """What became of every run."""
    work = tmp_path_factory.mktemp("reference")
    runs = []
    for place, names in enumerate(packed()):
        folder = work / f"{place} of o'brien"
        for name in names:
            write(folder, *CASES[name][:2])
        runs.append(Run(f"folder_{place}", LOAD, GENERIC | {"exports_dir": str(folder)}))
    for name, (seeds, _) in DAMAGED.items():
        for seed, rows in seeds.items():
            write(work / name, seed, rows)
        runs.append(Run(name, LOAD, GENERIC | {"exports_dir": str(work / name)}))
    both = write(work / "two_files", "fx_rates", CASES["rate_of_zero"][1])
    write(both, *CASES["margin_in_per_cent"][:2])
    questions = write(work / "questions", "kpi_targets", goal("customer_acquisition_rate", target_value="1.5"))
    few_checks = write(work / "few_checks", "source_checks", [rows_of("source_checks")[0] | {"warn": "", "fail": ""}])
    own_remarks = write(work / "own_remarks", "remarks", [rows_of("remarks")[0] | {"kpi_id": "", "text_zh": ""}])
    overlapping = write(work / "week", "business_hours", weeks(("09:00", "17:30"), ("09:30", "17:30")))
    runs += [
        Run("overlapping_week", LOAD, GENERIC | {"exports_dir": str(overlapping)}),
        Run("own_remarks", ("seed", "--select", "remarks"), GENERIC | {"exports_dir": str(own_remarks)}),
        Run("two_files", LOAD, GENERIC | {"exports_dir": str(both)}),
        Run("questions", LOAD, GENERIC | {"exports_dir": str(questions)}),
        Run("checks_left_out", ("--warn-error", *LOAD), GENERIC | {"exports_dir": str(few_checks)}),
        Run("the_demo_in_euros", LOAD, GENERIC | {"reporting_currency": "EUR"}, parsed_as=GENERIC),
        Run("an_unknown_currency", LOAD, GENERIC | {"reporting_currency": "XXX"}, parsed_as=GENERIC),
        Run(
            "a_run_without_seeds",
            ("run", "--select", "int_fx_rates"),
            GENERIC | {"reporting_currency": "GBP"},
            parsed_as=GENERIC,
        ),
        Run("no_folder", LOAD, GENERIC | {"exports_dir": str(work / "nowhere")}),
        Run("own_name_for_the_demo", LOAD, GENERIC | {"reporting_history": "ours"}),
        Run("late_bound", LOAD, GENERIC | {"as_of_date": "2026-01-01", "earliest_date": "2026-02-01"}),
        Run("several", LOAD, GENERIC | {"language": "fr", "gross_margin": 80}),
    ]
    found = f"{{% for name, value in fromjson('{json.dumps(unsound()).replace(chr(39), chr(92) + chr(39))}') %}}{{{{ variable_fault(name, value) }}}}|{{% endfor %}}"
    runs.append(Run("variables", ("compile", "--inline", found), GENERIC))
    return run_all(runs, work)


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_told_by_its_place(name: str, outcomes: Mapping[str, Outcome]) -> None:
    seed, _, parts = CASES[name]
    place = next(place for place, names in enumerate(packed()) if name in names)
    message = outcomes[f"folder_{place}"].message
    assert "Reference data cannot be used as it is" in message
    assert "Nothing was changed" in message
    lines = [line for line in message.splitlines() if f"o'brien/{seed}.csv" in line]
    assert any(all(part in line for part in parts) for line in lines), message


@pytest.mark.parametrize("name", DAMAGED)
def test_every_cell_that_must_be_filled_or_has_a_type_is_told(name: str, outcomes: Mapping[str, Outcome]) -> None:
    message = outcomes[name].message
    lines = [line.partition(":")[0] for line in message.splitlines()]
    missed = [
        (seed, column, row)
        for seed, column, row in DAMAGED[name][1]
        if not any(f"/{seed}.csv, row {row} " in line and re.search(rf"\b{column}\b", line) for line in lines)
    ]
    assert not missed, message


def test_every_seed_is_looked_at() -> None:
    assert {seed for seed, _, _ in CASES.values()} == {path.stem for path in REFERENCE.glob("*.csv")}


def test_all_faults_are_told_at_once_and_nothing_is_loaded(outcomes: Mapping[str, Outcome]) -> None:
    outcome = outcomes["two_files"]
    assert "(2 faults)" in outcome.message
    assert "fx_rates.csv, row 2 " in outcome.message
    assert "gross_margins.csv, row 1 " in outcome.message
    with duckdb.connect(str(outcome.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from duckdb_tables()").fetchall() == [(0,)]


def test_each_day_whose_slots_overlap_is_told(outcomes: Mapping[str, Outcome]) -> None:
    """No minute counts twice: nothing is built on such hours."""
    message = outcomes["overlapping_week"].message
    assert "(5 faults). Nothing was changed" in message
    for row in (2, 4, 6, 8, 10):
        assert (
            f"business_hours.csv, row {row} after the header, column opens, closes: 09:30-17:30, beside 09:00-17:30 of row {row - 1} was found"
            in message
        )


def test_remarks_of_the_folder_take_the_place_of_the_demos(outcomes: Mapping[str, Outcome]) -> None:
    with duckdb.connect(str(outcomes["own_remarks"].warehouse), read_only=True) as connection:
        rows = connection.execute("select kpi_id, scope_id, text_zh from reference.remarks").fetchall()
    assert rows == [(None, "all", None)]


def test_what_may_be_meant_stops_nothing(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes["questions"].message == ""


def test_checks_that_find_nothing_are_told(outcomes: Mapping[str, Outcome]) -> None:
    message = " ".join(outcomes["checks_left_out"].message.split())
    assert "Reference data to look at twice" in message
    assert "no row of freshness was found" in message
    assert "column warn, fail: nothing, nothing was found" in message


def test_rates_into_another_currency_are_refused(outcomes: Mapping[str, Outcome]) -> None:
    """Dollars are not added to euros one to one, by a build or by a run of models alone."""
    for name, code in (("the_demo_in_euros", "EUR"), ("a_run_without_seeds", "GBP")):
        assert f"1, as reporting_currency is {code} was expected" in outcomes[name].message
        assert f"{code},1990-01-01,1" in outcomes[name].message
    assert "no rate of XXX" in outcomes["an_unknown_currency"].message


def test_a_folder_that_is_not_there_is_told_first(outcomes: Mapping[str, Outcome]) -> None:
    assert "does not exist" in outcomes["no_folder"].message


@pytest.mark.parametrize(("place", "name", "value"), [(place, *pair) for place, pair in enumerate(unsound())])
def test_a_variable_that_cannot_be_is_named(place: int, name: str, value: Any, outcomes: Mapping[str, Outcome]) -> None:
    message = outcomes["variables"].sql.split("|")[place]
    found = "null" if value is None else f"'{value}'" if isinstance(value, str) else str(value)
    assert f"var {name} is {found}. Set it to" in message


def test_every_variable_is_given_what_it_cannot_be() -> None:
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert VARIABLES.keys() == project["vars"].keys()


def test_what_two_variables_cannot_be_together_is_named(outcomes: Mapping[str, Outcome]) -> None:
    assert "the demo company's reports would be kept under that name" in outcomes["own_name_for_the_demo"].message
    assert "after as_of_date '2026-01-01'" in outcomes["late_bound"].message
    for name in ("language", "gross_margin"):
        assert f"var {name} is" in outcomes["several"].message
