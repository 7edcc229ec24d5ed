"""The statistics behind the tables that read KPIs together keep what they promise, on drawn data of known truth.

The tables themselves are compared with these functions cell by cell in tests/python/test_agreement.py.
"""

from __future__ import annotations

from random import Random

import pytest

from .across_drivers import common_difference, newcombe
from .across_overlap import pearson, ranks, spearman
from .across_shrinkage import Count, within_correlation

DRAWS = 2000


def binomial(rng: Random, size: int, share: float) -> int:
    """How many of so many succeed."""
    return sum(rng.random() < share for _ in range(size))


def test_intervals_of_differences_hold_the_truth_in_95_of_100() -> None:
    """Four sources with rates of 5 to 40 %, 15 to 80 leads a side, and a true difference of 5 points."""
    rng, common, single = Random("intervals"), 0, 0
    for _ in range(DRAWS):
        strata = []
        for base in (0.05, 0.15, 0.25, 0.4):
            size, other = rng.randrange(15, 80), rng.randrange(15, 80)
            strata.append((binomial(rng, size, base + 0.05), size, binomial(rng, other, base), other))
        difference, half = common_difference(strata, 1.959964)
        common += difference is not None and half is not None and abs(difference - 0.05) <= half
        low, high = newcombe(*strata[1], 1.959964)
        single += low <= 0.05 <= high
    assert common / DRAWS == pytest.approx(0.95, abs=0.015)
    assert single / DRAWS == pytest.approx(0.95, abs=0.015)


def test_a_known_difference_of_two_proportions() -> None:
    """56 of 70 against 48 of 80: 0.0524 to 0.3339 in Newcombe's paper."""
    assert newcombe(56, 70, 48, 80, 1.959964) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_strength_is_found_and_shrinking_brings_rates_nearer_to_the_truth() -> None:
    """Reps' rates from a beta distribution of strength 30; 60 groups of six reps with 3 to 24 units."""
    rng = Random("strength")
    strengths, raw_error, shrunk_error = [], 0.0, 0.0
    for _ in range(60):
        groups, truths = [], []
        for _ in range(60):
            shares = [rng.betavariate(9, 21) for _ in range(6)]
            sizes = [rng.randrange(3, 25) for _ in shares]
            groups.append([Count(binomial(rng, n, p), n, {}) for n, p in zip(sizes, shares, strict=True)])
            truths.append(shares)
        correlation = within_correlation(groups) or 0.0
        strength = (1 - correlation) / correlation if correlation > 1 / 1001 else 1000.0
        strengths.append(strength)
        for group, shares in zip(groups, truths, strict=True):
            mean = sum(one.wins for one in group) / sum(one.size for one in group)
            for one, share in zip(group, shares, strict=True):
                weight, raw = one.size / (one.size + strength), one.wins / one.size
                raw_error += (raw - share) ** 2
                shrunk_error += (weight * raw + (1 - weight) * mean - share) ** 2
    assert sorted(strengths)[30] == pytest.approx(30, rel=0.2)
    assert shrunk_error < 0.5 * raw_error


def test_rank_correlation_with_ties_and_without_movement() -> None:
    assert ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1, 3.5, 2]
    assert spearman({1: 1.0, 2: 2.0, 3: 9.0}, {3: 5.0, 4: 6.0, 5: 7.0}, 2) == (3, 1.0)
    assert spearman({1: 1.0}, {9: 1.0}, 0) == (0, None)
    assert pearson([1.0, 1.0], [1.0, 2.0]) is None
