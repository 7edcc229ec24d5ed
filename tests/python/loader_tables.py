"""The rows of HubSpot's and Salesforce's exports as the typed tables that Fivetran, Airbyte and dlt fill, written out by hand.

Nothing here reads the project's mapping: names and types are those that the loaders document.
"""

from __future__ import annotations

import csv
import json
import math
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tools.project import ROOT

Row = dict[str, str]
LOADERS = ("fivetran", "airbyte", "dlt")
LOADED_FROM = datetime(2026, 10, 15, tzinfo=UTC)
LOADED_AT = {"fivetran": "_fivetran_synced", "airbyte": "_airbyte_extracted_at", "dlt": "_dlt_load_id"}
# Columns that a person adds to HubSpot's file of users, and no loader has.
ADDED_BY_HAND = ("name", "time_zone", "business_calendar", "hire_date")
# Exports that a loader has no table of.
NOT_LOADED = {
    ("dlt", "hubspot"): ("calls", "tasks", "meetings"),
    ("dlt", "salesforce"): ("OpportunityHistory", "EventRelation"),
}
API_VALUES = {
    "lifecycle_stage": {
        "Lead": "lead",
        "Sales Qualified Lead": "salesqualifiedlead",
        "Opportunity": "opportunity",
        "Customer": "customer",
    },
    "lead_status": {
        "New": "NEW",
        "Unqualified": "UNQUALIFIED",
        "Open deal": "OPEN_DEAL",
        "Attempted to contact": "ATTEMPTED_TO_CONTACT",
        "In progress": "IN_PROGRESS",
    },
    "original_traffic_source": {
        "Organic Search": "ORGANIC_SEARCH",
        "Offline Sources": "OFFLINE",
        "Referrals": "REFERRALS",
        "Other Campaigns": "OTHER_CAMPAIGNS",
        "Email Marketing": "EMAIL_MARKETING",
        "Paid Search": "PAID_SEARCH",
    },
    "deal_type": {"New Business": "newbusiness", "Existing Business": "existingbusiness"},
    "call_outcome": {
        "Busy": "9d9162e7-6cf3-4944-bf63-4dff82258764",
        "Connected": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
        "Left live message": "a4c4c377-d246-4b32-a13b-75a56a4cd0ff",
        "Left voicemail": "b2cf5968-551e-4856-9783-52b3da59a7d0",
        "No answer": "73a0d17f-1163-4015-bdd5-ec830791da20",
    },
    "call_status": {"Completed": "COMPLETED"},
    "call_direction": {"Outbound": "OUTBOUND"},
    "task_type": {"LinkedIn: Send message": "LINKED_IN_MESSAGE"},
    "task_status": {"Completed": "COMPLETED"},
    "meeting_outcome": {
        "Scheduled": "SCHEDULED",
        "Completed": "COMPLETED",
        "Canceled": "CANCELED",
        "No show": "NO_SHOW",
        "Rescheduled": "RESCHEDULED",
    },
    "meeting_source": {"CRM UI": "CRM_UI", "Meetings Public": "MEETINGS_PUBLIC"},
}
# Properties of HubSpot's interface for programs, by export and column: name and type.
PROPERTIES = {
    "companies": {
        "company_name": ("name", "text"),
        "create_date": ("createdate", "instant"),
        "country_region": ("country", "text"),
        "segment": ("segment", "text"),
        "parent_company_id": ("hs_parent_company_id", "id"),
        "merged_company_ids": ("hs_merged_object_ids", "text"),
    },
    "contacts": {
        "create_date": ("createdate", "instant"),
        "email": ("email", "text"),
        "company_name": ("company", "text"),
        "lifecycle_stage": ("lifecyclestage", "text"),
        "lead_status": ("hs_lead_status", "text"),
        "original_traffic_source": ("hs_analytics_source", "text"),
        "original_traffic_source_drill_down_1": ("hs_analytics_source_data_1", "text"),
        "first_conversion_date": ("first_conversion_date", "instant"),
        "became_a_lead_date": ("hs_lifecyclestage_lead_date", "instant"),
        "became_a_marketing_qualified_lead_date": ("hs_lifecyclestage_marketingqualifiedlead_date", "instant"),
        "became_a_sales_qualified_lead_date": ("hs_v2_date_entered_salesqualifiedlead", "instant"),
        "became_an_opportunity_date": ("hs_lifecyclestage_opportunity_date", "instant"),
        "became_a_customer_date": ("hs_lifecyclestage_customer_date", "instant"),
        "latest_disqualified_lead_date": ("hs_latest_disqualified_lead_date", "instant"),
        "latest_open_lead_date": ("hs_latest_open_lead_date", "instant"),
        "first_outreach_date": ("hs_first_outreach_date", "instant"),
        "merged_contact_ids": ("hs_merged_object_ids", "text"),
        "primary_associated_company_id": ("associatedcompanyid", "id"),
    },
    "deals": {
        "deal_name": ("dealname", "text"),
        "amount": ("amount", "number"),
        "amount_in_company_currency": ("amount_in_home_currency", "number"),
        "currency": ("deal_currency_code", "text"),
        "create_date": ("createdate", "instant"),
        "close_date": ("closedate", "instant"),
        "deal_type": ("dealtype", "text"),
        "deal_probability": ("hs_deal_stage_probability", "number"),
        "is_closed_won": ("hs_is_closed_won", "boolean"),
        "is_closed_lost": ("hs_is_closed_lost", "boolean"),
        "is_deal_closed": ("hs_is_closed", "boolean"),
        "closed_lost_reason": ("closed_lost_reason", "text"),
        "merged_deal_ids": ("hs_merged_object_ids", "text"),
        "primary_associated_company_id": ("hs_primary_associated_company", "id"),
    },
    "calls": {
        "activity_date": ("hs_timestamp", "instant"),
        "create_date": ("hs_createdate", "instant"),
        "call_title": ("hs_call_title", "text"),
        "call_outcome": ("hs_call_disposition", "text"),
        "call_status": ("hs_call_status", "text"),
        "call_direction": ("hs_call_direction", "text"),
        "call_duration": ("hs_call_duration", "number"),
    },
    "tasks": {
        "task_title": ("hs_task_subject", "text"),
        "task_type": ("hs_task_type", "text"),
        "task_status": ("hs_task_status", "text"),
        "due_date": ("hs_timestamp", "instant"),
        "completion_date": ("hs_task_completion_date", "instant"),
        "create_date": ("hs_createdate", "instant"),
    },
    "meetings": {
        "meeting_name": ("hs_meeting_title", "text"),
        "meeting_outcome": ("hs_meeting_outcome", "text"),
        "create_date": ("hs_createdate", "instant"),
        "activity_date": ("hs_timestamp", "instant"),
        "meeting_start_time": ("hs_meeting_start_time", "instant"),
        "meeting_end_time": ("hs_meeting_end_time", "instant"),
        "meeting_source": ("hs_meeting_source", "text"),
    },
}
OWNER_COLUMNS = {
    "companies": "company_owner",
    "contacts": "contact_owner",
    "deals": "deal_owner",
    "calls": "activity_assigned_to",
    "tasks": "assigned_to",
    "meetings": "activity_assigned_to",
}
# Tables of the objects by loader.
TABLES = {
    "fivetran": {
        "companies": "company",
        "contacts": "contact",
        "deals": "deal",
        "calls": "engagement_call",
        "tasks": "engagement_task",
        "meetings": "engagement_meeting",
    },
    "airbyte": {
        "companies": "companies",
        "contacts": "contacts",
        "deals": "deals",
        "calls": "engagements_calls",
        "tasks": "engagements_tasks",
        "meetings": "engagements_meetings",
    },
    "dlt": {"companies": "companies", "contacts": "contacts", "deals": "deals"},
}
PREFIX = {"fivetran": "property_", "airbyte": "properties_", "dlt": ""}
FIVETRAN_ID = {"deals": "deal_id", "calls": "engagement_id", "tasks": "engagement_id", "meetings": "engagement_id"}
OBJECTS = {"companies": "company", "contacts": "contact", "deals": "deal"}
# Fields of Salesforce that are not text.
INSTANTS = {
    "CreatedDate",
    "SystemModstamp",
    "ActivityDateTime",
    "CompletedDateTime",
    "RespondedDate",
    "Inquiry_At__c",
    "Qualified_At__c",
    "Disqualified_At__c",
    "Withdrawn_At__c",
}
DATES = {"ConvertedDate", "CloseDate", "ActivityDate", "Hire_Date__c"}
NUMBERS = {"Amount", "DurationInMinutes"}
TYPES = {
    "duckdb": {
        "text": "varchar",
        "id": "bigint",
        "number": "double",
        "decimal": "decimal(18, 2)",
        "boolean": "boolean",
        "instant": "timestamp with time zone",
        "date": "date",
        "json": "json",
    },
    "postgres": {
        "text": "text",
        "id": "bigint",
        "number": "double precision",
        "decimal": "numeric(18, 2)",
        "boolean": "boolean",
        "instant": "timestamp with time zone",
        "date": "date",
        "json": "jsonb",
    },
}


