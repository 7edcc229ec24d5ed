"""The long and the wide scorecard: what a row says besides the columns of the KPI tables."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .as_due import as_due
from .context import UNASSIGNED, Context, Scope
from .periods import Period, add_months
from .rows import Key, find_target
from .slices import UNKNOWN
from .to_date import columns

Row = dict[str, Any]
KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id")
WIDE_KEY = KEY[1:]
DECIMALS = {"minutes": 1, "days": 1, "touches": 2, "rate": 1, "ratio": 2, "currency": 0, "count": 0}
# Of a row's columns those that the wide scorecard shows, under their names there.
WIDE = {"kpi_value": "value", "attainment": "attainment", "target_status": "status", "value_status": "value_status"}
REASONS = {
    "no_data": ("no data", "无数据"),
    "zero_denominator": ("no base", "分母为零"),
    "immature": ("too early", "待成熟"),
    "low_sample": ("few records", "样本过小"),
}
VERDICTS = {
    "on_target": ("on target", "达标"),
    "at_risk": ("at risk", "有风险"),
    "off_target": ("off target", "未达标"),
    "no_target": ("no target", "无目标"),
}
# A number with its unit, where the unit has a name.
UNITS = {
    "minutes": ("{} min", "{} 分钟"),
    "days": ("{} days", "{} 天"),
    "touches": ("{} a lead", "{} 次"),
    "points": ("{} pp", "{} 百分点"),
}
WITHOUT = {"team": ("Without a team", "未分配团队"), "rep": ("Without an owner", "无负责人")}
UNKNOWN_SLICES = {
    "segment": ("Without a segment", "无客群"),
    "source": ("Without a source", "无来源"),
    "country": ("Without a country", "无国家"),
    "deal_type": ("Without a deal type", "无商机类型"),
}


def period_of(row: Row) -> Period:
    """The period of a row."""
    return Period(row["period_type"], row["period_start"], row["period_end"])


def period_labels(period: Period, fiscal_month: int) -> tuple[str, str, str]:
    """The code of a period, its name in English and in Chinese; a fiscal year is named by the year in which it ends."""
    start = period.start
    if period.type == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}", f"W{week:02} {year}", f"{year}年第{week}周"
    if period.type == "month":
        return start.strftime("%Y-%m"), start.strftime("%B %Y"), f"{start.year}年{start.month}月"
    gone = (start.month - fiscal_month) % 12
    year = add_months(start.replace(day=1), 11 - gone).year
    mark, year_zh = ("", f"{year}年") if fiscal_month == 1 else ("FY", f"{year}财年")
    if period.type == "year":
        return f"{mark}{year}", f"{mark}{year}", year_zh
    quarter = gone // 3 + 1
    return f"{mark}{year}-Q{quarter}", f"Q{quarter} {mark}{year}", f"{year_zh}第{quarter}季度"


def shown(number: float, unit: str) -> str:
    """A number as people read it."""
    exact = Decimal(repr(100 * number if unit == "rate" else number))
    # what is beyond the sixth decimal is the order of a sum: 7.15 % may be stored a hair below
    scaled = exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    rounded = scaled.quantize(Decimal(1).scaleb(-DECIMALS[unit]), ROUND_HALF_UP)
    return f"{rounded:,f}" + (" %" if unit == "rate" else "")


def with_unit(text: str, unit: str, currency: str) -> tuple[str, str]:
    """A number's text with its unit, in English and Chinese."""
    if unit == "currency":
        return f"{text} {currency}", f"{text} {currency}"
    english, chinese = UNITS.get(unit, ("{}", "{}"))
    return english.format(text), chinese.format(text)


def year_before(period: Period) -> date:
    """The first day of the same period a year before; of a week that of the one 52 weeks before."""
    return period.start - timedelta(days=364) if period.type == "week" else add_months(period.start, -12)


def last_years(rows: list[Row]) -> dict[tuple[Any, ...], float | None]:
    """The value a year before of each row of a KPI, by its key; shares of two sets of brands are not compared."""
    index = {tuple(row[name] for name in KEY): row for row in rows}
    found = {}
    for key, row in index.items():
        earlier = index.get((key[0], key[1], year_before(period_of(row)), *key[3:]))
        is_alike = earlier is not None and row.get("brand_set_version") == earlier.get("brand_set_version")
        found[key] = earlier["kpi_value"] if earlier is not None and is_alike else None
    return found


