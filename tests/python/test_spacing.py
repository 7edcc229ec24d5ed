"""The layout of SQL that is looked for in the source of models and tests, which is a quarter of what sqlfluff reads.

One blank around operators and after commas and inside the tags of Jinja; none before commas, inside brackets, beside dots
or at the end of a line. No capitals; no two empty lines; a set operator has a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
import yaml

from tools.project import ROOT, without_comments

TOKEN = re.compile(
    r"""(?P<gap>[ \t]+)
    | (?P<comment>--.*)
    | (?P<value>\x01+)
    | (?P<block>\x02+)
    | (?P<text>'(?:[^']|'')*' | "(?:[^"]|"")*")
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<operator><>|<=|>=|!=|\|\||->>?|[=<>+*/%-])
    | (?P<tie>::|\.)
    | (?P<comma>,)
    | (?P<open>[(\[])
    | (?P<close>[)\]])
    | (?P<other>.)""",
    re.VERBOSE,
)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SET_OPERATOR = re.compile(r"\b(union|intersect|except)\b")
ALONE = re.compile(r"\s*(union|intersect|except)( all| distinct)?( by name)?\s*")
TAG = re.compile(r"\{[{%#][-+]?(?:\s|$).*(?<=\s)[-+]?[#%}]\}", re.DOTALL)
# After one of these a sign is that of a number, and an asterisk stands for columns; before a bracket they take a blank.
BEFORE_A_VALUE = re.compile(
    r"all|and|as|between|by|case|distinct|else|except|exists|filter|from|group|having|in|intersect|is|join|like|limit|not|on|or"
    r"|over|partition|select|then|union|using|when|where|with",
    re.IGNORECASE,
)
Token = tuple[str, str]


def tokens(line: str) -> Iterator[Token]:
    """The kind and text of each token of a line without its indentation; a Jinja expression is a token, whatever it becomes."""
    for match in TOKEN.finditer(line.strip(" ")):
        yield match.lastgroup or "", match.group()


def is_sign(before: Token | None) -> bool:
    """Whether an operator after this token belongs to what follows it: -1, (-x), count(*), table.*."""
    if before is None:
        return False
    kind, text = before
    return kind in ("operator", "open", "comma", "tie") or (
        kind == "word" and BEFORE_A_VALUE.fullmatch(text) is not None
    )


def faults_between(before: Token | None, left: Token, gap: str, right: Token) -> Iterator[str]:
    """What is wrong between two tokens of a line; `before` stands before the left one."""
    if len(gap) > 1 and right[0] != "comment":
        yield "more than one blank"
    elif "block" in (left[0], right[0]):
        return
    elif gap and (right[0] in ("comma", "close", "tie") or left[0] in ("open", "tie")):
        yield "a blank too many"
    elif gap:
        if gap != " " and right[0] != "comment":
            yield "a tab"
        elif left[0] == "operator" and left[1] in "+-" and is_sign(before):
            yield "a blank after a sign"
    elif left[0] == "comma" and right[0] != "comment":
        yield "no blank after a comma"
    elif left[0] == "operator" and before is not None and not is_sign(before):
        yield "no blank after an operator"
    elif right[0] == "operator" and not is_sign(left):
        yield "no blank before an operator"
    elif left[0] in ("close", "text", "number") and right[0] in ("word", "text", "number", "open"):
        if left[1] != ")" or right[1] != "[":
            yield "no blank between"
    elif left[0] == "word" and (
        right[0] == "text" or (right[1] == "(" and left[1].lower() != "exists" and BEFORE_A_VALUE.fullmatch(left[1]))
    ):
        yield "no blank between"


def faults_of_line(line: str) -> Iterator[str]:
    """What is wrong with a line besides its blanks; Jinja is blotted out of it."""
    sql = "".join(text for kind, text in tokens(line) if kind not in ("comment", "text"))
    if re.search(r"[A-Z]", sql):
        yield "a capital"
    without_tags = re.sub(r"[\x01\x02]+", "", sql)
    if SET_OPERATOR.search(sql) and not ALONE.fullmatch(without_tags):
        yield "a set operator beside something else"


def faults(sql: str) -> list[tuple[int, str]]:
    """The number of each line with a wrong layout, and what is wrong."""
    lines = sql.split("\n")
    found = [(number, "blanks at its end") for number, line in enumerate(lines, 1) if line != line.rstrip()]
    found += [(number, "a second empty line") for number, pair in enumerate(pairwise(lines), 2) if pair == ("", "")]
    if not sql.endswith("\n") or sql[:1].isspace():
        found.append((1, "blank lines at its beginning, or no end of its last line"))
    for tag in JINJA.finditer(sql):
        if not TAG.fullmatch(tag.group()):
            found.append((sql.count("\n", 0, tag.start()) + 1, f"no blank inside a tag: {tag.group()[:40]}"))
    shown = JINJA.sub(lambda tag: re.sub(r"[^\n]", "\x01" if tag.group()[1] == "{" else "\x02", tag.group()), sql)
    for number, line in enumerate(shown.split("\n"), 1):
        found += [(number, fault) for fault in faults_of_line(line)]
        told = [*tokens(line)]
        solid = [(place, token) for place, token in enumerate(told) if token[0] != "gap"]
        before = None
        for (place, left), (next_place, right) in pairwise(solid):
            gap = told[place + 1][1] if next_place > place + 1 else ""
            found += [
                (number, f"{fault}: {left[1]}{gap}{right[1]}") for fault in faults_between(before, left, gap, right)
            ]
            before = left
    return sorted(found)


SOUND = """\
-- A comment may have capitals
select
    a.b,
    -a as c,  -- a comment may stand anywhere
    count(*) as n, t.*, sum(x) filter (where y > -1) as z,
    cast(a as {{ type }}) * (1 - b) / nullif(c, 0) || 'a, b  (c)=d' as {{ name }}_rate,
    {% for one in many %}{{ one }}{{ ',' if not loop.last }}{% endfor %}