@dataclass
class Table:
    """A table of a loader: its columns with their types (TYPES), and rows of typed values by column."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a row."""
        self.rows.append(dict(row))


Tables = dict[str, Table]


def exports(system: str) -> dict[str, list[Row]]:
    """The committed rows of a system's exports, by the name of the export as files have it."""
    names = {"opportunity_history": "OpportunityHistory", "event_relation": "EventRelation"}
    found = {}
    for path in sorted((ROOT / "seeds/exports" / system).glob(f"{system}__*.csv")):
        name = path.stem.removeprefix(f"{system}__")
        with path.open(encoding="utf-8", newline="") as handle:
            found[names.get(name, name.capitalize() if system == "salesforce" else name)] = list(csv.DictReader(handle))
    return found


def as_files(loader: str, system: str) -> dict[str, list[Row]]:
    """The rows of a system's exports as files: what the loader has of them, and nothing else."""
    files = {name: rows for name, rows in exports(system).items() if name not in NOT_LOADED.get((loader, system), ())}
    if system == "salesforce":
        return {name: [typable(row) for row in rows] for name, rows in files.items()}
    files["users"] = [{name: cell for name, cell in row.items() if name not in ADDED_BY_HAND} for row in files["users"]]
    return files


def typable(row: Row) -> Row:
    """A row of Salesforce without the cells that no column of their type can hold."""
    return {name: cell if typed(cell, salesforce_kind(name)) is not None else "" for name, cell in row.items()}


