"""Reproducible chance.

Everything is drawn from ``random.Random.random()``, the one method whose sequence
Python guarantees for a seed; the distributions on top are our own.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
_NORMAL = NormalDist()


class Dice:
    """A named stream of chance: a change in one stream leaves the others alone."""

    def __init__(self, name: str) -> None:
        """Seed the stream with its name."""
        self._random = random.Random(f"sales-kpis demo {name}")

    def unit(self) -> float:
        """Return a number in [0, 1)."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """Return True with the given probability (0 to 1)."""
        return self.unit() < probability

    def between(self, low: float, high: float) -> float:
        """Return a number, evenly spread from low to high."""
        return low + (high - low) * self.unit()

    def integer(self, low: int, high: int) -> int:
        """Return a whole number, evenly spread, both ends included."""
        return low + int(self.unit() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, all equally likely."""
        return options[int(self.unit() * len(options))]

    def weighted(self, options: dict[T, float]) -> T:
        """Return one of the keys, in proportion to their weights."""
        mark = self.unit() * sum(options.values())
        for option, weight in options.items():
            mark -= weight
            if mark < 0:
                return option
        return next(reversed(options))

    def skewed(self, mean: float, sigma: float) -> float:
        """Return a log-normal number with the given mean; sigma is that of the log."""
        z = _NORMAL.inv_cdf(min(max(self.unit(), 1e-9), 1 - 1e-9))
        return mean * math.exp(sigma * z - sigma * sigma / 2)

    def count(self, mean: float) -> int:
        """Return a Poisson count (for means below about 20)."""
        limit, product, result = math.exp(-mean), self.unit(), 0
        while product > limit:
            product *= self.unit()
            result += 1
        return result

    def rounded(self, value: float) -> int:
        """Round up or down at random so that the mean is kept."""
        return int(value) + (1 if self.chance(value - int(value)) else 0)
