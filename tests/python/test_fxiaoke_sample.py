"""Fxiaoke's sample: how its labels are read, and that it gives the KPIs of the same records in the generic form."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sample_builds import (
    all_differences,
    build,
    copy_seeds,
    kpi_cells,
    part,
    query,
    supported,
    told,
    whole_part,
    write_tables,
)
from tools.demo.as_fxiaoke import HEADERS, as_far_as_told, clean, downloads
from tools.demo.sample import generic_rows
from tools.demo.tables import plain_text
from tools.importer.formats import Options
from tools.importer.imports import Request, run
from tools.importer.mapping import load_mapping, read_contracts
from tools.importer.recognise import Match, recognise
from tools.importer.tables import Table, open_tables
from tools.project import ROOT

# Too few customers for it in the sample, and nothing to tell it from.
NEVER_A_VALUE = {"customer_lifetime_value", "follow_up_time", "presentation_engagement", "share_of_voice"}


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample with and without subscriptions beside it, the generic form, and as much of that as Fxiaoke tells."""
    work = tmp_path_factory.mktemp("fxiaoke")
    generic = generic_rows(part())
    beside = write_tables(copy_seeds("fxiaoke", work / "beside"), {"subscriptions": generic["subscriptions"]})
    without_users = {name: rows for name, rows in clean(part()).items() if name != "users"}
    variants = {
        "told": (["generic"], write_tables(work / "told_by_fxiaoke", as_far_as_told(generic))),
        "fxiaoke": (["fxiaoke", "generic"], beside),
        "alone": (["fxiaoke"], copy_seeds("fxiaoke", work / "only")),
        "named": (
            ["fxiaoke"],
            copy_tables(work / "named_only", without_users),
            ["+dim_reps", "+kpi_deal_win_loss_ratio"],
        ),
    }
    return build(work, variants) | {"generic": whole_part()}


def test_nothing_is_rejected(warehouses: dict[str, Path]) -> None:
    assert query(warehouses["fxiaoke"], "from rejected_records") == []


def test_every_cell_is_that_of_the_generic_form_as_far_as_fxiaoke_tells(warehouses: dict[str, Path]) -> None:
    """Company-wide, by team and by rep; ids are the same in both forms."""
    differing = all_differences(warehouses["told"], warehouses["fxiaoke"], {}, slices=False)
    assert not differing, told(differing)


def test_only_proxies_differ_from_the_generic_form_in_full(warehouses: dict[str, Path]) -> None:
    differing = all_differences(warehouses["generic"], warehouses["fxiaoke"], {}, slices=False)
    assert differing.keys() == supported("fxiaoke", "proxy"), told(differing)


def test_reps_have_values_to_compare(warehouses: dict[str, Path]) -> None:
    sql = "select kpi_id, count(distinct scope_id) from kpi_scorecard where kpi_value is not null group by 1"
    scopes = dict(query(warehouses["fxiaoke"], sql))
    every = {kpi_id for (kpi_id,) in query(warehouses["fxiaoke"], "select distinct kpi_id from kpi_scorecard")}
    assert {kpi_id for kpi_id, count in scopes.items() if count > 10} == every - NEVER_A_VALUE


def test_meetings_are_judged_by_their_outcomes(warehouses: dict[str, Path]) -> None:
    rows = {
        name: list(kpi_cells(warehouses[name], "meeting_acceptance_rate").values()) for name in ("generic", "fxiaoke")
    }
    assert {row["method"] for row in rows["generic"]} == {"invitation_answer"}
    assert {(row["method"], row["response_rate"], row["self_booked_count"]) for row in rows["fxiaoke"]} == {
        ("outcome_proxy", None, 0)
    }
    kept = "select count(*) from fct_meetings where outcome <> 'canceled'"
    assert query(warehouses["fxiaoke"], kept) == query(warehouses["generic"], kept)


def test_outcomes_of_leads_are_conversions_alone(warehouses: dict[str, Path]) -> None:
    outcomes = "select count(*), count(case when is_positive then 1 end) from steps.fct_lead_outcomes"
    converted = "select count(*) from fct_leads where qualified_at is not null and converted_at is not null"
    ((conversions,),) = query(warehouses["generic"], converted)
    assert query(warehouses["fxiaoke"], outcomes) == [(conversions, conversions)]
    assert query(warehouses["generic"], outcomes)[0][0] > conversions


