"""Measure the project beside dbt's own floor and beside other programs: `make bench`."""
