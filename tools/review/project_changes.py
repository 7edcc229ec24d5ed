"""What changed in the project: models, macros and seeds, contracts, and who reads them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from tools.review.publications import Publication

READERS = {"exposure", "metric", "saved_query", "semantic_model"}


@dataclass
class ContractChange:
    """What became of a mart's columns; a reader breaks where one is gone or has another type."""

    table: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)
    is_reordered: bool = False
    is_gone: bool = False
    is_new: bool = False

    @property
    def is_breaking(self) -> bool:
        """Whether a reader that worked before can fail now."""
        return self.is_gone or bool(self.removed or self.retyped)


@dataclass
class ProjectChanges:
    """Nodes by what became of them, contracts that changed, and the readers downstream of a change."""

    added: list[str]
    removed: list[str]
    changed: dict[str, str]
    contracts: list[ContractChange]
    readers: dict[str, list[str]]

    @property
    def is_breaking(self) -> bool:
        """Whether a contract breaks."""
        return any(contract.is_breaking for contract in self.contracts)


def contract_changes(before: Publication, after: Publication) -> list[ContractChange]:
    """What became of the columns of each mart, where anything did."""
    old, new = before.tables, after.tables
    found = [ContractChange(table, is_gone=True) for table in sorted(old.keys() - new.keys())]
    found += [ContractChange(table, added=list(new[table]), is_new=True) for table in sorted(new.keys() - old.keys())]
    for table in sorted(old.keys() & new.keys()):
        was, now = old[table], new[table]
        change = ContractChange(
            table,
            added=[f"{name} {now[name]}" for name in now if name not in was],
            removed=[f"{name} {was[name]}" for name in was if name not in now],
            retyped=[f"{name}: {was[name]} → {now[name]}" for name in now if name in was and was[name] != now[name]],
            is_reordered=[name for name in was if name in now] != [name for name in now if name in was],
        )
        if change.added or change.is_breaking or change.is_reordered:
            found.append(change)
    return found


def changed_macros(before: Publication, after: Publication) -> set[str]:
    """The unique ids of macros whose text changed, or that call one whose text did."""
    old, new = before.project["macros"], after.project["macros"]
    touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    while True:
        # default__ratio, postgres__ratio: what an engine takes is called by the name behind its prefix
        called = {name for key in touched for name in (key.rsplit(".", 1)[-1], key.rsplit("__", 1)[-1])}
        touched |= {key for key in new if key.rsplit(".", 1)[-1] in called}
        names = "|".join(sorted(re.escape(name.rsplit(".", 1)[-1]) for name in called))
        if not names:
            return touched
        calls = re.compile(rf"\b({names})\s*\(")
        more = {key for key, text in new.items() if key not in touched and calls.search(text)}
        if not more:
            return touched
        touched |= more


def changed_nodes(before: Publication, after: Publication) -> dict[str, str]:
    """Nodes whose own text changed, or a macro that they run: the reason by unique id."""
    macros = changed_macros(before, after)
    found = {}
    for key in before.nodes.keys() & after.nodes.keys():
        was, now = before.nodes[key], after.nodes[key]
        called = sorted(macro.rsplit(".", 1)[-1] for macro in macros & set(now["runs"]))
        if was["checksum"] != now["checksum"]:
            found[key] = "its text"
        elif was["columns"] != now["columns"]:
            found[key] = "its contract"
        elif called:
            found[key] = f"macro {', '.join(called[:3])}"
    return found


def readers_of(touched: set[str], after: Publication) -> dict[str, list[str]]:
    """The exposures, metrics and saved queries downstream of a change, each with the changed nodes that it rests on."""
    above: dict[str, set[str]] = {}

    def roots(key: str) -> set[str]:
        """The touched nodes that a node rests on."""
        if key not in above:
            above[key] = set()
            for parent in after.nodes.get(key, {"reads": []})["reads"]:
                above[key] |= roots(parent) | ({parent} & touched)
        return above[key]

    found: dict[str, list[str]] = defaultdict(list)
    for key, node in after.nodes.items():
        if node["kind"] in READERS and (rests := roots(key)):
            found[f"{node['kind']} {node['name']}"] = sorted(
                after.nodes[root]["name"] for root in rests if root in after.nodes
            )
    return dict(sorted(found.items()))


def project_changes(before: Publication, after: Publication) -> ProjectChanges:
    """Everything that changed in the project between two publications."""
    old, new = before.nodes, after.nodes
    changed = changed_nodes(before, after)
    gone, fresh = old.keys() - new.keys(), new.keys() - old.keys()
    return ProjectChanges(
        added=sorted(f"{new[key]['kind']} {new[key]['name']}" for key in fresh),
        removed=sorted(f"{old[key]['kind']} {old[key]['name']}" for key in gone),
        changed=dict(sorted((f"{new[key]['kind']} {new[key]['name']}", why) for key, why in changed.items())),
        contracts=contract_changes(before, after),
        readers=readers_of(set(changed) | set(fresh), after),
    )