from {{ ref('a') }} as a
where x in ('A', "B") and not exists (select 1 from y) and z <> (-1)

union all  -- a comment
{{ 'union all' if not loop.last }}
{%- if a %} intersect {% endif %}
{#- a -#}
"""


def test_sound_blanks_are_not_told() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    "line",
    [
        *("select a ", "select  a", "select a\tb", "select a , b", "select a,b", "select (a )", "select ( a)"),
        *("where a=b", "where a= b", "where a =b", "where a<>b", "select a||b", "select a *b", "select a- 1"),
        *("where a in(1)", "select (a)as b", "select 'a'as b", "select a. b", "select a .b", "using(a)", "select - 1"),
        *("select a[ 1]", "where a and(b)", "select x over(order by y)", "select date'2024-01-01'"),
        *("select a  {{ b }}", "where a ={{ b }}", "where {{ a }}= b", "select a,{{ b }}"),
        *("select {{b }}", "select {{ b}}", "{%if a %}", "{%- if a-%}", "{#a #}"),
        *("Select a", "select a as B", "select cast(a as INT)", "select NULL as a", "select Coalesce(a, b)"),
        *("select a union all", "union all select a", "(select a) except", "intersect b"),
    ],
)
def test_wrong_blanks_are_told(line: str) -> None:
    assert {number for number, _ in faults(f"{line}\n")} == {1}


@pytest.mark.parametrize(
    "sql", ["select a", "\nselect a\n", " select a\n", "select a\n\n", "select a\n\n\nfrom b\n", "-- a\n\n\nselect a\n"]
)
def test_empty_lines_are_told(sql: str) -> None:
    assert faults(sql)


def test_what_sqlfluff_leaves_out_of_staging_has_no_sql_of_its_own() -> None:
    """Or is of a CRM that is switched off while it is linted."""
    left_out = (ROOT / ".sqlfluffignore").read_text(encoding="utf-8").splitlines()
    folders = [line for line in left_out if line.startswith("models/")]
    systems = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]["systems"]
    files = [path for folder in folders if folder.split("/")[2] in systems for path in (ROOT / folder).rglob("*.sql")]
    assert len(files) > 15
    own = [path.name for path in files if JINJA.sub("", without_comments(path.read_text(encoding="utf-8"))).strip()]
    assert own == []


def test_every_model_and_test() -> None:
    files = [path for folder in ("models", "tests") for path in sorted((ROOT / folder).rglob("*.sql"))]
    assert len(files) > 200
    told = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {fault}"
        for path in files
        for number, fault in faults(path.read_text(encoding="utf-8"))
    ]
    assert not told, "\n" + "\n".join(told)
