"""What the importer makes of records: their ids, the currency of their amounts, flags, rates, and which export they go to."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from tools.importer import keys
from tools.importer.formats import Options
from tools.importer.imports import Outcome, Request, UsageError, run
from tools.importer.money import code_of
from tools.importer.renewals import proves_last_days

Row = dict[str, str]
OWN = "system: generic\nexports:\n"


def imported(tmp_path: Path, files: dict[str, str], mapping: str = "", **options: str) -> Outcome:
    """Import texts, perhaps by a mapping file; every item keeps the law of rows."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    own = tmp_path / "own.yml"
    own.write_text(mapping, encoding="utf-8")
    outcome = run(Request((folder,), tmp_path / "out", mappings=(own,) if mapping else (), options=Options(**options)))
    for item in outcome.items:
        assert item.rows_in == item.rows_out + item.rejected + item.merged, item
    return outcome


def rows(tmp_path: Path, path: str) -> list[Row]:
    with (tmp_path / "out" / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def column(tmp_path: Path, path: str, name: str) -> list[str]:
    return [row[name] for row in rows(tmp_path, path)]


def variables(tmp_path: Path) -> dict[str, object]:
    return yaml.safe_load((tmp_path / "out/vars.yml").read_text(encoding="utf-8"))


def told(outcome: Outcome) -> str:
    """Everything that the report says besides its table."""
    return "\n".join([*outcome.warnings, *(text for item in outcome.items for text in item.messages)])


# ids -------------------------------------------------------------------------------------------------------------

VIEW = "Opportunity Name,Account Name,Stage,Amount,Close Date,Type\n"
VIEWS = {
    # a view without ids of each system: header, two rows of one name that differ in a column that no clean file has
    "salesforce/Opportunity.csv": (VIEW, "Renewal,Alder,Closed Won,5,2025-09-11,Renewal\n", "Renewal,Birch,Closed Won,5,2025-09-11,Renewal\n"),
    "salesforce/Lead.csv": ("First Name,Last Name,Company,Lead Source,Lead Status,Lead Owner\n", "Kim,Doe,Alder,Web,Open,Ana\n", "Lou,Doe,Alder,Web,Open,Ana\n"),
    "salesforce/Task.csv": ("Subject,Activity ID X,Date,Status,Task Subtype,Assigned\n", "A,1,2025-09-11,Open,Call,Ana\n", "B,1,2025-09-11,Open,Call,Ana\n"),
    "hubspot/calls.csv": ("Call title,Call outcome,Activity date,Call notes\n", "Intro,Connected,2025-09-11 09:00,a\n", "Intro,Connected,2025-09-11 09:00,b\n"),
    "zoho/deals.csv": ("Deal Name,Stage,Closing Date,Deal Owner Name,Next Step\n", "Kit,Closed Won,2025-09-11,Ana,a\n", "Kit,Closed Won,2025-09-11,Ana,b\n"),
    "pipedrive/deals.csv": ("Deal - Title,Deal - Status,Deal - Value,Deal - Probability\n", "Kit,Won,5,10\n", "Kit,Won,5,20\n"),
    "fxiaoke/opportunities.csv": ("商机名称,客户名称,销售阶段,备注\n", "续约,甲公司,赢单,一\n", "续约,甲公司,赢单,二\n"),
}  # fmt: skip


@pytest.mark.parametrize("clean", VIEWS)
def test_rows_without_an_id_that_differ_anywhere_are_two_records(tmp_path: Path, clean: str) -> None:
    """Even in a column that is not read; and the same rows have the same ids in whatever order columns stand."""
    header, first, second = VIEWS[clean]
    outcome = imported(tmp_path, {"view.csv": header + first + second})
    made = column(tmp_path, clean, next(iter(rows(tmp_path, clean)[0])))
    assert len(set(made)) == 2
    assert all(len(one) == 24 for one in made)
    assert "digest of all cells" in told(outcome)
    turned = "".join(",".join(reversed(line.split(","))) + "\n" for line in (header + first + second).splitlines())
    imported(tmp_path, {"view.csv": turned})
    assert column(tmp_path, clean, next(iter(rows(tmp_path, clean)[0]))) == made


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (
            "Invoice: Invoice Name,Opportunity Name,Stage,Amount,Close Date\n",
            "I-1,Kit,Closed Won,5,2025-09-11\nI-2,Kit,Closed Won,5,2025-09-11\n",
        ),
        (
            "Deal - Title,Deal - Status,Deal - Value,Person - Email\n",
            "Kit,Won,5,a@example.test\nKit,Won,5,b@example.test\n",
        ),
    ],
)
def test_deals_that_are_alike_in_all_that_is_read_are_told(tmp_path: Path, header: str, lines: str) -> None:
    """They stay two records, but may be lines of one deal, whose amount would count twice."""
    outcome = imported(tmp_path, {"report.csv": header + lines})
    assert outcome.items[0].rows_out == 2
    assert "1 row is equal to another one in every column that is read, and differs only in" in told(outcome)
    apart = lines.replace(",5,", ",6,", 1)
    assert "in every column that is read" not in told(imported(tmp_path, {"report.csv": header + apart}))