def test_alone_what_fxiaoke_does_not_hold_is_no_data(warehouses: dict[str, Path]) -> None:
    statuses = query(warehouses["alone"], "select distinct kpi_id, value_status from kpi_scorecard")
    no_data = {kpi_id for kpi_id, status in statuses if status == "no_data"}
    other = {kpi_id for kpi_id, status in statuses if status != "no_data"}
    assert no_data - other == supported("fxiaoke", "not_possible")


def test_alone_the_first_won_deal_makes_a_customer(warehouses: dict[str, Path]) -> None:
    methods = {
        name: {row["method"] for row in kpi_cells(warehouses[name], "sql_to_customer_conversion_rate").values()}
        for name in ("fxiaoke", "alone")
    }
    assert methods == {"fxiaoke": {"paid_subscription"}, "alone": {"won_deal"}}


def test_owners_are_known_by_the_ids_behind_their_names(warehouses: dict[str, Path]) -> None:
    found = {rep for (rep,) in query(warehouses["alone"], "select rep_id from dim_reps where rep_id <> 'unassigned'")}
    assert found == set(part().user_ids.values())


def test_who_has_left_is_inactive_under_the_bare_name(warehouses: dict[str, Path]) -> None:
    sql = "select rep_name, team_id from dim_reps where not is_active and rep_id <> 'unassigned'"
    assert query(warehouses["fxiaoke"], sql) == [("Piers Danforth", "EMEA")]


def test_without_a_list_of_employees_names_make_keys_that_tell_no_names(warehouses: dict[str, Path]) -> None:
    """The same reps with the same values, under digests of their names, and in the teams of their records."""
    sql = "select rep_id, rep_name, team_id from dim_reps where rep_id <> 'unassigned'"
    named = {name: (rep, team) for rep, name, team in query(warehouses["named"], sql)}
    known = {name: (rep, team) for rep, name, team in query(warehouses["alone"], sql)}
    assert set(named) == set(known) - {"Piers Danforth"}
    assert all(rep.startswith("name:") and len(rep) == 37 for rep, _ in named.values())
    assert all(team == known[name][1] for name, (_, team) in named.items())
    reps = {rep: known[name][0] for name, (rep, _) in named.items()}
    won = "select scope_id, sum(numerator) from kpi_deal_win_loss_ratio where scope_type = 'rep' group by 1 having sum(numerator) > 0"
    assert {reps[rep]: deals for rep, deals in query(warehouses["named"], won)} == dict(query(warehouses["alone"], won))


def copy_tables(folder: Path, tables: dict[str, list[dict[str, str]]]) -> Path:
    """Write clean tables to `<folder>/fxiaoke`; return the folder."""
    write_tables(folder / "fxiaoke", tables)
    return folder


def test_committed_seeds_are_the_clean_files() -> None:
    for name, rows in clean(part()).items():
        path = ROOT / f"seeds/exports/fxiaoke/fxiaoke__{name}.csv"
        assert list(rows[0]) == list(HEADERS[name]), name
        assert path.read_text(encoding="utf-8") == plain_text(tuple(rows[0]), rows), name


def export_of(header: list[str]) -> str | None:
    """The export of Fxiaoke that a header is; None where it is none for sure."""
    system = load_mapping(ROOT / "tools/importer/mappings/fxiaoke.yml", read_contracts())
    found = recognise(header, [], [system])
    return found.export.name if isinstance(found, Match) else None


def test_every_table_of_the_downloads_is_recognised() -> None:
    tables = list(open_tables([ROOT / "seeds/exports/fxiaoke/downloads"]))
    assert all(isinstance(table, Table) for table in tables)
    rows = {
        export_of(table.header): sum(len(batch.rows) for batch in table.batches())
        for table in tables
        if isinstance(table, Table)
    }
    assert rows == {name: len(records) for name, records in clean(part()).items()}


