"""What a digest says: from a publication, and the one before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tools import versions
from tools.dashboard.hand_written import yaml_of
from tools.digest.recipients import NotSendable
from tools.publish.marts import DATABASE, MANIFEST
from tools.warehouse import without_absent_marts

STATUSES = ("on_target", "at_risk", "off_target", "not_assessed", "no_target")
# What a digest shows at most: KPIs to look at first, and the records of each.
FIRST = 3
WORST = 3
Row = dict[str, Any]


@dataclass(frozen=True)
class Digest:
    """One scope's digest, in one language.

    Attributes:
        build_id: of the publication.
        as_of: the day that the numbers are told for.
        scope: company:all, team:<team_id> or rep:<rep_id>.
        scope_name: as people know it.
        language: en or zh.
        texts: the build's words, by topic.code.
        scorecard: the rows as due.
        changed: rows as due whose status is another than in the publication before, with `before`.
        compared: whether there was a publication before to compare with.
        due: KPIs that are due or overdue, with their message.
        first: what to look at first, each with `action` and its worst `records`.
        remarks: remarks on the periods of the rows as due, of the scope and of the wider ones.
    """

    build_id: str
    as_of: date
    scope: str
    scope_name: str
    language: str
    texts: dict[str, str]
    scorecard: list[Row]
    changed: list[Row]
    compared: bool
    due: list[Row]
    first: list[Row]
    remarks: list[Row]

    def text(self, code: str, **values: Any) -> str:
        """A text of the build, topic.code, with its values."""
        return self.texts[code].format(**values)

    def has_targets(self) -> bool:
        """Whether any KPI has a target."""
        return any(row["target_status"] != "no_target" for row in self.scorecard)

    def counts(self) -> list[tuple[str, int]]:
        """How many KPIs have each status; those that no KPI has are left out."""
        found = [(status, sum(row["target_status"] == status for row in self.scorecard)) for status in STATUSES]
        return [(status, count) for status, count in found if count]


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] | dict[str, Any] = ()
) -> list[Row]:
    """The rows of a query; none where a mart that it reads was not published."""
    with without_absent_marts():
        cursor = connection.execute(query, values)
        names = [name for name, *_ in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return []


SCORECARD = """
select
    kpi_id, name_{language} as name, unit, direction, period_type, period_start, period_label_{language} as period, kpi_value,
    value_text_{language} as value, target_text as target, attained_text as attained, target_status,
    verdict_{language} as verdict, change_text_{language} as change, remark_{language} as remark, source_status,
    scope_name_{language} as scope_name
from kpi_scorecard
where is_as_due and scope_type = ? and scope_id = ?
order by kpi_order, kpi_id
"""
STATUS_BEFORE = "select kpi_id, target_status, verdict_{language} as verdict, period_label_{language} as period from kpi_scorecard where is_as_due and scope_type = ? and scope_id = ?"
DUE = "select kpi_id, name_{language} as name, due_status, due_on, message_{language} as message from kpi_due where due_status in ('due', 'overdue') order by due_on, kpi_id"
FOCUS = "select kpi_id, why_{language} as why, action_{language} as action from kpi_focus where is_judged and scope_type = ? and scope_id = ? order by focus_rank limit ?"
REMARKS = """
select remarks.first_on, remarks.last_on, remarks.kpi_id, remarks.text_{language} as text
from publication.remarks as remarks
where
    (
        remarks.scope_type = 'company' or (remarks.scope_type = $scope_type and remarks.scope_id = $scope_id)
        or (remarks.scope_type = 'team' and $scope_type = 'rep' and remarks.scope_id in (select team_id from dim_reps where rep_id = $scope_id))
    )
    and exists (
        select 1 from kpi_scorecard as rows
        inner join dim_periods as periods on rows.period_type = periods.period_type and rows.period_start = periods.period_start
        where rows.is_as_due and rows.scope_type = $scope_type and rows.scope_id = $scope_id
            and coalesce(remarks.kpi_id, rows.kpi_id) = rows.kpi_id
            and remarks.first_on <= periods.period_end and coalesce(remarks.last_on, remarks.first_on) >= periods.period_start
    )
order by remarks.first_on, remarks.kpi_id, remarks.text_en
"""
# Largest first, as on the KPI's page; of those without a size the one that has waited longest.
RECORDS = """
select export, record_id, customer_name as company, counted_on, reason_{language} as reason, record_url,
    case when movement is null then record_value else mrr_change end as size,
    case when movement is null then record_unit else 'currency' end as size_unit
from kpi_drillthrough
where kpi_id = $kpi and period_type = $type and period_start = $start and (list_contains($reasons, reason) or list_contains($movements, movement))
    and ($scope_type = 'company' or ($scope_type = 'team' and team_id = $scope_id) or ($scope_type = 'rep' and rep_id = $scope_id))
