"""The scorecard in the terminal: its small macros, its layout in both languages, and when it is silent."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from conftest import DBT
from tools.project import ROOT

PROJECT = f"""\
name: sales_kpis
config-version: 2
profile: scratch
macro-paths: [{", ".join((ROOT / "macros" / name).as_posix() for name in ("reporting", "kpis", "texts", "engines", "variables", "records"))}, macros]
vars: {{reporting_currency: USD, language: en}}
on-run-end: "{{{{ show_scorecard_after_build(results) }}}}"
flags: {{send_anonymous_usage_stats: false, printer_width: 100}}
"""
TEXTS = ROOT / "seeds/reference/texts.csv"
PROFILE = "scratch: {target: duckdb, outputs: {duckdb: {type: duckdb, path: scratch.duckdb, threads: 1}}}\n"

COLUMNS = [
    *("kpi_id", "name_en", "name_zh", "unit", "direction", "official_frequency", "kpi_value", "previous_value"),
    *("target_value", "target_low", "target_high", "attainment", "target_status", "value_status", "source_status"),
    *("owner", "action_en", "action_zh", "no_data_reason_en", "no_data_reason_zh"),
    "source_check",
]
LONG_EN = "Read the twenty leads with the most touches, and stop every sequence after a clear no. " * 2
LONG_ZH = "查看触达次数最多的二十条线索,客户明确拒绝后停止跟进，并核对回复是否记录在该线索上。" * 2
ROWS = [
    "monthly_recurring_revenue|Monthly recurring revenue|月度经常性收入|currency|higher|month"
    "|1284333.2|1240000|1300000|||0.988|at_risk|ok|trusted|Finance|Find|寻找|||",
    "system_touches|System touches per lead|每条线索触达次数|touches|band|month|9.7|7.1||4|8|0.82|off_target|ok|trusted"
    f"|Sales development|{LONG_EN.strip()}|{LONG_ZH}|||",
    "deal_win_loss_ratio|Deal win/loss ratio|赢单/输单比|ratio|higher|quarter|0.42|0.6|1||"
    "|0.42|off_target|ok|trusted|Sales|Review|复盘|||",
    "share_of_voice|Share of voice|声量份额|rate|higher|quarter|||0.2||||not_assessed|no_data|trusted|Marketing|||No rows in: survey_responses.|没有数据行：survey_responses。|",
    "presentation_engagement|Presentation engagement|演示互动率|rate|higher|month|0.5|0.48|0.55||"
    "|0.9|not_assessed|low_sample|trusted|Marketing|||||",
    "follow_up_time|Follow-up time|跟进时间|minutes|lower|week|34|1200|120|||3.5|not_assessed|ok|untrusted|Marketing|||||activities.freshness",
    "a_new_kpi|A new KPI|新指标|count|higher|month|812|905|||||no_target|ok|trusted||||||",
    "kept|A KPI with targets for the quarter alone|仅按季度设定目标的指标|count|higher|month|7|8|||||no_target|ok|trusted||||||",
]
ORDER = (
    *("system_touches", "presentation_engagement", "follow_up_time", "deal_win_loss_ratio"),
    *("monthly_recurring_revenue", "share_of_voice", "a_new_kpi", "kept"),
)
# What is not that of a month -> its code, in English and in Chinese.
PERIODS = {
    "follow_up_time": ("2026-W22", "W22 2026", "2026年第22周"),
    "kept": ("2026-Q1", "Q1 2026", "2026年第1季度"),
}
MONTH = ("2026-05", "May 2026", "2026年5月")
TARGETS = """
    select 1 as target_number, 'new_customers' as kpi_id, 'rep' as scope_type, 'Sam Roe' as written_scope, 'month' as period_type,
        date '2026-01-01' as valid_from, 'ambiguous_rep' as problem
    union all
    select 2, 'new_customers', 'team', 'north', 'month', date '2026-01-01', null
"""
DEFINITIONS = """
    select 'foo_rate' as kpi_id, 'rate' as unit
    union all
    select 'system_touches', 'furlongs'
    union all
    select 'new_customers', 'count'