def salesforce_kind(name: str) -> str:
    """The type of a field of Salesforce."""
    if name in INSTANTS | DATES:
        return "instant" if name in INSTANTS else "date"
    return "decimal" if name in NUMBERS else "boolean" if name.startswith("Is") else "text"


def typed(text: str, kind: str) -> Any:
    """A cell of a file as a value of a type; None where it is empty or none of it."""
    if text in ("", "000000000000000AAA"):
        return None
    try:
        if kind == "instant":
            # a day is no moment of it
            found = datetime.fromisoformat(text.replace("Z", "+00:00")) if len(text) > 10 else None
            return found.replace(tzinfo=found.tzinfo or UTC) if found else None
        if kind == "date":
            return date.fromisoformat(text[:10]) if text[10:] in ("", " 00:00:00") else None
        if kind in ("number", "decimal"):
            number = float(text)
            return number if math.isfinite(number) and abs(number) < 1e15 else None
    except ValueError:
        return None
    if kind == "boolean":
        return {"1": True, "true": True, "0": False, "false": False}.get(text)
    return int(text) if kind == "id" else text


def loaded_at(loader: str, number: int) -> Any:
    """When a row was loaded: later than the row before it."""
    instant = LOADED_FROM + timedelta(seconds=number)
    return f"{instant.timestamp():.6f}" if loader == "dlt" else instant