def test_rows_without_an_id_that_are_equal_are_merged_and_counted(tmp_path: Path) -> None:
    """In one part, and in two that overlap; a row of the second part that differs stays."""
    same, other = "Kit,Alder,Closed Won,5,2025-09-11,Renewal\n", "Kit,Alder,Closed Won,6,2025-09-11,Renewal\n"
    outcome = imported(
        tmp_path, {"view_1.csv": VIEW + same + other + same, "view_2.csv": VIEW + same + other.replace("6", "7")}
    )
    assert [(item.rows_in, item.rows_out, item.merged) for item in outcome.items] == [(3, 2, 1), (2, 1, 1)]
    assert column(tmp_path, "salesforce/Opportunity.csv", "Amount") == ["5", "6", "7"]
    assert told(outcome).count("1 row is equal to another one in every cell") == 2


def test_a_mapping_can_say_that_each_row_is_a_record(tmp_path: Path) -> None:
    mapping = OWN + (
        "  activities:\n    needs: [type]\n    rows: each_a_record\n    key: activity_id\n"
        "    columns: {type: Kind, occurred_at: On, activity_id: Key}\n"
    )
    text = "Kind,On\ncall,2025-09-11\ncall,2025-09-11\n"
    outcome = imported(tmp_path, {"log_1.csv": text, "log_2.csv": text + "note,2025-09-11\n"}, mapping)
    assert [item.merged for item in outcome.items] == [0, 0]
    made = column(tmp_path, "generic/activities.csv", "activity_id")
    assert len(set(made)) == 5
    assert [one.removeprefix(made[0]) for one in made[:4]] == ["", "-2", "-3", "-4"]


OWN_WORDS = frozenset({"deal", "opportunity", "oportunidad", "商机"})


@pytest.mark.parametrize(
    "header",
    ["Guid", "deal_id", "DealId", "Deals ID", "OPPORTUNITYID", "Opportunity Number", "商机编号", "External ID", "Record Guid",
     "ID de la oportunidad"],
)  # fmt: skip
def test_names_of_ids_of_the_record_itself(header: str) -> None:
    assert keys.is_named_like_an_id(header, OWN_WORDS)


@pytest.mark.parametrize(
    "header",
    [
        "Account ID",
        "account_id",
        "OwnerId",
        "Phone Number",
        "No.",
        "Number of Seats",
        "Paid",
        "Invoice Number",
        "客户编号",
    ],
)
def test_names_of_other_ids_and_numbers(header: str) -> None:
    assert not keys.is_named_like_an_id(header, OWN_WORDS)


@pytest.mark.parametrize("name", ["Guid", "deal_ref_id", "Opportunity Number"])
def test_another_column_that_is_filled_and_differs_is_the_id(tmp_path: Path, name: str) -> None:
    name = name.replace("_ref", "")
    line = "Kit,Alder,Closed Won,5,2025-09-11,Renewal,{}\n"
    header = VIEW.replace("Type\n", f"Type,{name}\n")
    outcome = imported(tmp_path, {"view.csv": header + line.format("x7") + line.format("x8") + line.format("x8")})
    assert column(tmp_path, "salesforce/Opportunity.csv", "Id") == ["x7", "x8"]
    assert f"{name} is filled in every row" in told(outcome)
    assert outcome.items[0].merged == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [(["x7", "x7"], []), (["x7", ""], []), (["1.23457E+11", "x7"], []), (["x7", "x8"], ["x7"])],
    ids=["twice", "a gap", "rounded by a spreadsheet", "twice over two parts"],
)
def test_a_column_that_is_no_id_makes_none(tmp_path: Path, first: list[str], second: list[str]) -> None:
    """No row is dropped: neither here nor, for its id occurs twice, in the build."""
    header = VIEW.replace("Type\n", "Type,Guid\n")
    files = {}
    for part, cells in enumerate((first, second), start=1):
        lines = (f"Kit,{part}{n},Closed Won,5,2025-09-11,Renewal,{cell}\n" for n, cell in enumerate(cells))
        files[f"view_{part}.csv"] = header + "".join(lines)
    outcome = imported(tmp_path, {name: text for name, text in files.items() if text != header})
    made = column(tmp_path, "salesforce/Opportunity.csv", "Id")
    assert len(set(made)) == len(made) == len(first) + len(second)
    assert "digest of all cells" in told(outcome)
    assert ("other rows with the same ids (the first is x7)" in told(outcome)) == bool(second)