"""
KPIS = "select 'deal_win_loss_ratio' as kpi_id, '销售负责人' as owner_zh"
# Jinja expressions over the macros -> what they give.
CASES = {
    "display_width('KPI 达标，')": 10,
    "display_width('4–8')": 3,
    "wrap_text('one two three', 7)": ["one two", "three"],
    "wrap_text('一二三，四五', 8)": ["一二三，", "四五"],
    "wrap_text('one two three', 9, 'A: ')": ["A: one", "   two", "   three"],
    "wrap_text('见 dim_reps，再看', 11)": ["见", "dim_reps，", "再看"],
    "wrap_text('one_two_three four', 8)": ["one_two_", "three", "four"],
    "fill('{a} of {b}, {a}', {'a': 1, 'b': 'two'})": "1 of two, 1",
}


def verdict(cells: dict[str, str], language: str) -> str:
    """The word for a row's verdict; where it is not assessed, the reason."""
    with TEXTS.open(encoding="utf-8", newline="") as lines:
        words = {(row["topic"], row["code"]): row[f"text_{language}"] for row in csv.DictReader(lines)}
    if cells["target_status"] != "not_assessed":
        return words["target_status", cells["target_status"]]
    if cells["value_status"] != "ok":
        return words["value_status", cells["value_status"]]
    return words["verdict", "untrusted"]


def scorecard_sql() -> str:
    """A kpi_scorecard with the company's rows as due, others that are not, and those of a team, as a query."""
    numbers = {"kpi_value", "previous_value", "target_value", "target_low", "target_high", "attainment"}
    selects = []
    for scope, is_due in (("company", "true"), ("company", "false"), ("team", "true")):
        for row in ROWS:
            cells = dict(zip(COLUMNS, row.split("|"), strict=True))
            cells |= {f"verdict_{language}": verdict(cells, language) for language in ("en", "zh")}
            names = ("period_label", "period_label_en", "period_label_zh")
            cells |= dict(zip(names, PERIODS.get(cells["kpi_id"], MONTH), strict=True))
            is_young = cells["kpi_id"] == "deal_win_loss_ratio"
            cells |= (
                {"remark_en": "June 2026: 0.10, too early", "remark_zh": "2026年6月：0.10，待成熟"}
                if is_young
                else {"remark_en": "", "remark_zh": ""}
            )
            parts = []
            for name, cell in cells.items():
                value = cell if cell and name in numbers else f"'{cell}'" if cell else "null"
                parts.append(f"cast({value} as {'double' if name in numbers else 'varchar'}) as {name}")
            order = ORDER.index(cells["kpi_id"])
            selects.append(
                f"select {', '.join(parts)}, '{scope}' as scope_type, {order} as kpi_order, {is_due} as is_as_due"
            )
    texts = ", ".join(
        f"{{{{ shown_measure('made.value_text', '{language}') }}}} as value_text_{language},"
        f" {{{{ shown_change('made', '{language}') }}}} as change_text_{language}"
        for language in ("en", "zh")
    )
    made = (
        "select *, kpi_value - previous_value as change_value, (kpi_value - previous_value) / previous_value as change_rate,"
        f" {{{{ shown_number('kpi_value', 'unit') }}}} as value_text from ({' union all '.join(selects)}) as rows_made"
    )
    return (
        f"select made.*, {{{{ shown_target('made') }}}} as target_text, {{{{ shown_attainment('made.attainment') }}}} as attained_text,"
        f" {texts} from ({made}) as made {{{{ join_texts('unit', 'made.unit') }}}}"
        " {{ join_texts('unit', \"'points'\", 'points_texts') }}"
    )