def ids(cell: str) -> list[str]:
    """The ids of a cell."""
    return [part for part in cell.split(";") if part]


def hubspot_tables(loader: str) -> Tables:
    """HubSpot's exports as the tables of a loader."""
    files = exports("hubspot")
    tables: Tables = {}
    kind_of_loaded_at = "text" if loader == "dlt" else "instant"
    own = {LOADED_AT[loader]: kind_of_loaded_at}
    id_kind = "id" if loader == "fivetran" else "text"
    owners = {f"{row['first_name']} {row['last_name']}": row["user_id"] for row in files["users"]}
    owners |= {row["name"]: row["user_id"] for row in files["users"]}
    stages = {
        label: label.lower().replace(" ", "") if label.startswith("Closed") else str(5000 + place)
        for place, label in enumerate(
            sorted({row["deal_stage"] for row in files["deals"] + files["deal_stage_history"]})
        )
    }
    pipelines = {row["pipeline"]: "default" for row in files["deals"] + files["deal_stage_history"]}

    def table(name: str, /, **columns: str) -> Table:
        tables[name] = Table(own | columns)
        return tables[name]

    for export, name in TABLES[loader].items():
        prefix = PREFIX[loader]
        key = FIVETRAN_ID.get(export, "id") if loader == "fivetran" else "id"
        columns = {key: id_kind} | {
            prefix + p: k if k != "id" or loader == "fivetran" else "text" for p, k in PROPERTIES[export].values()
        }
        if loader == "fivetran" and export == "deals":
            places = {"owner": "owner_id", "stage": "deal_pipeline_stage_id", "pipeline": "deal_pipeline_id"}
        else:
            places = {
                "owner": prefix + "hubspot_owner_id",
                "stage": prefix + "dealstage",
                "pipeline": prefix + "pipeline",
            }
        columns[places["owner"]] = id_kind
        if export == "deals":
            columns |= {places["stage"]: "text", places["pipeline"]: "text"}
        mark = {"fivetran": "_fivetran_deleted", "airbyte": "archived", "dlt": "is_deleted"}[loader]
        columns[mark] = "boolean"
        made = table(name, **columns)
        if loader == "airbyte":
            made.columns |= {
                other: "json"
                for other in OBJECTS
                if other != export and f"associated_{OBJECTS[other]}_ids" in files[export][0]
            }
        if loader == "dlt":
            made.columns["_dlt_id"] = "text"
        for number, row in enumerate(files[export]):
            values: dict[str, Any] = {
                LOADED_AT[loader]: loaded_at(loader, number),
                key: typed(row["record_id"], id_kind),
                mark: False,
            }
            for column, (name_of_property, kind) in PROPERTIES[export].items():
                cell = API_VALUES.get(column, {}).get(row[column], row[column])
                values[prefix + name_of_property] = typed(
                    cell, made.columns[prefix + name_of_property] if kind == "id" else kind
                )
            owner = owners.get(row[OWNER_COLUMNS[export]], "")
            values[places["owner"]] = typed(owner, id_kind)
            if export == "deals":
                values |= {places["stage"]: stages[row["deal_stage"]], places["pipeline"]: pipelines[row["pipeline"]]}
            if loader == "airbyte":
                values |= {
                    other: json.dumps(ids(row[f"associated_{OBJECTS[other]}_ids"]))
                    for other in OBJECTS
                    if other in made.columns
                }
            if loader == "dlt":
                values["_dlt_id"] = f"{export}{number}"
            made.add(values)
    add_people(loader, files, table, owners)
    add_stages(loader, files, table, stages, pipelines)
    add_links(loader, files, table)
    return tables