def test_a_column_of_ids_that_is_wholly_blank_is_none(tmp_path: Path) -> None:
    header = VIEW.replace("Type\n", "Type,Opportunity ID\n")
    outcome = imported(tmp_path, {"view.csv": header + "Kit,A,Open,5,2025-09-11,,\nKit,B,Open,5,2025-09-11,,\n"})
    assert len(set(column(tmp_path, "salesforce/Opportunity.csv", "Id"))) == 2
    assert "The column Opportunity ID is empty" in told(outcome)


def test_several_rows_of_one_record_need_its_id(tmp_path: Path) -> None:
    """A report of products: with the id its rows stay one deal; without it their amounts would count twice."""
    header, line = "Opportunity Name,Stage,Close Date,Product Name,Amount{}\n", "Kit,Closed Won,2025-03-15,{},700{}\n"
    report = tmp_path / "report.csv"
    report.write_text(header.format("") + line.format("A", "") + line.format("B", ""), encoding="utf-8")
    chosen = (("report.csv", "salesforce.opportunity"),)
    refused = run(Request((report,), tmp_path / "out", chosen=chosen))
    assert refused.items[0].became == "refused"
    assert "no id of the record" in told(refused)
    ids = ",0065e000000AAAA"
    text = header.format(",Opportunity ID") + line.format("A", ids) + line.format("B", ids)
    known = imported(tmp_path, {"report.csv": text})
    assert column(tmp_path, "salesforce/Opportunity.csv", "Id") == ["0065e000000AAAAAA4"] * 2
    assert "those of one Id are one record" in told(known)


# currencies ------------------------------------------------------------------------------------------------------

REPORT = "Opportunity ID,Opportunity Name,Stage,Close Date,{}\n0061t00000AAAAB,Kit,Closed Won,2026-03-31,{}\n"


@pytest.mark.parametrize(
    ("header", "cells", "amount", "currency"),
    [
        ("Opportunity Currency,Amount (converted) Currency,Amount (converted)", "EUR,USD,110.00", "110.00", "USD"),
        ("Amount (converted),Amount (converted) Currency,Amount,Amount Currency", "110.00,USD,100.00,EUR", "100.00", "EUR"),
        # blank in its own currency: the converted amount, with the converted one's currency
        ("Amount (converted),Amount (converted) Currency,Amount,Amount Currency", "110.00,USD,,EUR", "110.00", "USD"),
        # nothing tells what it was converted to
        ("Opportunity Currency,Amount (converted)", "EUR,110.00", "110.00", ""),
        ("Amount,Amount (converted) Currency", "100.00,USD", "100.00", ""),
        # the amount itself says so
        ("Opportunity Currency,Amount (converted)", 'EUR,"USD 110.00"', "110.00", "USD"),
        ("Opportunity Currency,Amount", 'EUR,"USD 110.00"', "110.00", "USD"),
        ("Moneda de la oportunidad,Importe (convertido) Moneda,Importe (convertido)", "EUR,USD,110.00", "110.00", "USD"),
    ],
)  # fmt: skip
def test_an_amount_goes_with_its_own_currency(
    tmp_path: Path, header: str, cells: str, amount: str, currency: str
) -> None:
    imported(tmp_path, {"report.csv": REPORT.format(header, cells)})
    (row,) = rows(tmp_path, "salesforce/Opportunity.csv")
    assert (row["Amount"], row.get("CurrencyIsoCode", "")) == (amount, currency)
    assert variables(tmp_path).get("reporting_currency", "") == currency