def terminal_width(line: str) -> int:
    """Columns of a line, by Unicode's own table."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the reporting macros, a made-up scorecard and another model."""
    folder = tmp_path_factory.mktemp("scratch")
    for name in ("models", "macros", "seeds"):
        (folder / name).mkdir()
    shutil.copy(TEXTS, folder / "seeds")
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE)
    (folder / "models/kpi_scorecard.sql").write_text(scorecard_sql(), encoding="utf-8")
    (folder / "models/int_targets.sql").write_text(TARGETS)
    (folder / "models/kpi_definitions.sql").write_text(DEFINITIONS)
    (folder / "models/dim_kpis.sql").write_text(KPIS)
    as_of = "-- depends on: {{ ref('kpi_scorecard') }}\nselect cast('2026-06-03' as date) as as_of_date"
    (folder / "models/dim_as_of.sql").write_text(as_of)
    (folder / "models/other.sql").write_text("select 1 as x")
    (folder / "models/broken.sql").write_text("select {{ '1' if not var('break', false) else 'no_such_column' }} as x")
    pairs = ", ".join(f"{json.dumps(case, ensure_ascii=False)}: {case}" for case in CASES)
    cases = "{% macro cases() %}{{ print(tojson({" + pairs + "})) }}{% endmacro %}"
    (folder / "macros/cases.sql").write_text(cases, encoding="utf-8")
    return folder


def dbt(scratch: Path, *arguments: str) -> str:
    """What dbt prints besides its log."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DBT_")}
    environment |= {"PYTHONUTF8": "1", "DO_NOT_TRACK": "1"}
    done = subprocess.run(
        [str(DBT), "--quiet", *arguments],
        cwd=scratch,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


@pytest.fixture(scope="module")
def english(scratch: Path) -> str:
    return dbt(scratch, "build")


def printed(scratch: Path, width: int, language: str) -> str:
    return dbt(
        scratch,
        "--printer-width",
        str(width),
        "run-operation",
        "print_scorecard",
        "--args",
        f"{{language: {language}}}",
    )


@pytest.fixture(scope="module")
def chinese(scratch: Path, english: str) -> str:
    assert english
    return printed(scratch, 100, "zh")


def test_small_macros(scratch: Path) -> None:
    assert json.loads(dbt(scratch, "run-operation", "cases")) == CASES


def test_english_scorecard(english: str) -> None:
    assert english.count("Sales KPIs: company") == 1
    assert "as of 2026-06-03" in english
    for words in (
        "!! System touches per lead",
        "!  Monthly recurring revenue",
        "W22 2026",
        "Q1 2026",
        "     June 2026: 0.10, too early",
        "9.70 a lead",
        "4–8",
        "82 %",
        "off target",
        "1,284,333 USD",
        ">= 1,300,000",
        "few records",
        "bad source",
        "no data",
        "+3.6 %",
        "Bad source activities.freshness: Follow-up time",
        "0 on target, 1 at risk, 2 off target, 5 without a verdict",
        "- Share of voice: No rows in: survey_responses.",
        "- foo_rate: there is no table kpi_foo_rate, so the row is not used.",
        "- system_touches: its unit furlongs is shown as a plain number with two decimals.",
        "- new_customers, rep Sam Roe, month from 2026-01-01: more than one rep is called so. Write the",
    ):
        assert words in english, words
    assert "north" not in english
    assert "new_customers: " not in english
    names = ["System touches", "Presentation", "Follow-up", "Deal win/loss", "Monthly", "Share of voice", "A new KPI"]
    places = [english.index(name) for name in names]
    assert places == sorted(places)
    advice = english[english.index("First to look at") :]
    listed = ["1. Deal win/loss ratio", "2. System touches", "3. Monthly recurring"]
    assert sorted(listed, key=advice.index) == listed
    assert "May 2026: 0.42 against >= 1, 42 % attained" in advice


def test_chinese_scorecard(chinese: str) -> None:
    for words in (
        "销售 KPI：全公司",
        "2026-W22",
        "截至 2026-06-03",
        "环比变化",
        "未达标",
        "样本过小",
        "34.0 分钟",
        "负责人：销售负责人",
        "优先关注",
        "声量份额：没有数据行",
        "2026年6月：0.10，待成熟",
        "单位 furlongs 按普通数字显示",
        "有多位销售使用该名称。请填写 rep_id。",
    ):
        assert words in chinese, words


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_layout(scratch: Path, english: str, width: int, language: str) -> None:
    """No line is longer than the terminal is wide, and no number of a KPI is lost but at 60 columns its change."""
    assert english
    text = printed(scratch, width, language)
    assert "\x1b" not in text
    lines = text.splitlines()
    assert max(terminal_width(line) for line in lines) == width
    rules = [number for number, line in enumerate(lines) if line == "-" * width]
    assert len(rules) == 3
    table = "\n".join(lines[rules[1] + 1 : rules[2]])
    shown = ["1,284,333 USD", ">= 1,300,000", "98 %", "9.70", "82 %", "0.42", "34.0", "350 %", "0.10"]
    shown += ["+3.6 %", "-0.18"] if width > 60 else []
    shown += [row.split("|")[1 if language == "en" else 2].split(" ")[0][:20] for row in ROWS]
    for words in shown:
        assert words in table, words


def test_periods_are_short_where_that_saves_a_line(scratch: Path, chinese: str) -> None:
    """A KPI takes one line where a period's code makes it fit."""
    assert "2026年第22周" not in chinese
    assert "2026-W22" in chinese
    assert "2026年第22周" in printed(scratch, 120, "zh")


