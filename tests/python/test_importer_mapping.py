"""Mapping files: what the loader takes, and what its messages say of faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tools.importer.mapping import SCHEMA, MappingError, header_key, load_mapping, load_mappings, read_contracts

HEAD = "system: generic\nexports:\n  deals:\n    needs: [deal_id]\n    columns:\n      deal_id: [Number]\n"


def load(tmp_path: Path, text: str) -> object:
    path = tmp_path / "own.yml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path, read_contracts(), is_own=True)


@pytest.mark.parametrize(
    ("spelled", "plain"),
    [
        ("\ufeffDeal  -  ID ", "Deal - ID"),
        ("DEAL-ID", "Deal - ID"),
        ("客户名称（必填）", "客户名称"),
        ("客户名称 (必填)", "客户名称"),
        ("Name*", "name"),
        ("“Close Date”", "Close Date"),
        ("Ｃｌｏｓｅ　Ｄａｔｅ", "Close Date"),
        ("Date entered 'Won (Sales)'", 'Date entered "Won (Sales)"'),
    ],
)
def test_headers_are_compared_in_one_form(spelled: str, plain: str) -> None:
    assert header_key(spelled) == header_key(plain)


def test_built_in_mappings_load() -> None:
    labels = {system.label for system in load_mappings(read_contracts())}
    assert {"generic", "salesforce"} <= labels


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "    colour: red\n", ["unknown key 'colour'", "own.yml"]),
        (HEAD + "      amont: [Value]\n", ["'amont'", "amount"]),
        (HEAD + "      name: [number]\n", ["claimed by", "deal_id", "name"]),
        (HEAD.replace("generic", "sugar"), ["'sugar'", "generic"]),
        (HEAD.replace("  deals:", "  dealz:"), ["dealz", "deals"]),
        (HEAD.replace("[deal_id]", "[]"), ["needs"]),
        (HEAD + "    values: {outcome: {winning: [Won]}}\n", ["winning", "won"]),
        (HEAD + "    values: {outcome: {won: [Yes], lost: [yes]}}\n", ["'yes'", "won", "lost"]),
        (HEAD + "    units: {amount: apples}\n", ["'apples'", "money"]),
        (HEAD + "    units: {name: money}\n", ["name", "number"]),
        (HEAD + "    key_from: [name]\n", ["exports.deals", "unknown key 'key_from'"]),
        (
            HEAD + "    families: [{header: '(', export: deal_stage_history, columns: {stage: x}}]\n",
            ["regular expression"],
        ),
        (HEAD + "    families: [{header: 'a', export: deals, columns: {stage: '{b}'}}]\n", ["{b}"]),
        ("system: [generic\n", ["line", "YAML"]),
        ("- a\n", ["the file is a list", "a mapping"]),
        ("", ["the file is empty", "a mapping"]),
        ("exports: {}\n", ["the file has no system"]),
        ("system: generic\nexports: {}\n", ["exports has nothing", "a mapping (export"]),
        ("currency: euro\n" + HEAD, ["currency is 'euro'", "ISO 4217"]),
        (HEAD.replace("[Number]", "[[Number]]"), ["exports.deals.columns.deal_id.0 is a list", "a text"]),
        (HEAD.replace("[Number]", "{form: Number}"), ["exports.deals.columns.deal_id", "'form'", "from"]),
        (HEAD.replace("[Number]", "[Number, {constant: x}]"), ["a constant or flags beside headers"]),
        (HEAD + "    rows: each\n", ["exports.deals.rows is 'each'", "each_a_record"]),
        (HEAD + "    rows: each_a_record\n", ["rows without key"]),
        (HEAD + "    where: {from: A}\n", ["exports.deals.where has from", "is_not"]),
        (HEAD + "    stages: {unless: [deal_id]}\n", ["exports.deals.stages has no column"]),
        (HEAD + "    converted: {amount: {}}\n", ["'amount'", "columns does not map"]),
        (HEAD + "      outcome: {flags: {won: A}}\n", ["exports.deals.columns.outcome.flags has no closed"]),
        (HEAD + "      account_id: {from: A, record_of: accounts}\n", ["looks up 'accounts'", "with a key"]),
        (
            HEAD + "      owner_id: {record_of: deals}\n",
            ["exports.deals.columns.owner_id has record_of", "{from: headers}"],
        ),
        (HEAD.replace("  deals:\n", "  won:\n    export: dealz\n"), ["exports.won has no contract", "deals"]),
        (HEAD + "    not_like: '('\n", ["exports.deals.not_like", "regular expression"]),
        # YAML takes the last of two in silence
        (HEAD + "      amount: [Net]\n      amount: [Gross]\n", ["own.yml line", "'amount' occurs twice"]),
        (HEAD + "      amount: {flags: {won: A, closed: B}}\n", ["exports.deals.columns.amount has flags"]),
        (HEAD + "      amount: {constant: '1.234,5'}\n", ["always '1.234,5'", "12.5"]),
        (HEAD + "      created_at: [Made, {else: yesterday}]\n", ["else 'yesterday'", "2026-01-31"]),
        (HEAD + "      outcome: {constant: victory}\n", ["always 'victory'", "no_decision"]),
        (HEAD + "      is_test: {constant: nope}\n", ["always 'nope'", "true or false"]),
    ],
)
def test_faults_are_told(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(MappingError) as caught:
        load(tmp_path, text)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    """YAML would read them as booleans."""
    system = load(tmp_path, HEAD + "      is_test: [Test]\n    values: {is_test: {true: [Yes, On], false: [No]}}\n")
    assert system.exports["deals"].values["is_test"] == {  # type: ignore[attr-defined]
        "true": "true",
        "yes": "true",
        "on": "true",
        "false": "false",
        "no": "false",
    }
