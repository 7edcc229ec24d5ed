"""HubSpot's labels as they come: in three languages, in two vintages, with stages of any name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

imports = pytest.importorskip("tools.importer.imports")
formats = pytest.importorskip("tools.importer.formats")

Row = dict[str, str]


def imported(folder: Path, header: list[str], *rows: list[str]) -> dict[str, list[Row]]:
    """The rows of the clean files by export that a file of HubSpot, told in UTC, becomes; it has nothing to ask."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (header, *rows)]
    path = folder / "hubspot-crm-exports-view-2026-10-14.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode())
    options = formats.Options(time_zone="UTC")
    outcome = imports.run(imports.Request((path,), folder / "imports", options=options))
    assert not outcome.questions
    found = {}
    for made in sorted((folder / "imports").glob("hubspot/*.csv")):
        with made.open(encoding="utf-8", newline="") as handle:
            found[made.stem] = list(csv.DictReader(handle))
    return found


def test_a_default_view_of_deals(tmp_path: Path) -> None:
    """No Create Date, no flags: the columns that are there are read."""
    header = ["Record ID", "Deal Name", "Deal Stage", "Close Date", "Deal owner", "Amount"]
    found = imported(
        tmp_path, header, ["38", "Loom", "Closed Won (Sales Pipeline)", "2026-05-04 09:30", "Ann Lee", "117.0"]
    )
    assert found == {
        "deals": [
            {
                "record_id": "38",
                "deal_name": "Loom",
                "deal_stage": "Closed Won (Sales Pipeline)",
                "amount": "117.0",
                "close_date": "2026-05-04T09:30:00Z",
                "deal_owner": "Ann Lee",
            }
        ]
    }


@pytest.mark.parametrize(
    ("header", "entry"),
    [
        ('Date entered "\U0001f389 Won! (Sales (EMEA))"', ("\U0001f389 Won!", "Sales (EMEA)")),
        ("Date entered 'Demo (online) (Partners)'", ("Demo (online)", "Partners")),
        ('Fecha de ingreso a "Cierre ganado (Pipeline de ventas)"', ("Cierre ganado", "Pipeline de ventas")),
        ("进入“赢单（销售管道）”的日期", ("赢单", "销售管道")),
    ],
)
def test_stages_of_any_name_become_history(tmp_path: Path, header: str, entry: tuple[str, str]) -> None:
    found = imported(
        tmp_path, ["Record ID", "Deal Name", "Deal Stage", header], ["38", "Loom", "X", "2026-05-04 09:30"]
    )
    (row,) = found["deal_stage_history"]
    assert (row["deal_stage"], row["pipeline"]) == entry
    assert (row["record_id"], row["entered_at"]) == ("38", "2026-05-04T09:30:00Z")


def test_both_vintages_of_lifecycle_dates(tmp_path: Path) -> None:
    """The newer one is taken where both have a value, the older one where it alone has."""
    header = ["Contact ID", "Email", "Contact owner", "Became a Sales Qualified Lead Date"]
    header += ["Date entered 'Sales Qualified Lead (Lifecycle Stage Pipeline)'", "Became an Opportunity Date"]
    first = ["1", "a@x.example", "Ann", "2024-01-01 08:00", "2024-01-02 08:00", ""]
    second = ["2", "b@x.example", "Ann", "2024-01-01 08:00", "", "2024-01-03 08:00"]
    rows = imported(tmp_path, header, first, second)["contacts"]
    dates = [(row["became_a_sales_qualified_lead_date"], row["became_an_opportunity_date"]) for row in rows]
    assert dates == [("2024-01-02T08:00:00Z", ""), ("2024-01-01T08:00:00Z", "2024-01-03T08:00:00Z")]


@pytest.mark.parametrize(
    ("header", "row", "export", "expected"),
    [
        (
            ["ID de registro", "Nombre del negocio", "Etapa del negocio", "Fecha de cierre", "Es cierre ganado"],
            ["38", "Loom", "Cierre ganado", "2026-05-04 09:30", "Sí"],
            "deals",
            {"record_id": "38", "deal_stage": "Cierre ganado", "is_closed_won": "true"},
        ),
        (
            ["记录 ID", "交易名称", "交易阶段", "关闭日期", "是否赢单"],
            ["38", "织机", "赢单", "2026-05-04 09:30", "是"],
            "deals",
            {"record_id": "38", "deal_stage": "赢单", "is_closed_won": "true"},
        ),
        (
            ["ID de registro", "Correo", "Propietario del contacto", "Fecha de creación", "Estado del lead"],
            ["64", "a@x.example", "Ann Lee", "2026-05-04 09:30", "Nuevo"],
            "contacts",
            {"record_id": "64", "contact_owner": "Ann Lee", "create_date": "2026-05-04T09:30:00Z"},
        ),
        (
            ["ID de registro", "Nombre de la reunión", "Resultado de la reunión", "Hora de inicio"],
            ["74", "Demo", "No se presentó", "2026-05-04 09:30"],
            "meetings",
            {"record_id": "74", "meeting_outcome": "No show"},
        ),
    ],
)
def test_translated_labels(tmp_path: Path, header: list[str], row: list[str], export: str, expected: Row) -> None:
    (found,) = imported(tmp_path, header, row)[export]
    assert {name: found[name] for name in expected} == expected


def test_calls_without_a_record_id_get_a_key(tmp_path: Path) -> None:
    header = ["Call title", "Activity assigned to", "Activity date", "Call outcome", "Call direction"]
    rows = [["Call", "Ann", "2026-05-04 09:30", "Connected", "OUTBOUND"], ["Call", "Bo", "2026-05-04 09:30", "", ""]]
    found = imported(tmp_path, header, *rows)["calls"]
    assert len({row["record_id"] for row in found} - {""}) == 2
    assert [row["call_direction"].lower() for row in found] == ["outbound", ""]


def test_a_custom_object_is_none_of_the_exports(tmp_path: Path) -> None:
    header = ["Record ID", "Daily Price", "Make", "Object create date/time", "Owner", "Associated Contact IDs"]
    assert imported(tmp_path, header, ["1", "117.0", "Regal", "2023-11-15 20:09", "Ann", "9"]) == {}
