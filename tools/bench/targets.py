"""The targets for speed, and whether what was measured meets them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tools.project import ROOT

PAGE = ROOT / "docs/benchmarks.md"
TEN_MILLION = 10_000_000


@dataclass
class Target:
    """A figure, what it may be at most, and how it is written; of one size alone where `activities` says so.

    `limit` is the head of the paragraph in docs/benchmarks.md that says what was tried and what the limit is.
    """

    figure: str
    text: str
    limit: str
    at_most: float
    unit: str = ""
    activities: int = 0


TARGETS = (
    Target("demo_ratio", "demo, warm build: times the CPU of dbt's floor", "Warm build of the demo", 1.3),
    Target("demo_seconds", "demo, warm build: wall", "Warm build of the demo", 30, " s"),
    Target("scorecard_seconds", "scorecard in the terminal: wall", "Start of dbt", 5, " s"),
    Target("parse_seconds", "parse, nothing changed: wall", "Start of dbt", 3, " s"),
    Target(
        "other_variable_seconds",
        "parse after a change of a variable: wall",
        "Parse after a change of a variable",
        3,
        " s",
    ),
    Target("demo_tests_share", "demo: CPU that data tests add", "Data tests", 0.25, " %"),
    Target(
        "script_ratio", "1 M activities: times the CPU of the floor script", "A million activities", 5, "", 1_000_000
    ),
    Target("tests_share", "1 M activities: CPU that data tests add", "Data tests", 0.25, " %", 1_000_000),
    Target(
        "day_share", "1 M activities: a day's part of the CPU of a whole build", "A day's part", 0.15, " %", 1_000_000
    ),
    Target(
        "script_ratio",
        "10 M activities: times the CPU of the floor script",
        "Ten million activities",
        3,
        "",
        TEN_MILLION,
    ),
    Target("gigabytes", "10 M activities: peak memory", "Ten million activities", 4, " GB", TEN_MILLION),
)


def written(value: float, unit: str) -> str:
    """A figure with its unit."""
    return f"{100 * value:.0f} %" if unit == " %" else f"{value:.2f}{unit}"


def judged(target: Target, figures: dict[str, float]) -> str:
    """Whether a target is met. Wall seconds far above CPU seconds are those of other programs: then CPU seconds decide."""
    value = figures[target.figure]
    cpu = figures.get(target.figure.replace("_seconds", "_cpu"), value)
    if value > target.at_most and value > 1.3 * cpu:
        met = "met" if cpu <= target.at_most else "not met"
        return f"{met} by CPU ({written(cpu, target.unit)}): the machine was busy"
    return "met" if value <= target.at_most else "not met"


def rows(demo: dict[str, float], sizes: dict[int, dict[str, float]]) -> list[list[str]]:
    """Each target with what was measured: met, not met, or at which size it is measured."""
    table = [["target", "at most", "measured", ""]]
    for target in TARGETS:
        figures = of(target, demo, sizes)
        at_most, value = written(target.at_most, target.unit), figures.get(target.figure)
        if value is None:
            how = f"make bench ACTIVITIES={target.activities}" if target.activities else "make bench"
            table.append([target.text, at_most, "", f"not measured: {how}"])
        else:
            table.append([target.text, at_most, written(value, target.unit), judged(target, figures)])
    return table


def of(target: Target, demo: dict[str, float], sizes: dict[int, dict[str, float]]) -> dict[str, float]:
    """The figures among which a target's is."""
    return sizes.get(target.activities, {}) if target.activities else demo


def limits(demo: dict[str, float], sizes: dict[int, dict[str, float]]) -> list[str]:
    """What was tried and what the limit is, of the targets that are not met; each paragraph once."""
    missed = [
        target.limit
        for target in TARGETS
        if target.figure in of(target, demo, sizes) and not judged(target, of(target, demo, sizes)).startswith("met")
    ]
    return [paragraph(head) for head in dict.fromkeys(missed)]


def paragraph(head: str) -> str:
    """The paragraph of docs/benchmarks.md with this head, in one line.

    Raises:
        ValueError: the page has none.
    """
    found = re.search(
        rf"^- \*\*{re.escape(head)}\.\*\* (.+?)(?=^- |^#|\Z|^$)", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    if not found:
        raise ValueError(f"{PAGE} does not say what was tried for: {head}")
    return f"{head}. {' '.join(found[1].split())}"