def change_texts(row: Row, unit: str, currency: str) -> tuple[str | None, str | None]:
    """The change with its sign: points for a rate, per cent for money, else the difference."""
    difference, share = change(row)
    if difference is None:
        return None, None
    # what is beyond the sixth decimal is the order of a sum
    sign = "±" if abs(difference) < 5e-7 else "+" if difference > 0 else "-"
    if unit == "rate":
        told = with_unit(shown(abs(difference), "rate").removesuffix(" %"), "points", currency)
    elif unit == "currency" and share is not None:
        told = (shown(abs(share), "rate"),) * 2
    else:
        told = with_unit(shown(abs(difference), unit), unit, currency)
    return sign + told[0], sign + told[1]


def is_change_near_a_tie(row: Row, unit: str) -> bool:
    """Whether the last bits of a change decide on how it is shown."""
    difference, share = change(row)
    if difference is None:
        return False
    number = share if unit == "currency" and share is not None else difference
    return abs(abs(difference) - 5e-7) < 1e-9 or is_near_a_tie(number, "rate" if number is share else unit)


def attained(attainment: float | None) -> str | None:
    """Whole per cent, cut and not rounded."""
    if attainment is None:
        return None
    return "> 999 %" if attainment >= 10 else f"{math.floor(100 * attainment + 1e-9)} %"


def is_near_a_tie(number: float, unit: str) -> bool:
    """Whether the last bits of a number decide on how it is rounded."""
    return shown(number * (1 - 1e-9), unit) != shown(number * (1 + 1e-9), unit)


def bound(number: float | None, unit: str) -> str | None:
    """A target's number, without decimals that are zero."""
    if number is None:
        return None
    digits, space, sign = shown(number, unit).partition(" ")
    return (digits.rstrip("0").rstrip(".") if DECIMALS[unit] else digits) + space + sign


def target_text(row: Row, direction: str, unit: str) -> str | None:
    """A row's target with the side that is good."""
    low, high, value = (bound(row[name], unit) for name in ("target_low", "target_high", "target_value"))
    if direction == "band":
        return f"{low}–{high}" if low is not None and high is not None else None
    return None if value is None else f"{'<=' if direction == 'lower' else '>='} {value}"


def verdict(row: Row) -> tuple[str, str]:
    """The verdict in English and Chinese, or why there is none."""
    if row["target_status"] in VERDICTS:
        return VERDICTS[row["target_status"]]
    if row["value_status"] in REASONS:
        return REASONS[row["value_status"]]
    return ("bad source", "数据不可信") if row["source_status"] == "untrusted" else ("period not over", "周期未结束")


def scope_names(row: Row, teams: dict[str, str]) -> tuple[str, str]:
    """Whom or what the row is about; a rep by key, a slice by its value."""
    kind, key = row["scope_type"], row["scope_id"]
    if kind == "company":
        return "Company", "全公司"
    if kind in UNKNOWN_SLICES:
        return UNKNOWN_SLICES[kind] if key == UNKNOWN else (key, key)
    if key == UNASSIGNED:
        return WITHOUT[kind]
    name = teams.get(key, key) if kind == "team" else key
    return name, name


def team_names(ctx: Context) -> dict[str, str]:
    """The names of teams; of several the last in the order of text."""
    found: dict[str, str] = {}
    for user in ctx.data.rows["users"]:
        if user["team_id"] and user["team_name"]:
            found[user["team_id"]] = max(found.get(user["team_id"], ""), user["team_name"])
    return found


def stretch_status(row: Row, direction: str, stretch: float | None) -> str:
    """Whether a row reaches its stretch target."""
    if stretch is None:
        return "no_stretch"
    is_sound = row["value_status"] in ("ok", "capped") and row["source_status"] != "untrusted"
    if not is_sound or not row["is_complete_period"]:
        return "not_assessed"
    reached = row["kpi_value"] <= stretch if direction == "lower" else row["kpi_value"] >= stretch
    return "reached" if reached else "not_reached"