HUBSPOT = "Record ID,Deal Name,Deal Stage,Amount,Currency\n"
PIPEDRIVE = "Deal - ID,Deal - Title,Deal - Status,Deal - Value,Deal - Currency of Value,Deal - Weighted value,Deal - Currency of Weighted value\n"
ZOHO = "Record Id,Deal Name,Stage,Closing Date,Amount,Currency,Exchange Rate\n"
FXIAOKE = "唯一性ID,商机名称,销售阶段,商机金额（元）,币种\n"
GENERIC = "deal_id,created_at,outcome,amount,currency\n"


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (HUBSPOT, "{0},Kit,Open,{1},{2}\n"),
        (PIPEDRIVE, "{0},Kit,Open,{1},{2},3,EUR\n"),
        (ZOHO, "{0},Kit,Open,2026-03-31,{1},{2},1.1\n"),
        (GENERIC, "{0},2026-03-01,won,{1},{2}\n"),
    ],
    ids=["hubspot", "pipedrive", "zoho", "generic"],
)
def test_a_reporting_currency_is_one_that_every_amount_in_use_tells(tmp_path: Path, header: str, line: str) -> None:
    def become(*cells: tuple[str, str], more: str = "") -> tuple[Outcome, object]:
        text = header + "".join(line.format(n, *pair) for n, pair in enumerate(cells, start=1))
        files = {"deals.csv": text} | ({"deals_2.csv": more} if more else {})
        outcome = imported(tmp_path, files)
        return outcome, variables(tmp_path).get("reporting_currency") if outcome.files else None

    proven, code = become(("100", "EUR"), ("0", ""), ("", ""), ("200", "EUR"))
    assert (proven.exit_code, code) == (0, "EUR")
    asked, _ = become(("100", ""), ("200", ""), ("50", "EUR"))
    (question,) = asked.questions
    assert "2 amounts without a currency" in question.found
    assert "EUR" in question.found
    assert "--currency EUR" in question.answer
    untold, code = become(("100", ""), ("200", ""))
    assert (untold.exit_code, code) == (0, None)
    assert "2 amounts have no currency" in told(untold)
    several, code = become(("100", "EUR"), ("200", "GBP"))
    assert (several.exit_code, code) == (0, None)
    assert "in EUR, GBP" in told(several)


def test_a_file_without_the_column_takes_away_the_proof(tmp_path: Path) -> None:
    files = {
        "a.csv": HUBSPOT + "1,Kit,Open,100,EUR\n",
        "b.csv": "Record ID,Deal Name,Deal Stage,Amount\n2,Kit,Open,100\n",
    }
    outcome = imported(tmp_path, files)
    assert [question.file for question in outcome.questions] == ["b.csv"]
    assert imported(tmp_path, files, currency="GBP").exit_code == 0
    assert variables(tmp_path)["reporting_currency"] == "GBP"
    with pytest.raises(UsageError, match="ISO 4217"):
        imported(tmp_path, files, currency="EURO")


def test_the_amount_in_the_companys_currency_is_not_in_the_deals(tmp_path: Path) -> None:
    """HubSpot: where a deal has no amount of its own the build takes the company's, and no column tells what that is in."""
    header = "Record ID,Deal Name,Deal Stage,Amount in company currency,Currency{}\n"
    outcome = imported(tmp_path, {"deals.csv": header.format("") + "1,Kit,Open,100,EUR\n2,Kit,Open,100,EUR\n"})
    assert "2 amounts have no currency" in told(outcome)
    assert "reporting_currency" not in variables(tmp_path)
    outcome = imported(tmp_path, {"deals.csv": header.format(",Amount") + "1,Kit,Open,100,EUR,90\n"})
    assert variables(tmp_path)["reporting_currency"] == "EUR"


def test_a_unit_behind_the_header_is_the_currency(tmp_path: Path) -> None:
    imported(tmp_path, {"商机.csv": FXIAOKE + "a1,续约,赢单,100,\n"})
    assert column(tmp_path, "fxiaoke/opportunities.csv", "currency") == ["CNY"]
    assert variables(tmp_path)["reporting_currency"] == "CNY"
    assert rows(tmp_path, "fx_rates.csv") == [{"currency": "CNY", "valid_on": "1990-01-01", "rate": "1"}]


def test_names_of_currencies_are_codes(tmp_path: Path) -> None:
    assert [code_of(text) for text in ("US Dollar", "euro", "usd", "€", "Pound Sterling", "$", "", "Credits")] == [
        *("USD", "EUR", "USD", "EUR", "GBP", "$", "", "Credits")
    ]
    outcome = imported(tmp_path, {"deals.csv": GENERIC + "1,2026-03-01,won,5,Credits\n"})
    assert "Credits: no codes of currencies" in told(outcome)
    assert "reporting_currency" not in variables(tmp_path)


def test_a_mapping_declares_a_currency(tmp_path: Path) -> None:
    mapping = "system: generic\ncurrency: CHF\nexports:\n  deals:\n    needs: [deal_id]\n    key: deal_id\n    units: {amount: money}\n    columns: {deal_id: Nr, amount: Value, created_at: On, outcome: State, currency: Money}\n"  # fmt: skip
    imported(tmp_path, {"x.csv": "Nr,Value,On,State,Money\n1,5,2026-03-01,won,\n2,5,2026-03-01,won,EUR\n"}, mapping)
    assert column(tmp_path, "generic/deals.csv", "currency") == ["CHF", "EUR"]
    imported(tmp_path, {"x.csv": "Nr,Value,On,State\n1,5,2026-03-01,won\n"}, mapping)
    assert column(tmp_path, "generic/deals.csv", "currency") == ["CHF"]
    assert variables(tmp_path)["reporting_currency"] == "CHF"