def add_people(loader: str, files: Mapping[str, list[Row]], table: Any, owners: Mapping[str, str]) -> None:
    """The owners and their teams."""
    if loader == "fivetran":
        made = table("owner", owner_id="id", email="text", first_name="text", last_name="text", is_active="boolean")
        links, teams = (
            table("owner_team", owner_id="id", team_id="id", is_team_primary="boolean"),
            table("team", id="id", name="text"),
        )
        names = sorted({row["main_team"] for row in files["users"]})
        for number, name in enumerate(names):
            teams.add({"id": number, "name": name})
        for number, row in enumerate(files["users"]):
            owner = int(row["user_id"])
            made.add(
                {
                    "_fivetran_synced": loaded_at(loader, number),
                    "owner_id": owner,
                    "email": row["email"],
                    "first_name": row["first_name"],
                    "last_name": row["last_name"],
                    "is_active": row["is_active"] == "true",
                }
            )
            links.add({"owner_id": owner, "team_id": names.index(row["main_team"]), "is_team_primary": True})
            # a team that is not the main one
            links.add(
                {
                    "owner_id": owner,
                    "team_id": (names.index(row["main_team"]) + 1) % len(names),
                    "is_team_primary": False,
                }
            )
        return
    first, last = ("firstName", "lastName") if loader == "airbyte" else ("first_name", "last_name")
    made = table("owners", **{"id": "text", "email": "text", first: "text", last: "text", "archived": "boolean"})
    if loader == "airbyte":
        made.columns["teams"] = "json"
    else:
        made.columns["_dlt_id"] = "text"
        teams = table("owners__teams", _dlt_parent_id="text", id="text", name="text", primary="boolean")
    for number, row in enumerate(files["users"]):
        values = {
            LOADED_AT[loader]: loaded_at(loader, number),
            "id": row["user_id"],
            "email": row["email"],
            first: row["first_name"],
            last: row["last_name"],
            "archived": row["is_active"] != "true",
        }
        listed = [
            {"id": "2", "name": "Everybody", "primary": False},
            {"id": "1", "name": row["main_team"], "primary": True},
        ]
        if loader == "airbyte":
            values["teams"] = json.dumps(listed)
        else:
            values["_dlt_id"] = f"owner{number}"
            for team in listed:
                teams.add(team | {"_dlt_parent_id": f"owner{number}"})
        made.add(values)


def add_stages(
    loader: str, files: Mapping[str, list[Row]], table: Any, stages: Mapping[str, str], pipelines: Mapping[str, str]
) -> None:
    """Pipelines, stages and the history of the deals' stages."""
    history = files["deal_stage_history"]
    if loader == "fivetran":
        made, names = (
            table("deal_pipeline", pipeline_id="text", label="text"),
            table("deal_pipeline_stage", stage_id="text", pipeline_id="text", label="text"),
        )
        for label, key in pipelines.items():
            made.add({"pipeline_id": key, "label": label})
        for label, key in stages.items():
            names.add({"stage_id": key, "pipeline_id": "default", "label": label})
        entries = table("deal_stage", deal_id="id", value="text", date_entered="instant")
    elif loader == "airbyte":
        made = table("deal_pipelines", pipelineId="text", label="text", stages="json")
        for label, key in pipelines.items():
            listed = [{"stageId": stage, "label": name} for name, stage in stages.items()]
            made.add({"pipelineId": key, "label": label, "stages": json.dumps(listed)})
        entries = table("deals_property_history", dealId="text", property="text", value="text", timestamp="instant")
    else:
        made, names = (
            table("pipelines_deals", id="text", label="text", _dlt_id="text"),
            table("pipelines_deals__stages", id="text", label="text", _dlt_parent_id="text"),
        )
        for label, key in pipelines.items():
            made.add({"id": key, "label": label, "_dlt_id": "pipeline"})
        for label, key in stages.items():
            names.add({"id": key, "label": label, "_dlt_parent_id": "pipeline"})
        entries = table("stages_timing_deals", id="text", stage="text", hs_date_enteredx="instant")
    deal, stage, entered = {
        "fivetran": ("deal_id", "value", "date_entered"),
        "airbyte": ("dealId", "value", "timestamp"),
        "dlt": ("id", "stage", "hs_date_enteredx"),
    }[loader]
    for number, row in enumerate(history):
        values = {
            LOADED_AT[loader]: loaded_at(loader, number),
            deal: typed(row["record_id"], entries.columns[deal]),
            stage: stages[row["deal_stage"]],
            entered: typed(row["entered_at"], "instant"),
        }
        entries.add(values | ({"property": "dealstage"} if loader == "airbyte" else {}))
        if loader == "airbyte" and number < 5:
            entries.add(values | {"property": "amount", "value": "17"})


