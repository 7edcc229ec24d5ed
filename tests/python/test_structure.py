"""The house rules, checked from what dbt parsed: layers, names, descriptions, contracts, tests."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict

import pytest

from tools import kpi_lists, schema_page
from tools.dashboard.packing import YEARS
from tools.project import MARTS, ROOT, THEMES, Node, Project, is_mart, is_step, layer, without_comments

# What each layer may read. Nothing reads upward; raw exports are read by staging alone.
MAY_READ = {
    "staging": {"export", "reference", "staging"},
    "intermediate": {"staging", "reference", "intermediate"},
    "core": {"staging", "intermediate", "reference", "core"},
    "record": {"core", "reference", "record"},
    "kpi": {"core", "reference", "record", "kpi"},
    "scorecard": {"record", "kpi", "core", "reference", "scorecard"},
    "targets": {"kpi", "core", "reference", "scorecard", "targets"},
    "restatements": {"record", "core", "reference", "health", "scorecard", "restatements"},
    "insights": {"record", "kpi", "core", "reference", "scorecard", "insights"},
    "forecast": {"kpi", "core", "reference", "forecast"},
    "health": {"staging", "intermediate", "core", "reference", "health"},
    "semantic": {"kpi", "core", "reference", "scorecard", "semantic"},
}
# Models that break the rule for a reason: (model, layer it may read besides) -> reason.
EXCEPTIONS = {
    ("int_export_counts", "export"): "it counts the raw rows that staging starts from",
    ("fct_unreadable_cells", "export"): "it counts the raw cells that are filled, which defaults and parsing hide",
    (
        "int_targets",
        "core",
    ): "it quotes what people wrote, e-mails and names too, so it cannot be a mart; ids are those of dim_reps",
    ("dim_exports", "health"): "whether an export can be trusted is part of what it is",
    ("dim_kpis", "health"): "so is whether a KPI's exports can be",
    ("kpi_pacing", "forecast"): "one month has one forecast of MRR, that of mrr_forecast",
    ("rejected_records", "export"): "it quotes the raw cells that staging could not use",
}

NAMES = {
    "staging": r"(base|stg)_[a-z0-9]+__[a-z0-9_]+",
    "intermediate": r"int_[a-z0-9_]+",
    "core": r"(dim|fct)_[a-z0-9_]+",
    "record": r"(records|kpi)_[a-z0-9_]+",
    "kpi": r"kpi_[a-z0-9_]+",
}
# Models that know when a run began -> why.
KNOWS_ITS_RUN = {"source_health_history.sql": "a row a run: dbt's own id and start of the run tell the runs apart"}
CLOCK = re.compile(
    r"\b(current_date|current_time|current_timestamp|localtimestamp|getdate|sysdate|today\s*\(|now\s*\("
    r"|run_started_at|datetime\.now|datetime\.utcnow)",
    re.IGNORECASE,
)
# Models that may tell when a build ran -> why.
MAY_TELL_THE_TIME = {
    "kpi_as_reported": "it keeps which build reported a row first, and when; no other number depends on it",
    "strike_reports": "it keeps when a report was struck",
}
# Tables that stay in schema main though people read what comes of them -> why.
KEPT_IN_MAIN = dict.fromkeys(
    ("kpi_as_reported", "reported_records", "struck_reports", "source_health_history"),
    "a move would begin a history anew",
)
MOST_PUBLIC_TABLES = 50
LONGEST_LINE = 140
UNIQUENESS = re.compile(r"unique|grain|primary_key|one_row")


def listed(faults: list[str]) -> str:
    """Faults one a line, as an assertion shows them best."""
    return "\n" + "\n".join(faults)


def test_every_model_stands_in_a_layer(project: Project) -> None:
    faults = [layer(node) for node in project.models if layer(node) not in MAY_READ]
    assert not faults, listed(faults)


def test_layers_read_downward_only(project: Project) -> None:
    faults = [
        f"{node['name']} ({layer(node)}) reads {parent['name']} ({layer(parent)})"
        for node in project.models
        for parent in project.parents(node)
        if layer(parent) not in MAY_READ.get(layer(node), set()) and (node["name"], layer(parent)) not in EXCEPTIONS
    ]
    assert not faults, listed(faults)


def test_exceptions_are_still_needed(project: Project) -> None:
    edges = {(node["name"], layer(parent)) for node in project.models for parent in project.parents(node)}
    assert not set(EXCEPTIONS) - edges


def test_names_tell_the_layer(project: Project) -> None:
    faults = [
        f"{node['original_file_path']}: not {NAMES[layer(node)]}"
        for node in project.models
        if layer(node) in NAMES and not re.fullmatch(NAMES[layer(node)], node["name"])
    ]
    assert not faults, listed(faults)


def test_staging_folder_is_the_system(project: Project) -> None:
    faults = [
        node["original_file_path"]
        for node in project.models
        if layer(node) == "staging"
        and node["name"].split("__")[0].partition("_")[2] != node["original_file_path"].split("/")[2]
    ]
    assert not faults, listed(faults)


def test_schemas(project: Project) -> None:
    """Marts are in the target's schema, steps in one of their own, everything else in a schema of its layer."""
    schemas = {
        "export": "raw",
        "reference": "reference",
        "staging": "staging",
        "intermediate": "intermediate",
    }
    faults = [
        f"{node['name']} is in {node['schema']}"
        for node in project.models + project.seeds
        if layer(node) != "semantic"
        and node["schema"] != ("steps" if is_step(node) else schemas.get(layer(node), "main"))
    ]
    assert not faults, listed(faults)