# flags -----------------------------------------------------------------------------------------------------------

FLAGS = "Id,IsDeleted,Name,StageName,CloseDate,IsClosed,IsWon,OwnerId,CreatedDate\n"


def flags(*cells: str) -> str:
    """Opportunities with their flags: deleted, closed, won; `-` for a blank one."""
    lines = ""
    for number, (deleted, closed, won) in enumerate(cells, start=1):
        made = f"0065e000000AAA{number}AA1,{deleted},Kit,Stage,2023-03-05,{closed},{won},0055e000001AAAAAA1,2023-01-05T10:00:00.000Z\n"
        # twice, for two blanks side by side share a comma
        lines += made.replace(",-,", ",,").replace(",-,", ",,")
    return FLAGS + lines


@pytest.mark.parametrize(
    ("cells", "closed", "won"),
    [
        (["-11", "-1-", "---"], ["true", "true", "false"], ["true", "false", "false"]),
        # one of them says false: a blank is one that nobody filled
        (["-11", "-10", "---"], ["true", "true", "false"], ["true", "false", ""]),
        # nobody has won; the other column shows how false is written
        (["-1-", "---"], ["true", "false"], ["false", "false"]),
        # nothing shows it: the columns are as good as absent, and the stage tells
        (["---", "---"], ["", ""], ["", ""]),
    ],
)
def test_blank_flags_are_false_where_no_cell_says_false(
    tmp_path: Path, cells: list[str], closed: list[str], won: list[str]
) -> None:
    outcome = imported(tmp_path, {"Opportunity.csv": flags(*cells)})
    assert column(tmp_path, "salesforce/Opportunity.csv", "IsClosed") == closed
    assert column(tmp_path, "salesforce/Opportunity.csv", "IsWon") == won
    assert ("Column IsClosed" in told(outcome)) == (closed.count("false") > 0)


def test_blank_flags_of_hubspot_and_pipedrive(tmp_path: Path) -> None:
    text = "Record ID,Deal Name,Deal Stage,Is Closed Won,Is closed lost\n1,Kit,A,Yes,\n2,Kit,B,,\n"
    imported(tmp_path, {"deals.csv": text})
    assert column(tmp_path, "hubspot/deals.csv", "is_closed_won") == ["true", "false"]
    assert column(tmp_path, "hubspot/deals.csv", "is_closed_lost") == ["false", "false"]
    imported(
        tmp_path,
        {"a.csv": "Activity - ID,Activity - Subject,Activity - Type,Activity - Done\n1,A,Call,Done\n2,B,Call,\n"},
    )
    assert column(tmp_path, "pipedrive/activities.csv", "done") == ["true", "false"]


def test_in_the_generic_form_a_blank_is_its_default(tmp_path: Path) -> None:
    imported(tmp_path, {"users.csv": "user_id,name,is_active\n1,A,true\n2,B,\n"})
    assert column(tmp_path, "generic/users.csv", "is_active") == ["true", ""]


FLAGGED = OWN + (
    "  deals:\n    needs: [deal_id, outcome]\n    key: deal_id\n"
    "    columns: {deal_id: Nr, created_at: On, outcome: {flags: {won: [Is Won], closed: Is Closed}}}\n"
)


@pytest.mark.parametrize(
    ("lines", "outcomes"),
    [
        (["yes,yes", "no,yes", "no,no"], ["won", "lost", "open"]),
        (["1,1", ",1", ","], ["won", "lost", "open"]),
        ([",", ","], ["open", "open"]),
        (["yes,no", "no,yes"], ["won true, closed false", "lost"]),
        (["maybe,yes", "no,no"], ["won maybe, closed true", "open"]),
        (["no,", "yes,yes", "no,no"], ["won false, closed ", "won", "open"]),
    ],
)
def test_two_flags_make_an_outcome(tmp_path: Path, lines: list[str], outcomes: list[str]) -> None:
    """What they do not say the build rejects, and the report tells."""
    text = "Nr,On,Is Won,Is Closed\n" + "".join(f"{n},2026-03-01,{line}\n" for n, line in enumerate(lines))
    outcome = imported(tmp_path, {"x.csv": text}, FLAGGED)
    assert column(tmp_path, "generic/deals.csv", "outcome") == outcomes
    assert ("which is no outcome" in told(outcome)) == any("closed" in one for one in outcomes)