@pytest.mark.parametrize(
    ("header", "export"),
    [
        ("唯一性ID（必填）,客户名称（必填）,负责人（必填）,生命状态", "accounts"),
        ("客户名称(必填),负责人(必填)", "accounts"),
        ("线索编号（必填）,线索阶段,创建时间,转MQL时间,来源", "leads"),
        ("姓名,公司,来源,业务状态,负责人,创建时间", "leads"),
        ("商机名称（必填）,客户名称（必填）,负责人（必填）,销售阶段,商机金额（元）,续约状态", "opportunities"),
        ("唯一性ID,销售记录内容,跟进方式,客户名称,商机名称,创建人,创建时间", "sales_records"),
        ("日程主题,开始时间,结束时间,负责人,创建时间,客户名称", "visits"),
        ("姓名,主属部门,邮箱,状态", "users"),
        ("机会名称,机会编号,销售阶段,销售金额,赢率,结单日期,阶段更新时间,输单描述", "opportunities"),
        ("公司名称,姓名,线索来源,认领日期,创建时间", "leads"),
        ("商机名称,客户名称,商机阶段,负责人,创建时间,最后跟进时间", "opportunities"),
        ("客户名称,成交状态,负责人,创建时间,最后跟进时间", "accounts"),
        # contacts, contracts and a report of another CRM
        ("姓名（必填）,客户名称,手机,创建时间", None),
        ("合同编号,合同名称,客户名称,合同金额,已收款金额,创建时间", None),
        ("Opportunity Name,Account Name,Stage,Amount,Close Date,Opportunity Owner,Created Date", None),
    ],
)
def test_headers_tell_the_export(header: str, export: str | None) -> None:
    assert export_of(header.split(",")) == export


def imported(folder: Path, files: dict[str, bytes]) -> Path:
    """Import files of an account in Shanghai; return the folder of the clean files."""
    (folder / "downloads").mkdir()
    for name, content in files.items():
        (folder / "downloads" / name).write_bytes(content)
    request = Request(
        inputs=(folder / "downloads",), target=folder / "imports", options=Options(time_zone="Asia/Shanghai")
    )
    assert run(request).exit_code == 0
    return folder / "imports" / "fxiaoke"


def test_the_importer_makes_the_clean_files_of_the_downloads(tmp_path: Path) -> None:
    """Every byte of the committed clean files comes out of the committed downloads."""
    files = downloads(part())
    for name, content in files.items():
        assert (ROOT / "seeds/exports/fxiaoke/downloads" / name).read_bytes() == content, name
    folder = imported(tmp_path, files)
    seeds = {
        path.name.removeprefix("fxiaoke__"): path.read_bytes()
        for path in (ROOT / "seeds/exports/fxiaoke").glob("*.csv")
    }
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == seeds


def test_labels_and_values_of_other_vintages_are_read(tmp_path: Path) -> None:
    """Labels of Xiaoshouyi, a unit in the header, Chinese dates, and rows without ids."""
    files = {
        "a.csv": "机会名称,销售阶段,销售金额（万元）,结单日期,阶段更新时间,创建时间\n"
        "甲方一期,赢单,12.5,2024年1月5日,2024-01-05 10:30,2024/1/2 9:05\n",
        "b.csv": "唯一性ID,跟进方式,方向,创建时间,创建人,客户名称\nR1,电话,呼入,2024/1/5 10:30,张三（已停用）,甲方\n",
    }
    folder = imported(tmp_path, {name: text.encode("gb18030") for name, text in files.items()})
    with (folder / "opportunities.csv").open(encoding="utf-8", newline="") as lines:
        (deal,) = csv.DictReader(lines)
    assert deal.pop("unique_id")
    assert deal == {
        "opportunity_name": "甲方一期",
        "stage": "赢单",
        "amount": "125000",
        "currency": "CNY",
        "closed_at": "2024-01-05",
        "stage_changed_at": "2024-01-05T02:30:00Z",
        "created_at": "2024-01-02T01:05:00Z",
    }
    with (folder / "sales_records.csv").open(encoding="utf-8", newline="") as lines:
        (record,) = csv.DictReader(lines)
    assert record == {
        "unique_id": "R1",
        "follow_up_method": "电话",
        "direction": "inbound",
        "created_at": "2024-01-05T02:30:00Z",
        "owner": "张三（已停用）",
        "account_name": "甲方",
    }
