"""Bring exports, as a CRM gives them, into the clean files that dbt reads."""