# rates -----------------------------------------------------------------------------------------------------------

SUBSCRIPTIONS = "subscription_id,account_id,starts_on,unit_amount,discount_rate\n"


def discounts(tmp_path: Path, *cells: str, **options: str) -> tuple[Outcome, list[str]]:
    lines = "".join(f'{n},a,2026-01-01,100,"{cell}"\n' for n, cell in enumerate(cells))
    outcome = imported(tmp_path, {"subscriptions.csv": SUBSCRIPTIONS + lines}, **options)
    return outcome, [] if outcome.questions else column(tmp_path, "generic/subscriptions.csv", "discount_rate")


@pytest.mark.parametrize(
    ("cells", "clean"),
    [
        (["20%", "0%"], ["0.2", "0"]),
        (["20 %", "0.1"], ["0.2", "0.1"]),
        (["0", "0.5", "1"], ["0", "0.5", "1"]),
        (["0", "1"], ["0", "1"]),
        (["20％", "1"], ["0.2", "1"]),
    ],
)
def test_rates_with_a_sign_or_up_to_one(tmp_path: Path, cells: list[str], clean: list[str]) -> None:
    assert discounts(tmp_path, *cells)[1] == clean


@pytest.mark.parametrize("cells", [("20", "0", "1"), ("20", "0.1"), ("5", "20%"), ("12,5", "0"), ("1.5", "0")])
def test_a_bare_number_above_one_is_asked_about(tmp_path: Path, cells: tuple[str, ...]) -> None:
    (question,) = discounts(tmp_path, *cells)[0].questions
    assert question.column == "discount_rate"
    assert "--rates percent or --rates share" in question.answer


def test_both_answers_about_rates(tmp_path: Path) -> None:
    question = discounts(tmp_path, "20", "0", "1")[0].questions[0]
    assert "20 (row 1) and 1 (row 3)" in question.found
    assert "20 is 20 %, 1 is 1 %" in question.readings
    assert discounts(tmp_path, "20", "0", "1", "5%", rates="percent")[1] == ["0.2", "0", "0.01", "0.05"]
    assert discounts(tmp_path, "20", "0", "1", "5%", rates="share")[1] == ["20", "0", "1", "0.05"]


def test_a_probability_of_twenty_is_no_won_deal(tmp_path: Path) -> None:
    """HubSpot: from 1 on a deal is won."""
    text = "Record ID,Deal Name,Deal Stage,Deal probability\n1,Kit,Demo,20\n2,Kit,Won,100\n"
    assert imported(tmp_path, {"deals.csv": text}).questions[0].column == "Deal probability"
    imported(tmp_path, {"deals.csv": text}, rates="percent")
    assert column(tmp_path, "hubspot/deals.csv", "deal_probability") == ["0.2", "1"]


@pytest.mark.parametrize(
    ("header", "unit", "cells", "clean"),
    [
        ("Discount (%)", "", ["20", "1", "0"], ["0.2", "0.01", "0"]),
        ("Discount", "percent", ["0.5", "1", "20 %"], ["0.005", "0.01", "0.2"]),
        # contradicts its header
        ("Discount %", "", ["0.2", "0"], []),
    ],
)
def test_per_cent_by_header_or_mapping(
    tmp_path: Path, header: str, unit: str, cells: list[str], clean: list[str]
) -> None:
    mapping = OWN + (
        "  subscriptions:\n    needs: [subscription_id]\n    key: subscription_id\n"
        f"    columns: {{subscription_id: Nr, account_id: Who, starts_on: From, unit_amount: Price, discount_rate: '{header}'}}\n"
    )
    mapping += f"    units: {{discount_rate: {unit}}}\n" if unit else ""
    text = f"Nr,Who,From,Price,{header}\n" + "".join(f"{n},a,2026-01-01,9,{c}\n" for n, c in enumerate(cells))
    outcome = imported(tmp_path, {"x.csv": text}, mapping)
    assert bool(outcome.questions) == (not clean)
    if clean:
        assert column(tmp_path, "generic/subscriptions.csv", "discount_rate") == clean


@pytest.mark.parametrize(
    "header", ["discount_rate (%)", "discount_rate %", "discount_rate（％）", "discount_rate [pct]"]
)
def test_per_cent_behind_the_name_of_a_column(tmp_path: Path, header: str) -> None:
    """Without it the rate would be unread, and the revenue too high."""
    text = f"subscription_id,account_id,starts_on,unit_amount,{header}\n1,a,2026-01-01,9,20\n2,a,2026-01-01,9,1\n"
    imported(tmp_path, {"subscriptions.csv": text})
    assert column(tmp_path, "generic/subscriptions.csv", "discount_rate") == ["0.2", "0.01"]


