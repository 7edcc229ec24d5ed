"""The KPI tables computed a second time, in plain Python, from the specification alone."""

from .api import Result, compute, compute_all

__all__ = ["Result", "compute", "compute_all"]