order by abs(coalesce(case when movement is null then record_value else mrr_change end, 0)) desc, counted_on, record_id
limit $most
"""


def worst_records(
    connection: duckdb.DuckDBPyConnection, row: Row, scope: tuple[str, str], language: str, units: dict[str, str]
) -> tuple[str, list[Row]]:
    """The first list of the KPI's page that has a record in the row's period and scope: its title and its first records."""
    for made in yaml_of("texts/records.yml").values():
        found = rows_of(
            connection,
            RECORDS.replace("{language}", language),
            {
                "kpi": row["kpi_id"],
                "type": row["period_type"],
                "start": row["period_start"],
                "most": WORST,
                "scope_type": scope[0],
                "scope_id": scope[1],
                "reasons": made.get("reasons", []),
                "movements": made.get("movements", []),
            },
        )
        if found:
            return made[language], [
                record | {"size": shown(record["size"], record["size_unit"], units)} for record in found
            ]
    return "", []


def units_of(connection: duckdb.DuckDBPyConnection, texts: dict[str, str], currency: str) -> dict[str, str]:
    """How a value of each unit is written, as a format of Python: `{:,.1f} min`."""
    found = connection.execute("select distinct unit, decimals from dim_kpis where unit <> 'rate'").fetchall()
    return {
        unit: texts.get(f"unit.{unit}", "{n}").replace("{currency}", currency).replace("{n}", f"{{:,.{decimals}f}}")
        for unit, decimals in found
    }


def shown(value: float | None, unit: str | None, units: dict[str, str]) -> str | None:
    """A value with its unit; None where there is none."""
    return None if value is None else units.get(unit or "", "{:,.6g}").format(value)


def publication_before(folder: Path, build_id: str) -> Path | None:
    """The version that was published before the current one, of another build."""
    current = versions.current(folder)
    for version in reversed(versions.by_age(folder)):
        if current is None or version.name >= current:
            continue
        with duckdb.connect(str(version / DATABASE), read_only=True) as connection:
            told = connection.execute("select build_id from publication.build").fetchone()
        if told and told[0] != build_id:
            return version
    return None


def statuses_before(version: Path | None, scope: tuple[str, str], language: str) -> dict[str, Row] | None:
    """The rows as due of a publication by KPI; None where there is none, or it is of an older form."""
    if version is None:
        return None
    with duckdb.connect(str(version / DATABASE), read_only=True) as connection:
        try:
            rows = rows_of(connection, STATUS_BEFORE.replace("{language}", language), scope)
        except duckdb.BinderException:
            return None
    return {row["kpi_id"]: row for row in rows}


def build_of(folder: Path) -> str:
    """The build of a publication.

    Raises:
        NotSendable: nothing is published.
    """
    check_is_published(folder)
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        return str(connection.execute("select build_id from publication.build").fetchall()[0][0])


def check_is_published(folder: Path) -> None:
    """Say so where nothing is published.

    Raises:
        NotSendable: nothing is.
    """
    if not (folder / DATABASE).exists():
        raise NotSendable(f"{folder / DATABASE} is not there: nothing is published. Run make build.")


def read(folder: Path, scope: str, language: str) -> Digest:
    """The digest of a scope.

    Args:
        folder: the publication.
        scope: company:all, team:<team_id> or rep:<rep_id>.
        language: en or zh.

    Raises:
        NotSendable: nothing is published, or no such scope.
    """
    check_is_published(folder)
    kind, _, scope_id = scope.partition(":")
    key = (kind, scope_id)
    # one version, even where a publication changes the links meanwhile
    version = (folder / DATABASE).resolve().parent
    with duckdb.connect(str(version / DATABASE), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        texts = dict(
            connection.execute(f"select topic || '.' || code, text_{language} from publication.texts").fetchall()
        )
        build_id, as_of = connection.execute(
            "select (select build_id from publication.build), (select max(as_of_date) from dim_periods)"
        ).fetchone() or ("", date.min)
        currency = json.loads((version / MANIFEST).read_text(encoding="utf-8"))["reporting_currency"]
        units = units_of(connection, texts, currency)
        named = rows_of(connection, "select rep_name from dim_reps where rep_id = ? and ? = 'rep'", [scope_id, kind])
        scorecard = rows_of(connection, SCORECARD.replace("{language}", language), key)
        if not scorecard:
            known = connection.execute(
                "select distinct scope_type || ':' || scope_id from kpi_scorecard where is_as_due and scope_type = ? order by 1",
                [kind],
            ).fetchall()
            raise NotSendable(f"There is no scope {scope}. Known: {', '.join(name for (name,) in known)}.")
        before = statuses_before(publication_before(folder, build_id), key, language)
        changed = [
            row | {"before": before[row["kpi_id"]]}
            for row in scorecard
            if before and row["kpi_id"] in before and before[row["kpi_id"]]["target_status"] != row["target_status"]
        ]
        rows = {row["kpi_id"]: row for row in scorecard}
        first = []
        for found in rows_of(connection, FOCUS.replace("{language}", language), [*key, FIRST]):
            title, records = worst_records(connection, rows[found["kpi_id"]], key, language, units)
            first.append(rows[found["kpi_id"]] | found | {"list": title, "records": records})
        due = rows_of(connection, DUE.replace("{language}", language))
        asked = {"scope_type": kind, "scope_id": scope_id}
        remarks = [
            row | {"name": rows[row["kpi_id"]]["name"] if row["kpi_id"] else texts["digest.all"]}
            for row in rows_of(connection, REMARKS.replace("{language}", language), asked)
        ]
    return Digest(
        build_id,
        as_of,
        scope,
        (named[0]["rep_name"] if named and scope_id != "unassigned" else None) or scorecard[0]["scope_name"],
        language,
        texts,
        scorecard,
        changed,
        before is not None,
        due,
        first,
        remarks,
    )