def test_a_mapping_that_reads_no_file_says_what_is_missing(tmp_path: Path) -> None:
    mapping = OWN + "  users:\n    needs: [user_id, email]\n    columns: {user_id: Nr, email: E-Mail}\n"
    outcome = imported(tmp_path, {"people.csv": "Nr,Mail,Team\n1,a@example.test,x\n"}, mapping)
    assert "own.yml reads none of the files. people.csv comes nearest to its users, but lacks E-Mail." in told(outcome)


# one file, two exports -------------------------------------------------------------------------------------------

MIXED = OWN + (
    "  meetings:\n    needs: [meeting_id]\n    key: meeting_id\n    where: {from: [Kind, Type], is: [Meeting, Visit]}\n"
    "    columns: {meeting_id: Nr, invited_at: On}\n"
)
REST = "  activities:\n    needs: [activity_id]\n    key: activity_id\n    columns: {activity_id: Nr, occurred_at: On, type: Kind}\n"
LOG = "Nr,On,Kind\n1,2026-03-01,call\n2,2026-03-02, MEETING \n3,2026-03-03,visit\n4,2026-03-04,\n5,2026-03-05\n"


def test_a_file_feeds_two_exports_by_a_filter(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"log.csv": LOG}, MIXED + REST)
    assert column(tmp_path, "generic/meetings.csv", "meeting_id") == ["2", "3"]
    assert column(tmp_path, "generic/activities.csv", "activity_id") == ["1", "4"]
    assert [(i.export.name, i.rows_in, i.rows_out, i.rejected) for i in outcome.items if i.export] == [
        ("meetings", 2, 2, 0),
        ("activities", 3, 2, 1),
    ]


def test_two_filters_on_equally_many_columns_are_no_question(tmp_path: Path) -> None:
    activities = "  activities:\n    needs: [activity_id]\n    key: activity_id\n    where: {from: Kind, is: [Call]}\n"
    mapping = MIXED + activities + "    columns: {activity_id: Nr, occurred_at: On}\n"
    outcome = imported(tmp_path, {"log.csv": LOG}, mapping)
    assert outcome.questions == []
    assert column(tmp_path, "generic/meetings.csv", "meeting_id") == ["2", "3"]
    assert column(tmp_path, "generic/activities.csv", "activity_id") == ["1"]


def test_a_file_that_feeds_two_exports_counts_once(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"log.csv": LOG, "log_copy.csv": LOG}, MIXED + REST)
    assert sum(item.rows_in for item in outcome.items) == 10
    assert sum(item.merged for item in outcome.items) == 5
    assert column(tmp_path, "generic/activities.csv", "activity_id") == ["1", "4"]


def test_rows_that_no_filter_takes_are_told(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"log.csv": LOG}, MIXED)
    assert [(item.rows_in, item.rows_out, item.rejected) for item in outcome.items] == [(5, 2, 3)]
    reasons = [(row["row_number"], row["raw_text"], row["reason"]) for row in rows(tmp_path, "import_rejections.csv")]
    assert reasons == [
        ("1", "1,2026-03-01,call", "taken_by_no_export"),
        ("4", "4,2026-03-04,", "taken_by_no_export"),
        ("5", "5,2026-03-05", "too_few_cells"),
    ]


def test_each_filter_takes_what_those_before_it_left(tmp_path: Path) -> None:
    all_but_calls = REST.replace("    key", "    where: {from: Kind, is_not: [call, '?']}\n    key", 1)
    outcome = imported(tmp_path, {"log.csv": LOG}, MIXED + all_but_calls)
    assert column(tmp_path, "generic/meetings.csv", "meeting_id") == ["2", "3"]
    assert column(tmp_path, "generic/activities.csv", "activity_id") == ["4"]
    assert sum(item.rejected for item in outcome.items) == 2


def test_a_filter_needs_its_header(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"log.csv": "Nr,On\n1,2026-03-01\n"}, MIXED)
    assert outcome.exit_code == 1


def test_formats_are_proven_by_the_rows_that_an_export_takes(tmp_path: Path) -> None:
    """The call's date proves nothing of the meeting's, which another system wrote."""
    text = "Nr,On,Kind\n1,13/04/2026,call\n2,04/13/2026,meeting\n"
    outcome = imported(tmp_path, {"log.csv": text}, MIXED + REST)
    assert outcome.questions == []
    assert column(tmp_path, "generic/meetings.csv", "invited_at") == ["2026-04-13"]
    assert column(tmp_path, "generic/activities.csv", "occurred_at") == ["2026-04-13"]


