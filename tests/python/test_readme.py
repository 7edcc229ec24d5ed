"""Both READMEs say the same: the same sections, tables, commands and links; and what they name is there."""

from __future__ import annotations

import csv
import re

import yaml

from tools.project import ROOT

PAGES = ("README.md", "README.zh-CN.md")
# In the query a language has its own columns, and the pictures are in the page's language.
OWN_WORDS = re.compile(r"_(?:en|zh)\b|\.zh-CN(?=\.png)")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    """Fenced blocks, without the words of a language."""
    return [OWN_WORDS.sub("", block) for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def rows(text: str) -> list[list[str]]:
    """For each row of a table the code in it, such as a column or a command."""
    lines = (OWN_WORDS.sub("", line) for line in text.splitlines() if line.startswith("|"))
    return [[code.split("<")[0] for code in re.findall(r"`([^`]+)`", line)] for line in lines]


def links(text: str) -> set[str]:
    """What a page links to, but for the other page."""
    targets = (OWN_WORDS.sub("", target) for target in re.findall(r"\]\(([^)#]+)\)", text))
    return {target for target in targets if not target.startswith("README")}


def test_both_pages_have_the_same_parts() -> None:
    english, chinese = map(text_of, PAGES)
    assert blocks(english) == blocks(chinese)
    assert [len(h) for h in re.findall(r"^#+", english, re.MULTILINE)] == [
        len(h) for h in re.findall(r"^#+", chinese, re.MULTILINE)
    ]
    assert links(english) == links(chinese)


def test_both_pages_have_the_same_tables() -> None:
    english, chinese = (rows(text_of(page)) for page in PAGES)
    assert len(english) == len(chinese)
    faults = [(one, other) for one, other in zip(english, chinese, strict=True) if set(one) != set(other)]
    # the default zone that suits China is named in Chinese alone
    assert faults in ([], [(["reporting_time_zone"], ["reporting_time_zone", "Asia/Shanghai"])])


def test_every_kpi_is_in_the_table() -> None:
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as lines:
        defined = list(csv.DictReader(lines))
    ordered = [f"kpi_{row['kpi_id']}" for row in sorted(defined, key=lambda row: int(row["kpi_order"]))]
    for page, name in zip(PAGES, ("name_en", "name_zh"), strict=True):
        text = text_of(page)
        assert (
            re.findall(r"^\| .+ \| `(kpi_\w+)` \|$", text.split("\n## ")[1].split("\n\n|")[1], re.MULTILINE) == ordered
        )
        assert not [row[name] for row in defined if f"| {row[name]} |" not in text]


def test_what_is_named_is_there() -> None:
    """Commands of make, variables and files."""
    commands = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    variables = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    for page in PAGES:
        text = text_of(page)
        assert set(re.findall(r"\bmake ([a-z-]+)", text)) <= commands | {"it"}
        section = text.split("###")[1].split("\n## ")[0]
        named = [
            name
            for line in section.splitlines()
            if line.startswith("| `")
            for name in re.findall(r"`(\w+)`", line.split("|")[1])
        ]
        assert named
        assert not [name for name in named if name not in variables]
        assert not [target for target in links(text) if "://" not in target and not (ROOT / target).exists()]