def test_widths_have_bounds(scratch: Path, english: str) -> None:
    assert english
    for asked, taken in ((20, 60), (400, 120)):
        lines = printed(scratch, asked, "en").splitlines()
        assert max(terminal_width(line) for line in lines) == taken


@pytest.mark.parametrize(
    "command",
    [
        ("run", "--select", "other"),
        ("test",),
        ("compile",),
        ("build", "--exclude", "kpi_scorecard"),
        ("build", "--vars", "{break: true}"),
    ],
    ids=" ".join,
)
def test_silent_otherwise(scratch: Path, english: str, command: tuple[str, ...]) -> None:
    assert english
    assert "Sales KPIs" not in dbt(scratch, *command)


def test_without_a_scorecard(tmp_path: Path, scratch: Path) -> None:
    """The operation says what to do where nothing is built."""
    for name in ("dbt_project.yml", "profiles.yml"):
        (tmp_path / name).write_text((scratch / name).read_text())
    assert dbt(tmp_path, "run-operation", "print_scorecard").startswith("There is no kpi_scorecard")


def test_a_scorecard_without_a_row_says_why(tmp_path: Path, scratch: Path) -> None:
    """No month is over on the as-of date, or there is no such date; each says what to do."""
    for name in ("dbt_project.yml", "profiles.yml"):
        (tmp_path / name).write_text((scratch / name).read_text())
    for name in ("models", "seeds"):
        (tmp_path / name).mkdir()
    shutil.copy(TEXTS, tmp_path / "seeds")
    (tmp_path / "models/dim_kpis.sql").write_text(KPIS)
    empty = f"select * from ({scorecard_sql()}) as made where 1 = 0"
    (tmp_path / "models/kpi_scorecard.sql").write_text(empty, encoding="utf-8")
    day = "select cast({{ \"'\" ~ var('day') ~ \"'\" if var('day', none) else 'null' }} as date) as as_of_date"
    (tmp_path / "models/dim_as_of.sql").write_text(f"-- depends on: {{{{ ref('kpi_scorecard') }}}}\n{day}")
    without = dbt(tmp_path, "build")
    assert "no complete period" in without
    assert "set the variable as_of_date" in " ".join(without.split())
    assert "as of 2026-05-03" in dbt(tmp_path, "build", "--vars", "{day: '2026-05-03'}")
    assert "2026-05-03" in dbt(tmp_path, "build", "--vars", "{day: '2026-05-03', language: zh}")


def test_without_targets_the_scorecard_says_so(tmp_path: Path, scratch: Path) -> None:
    """Nothing misses a target that nobody has set."""
    for name in ("dbt_project.yml", "profiles.yml"):
        (tmp_path / name).write_text((scratch / name).read_text())
    shutil.copytree(scratch / "seeds", tmp_path / "seeds")
    (tmp_path / "models").mkdir()
    (tmp_path / "models/dim_kpis.sql").write_text(KPIS)
    for status, told in (
        ("no_target", "No targets are set."),
        ("not_assessed", "Nothing that can be assessed misses its target."),
    ):
        made = f"select * replace ('{status}' as target_status) from ({scorecard_sql()}) as every_row"
        (tmp_path / "models/kpi_scorecard.sql").write_text(made, encoding="utf-8")
        text = dbt(tmp_path, "build")
        assert told in text
        assert "First to look at" not in text