def test_kpi_models_and_definitions_match(project: Project) -> None:
    """Every KPI has a definition, a table, and records that are its population."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as lines:
        defined = [row["kpi_id"] for row in csv.DictReader(lines)]
    tables = [node["name"].removeprefix("kpi_") for node in project.models if layer(node) == "kpi"]
    names = [node["name"] for node in project.models if layer(node) == "record"]
    records = [name.removeprefix("records_") for name in names if name.startswith("records_")]
    assert sorted(tables) == sorted(records) == sorted(defined)


def test_descriptions_start_with_the_grain(project: Project) -> None:
    faults = [
        f"{node['name']}: {node['description'][:60]!r}"
        for node in project.models
        if not node["description"].strip().startswith("One row per ")
    ]
    assert not faults, listed(faults)


def test_marts_have_contracts(project: Project) -> None:
    faults = [
        node["name"]
        for node in project.models
        if layer(node) in MARTS and not is_step(node)
        if not node["config"]["contract"]["enforced"]
        or not node["columns"]
        or not all(column["data_type"] for column in node["columns"].values())
    ]
    assert not faults, listed(faults)


def has_unique_grain(project: Project, node: Node) -> bool:
    """Whether a uniqueness test hangs on a model, or a key is in its contract."""
    constraints = node["constraints"] + [c for column in node["columns"].values() for c in column["constraints"]]
    if any(constraint["type"] in {"primary_key", "unique"} for constraint in constraints):
        return True
    kinds = [(test.get("test_metadata") or {}).get("name", test["name"]) for test in project.tests_of(node)]
    return any(UNIQUENESS.search(kind) for kind in kinds)


def test_models_above_staging_have_a_tested_grain(project: Project) -> None:
    nodes = [node for node in project.models if layer(node) not in {"staging", "semantic"}]
    faults = [node["name"] for node in nodes if not has_unique_grain(project, node)]
    assert not faults, listed(faults)


def test_no_two_tests_are_the_same(project: Project) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for test in project.tests:
        if metadata := test.get("test_metadata"):
            arguments = {key: value for key, value in metadata["kwargs"].items() if key != "model"}
            where = test["config"].get("where")
            key = json.dumps([metadata["name"], test["attached_node"], arguments, where], sort_keys=True)
        else:
            key = " ".join(without_comments(test["raw_code"]).split())
        groups[key].append(test["name"])
    faults = [" = ".join(names) for names in groups.values() if len(names) > 1]
    assert not faults, listed(faults)


def test_properties_stand_beside_their_models(project: Project) -> None:
    """Those of a step may stand beside the model that it leads to, where they share columns."""
    faults = [
        f"{node['original_file_path']} is described in {node['patch_path']}"
        for node in project.models
        if node["patch_path"]
        and node["patch_path"].split("://")[-1].rpartition("/")[0]
        not in {folder := node["original_file_path"].rpartition("/")[0], folder.removesuffix("/steps")}
    ]
    assert not faults, listed(faults)


def test_file_name_is_macro_name(project: Project) -> None:
    """A file holds the macro of its name; what else it holds are helpers that no other file calls.

    macros/engines is free: it holds the variants of the engines, one family a file.
    """
    texts = {
        path.relative_to(ROOT).as_posix(): without_comments(path.read_text(encoding="utf-8"))
        for folder in ("models", "macros", "tests")
        for path in (ROOT / folder).rglob("*.sql")
    }
    by_file: dict[str, list[str]] = defaultdict(list)
    for macro in project.macros:
        by_file[macro["original_file_path"]].append(macro["name"])
    faults = []
    for path, names in sorted(by_file.items()):
        if path.startswith("macros/engines/") or not path.startswith("macros/"):
            continue
        stem = path.rpartition("/")[2].removesuffix(".sql")
        materialization = all(name.startswith("materialization_") for name in names)
        if stem not in names and not materialization:
            faults.append(f"{path} holds no macro {stem}, but {', '.join(sorted(names))}")
        for name in names:
            called = re.compile(rf"\b{re.sub('^(default|duckdb|postgres|spark)__', '', name)}\s*\(")
            callers = [other for other, text in texts.items() if other != path and called.search(text)]
            if name != stem and not materialization and callers:
                faults.append(f"{path} holds {name}, which {callers[0]} calls")
    assert not faults, listed(faults)


def test_lines_of_sql_are_short() -> None:
    files = [path for folder in ("models", "tests") for path in (ROOT / folder).rglob("*.sql")]
    faults = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert len(files) > 200
    assert not faults, listed(faults)


def test_nothing_calls_the_clock() -> None:
    faults = []
    for path in sorted([*(ROOT / "models").rglob("*.sql"), *(ROOT / "macros").rglob("*.sql")]):
        for number, line in enumerate(without_comments(path.read_text(encoding="utf-8")).splitlines(), 1):
            allowed = "run_started_at" if path.stem in MAY_TELL_THE_TIME else ""
            if CLOCK.search(line.replace(allowed, "")) and path.name not in KNOWS_ITS_RUN:
                faults.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not faults, listed(faults)


def test_access_follows_from_the_folder(project: Project) -> None:
    faults = []
    for node in project.models:
        if layer(node) == "staging" and node["access"] != "private":
            faults.append(f"{node['name']} is {node['access']}, not private")
        if layer(node) == "intermediate" and node["access"] == "public":
            faults.append(f"{node['name']} is public")
        if layer(node) in {*MARTS, "record"}:
            wanted = "protected" if is_step(node) or node["name"] in KEPT_IN_MAIN else "public"
            if node["access"] != wanted:
                faults.append(f"{node['name']} is {node['access']}, not {wanted}")
    assert not faults, listed(faults)


def test_what_is_kept_in_main_grows(project: Project) -> None:
    kinds = {node["name"]: node["config"]["materialized"] for node in project.models}
    assert {kinds[name] for name in KEPT_IN_MAIN} == {"incremental"}


def test_public_tables_are_few(project: Project) -> None:
    """A newcomer reads the list of them. What is built only where somebody asks for it is not counted."""
    public = [node["name"] for node in project.marts if "purchase_value" not in node["raw_code"]]
    assert len(public) <= MOST_PUBLIC_TABLES, f"{len(public)} are public: {', '.join(public)}"


def test_every_theme_has_a_model(project: Project) -> None:
    assert {layer(node) for node in project.marts} >= {"core", "kpi", *THEMES}


def test_groups_have_owners(project: Project) -> None:
    assert project.groups
    faults = [group["name"] for group in project.groups if not group["owner"].get("name")]
    assert not faults, listed(faults)


def test_exposures_have_owners_and_read_marts(project: Project) -> None:
    faults = []
    for exposure in project.manifest["exposures"].values():
        if not exposure["owner"].get("name"):
            faults.append(f"{exposure['name']} has no owner")
        for parent in exposure["depends_on"]["nodes"]:
            node = project.nodes.get(parent)
            if node and node["resource_type"] == "model" and not is_mart(node):
                faults.append(f"{exposure['name']} reads {node['name']}, which is no mart")
    assert not faults, listed(faults)


@pytest.mark.parametrize("folder", ["models", "seeds", "macros", "tests", "tools", "docs"])
def test_file_names_are_plain(folder: str) -> None:
    """Lower case without blanks, so that paths are the same on every system; downloads are named as the CRM names them."""
    faults = [
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and not {"__pycache__", "downloads"} & set(path.parts)
        and path.suffix in {".sql", ".yml", ".csv", ".py"}
        and not re.fullmatch(r"[a-z0-9_.\-]+", path.name)
    ]
    assert not faults, listed(faults)


def test_every_kpi_is_defined_in_full() -> None:
    """A folder of exports may define KPIs with fewer words; the committed definitions leave nothing out, nor to do."""
    with (ROOT / "seeds" / "reference" / "kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        faults = [
            f"{row['kpi_id']}: {column}"
            for row in csv.DictReader(handle)
            for column, text in row.items()
            if not text.strip() or "TODO" in text
        ]
    assert not faults, listed(faults)


def test_names_fit_every_engine(project: Project) -> None:
    """PostgreSQL makes a relation of a unit test's name, and takes 63 characters."""
    names = [name.rpartition(".")[2] for name in project.manifest["unit_tests"]]
    faults = [name for name in names if len(name) > 63]
    assert not faults, listed(faults)