# the last day of a term ------------------------------------------------------------------------------------------


def terms(gap: int, renewed: int, ended: int = 0) -> str:
    """Accounts with a year's term and a renewal so many days after its end; others without one."""
    lines = []
    for account in range(renewed + ended):
        lines.append(f"s{account},a{account},2025-04-01,2026-03-31,100\n")
        if account < renewed:
            start = f"2026-04-{gap:02}" if gap else "2026-03-31"
            lines.append(f"t{account},a{account},{start},,100\n")
    return "subscription_id,account_id,starts_on,ends_on,unit_amount\n" + "".join(lines)


@pytest.mark.parametrize(
    ("gap", "renewed", "ended", "proposed"),
    [(1, 3, 0, True), (1, 3, 27, True), (1, 3, 28, False), (1, 2, 0, False), (0, 9, 0, False), (2, 9, 0, False)],
)
def test_renewals_on_the_day_after_prove_last_days(
    tmp_path: Path, gap: int, renewed: int, ended: int, proposed: bool
) -> None:
    outcome = imported(tmp_path, {"subscriptions.csv": terms(gap, renewed, ended)})
    assert (variables(tmp_path).get("subscription_ends_on") == "last_day_with") is proposed
    assert ("delete that line" in told(outcome)) is proposed


def test_renewals_on_the_day_itself_speak_against_it() -> None:
    assert proves_last_days(100, 12, 3)
    assert not proves_last_days(100, 12, 4)


@pytest.mark.parametrize("declared", ["first_day_without", "last_day_with"])
def test_a_mapping_declares_what_ends_are(tmp_path: Path, declared: str) -> None:
    """Its word goes before what the rows look like."""
    mapping = (
        f"system: generic\nsubscription_ends_on: {declared}\nexports:\n  subscriptions:\n    needs: [subscription_id]\n"
        "    key: subscription_id\n    columns: {subscription_id: subscription_id, account_id: account_id, starts_on: starts_on,\n"
        "      ends_on: ends_on, unit_amount: unit_amount}\n"
    )
    outcome = imported(tmp_path, {"x.csv": terms(1, 5)}, mapping)
    assert variables(tmp_path)["subscription_ends_on"] == declared
    assert "delete that line" not in told(outcome)


def test_rows_of_files_without_a_column_that_others_have_are_told(tmp_path: Path) -> None:
    """Each file alone is read whole; in one export the build asks the column of every row."""
    alone = imported(
        tmp_path, {"a.csv": VIEW + "Kit,A,Open,5,2025-09-11,\n", "b.csv": VIEW + "Kit,B,Open,5,2025-09-11,\n"}
    )
    assert "without CreatedDate" not in told(alone)
    more = VIEW.replace("Type\n", "Type,Created Date\n") + "Kit,B,Open,5,2025-09-11,,2025-09-01\n"
    mixed = imported(tmp_path, {"a.csv": VIEW + "Kit,A,Open,5,2025-09-11,\n", "b.csv": more})
    assert "Opportunity.csv: 1 row of files without CreatedDate" in told(mixed)


# records that others name ----------------------------------------------------------------------------------------

NAMED = OWN + (
    "  accounts:\n    needs: [account_id]\n    key: account_id\n    called: Company\n    columns: {account_id: Id, name: {from: Company}}\n"
    "  deals:\n    needs: [deal_id]\n    key: deal_id\n    columns:\n      deal_id: Nr\n      created_at: On\n      outcome: State\n"
    "      account_id: {from: Account, record_of: accounts, unknown: keep}\n      owner_id: {from: Rep, record_of: accounts}\n"
)  # fmt: skip


def test_a_name_that_one_record_goes_by_becomes_its_id(tmp_path: Path) -> None:
    """Whichever file comes first. A name of two records finds neither, and an id finds itself."""
    files = {
        "z.csv": "Id,Company\n7,Alder\n8,Birch\n9,Birch\n",
        "a.csv": "Nr,On,State,Account,Rep\n1,2026-03-01,won, ALDER ,x\n2,2026-03-01,won,Birch,\n3,2026-03-01,won,8,8\n",
    }
    outcome = imported(tmp_path, files, NAMED)
    assert column(tmp_path, "generic/deals.csv", "account_id") == ["7", "Birch", "8"]
    assert column(tmp_path, "generic/deals.csv", "owner_id") == ["", "", "8"]
    assert "2 rows of deals.csv name a record" in told(outcome)
