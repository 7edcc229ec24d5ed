"""The list of mutations fits the project: each text is in its file exactly once."""

from __future__ import annotations

from tools.mutate import faults, read_mutations


def test_every_mutation_can_be_applied() -> None:
    assert [fault for mutation in read_mutations() for fault in faults(mutation)] == []


def test_there_are_mutations_of_every_layer() -> None:
    """At least twenty, with names of their own, in staging, intermediate, core, KPIs and macros."""
    mutations = read_mutations()
    assert len({mutation.name for mutation in mutations}) == len(mutations) >= 20
    folders = ("models/staging/", "models/intermediate/", "models/core/", "models/kpis/", "macros/")
    for folder in folders:
        assert any(mutation.file.startswith(folder) for mutation in mutations), folder