def change(row: Row) -> tuple[float | None, float | None]:
    """The change on the period before, as a difference and as a share of what was."""
    now, before = row["kpi_value"], row["previous_value"]
    if now is None or before is None:
        return None, None
    return now - before, (now - before) / before if before else None


def last_complete(ctx: Context) -> set[tuple[str, Any]]:
    """The last period of each type that is over."""
    over: dict[str, Any] = {}
    for period in ctx.spine.all():
        if period.end <= ctx.data.as_of:
            over[period.type] = max(period.start, over.get(period.type, period.start))
    return set(over.items())


def table(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The columns of kpi_scorecard that the KPI tables do not have, but for the texts of the definitions."""
    teams, latest, due = team_names(ctx), last_complete(ctx), as_due(ctx, tables)
    to_date = columns(ctx, tables)
    currency = ctx.settings.currency
    found = []
    for kpi_id, rows in tables.items():
        definition = ctx.reference.definitions[kpi_id]
        before = last_years(rows)
        for row in rows:
            scope = Scope(row["scope_type"], row["scope_id"])
            target = find_target(ctx, definition, Key(period_of(row), scope))
            stretch = target.stretch if target else None
            told = {name: row[name] for name in (*KEY, "kpi_value", "attainment", "target_status")}
            told["is_official"] = row["period_type"] == definition.official_frequency
            told["is_latest_complete_period"] = (row["period_type"], row["period_start"]) in latest
            told["stretch_value"], told["stretch_status"] = stretch, stretch_status(row, definition.direction, stretch)
            told["team_id"] = {"team": scope.id, "rep": ctx.team(scope.id)}.get(scope.type)
            told["change_value"], told["change_rate"] = change(row)
            told["target_text"] = target_text(row, definition.direction, definition.unit)
            labels = period_labels(period_of(row), ctx.settings.fiscal_month)
            told["period_label"], told["period_label_en"], told["period_label_zh"] = labels
            told["scope_name_en"], told["scope_name_zh"] = scope_names(row, teams)
            told["verdict_en"], told["verdict_zh"] = verdict(row)
            value = row["kpi_value"]
            if value is None or not is_near_a_tie(value, definition.unit):
                told["value_text"] = text = None if value is None else shown(value, definition.unit)
                units = (None, None) if text is None else with_unit(text, definition.unit, currency)
                told["value_text_en"], told["value_text_zh"] = units
            if not is_change_near_a_tie(row, definition.unit):
                told["change_text_en"], told["change_text_zh"] = change_texts(row, definition.unit, currency)
            told["attained_text"] = attained(row["attainment"])
            key = tuple(row[name] for name in KEY)
            told["is_as_due"] = key in due
            compared = row | {"previous_value": before[key]}
            told["last_year_value"] = before[key]
            told |= to_date(row, before[key])
            told["last_year_change_value"], told["last_year_change_rate"] = change(compared)
            if not is_change_near_a_tie(compared, definition.unit):
                texts = change_texts(compared, definition.unit, currency)
                told["last_year_change_text_en"], told["last_year_change_text_zh"] = texts
            young = due.get(key)
            if young is None:
                told["remark_en"] = told["remark_zh"] = None
            elif not is_near_a_tie(young["kpi_value"], definition.unit):
                _, english, chinese = period_labels(period_of(young), ctx.settings.fiscal_month)
                remark = with_unit(shown(young["kpi_value"], definition.unit), definition.unit, currency)
                told["remark_en"] = f"{english}: {remark[0]}, too early"
                told["remark_zh"] = f"{chinese}：{remark[1]}，待成熟"
            found.append(told)
    return found


def wide(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of kpi_scorecard_wide without the names of periods and scopes."""
    found: dict[tuple[Any, ...], Row] = {}
    for kpi_id, rows in tables.items():
        is_band = ctx.reference.definitions[kpi_id].direction == "band"
        bounds = {"target_low": "target_low", "target_high": "target_high"} if is_band else {"target_value": "target"}
        for row in rows:
            key = tuple(row[name] for name in WIDE_KEY)
            told = found.setdefault(key, dict(zip(WIDE_KEY, key, strict=True)) | {"kpi_count": 0})
            told |= {f"{kpi_id}_{short}": row[name] for name, short in (WIDE | bounds).items()}
            told["kpi_count"] += 1
    return list(found.values())
