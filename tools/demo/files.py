"""The files that the generator owns."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from tools.demo import as_fxiaoke, as_hubspot, as_pipedrive, as_zoho
from tools.demo.dirt_activities import ActivityDirt
from tools.demo.dirt_deals import DealDirt
from tools.demo.dirt_generic import GenericDirt
from tools.demo.dirt_leads import LeadDirt
from tools.demo.planter import Planter
from tools.demo.sample import sample
from tools.demo.story import tell
from tools.demo.tables import GENERIC, SALESFORCE, plain_text, salesforce_text

# The systems that a part of the demo company is also written for, each by its own module.
SAMPLES: dict[str, ModuleType] = {
    "hubspot": as_hubspot,
    "pipedrive": as_pipedrive,
    "fxiaoke": as_fxiaoke,
    "zoho": as_zoho,
}


def play(reference: Path) -> Planter:
    """Tell the story and soil it; the planter holds rows and ledger."""
    planter = Planter(*tell(reference))
    people = LeadDirt(planter)
    people.run()
    DealDirt(planter).run()
    ActivityDirt(planter, people.test_leads, people.merged_leads).run()
    GenericDirt(planter, people.test_leads[0]).run()
    return planter


def samples(reference: Path) -> dict[str, str | bytes]:
    """Return the samples of the other systems by their paths in the repository: clean files, and downloads as bytes."""
    files: dict[str, str | bytes] = {}
    for system, module in SAMPLES.items():
        folder = f"seeds/exports/{system}"
        part = sample(reference)
        for name, rows in module.clean(part).items():
            files[f"{folder}/{system}__{name}.csv"] = plain_text(tuple(rows[0]), rows)
        files |= {f"{folder}/downloads/{name}": content for name, content in module.downloads(part).items()}
    return files


def build(reference: Path) -> dict[str, str | bytes]:
    """Return every generated file, text or bytes, by its path in the repository."""
    planter = play(reference)
    files: dict[str, str | bytes] = {
        f"seeds/exports/salesforce/salesforce__{name}.csv": salesforce_text(columns, planter.rows(name))
        for name, columns in SALESFORCE.items()
    }
    for name, columns in GENERIC.items():
        path = f"seeds/exports/generic/generic__{name}.csv"
        files[path] = plain_text(columns, planter.rows(name))
    files["tests/expected/demo_dirt.csv"] = planter.ledger.expected()
    return files | samples(reference)
