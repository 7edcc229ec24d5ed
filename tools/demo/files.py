"""The files that the generator owns."""

from __future__ import annotations

from pathlib import Path

from tools.demo.dirt_activities import ActivityDirt
from tools.demo.dirt_deals import DealDirt
from tools.demo.dirt_generic import GenericDirt
from tools.demo.dirt_leads import LeadDirt
from tools.demo.planter import Planter
from tools.demo.story import tell
from tools.demo.tables import GENERIC, SALESFORCE, plain_text, salesforce_text


def play(reference: Path) -> Planter:
    """Tell the story and soil it; the planter holds rows and ledger."""
    planter = Planter(*tell(reference))
    people = LeadDirt(planter)
    people.run()
    DealDirt(planter).run()
    ActivityDirt(planter, people.test_leads, people.merged_leads).run()
    GenericDirt(planter, people.test_leads[0]).run()
    return planter


def build(reference: Path) -> dict[str, str]:
    """Return the text of every generated file by its path in the repository."""
    planter = play(reference)
    files = {
        f"seeds/exports/salesforce/salesforce__{name}.csv": salesforce_text(columns, planter.rows(name))
        for name, columns in SALESFORCE.items()
    }
    for name, columns in GENERIC.items():
        path = f"seeds/exports/generic/generic__{name}.csv"
        files[path] = plain_text(columns, planter.rows(name))
    files["tests/expected/demo_dirt.csv"] = planter.ledger.expected()
    files["docs/demo_dirt.md"] = planter.ledger.page()
    return files
