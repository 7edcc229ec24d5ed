"""Write seeds/reference/overlap_critical_values.csv: how large a rank correlation chance alone makes.

Of pairs of unrelated series the largest absolute rank correlation of their month-to-month changes at the lags -3 to 3 is
drawn again and again. Values are independent noise, whose changes swing back and so correlate by chance more widely than
those of series that wander: the critical values are on the safe side for the latter. `python -m tools.critical_values`
takes about ten minutes and gives the committed file to the last digit.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate, pairwise
from math import comb
from pathlib import Path
from random import Random

from tools.project import ROOT

SEED_FILE = ROOT / "seeds/reference/overlap_critical_values.csv"
MAX_LAG = 3
# Months that both KPIs have at the lag that has the fewest of them. A number in between takes the next smaller one.
COUNTS = (*range(18, 31), 33, 36, 40, 45, 50, 60, 72, 84, 96, 120)
# KPIs that are compared with one another: today's number, and room for more.
KPI_COUNTS = range(13, 21)
# One in 25 pairs, not in 20: room for series that are not as drawn here. Of a whole table of pairs, one table in 20.
PAIR_LEVEL = 0.04
TABLE_LEVEL = 0.05


def ranks(values: Sequence[float]) -> list[int]:
    """Ranks from 0; the values are drawn from a continuum, so no two are equal."""
    found = [0] * len(values)
    for rank, position in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        found[position] = rank
    return found


def rank_correlation(first: Sequence[int], second: Sequence[int]) -> float:
    """Spearman's rho of two rankings without ties."""
    size = len(first)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / (size * (size * size - 1))


def largest(first: Sequence[float], second: Sequence[float]) -> float:
    """The largest absolute rank correlation of two series of changes at the lags -3 to 3."""
    size = len(first)
    found = []
    for lag in range(MAX_LAG + 1):
        found.append(rank_correlation(ranks(first[: size - lag]), ranks(second[lag:])))
        if lag:
            found.append(rank_correlation(ranks(second[: size - lag]), ranks(first[lag:])))
    return max(abs(rho) for rho in found)


def changes(rng: Random, count: int) -> list[float]:
    """So many month-to-month changes of a series of independent noise."""
    values = [rng.gauss(0, 1) for _ in range(count + 1)]
    return [later - earlier for earlier, later in pairwise(values)]


def critical_values(count: int, draws: int, levels: tuple[float, float]) -> tuple[int, float, dict[int, float]]:
    """The count, and the values that the largest correlation exceeds with the levels: of a pair, and of a table by its KPIs."""
    rng = Random(f"overlap {count}")
    size = count + MAX_LAG
    found = sorted(largest(changes(rng, size), changes(rng, size)) for _ in range(draws))
    of_tables = {kpis: quantile(found, levels[1] / comb(kpis, 2)) for kpis in KPI_COUNTS}
    return count, quantile(found, levels[0]), of_tables


def quantile(ordered: Sequence[float], level: float) -> float:
    """The smallest drawn value that at most a share of `level` exceeds, rounded up to three digits."""
    value = ordered[len(ordered) - 1 - int(level * len(ordered))]
    return int(value * 1000 + 0.999999) / 1000


def main() -> None:
    """Draw, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--pair-level", type=float, default=PAIR_LEVEL)
    parser.add_argument("--table-level", type=float, default=TABLE_LEVEL)
    parser.add_argument("--out", type=Path, default=SEED_FILE)
    given = parser.parse_args()
    with ProcessPoolExecutor(given.processes) as pool:
        levels = [(given.pair_level, given.table_level)] * len(COUNTS)
        rows = list(pool.map(critical_values, COUNTS, [given.draws] * len(COUNTS), levels))
    lines = ["kpi_count,pair_count,critical_value,critical_value_of_table"]
    for kpis in KPI_COUNTS:
        # more months make no larger value: where the draws say so it is their chance
        of_tables = list(accumulate((tables[kpis] for _, _, tables in reversed(rows)), max))
        pairs = zip(rows, reversed(of_tables), strict=True)
        lines += [f"{kpis},{count},{pair:.3f},{of_table:.3f}" for (count, pair, _), of_table in pairs]
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
