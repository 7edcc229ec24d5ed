"""Division, percentiles, Wilson's interval and sums of amounts that may be unknown."""

from __future__ import annotations

import math
from collections.abc import Iterable


def divide(numerator: float | None, denominator: float | None) -> float | None:
    """The quotient; None for a zero or missing denominator, or a missing numerator."""
    if numerator is None or denominator is None or denominator == 0:
        return None
    return numerator / denominator


def percentile(values: Iterable[float], share: float) -> float | None:
    """percentile_cont: linear between the two nearest ranks; None without values."""
    ordered = sorted(values)
    if not ordered:
        return None
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def mean(values: Iterable[float]) -> float | None:
    """The mean; None without values."""
    known = list(values)
    return divide(math.fsum(known), len(known))


def wilson(share: float | None, size: float | None, z: float) -> tuple[float | None, float | None]:
    """Wilson's interval of a proportion at a standard normal value; None without a share or a size."""
    if share is None or not size:
        return None, None
    scale = 1 + z * z / size
    centre = (share + z * z / (2 * size)) / scale
    half = z * math.sqrt(max(share * (1 - share), 0.0) / size + z * z / (4 * size * size)) / scale
    return centre - half, centre + half


def known_sum(amounts: Iterable[float | None]) -> float | None:
    """Sum of the known amounts: 0 where there is no amount at all, None where none is known."""
    listed = list(amounts)
    known = [amount for amount in listed if amount is not None]
    if listed and not known:
        return None
    return math.fsum(known)