def test_the_scorecard_reads_the_records_of_every_kpi(project: Project) -> None:
    """The one list that names the KPIs' models (macros/kpis/kpi_ids.sql) forgets none."""
    union = next(node for node in project.models if node["name"] == "kpi_records")
    records = {node["name"] for node in project.models if node["name"].startswith("records_")}
    assert records
    assert records == {parent["name"] for parent in project.parents(union)}


def test_bands_are_those_of_the_definitions(project: Project) -> None:
    """Which KPIs have two bounds decides on the columns of the wide scorecard, so that no build can look it up."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as lines:
        bands = [row["kpi_id"] for row in csv.DictReader(lines) if row["direction"] == "band"]
    wide = next(node for node in project.models if node["name"] == "kpi_scorecard_wide")
    assert [name.removesuffix("_target_low") for name in wide["columns"] if name.endswith("_target_low")] == bands


def test_settings_are_read(project: Project) -> None:
    """A setting that neither a model nor the dashboard reads changes nothing, and one that is not in the seed is nothing."""
    with (ROOT / "seeds/reference/settings.csv").open(encoding="utf-8", newline="") as lines:
        settings = {row["setting"] for row in csv.DictReader(lines)}
    read = {YEARS}
    for node in project.models:
        code = without_comments(node["raw_code"])
        read |= set(re.findall(r"\bsetting\('(\w+)'\)", code))
        for names in re.findall(r"\bsettings_of\(\[([^]]*)\]\)", code):
            read |= {re.sub("_z$", "_level", name) for name in re.findall(r"'(\w+)'", names)}
        read |= set(re.findall(r'limits\["(\w+)"\]', code)) if node["language"] == "python" else set()
    assert read == settings


def test_versioned_models_keep_their_names(project: Project) -> None:
    """A relation's name is part of what readers rely on: the first version has the model's own, a later one its number too."""
    versioned = [node for node in project.models if node.get("version")]
    faults = [
        f"{node['name']} v{node['version']} stands in {node['alias']}"
        for node in versioned
        if node["alias"] != node["name"] + (f"_v{node['version']}" if node["version"] != 1 else "")
    ]
    assert {node["name"] for node in versioned} >= {"kpi_scorecard", "kpi_scorecard_wide"}
    assert not faults, listed(faults)


def test_the_schema_page_lists_every_column(project: Project) -> None:
    """A column of a versioned mart that comes, goes or changes its type shows in the page that readers hold us to."""
    text = schema_page.PAGE.read_text(encoding="utf-8")
    assert schema_page.page(project.manifest) == text, "run make pages"


def test_lists_of_kpis_are_those_of_the_definitions() -> None:
    """Columns and tables that properties files must spell out; a KPI that is not among them would not be read."""
    for name in (kpi_lists.WIDE, kpi_lists.REPS, kpi_lists.EXPOSURES):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert kpi_lists.MARKS.search(text), name
        assert kpi_lists.renewed(text, kpi_lists.kpis()) == text, f"{name}: run python -m tools.kpi_lists"


def test_marks_of_kpis_are_those_of_the_definitions(project: Project) -> None:
    """What the list of KPIs says before kpi_definitions can be read is what kpi_definitions and the records say."""
    text = without_comments((ROOT / "macros/kpis/kpi_ids.sql").read_text(encoding="utf-8"))
    marks = {name: set(re.findall(r"'(\w+)'", listed)) for name, listed in re.findall(r"'(\w+)': \[([^\]]*)\]", text)}
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["kpi_id"]: row for row in csv.DictReader(lines)}
    records = {node["name"]: node["raw_code"] for node in project.models if layer(node) == "record"}
    expected = {
        kpi_id: {
            mark
            for mark, holds in (
                ("band", row["direction"] == "band"),
                ("company_only", row["scopes"] == "company"),
                ("by_period", re.search(r"^ +period_type,$", records[f"records_{kpi_id}"], re.MULTILINE) is not None),
            )
            if holds
        }
        for kpi_id, row in rows.items()
    }
    assert marks == expected


# Files and folders that name many KPIs for a reason -> why.
NAMES_KPIS = {
    "macros/kpis/kpi_ids.sql": "the one list",
    "models/insights/steps/conversion_driver_leads.sql": "each driver is the measure of one KPI",
    "tools/bench/scripts/": "they compute KPIs for comparison, and say how many of all",
}


def test_only_one_file_lists_the_kpis() -> None:
    """A list of KPIs in code is a place that the next KPI has to be added to, and is forgotten in."""
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as lines:
        ids = [row["kpi_id"] for row in csv.DictReader(lines)]
    files = [
        path
        for folder in ("macros", "models", "tools", "dashboard")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".sql", ".py", ".js", ".j2"} and "demo" not in path.parts
    ]
    assert len(files) > 200
    faults = [
        f"{path.relative_to(ROOT)} names {', '.join(named)}"
        for path in files
        if len(named := [i for i in ids if re.search(rf"(?<![a-z_]){i}(?![a-z_])", path.read_text(encoding="utf-8"))])
        > 3
        and not path.relative_to(ROOT).as_posix().startswith(tuple(NAMES_KPIS))
    ]
    assert not faults, listed(faults)


# Where a text in SQL or Jinja is none that people read in place of a number -> why.
OTHER_TEXTS = {
    "models/staging/": "values that the exports hold",
    "macros/fxiaoke/": "values that the exports hold",
    "macros/records/is_plain_cell.sql": "marks and words of dates that a cell may have",
    "macros/variables/": "messages about variables that a run cannot begin with",
    "macros/reference/": "messages about reference data that a run cannot begin with",
    "macros/engines/stored_ctes.sql": "statements in pieces",
    "macros/engines/take_loaded.sql": "statements in pieces",
    "macros/sources/": "messages about tables that a run cannot begin with, and statements in pieces",
    "macros/engines/loader_cells.sql": "messages about databases that a run cannot begin with, and statements in pieces",
    "macros/increments/": "statements in pieces",
    "macros/materializations/": "statements in pieces",
    "macros/seeds/": "messages about files that cannot be loaded",
    "macros/reporting/strike_reports.sql": "messages of a command",
    "macros/reporting/tell_many_periods.sql": "a message about variables",
    "macros/reporting/print_scorecard.sql": "the message where there are no texts yet",
    "macros/reporting/wrap_text.sql": "marks that no line begins with",
}
CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]")
# Two words in a row, or a word with a blank or a mark beside it: a sentence, or a piece of one.
PROSE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}|^[.:;,]? [a-z]{2,}|[a-z]{2,}[.:;,]? $|[a-z]{2,}[.:] ")
# What a text that becomes SQL, an expression or a list of names has and a sentence has not.
NO_PROSE = re.compile(
    r"[()=<>|{}]|\w_\w+,|\w\.\w|\b(select|cast|null|(order|partition|group) by|union all|current row)\b"
    r"|^ ?(case|when|then|else|end|and|or|not|as|from)\b"
)


def sentences(sql: str) -> list[str]:
    """The texts in a file that read like a sentence or a part of one, or are Chinese; those of errors aside."""
    told = re.compile(r"raise_compiler_error\((?:[^()]|\([^()]*\))*\)")
    texts = re.findall(r"'((?:[^'\n]|'')*)'|\"([^\"\n]*)\"", told.sub("", without_comments(sql)))
    return [
        text
        for pair in texts
        if (text := pair[0] or pair[1]) and (CHINESE.search(text) or (PROSE.search(text) and not NO_PROSE.search(text)))
    ]


def test_no_sentence_is_built_in_sql() -> None:
    """What people read stands in seeds/reference/texts.csv and the other seeds; a model chooses its code."""
    files = [path for folder in ("models", "macros") for path in sorted((ROOT / folder).rglob("*.sql"))]
    found = {
        name: texts
        for path in files
        if (texts := sentences(path.read_text(encoding="utf-8")))
        for name in [path.relative_to(ROOT).as_posix()]
    }
    faults = [
        f"{name}: {text}" for name, texts in found.items() for text in texts if not name.startswith(tuple(OTHER_TEXTS))
    ]
    assert not faults, listed(faults)
    needless = [place for place in OTHER_TEXTS if not any(name.startswith(place) for name in found)]
    assert not needless, listed(needless)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select 'Not assessed: ' || n || ' to judge by'", ["Not assessed: ", " to judge by"]),
        ("select '未达标' as status, '；'", ["未达标", "；"]),
        ('{%- set word = "small sample" -%}', ["small sample"]),
        ("select 'it' || ' rises' -- a remark in words", [" rises"]),
        ("select 'on_target', 'Q', ' %', '-W', ', ', 'clv_' || 'high'", []),
        ("{{ join_texts('due', \"case when due_on is null then 'no_period' end\") }}", []),
    ],
)
def test_sentences_are_found(sql: str, found: list[str]) -> None:
    assert sentences(sql) == found


def test_texts_are_in_both_languages_with_the_same_placeholders() -> None:
    with (ROOT / "seeds/reference/texts.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    placeholder = re.compile(r"\{\w+\}")
    faults = [
        f"{row['topic']}.{row['code']}"
        for row in rows
        if {*placeholder.findall(row["text_en"])} != {*placeholder.findall(row["text_zh"])}
        # a week has two digits in English alone
        and row["topic"] != "period_label"
    ]
    assert len(rows) > 100
    assert not faults, listed(faults)