def add_links(loader: str, files: Mapping[str, list[Row]], table: Any) -> None:
    """Which records belong to which."""

    def pairs(export: str, other: str) -> list[tuple[str, str]]:
        return [(row["record_id"], to) for row in files[export] for to in ids(row[f"associated_{OBJECTS[other]}_ids"])]

    deals_contacts = sorted(
        {*pairs("deals", "contacts"), *((deal, contact) for contact, deal in pairs("contacts", "deals"))}
    )
    if loader == "fivetran":
        links = [
            ("deal_contact", "deal_id", "contact_id", deals_contacts),
            ("deal_company", "deal_id", "company_id", pairs("deals", "companies")),
            ("contact_company", "contact_id", "company_id", pairs("contacts", "companies")),
        ] + [
            (
                f"engagement_{OBJECTS[other]}",
                "engagement_id",
                f"{OBJECTS[other]}_id",
                pairs("calls", other) + pairs("tasks", other) + pairs("meetings", other),
            )
            for other in OBJECTS
        ]
        for name, left, right, found in links:
            made = table(name, **{left: "id", right: "id", "_fivetran_deleted": "boolean"})
            for one, two in found:
                made.add({left: int(one), right: int(two)})
            # a link that is no longer there
            made.add({left: int(found[0][0]) if found else 1, right: 1, "_fivetran_deleted": True})
    elif loader == "dlt":
        links = [
            ("contacts__deals", "deals_id", [(contact, deal) for deal, contact in deals_contacts]),
            ("companies__deals", "deals_id", [(company, deal) for deal, company in pairs("deals", "companies")]),
            (
                "companies__contacts",
                "contacts_id",
                [(company, contact) for contact, company in pairs("contacts", "companies")],
            ),
        ]
        for name, column, found in links:
            made = table(name, value="text", **{column: "text"})
            for one, two in found:
                made.add({"value": one, column: two})


def salesforce_tables(loader: str) -> Tables:
    """Salesforce's exports as the tables of a loader."""
    tables: Tables = {}
    for export, rows in exports("salesforce").items():
        if export in NOT_LOADED.get((loader, "salesforce"), ()):
            continue
        names = {name: name if loader == "airbyte" else snake(name) for name in rows[0]}
        kinds = {name: salesforce_kind(name) for name in names}
        table = "sf_user" if (loader, export) == ("dlt", "User") else export if loader == "airbyte" else snake(export)
        made = tables[table] = Table({LOADED_AT[loader]: "text" if loader == "dlt" else "instant"})
        made.columns |= {names[name]: kind for name, kind in kinds.items()}
        if loader == "fivetran":
            made.columns["_fivetran_deleted"] = "boolean"
        for number, row in enumerate(rows):
            values = {names[name]: typed(cell, kinds[name]) for name, cell in row.items()}
            made.add(values | {LOADED_AT[loader]: loaded_at(loader, number)})
    return tables


def snake(name: str) -> str:
    """CreatedDate as created_date, Loss_Reason__c as loss_reason_c."""
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", name).lower().replace("__", "_")


