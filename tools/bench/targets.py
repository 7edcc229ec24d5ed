"""The targets for speed, and whether what was measured meets them."""

from __future__ import annotations

from dataclasses import dataclass

TEN_MILLION = 10_000_000


@dataclass
class Target:
    """A figure, what it may be at most, and how it is written; of one size alone where `activities` says so."""

    figure: str
    text: str
    at_most: float
    unit: str = ""
    activities: int = 0


TARGETS = (
    Target("demo_ratio", "demo, warm build: times the CPU of dbt's floor", 1.3),
    Target("demo_seconds", "demo, warm build: wall", 30, " s"),
    Target("scorecard_seconds", "scorecard in the terminal: wall", 5, " s"),
    Target("parse_seconds", "parse, nothing changed: wall", 3, " s"),
    Target("other_variable_seconds", "parse after a change of a variable: wall", 3, " s"),
    Target("demo_tests_share", "demo: CPU that data tests add", 0.25, " %"),
    Target("script_ratio", "1 M activities: times the CPU of the floor script", 5, "", 1_000_000),
    Target("tests_share", "1 M activities: CPU that data tests add", 0.25, " %", 1_000_000),
    Target("day_share", "1 M activities: a day's part of the CPU of a whole build", 0.15, " %", 1_000_000),
    Target("script_ratio", "10 M activities: times the CPU of the floor script", 3, "", TEN_MILLION),
    Target("gigabytes", "10 M activities: peak memory", 4, " GB", TEN_MILLION),
)


def written(value: float, unit: str) -> str:
    """A figure with its unit."""
    return f"{100 * value:.0f} %" if unit == " %" else f"{value:.2f}{unit}"


def judged(target: Target, value: float, cpu: float) -> str:
    """Whether a target is met. Wall seconds far above CPU seconds are those of other programs: then CPU seconds decide."""
    if value > target.at_most and value > 1.3 * cpu:
        met = "met" if cpu <= target.at_most else "not met"
        return f"{met} by CPU ({written(cpu, target.unit)}): the machine was busy"
    return "met" if value <= target.at_most else "not met"


def rows(demo: dict[str, float], sizes: dict[int, dict[str, float]]) -> list[list[str]]:
    """Each target with what was measured: met, not met, or at which size it is measured."""
    table = [["target", "at most", "measured", ""]]
    for target in TARGETS:
        figures = sizes.get(target.activities, {}) if target.activities else demo
        value = figures.get(target.figure)
        limit = written(target.at_most, target.unit)
        if value is None:
            how = f"make bench ACTIVITIES={target.activities}" if target.activities else "make bench"
            table.append([target.text, limit, "", f"not measured: {how}"])
        else:
            cpu = figures.get(target.figure.replace("_seconds", "_cpu"), value)
            table.append([target.text, limit, written(value, target.unit), judged(target, value, cpu)])
    return table
