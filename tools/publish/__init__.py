"""Publish the marts of a green build for tools that read: one DuckDB file, Parquet files and a manifest.

`python -m tools.publish`; docs/publishing.md describes for readers what they find and how it changes.
"""