def loader_tables(loader: str, system: str) -> Tables:
    """The exports of a system as the tables of a loader."""
    return hubspot_tables(loader) if system == "hubspot" else salesforce_tables(loader)


def write_duckdb(path: Path, schemas: Mapping[str, Tables]) -> None:
    """Write tables into schemas of a DuckDB file, whose name may be new."""
    with duckdb.connect(str(path)) as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute("set TimeZone = 'UTC'")
        rows_file = Path(folder) / "rows.json"
        for schema, tables in schemas.items():
            connection.execute(f'create schema if not exists "{schema}"')
            for name, table in tables.items():
                columns = {column: TYPES["duckdb"][kind] for column, kind in table.columns.items()}
                types = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
                connection.execute(f'create table "{schema}"."{name}" ({types})')
                if table.rows:
                    rows = [
                        {column: written(row.get(column), kind) for column, kind in table.columns.items()}
                        for row in table.rows
                    ]
                    rows_file.write_text(json.dumps(rows, default=str), encoding="utf-8")
                    given = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
                    connection.execute(
                        f'insert into "{schema}"."{name}" select * from read_json(?, format = \'array\', columns = {{{given}}})',
                        [str(rows_file)],
                    )


def written(value: Any, kind: str) -> Any:
    """A value as JSON holds it."""
    return json.loads(value) if kind == "json" and value is not None else value


# A value in SQL, the kind of its type, and the text that it is read as, the same on every engine.
VALUES = [
    ("cast('2026-03-29 01:30:00+02:00' as timestamp with time zone)", "instant", "2026-03-28T23:30:00Z"),
    ("cast('2026-03-29 01:30:00.120000-05:30' as timestamp with time zone)", "instant", "2026-03-29T07:00:00.120000Z"),
    ("cast('2026-03-29 02:30:00' as timestamp)", "timestamp", "2026-03-29T02:30:00Z"),
    ("cast('2026-12-31 23:59:59.999999' as timestamp)", "timestamp", "2026-12-31T23:59:59.999999Z"),
    ("cast('0987-01-02 00:00:00' as timestamp)", "timestamp", "0987-01-02T00:00:00Z"),
    ("cast('infinity' as timestamp)", "timestamp", "infinity"),
    ("cast('2024-02-29' as date)", "date", "2024-02-29"),
    ("true", "boolean", "true"),
    ("false", "boolean", "false"),
    ("cast(9007199254740993 as bigint)", "integer", "9007199254740993"),
    ("cast(12345678901234567.00 as decimal(20, 2))", "decimal", "12345678901234567"),
    ("cast(-0.10 as decimal(5, 2))", "decimal", "-0.10"),
    ("cast(100 as decimal(5, 0))", "decimal", "100"),
    ("cast(2923.52 as double precision)", "double", "2923.52"),
    ("cast(311000 as double precision)", "double", "311000"),
    ("cast(' 001 ' as varchar)", "text", " 001 "),
    ("cast(null as timestamp)", "timestamp", None),
    ("cast(null as decimal(5, 2))", "decimal", None),
]
# A list in JSON as a value in SQL of type text, and the ids that are read from it.
LISTS = [
    ('\'["30", "4", "200", "4"]\'', "4;30;200"),
    ("'[30, 4]'", "4;30"),
    ("'[]'", None),
    ("'null'", None),
    ("'{}'", None),
    ("cast(null as varchar)", None),
]
VALUES_QUERY = (
    "select "
    + ", ".join(f'{{{{ cell_text("{value}", "{kind}") }}}}' for value, kind, _ in VALUES)
    + ", "
    + ", ".join(
        "(select {{ json_list('given.cell', 'text') }} from (select " + value + " as cell) as given)"
        for value, _ in LISTS
    )
)
EXPECTED_VALUES = (*(text for _, _, text in VALUES), *(text for _, text in LISTS))
